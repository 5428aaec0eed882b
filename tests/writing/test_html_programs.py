"""The HTML of every example in a real browser: WCAG by axe-core, the keyboard, narrow windows, print, no network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from examples import Example, composed, every
from sample_agreement import agreement

from isptool.writing.html import to_html

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.filterwarnings("default"),  # what the driver warns of is not ours
]
PAGES = [*every(), None]
"""Every example, and the agreement that has every kind of block."""

WHERE = """() => {
    const element = document.activeElement
    const unseen = getComputedStyle(element).outlineStyle === 'none' ? ' unseen' : ''
    return [...document.querySelectorAll('*')].indexOf(element) + unseen
}"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield started
        started.close()


def source(example: Example | None) -> str:
    return to_html(agreement("DRAFT") if example is None else composed(example))


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a page of ours; anything that it asks of the network fails the test."""
    context = browser.new_context(locale="en-GB", offline=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))

    def open_page(example: Example | None, **size: int) -> Any:
        path = tmp_path / "page.html"
        path.write_text(source(example), encoding="utf-8")
        page = context.new_page()
        if size:
            page.set_viewport_size(size)
        page.goto(path.as_uri())
        return page

    yield open_page
    outside = [url for url in asked if not url.startswith(("file:", "data:"))]
    context.close()
    assert outside == []


@pytest.mark.parametrize("example", PAGES, ids=lambda each: f"{each.id}-{each.edition}" if each else "every-block")
def test_axe_finds_no_violation(opened: Any, example: Example | None) -> None:
    page = opened(example)
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    rules = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations", "incomplete"]}
    found = page.evaluate("rules => axe.run(document, rules)", rules)
    assert [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found["violations"]] == []
    assert len(found["passes"]) > 15, "it really looked"


def test_the_first_tab_leads_past_the_contents_to_the_document(opened: Any) -> None:
    page = opened(None)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the document"
    shown = page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    assert shown, "it is seen once it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_everything_that_can_be_used_can_be_reached_and_seen(opened: Any) -> None:
    page = opened(None)
    wanted = page.evaluate("document.querySelectorAll('a[href], [tabindex=\"0\"]').length")
    reached = set()
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(WHERE))
    assert len(reached) == wanted, "each once, and no trap"
    assert not [each for each in reached if "unseen" in str(each)]


def test_a_wide_table_is_moved_by_the_keyboard(opened: Any) -> None:
    page = opened(None, width=480, height=800)
    box = page.locator(".wide").filter(has=page.locator("th:nth-child(7)")).first
    box.focus()
    assert box.evaluate("e => e.scrollWidth > e.clientWidth")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 0", arg=box.element_handle())


@pytest.mark.parametrize("example", PAGES, ids=lambda each: f"{each.id}-{each.edition}" if each else "every-block")
def test_a_window_320_pixels_wide_needs_no_scrolling_sideways(opened: Any, example: Example | None) -> None:
    """WCAG 1.4.10; tables and pictures may move inside their own boxes."""
    page = opened(example, width=320, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_print_has_the_marks_on_every_page_and_no_control(opened: Any, tmp_path: Path) -> None:
    import subprocess

    page = opened(None)
    path = tmp_path / "page.pdf"
    path.write_bytes(page.pdf(prefer_css_page_size=True, tagged=True))
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler")
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout
    pages = text.rstrip("\f\n").split("\f")
    assert len(pages) > 10
    for number, each in enumerate(pages, 1):
        assert "OFFICIAL-SENSITIVE" in each
        assert "DRAFT" in each
        assert f"Page {number} of {len(pages)}" in each
    assert "Skip to the document" not in text
