"""Several places of a document cited together: "clauses 3.2, 3.4 and 5.1; table 2"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from isptool.writing.compose_matter import Matter
from isptool.writing.document import Block, Clauses, Figure, Heading, Ref, Run, Table, Text

KINDS = ("section", "clause", "table", "figure")
"""What is cited by a number, in the order in which places are cited."""


class Spot(NamedTuple):
    """A place of a document that can be cited: its kind (empty for an annex or a heading without a number)."""

    kind: str
    position: int


def spots(blocks: Iterable[Block]) -> dict[str, Spot]:
    """Every anchor of a document that is not numbered yet, and what kind of place has it."""
    found: dict[str, Spot] = {}

    def note(anchor: str, kind: str) -> None:
        if anchor:
            found.setdefault(anchor, Spot(kind, len(found)))

    for block in blocks:
        if isinstance(block, Heading):
            note(block.anchor, ("section" if block.level == 1 else "clause") if block.numbered else "")
        elif isinstance(block, Clauses):
            for clause in block.items:
                note(clause.anchor, "clause")
        elif isinstance(block, Table):
            note(block.anchor, "table" if block.caption else "")
        elif isinstance(block, Figure):
            note(block.anchor, "figure" if block.caption else "")
            if block.table is not None:
                note(block.table.anchor, "table" if block.table.caption else "")
    return found


def cited(matter: Matter, anchors: Iterable[str]) -> tuple[Run, ...]:
    """Places by their numbers, each kind named once; in the order of the document."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in (*KINDS, "")}
    for anchor in sorted(dict.fromkeys(anchors), key=lambda each: matter.spots.get(each, Spot("", 0)).position):
        by_kind[matter.spots.get(anchor, Spot("", 0)).kind].append(anchor)
    runs: list[Run] = []
    for kind, members in by_kind.items():
        if not members:
            continue
        runs += [Text("; ")] if runs else []
        several = bool(kind) and len(members) > 1
        runs += [Text(f"{matter.words.name('several', kind)} ")] if several else []
        for number, anchor in enumerate(members):
            last = number == len(members) - 1
            between = f" {matter.words.say('and')} " if last and several else ", "
            runs += [*([Text(between)] if number else []), Ref(anchor, bare=several)]
    return tuple(runs)
