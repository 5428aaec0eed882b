"""Which likely answers of a point suit this document: its partners, nations, kinds of data and purposes."""

from __future__ import annotations

from dataclasses import dataclass

from isptool.checking.rule import At
from isptool.model.point import Fits, LikelyAnswer, Point
from isptool.settling.settled import Settled


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a document is about, for judging what suits it; an empty set means that nothing is known."""

    bodies: frozenset[str]
    """The kinds of bodies of its parties, with every wider kind."""
    nations: frozenset[str]
    data: frozenset[str]
    purposes: frozenset[str]
    """The kinds of its purposes."""


def circumstances(doc: Settled, at: At) -> Circumstances:
    """What a document is about."""
    return at.once("circumstances", lambda: _circumstances(doc, at))


def _circumstances(doc: Settled, at: At) -> Circumstances:
    parties = [each for each in doc.parties.values() if not each.is_other]
    bodies = {wider for each in parties if each.kind for wider in (each.kind, *at.law.wider_bodies(each.kind))}
    purposes = () if doc.is_protocol else doc.agreement.purposes.values()
    return Circumstances(
        bodies=frozenset(bodies),
        nations=frozenset(nation for each in parties for nation in each.nations),
        data=frozenset(kind for row in doc.rows for kind in row.kinds),
        purposes=frozenset(each.kind for each in purposes if each.kind),
    )


def likely_answers(point: Point, about: Circumstances) -> list[str]:
    """The likely answers of a point that suit these circumstances: those made for them first, in their order."""
    ranked = [(_suits(each, about), key) for key, each in point.answers.items() if each.replaced_by is None]
    suiting = [(rank, key) for rank, key in ranked if rank is not None]
    return [key for _, key in sorted(suiting, key=lambda each: -each[0])]


def _suits(likely: LikelyAnswer, about: Circumstances) -> int | None:
    """How closely a likely answer suits: of how many things it was made for this; None where it does not suit."""
    close = 0
    for limit in (likely.only_for, likely.fits):
        if limit is None:
            continue
        for wanted, known in _pairs(limit, about):
            if not wanted or not known:
                continue
            if known.isdisjoint(wanted):
                return None
            close += 1
    return close


def _pairs(limit: Fits, about: Circumstances) -> tuple[tuple[list[str], frozenset[str]], ...]:
    return (
        (limit.bodies, about.bodies),
        ([*limit.nations], about.nations),
        ([*limit.data], about.data),
        (limit.purposes, about.purposes),
    )
