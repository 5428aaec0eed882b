"""The files in the examples that partners sent back: what they say, and that they are as their script makes them.

Where this fails because the county or the form has changed: `python scripts/make_returned_examples.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from isptool.reading.source import read_file

from .running import EXAMPLES, run

FILE = Path("agreements", "domestic-abuse-conference.yaml")


@pytest.fixture(autouse=True)
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLES / "wolds-and-dales", tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")


def test_the_form_is_taken_over_by_its_tags() -> None:
    ran = run(["collect", "returned/form-from-moorland-refuge.docx", "--force"])
    assert ran.code == 0, ran.output + ran.errors
    assert "domestic-abuse-conference, Moorland Refuge: 4 answers, found by tag\n" in ran.output
    answers = read_file(FILE, "x").data["answers"]
    assert answers["retention-and-disposal"][1] == {
        "for": "moorland-refuge", "not-yet": "Our trustees are choosing a period.",
        "who": "moorland-refuge Service Manager", "until": "4 December 2026",
    }  # fmt: skip
    assert answers["communication"] == {"in-our-words": "At our team meeting, and in the guide for volunteers."}


def test_the_draft_gives_its_values_and_keeps_its_comment() -> None:
    ran = run(["collect", "returned/draft-from-wolds-council.docx", "--from", "wolds-council", "--force"])
    assert ran.code == 0, ran.output + ran.errors
    assert ", by Legal services\n" in ran.output
    data = read_file(FILE, "x").data
    assert data["flows"]["referral"]["within"] == "1 working day"
    assert data["answers"]["dpia"]["not-yet"] == "Drafted; the panel meets on 4 December."
    (one,) = data["consultation"]
    kept = {each["said"].rpartition(": ")[2]: each for each in one["comments"]}
    assert "answer" not in kept["Please say who chairs the conference."]
