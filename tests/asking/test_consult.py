"""Rounds of consultation: opened, replied to, commented, answered; nothing else in the file changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.running import run
from isptool.library import templates_root
from isptool.reading.source import read_file

EXAMPLE = templates_root().parent / "examples" / "wolds-and-dales"
VISITS = "agreements/safe-and-well-visits.yaml"


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")
    return tmp_path / "county"


def rounds() -> list[dict[str, object]]:
    source = read_file(Path(VISITS), VISITS)
    assert source.findings == []
    found: list[dict[str, object]] = source.data["consultation"]
    return found


def consult(*arguments: str) -> str:
    done = run(["consult", "safe-and-well-visits", *arguments, "--force"])
    assert (done.code, done.errors) == (0, "")
    return done.output


def test_a_round_from_its_opening_to_its_last_answer(county: Path) -> None:
    before = Path(VISITS).read_text()
    assert "There was no consultation yet." in consult()
    consult("--send")
    assert rounds() == [
        {"sent": "2 November 2026", "deadline": "30 November 2026", "to": ["wolds-council", "wolds-fire"]}
    ]
    consult("--replied", "--partner", "wolds-fire", "--today", "2026-11-09")
    consult("--said", "Why monthly?", "--about", "clause 5.2", "--partner", "wolds-council", "--today", "2026-11-10")
    consult("--said", "Who rings first?", "--partner", "wolds-council", "--today", "2026-11-11")
    consult("--answer", "2=The fire service does.")
    assert rounds()[0]["replied"] == {"wolds-fire": "9 November 2026", "wolds-council": "10 November 2026"}
    assert rounds()[0]["comments"] == [
        {"party": "wolds-council", "about": "clause 5.2", "said": "Why monthly?"},
        {"party": "wolds-council", "said": "Who rings first?", "answer": "The fire service does."},
    ]
    shown = consult()
    assert "Round 1, sent 2 November 2026, answers by 30 November 2026: 2 of 2 have replied" in shown
    assert "   1. Wolds Council, clause 5.2: Why monthly?\n      no answer yet\n" in shown
    assert shown.endswith("2 comments, 1 without an answer.\n")
    after = Path(VISITS).read_text()
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    assert run(["validate", VISITS, "--select", "STR,FMT", "--today", "2026-11-12"]).code == 0


def test_who_is_waited_for_and_that_the_day_has_passed(county: Path) -> None:
    consult("--send", "--until", "20 November 2026", "--partner", "wolds-council")
    shown = consult("--today", "2026-11-21")
    assert "answers by 20 November 2026 (passed): 0 of 1 have replied\n   waiting for: Wolds Council\n" in shown
    consult("--send", "--until", "2026-12-18")
    found = json.loads(consult("--to", "json"))["rounds"]
    assert [each["asked"] for each in found] == [["wolds-council"], ["wolds-council", "wolds-fire"]]
    assert [each["waiting"] for each in found] == [["wolds-council"], ["wolds-council", "wolds-fire"]]


def test_what_is_kept_twice_is_kept_once(county: Path) -> None:
    consult("--send")
    consult("--said", "Why?", "--partner", "wolds-fire")
    assert "Nothing to write: it stood there already." in consult("--said", "Why?", "--partner", "wolds-fire")
    assert "Nothing to write: it stood there already." in consult("--replied", "--partner", "wolds-fire")


def test_comments_of_several_rounds_are_numbered_through(county: Path) -> None:
    consult("--send")
    consult("--said", "One?", "--partner", "wolds-fire")
    consult("--send")
    consult("--said", "Two?", "--partner", "wolds-fire")
    consult("--answer", "2=Yes.", "--answer", "1=No.")
    assert [each["comments"][0]["answer"] for each in rounds()] == ["No.", "Yes."]  # type: ignore[index]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--send", "--until", "2026-11-02"], "--until 2 November 2026 is not to come."),
        (["--send", "--replied"], "--send and --replied are different things."),
        (["--send", "--partner", "wolds-fires"], "Did you mean wolds-fire?"),
        (["--replied"], "It is not said which partner it was."),
        (["--replied", "--partner", "wolds-fire"], "No round of consultation is open."),
        (["--said", "x", "--partner", "wolds-fire", "--partner", "wolds-council"], "one for each comment"),
        (["--answer", "We did"], "does not say which comment, or what."),
        (["--answer", "1=We did"], "There is no comment 1."),
        (["--to", "csv"], "--to cannot be csv."),
    ],
)
def test_wrong_use_is_told(county: Path, arguments: list[str], says: str) -> None:
    done = run(["consult", "safe-and-well-visits", *arguments, "--force"])
    assert done.code == 2
    assert says in done.errors


def test_nothing_changes_where_nobody_can_be_asked(county: Path) -> None:
    before = Path(VISITS).read_bytes()
    done = run(["consult", "safe-and-well-visits", "--send"])
    assert done.code == 2
    assert "+consultation:" in done.output
    assert Path(VISITS).read_bytes() == before
