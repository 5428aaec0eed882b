"""A scenario: an agreement with all that settling looks at beside it, as plain data; and what settling makes of it.

An `Outcome` is what the oracle and the program are both asked for, in one form, so that the two can be compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from isptool.findings import Finding
from isptool.model.documents import Agreement, Protocol, Schedules
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.reading.source import read_text
from isptool.settling.settle import settle
from isptool.settling.settled import Settled, Version

from . import oracle
from .ground import BOOK, POINTS

Data = dict[str, Any]

KINDS_OF_FINDING = {
    "SET-01": "group holds itself",
    "SET-03": "tie",
    "SET-04": "covers nothing",
    "SET-05": "never allowed",
    "SET-06": "blank without its answer",
    "SET-11": "needs stricter-because",
    "SET-14": "contradicts non-personal",
    "SET-15": "unknown kind",
    "SET-16": "answered twice",
    "STR-04": "unknown id",
    "STR-05": "used twice",
    "STR-08": "cannot change",
    "STR-09": "needs because",
    "STR-10": "writes the same again",
}
"""The findings of the program that the specification of settling speaks of, by code. STR-08 is one of three."""

CERTAIN = ("covers nothing", "unknown id", "blank without its answer", "answered twice")
"""The kinds of finding of which it is certain at which answer they stand."""


@dataclass(frozen=True)
class OnePart:
    """A part of a cell, in the form in which oracle and program are compared."""

    rows: frozenset[tuple[Any, ...]]
    state: str
    keys: tuple[str, ...]
    words: str
    blanks: frozenset[tuple[str, str]]
    never: frozenset[str]
    protocol: str
    """Of an inherited part: the protocol it comes from."""
    departs: bool

    def __str__(self) -> str:
        return f"{self.said()} ({len(self.rows)} rows)"

    def said(self) -> str:
        """The part in words: its state, its keys or own words, blanks, what is never allowed, from where, departing."""
        words = [self.state, *self.keys, self.words, *(f"{name}={text}" for name, text in sorted(self.blanks))]
        words += [f"never {key}" for key in sorted(self.never)]
        words += [f"from {self.protocol}" if self.protocol else "", "departs" if self.departs else ""]
        return " ".join(word for word in words if word)


@dataclass(frozen=True)
class OnePoint:
    """A point: its state, and the parts of its cells."""

    state: str
    cells: Mapping[tuple[str, ...], frozenset[OnePart]]
    """The parts by the ids that make a cell: party, purpose, item, category, flow, people, direction."""


@dataclass(frozen=True)
class Outcome:
    """What settling comes to."""

    rows: frozenset[tuple[Any, ...]]
    points: Mapping[str, OnePoint]
    found: frozenset[str]
    """What is wrong, in words: the kind of thing, the point, and where it is certain which answer, the answer."""

    def state(self, point: str) -> str:
        """The state of a point."""
        return self.points[point].state

    def says(self, point: str, *cell: str) -> list[str]:
        """The parts of one cell of a point, in words and sorted; empty where there is no such cell."""
        return sorted(part.said() for part in self.points[point].cells.get(cell, ()))

    def cells(self, point: str) -> list[tuple[str, ...]]:
        """The cells of a point, sorted, each by its ids."""
        return sorted(self.points[point].cells)

    def differences(self, other: Outcome) -> list[str]:
        """Where this outcome (the oracle's) and another (the program's) differ, in words."""
        if self.rows != other.rows:
            return [f"row of {who} only: {row}" for who, row in _either(self.rows, other.rows)]
        found: list[str] = []
        for name, mine in self.points.items():
            theirs = other.points[name]
            if mine.state != theirs.state:
                found.append(f"{name}: {mine.state}, but the program says {theirs.state}")
            for cell in sorted(mine.cells.keys() | theirs.cells.keys()):
                parts = mine.cells.get(cell, frozenset()), theirs.cells.get(cell, frozenset())
                found += [f"{name} {cell}: {who} only: {part}" for who, part in _either(*parts)]
        return found + [
            f"found by {who} only: {each}"
            for who, each in _either(self.found, other.found)
            if not each.startswith("writes the same again")  # advice: held by written cases, not compared
        ]


def _either(mine: frozenset[Any], theirs: frozenset[Any]) -> list[tuple[str, Any]]:
    oracles = [("the oracle", each) for each in sorted(mine - theirs, key=str)]
    return oracles + [("the program", each) for each in sorted(theirs - mine, key=str)]


@dataclass
class Scenario:
    """One agreement under its protocols (nearest first), with schedules and partners, as plain data."""

    agreement: Data
    protocols: list[Data] = field(default_factory=list)
    schedules: Data = field(default_factory=dict)
    partners: Data = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=lambda: POINTS, repr=False)

    def __repr__(self) -> str:
        shown = {"agreement": self.agreement, "protocols": self.protocols}
        return json.dumps(shown | {"schedules": self.schedules, "partners": self.partners}, indent=1)

    def models(self) -> tuple[Agreement, dict[str, Any]]:
        """The agreement, and the other things that settling takes, by name."""
        head = {"kind": "agreement", "id": "agreement", "title": "T"}
        agreement = Agreement.model_validate(head | self.agreement)
        protocols = []
        for number, data in enumerate(self.protocols, 1):
            head = {"kind": "protocol", "id": f"protocol-{number}", "title": "T"}
            protocols.append(Version(Protocol.model_validate(head | data), f"protocol-{number}.yaml"))
        schedules = []
        if self.schedules:
            file = {"kind": "schedules", "of": "agreement", "schedules": self.schedules}
            schedules.append(("schedules.yaml", Schedules.model_validate(file)))
        partners = {name: Partner.model_validate({"name": name} | data) for name, data in self.partners.items()}
        beside: dict[str, Any] = {"protocols": protocols, "schedules": schedules, "partners": partners}
        return agreement, beside | {"points": self.points, "book": BOOK}

    def expected(self) -> Outcome:
        """What the oracle makes of it."""
        agreement, beside = self.models()
        return _expected(oracle.settle(agreement, **beside))

    def settled(self) -> Outcome:
        """What the program makes of it."""
        agreement, beside = self.models()
        return _settled(settle(agreement, file="agreement.yaml", **beside))


def read_scenario(text: str) -> Scenario:
    """A scenario from YAML: `agreement`, and where there are any `protocols`, `schedules`, `partners`."""
    source = read_text(text, "case.yaml")
    assert source.usable, source.findings
    return Scenario(**source.data)


def _expected(expected: oracle.Expected) -> Outcome:
    points = {}
    for name, point in expected.points.items():
        cells = {
            tuple(each for _, each in coordinates): frozenset(
                OnePart(
                    frozenset(tuple(row) for row in part.rows),
                    part.state,
                    part.keys,
                    part.words,
                    frozenset(part.blanks.items()),
                    part.never,
                    part.tier if part.state == "inherited" else "",
                    part.departs,
                )
                for part in parts
            )
            for coordinates, parts in point.cells.items()
        }
        points[name] = OnePoint(point.state, cells)
    rows = frozenset(tuple(row) for row in expected.rows)
    return Outcome(rows, points, frozenset(" ".join(each for each in found if each) for found in expected.found))


def _settled(settled: Settled) -> Outcome:
    rows = [tuple(row) for row in settled.rows]
    points = {}
    for name, settled_point in settled.points.items():
        cells = {}
        for cell in settled_point.cells:
            parts = frozenset(
                OnePart(
                    frozenset(rows[number] for number in part.rows),
                    part.state.value,
                    part.keys,
                    part.own_words,
                    frozenset(
                        (blank, str(value.value) if settled_point.point.fields[blank].is_ == "party" else value.text)
                        for blank, value in part.fields.items()
                        if settled_point.point.fields[blank].filled_from is None
                    ),
                    frozenset(part.never),
                    part.inherited.protocol if part.inherited and part.state.value == "inherited" else "",
                    part.departs,
                )
                for part in cell.parts
            )
            cells[tuple(each for _, each in cell.coordinates)] = parts
        points[name] = OnePoint(settled_point.state.value, cells)
    found = {_in_words(each) for each in settled.findings if each.code in KINDS_OF_FINDING}
    return Outcome(frozenset(rows), points, frozenset(found))


def _in_words(finding: Finding) -> str:
    kind = KINDS_OF_FINDING[finding.code]
    if finding.code == "STR-08" and "may only add" in finding.message:
        kind = "may only add"
    elif finding.code == "STR-08" and "looser" in finding.message:
        kind = "looser"
    path = [str(each) for each in finding.path]
    party = [path[1]] if path[0] == "schedules" else []
    where = path[2:] if party else path
    if kind in CERTAIN and where[0] in ("answers", "settles"):
        document = party or [finding.file.removesuffix(".yaml")]
        return " ".join([kind, where[1], *document, *(where[2:3] if kind == "answered twice" else where[2:])])
    if kind in ("group holds itself", "contradicts non-personal", "unknown kind", "used twice"):
        document = [finding.file.removesuffix(".yaml")] if kind == "group holds itself" else []
        return " ".join([kind, *document, where[1]])
    return " ".join([kind, where[0] if where[0] == "law" else where[1]])
