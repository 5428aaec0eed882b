"""What the tests of the law families share: one rule run over a change to the good workspace, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from isptool.checking.check import check
from isptool.checking.places import dotted
from isptool.checking.rules import KNOWN
from isptool.findings import Finding, Gate
from isptool.law.book import LawBook
from isptool.model.signed import Signed

from .ground import NAMES, Bench, as_yaml, change, law

Data = dict[str, Any]

PARA_6 = "9(2)(g) with Schedule 1 paragraph 6"
LIA = "Harbour Carers, legitimate interests assessment 2026-03"


def fields(facts: Mapping[str, Any]) -> Data:
    """Facts by their YAML keys: underscores stand for hyphens."""
    return {name.rstrip("_").replace("_", "-"): value for name, value in facts.items() if value is not None}


def row(*for_: str, **facts: Any) -> Data:
    """A law row for these parties and purposes; it takes the place of the good one for the same."""
    return {"for": list(for_), **fields(facts)}


def fire(**facts: Any) -> Data:
    """The Fire Service's row for choosing homes, with its power."""
    return row("wolds-fire", "choose-homes", **{"power": "frsa-2004-s6", "article_9": PARA_6, **facts})


def carers(**facts: Any) -> Data:
    """The charity's row for choosing homes."""
    return row("harbour-carers", "choose-homes", **facts)


def trust(**facts: Any) -> Data:
    """The hospital's row for choosing homes, with a power in its own words."""
    named = {"power": "NHS Act 2006, Schedule 4", "article_6": "6(1)(e)", "article_9": PARA_6}
    return row("wolds-trust", "choose-homes", **{**named, **facts})


def told(**facts: Any) -> Data:
    """The Fire Service's row for telling the police of a fire."""
    named = {"power": "cda-1998-s115", "article_6": "6(1)(e)", "article_10": "Schedule 1 paragraph 10"}
    return row("wolds-fire", "investigate-arson", **{**named, **facts})


def raises(body: str = "wolds-council", **facts: Any) -> Data:
    """A row for raising concerns."""
    named = {"power": "care-act-2014-s42", "article_6": "6(1)(e)", "article_9": "9(2)(g) with Schedule 1 paragraph 18"}
    return row(body, "raise-concerns", **{**named, **facts})


def keeping(**facts: Any) -> Data:
    """The police's row for keeping homes safe."""
    named = {
        "power": "police-common-law",
        "authorised_by": "police-common-law",
        "article_6": "6(1)(e)",
        "article_10": "official authority",
    }
    return row("wolds-police", "keep-safe-from-arson", **{**named, **facts})


def investigating(**facts: Any) -> Data:
    """The police's row for investigating, under Part 3."""
    return row("wolds-police", "investigate-arson", **{"regime": "part-3", "part_3": "35(2)(b)", **facts})


def bodies(**kinds: Any) -> Data:
    """Changes to partners: a kind, or facts, by id with underscores."""
    changed = {name: facts if isinstance(facts, dict) else {"kind": facts} for name, facts in kinds.items()}
    return {"partners": fields(changed)}


def scheduled(body: str, *rows: Data) -> dict[str, Data]:
    """A change of files: these law rows in the schedule of a party."""
    held = {"kind": "schedules", "of": "safe-and-well", "schedules": {body: {"law": list(rows)}}}
    return {"schedules": held}


def found(
    code: str,
    *rows: Data,
    take_out: Sequence[str] = (),
    base: str = "safe-and-well",
    today: str = "",
    signed: Signed | None = None,
    files: Mapping[str, Data] | None = None,
    elsewhere: Mapping[str, str] | None = None,
    book: LawBook | None = None,
    **blocks: Any,
) -> list[Finding]:
    """What one rule finds in the good workspace with these law rows, and these blocks of the agreement, changed.

    `files` are changes to other files; `elsewhere` are own words of other agreements; `book` is another law book.
    """
    rule = KNOWN[code]
    gate = rule.gate if not rule.gate.bites(Gate.SIGNING) else Gate.SIGNING
    changed = {**fields(blocks), **({"law": list(rows)} if rows else {})}
    pieces = {name: as_yaml(data) for name, data in (files or {}).items()}
    bench = Bench(change(as_yaml(changed) if changed else "", take_out=take_out, **pieces), base, today)
    at = replace(bench.at(gate), words_elsewhere=elsewhere or {})
    if book is not None:
        at = replace(at, law=book)
    if signed is not None:
        at = replace(at, signed=signed)
    checked = check(bench.settled(), at, rules=[rule], gate=gate)
    assert checked.crashed == ()
    assert {each.file for each in checked.findings} <= set(NAMES.values())
    return [each for each in checked.findings if each.code == code]


def said(code: str, *rows: Data, **more: Any) -> list[tuple[str, str]]:
    """The path and message of each finding."""
    return [(dotted(each.path), each.message) for each in found(code, *rows, **more)]


def paths(code: str, *rows: Data, **more: Any) -> list[str]:
    """The path of each finding."""
    return [dotted(each.path) for each in found(code, *rows, **more)]


def with_gateway(name: str, **facts: Any) -> LawBook:
    """The law book with one gateway changed."""
    gateways = {**law().families["gateway"]}
    gateways[name] = {**gateways[name], **facts}
    return LawBook({**law().families, "gateway": gateways}, None)
