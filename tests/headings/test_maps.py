"""Agreements under the headings of other forms: everything stands once, and what has no answer is said.

To renew the page after a change that was meant: `ISPTOOL_RENEW=1 pytest tests/headings`, and read the difference.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cli.running import EXAMPLES, run
from composing.ground import AT
from isptool import library
from isptool.cli.opening import open_named
from isptool.law.book import LawBook
from isptool.model.headings import HeadingMap
from isptool.settling.settled import Settled
from isptool.writing import compose_agreement, compose_words
from isptool.writing.compose import Composing
from isptool.writing.compose_headings import Arranged, arranged
from isptool.writing.compose_matter import Matter
from isptool.writing.document import Block, Callout, Heading, Para, numbered
from isptool.writing.html import to_html
from isptool.writing.markdown import to_markdown
from isptool.writing.word import to_word
from isptool.writing.word_house import HouseStyle

COUNTY = EXAMPLES / "wolds-and-dales"
GOLDEN = Path(__file__).parent / "golden"
FORMS = {name: library.heading_map(name) for name in library.heading_names()}
POINTS = library.points()
AGREEMENTS = sorted(path.stem for path in (COUNTY / "agreements").glob("*.yaml"))
AWKWARD = Path(__file__).resolve().parent.parent / "expressiveness"
CASES = sorted(path.stem for path in AWKWARD.glob("*.yaml") if path.stem != "partners" and "schedules" not in path.name)
"""Agreements of the most awkward kinds, with schedules, hosts, classes of parties and parties to be named."""
_APART = {"glance", "control", "history", "contents", "new-page", "accepted", "left-to-agree"}


@cache
def settled() -> dict[str, Settled]:
    found = open_named([str(COUNTY)])[0].settled()
    every = {each.document.id: each for each in found.documents}
    for name in CASES:
        every[name] = open_named([str(AWKWARD / f"{name}.yaml")])[0].settled().documents[0]
    return every


def matter(name: str, at: Composing = AT) -> Matter:
    return Matter(settled()[name], POINTS, library.checklists(), LawBook.load(), at, compose_words.load())


def under(name: str, form: HeadingMap) -> Arranged:
    return arranged(matter(name), form)


def a_form(*headings: dict[str, object]) -> HeadingMap:
    head = {
        "kind": "headings",
        "title": "Form 7",
        "of": "Harbour Council",
        "source": "s",
        "seen": "1 May 2026",
        "licence": "l",
    }
    return HeadingMap.model_validate({**head, "headings": list(headings)})


# ── the maps ─────────────────────────────────────────────────────────────────────────────────────────


def test_there_is_a_map_for_each_of_four_forms() -> None:
    assert list(FORMS) == ["nhs-england", "police", "scottish-toolkit", "waspi"]


@pytest.mark.parametrize("name", FORMS)
def test_every_point_has_one_place_in_every_form(name: str) -> None:
    placed = Counter(point for _, heading in FORMS[name].every() for point in heading.points)
    assert set(placed) == set(POINTS)
    assert max(placed.values()) == 1
    assert list(FORMS[name].objections(POINTS)) == []


@pytest.mark.parametrize("name", FORMS)
def test_every_form_says_where_its_headings_were_read_and_how_sure_that_is(name: str) -> None:
    form = FORMS[name]
    assert form.source
    assert "heck" in (form.certainty or "")
    assert form.seen.year == 2026


# ── the documents ────────────────────────────────────────────────────────────────────────────────────


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [each.text for each in blocks if isinstance(each, Heading)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", AGREEMENTS)
def test_the_headings_stand_in_the_order_of_the_form(name: str, form: str) -> None:
    wanted = [heading.heading for _, heading in FORMS[form].every()]
    found = [
        each.text for each in under(name, FORMS[form]).document.blocks if isinstance(each, Heading) and each.numbered
    ]
    rest = iter(found)
    assert all(heading in rest for heading in wanted)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [*AGREEMENTS, *CASES])
def test_all_that_is_agreed_is_printed_and_nothing_twice(name: str, form: str) -> None:
    made = compose_agreement.fills(matter(name))
    printed = Counter(repr(each) for each in under(name, FORMS[form]).document.blocks)
    wanted: Counter[str] = Counter()
    for block, fill in made.items():
        if block not in _APART:
            wanted.update(repr(each) for each in fill if not isinstance(each, Heading))
    # Some paragraphs cite clauses by number; these are told in words where the clauses have none.
    cited = {each for each in wanted if "Ref(" in each}
    assert {each for each in wanted if each not in cited and not printed[each]} == set()
    for each, count in wanted.items():
        assert printed[each] <= count, each


@pytest.mark.parametrize("form", FORMS)
def test_every_format_is_written_and_every_reference_leads_somewhere(form: str) -> None:
    house = HouseStyle.load(library.house_style())
    document = numbered(under("domestic-abuse-conference", FORMS[form]).document)
    assert to_word(document, house)[:2] == b"PK"
    markdown = to_markdown(document)
    for _, heading in FORMS[form].every():
        assert f" {heading.heading}\n" in markdown
    assert "<h1" in to_html(document)


def test_a_heading_without_an_answer_says_so_on_the_page_and_on_the_first_page() -> None:
    form = a_form(
        {"heading": "Who", "points": ["parties"]},
        {"heading": "Insurance", "asks": "The parties' insurers."},
        {"heading": "Risk", "points": ["dpia"]},
        {"heading": "People", "points": ["data-subjects"]},
    )
    made = under("flood-and-gully-data", form)
    assert [(each.heading, each.why) for each in made.unanswered] == [
        ("Insurance", "No point of ours asks for it"),
        ("Risk", "Does not apply to this agreement"),
        ("People", "Does not apply to this agreement"),
    ]
    blocks = made.document.blocks
    at = texts(blocks).index("Insurance")
    heading = next(each for each in blocks if isinstance(each, Heading) and each.text == "Insurance")
    assert blocks[blocks.index(heading) + 1] == Callout(
        "gap", "The form has this heading, and nothing in this agreement answers it.", "No answer"
    )
    risk = next(each for each in blocks if isinstance(each, Heading) and each.text == "Risk")
    assert blocks[blocks.index(risk) + 1] == Para("Does not apply to this agreement")
    assert texts(blocks)[at - 1] != "Risk"
    page = to_markdown(numbered(made.document))
    assert "- Insurance: no point of ours asks for it\n- Risk: does not apply to this agreement\n" in page


def test_an_open_point_leaves_its_heading_without_an_answer() -> None:
    made = under("domestic-abuse-conference", FORMS["nhs-england"])
    assert [(each.heading, each.why) for each in made.unanswered] == [
        ("Duty of confidentiality", "Still to be agreed"),
        ("Data protection impact assessment", "Still to be agreed"),
    ]
    page = to_markdown(numbered(made.document))
    assert "points still to be agreed:** This document is not complete." in page


def test_what_has_no_place_in_a_form_stands_at_its_end() -> None:
    form = a_form({"heading": "Who", "points": ["parties"]}, {"heading": "What", "points": ["data-items"]})
    blocks = under("safe-and-well-visits", form).document.blocks
    heads = [each for each in blocks if isinstance(each, Heading)]
    left = next(each for each in heads if each.text == "Not in this form")
    after = [each.anchor for each in heads[heads.index(left) :]]
    before = [each.anchor for each in heads[: heads.index(left)]]
    assert "point-retention-and-disposal" in after
    assert not any(each.startswith("point-") for each in before)
    assert "Signatures" in texts(blocks)


def test_several_points_of_one_block_are_printed_once_and_referred_to_after_that() -> None:
    form = a_form(
        {"heading": "Items", "points": ["data-items"]},
        {"heading": "Categories", "points": ["data-classification"]},
        {"heading": "Contacts", "points": ["contact-points"]},
    )
    page = to_markdown(numbered(under("safe-and-well-visits", form).document))
    assert page.count("The information that is shared**") == 1
    assert "## 2 Categories\n\nSee: section 1." in page
    assert "## 3 Contacts\n\nSee: Annex A." in page


def test_a_heading_may_point_to_what_stands_under_another() -> None:
    form = a_form(
        {"heading": "Opt-out", "see": ["rights-requests"]},
        {"heading": "Rights", "points": ["rights-requests"]},
    )
    made = under("safe-and-well-visits", form)
    assert made.unanswered == ()
    assert "## 1 Opt-out\n\nSee: clause 2.1." in to_markdown(numbered(made.document))


def test_the_page_is_as_it_was() -> None:
    page = to_markdown(numbered(under("flood-and-gully-data", FORMS["waspi"]).document))
    path = GOLDEN / "flood-and-gully-data.waspi.md"
    if os.environ.get("ISPTOOL_RENEW"):
        path.write_text(page, encoding="utf-8")
    assert page == path.read_text(encoding="utf-8")


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(COUNTY, tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")
    return tmp_path / "county"


def test_the_command_writes_the_files_and_names_what_is_without_an_answer(county: Path) -> None:
    ran = run(["render", "flood-and-gully-data", "--headings", "waspi"])
    assert ran.code == 0
    assert ran.output == "rendered/flood-and-gully-data.waspi.docx\nrendered/flood-and-gully-data.waspi.md\n"
    assert ran.errors == (
        "agreements/flood-and-gully-data.yaml: 2 headings of waspi without an answer:\n"
        "  The groups of service users  does not apply to this agreement\n"
        "  Risk  does not apply to this agreement\n"
    )
    assert run(["render", "safe-and-well-visits", "--headings", "waspi", "--to", "md"]).errors == (
        "agreements/safe-and-well-visits.yaml: every heading of waspi has an answer.\n"
    )


def test_a_protocol_has_its_own_order(county: Path) -> None:
    ran = run(["render", "wolds-and-dales", "--headings", "waspi"])
    assert ran.code == 2
    assert "A protocol is printed in its own order." in ran.errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--headings", "wapsi"], "--headings cannot be wapsi.\nDid you mean waspi?\n"),
        (["--headings", "waspi", "--edition", "summary"], "--headings prints the full edition."),
    ],
)
def test_wrong_use_is_said(arguments: list[str], said: str, county: Path) -> None:
    ran = run(["render", "flood-and-gully-data", *arguments])
    assert ran.code == 2
    assert said in ran.errors


OWN = """\
kind: headings
title: Form 7
of: Harbour Council
source: Their intranet
seen: 1 May 2026
licence: The wording is ours.
headings:
  - heading: Who
    points: [parties]
  - heading: Why
    points: [purposes, dpia]
"""


def own(county: Path, text: str, name: str = "harbour") -> None:
    (county / "templates" / "maps").mkdir(parents=True)
    (county / "templates" / "maps" / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_a_form_of_ones_own_is_added(county: Path) -> None:
    own(county, OWN)
    assert run(["check-templates"]).code == 0
    assert run(["render", "safe-and-well-visits", "--headings", "harbour", "--to", "md"]).code == 0
    page = (county / "rendered" / "safe-and-well-visits.harbour.md").read_text(encoding="utf-8")
    assert "Form 7 (Harbour Council)." in page
    assert "## 1 Who\n" in page
    assert "## 3 Not in this form\n" in page


def test_a_form_of_ones_own_stands_in_place_of_ours(county: Path) -> None:
    own(county, OWN, "waspi")
    assert run(["render", "safe-and-well-visits", "--headings", "waspi", "--to", "md"]).code == 0
    assert "Form 7" in (county / "rendered" / "safe-and-well-visits.waspi.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("[purposes, dpia]", "[purposes, dpai]", "templates/maps/harbour.yaml:11:13: There is no point `dpai`. (LIB-10)"),
        ("[purposes, dpia]", "[purposes, parties]", "templates/maps/harbour.yaml:11:13: `parties` stands under “Who” already. (LIB-11)"),
        ("    points: [parties]", "    see: [partys]", "templates/maps/harbour.yaml:9:10: There is no point `partys`. (LIB-10)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_form_is_said_before_anything_is_rendered(
    right: str, wrong: str, said: str, county: Path
) -> None:
    own(county, OWN.replace(right, wrong))
    checked = run(["check-templates"])
    assert checked.code == 1
    assert said in checked.output
    ran = run(["render", "safe-and-well-visits", "--headings", "harbour"])
    assert ran.code == 2
    assert said.rpartition(" (")[0] in ran.errors
    # It stands in nobody's way but that form's.
    assert run(["render", "safe-and-well-visits", "--headings", "waspi", "--to", "md"]).code == 0
    assert run(["render", "safe-and-well-visits", "--to", "md"]).code == 0
