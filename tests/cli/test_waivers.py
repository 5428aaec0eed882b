"""Waivers and accepted errors from the file to the printed page: who may answer what, and what is said of it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from .running import HERE, run

FILE = Path("agreements/visits.yaml")
WAIVED = """\
waivers:
  - rule: PUR-11
    at: data.address
    because: The list is typed anew each month from three registers.
    by: wolds-council Data Protection Officer
    on: 2 October 2026
    until: 1 December 2026
"""
ACCEPTED = """\
accepted:
  - rule: LAW-24
    because: Counsel is asked; the county needs the visits this winter.
    by: Senior Information Risk Owner
    advice: WL/118
    on: 2 October 2026
    until: 31 March 2027
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)


def _write(*blocks: str) -> None:
    FILE.write_text(FILE.read_text(encoding="utf-8") + "".join(blocks), encoding="utf-8")


def _said(*arguments: str, today: str = "2026-11-02") -> dict[str, Any]:
    ran = run(["validate", "visits", "--output-format", "json", "--today", today, *arguments])
    assert ran.errors == ""
    said: dict[str, Any] = json.loads(ran.output)
    return said


def _printed(today: str = "2026-11-02", edition: str = "full") -> str:
    ran = run(["render", "visits", "--to", "md", "--edition", edition, "--today", today])
    assert ran.code == 0, ran.errors
    (made,) = Path("rendered").glob("*.md")
    text = made.read_text(encoding="utf-8")
    made.unlink()
    return re.sub(r"\s+", " ", text)


def test_a_waived_warning_is_counted_with_its_reason_and_printed_in_the_annex() -> None:
    before = _said("--gate", "signing")["summary"]
    _write(WAIVED)
    said = _said("--gate", "signing")
    waived = [each for each in said["findings"] if each["waived"]]
    assert [(each["code"], each["path"], each["line"]) for each in waived] == [("PUR-11", ["data", "address"], 21)]
    assert waived[0]["waived"] == (
        "Waived by wolds-council Data Protection Officer on 2 October 2026, until 1 December 2026: "
        "The list is typed anew each month from three registers."
    )
    assert said["summary"]["warnings"] == before["warnings"] - 1
    assert said["summary"]["waived"] == 1
    text = _printed()
    annex = text[text.rindex("Checks answered in this document") :]
    assert "PUR-11" in annex
    assert "The list is typed anew each month from three registers." in annex
    assert "Wolds Council Data Protection Officer answers for this." in annex
    assert "1 December 2026" in annex


def test_a_waiver_that_has_run_out_is_a_finding_and_what_it_answered_counts_again() -> None:
    _write(WAIVED)
    said = _said("--gate", "signing", today="2026-12-02")
    found = {each["code"]: each for each in said["findings"]}
    assert said["summary"]["waived"] == 0
    assert found["WAI-01"]["message"] == "This waiver of PUR-11 ended on 1 December 2026."
    assert found["WAI-01"]["path"] == ["waivers", 0, "until"]
    assert (
        found["WAI-01"]["line"] == FILE.read_text(encoding="utf-8").splitlines().index("    until: 1 December 2026") + 1
    )
    again = [each for each in said["findings"] if each["code"] == "PUR-11" and each["path"] == ["data", "address"]]
    assert again[0]["fix"].endswith("(The waiver for it ended on 1 December 2026.)")


def test_a_waiver_of_nothing_is_a_finding() -> None:
    _write(WAIVED.replace("data.address", "data.nobody"))
    (found,) = [each for each in _said("--gate", "signing")["findings"] if each["code"] == "WAI-02"]
    assert found["message"] == "This waiver answers nothing: PUR-11 does not object to `data.nobody`."
    assert found["path"] == ["waivers", 0, "at"]


def test_an_accepted_error_is_printed_on_page_1_with_reason_advice_and_end() -> None:
    _write(ACCEPTED)
    said = _said("--gate", "signing")
    (found,) = [each for each in said["findings"] if each["code"] == "LAW-24"]
    assert found["waived"].startswith(
        "Accepted by Senior Information Risk Owner on 2 October 2026, until 31 March 2027"
    )
    text = _printed()
    first = re.sub(r"[*>]", "", text[: text.index("At a glance")])
    box = (
        "An error that is accepted: No power or duty to disclose is named for Wolds Council (“choose homes”). Senior "
        "Information Risk Owner accepts this: Counsel is asked; the county needs the visits this winter. Advice taken: "
        "WL/118. It is accepted until 31 March 2027."
    )
    assert box in first
    assert box in re.sub(r"[*>]", "", text[text.index("At a glance") :])
    assert "1 check accepted" in first
    assert "Senior Information Risk Owner accepts this error." in text


@pytest.mark.parametrize("edition", ["summary", "guide", "public"])
def test_every_edition_says_that_a_check_is_accepted(edition: str) -> None:
    _write(ACCEPTED, "publish:\n  answer: publish-full\n")
    assert "1 check accepted" in _printed(edition=edition)


def test_an_acceptance_ends_with_its_day_on_paper_too() -> None:
    _write(ACCEPTED)
    assert "An error that is accepted" in _printed(today="2027-03-31")
    text = _printed(today="2027-04-01")
    assert "An error that is accepted" not in text
    assert "1 check accepted" not in text
    codes = [each["code"] for each in _said("--gate", "signing", today="2027-04-01")["findings"] if not each["waived"]]
    assert {"LAW-24", "WAI-01"} <= set(codes)


@pytest.mark.parametrize(
    ("rule", "block", "message"),
    [
        ("LAW-24", WAIVED, "LAW-24 cannot be waived: it is an error, which only a senior officer can accept."),
        ("STR-04", WAIVED, "STR-04 cannot be waived: nobody can set it aside."),
        ("STR-05", ACCEPTED, "STR-05 cannot be accepted: nobody can set it aside."),
    ],
)
def test_what_may_not_be_answered_is_refused(rule: str, block: str, message: str) -> None:
    _write(re.sub(r"[A-Z]{3}-\d\d", rule, block, count=1))
    said = _said()
    (found,) = [each for each in said["findings"] if each["code"] == "WAI-04"]
    assert found["message"] == message
    assert found["severity"] == "error"
    assert said["summary"]["exit_code"] == 1
    assert said["summary"]["waived"] == 0


@pytest.mark.parametrize(
    ("left_out", "code", "message"),
    [
        ("because", "WAI-05", "The acceptance of LAW-24 needs a reason."),
        ("by", "WAI-05", "The acceptance of LAW-24 needs the senior officer's post."),
        ("until", "WAI-05", "The acceptance of LAW-24 needs the day on which it ends."),
        ("on", "WAI-05", "The acceptance of LAW-24 needs the day of the decision."),
    ],
)
def test_an_acceptance_without_who_why_and_until_does_not_count(left_out: str, code: str, message: str) -> None:
    _write(re.sub(rf"    {left_out}: .*\n", "", ACCEPTED))
    said = _said("--gate", "signing")
    assert message in [each["message"] for each in said["findings"] if each["code"] == code]
    assert [each["waived"] for each in said["findings"] if each["code"] == "LAW-24"] == [None]


def test_who_is_no_senior_officer_is_asked_about() -> None:
    _write(ACCEPTED.replace("Senior Information Risk Owner", "Trainee"))
    (found,) = [each for each in _said("--gate", "signing")["findings"] if each["code"] == "WAI-06"]
    assert found["message"] == "Check that “Trainee” may accept the error LAW-24 for the organisation."
