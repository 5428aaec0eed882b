"""Which likely answers of a point suit this document: its partners, nations, kinds of data and purposes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from isptool.checking.rule import At
from isptool.model.point import LikelyAnswer, Point
from isptool.settling.settled import Cell, PartyFacts, Settled


class Circumstances(Struct, frozen=True):
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
    purposes = () if doc.is_protocol else doc.agreement.purposes.values()
    return Circumstances(
        bodies=_bodies(parties, at),
        nations=frozenset(nation for each in parties for nation in each.nations),
        data=frozenset().union(*{row.kinds for row in doc.rows}),
        purposes=frozenset(each.kind for each in purposes if each.kind),
    )


def _bodies(parties: Iterable[PartyFacts], at: At) -> frozenset[str]:
    return frozenset(wider for each in parties if each.kind for wider in (each.kind, *at.law.wider_bodies(each.kind)))


def narrowed(cells: Sequence[Cell], doc: Settled, at: At) -> Circumstances:
    """The same for some cells only: the bodies, nations and purposes that these cells are about, where they say."""
    parties: set[str] = set()
    purposes: set[str] = set()
    for cell in cells:
        for kind, value in cell.coordinates:
            if kind == "party":
                parties.add(value)
            elif kind == "purpose":
                purposes.add(value)
    known = at.once("narrowed", _by_parties_and_purposes)  # many points are asked of the same parties and purposes
    asked = (frozenset(parties), frozenset(purposes))
    if asked not in known:
        known[asked] = _narrowed(*asked, doc, at)
    return known[asked]


def _by_parties_and_purposes() -> dict[tuple[frozenset[str], frozenset[str]], Circumstances]:
    return {}


def _narrowed(parties: frozenset[str], purposes: frozenset[str], doc: Settled, at: At) -> Circumstances:
    about = circumstances(doc, at)
    named = [doc.parties[each] for each in parties if each in doc.parties]
    of_agreement = {} if doc.is_protocol else doc.agreement.purposes
    kinds = frozenset(kind for each in purposes if each in of_agreement and (kind := of_agreement[each].kind))
    return Circumstances(
        bodies=_bodies(named, at) if named else about.bodies,
        nations=frozenset(nation for each in named for nation in each.nations) or about.nations,
        data=about.data,
        purposes=kinds or about.purposes,
    )


def likely_answers(point: Point, about: Circumstances) -> Iterator[str]:
    """The likely answers of a point that suit these circumstances, in the order of the point."""
    return (key for key, each in point.answers.items() if each.replaced_by is None and _suits(each, about))


def _suits(likely: LikelyAnswer, about: Circumstances) -> bool:
    """Whether a likely answer suits: for each thing it is limited to, one is here, or nothing is known of it."""
    for of_what, wanted in likely.limits:
        known: frozenset[str] = getattr(about, of_what)
        if known and known.isdisjoint(wanted):
            return False
    return True
