"""How points are answered in a document: the likely answers chosen, the typed fields, and where each is written.

What a protocol settles is judged in the protocol, where it can be mended; so rules ask whether an answer is the
document's *own*.
"""

from __future__ import annotations

from collections.abc import Iterator

from isptool.findings import ValuePath
from isptool.settling.settled import Cell, FieldValue, Part, Place, Settled, State

AGREED = (State.ANSWERED, State.INHERITED)


def agreed_parts(doc: Settled, point: str) -> Iterator[tuple[Cell, Part]]:
    """Every part of a point that is answered, here or by a protocol above."""
    settled = doc.points.get(point)
    for cell, part in settled.parts() if settled else ():
        if part.state in AGREED:
            yield cell, part


def own_parts(doc: Settled, point: str) -> Iterator[tuple[Cell, Part]]:
    """Every part of a point whose answer this document, or one of its schedules, wrote; each answer once."""
    seen: set[tuple[str, ValuePath]] = set()
    for cell, part in agreed_parts(doc, point):
        place = part.place
        if place is None or not is_own(doc, place) or (place.file, place.path) in seen:
            continue
        seen.add((place.file, place.path))
        yield cell, part


def own_fields(doc: Settled, point: str, name: str) -> Iterator[FieldValue]:
    """A typed field of a point wherever this document, or one of its schedules, wrote it; each place once."""
    seen: set[tuple[str, ValuePath]] = set()
    settled = doc.points.get(point)
    for _, part in settled.parts() if settled else ():
        found = part.fields.get(name)
        if found is None or not is_own(doc, found.place) or (found.place.file, found.place.path) in seen:
            continue
        seen.add((found.place.file, found.place.path))
        yield found


def is_own(doc: Settled, place: Place) -> bool:
    """Whether something is written in this document or in one of its schedules."""
    return place.file == doc.file or any(place.file == file for file, _ in doc.schedules)


def file_of(doc: Settled, place: Place) -> str:
    """The file in which something is written, or empty where it is the document's own."""
    return "" if place.file == doc.file else place.file


def keys_of(doc: Settled, point: str) -> frozenset[str]:
    """Every likely answer that is chosen anywhere for a point, here or by a protocol above."""
    return frozenset(key for _, part in agreed_parts(doc, point) for key in part.keys)


def value_of(part: Part, name: str) -> object:
    """The typed value of a field, or None where it is empty."""
    found = part.fields.get(name)
    return found.value if found is not None else None


def still_open(doc: Settled, point: str) -> list[Cell]:
    """The cells of a point that are still to be agreed."""
    settled = doc.points.get(point)
    return [each for each in settled.cells if each.state.left_to_agree] if settled else []


def written_at(doc: Settled, point: str, part: Part | None = None) -> tuple[ValuePath, str]:
    """Where an answer is written, or else where it belongs; with the file, which is empty for the document's own."""
    if part is not None and part.place is not None and is_own(doc, part.place):
        return part.place.path, file_of(doc, part.place)
    if doc.is_protocol:
        return ("settles", point), ""
    home = doc.points[point].point.home
    return (("answers", point) if home == "answers" else (home.partition(".")[0],)), ""
