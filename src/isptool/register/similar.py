"""Which existing documents are like one that is being made: by their partners, purposes and data, and why."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from isptool.register.entry import Entry

_EVERYWHERE = frozenset({"identity", "contact"})
"""Kinds of items that nearly every agreement has: they count little."""


class Sought(Struct, frozen=True):
    """What a sharing is about: partners, kinds of purposes, kinds of items (or their words), powers."""

    partners: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    powers: frozenset[str] = frozenset()


class Similar(Struct, frozen=True):
    """An entry, how alike it is (0 to 100), and why in words."""

    entry: Entry
    likeness: int
    why: tuple[str, ...]


def sought(entry: Entry) -> Sought:
    """What an entry is about."""
    facts = entry.facts
    items = {kind for each in facts.items for kind in each.kinds}
    items |= {entry.words_of(each).casefold() for each in facts.items if not each.kinds}
    return Sought(
        frozenset(entry.organisations),
        frozenset(each.kind for each in facts.uses if each.kind),
        frozenset(items),
        frozenset(entry.grounds("powers")),
    )


def related(wanted: Sought, entries: Iterable[Entry], *, but: str = "", count: int = 10) -> tuple[Similar, ...]:
    """The documents most like what is sought, the most alike first; `but` is the id of the document itself.

    Partners count 40 of 100, purposes 30, items 20, powers 10: each by the part of what both have that they share.
    Names and addresses count a quarter of other items. A document that has no more in common than one partner and
    names and addresses is left out.
    """
    found = [_compared(wanted, each) for each in entries if each.id != but]
    kept = [each for each in found if each.why and each.likeness > 0]
    return tuple(sorted(kept, key=lambda each: (-each.likeness, each.entry.facts.title))[:count])


def _compared(wanted: Sought, entry: Entry) -> Similar:
    theirs = sought(entry)
    partners = wanted.partners & theirs.partners
    purposes = wanted.purposes & theirs.purposes
    items = wanted.items & theirs.items
    powers = wanted.powers & theirs.powers
    score = 40 * _part(len(partners), len(wanted.partners | theirs.partners))
    score += 30 * _part(len(purposes), len(wanted.purposes | theirs.purposes))
    score += 20 * _part(_weight(items), _weight(wanted.items | theirs.items))
    score += 10 * _part(len(powers), len(wanted.powers | theirs.powers))
    why = []
    if len(partners) > 1 or (partners and (purposes or items)):
        why.append(f"same partners: {', '.join(sorted(entry.name(each) for each in partners))}")
    if purposes:
        why.append(f"same purpose: {', '.join(sorted(each.replace('-', ' ') for each in purposes))}")
    if items and (items - _EVERYWHERE or partners or purposes):
        why.append(f"same data: {', '.join(sorted(each.replace('-', ' ') for each in items))}")
    told = bool(len(partners) > 1 or purposes or items - _EVERYWHERE or powers)
    if powers:
        why.append(f"same law: {', '.join(sorted(entry.known.power(each) for each in powers))}")
    return Similar(entry, round(score) if told else 0, tuple(why))


def _part(shared: float, all_of_them: float) -> float:
    return shared / all_of_them if all_of_them else 0.0


def _weight(items: Iterable[str]) -> float:
    return sum(0.25 if each in _EVERYWHERE else 1.0 for each in items)
