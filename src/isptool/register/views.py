"""Views of the register: its entries grouped, and filtered, by what people ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from isptool.register.entry import Entry, Register
from isptool.register.gather import parted

VIEWS = ("partner", "gateway", "item", "system", "status", "post")


class Line(Struct, frozen=True):
    """One entry under a heading, with what it has to do with it: `gives`, `gets`, a post, …"""

    entry: Entry
    note: str = ""


class Group(Struct, frozen=True):
    """The entries under one heading: a partner, a power, an item, …"""

    heading: str
    lines: tuple[Line, ...]


def by(view: str, register: Iterable[Entry]) -> tuple[Group, ...]:
    """The entries grouped by one of `VIEWS`, headings in the order of the alphabet; an entry may stand in several."""
    found: dict[str, list[Line]] = {}
    shown: dict[str, str] = {}
    for entry in register:
        for heading, note in _HEADINGS[view](entry):
            key = heading.casefold()
            shown.setdefault(key, heading)
            found.setdefault(key, []).append(Line(entry, note))
    return tuple(Group(shown[key], tuple(found[key])) for key in sorted(found))


def _partners(entry: Entry) -> Iterator[tuple[str, str]]:
    gives, gets = _gives_and_gets(entry)
    for each in entry.organisations:
        words = [word for word, who in (("gives", gives), ("gets", gets)) if each in who]
        yield entry.name(each), " and ".join(words) or ("partner" if entry.is_protocol else "party")
    for party in entry.facts.parties:
        if party.other:
            yield entry.name(party.id), ", ".join(party.roles) or "other"


def _gives_and_gets(entry: Entry) -> tuple[frozenset[str], frozenset[str]]:
    legs = entry.legs
    return (
        frozenset(entry.organisation(each) for leg in legs for each in leg.senders),
        frozenset(entry.organisation(each) for leg in legs for each in leg.recipients),
    )


def _gateways(entry: Entry) -> Iterator[tuple[str, str]]:
    for each in entry.powers:
        yield each, ""


def _items(entry: Entry) -> Iterator[tuple[str, str]]:
    for item in entry.facts.items:
        whom = "; ".join(entry.name(each) for each in entry.recipients_of(item.id))
        yield entry.words_of(item), f"to {whom}" if whom else ""


def _systems(entry: Entry) -> Iterator[tuple[str, str]]:
    for each in entry.facts.systems:
        wanted = each.casefold()
        items = [entry.words_of(item) for item in entry.facts.items if wanted in map(str.casefold, parted(item.source))]
        ids = {item.id for item in entry.facts.items if wanted in map(str.casefold, parted(item.source))}
        legs = [leg for leg in entry.legs if ids.intersection(leg.items) or leg.system.casefold() == wanted]
        whom = dict.fromkeys(entry.name(entry.organisation(one)) for leg in legs for one in leg.recipients)
        notes = (f"source of: {'; '.join(items)}" if items else "", f"needed by: {'; '.join(whom)}" if whom else "")
        yield each, ". ".join(filter(None, notes))


def _statuses(entry: Entry) -> Iterator[tuple[str, str]]:
    yield entry.status, ""


def _posts(entry: Entry) -> Iterator[tuple[str, str]]:
    known = entry.known.partners
    seen = set()
    for party, post in entry.facts.posts:
        first, _, rest = post.partition(" ")
        whose, title = (first, rest) if first in known and rest else (party, post)
        if (title, whose) not in seen:
            seen.add((title, whose))
            yield title, entry.name(whose) if whose else ""


_HEADINGS: Mapping[str, Callable[[Entry], Iterator[tuple[str, str]]]] = {
    "partner": _partners,
    "gateway": _gateways,
    "item": _items,
    "system": _systems,
    "status": _statuses,
    "post": _posts,
}


# ── filters ──────────────────────────────────────────────────────────────────────────────────────────


class Filter(Struct, frozen=True):
    """What entries must have to be shown; what is empty does not matter. Words are found in any part of a text."""

    partner: tuple[str, ...] = ()
    gateway: tuple[str, ...] = ()
    item: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    post: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    due: bool = False
    unsigned: bool = False
    words_of: Callable[[Entry], str] | None = None
    """Gives the whole text of an entry's file, so that what the register does not gather is found as well."""

    def keeps(self, entry: Entry) -> bool:
        """Whether an entry has all that is asked for: of several words for one thing, one suffices."""
        asked = (
            (self.partner, _partner_texts),
            (self.gateway, _gateway_texts),
            (self.item, _item_texts),
            (self.system, lambda each: each.facts.systems),
            (self.post, lambda each: [post for _, post in each.facts.posts]),
        )
        if self.text and not _found(self.text, everything(entry)) and not self._stands_in_its_file(entry):
            return False
        if any(words and not _found(words, texts(entry)) for words, texts in asked):
            return False
        if self.status and entry.status not in self.status:
            return False
        if self.kind and entry.facts.kind not in self.kind:
            return False
        if self.due and not entry.overdue:
            return False
        return not self.unsigned or bool(entry.unsigned)

    def _stands_in_its_file(self, entry: Entry) -> bool:
        text = " ".join(self.words_of(entry).casefold().split()) if self.words_of is not None else ""
        return any(" ".join(word.casefold().split()) in text for word in self.text)


def _found(words: Iterable[str], texts: Iterable[str]) -> bool:
    plain = [each.casefold() for each in texts]
    return any(word.casefold() in text for word in words for text in plain)


def _partner_texts(entry: Entry) -> Iterator[str]:
    partners = entry.known.partners
    for party in entry.facts.parties:
        for each in dict.fromkeys((party.id, party.of)):
            yield each
            known = partners.get(each)
            if known is not None:
                yield from (known.name, known.called or "", known.kind or "", *known.formerly)
        yield party.name


def _gateway_texts(entry: Entry) -> Iterator[str]:
    for each in entry.grounds("powers"):
        yield from (each, entry.known.power(each))
        found = entry.known.book.entry(each).citation if _is_known(entry, each) else ""
        yield found


def _is_known(entry: Entry, power: str) -> bool:
    try:
        entry.known.book.entry(power)
    except KeyError:
        return False
    return True


def _item_texts(entry: Entry) -> Iterator[str]:
    for item in entry.facts.items:
        yield from (item.id.replace("-", " "), item.words, *(each.replace("-", " ") for each in item.kinds))
        yield from (each.replace("-", " ") for each in item.categories)


def everything(entry: Entry) -> Iterator[str]:
    """Every text of an entry that a person may look for."""
    facts = entry.facts
    yield from (facts.id, facts.title, facts.owner, facts.summary, facts.area, facts.drawn_up_by)
    yield from (*facts.references, *facts.related, *facts.systems)
    yield from _partner_texts(entry)
    yield from _gateway_texts(entry)
    yield from _item_texts(entry)
    yield from (use.words for use in facts.uses)
    yield from (post for _, post in facts.posts)
    for term in facts.terms:
        yield term.words
        yield from (text for _, text in term.blanks)


def filtered(register: Register, wanted: Filter) -> Register:
    """The register with only the entries and decisions that a filter keeps."""
    decisions = tuple(each for each in register.decisions if wanted.keeps(each))
    return Register(tuple(each for each in register.entries if wanted.keeps(each)), register.unread, decisions)
