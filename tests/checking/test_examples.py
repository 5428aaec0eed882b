"""Every rule's example, run against all rules: it raises that rule where it is marked, and no other rule."""

from __future__ import annotations

import pytest

from isptool.checking.example import FOLDER, Change, Example, example_of
from isptool.checking.places import dotted
from isptool.checking.rules import KNOWN, RULES
from isptool.findings import Gate

from .ground import Bench

CODES = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem in {each.code for each in RULES})
"""Those that documents settled one by one can show; the others are in `test_written_examples.py`."""


def example(code: str) -> Example:
    found = example_of(code)
    assert found is not None
    return found


def gate_for(code: str) -> Gate:
    """The gate to run an example at: signing, or the rule's own where that is later."""
    gate = KNOWN[code].gate
    return gate if not gate.bites(Gate.SIGNING) else Gate.SIGNING


def cases(kind: str) -> list[object]:
    return [
        pytest.param(code, change, id=f"{code}-{number}")
        for code in CODES
        for number, change in enumerate(getattr(example(code), kind), 1)
    ]


@pytest.mark.parametrize("base", ["safe-and-well", "flood-assets", "wolds-and-dales"])
@pytest.mark.parametrize("gate", [Gate.DRAFT, Gate.CONSULTATION, Gate.SIGNING, Gate.IN_FORCE])
def test_nothing_is_wrong_with_the_good_workspace(base: str, gate: Gate) -> None:
    checked = Bench(Change("", {}, (), (), ""), base).checked(gate)
    assert [(each.code, each.path, each.message) for each in checked.findings] == []
    assert checked.crashed == ()


@pytest.mark.parametrize(("code", "change"), cases("failing"))
def test_failing_example(code: str, change: Change) -> None:
    bench = Bench(change, example(code).base, example(code).today)
    gate = gate_for(code)
    checked = bench.checked_from_text(gate) if KNOWN[code].decided_in == "reading" else bench.checked(gate)
    assert checked.crashed == ()
    said = {each.code for each in checked.findings}
    assert said == {code, *change.also}, [(each.code, each.path, each.message) for each in checked.findings]
    mine = [each for each in checked.findings if each.code == code]
    marked = change.marked(code)
    assert marked or change.at
    if marked:
        assert {bench.line_of(each) for each in mine} == marked
    if change.at:
        assert change.at in {dotted(each.path) for each in mine}


@pytest.mark.parametrize(("code", "change"), cases("passing"))
def test_passing_example(code: str, change: Change) -> None:
    bench = Bench(change, example(code).base, example(code).today)
    checked = bench.checked(gate_for(code))
    assert [(each.code, each.path, each.message) for each in checked.findings] == []
