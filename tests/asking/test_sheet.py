"""The meeting sheet: each open point with its likely answers to tick, room to write, who and by when."""

from __future__ import annotations

from pathlib import Path

from cli.running import run
from isptool.asking import words
from isptool.asking.asked import codes
from isptool.asking.open_points import open_points
from isptool.asking.sheet import sheet
from isptool.law.book import LawBook
from isptool.library import points
from isptool.writing.document import Document, Para, Prose, Table
from isptool.writing.plain import plain_text

from . import ground


def made(document: str, party: str = "") -> Document:
    settled = ground.settled(document)
    found = open_points(settled, LawBook.load(), party)
    return sheet(settled, found, points(), words.load(), ground.naming(settled))


def rows(document: Document) -> dict[str, list[str]]:
    """The lines of each point, by its code."""
    table = next(block for block in document.blocks if isinstance(block, Table))
    found = {}
    for (cell,) in table.rows:
        assert isinstance(cell, Prose)
        lines = ["".join(getattr(run, "text", "") for run in each.runs) if not isinstance(each.runs, str) else each.runs
                 for each in cell.blocks if isinstance(each, Para)]  # fmt: skip
        found[lines[0].split()[0]] = lines
    return found


def test_a_point_stands_with_what_it_asks_why_and_answers_to_tick() -> None:
    lines = rows(made("domestic-abuse-conference"))["P12"]
    assert lines[0] == (
        "P12 Who may see it (for: the police, Wolds Council, Dales Council, the hospitals trust and Moorland Refuge)"
    )
    assert lines[1].startswith("Which roles in each organisation may see the data, and what vetting do they need? The ")
    assert lines[2] == "☐ Only staff who work on the case."
    assert lines[3].startswith("☐ Only ……… (team), about ……… (team size) people;")
    assert lines[-3] == "Less likely here: dbs enhanced."
    assert lines[-2].startswith("Own words: …")
    assert lines[-1].startswith("Who answers: …")
    assert "By: …" in lines[-1]


def test_what_is_known_of_a_gap_is_filled_in() -> None:
    lines = rows(made("domestic-abuse-conference"))["P28"]
    assert "So far: Drafted; the panel meets in December." in lines
    assert lines[-1] == "Who answers: the police Data Protection Officer  By: 11 December 2026"


def test_a_fact_that_is_written_already_leaves_no_room_to_write() -> None:
    lines = rows(made("storm-emergency-sharing"))["P04"]
    assert "☐ One flow: (data), from (sender) to (recipient), for (purpose). Nothing else." in lines


def test_the_halves_of_a_point_have_codes_of_their_own() -> None:
    named = codes(points())
    assert (named["schedule-1-condition"], named["policy-documents"]) == ("P22a", "P22b")
    assert named["dpia"] == "P28"
    assert len(set(named.values())) == len(named)


def test_a_party_is_asked_what_is_its_own_and_what_is_everybodys() -> None:
    own = rows(made("domestic-abuse-conference", "moorland-refuge"))
    assert {"P20", "P39", "P28", "P16"} <= set(own)
    assert "P19" not in own  # the refuge is no public body
    assert own["P20"][0] == "P20 Lawful basis (for: Moorland Refuge)"


def test_the_first_words_count_what_is_settled() -> None:
    text = plain_text(made("domestic-abuse-conference"))
    stand = "domestic-abuse-conference 0.3: 32 of 48 points are settled, 20 by the protocol and 12 here; 16 are left."
    assert stand in text


def test_where_nothing_is_left_the_sheet_says_so() -> None:
    document = made("safe-and-well-visits")
    assert not any(isinstance(block, Table) for block in document.blocks)
    assert "Nothing is left to agree." in plain_text(document)


def test_sheets_of_a_workspace_are_those_with_something_left(tmp_path: Path) -> None:
    ran = run(["points", str(ground.COUNTY), "--to", "sheet", "-o", str(tmp_path)])
    assert ran.code == 0, ran.errors
    names = sorted(path.name for path in tmp_path.glob("*.docx"))
    assert names == ["domestic-abuse-conference.sheet.docx", "storm-emergency-sharing.sheet.docx"]


def test_a_sheet_for_one_party_and_a_file_that_is_somebody_elses(tmp_path: Path) -> None:
    agreement = str(ground.COUNTY / "agreements" / "domestic-abuse-conference.yaml")
    name = tmp_path / "domestic-abuse-conference.sheet.for-moorland-refuge.docx"
    name.write_bytes(b"mine")
    ran = run(["points", agreement, "--to", "sheet", "--for", "moorland-refuge", "-o", str(tmp_path)])
    assert ran.code == 2
    assert name.read_bytes() == b"mine"
    assert "was left as it is" in ran.errors
