"""For whom and what an answer is, in words: how the answers of one point are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from isptool.model.answer import Answer
from isptool.model.documents import Agreement, Protocol
from isptool.settling.settled import Cell, Part, Place, SettledPoint, State
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital, listed

_DIMENSIONS = ("actor", "purpose", "flow", "category", "item", "people", "case", "side", "recipient", "sender")
_PARTIES = frozenset({"actor", "party", "recipient", "sender"})


class Group(Struct, frozen=True):
    """The parts of a point that say the same. `label` is for whom and what; empty where it is for all."""

    part: Part
    members: tuple[tuple[Cell, Part], ...]
    label: str = ""


def groups(matter: Matter, settled: SettledPoint) -> list[Group]:
    """The answers of a point, each once, with for whom and what it is.

    Answers of a party's schedule are not among them: they are printed in the schedule. Nor is what does not
    apply without anybody having said so.
    """
    said = [
        (cell, part)
        for cell, part in settled.parts()
        if not (part.place is not None and part.place.tier == "schedule")
        and not (part.state is State.NOT_APPLICABLE and not part.gap)
    ]
    if len(said) == 1:
        return [Group(said[0][1], (said[0],))]
    found: dict[tuple[object, ...], list[tuple[Cell, Part]]] = {}
    for cell, part in said:
        found.setdefault(_says(part), []).append((cell, part))
    members = [tuple(each) for each in found.values()]
    labels = _labels(matter, settled, members)
    made = [Group(each[0][1], each, label) for each, label in zip(members, labels, strict=True)]
    return sorted(made, key=lambda group: group.label == matter.words.say("otherwise"))


def _says(part: Part) -> tuple[object, ...]:
    """What a part says, for comparing two: the same words about the same state from the same place above."""
    fields = part.fields
    return (
        part.state, part.keys, part.sentences, part.own_words, part.never, part.duties, part.rights, part.only_if,
        tuple(sorted((name, each.text) for name, each in fields.items())) if fields else (),
        part.gap, part.who, part.until, part.missing, part.inherited, part.departs, part.because,
    )  # fmt: skip


def _labels(matter: Matter, settled: SettledPoint, members: Sequence[tuple[tuple[Cell, Part], ...]]) -> list[str]:
    if len(members) < 2:
        return ["" for _ in members]
    written = [_as_written(matter, each) for each in members]
    if len(set(written)) == len(written) and None not in written:
        return [text or matter.words.say("otherwise") for text in written]
    return [_by_rows(matter, settled, each) for each in members]


def _as_written(matter: Matter, members: Sequence[tuple[Cell, Part]]) -> str | None:
    """For whom the author says it is; empty for an answer without `for`; None where that is not known."""
    places = {part.place for _, part in members}
    place = places.pop() if len(places) == 1 else None
    if place is None or (place.document != matter.head.id and not matter.settled.is_protocol):
        return None
    found = scope_of(matter, place)
    return None if found is None else named(matter, found)


def scope_of(matter: Matter, place: Place) -> Sequence[str] | None:
    """The `for:` of the answer at a place; None where what stands there has none."""
    found = answer_at(matter, place)
    return None if found is None else found.for_


def answer_at(matter: Matter, place: Place) -> Answer | None:
    """The answer that stands at a place; None where something else stands there."""
    document: Agreement | Protocol | None = matter.settled.document
    if place.document != matter.head.id:
        above = (version.protocol for version in matter.settled.protocols)
        document = next((each for each in above if each.id == place.document), None)
    found: object = document
    for step in place.path:
        if isinstance(step, int):
            found = found[step] if isinstance(found, list) and step < len(found) else None
        elif isinstance(found, dict):
            found = found.get(step)
        else:
            found = getattr(found, step.replace("-", "_"), None)
    return found if isinstance(found, Answer) else None


def named(matter: Matter, ids: Iterable[str]) -> str:
    """The ids of a `for:` in words: parties first, then what it is about."""
    who: list[str] = []
    what: list[str] = []
    for each in ids:
        if each == "everyone":
            continue
        (who if _is_party(matter, each) else what).append(matter.within(each))
    parts = [listed(who), "; ".join(dict.fromkeys(what))]
    return capital(": ".join(part for part in parts if part))


def _is_party(matter: Matter, name: str) -> bool:
    if name in matter.settled.parties or name in matter.head.groups:
        return True
    document = matter.settled.document
    if isinstance(document, Agreement) and name in document.roles:
        return True
    if name in matter.names:
        return False
    return any(each.id == name for each in matter.book.bodies())


def _by_rows(matter: Matter, settled: SettledPoint, members: Sequence[tuple[Cell, Part]]) -> str:
    """For whom and what, told from the cells and, within a cell, from the rows."""
    chosen = {id(part) for _, part in members}
    coordinates: dict[str, dict[str, None]] = {}
    within: dict[str, dict[str, None]] = {}
    for cell, _ in members:
        for kind, value in cell.coordinates:
            coordinates.setdefault(kind, {})[value] = None
        whole = all(id(part) in chosen for part in cell.parts)
        if not whole:
            mine = [number for part in cell.parts if id(part) in chosen for number in part.rows]
            rest = [number for part in cell.parts if id(part) not in chosen for number in part.rows]
            dimension, values = _apart(matter, mine, rest)
            if values:
                within.setdefault(dimension, {}).update(dict.fromkeys(values))
    everything = {kind: {cell.at(kind) for cell in settled.cells} for kind in coordinates}
    narrowing = {kind: values for kind, values in coordinates.items() if set(values) != everything[kind]}
    return _words(matter, narrowing or coordinates, within)


def _apart(matter: Matter, mine: Sequence[int], rest: Sequence[int]) -> tuple[str, list[str]]:
    """The one coordinate by which some rows of a cell differ from the others, and its values."""
    rows = matter.settled.rows
    for dimension in _DIMENSIONS:
        values = list(dict.fromkeys(getattr(rows[number], dimension) for number in mine))
        others = {getattr(rows[number], dimension) for number in rest}
        if all(values) and not others & set(values):
            return dimension, values
    return "", []


def _words(matter: Matter, coordinates: dict[str, dict[str, None]], within: dict[str, dict[str, None]]) -> str:
    who: list[str] = []
    what: list[str] = []
    for source in (coordinates, within):
        for kind, values in source.items():
            into = who if kind in _PARTIES else what
            named_here = [_value(matter, kind, value) for value in values]
            into.append(listed(named_here) if kind in _PARTIES else "; ".join(named_here))
    text = ": ".join(part for part in (listed(who), "; ".join(what)) if part)
    return capital(text) or matter.words.say("otherwise")


def _value(matter: Matter, kind: str, value: str) -> str:
    if kind in ("direction", "side"):
        return matter.words.name("direction", value)
    return matter.within(value)


def cells_in_words(matter: Matter, settled: SettledPoint, members: Iterable[Cell]) -> str:
    """Which cells of a point these are, in words: for a list of what is still to be agreed.

    What all cells of the point have in common, or all of these cover, is not said.
    """
    found: dict[str, dict[str, None]] = {}
    for cell in members:
        for kind, value in cell.coordinates:
            if value:
                found.setdefault(kind, {})[value] = None
    narrow = {kind: each for kind, each in found.items() if set(each) != {cell.at(kind) for cell in settled.cells}}
    return _words(matter, narrow, {}) if narrow else ""
