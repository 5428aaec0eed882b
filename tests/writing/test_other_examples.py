"""The signed example, the awkward cases and every partner's pack: valid, read back whole, and readable by everybody."""

from __future__ import annotations

import html
import os
import re
import shutil
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from examples import COUNTY, DAY, composed, every_pack, texts
from openxml_audit import FileFormat, OpenXmlValidator
from word_reading import paragraphs

from isptool import library
from isptool.errors import IspError
from isptool.law.book import LawBook
from isptool.library import house_style
from isptool.reading.workspace import Workspace, open_workspace, read_files
from isptool.settling.everything import settle_workspace
from isptool.writing.compose import Composing, compose
from isptool.writing.document import Document, numbered
from isptool.writing.html import to_html
from isptool.writing.word import HouseStyle, digest, to_word

SIGNED = COUNTY.parent / "signed-agreement"
AWKWARD = Path(__file__).resolve().parents[1] / "expressiveness"
EDITIONS = ("full", "summary", "guide", "public", "notice")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def workspaces() -> Iterator[Workspace]:
    """The signed example, and each awkward case with its partners and schedules."""
    yield open_workspace(SIGNED)
    for path in sorted(AWKWARD.glob("*.yaml")):
        if path.stem != "partners" and not path.stem.endswith(".schedules"):
            beside = (AWKWARD / "partners.yaml", path, path.with_suffix(".schedules.yaml"))
            yield read_files(AWKWARD, [each for each in beside if each.is_file()])


@cache
def documents() -> dict[str, Document]:
    """Each document in each edition that it has, and every pack of the county, by a name."""
    points, book, lists = library.points(), LawBook.load(), library.checklists()
    made = {" ".join(each): composed(each) for each in every_pack()}
    for workspace in workspaces():
        for settled in settle_workspace(workspace, points, book).documents:
            parties = [each for each, facts in settled.parties.items() if not facts.is_other]
            for edition, party in (*((each, "") for each in EDITIONS), ("partner", parties[0])):
                at = Composing(DAY, edition=edition, party=party)
                try:
                    document = compose(settled, points=points, checklists=lists, book=book, at=at)
                except IspError:
                    assert edition in ("guide", "notice", "public"), "only these are not for every document"
                    continue
                made[f"{settled.document.id} {edition}"] = numbered(document)
    return made


@cache
def word(name: str) -> bytes:
    return to_word(documents()[name], HouseStyle.load(house_style()))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_there_are_packs_awkward_cases_and_signed_documents() -> None:
    names = documents().keys()
    assert len([name for name in names if " partner " in name]) > 15
    assert {"two-stage-search full", "school-to-be-named guide", "flood-and-gully-data full"} <= names
    assert len(names) > 60


def test_every_word_is_read_back_from_the_word_file_and_from_the_page() -> None:
    for name, document in documents().items():
        read = squeezed("".join(each.text for each in paragraphs(word(name))))
        page = re.sub(r"(?s)<(style|svg|title)\b.*?</\1>", "", to_html(document))
        shown = squeezed(html.unescape(re.sub(r"<[^>]*>", "", page)))
        said = [squeezed(each) for each in texts(document) if each.strip()]
        assert [each for each in said if each not in read] == [], name
        assert [each for each in said if each not in shown] == [], name


@pytest.mark.programs
def test_the_schema_is_kept(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """2 to 4 seconds each: what was found clean once is not looked at again while its contents stay the same."""
    assert request.config.cache is not None
    path = tmp_path / "other.docx"
    for name in documents():
        key = f"isptool/valid/{digest(word(name))}"
        if request.config.cache.get(key, False):
            continue
        path.write_bytes(word(name))
        found = [str(each) for each in OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(path).errors]
        assert found == [], name
        request.config.cache.set(key, True)


@pytest.mark.programs
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.filterwarnings("default")  # what the driver warns of is not ours
def test_axe_finds_no_violation(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    rules: dict[str, Any] = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
    with playwright.sync_playwright() as driver:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        page = browser.new_page(locale="en-GB")
        for name, document in documents().items():
            path = tmp_path / "page.html"
            path.write_text(to_html(document), encoding="utf-8")
            page.goto(path.as_uri())
            page.evaluate(axe)
            found = page.evaluate("rules => axe.run(document, rules)", rules)
            seen = [(each["id"], each["nodes"][0]["html"][:120]) for each in found["violations"]]
            assert seen == [], name
            assert len(found["passes"]) > 15, "it really looked"
        browser.close()
