"""Whether one answer to a point is stricter than another: a shorter period, fewer ways, a higher rung of a ladder.

The rules are in docs/settling.md, under *Permission*.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from isptool.model.fields import Count, Period
from isptool.model.point import Point


class Saying(Struct, frozen=True):
    """What an answer says: by likely answers, in own words or by a gap; its keys; its typed blanks."""

    kind: str
    """`answer` for likely answers, `in-our-words`, or the word of a gap."""
    keys: tuple[str, ...]
    values: Mapping[str, object]
    is_gap: bool = False
    words: str = ""
    """Own words, or the words of a gap."""


def stricter(point: Point, now: Saying, above: Saying) -> bool | None:
    """Whether one answer is stricter than another: yes, no (looser), or None where it cannot be shown."""
    if (now.kind, now.words) != (above.kind, above.words):
        return False if now.is_gap else None
    mine, theirs = frozenset(now.keys), frozenset(above.keys)
    differing = changed(point, now, above)
    if mine == theirs:
        ways = {_direction(point, name, now.values[name], above.values[name]) for name in differing}
        return ways.pop() if len(ways) == 1 else None
    ladder = point.ladder
    if ladder and mine and theirs and all(key in ladder for key in mine | theirs):
        first, second = min(map(ladder.index, mine)), min(map(ladder.index, theirs))
        return None if first == second else first < second
    if not differing and mine and theirs and (mine < theirs or mine > theirs):
        return (mine < theirs) == (point.together == "any-may-be-used")
    return None


def changed(point: Point, now: Saying, above: Saying) -> list[str]:
    """The blanks that both answers name, and name differently: those of keys they share, and facts of the point."""
    keys = set(now.keys) & set(above.keys)
    return sorted(
        name
        for name in now.values.keys() & above.values.keys()
        if (not point.owners[name] or point.owners[name] & keys) and str(now.values[name]) != str(above.values[name])
    )


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
