"""Whether one answer to a point is stricter than another: a shorter period, fewer ways, a higher rung of a ladder.

The rules are in docs/settling.md, under *Permission*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from isptool.model.fields import Count, Period
from isptool.model.point import Point


@dataclass(frozen=True, slots=True)
class Saying:
    """What an answer says: whether by likely answers, in own words or by a gap; its keys; its typed blanks."""

    kind: str
    """`answer` for likely answers, `in-our-words`, or the word of a gap."""
    keys: tuple[str, ...]
    values: Mapping[str, object]
    is_gap: bool = False


def stricter(point: Point, now: Saying, above: Saying) -> bool | None:
    """Whether one answer is stricter than another: yes, no (looser), or None where it cannot be shown."""
    if now.is_gap:
        return False
    if now.kind != "answer" or above.kind != "answer":
        return None
    if set(now.keys) == set(above.keys):
        return _by_blanks(point, now, above)
    fewer, more = set(now.keys) < set(above.keys), set(now.keys) > set(above.keys)
    shared = [name for name in comparable(point, now, above) if name in now.values and name in above.values]
    if (fewer or more) and not any(str(now.values[name]) != str(above.values[name]) for name in shared):
        return fewer == (point.together == "any-may-be-used")
    ladder = point.ladder
    if ladder and now.keys and above.keys and all(key in ladder for key in (*now.keys, *above.keys)):
        mine, theirs = min(map(ladder.index, now.keys)), min(map(ladder.index, above.keys))
        if mine != theirs:
            return mine < theirs
    return None


def comparable(point: Point, now: Saying, above: Saying) -> list[str]:
    """The blanks by which two answers can be compared: those of their keys, and facts that both of them state."""
    keys = set(now.keys) | set(above.keys)
    owners = point.owners
    return sorted(
        name
        for name in now.values.keys() | above.values.keys()
        if owners[name] & keys or (not owners[name] and name in now.values and name in above.values)
    )


def _by_blanks(point: Point, now: Saying, above: Saying) -> bool | None:
    directions: set[bool | None] = set()
    for name in comparable(point, now, above):
        mine, theirs = now.values.get(name), above.values.get(name)
        if mine is None or theirs is None:
            directions.add(None)
        elif str(mine) != str(theirs):
            directions.add(_direction(point, name, mine, theirs))
    if directions == {True}:
        return True
    return False if directions == {False} else None


def _direction(point: Point, name: str, mine: object, theirs: object) -> bool | None:
    spec = point.fields[name]
    if spec.order == "none":
        return None
    if spec.order == "ladder":
        values: Mapping[str, int] = {value: position for position, value in enumerate(spec.values)}
        if str(mine) in values and str(theirs) in values:
            return values[str(mine)] < values[str(theirs)]
        return None
    first, second = _size(mine), _size(theirs)
    if first is None or second is None or first == second:
        return None
    return first < second if spec.order in ("shorter", "fewer", "earlier") else first > second


def _size(value: object) -> float | None:
    if isinstance(value, Period):
        return value.hours
    if isinstance(value, Count):
        return float(value.number)
    if isinstance(value, date):
        return float(value.toordinal())
    if isinstance(value, str) and value.rstrip("%").replace(".", "", 1).isdigit():
        return float(value.rstrip("%"))
    return float(len(value)) if isinstance(value, tuple) else None
