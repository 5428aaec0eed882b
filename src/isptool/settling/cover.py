"""What an answer is for: its scope, the rows it covers, and which of two answers is narrower.

Sets of rows are whole numbers used as bit sets: bit *n* stands for row *n*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from msgspec import Struct, field

from isptool.model.documents import Protocol
from isptool.settling.movements import Movement
from isptool.settling.names import Names
from isptool.settling.settled import Row
from isptool.settling.vocabulary import KINDS_OF_DATA, Vocabulary, kinds_of_category

T = TypeVar("T")

SCOPE_KINDS = ("party", "purpose", "data", "category", "people", "flow", "case", "holding", "side")
"""The kinds of ids that an answer may be for."""

_COLUMNS = {
    "purpose": "purpose",
    "data": "item",
    "category": "category",
    "people": "people",
    "flow": "flow",
    "case": "case",
    "side": "side",
}
"""The kinds that stand in a row as they are, and in which of its columns."""


class Meant(Struct, frozen=True):
    """What the ids of one kind in a `for:` mean: the ids of the document, and the words that say so.

    `inside` are those words and everything declared inside them: the members of a group, the narrower kinds of a
    kind of body, the categories below a category.
    """

    ids: frozenset[str]
    words: frozenset[str]
    inside: frozenset[str]

    def within(self, other: Meant) -> bool:
        """Whether this is no wider than the other: smaller, or the same ids by words declared inside its words."""
        return self.ids < other.ids or (self.ids == other.ids and self.words <= other.inside)

    def joined(self, other: Meant) -> Meant:
        """Both, as alternatives."""
        return Meant(self.ids | other.ids, self.words | other.words, self.inside | other.inside)


class Scope(Struct, frozen=True):
    """What an answer is for: for each kind of id it names, what is meant."""

    sets: tuple[tuple[str, Meant], ...] = ()

    def narrower_than(self, other: Scope) -> bool:
        """Whether this scope lies within the other and is smaller: docs/settling.md, *Cover*."""
        mine, theirs = dict(self.sets), dict(other.sets)
        if any(kind not in mine or not mine[kind].within(meant) for kind, meant in theirs.items()):
            return False
        return len(mine) > len(theirs) or any(not theirs[kind].within(mine[kind]) for kind in theirs)


EVERYTHING = Scope()


def only(kind: str, each: str) -> Scope:
    """The scope of one id."""
    return Scope(((kind, _alone(each)),))


class Cover(Struct):
    """The rows of one document, indexed so that scopes can be turned into sets of rows."""

    names: Names
    rows: Sequence[Row]
    vocabulary: Vocabulary
    moved: Sequence[Movement]
    all: int = 0
    _actor: dict[str, int] = field(default_factory=dict)
    _end: dict[str, int] = field(default_factory=dict)
    _by: dict[str, dict[str, int]] = field(default_factory=dict)
    _words: dict[str, tuple[str, Meant]] = field(default_factory=dict)
    _positions: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _scopes: dict[tuple[tuple[str, ...], frozenset[str]], tuple[Scope, list[tuple[int, str]]]] = field(
        default_factory=dict
    )
    purpose_kinds: frozenset[str] = frozenset()
    """The kinds of purposes the points know, so that a protocol may name one this agreement has not."""

    def __post_init__(self) -> None:
        self.all = (1 << len(self.rows)) - 1
        columns = dict(zip(Row._fields, zip(*self.rows, strict=True), strict=True))
        self._actor = marks(columns["actor"])
        self._end = _together(self._actor, marks(columns["sender"]), marks(columns["recipient"]))
        self._by = {kind: marks(columns[column]) for kind, column in _COLUMNS.items()}
        self._by["holding"] = self._holdings()

    def _holdings(self) -> dict[str, int]:
        """The rows of each holding: of the flows into it, and of the items that are part of it or come from it."""
        holdings = self.names.document.holdings
        found: dict[str, int] = {}
        into = [(self._by["flow"].get(each.id, 0), each.flow.into) for each in self.moved]
        for name, item in self.names.document.data.items():
            rows = self._by["data"].get(name, 0)
            into += [(rows, each) for each in (item.part_of, item.source) if each in holdings]
        for rows, holding in into:
            if holding and rows:
                found[holding] = found.get(holding, 0) | rows
        return found

    def scope(self, ids: Iterable[str], side: Iterable[str] = ()) -> tuple[Scope, list[tuple[int, str]]]:
        """The scope that `for:` (and `as:`) names, and the ids nobody knows, each with its position."""
        named = tuple(ids), frozenset(side)
        if named not in self._scopes:
            self._scopes[named] = self._scope(*named)
        scope, unknown = self._scopes[named]
        return scope, list(unknown)

    def _scope(self, ids: tuple[str, ...], sides: frozenset[str]) -> tuple[Scope, list[tuple[int, str]]]:
        sets: dict[str, Meant] = {}
        unknown: list[tuple[int, str]] = []
        for position, name in enumerate(ids):
            if name == "everyone":
                continue
            kind, meant = self._meaning(name)
            if not kind:
                unknown.append((position, name))
            else:
                sets[kind] = sets[kind].joined(meant) if kind in sets else meant
        if sides and sides != {"sender", "recipient"}:
            sets["side"] = Meant(sides, sides, sides)
        return Scope(tuple((kind, sets[kind]) for kind in SCOPE_KINDS if kind in sets)), unknown

    def protocol_scope(self, protocol: Protocol, ids: Iterable[str]) -> Scope | None:
        """The scope that `for:` names in a protocol: its groups, its partners and the vocabularies; None if unknown."""
        sets: dict[str, Meant] = {}
        for name in ids:
            if name == "everyone":
                continue
            if name in protocol.groups:
                kind, meant = "party", self._protocol_group(protocol, name)
            elif name in protocol.partners:
                kind, meant = "party", _alone(name)
            else:
                kind, meant = self._word(name)
            if not kind:
                return None
            sets[kind] = sets[kind].joined(meant) if kind in sets else meant
        return Scope(tuple((kind, sets[kind]) for kind in SCOPE_KINDS if kind in sets))

    def _protocol_group(self, protocol: Protocol, group: str) -> Meant:
        members: list[str] = []
        inside = {group}
        to_see = [group]
        while to_see:
            for each in protocol.groups[to_see.pop()]:
                if each in protocol.groups and each not in inside:
                    to_see.append(each)
                elif each not in protocol.groups:
                    members.append(each)
                inside.add(each)
        return Meant(frozenset(members), frozenset({group}), frozenset(inside))

    def _meaning(self, name: str) -> tuple[str, Meant]:
        """The kind of an id in a `for:` and what it means; an empty kind where nobody knows it."""
        names = self.names
        kind = names.kind_of.get(name)
        match kind:
            case "party" | "purpose" | "people" | "flow" | "case" | "holding":
                return kind, _alone(name)
            case "group" | "role":
                members = frozenset(names.groups[name])
                return "party", Meant(
                    members, frozenset({name}), members | names.inside.get(name, frozenset()) | {name}
                )
            case "item":
                return "data", _alone(name)
            case "set":
                items = frozenset(names.sets[name])
                return "data", Meant(items, frozenset({name}), items | names.inside.get(name, frozenset()) | {name})
            case None:
                return self._word(name)
            case _:
                return "", _alone(name)

    def _word(self, name: str) -> tuple[str, Meant]:
        """What a word of the vocabularies means here: a kind of body, purpose, data or category."""
        if name not in self._words:
            self._words[name] = self._look_up(name)
        return self._words[name]

    def _look_up(self, name: str) -> tuple[str, Meant]:
        book, present = self.vocabulary, {row.category for row in self.rows if row.category}
        if name in KINDS_OF_DATA and name != "law-enforcement":
            below = {each for each in (*present, *book.categories()) if name in kinds_of_category(each)}
            return "category", Meant(frozenset(below & present), frozenset({name}), frozenset(below | {name}))
        if name in set(book.categories()):
            below = {each for each in (*present, *book.categories()) if book.category_is_a(each, name)}
            return "category", Meant(frozenset(below & present), frozenset({name}), frozenset(below | {name}))
        if name in set(book.kinds()):
            known = {each: facts.kind for each, facts in self.names.parties.items() if facts.kind}
            bodies = {each for each, kind in known.items() if book.is_a(kind, name)}
            narrower = {each for each in book.kinds() if book.is_a(each, name)}
            return "party", Meant(frozenset(bodies), frozenset({name}), frozenset(bodies | narrower | {name}))
        kinds = {each: facts.kind for each, facts in self.names.document.purposes.items()}
        if name in kinds.values() or name in self.purpose_kinds:
            purposes = {each for each, kind in kinds.items() if kind == name}
            return "purpose", Meant(frozenset(purposes), frozenset({name}), frozenset(purposes | {name}))
        return "", _alone(name)

    def rows_of(self, scope: Scope, either_end: bool) -> int:
        """The rows a scope covers; `either_end` for a point asked of each flow."""
        found = self.all
        for kind, meant in scope.sets:
            index = self._end if kind == "party" and either_end else self.marked(kind)
            some = 0
            for each in meant.ids:
                some |= index.get(each, 0)
            found &= some
        return found

    def describe(self, scope: Scope) -> str:
        """A scope in words for a message."""
        if not scope.sets:
            return "everything"
        return " and ".join(" or ".join(sorted(meant.words)) for _, meant in scope.sets)

    def marked(self, kind: str) -> Mapping[str, int]:
        """The rows of each id of a kind: of each party (as actor), purpose, item (`data`), flow, side, …"""
        return self._actor if kind == "party" else self._by[kind]

    def bits(self, rows: int) -> tuple[int, ...]:
        """The positions of the rows in a set, in order."""
        if rows not in self._positions:
            found = []
            left = rows
            while left:
                lowest = left & -left
                found.append(lowest.bit_length() - 1)
                left ^= lowest
            self._positions[rows] = tuple(found)
        return self._positions[rows]


def marks(column: Iterable[T]) -> dict[T, int]:
    """The rows of each value that stands in a column, an id for instance; an empty one is none."""
    found: dict[T, int] = {}
    first = 0
    for each, run in groupby(column):
        length = len(list(run))
        if each:
            found[each] = found.get(each, 0) | ((1 << length) - 1) << first
        first += length
    return found


def _together(*marks: Mapping[str, int]) -> dict[str, int]:
    """The rows of each id in any of these columns."""
    found: dict[str, int] = {}
    for each in marks:
        for name, rows in each.items():
            found[name] = found.get(name, 0) | rows
    return found


def _alone(name: str) -> Meant:
    only_it = frozenset({name})
    return Meant(only_it, only_it, only_it)
