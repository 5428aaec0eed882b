"""What the register keeps of one file: facts by id, without the names of partners and without the protocol above.

So the facts of a file depend on its bytes alone: they can be kept by its digest, and a changed partner or protocol
needs no agreement to be read again. `as_text` and `from_text` turn them into a text and back, field by field: of ten
thousand documents most questions need but a few fields.
"""

from __future__ import annotations

import json
import typing
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


def as_plain(value: Any) -> Any:
    """A field of facts as lists, texts and yes/no, for JSON."""
    return [as_plain(each) for each in value] if isinstance(value, tuple) else value


def as_text(facts: Facts) -> str:
    """Facts as a text that `from_text` reads: every field as JSON, between signs that JSON has in no text."""
    return _BETWEEN.join(
        json.dumps(as_plain(getattr(facts, name)), ensure_ascii=False, separators=(",", ":")) for name in Facts._fields
    )


_BETWEEN = "\x1e"
"""The record separator: in JSON it would be written `\\u001e`."""


class Pool:
    """Gives one object for equal texts and equal tuples of texts, so that thousands of documents fit into memory."""

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        """Only texts and tuples of texts, each under itself."""


def from_text(text: str, pool: Pool, again: Callable[[], Facts]) -> Facts:
    """The facts that `as_text` wrote. A field is read when it is first asked for.

    `again` gives the facts where a field then turns out to have another shape than it must have: what was kept is
    never trusted. Raises `ValueError` where there are not as many fields as facts have.
    """
    return typing.cast("Facts", _Kept(text, pool, again))  # it has every field that facts have, and nothing else


class _Kept:
    """Facts of which each field stays a text until it is asked for."""

    __slots__ = ("__dict__", "_again", "_pool", "_texts")

    def __init__(self, text: str, pool: Pool, again: Callable[[], Facts]) -> None:
        self._texts = text.split(_BETWEEN)
        if len(self._texts) != len(_PLACES):
            raise ValueError("not as many fields as facts have")
        self._pool = pool
        self._again = again

    def __getattr__(self, name: str) -> Any:
        place = _PLACES.get(name)
        if place is None:
            raise AttributeError(name)
        text = self._texts[place]
        try:
            value, end = _DECODE(text)
            if end != len(text):
                raise ValueError("something after the field")
            value = _readers()[place](value, self._pool.known)
        except (ValueError, TypeError, RecursionError):
            self.__dict__.update(self._again()._asdict())
            return self.__dict__[name]
        self.__dict__[name] = value
        self._texts[place] = ""
        return value


_PLACES = {name: place for place, name in enumerate(Facts._fields)}
_DECODE = json.JSONDecoder().raw_decode


@cache
def _readers() -> tuple[Callable[[Any, Known], Any], ...]:
    hints = typing.get_type_hints(Facts)
    return tuple(_reader(hints[name]) for name in Facts._fields)


Known = dict[Any, Any]


def _text(plain: Any, known: Known) -> str:
    kept: str | None = known.get(plain)
    if kept is None:
        if type(plain) is not str:
            raise ValueError("no text")
        kept = known[plain] = plain
    return kept


def _yes_no(plain: Any, known: Known) -> bool:  # noqa: ARG001
    if type(plain) is not bool:
        raise ValueError("no yes or no")
    return plain


def _words(plain: Any, known: Known) -> Words:
    if type(plain) is not list:
        raise ValueError("no list")
    if not plain:
        return ()
    words = tuple(plain)
    kept: Words | None = known.get(words)
    if kept is None:
        kept = known[words] = tuple([_text(each, known) for each in words])
    return kept


@cache
def _reader(kind: Any) -> Callable[[Any, Known], Any]:
    if kind is str:
        return _text
    if kind is bool:
        return _yes_no
    if kind == Words:
        return _words
    if typing.get_origin(kind) is tuple:
        return _several(_reader(typing.get_args(kind)[0]))
    hints = typing.get_type_hints(kind)
    return _one(kind, [_reader(hints[name]) for name in kind._fields])


def _several(inner: Callable[[Any, Known], Any]) -> Callable[[Any, Known], Any]:
    def read(plain: Any, known: Known) -> Any:
        if type(plain) is not list:
            raise ValueError("no list")
        return tuple([inner(each, known) for each in plain])

    return read


def _one(kind: Any, readers: list[Callable[[Any, Known], Any]]) -> Callable[[Any, Known], Any]:
    count = len(readers)

    def read(plain: Any, known: Known) -> Any:
        if type(plain) is not list or len(plain) != count:
            raise ValueError("not as many values as fields")
        return kind._make([each(value, known) for each, value in zip(readers, plain, strict=True)])

    return read
