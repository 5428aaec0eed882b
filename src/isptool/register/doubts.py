"""What is doubtful about a register as a whole: one id twice, one body in several spellings, days that cannot be,
two agreements for one sharing, two periods for one kind of data, and documents that nobody owns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from isptool.findings import Severity
from isptool.model.fields import Misread, Period, read_period
from isptool.register.entry import Entry, Register, shown_day
from isptool.register.facts import Item, Leg
from isptool.settling.filling import listed


class Kind(Struct, frozen=True):
    """One kind of doubt: its code, its name in words, how bad it is, when it is said, why it matters, what to do."""

    code: str
    name: str
    severity: Severity
    when: str
    why: str
    fix: str

    @property
    def title(self) -> str:
        """Its name in words."""
        return self.name.replace("-", " ").capitalize()


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
KINDS = {
    each.code: each
    for each in (
        Kind("REG-11", "one-id-for-two-documents", _ERROR,
             "Two documents, of one workspace or of several in one register, have the same id.",
             "An id that means two things cannot be cited.",
             "Give one of them another id, or delete the copy."),
        Kind("REG-12", "one-body-in-several-spellings", _WARNING,
             "Two ids have names that are the same but for capitals, spaces, signs, and the words the, of and "
             "and; or one id has different names in different workspaces.",
             "A body with three names is found by none of them.",
             "Describe it once in partners.yaml, and refer to it by its id everywhere."),
        Kind("REG-13", "days-that-cannot-be", _ERROR,
             "The end or the review is before the start; a day is before 1974 or more than 50 years from now; or "
             "somebody signed on a day that is still to come.",
             "A register with impossible days cannot say what is due.",
             "Look the days up in the signed document."),
        Kind("REG-14", "two-agreements-for-one-sharing", _WARNING,
             "Under two documents that have not ended one body gives another the same kind of data for the same "
             "kind of purpose. Names and addresses alone do not count. It is not said where one names the other "
             "under `related:`, nor of more than 40 with the same ends and data.",
             "Two agreements for one sharing drift apart.",
             "End one, merge them, or say under `related:` how they stand to each other."),
        Kind("REG-15", "different-retention-for-the-same-data", _WARNING,
             "Under two documents that have not ended one body gives another the same kind of data, both write a "
             "period for which the recipient keeps it, and the periods differ (12 months are a year). Of names "
             "and addresses it is said only where the kind of purpose is the same.",
             "Staff of the recipient cannot keep both periods.",
             "Agree one period, or say why they differ."),
        Kind("REG-16", "nobody-owns-it", _WARNING,
             "A document that has not ended has no `owner:`.",
             "A document that nobody owns is reviewed by nobody.",
             "Write the partner and post under `owner:`."),
        Kind("REG-17", "protocol-not-here", _WARNING,
             "A document that has not ended is made under a protocol that is not in its workspace.",
             "What it inherits cannot be looked up.",
             "Add the protocol, or a record of it; or write `under: none`."),
        Kind("REG-18", "names-a-body-that-has-ended", _WARNING,
             "A document that has not ended has a party that, by partners.yaml, ended on or before the day.",
             "Duties of a body that was abolished lie with its successor.",
             "Put its successor in its place at the next review."),
        Kind("REG-19", "signed-file-not-as-recorded", _ERROR,
             "The file that a record names is not in its workspace, or does not have the SHA-256 that was recorded.",
             "A record whose document is gone, or is another, proves nothing.",
             "Put the signed document back; or import the record again."),
    )
}  # fmt: skip


class Doubt(Struct, frozen=True):
    """One doubt: of which kind, about which file, in one sentence."""

    kind: Kind
    file: str
    document: str
    message: str


def doubts(register: Register, files: Mapping[str, str] = MappingProxyType({})) -> tuple[Doubt, ...]:
    """Every doubt about a register, in the order of its files.

    `files` says what is wrong with the signed file of a record (`is not there`), by the name of the record's own file.
    """
    found = [
        *_same_ids(register.entries),
        *_spellings(register.entries),
        *(each for entry in register.entries for each in _of_one(entry)),
        *(_doubt("REG-19", each, f"{each.facts.file} {files[each.file]}.") for each in register if each.file in files),
        *_pairs([each for each in register.entries if each.is_live and not each.is_protocol]),
    ]
    return tuple(sorted(found, key=lambda each: (each.file, each.kind.code, each.message)))


def _doubt(code: str, entry: Entry, message: str) -> Doubt:
    return Doubt(KINDS[code], entry.file, entry.id, message)


def _same_ids(entries: Iterable[Entry]) -> Iterator[Doubt]:
    first: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda each: each.file):
        if entry.id in first:
            yield _doubt("REG-11", entry, f"`{entry.id}` is the id of {first[entry.id].file} as well.")
        first.setdefault(entry.id, entry)


def _spellings(entries: Iterable[Entry]) -> Iterator[Doubt]:
    """One body under several ids or names: compared without case, spaces, signs and small words."""
    names: dict[str, dict[tuple[str, str], Entry]] = {}
    by_id: dict[str, dict[str, Entry]] = {}
    seen: set[int] = set()
    for entry in entries:
        if id(entry.known) not in seen:
            seen.add(id(entry.known))
            for each, partner in entry.known.partners.items():
                names.setdefault(_plain(partner.name), {}).setdefault((each, partner.name), entry)
                by_id.setdefault(each, {}).setdefault(partner.name, entry)
        for party in entry.facts.parties:
            if party.name and not party.of and (party.signs or party.other):
                names.setdefault(_plain(party.name), {}).setdefault((party.id, party.name), entry)
    for spelt in names.values():
        ids = {each for each, _ in spelt}
        if len(ids) > 1:
            entry = list(spelt.values())[-1]
            words = listed(f"`{each}` (“{name}”)" for each, name in spelt)
            yield _doubt("REG-12", entry, f"One body seems to have several ids: {words}.")
    for each, called in by_id.items():
        if len({_plain(name) for name in called}) > 1:
            entry = list(called.values())[-1]
            yield _doubt("REG-12", entry, f"`{each}` is {listed(f'“{name}”' for name in called)}.")


def _plain(name: str) -> str:
    words = "".join(each if each.isalnum() else " " for each in name.casefold().replace("&", " and ")).split()
    kept = [each for each in words if each not in ("the", "of", "and")]
    return "".join(kept or words)


def _of_one(entry: Entry) -> Iterator[Doubt]:
    starts, ends, due = entry.starts, entry.ends, entry.next_review
    if starts and ends and ends < starts:
        yield _doubt("REG-13", entry, f"It ends on {shown_day(ends)}, before it starts on {shown_day(starts)}.")
    if starts and due and due < starts:
        yield _doubt("REG-13", entry, f"Its review on {shown_day(due)} is before it starts on {shown_day(starts)}.")
    for each in (starts, ends, due):
        if each is not None and not 1974 <= each.year <= entry.known.today.year + 50:
            yield _doubt("REG-13", entry, f"{shown_day(each)} is no likely day for an agreement.")
    for party, day in entry.signed:
        if day is not None and day > entry.known.today:
            yield _doubt("REG-13", entry, f"{entry.name(party)} signed on {shown_day(day)}, which is still to come.")
    if entry.is_live and not entry.facts.owner:
        yield _doubt("REG-16", entry, "Nobody is named as its owner.")
    under = entry.facts.under
    if under and under != "none" and entry.is_live and not entry.known.has_protocol(under):
        yield _doubt("REG-17", entry, f"The protocol `{under}` it is made under is not in this workspace.")
    if entry.is_live:
        for body in entry.organisations:
            partner = entry.known.partners.get(body)
            if partner is not None and partner.ended is not None and partner.ended <= entry.known.today:
                after = f"; its successor is {entry.known.partner(partner.successor)}" if partner.successor else ""
                yield _doubt("REG-18", entry, f"{partner.name} ended on {shown_day(partner.ended)}{after}.")


# ── two agreements beside each other ─────────────────────────────────────────────────────────────────

_EVERYWHERE = frozenset({"identity", "contact"})
"""Kinds of items that nearly every agreement has: alone they are no overlap."""

_MOST = 40
"""Of how many agreements with the same ends and kind of data each is held against each: more say nothing new."""


Route = tuple[str, str]
"""The organisation that gives, and the one that gets."""


def _pairs(entries: Iterable[Entry]) -> Iterator[Doubt]:
    routes = [(entry, _routes(entry)) for entry in entries]
    taken = Counter(route for _, found in routes for route in found)
    places: dict[tuple[str, str, str], list[tuple[Entry, Item]]] = {}
    for entry, found in routes:
        shared = {route: legs for route, legs in found.items() if taken[route] > 1}
        if shared:
            for key, item in _movements(entry, shared).items():
                places.setdefault(key, []).append((entry, item))
    said: set[tuple[str, str, str]] = set()
    periods = _Periods()
    for key, several in places.items():
        if not 1 < len(several) <= _MOST:
            continue
        for number, (later, item) in enumerate(several):
            for earlier, other in several[:number]:
                yield from _beside(earlier, later, key, (other, item), said, periods)


def _routes(entry: Entry) -> dict[Route, list[Leg]]:
    """Between which organisations it moves anything, and by which ways of its flows."""
    bodies = {each.id: each.of or each.id for each in entry.facts.parties}
    found: dict[Route, list[Leg]] = {}
    for leg in entry.legs:
        others = [bodies.get(each, each) for each in leg.recipients]
        for sender in leg.senders:
            one = bodies.get(sender, sender)
            for other in others:
                if one != other:
                    found.setdefault((one, other), []).append(leg)
    return found


def _movements(entry: Entry, routes: Mapping[Route, Iterable[Leg]]) -> dict[tuple[str, str, str], Item]:
    """Who gives what to whom on these routes: (sender, recipient, kind of item) → the first such item."""
    items = {each.id: each for each in entry.facts.items}
    found: dict[tuple[str, str, str], Item] = {}
    for (one, other), legs in routes.items():
        for leg in legs:
            for item in (items[each] for each in leg.items if each in items):
                for kind in item.kinds or (entry.words_of(item).casefold(),):
                    found.setdefault((one, other, kind), item)
    return found


def _beside(
    earlier: Entry,
    later: Entry,
    shared: tuple[str, str, str],
    items: tuple[Item, Item],
    said: set[tuple[str, str, str]],
    periods: _Periods,
) -> Iterator[Doubt]:
    sender, recipient, kind = shared
    same = not earlier.purpose_kinds.isdisjoint(later.purpose_kinds)
    if kind in _EVERYWHERE and not same:
        return

    def told() -> tuple[str, str, str, str]:
        partner = earlier.known.partner
        return earlier.facts.title, partner(sender), partner(recipient), kind.replace("-", " ")

    key = ("REG-14", earlier.file, later.file)
    if same and kind not in _EVERYWHERE and key not in said and not _says_how(earlier, later):
        said.add(key)
        title, who, whom, words = told()
        yield _doubt("REG-14", later, f"“{title}” already has {who} give {whom} {words} for the same kind of purpose.")
    key = ("REG-15", earlier.file, later.file)
    if key in said:
        return
    one = periods.of(earlier, recipient, items[0])
    two = periods.of(later, recipient, items[1]) if one else ""
    if one and two and one != two:
        said.add(key)
        title, who, whom, words = told()
        yield _doubt("REG-15", later, f"{whom} keeps {words} from {who} for {two} here, and for {one} in “{title}”.")


def _says_how(one: Entry, other: Entry) -> bool:
    def names(entry: Entry, second: Entry) -> bool:
        wanted = {second.id.casefold(), second.facts.title.casefold()}
        return any(each.casefold() in wanted for each in entry.facts.related)

    return names(one, other) or names(other, one)


class _Periods:
    """How long recipients keep items, by what each document says of it, which is looked up once."""

    def __init__(self) -> None:
        self._said: dict[int, tuple[tuple[frozenset[str], frozenset[str], str], ...]] = {}

    def of(self, entry: Entry, recipient: str, item: Item) -> str:
        """The period for which a recipient keeps an item; empty where none is written."""
        said = self._said.get(id(entry))
        if said is None:
            said = self._said[id(entry)] = tuple(_written_periods(entry))
        for whom, what, period in said:
            if (not whom or recipient in whom) and (not what or item.id in what):
                return period
        return ""


def _written_periods(entry: Entry) -> Iterator[tuple[frozenset[str], frozenset[str], str]]:
    """Each period that is written: the organisations and the items it is for (nothing: all), and the period."""
    parties = {each.id for each in entry.facts.parties}
    groups = {each[0]: each[1:] for each in entry.facts.groups}
    items = {each.id for each in entry.facts.items}
    for term in entry.terms("retention-and-disposal"):
        whom = {each for name in term.ids for each in groups.get(name, (name,)) if name in groups or name in parties}
        for name, text in term.blanks:
            if name == "period":
                try:
                    period = str(_shown(read_period(text)))
                except Misread:
                    period = ""
                yield frozenset(map(entry.organisation, whom)), frozenset(items.intersection(term.ids)), period


def _shown(period: Period) -> Period:
    """The same length written one way: 12 months is 1 year."""
    if period.unit == "month" and period.amount % 12 == 0:
        return Period(period.amount // 12, "year")
    return period
