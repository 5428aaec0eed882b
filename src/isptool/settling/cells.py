"""The cells of a point: of whom it is asked. Sets of rows are whole numbers used as bit sets."""

from __future__ import annotations

from collections.abc import Sequence

from isptool.model.point import AskedOf, Point
from isptool.settling.names import Names
from isptool.settling.settled import Row

Coordinates = tuple[tuple[str, str], ...]


class Cells:
    """The cells of one document's points; points asked alike of the same kinds of data share them."""

    def __init__(self, rows: Sequence[Row], names: Names, processors: int) -> None:
        """`processors` is the set of rows whose actor is a processor there."""
        self.rows = rows
        self.names = names
        self.processors = processors
        self._groups: dict[tuple[str, bool], dict[Coordinates, int]] = {}
        self._kinds: dict[str, int] = {}
        for position, row in enumerate(rows):
            for kind in row.kinds:
                self._kinds[kind] = self._kinds.get(kind, 0) | 1 << position

    def of(self, point: Point) -> dict[Coordinates, int]:
        """Each cell's coordinates and the rows in it: the table in docs/settling.md, *Cells*."""
        applies = 0
        for kind in point.applies_to:
            applies |= self._kinds.get(kind, 0)
        of_law = point.home.startswith("law.")
        groups = self._groups.get((point.asked_of, of_law))
        if groups is None:
            groups = self._groups[point.asked_of, of_law] = self._group(point.asked_of, of_law)
        return {coordinates: rows & applies for coordinates, rows in groups.items() if rows & applies}

    def _group(self, asked_of: AskedOf, of_law: bool) -> dict[Coordinates, int]:
        groups: dict[Coordinates, int] = {}
        for position, row in enumerate(self.rows):
            facts = self.names.parties.get(row.actor)
            if of_law and facts is not None and facts.outside_uk:
                continue
            coordinates = _coordinates(asked_of, row, self.names, bool(self.processors >> position & 1))
            if coordinates is not None:
                groups[coordinates] = groups.get(coordinates, 0) | 1 << position
        return groups


def _is_party(row: Row, names: Names) -> bool:
    facts = names.parties.get(row.actor)
    return facts is not None and not facts.is_other


def _receives(row: Row, names: Names) -> bool:
    if row.side != "recipient":
        return False
    other = names.document.others.get(row.actor)
    return other is None or other.is_ != ["processor"]


def _coordinates(asked_of: AskedOf, row: Row, names: Names, processor: bool) -> Coordinates | None:
    """The cell that a row belongs to, or None where the point is not asked of it."""
    match asked_of:
        case "document":
            return ()
        case "party":
            return (("party", row.actor),) if _is_party(row, names) else None
        case "public-body-and-direction":
            public = _is_party(row, names) and names.parties[row.actor].public_authority is not False
            return (("party", row.actor), ("direction", row.side)) if public and row.side else None
        case "controller":
            return (("party", row.actor),) if _is_party(row, names) and not processor else None
        case "controller-and-purpose":
            asked = row.purpose and not processor and _is_party(row, names)
            return (("party", row.actor), ("purpose", row.purpose)) if asked else None
        case "purpose":
            return (("purpose", row.purpose),) if row.purpose else None
        case "people":
            return (("people", row.people),) if row.people else None
        case "item":
            return (("item", row.item),) if row.item else None
        case "recipient":
            return (("party", row.actor),) if _receives(row, names) else None
        case "recipient-and-category":
            asked = row.category and _receives(row, names)
            return (("party", row.actor), ("category", row.category)) if asked else None
        case "flow":
            return (("flow", row.flow),) if row.flow and row.side == "recipient" else None
