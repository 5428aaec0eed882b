"""A folded answer as a part of a settled cell: sentences filled, places and provenance worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from msgspec.structs import replace

from isptool.model.point import Point
from isptool.settling.fold import Folded
from isptool.settling.given import Tier, show_value
from isptool.settling.names import Names
from isptool.settling.settled import FieldValue, Inherited, Part, State

T = TypeVar("T")


def part_of(
    point_id: str,
    point: Point,
    folded: Folded,
    tiers: Sequence[Tier],
    names: Names,
    filled: Mapping[str, str] | None,
) -> Part:
    """The part that a folded answer is, without its rows.

    `filled` are the blanks that facts fill for those rows, as printed; None in a protocol, where no facts are known.
    The sentences of likely answers are filled; where an answer stands in a block of facts whose sentence cannot
    be filled (a law row, say), its words stand as typed in `own_words`.
    """
    standing, slot, source = folded.standing, folded.standing.slot, folded.source
    fields = {
        name: FieldValue(
            name,
            value.value,
            show_value(point.fields[name], value.value, names),
            replace(given.place, path=value.path),
        )
        for name, (value, given, _) in standing.blanks.items()
    }
    shown = {**(filled or {}), **{name: each.text for name, each in fields.items()}}
    facts = standing.slot_from is not None and standing.slot_from.facts
    unfilled = [
        blank
        for key in standing.keys
        for blank in point.fact_blanks[key]
        if filled is not None and blank not in shown and blank in point.answers[key].required_blanks
    ]
    state = folded.state
    if unfilled and not facts and state in (State.ANSWERED, State.INHERITED):
        state = State.OPEN
    missing = tuple(dict.fromkeys((*folded.missing, *unfilled)))
    sentences: tuple[str, ...] = ()
    if not facts or not missing:
        sentences = tuple(point.answers[key].sentence(shown) for key in standing.keys)
    inherited = None
    if state is State.INHERITED and source is not None:
        tier = next(each for each in tiers if each.name == source.place.tier and each.document == source.place.document)
        inherited = Inherited(tier.document, tier.version, tier.title, tier.clauses.get(point_id, ""))
    is_gap = slot is not None and slot.is_gap
    covering = folded.covering
    return Part(
        rows=(),
        state=state,
        keys=standing.keys,
        sentences=sentences,
        own_words=slot.words if slot is not None and not is_gap else "",
        fields=fields,
        never=folded.never,
        duties=_each_once(given.duties for given in covering),
        rights=_each_once(given.rights for given in covering),
        only_if=_each_once(given.only_if for given in covering),
        gap=slot.words if slot is not None and is_gap else "",
        who=slot.who if slot is not None else "",
        until=slot.until if slot is not None else "",
        missing=missing if not facts else (),
        place=source.place if source else None,
        inherited=inherited,
        departs=any(
            change.differs and change.given.place.tier in ("agreement", "schedule") for change in folded.changes
        ),
        because=(source.because or source.stricter_because) if source else "",
    )


def _each_once(written: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(written)))
