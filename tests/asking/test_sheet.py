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
from isptool.settling.settled import State
from isptool.writing.document import Document, Para, Prose, Table
from isptool.writing.plain import plain_text

from . import ground


def made(document: str = "visits", party: str = "", folder: Path = ground.COUNTY) -> Document:
    settled = ground.settled(document, folder)
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
    lines = rows(made())["P12"]
    assert lines[0] == "P12 Who may see it (for: Moorland Refuge)"
    assert lines[1].startswith("Which roles in each organisation may see the data, and what vetting do they need? The ")
    assert lines[2] == "☐ Only staff who work on the case."
    assert lines[3].startswith("☐ Only ……… (team), about ……… (team size) people;")
    assert lines[-3] == "Less likely here: break glass, bpss, nppv, dbs enhanced."
    assert lines[-2].startswith("Own words: …")
    assert lines[-1].startswith("Who answers: …")
    assert "By: …" in lines[-1]


def test_of_whom_it_is_open_is_said_without_what_all_have_in_common() -> None:
    assert rows(made())["P29"][0] == "P29 Telling people (for: Wolds Council, the fire service and Moorland Refuge)"
    assert rows(made())["P20"][0].startswith("P20 Lawful basis (for: Wolds Council (Choose homes), the fire service (")


def test_what_is_known_of_a_gap_is_filled_in() -> None:
    lines = rows(made())["P28"]
    assert "So far: Drafted; the panel meets in December." in lines
    assert lines[-1] == "Who answers: the fire service Data Protection Officer  By: 11 December 2026"


def test_a_fact_that_is_written_already_leaves_no_room_to_write() -> None:
    lines = rows(made())["P04"]
    assert "☐ One flow: (data), from (sender) to (recipient), for (purpose). Nothing else." in lines


def test_the_halves_of_a_point_have_codes_of_their_own() -> None:
    named = codes(points())
    assert (named["schedule-1-condition"], named["policy-documents"]) == ("P22a", "P22b")
    assert named["dpia"] == "P28"
    assert len(set(named.values())) == len(named)


def test_a_party_is_asked_what_is_its_own_and_what_is_everybodys() -> None:
    own = rows(made(party="moorland-refuge"))
    assert {"P20", "P39", "P28", "P16"} <= set(own)
    assert "P19" not in own  # the refuge is no public body
    assert own["P20"][0] == "P20 Lawful basis (for: Moorland Refuge)"


def test_the_first_words_count_what_is_settled() -> None:
    settled = ground.settled()
    text = plain_text(made())
    left = settled.count(State.OPEN, State.PARTLY, State.NOT_YET)
    assert f"; {left} are left. Tick what fits" in text
    assert "visits 1.0: " in text
    assert f"{settled.count(State.INHERITED)} by the protocol" in text


def test_a_protocol_has_its_own_sheet() -> None:
    document = made("wolds")
    assert " by the protocol" not in plain_text(document)
    assert "P45" in rows(document)


def test_where_nothing_is_left_the_sheet_says_so() -> None:
    settled = ground.settled()
    document = sheet(settled, (), points(), words.load(), ground.naming(settled))
    assert not any(isinstance(block, Table) for block in document.blocks)


def test_sheets_of_a_workspace_are_those_with_something_left(tmp_path: Path) -> None:
    ran = run(["points", str(ground.EXAMPLES), "--to", "sheet", "-o", str(tmp_path)])
    assert ran.code == 0, ran.errors
    names = [path.name for path in tmp_path.glob("*.docx")]
    assert "domestic-abuse-conference.sheet.docx" in names
    assert "safe-and-well-visits.sheet.docx" not in names


def test_a_sheet_for_one_party_and_a_file_that_is_somebody_elses(tmp_path: Path) -> None:
    name = tmp_path / "visits.sheet.for-moorland-refuge.docx"
    name.write_bytes(b"mine")
    ran = run(["points", str(ground.VISITS), "--to", "sheet", "--for", "moorland-refuge", "-o", str(tmp_path)])
    assert ran.code == 2
    assert name.read_bytes() == b"mine"
    assert "was left as it is" in ran.errors
