"""What the tests of the law families share: one rule run over a change to the good workspace, and what it says."""

from __future__ import annotations

from collections.abc import Sequence

from isptool.checking.places import dotted
from isptool.checking.rules import KNOWN
from isptool.findings import Finding, Gate

from .ground import Bench, change


def found(
    code: str,
    agreement: str = "",
    *,
    take_out: Sequence[str] = (),
    base: str = "safe-and-well",
    today: str = "",
    **files: str,
) -> list[Finding]:
    """What one rule finds in the good workspace with a change."""
    rule = KNOWN[code]
    gate = rule.gate if not rule.gate.bites(Gate.SIGNING) else Gate.SIGNING
    checked = Bench(change(agreement, take_out=take_out, **files), base, today).checked(gate, rules=[rule])
    assert checked.crashed == ()
    return [each for each in checked.findings if each.code == code]


def said(code: str, agreement: str = "", **more: object) -> list[tuple[str, str]]:
    """The path and message of each finding."""
    return [(dotted(each.path), each.message) for each in found(code, agreement, **more)]  # type: ignore[arg-type]
