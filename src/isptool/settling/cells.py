"""The cells of a point: of whom it is asked. Sets of rows are whole numbers used as bit sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from isptool.model.point import AskedOf, Point
from isptool.settling.cover import Cover, marks
from isptool.settling.names import Names
from isptool.settling.settled import Cell, Part, State

Coordinates = tuple[tuple[str, str], ...]
_ASKED_OF: Mapping[AskedOf, tuple[str, ...]] = {
    "document": (),
    "party": ("party",),
    "public-body-and-direction": ("party", "direction"),
    "controller": ("party",),
    "controller-and-purpose": ("party", "purpose"),
    "purpose": ("purpose",),
    "people": ("people",),
    "item": ("item",),
    "recipient": ("party",),
    "recipient-and-category": ("party", "category"),
    "flow": ("flow",),
}
"""The coordinates of the cells of a point, by whom it is asked of: the table in docs/settling.md, *Cells*."""

_KIND_OF = {"direction": "side", "item": "data"}
"""The coordinates that have another name in the cover."""


class Cells:
    """The cells of one document's points; points asked alike of the same kinds of data share them."""

    def __init__(self, cover: Cover, names: Names, processors: int) -> None:
        """`processors` is the set of rows whose actor is a processor there."""
        self.cover = cover
        self.names = names
        self.processors = processors
        self._groups: dict[tuple[AskedOf, bool], dict[Coordinates, int]] = {}
        self._cells: dict[object, dict[Coordinates, int]] = {}
        self._kinds: dict[str, int] = {}
        self._unwritten: dict[object, tuple[Cell, ...]] = {}
        for kinds, rows in marks(row.kinds for row in cover.rows).items():
            for kind in kinds:
                self._kinds[kind] = self._kinds.get(kind, 0) | rows

    def of(self, point: Point) -> Mapping[Coordinates, int]:
        """Each cell's coordinates and the rows in it, in the order of their first rows."""
        asked = point.asked
        if asked not in self._cells:
            of_whom = asked[:2]
            if of_whom not in self._groups:
                self._groups[of_whom] = self._grouped(*of_whom)
            applies = self.applies(point)
            groups = self._groups[of_whom].items()
            self._cells[asked] = {coordinates: rows & applies for coordinates, rows in groups if rows & applies}
        return self._cells[asked]

    def applies(self, point: Point) -> int:
        """The rows of the kinds of data that a point applies to."""
        rows = 0
        for kind in point.applies_to:
            rows |= self._kinds.get(kind, 0)
        return rows

    def unwritten(self, point: Point) -> tuple[Cell, ...]:
        """The cells of a point to which nobody wrote anything: each of them open."""
        asked = point.asked
        if asked not in self._unwritten:
            self._unwritten[asked] = tuple(
                Cell(coordinates, (Part(self.cover.bits(rows), State.OPEN),))
                for coordinates, rows in self.of(point).items()
            )
        return self._unwritten[asked]

    def _grouped(self, asked_of: AskedOf, of_law: bool) -> dict[Coordinates, int]:
        within = self._asked(asked_of) & ~(self._outside_uk() if of_law else 0)
        found = [(rows, coordinates) for coordinates, rows in self._crossed(_ASKED_OF[asked_of], within)]
        found.sort(key=lambda each: each[0] & -each[0])
        return {coordinates: rows for rows, coordinates in found}

    def _crossed(self, kinds: Sequence[str], within: int) -> Iterator[tuple[Coordinates, int]]:
        """Every combination of ids of these kinds that stands together in a row of `within`, with its rows."""
        if not kinds:
            if within:
                yield (), within
            return
        for each, rows in self.cover.marked(_KIND_OF.get(kinds[0], kinds[0])).items():
            if each and rows & within:
                for rest, some in self._crossed(kinds[1:], rows & within):
                    yield ((kinds[0], each), *rest), some

    def _asked(self, asked_of: AskedOf) -> int:
        """The rows that a point asked of these is asked about."""
        match asked_of:
            case "party":
                return self._parties()
            case "public-body-and-direction":
                parties = self.names.parties
                return self._of(each for each in self.names.party_ids() if parties[each].public_authority is not False)
            case "controller" | "controller-and-purpose":
                return self._parties() & ~self.processors
            case "recipient" | "recipient-and-category":
                others = self.names.document.others.items()
                processors = self._of(each for each, other in others if other.is_ == ["processor"])
                return self.cover.marked("side").get("recipient", 0) & ~processors
            case "flow":
                return self.cover.marked("side").get("recipient", 0)
            case _:
                return self.cover.all

    def _parties(self) -> int:
        return self._of(self.names.party_ids())

    def _outside_uk(self) -> int:
        return self._of(each for each, facts in self.names.parties.items() if facts.outside_uk)

    def _of(self, actors: Iterable[str]) -> int:
        """The rows of these actors."""
        actor, rows = self.cover.marked("party"), 0
        for each in actors:
            rows |= actor.get(each, 0)
        return rows
