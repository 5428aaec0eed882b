"""The website in a real browser: search, filter, sort, keyboard, no JavaScript, print, WCAG, no network, no error."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from cli.running import run

from .ground import EXAMPLE, put, workspace
from .test_site import record

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.filterwarnings("default"),  # what the driver warns of is not ours
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = (
    "index.html", "by-review.html", "partners.html", "data.html", "law.html", "map.html", "changes.html",
    "downloads.html", "accessibility.html", "agreements/safeguarding-children.html", "agreements/wolds-and-dales.html",
    "partners/wolds-council.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with playwright.sync_playwright() as driver:
        playwright.expect.set_options(timeout=60_000)  # other programs may be at work on the machine
        started = driver.chromium.launch(executable_path=CHROMIUM, args=sandbox, timeout=120_000)
        yield started
        started.close()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    assert run(["site", str(EXAMPLE), "--drafts", "-o", str(out)]).code == 0
    return out


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    root = workspace(folder / "w")
    for number in range(120):
        put(root / "records" / f"r{number:03}.yaml", record(f"r{number:03}", title=f"Scheme {number}"))
    assert run(["site", str(root), "-o", str(folder / "site")]).code == 0
    return folder / "site"


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The example with documents cut into short pages."""
    out = tmp_path_factory.mktemp("parted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("isptool.register.edition.MOST", 15_000)
        assert run(["site", str(EXAMPLE), "--drafts", "-o", str(out)]).code == 0
        yield out


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    """Opens a page; what it asks of the network, and what it says on the console, fails the test."""
    asked: list[str] = []
    said: list[str] = []
    contexts = []

    def open_page(path: Path, *, scripts: bool = True, **size: int) -> Any:
        context = browser.new_context(locale="en-GB", offline=True, java_script_enabled=scripts)
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        if size:
            page.set_viewport_size(size)
        page.goto(path.as_uri())
        return page

    yield open_page
    for each in contexts:
        each.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []


def _rows(page: Any) -> Any:
    return page.locator("#register tbody th")


def _shows(page: Any, titles: list[str]) -> None:
    playwright.expect(_rows(page)).to_have_text(titles)


def _begins(page: Any, title: str) -> None:
    playwright.expect(_rows(page).first).to_have_text(re.compile(f"^{title}"))


def _counts(page: Any, count: int) -> None:
    playwright.expect(_rows(page)).to_have_count(count)


def _told(page: Any, words: str) -> None:
    playwright.expect(page.locator("#found")).to_have_text(words)


def _axe(page: Any) -> list[tuple[str, list[str]]]:
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    rules = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("rules => axe.run(document, rules)", rules)
    assert len(found["passes"]) > 15, "it really looked"
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found["violations"]]


@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_no_violation(opened: Any, example: Path, name: str) -> None:
    assert _axe(opened(example / name)) == []


def test_axe_finds_none_among_results_on_a_phone(opened: Any, example: Path) -> None:
    page = opened(example / "index.html", width=320, height=640)
    page.fill("#words", "fire")
    _told(page, "4 documents")
    assert _axe(page) == []


@pytest.mark.parametrize("name", KINDS)
def test_nothing_scrolls_sideways_on_a_phone(opened: Any, example: Path, name: str) -> None:
    page = opened(example / name, width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", ["agreements/r000.html", "index-2.html", "by-status-3.html"])
def test_axe_finds_no_violation_on_pages_of_records_and_further_pages(opened: Any, large: Path, name: str) -> None:
    assert _axe(opened(large / name)) == []


def test_axe_finds_no_violation_on_each_page_of_a_long_document(opened: Any, parted: Path) -> None:
    pages = sorted((parted / "agreements").glob("wolds-and-dales*.html"))
    assert len(pages) > 2
    for each in pages[:3]:
        assert _axe(opened(each)) == [], each.name


def test_search_finds_partners_law_and_data(opened: Any, example: Path) -> None:
    page = opened(example / "index.html")
    for words, found in (
        ("oxygen", ["Safe and well visits – finding the homes most at risk of fire"]),
        ("cca 2004", ["Storm emergency – finding people who need help"]),
        ("REFUGE offending", []),
        ("beck homes refer", ["Duty to refer – people who are, or may become, homeless"]),
    ):
        page.fill("#words", words)
        _told(page, f"{len(found)} document{'' if len(found) == 1 else 's'}")
        _shows(page, found)
    page.fill("#words", "")
    _counts(page, 7)
    _told(page, "")


def test_who_types_faster_than_the_index_loads_finds_what_was_typed_last(opened: Any, example: Path) -> None:
    page = opened(example / "index.html")
    page.evaluate(
        """() => {
            const words = document.getElementById("words");
            for (const typed of ["f", "fi", "fire", "", "s", "storm"]) {
                words.value = typed;
                words.dispatchEvent(new Event("input"));
            }
        }"""
    )
    _told(page, "1 document")
    _shows(page, ["Storm emergency – finding people who need help"])


def test_who_asks_and_takes_it_back_before_the_index_is_there_sees_the_page_as_it_was(
    opened: Any, example: Path
) -> None:
    page = opened(example / "index.html")
    page.evaluate(
        """() => {
            const words = document.getElementById("words");
            for (const typed of ["storm", ""]) {
                words.value = typed;
                words.dispatchEvent(new Event("input"));
            }
        }"""
    )
    page.wait_for_function("document.querySelectorAll('head script').length > 0")
    _counts(page, 7)
    _told(page, "")


def test_filters_narrow_what_was_found(opened: Any, example: Path) -> None:
    page = opened(example / "index.html")
    page.select_option("#partner", "Wolds and Dales Fire and Rescue Authority")
    _told(page, "4 documents")
    page.select_option("#status", "draft")
    _told(page, "1 document")
    _shows(page, ["Storm emergency – finding people who need help"])


def test_sorting_says_its_direction_and_puts_what_has_no_day_last(opened: Any, example: Path) -> None:
    page = opened(example / "index.html")
    page.locator("#register thead button").nth(3).click()
    _told(page, "7 documents")
    _begins(page, "Storm emergency – finding people who need help")
    playwright.expect(_rows(page).last).to_have_text(re.compile("^Domestic abuse"))
    head = page.locator("#register thead th").nth(3)
    playwright.expect(head).to_have_attribute("aria-sort", "ascending")
    title = page.locator("#register thead button").nth(0)
    title.click()
    title.click()
    _begins(page, "Wolds and Dales Multi-Agency")
    assert head.get_attribute("aria-sort") is None


def test_all_pages_are_searched_and_results_are_paged(opened: Any, large: Path) -> None:
    page = opened(large / "index.html")
    page.fill("#words", "scheme")
    _told(page, "120 documents, page 1 of 3")
    _counts(page, 50)
    page.get_by_role("button", name="Next page").click()
    _told(page, "120 documents, page 2 of 3")
    page.get_by_role("button", name="Next page").click()
    _told(page, "120 documents, page 3 of 3")
    _counts(page, 20)
    page.fill("#words", "scheme 119")
    _shows(page, ["Scheme 119"])


def test_everything_can_be_done_with_the_keyboard(opened: Any, example: Path) -> None:
    page = opened(example / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    playwright.expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("storm")
    _told(page, "1 document")
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert reached == [
        "partner", "status", "next review", "status", "Title", "Between", "Status", "Next review",
        "Storm emergency – finding people who need help",
    ]  # fmt: skip
    page.keyboard.press("Enter")
    page.wait_for_url("**/agreements/storm-emergency-sharing.html")


def test_a_gap_leads_to_its_reason(opened: Any, example: Path) -> None:
    page = opened(example / "agreements" / "safeguarding-children.html")
    page.get_by_role("link", name="[Not published: B]").first.click()
    page.wait_for_url("**/safeguarding-children.html#not-published")
    playwright.expect(page.locator("#not-published")).to_be_in_viewport()


def test_without_javascript_there_are_plain_tables_in_three_orders(opened: Any, example: Path) -> None:
    page = opened(example / "index.html", scripts=False)
    _counts(page, 7)
    assert not page.locator("#search").is_visible()
    page.locator("main").get_by_role("link", name="next review").click()
    _begins(page, "Storm emergency – finding people who need help")
    page.get_by_role("link", name="Partners").click()
    page.get_by_role("link", name="Moorland Refuge").click()
    playwright.expect(page.locator("h1")).to_have_text("Moorland Refuge")


def test_on_paper_there_is_the_table_and_no_form(opened: Any, example: Path) -> None:
    page = opened(example / "index.html")
    page.emulate_media(media="print")
    assert not page.locator("#search").is_visible()
    assert not page.get_by_role("link", name="Partners", exact=True).is_visible()
    assert page.locator("#register").is_visible()
    assert len(page.pdf()) > 5_000
