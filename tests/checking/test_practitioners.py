"""The rules that practitioners try first, the false positives designed against, and what was decided after review."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from isptool.checking.check import GATE_OF_STATUS
from isptool.checking.example import Change, example_of
from isptool.checking.rules import KNOWN, RULES
from isptool.findings import Gate, Severity
from isptool.library import points

from .ground import Bench, change

TABLE = Path(__file__).parent / "what_practitioners_try.yaml"
ROWS: list[dict[str, Any]] = yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # text as typed
FILES = ("agreement", "protocol", "partners", "signed")

THIRTEEN = [
    "LAW-03",
    "LAW-09",
    "LAW-14",
    "LAW-16",
    "LAW-19",
    "LAW-27",
    "LAW-28",
    "LEP-04",
    "PUR-02",
    "GOV-06",
    "GOV-04",
    "KEE-10",
    "STR-08",
]
"""What practitioners test first."""
CALDICOTT = ["CON-02", "SEC-02"]
"""What a Caldicott Guardian tries first."""
FALSE_POSITIVES = ["LAW-02", "LAW-03", "LAW-09", "LAW-04", "PUR-13", "PUR-05", "KEE-02", "GOV-06", "RSK-01", "LAW-26"]
DECIDED = [
    "ANO-01",
    "LAW-11",
    "SEC-02",
    "LEP-02",
    "PAR-08",
    "PAR-10",
    "PAR-02",
    "KEE-01",
    "GOV-06",
    "RSK-06",
    "REG-02",
    "LAW-30",
    "STR-12",
    "PUR-14",
    "PAR-07",
    "CON-03",
    "LAW-09",
    "GOV-05",
]


def _case(row: dict[str, Any]) -> tuple[str, Bench, Gate]:
    if "example" in row:
        code, kind, number = row["example"].split()
        example = example_of(code)
        assert example is not None
        made: Change = getattr(example, kind)[int(number) - 1]
        bench = Bench(made, example.base, example.today)
    else:
        code = row["code"]
        pieces = {name: row[name] for name in FILES if name in row}
        made = Change("", pieces, tuple(row.get("without", ())), (), "")
        bench = Bench(made, row.get("base", "safe-and-well"), row.get("today", ""))
    gate = KNOWN[code].gate
    return code, bench, Gate.SIGNING if gate.bites(Gate.SIGNING) else gate


@pytest.mark.parametrize("row", ROWS, ids=[row["line"] for row in ROWS])
def test_says_exactly_this(row: dict[str, Any]) -> None:
    code, bench, gate = _case(row)
    checked = bench.checked(gate)
    assert checked.crashed == ()
    assert [f"{each.severity.value}: {each.message}" for each in checked.findings if each.code == code] == row["says"]


@pytest.mark.parametrize(
    ("title", "codes", "both"),
    [
        ("first", THIRTEEN, True),
        ("first", CALDICOTT, True),
        ("false positive", FALSE_POSITIVES, False),
        ("decided", DECIDED, False),
    ],
)
def test_every_line_is_tried(title: str, codes: list[str], both: bool) -> None:
    """Those tried first have a row in which the rule speaks and one in which it is silent; the others have a row."""
    for code in codes:
        rows = [row for row in ROWS if _names(row, title, code)]
        assert rows, f"{code} is not tried ({title})"
        if both:
            assert {bool(row["says"]) for row in rows} == {True, False}, code


def _names(row: dict[str, Any], title: str, code: str) -> bool:
    line = row["line"]
    return code in (row.get("code"), row.get("example", "").partition(" ")[0]) and (
        line.startswith(title) or (title == "first" and line.startswith(f"{code} first"))
    )


def test_messages_are_sentences_for_people() -> None:
    for row in ROWS:
        for said in row["says"]:
            _, _, message = said.partition(": ")
            assert message[0].isupper() or message[0].isdigit() or message[0] in "“`", message
            assert message[-1] == ".", message
            assert not {"{", "}", "None", "True"} & set(message.split()), message


# ── decided for all rules ────────────────────────────────────────────────────────────────────────────

NOBODY = {"STR-01", "STR-04", "STR-05", "STR-07", "STR-08", "STR-12"}
"""What nobody can set aside; everything about the integrity of a signature is STR-12."""


def test_an_error_must_not_block_a_lawful_signature_for_ever() -> None:
    practitioners = [rule for rule in RULES if rule.family not in ("WAI",)]
    cannot = {rule.code for rule in practitioners if rule.waivable == "no" and rule.severity is Severity.ERROR}
    assert cannot == NOBODY & {rule.code for rule in RULES}
    for rule in practitioners:
        if rule.severity is Severity.ERROR and rule.code not in NOBODY:
            assert rule.waivable == "accept", rule.code


def test_wording_never_decides_an_error_that_cannot_be_waived() -> None:
    for rule in RULES:
        if rule.decides_from == "wording":
            assert rule.severity is not Severity.ERROR or rule.waivable == "accept", rule.code
            assert rule.waivable != "no", rule.code


def test_before_its_gate_a_rule_is_counted_and_decides_nothing() -> None:
    made = change("law:\n  - for: [wolds-fire, choose-homes]\n    power: frsa-2004-s6\n    article-6: 6(1)(e)\n")
    draft, signing = (Bench(made).checked(gate) for gate in (Gate.DRAFT, Gate.SIGNING))
    assert [each.code for each in draft.findings if each.code == "LAW-13"] == []
    assert [each.code for each in draft.later if each.code == "LAW-13"] == ["LAW-13"]
    assert [each.code for each in signing.findings if each.code == "LAW-13"] == ["LAW-13"]


def test_which_gate_belongs_to_which_status() -> None:
    said = {status: gate.value for status, gate in GATE_OF_STATUS.items()}
    assert {status for status, gate in said.items() if gate == "consultation"} == {
        "consultation",
        "agreed-in-principle",
    }
    assert {status for status, gate in said.items() if gate == "signing"} == {"signing", "signed"}
    assert {"in-force", "under-review", "suspended"} <= {status for status, gate in said.items() if gate == "in-force"}
    assert (said["idea"], said["draft"]) == ("draft", "draft")


def test_what_is_past_its_end_is_checked_as_in_force() -> None:
    """Its state is derived, and what the partners still do is the finding (GOV-05)."""
    assert GATE_OF_STATUS["expired"] is Gate.IN_FORCE


def test_the_next_working_day_is_no_answer_about_incidents() -> None:
    assert "next-working-day" not in points()["incidents"].answers


@pytest.mark.parametrize("status", ["signing", "signed"])
def test_no_errors_at_signing_does_not_ask_for_the_signatures_themselves(status: str) -> None:
    made = change(signed=f"status: {status}\n")
    checked = Bench(made).checked(Gate.SIGNING)
    assert [(each.code, each.message) for each in checked.findings if each.severity is Severity.ERROR] == []
