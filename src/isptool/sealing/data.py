"""The data of a settled document, sorted into the parts of its seal: its own, the inherited, and each party's schedule.

What is kept beside the text and never covered is left out: the status, reviews and consultation, contacts, the dates
of waivers, the format of the file.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from isptool.model.documents import Head, Schedule
from isptool.settling.canonical import plain
from isptool.settling.settled import Cell, Part, Row, Settled, SettledPoint, State

_BESIDE = ("status", "format", "reviews", "consultation")
"""Keys of a document that no signature covers."""
_BESIDE_POINTS = frozenset({"contact-points"})
"""Points that are printed in the annex of particulars."""
_COORDINATES = ("flow", "sender", "recipient", "actor", "side", "item", "purpose", "category", "people", "case")

Chosen = Callable[[Part], bool]


def is_beside(where: str) -> bool:
    """Whether what stands at a path (with dots) is kept beside the text: no signature covers it."""
    steps = where.split(".")
    dates = steps[0] in ("waivers", "accepted") and steps[-1] in ("on", "until")
    contacts = "contacts" in steps[:3] and steps[0] in ("parties", "schedules")
    return steps[0] in _BESIDE or dates or contacts or any(f"answers.{each}" == where for each in _BESIDE_POINTS)


def own_data(document: Head) -> dict[str, Any]:
    """What the file of a document says, without what is kept beside."""
    found: dict[str, Any] = plain(document)
    for key in _BESIDE:
        found.pop(key, None)
    for party in found.get("parties", {}).values():
        if isinstance(party, dict):
            party.pop("contacts", None)
    for key in ("waivers", "accepted"):
        for row in found.get(key, ()):
            row.pop("on", None)
            row.pop("until", None)
    return found


def schedule_data(schedule: Schedule) -> dict[str, Any]:
    """What a party's schedule says, without its contacts."""
    found: dict[str, Any] = plain(schedule)
    found.pop("contacts", None)
    return found


def is_own(part: Part) -> bool:
    """Whether an answer is the document's own: neither come down from a protocol nor a schedule's."""
    return part.state is not State.INHERITED and schedule_of(part) == ""


def is_inherited(part: Part) -> bool:
    """Whether an answer has come down from a protocol."""
    return part.state is State.INHERITED


def schedule_of(part: Part) -> str:
    """The party whose schedule an answer stands in; empty where it stands in none."""
    place = part.place
    return str(place.path[1]) if place is not None and place.tier == "schedule" and len(place.path) > 1 else ""


def never_above(settled: Settled, point: str) -> frozenset[str]:
    """What the protocols above say is never allowed, for one point."""
    if settled.is_protocol:
        return frozenset()
    return frozenset(
        key for version in settled.protocols for term in version.protocol.settles.get(point, ()) for key in term.never
    )


def answers(settled: Settled, chosen: Chosen) -> dict[str, Any]:
    """The chosen answers of every point, cell by cell, as data and as printed."""
    found: dict[str, Any] = {}
    for point_id, point in settled.points.items():
        if point_id in _BESIDE_POINTS or not _stands(point):
            continue
        cells = [made for cell in point.cells if (made := _cell(settled, point_id, cell, chosen))]
        if cells:
            found[point_id] = sorted(cells, key=lambda each: sorted(each["of"].items()))
    return found


def _stands(point: SettledPoint) -> bool:
    return point.state is not State.NOT_APPLICABLE or any(part.gap for _, part in point.parts())


def _cell(settled: Settled, point: str, cell: Cell, chosen: Chosen) -> dict[str, Any] | None:
    above = never_above(settled, point)
    parts = []
    for part in cell.parts:
        if chosen(part):
            made = part_data(part, above)
            if len(cell.parts) > 1:
                made["for"] = sorted(_movement(settled.rows[row]) for row in part.rows)
            parts.append(made)
    if not parts:
        return None
    return {"of": dict(cell.coordinates), "parts": sorted(parts, key=lambda each: each.get("for", []))}


def _movement(row: Row) -> str:
    return " ".join(f"{name}={value}" for name in _COORDINATES if (value := getattr(row, name)))


def part_data(part: Part, above: frozenset[str] = frozenset()) -> dict[str, Any]:
    """One answer: what it means and how it is printed. `above` is what a protocol says is never allowed."""
    inherited = part.inherited
    never = part.never if is_inherited(part) else tuple(each for each in part.never if each not in above)
    found: dict[str, Any] = {
        "state": part.state.value,
        "keys": list(part.keys),
        "sentences": [text(each) for each in part.sentences],
        "words": text(part.own_words or part.gap),
        "fields": {name: text(value.text) for name, value in part.fields.items()},
        "never": list(never),
        "duties": [_sided(each) for each in part.duties],
        "rights": [_sided(each) for each in part.rights],
        "only-if": list(part.only_if),
        "who": text(part.who),
        "until": text(part.until),
        "missing": list(part.missing),
        "from": {"protocol": inherited.protocol, "clause": inherited.clause} if inherited else {},
    }
    return {name: value for name, value in found.items() if value not in ("", [], {})}


def _sided(term: tuple[tuple[str, ...], tuple[str, ...], str]) -> dict[str, Any]:
    of, towards, words = term
    return {"of": list(of), "towards": list(towards), "text": text(words)}


def text(words: str) -> str:
    """Words in the form in which they are sealed: Unicode's composed form."""
    return unicodedata.normalize("NFC", words)


def schedules(settled: Settled) -> Iterator[tuple[str, Schedule]]:
    """Each party's schedule, by the party's id, in order of id."""
    found = {party: schedule for _, file in settled.schedules for party, schedule in file.schedules.items()}
    yield from sorted(found.items())


def meant(cells: Any) -> str:
    """Answers without their wording and without the number of their clause."""
    if isinstance(cells, list):
        return json.dumps([meant(each) for each in cells])
    if isinstance(cells, dict):
        kept = {key: meant(each) for key, each in cells.items() if key not in ("sentences", "from")}
        return json.dumps(kept, sort_keys=True)
    return json.dumps(cells)
