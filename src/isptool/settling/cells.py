"""The cells of a point: of whom it is asked. Sets of rows are whole numbers used as bit sets."""

from __future__ import annotations

from collections.abc import Sequence

from isptool.model.point import Point
from isptool.settling.names import Names
from isptool.settling.settled import Row

Coordinates = tuple[tuple[str, str], ...]


def cells_of(point: Point, rows: Sequence[Row], names: Names, processors: int) -> dict[Coordinates, int]:
    """Each cell's coordinates and the rows in it: the table in docs/settling.md, *Cells*."""
    applies = set(point.applies_to)
    of_law = point.home.startswith("law.")
    cells: dict[Coordinates, int] = {}
    for position, row in enumerate(rows):
        if not applies & row.kinds:
            continue
        if of_law and row.actor in names.parties and names.parties[row.actor].outside_uk:
            continue
        coordinates = _coordinates(point.asked_of, row, names, bool(processors >> position & 1))
        if coordinates is not None:
            cells[coordinates] = cells.get(coordinates, 0) | 1 << position
    return cells


def _coordinates(asked_of: str, row: Row, names: Names, processor: bool) -> Coordinates | None:
    facts = names.parties.get(row.actor)
    is_party = facts is not None and not facts.is_other
    match asked_of:
        case "document":
            return ()
        case "party":
            return (("party", row.actor),) if is_party else None
        case "public-body-and-direction":
            public = facts is not None and is_party and facts.public_authority is not False
            return (("party", row.actor), ("direction", row.side)) if public and row.side else None
        case "controller":
            return (("party", row.actor),) if is_party and not processor else None
        case "controller-and-purpose":
            if is_party and not processor and row.purpose:
                return (("party", row.actor), ("purpose", row.purpose))
            return None
        case "purpose":
            return (("purpose", row.purpose),) if row.purpose else None
        case "people":
            return (("people", row.people),) if row.people else None
        case "item":
            return (("item", row.item),) if row.item else None
        case "recipient":
            return (("party", row.actor),) if _receives(row, names) else None
        case "recipient-and-category":
            return (
                (("party", row.actor), ("category", row.category)) if _receives(row, names) and row.category else None
            )
        case "flow":
            return (("flow", row.flow),) if row.flow and row.side == "recipient" else None
    raise AssertionError(asked_of)


def _receives(row: Row, names: Names) -> bool:
    if row.side != "recipient":
        return False
    other = names.document.others.get(row.actor)
    return other is None or other.is_ != ["processor"]
