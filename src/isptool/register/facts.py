"""What the register keeps of one file: facts by id, without the names of partners and without the protocol above.

So the facts of a file depend on its bytes alone: they can be kept by its digest, and a changed partner or protocol
needs no agreement to be read again. `as_text` and `from_text` turn them into a text and back, field by field: of ten
thousand documents most questions need but a few fields.
"""

from __future__ import annotations

import typing
from collections import deque
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

Words = tuple[str, ...]


class PartyIn(NamedTuple):
    """One who takes part in a document, or (`other`) matters to it.

    `name` is what the document itself calls it; `of` the partner to which an office or division belongs. `roles` are
    roles, or for an other what it is. `signs` says whether the document needs its signature; `on` is the day it
    joined or (of a record) signed, as ISO text.
    """

    id: str
    name: str = ""
    of: str = ""
    other: bool = False
    roles: Words = ()
    signs: bool = False
    on: str = ""
    contract: str = ""


class Use(NamedTuple):
    """A purpose: its kind, its aim in words, and the parties that use the data for it."""

    id: str
    kind: str = ""
    words: str = ""
    users: Words = ()
    law_enforcement: bool = False


class Subjects(NamedTuple):
    """A group of people: who, of which kinds, how many, and whether any are children (yes, no, some, or empty)."""

    id: str
    words: str = ""
    kinds: Words = ()
    number: str = ""
    children: str = ""


class Item(NamedTuple):
    """One thing that is shared."""

    id: str
    words: str = ""
    kinds: Words = ()
    categories: Words = ()
    about: Words = ()
    source: str = ""


class Leg(NamedTuple):
    """One way of a flow: each of `senders` to each of `recipients` but itself."""

    id: str
    words: str = ""
    senders: Words = ()
    recipients: Words = ()
    items: Words = ()
    purposes: Words = ()
    when: str = ""
    how: Words = ()
    system: str = ""


class Ground(NamedTuple):
    """One row of law: for which ids, which powers and duties, bases and conditions, as typed."""

    ids: Words = ()
    powers: Words = ()
    article_6: Words = ()
    article_9: Words = ()
    article_10: Words = ()
    part_3: Words = ()
    regime: str = ""
    transfer: str = ""


class Term(NamedTuple):
    """One answer to a point: for which ids, by which keys, its typed blanks (name, text), own words, or its gap."""

    point: str
    ids: Words = ()
    keys: Words = ()
    blanks: tuple[Words, ...] = ()
    words: str = ""
    gap: str = ""
    adds: bool = False
    """Whether it only adds to what was settled above (`also:`)."""


class Facts(NamedTuple):
    """What the register keeps of a protocol, an agreement or a record. Days are ISO texts; empty where not written.

    `status` is the file's own word. `public` is what the file says of its publication: yes, no, redacted or empty.
    """

    kind: str
    id: str
    title: str
    called: str = ""
    version: str = ""
    status: str = ""
    under: str = ""
    owner: str = ""
    drawn_up_by: str = ""
    area: str = ""
    summary: str = ""
    references: Words = ()
    information: str = ""
    parties: tuple[PartyIn, ...] = ()
    uses: tuple[Use, ...] = ()
    people: tuple[Subjects, ...] = ()
    items: tuple[Item, ...] = ()
    legs: tuple[Leg, ...] = ()
    law: tuple[Ground, ...] = ()
    terms: tuple[Term, ...] = ()
    groups: tuple[Words, ...] = ()
    """Groups and roles, each as its name and then its members."""
    systems: Words = ()
    related: Words = ()
    posts: tuple[Words, ...] = ()
    """Posts named anywhere in it, with the party each belongs to (or nothing): (party, post)."""
    starts: str = ""
    ends: str = ""
    reviewed: str = ""
    next_review: str = ""
    accepted_until: str = ""
    public: str = ""
    contact: str = ""
    file: str = ""
    """Of a record: the path of the signed document."""
    sha256: str = ""
    children: str = ""
    outside_uk: str = ""
    part_3: str = ""
    absent: tuple[Words, ...] = ()
    """Of schedules: (party, purpose) in which the party takes no part."""


def as_text(facts: Facts) -> str:
    """Facts as a text that `from_text` reads: every field as JSON, between signs that JSON has in no text."""
    import msgspec

    return _BETWEEN.join(msgspec.json.encode(getattr(facts, name)).decode() for name in Facts._fields)


_BETWEEN = "\x1e"
"""The record separator: in JSON it would be written `\\u001e`."""


class Lately:
    """Those facts of which fields were read last: the others let go of theirs, so that thousands fit into memory."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._read: deque[_Kept] = deque()

    def note(self, facts: _Kept) -> None:
        """A field of these was read, and none before it since they were let go."""
        self._read.append(facts)
        if len(self._read) > self._most:
            self._read.popleft().let_go()


def from_text(text: str, lately: Lately, again: Callable[[], Facts]) -> Facts:
    """The facts that `as_text` wrote. A field is read when it is asked for.

    `again` gives the facts where a field then turns out to have another shape than it must have: what was kept is
    never trusted. Raises `ValueError` where there are not as many fields as facts have.
    """
    return typing.cast("Facts", _Kept(text, lately, again))  # it has every field that facts have, and nothing else


class _Kept:
    """Facts of which each field stays a text until it is asked for."""

    __slots__ = ("__dict__", "_again", "_lately", "_texts")

    def __init__(self, text: str, lately: Lately, again: Callable[[], Facts]) -> None:
        self._texts = text.split(_BETWEEN)
        if len(self._texts) != len(_PLACES):
            raise ValueError("not as many fields as facts have")
        self._lately = lately
        self._again = again

    def __getattr__(self, name: str) -> Any:
        place = _PLACES.get(name)
        if place is None:
            raise AttributeError(name)
        if not self.__dict__:
            self._lately.note(self)
        try:
            value = self.__dict__[name] = _readers()[place](self._texts[place])
        except (ValueError, RecursionError):
            self.__dict__.update(self._again()._asdict())
            value = self.__dict__[name]
        return value

    def let_go(self) -> None:
        """Forget what was read of the texts."""
        self.__dict__.clear()


_PLACES = {name: place for place, name in enumerate(Facts._fields)}


@cache
def _readers() -> tuple[Callable[[str], Any], ...]:
    """What reads each field: JSON of exactly its type, or a `ValueError`."""
    import msgspec

    hints = typing.get_type_hints(Facts)
    return tuple(msgspec.json.Decoder(hints[name]).decode for name in Facts._fields)
