"""What the register keeps of one file: facts by id, without the names of partners and without the protocol above.

So the facts of a file depend on its bytes alone: they can be kept by its digest, and a changed partner or protocol
needs no agreement to be read again. `as_plain` and `from_plain` turn them into lists for JSON and back.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyIn:
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


@dataclass(frozen=True, slots=True)
class Use:
    """A purpose: its kind, its aim in words, and the parties that use the data for it."""

    id: str
    kind: str = ""
    words: str = ""
    users: Words = ()
    law_enforcement: bool = False


@dataclass(frozen=True, slots=True)
class Subjects:
    """A group of people: who, of which kinds, how many, and whether any are children (yes, no, some, or empty)."""

    id: str
    words: str = ""
    kinds: Words = ()
    number: str = ""
    children: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is shared."""

    id: str
    words: str = ""
    kinds: Words = ()
    categories: Words = ()
    about: Words = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
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


@dataclass(frozen=True, slots=True)
class Ground:
    """One row of law: for which ids, which powers and duties, bases and conditions, as typed."""

    ids: Words = ()
    powers: Words = ()
    article_6: Words = ()
    article_9: Words = ()
    article_10: Words = ()
    part_3: Words = ()
    regime: str = ""
    transfer: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One answer to a point: for which ids, by which keys, its typed blanks (name, text), own words, or its gap."""

    point: str
    ids: Words = ()
    keys: Words = ()
    blanks: tuple[Words, ...] = ()
    words: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
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


F = TypeVar("F")


def as_plain(value: Any) -> Any:
    """Facts as lists, texts and yes/no, for JSON."""
    if isinstance(value, tuple):
        return [as_plain(each) for each in value]
    if isinstance(value, str | bool):
        return value
    return [as_plain(getattr(value, each.name)) for each in fields(value)]


class Pool:
    """Gives one object for equal texts and equal tuples, so that thousands of documents fit into memory."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def __call__(self, value: Any) -> Any:
        """The first value equal to this one."""
        return self._known.setdefault(value, value)


def from_plain(plain: Any, pool: Pool) -> Facts:
    """Facts from what `as_plain` made. Raises `ValueError` where the shape is another: a cache is never trusted."""
    facts: Facts = _reader(Facts)(plain, pool)
    return facts


def _text(plain: Any, pool: Pool) -> str:
    if type(plain) is not str:
        raise ValueError("no text")
    kept: str = pool(plain)
    return kept


def _yes_no(plain: Any, pool: Pool) -> bool:  # noqa: ARG001
    if type(plain) is not bool:
        raise ValueError("no yes or no")
    return plain


def _words(plain: Any, pool: Pool) -> Words:
    if type(plain) is not list or any(type(each) is not str for each in plain):
        raise ValueError("no list of texts")
    kept: Words = pool(tuple(plain))
    return kept


@cache
def _reader(kind: Any) -> Callable[[Any, Pool], Any]:
    if kind is str:
        return _text
    if kind is bool:
        return _yes_no
    if kind == Words:
        return _words
    if typing.get_origin(kind) is tuple:
        return _several(_reader(typing.get_args(kind)[0]))
    hints = typing.get_type_hints(kind)
    readers = [_reader(hints[each.name]) for each in fields(kind)]
    return _one(kind, readers)


def _several(inner: Callable[[Any, Pool], Any]) -> Callable[[Any, Pool], Any]:
    def read(plain: Any, pool: Pool) -> Any:
        if type(plain) is not list:
            raise ValueError("no list")
        return tuple([inner(each, pool) for each in plain])

    return read


def _one(kind: Any, readers: list[Callable[[Any, Pool], Any]]) -> Callable[[Any, Pool], Any]:
    count = len(readers)

    def read(plain: Any, pool: Pool) -> Any:
        if type(plain) is not list or len(plain) != count:
            raise ValueError("not as many values as fields")
        return kind(*[each(value, pool) for each, value in zip(readers, plain, strict=True)])

    return read
