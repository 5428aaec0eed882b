"""A decision that is kept is a file of its workspace: checked, listed, and followed by what came of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.running import EXAMPLES, run

RECORD = "decisions/warm-homes.yaml"


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLES / "wolds-and-dales", tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")
    return tmp_path / "county"


def add(text: str, name: str = RECORD) -> None:
    path = Path(name)
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def findings() -> list[tuple[str, str, int, str]]:
    ran = run(["validate", "--output-format", "json"])
    found = json.loads(ran.output)["findings"]
    return [(each["code"], each["file"], each["line"], each["message"]) for each in found]


@pytest.mark.usefixtures("county")
def test_what_is_wrong_in_it_is_said_with_its_place() -> None:
    assert findings() == []
    last = len(Path(RECORD).read_text(encoding="utf-8").splitlines())
    add("led-to: safe-and-well-visit\nlook-again: 31/02/2027\nlookagain: x\n")
    assert findings() == [
        ("STR-04", RECORD, last + 1, "`safe-and-well-visit` is not defined (did you mean `safe-and-well-visits`?)."),
        (
            "FMT-03", RECORD, last + 2,
            "`look-again`: `31/02/2027` is not read as a date: write 15 December 2026 or 2026-12-15.",
        ),
        ("FMT-01", RECORD, last + 3, "`lookagain` is no key here. What can still be written: note, format."),
    ]  # fmt: skip


@pytest.mark.usefixtures("county")
def test_two_decisions_of_one_id_are_told_apart() -> None:
    shutil.copy(RECORD, "decisions/warm-homes-2.yaml")
    ((code, file, _, message),) = findings()
    assert (code, file) == ("STR-05", RECORD)
    assert (
        message == "`warm-homes` is used twice: for the decision in decisions/warm-homes-2.yaml and for this decision."
    )


@pytest.mark.usefixtures("county")
def test_a_decision_and_the_agreement_that_follows_may_have_one_id() -> None:
    agreement = Path("agreements/warm-homes.yaml")
    text = Path("agreements/flood-and-gully-data.yaml").read_text(encoding="utf-8")
    agreement.write_text(text.replace("id: flood-and-gully-data", "id: warm-homes", 1), encoding="utf-8")
    assert findings() == []
    (decision,) = json.loads(run(["register", "--to", "json", "--kind", "decision"]).output)["decisions"]
    assert decision["led_to"] == "warm-homes"
    assert "Checked 1 agreement (1 file)" in run(["validate", "warm-homes"]).output


@pytest.mark.usefixtures("county")
def test_the_register_lists_it_with_what_came_of_it() -> None:
    assert "  led to     nothing yet\n" in run(["register"]).output
    add("led-to: safe-and-well-visits\n")
    listed = run(["register", "--kind", "decision"]).output
    assert listed == (
        "Decisions\n"
        "\n"
        "warm-homes  decided  2 November 2026\n"
        "  Warm homes – finding people who are cold\n"
        "  outcome    O14 An agreement under the protocol\n"
        "  between    Wolds County Council; Wolds and Dales Fire and Rescue Authority\n"
        "  decided by Wolds County Council, Head of Public Health\n"
        "  led to     safe-and-well-visits (consultation)\n"
        "  file       decisions/warm-homes.yaml\n"
        "\n"
        "0 documents as at 2 November 2026, 1 decision.\n"
    )
    assert "Decisions" not in run(["register", "--partner", "moorland"]).output
    assert "Decisions" not in run(["register", "--by", "partner"]).output


@pytest.mark.usefixtures("county")
def test_it_is_no_document_and_counts_in_none() -> None:
    with_it = json.loads(run(["register", "--to", "json"]).output)["documents"]
    board = run(["register", "--board"]).output
    shutil.rmtree("decisions")
    assert json.loads(run(["register", "--to", "json"]).output)["documents"] == with_it
    assert run(["register", "--board"]).output == board


@pytest.mark.usefixtures("county")
def test_the_day_to_decide_again_is_listed_and_stands_in_the_calendar() -> None:
    assert "Warm homes" not in run(["review"]).output
    add("look-again: 1 December 2026\n")
    ran = run(["review", "--ics", "days.ics"])
    assert (
        "due: Warm homes – finding people who are cold (decision warm-homes), 1 December 2026, in 29 days\n"
        in ran.output
    )
    calendar = Path("days.ics").read_text(encoding="utf-8")
    assert "SUMMARY:Decide again: Warm homes" in calendar
    assert "DTSTART;VALUE=DATE:20261201" in calendar
    ran = run(["review", "--today", "2026-12-02"])
    assert ran.code == 1
    assert (
        "overdue: Warm homes – finding people who are cold (decision warm-homes), 1 December 2026, 1 day ago"
        in ran.output
    )


@pytest.mark.usefixtures("county")
def test_deciding_again_keeps_what_was_written_into_the_record_since() -> None:
    add("led-to: safe-and-well-visits\nlook-again: 1 December 2026\n")
    ran = run(["decide", "warm-homes", "--answers", RECORD, "--no-input", "--force"])
    assert ran.code == 0
    kept = Path(RECORD).read_text(encoding="utf-8")
    assert "\nled-to: safe-and-well-visits\nlook-again: 1 December 2026\n" in kept
    run(["decide", "warm-rooms", "--answers", RECORD, "--no-input"])
    assert "led-to" not in Path("decisions/warm-rooms.yaml").read_text(encoding="utf-8")
