"""What an answer is for: its scope, the rows it covers, and which of two answers is narrower.

Sets of rows are whole numbers used as bit sets: bit *n* stands for row *n*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from isptool.settling.movements import Movement
from isptool.settling.names import Names
from isptool.settling.settled import Row
from isptool.settling.vocabulary import KINDS_OF_DATA, Vocabulary, kinds_of_category

SCOPE_KINDS = ("party", "purpose", "data", "category", "people", "flow", "case", "holding", "side")


@dataclass(frozen=True, slots=True)
class Scope:
    """What an answer is for: for each kind of id it names, the ids of the document that are meant."""

    sets: tuple[tuple[str, frozenset[str]], ...] = ()

    def narrower_than(self, other: Scope) -> bool:
        """Whether this scope lies within the other and is smaller: docs/settling.md, *Cover*."""
        mine, theirs = dict(self.sets), dict(other.sets)
        if any(kind not in mine or not mine[kind] <= meant for kind, meant in theirs.items()):
            return False
        return mine != theirs


EVERYTHING = Scope()


@dataclass(slots=True)
class Cover:
    """The rows of one document, indexed so that scopes can be turned into sets of rows."""

    names: Names
    rows: Sequence[Row]
    vocabulary: Vocabulary
    moved: Sequence[Movement]
    all: int = 0
    _actor: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _end: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _by: dict[str, dict[str, int]] = field(default_factory=dict)
    purpose_kinds: frozenset[str] = frozenset()
    """The kinds of purposes the points know, so that a protocol may name one this agreement has not."""

    def __post_init__(self) -> None:
        self.all = (1 << len(self.rows)) - 1
        self._by = {kind: defaultdict(int) for kind in SCOPE_KINDS if kind != "party"}
        into = {movement.id: movement.flow.into for movement in self.moved if movement.flow.into}
        for position, row in enumerate(self.rows):
            bit = 1 << position
            self._actor[row.actor] |= bit
            self._end[row.sender] |= bit
            self._end[row.recipient] |= bit
            self._end[row.actor] |= bit
            for kind, value in (
                ("purpose", row.purpose),
                ("data", row.item),
                ("category", row.category),
                ("people", row.people),
                ("flow", row.flow),
                ("case", row.case),
                ("side", row.side),
            ):
                if value:
                    self._by[kind][value] |= bit
            for holding in self._holdings(row, into):
                self._by["holding"][holding] |= bit

    def _holdings(self, row: Row, into: dict[str, str]) -> set[str]:
        found = {into[row.flow]} if row.flow in into else set()
        if row.item:
            item = self.names.document.data[row.item]
            found.update(each for each in (item.part_of, item.source) if each and each in self.names.document.holdings)
        return found

    def scope(self, ids: Iterable[str], side: Iterable[str] = ()) -> tuple[Scope, list[tuple[int, str]]]:
        """The scope that `for:` (and `as:`) names, and the ids nobody knows, each with its position."""
        sets: dict[str, set[str]] = {}
        unknown: list[tuple[int, str]] = []
        for position, name in enumerate(ids):
            if name == "everyone":
                continue
            meant = self._meaning(name)
            if meant is None:
                unknown.append((position, name))
            else:
                sets.setdefault(meant[0], set()).update(meant[1])
        sides = frozenset(side)
        if sides and sides != {"sender", "recipient"}:
            sets["side"] = set(sides)
        ordered = tuple((kind, frozenset(sets[kind])) for kind in SCOPE_KINDS if kind in sets)
        return Scope(ordered), unknown

    def _meaning(self, name: str) -> tuple[str, Iterable[str]] | None:
        names = self.names
        kind = names.kind_of.get(name)
        match kind:
            case "party" | "purpose" | "people" | "flow" | "case" | "holding":
                return kind, (name,)
            case "group" | "role":
                return "party", names.groups[name]
            case "item":
                return "data", (name,)
            case "set":
                return "data", names.sets[name]
            case None:
                return self._word(name)
            case _:
                return None

    def _word(self, name: str) -> tuple[str, Iterable[str]] | None:
        """What a word of the vocabularies means here: a kind of body, purpose, data or category."""
        present = {row.category for row in self.rows if row.category}
        if name in KINDS_OF_DATA and name != "law-enforcement":
            return "category", {each for each in present if name in kinds_of_category(each)}
        if name in set(self.vocabulary.categories()):
            return "category", {each for each in present if self.vocabulary.category_is_a(each, name)}
        if name in set(self.vocabulary.kinds()):
            known = {each: facts.kind for each, facts in self.names.parties.items() if facts.kind}
            return "party", {each for each, kind in known.items() if self.vocabulary.is_a(kind, name)}
        kinds = {each: facts.kind for each, facts in self.names.document.purposes.items()}
        if name in kinds.values() or name in self.purpose_kinds:
            return "purpose", {each for each, kind in kinds.items() if kind == name}
        return None

    def rows_of(self, scope: Scope, either_end: bool) -> int:
        """The rows a scope covers; `either_end` for a point asked of each flow."""
        found = self.all
        for kind, meant in scope.sets:
            index = (self._end if either_end else self._actor) if kind == "party" else self._by[kind]
            some = 0
            for each in meant:
                some |= index.get(each, 0)
            found &= some
        return found

    def describe(self, scope: Scope) -> str:
        """A scope in words for a message."""
        if not scope.sets:
            return "everything"
        return " and ".join(" or ".join(sorted(meant)) or f"no {kind} of this document" for kind, meant in scope.sets)

    def bits(self, rows: int) -> tuple[int, ...]:
        """The positions of the rows in a set."""
        found = []
        while rows:
            low = rows & -rows
            found.append(low.bit_length() - 1)
            rows ^= low
        return tuple(found)
