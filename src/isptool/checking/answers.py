"""How points are answered in a document: the likely answers chosen, the typed fields, and where each is written.

What a protocol settles is judged in the protocol, where it can be mended; so rules ask whether an answer is the
document's *own*.
"""

from __future__ import annotations

from collections.abc import Iterator

from isptool.findings import ValuePath
from isptool.model.answer import Answer
from isptool.settling.settled import Cell, FieldValue, Part, Place, Settled, State

AGREED = (State.ANSWERED, State.INHERITED)


def every_part(doc: Settled, point: str) -> Iterator[tuple[Cell, Part]]:
    """Every part of a point with its cell, whatever its state; none of a point that this document does not have."""
    settled = doc.points.get(point)
    if settled is not None:
        yield from settled.parts()


def agreed_parts(doc: Settled, point: str) -> Iterator[tuple[Cell, Part]]:
    """Every part of a point that is answered, here or by a protocol above."""
    for cell, part in every_part(doc, point):
        if part.state in AGREED:
            yield cell, part


def own_parts(doc: Settled, point: str) -> Iterator[tuple[tuple[Cell, ...], Part]]:
    """Every answer to a point that this document, or one of its schedules, wrote, once, with all cells that it is for.

    What only adds to an answer of a protocol (`also:`, or a field) is not the document's own.
    """
    found: dict[tuple[str, ValuePath], tuple[list[Cell], Part]] = {}
    for cell, part in agreed_parts(doc, point):
        place = part.place
        if place is not None and is_own(doc, place):
            found.setdefault((place.file, place.path), ([], part))[0].append(cell)
    for cells, part in found.values():
        assert part.place is not None
        written = _written(doc, part.place)
        if written is None or written.answer or written.in_our_words is not None:
            yield tuple(cells), part


def chosen_here(doc: Settled, part: Part) -> frozenset[str]:
    """The likely answers of a part that this document itself chose or added, leaving out what comes from above."""
    if part.place is None or not is_own(doc, part.place):
        return frozenset()
    written = _written(doc, part.place)
    return frozenset(part.keys if written is None else (*written.answer, *written.also))


def _written(doc: Settled, place: Place) -> Answer | None:
    """An answer as it is typed at a place of the document; None where it stands in a schedule or a block of facts."""
    if place.file != doc.file:
        return None
    block, *below = place.path
    attribute = str(block).replace("-", "_")
    if attribute in ("answers", "settles") and len(below) == 2:
        found = getattr(doc.document, attribute)[below[0]][below[1]]
        return found if isinstance(found, Answer) else None
    found = getattr(doc.document, attribute, None) if not below else None
    return found if isinstance(found, Answer) else None


def own_fields(doc: Settled, point: str, name: str) -> Iterator[FieldValue]:
    """A typed field of a point wherever this document, or one of its schedules, wrote it; each place once."""
    seen: set[tuple[str, ValuePath]] = set()
    for _, part in every_part(doc, point):
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
