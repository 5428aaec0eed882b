"""What can be shown to be stricter or looser, written from the specification (docs/settling.md, *Permission*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from isptool.model.fields import Misread, read_count, read_date, read_period
from isptool.model.point import Point


@dataclass(frozen=True)
class Slot:
    """What stands in the one slot of an answer: keys and own words, or a gap."""

    keys: tuple[str, ...] = ()
    words: str = ""
    gap: str = ""
    """The YAML key of the gap, or `tie`."""
    said: tuple[str, str, str] = ("", "", "")
    """Of a gap: its words, who, until."""

    @property
    def what(self) -> object:
        """What makes two slots the same: keys in any order, and all words."""
        return frozenset(self.keys), self.words, self.gap, self.said


def direction(
    point: Point,
    slot: Slot | None,
    our_keys: Set[str],
    settled: Slot,
    their_keys: Set[str],
    changed: Sequence[str],
    our_blanks: Mapping[str, str],
    their_blanks: Mapping[str, str],
) -> str:
    """Whether what we write over a settled term can be shown to be `stricter` or `looser`, or is `unknown`."""
    other = slot is not None and slot.what != settled.what
    if slot is not None and slot.gap and other:
        return "looser"
    words = slot.words if slot is not None else settled.words
    if (settled.gap and (other or our_keys)) or words != settled.words:
        return "unknown"
    if our_keys == their_keys:
        ways = {_way(point, name, our_blanks[name], their_blanks[name]) for name in changed}
        return ways.pop() if len(ways) == 1 else "unknown"
    ladder = list(point.ladder)
    if ladder and our_keys and their_keys and our_keys <= set(ladder) and their_keys <= set(ladder):
        ours = min(ladder.index(key) for key in our_keys)
        theirs = min(ladder.index(key) for key in their_keys)
        return "stricter" if ours < theirs else "looser" if ours > theirs else "unknown"
    if not changed and our_keys and their_keys and (our_keys < their_keys or our_keys > their_keys):
        fewer_is_stricter = point.together == "any-may-be-used"
        return "stricter" if (our_keys < their_keys) == fewer_is_stricter else "looser"
    return "unknown"


def _way(point: Point, name: str, ours: str, theirs: str) -> str:
    """Which way a blank changes."""
    declared = point.fields[name]
    try:
        if declared.order == "ladder":
            one, other = float(declared.values.index(ours)), float(declared.values.index(theirs))
        else:
            one, other = _measure(declared.is_, ours), _measure(declared.is_, theirs)
    except (Misread, ValueError):
        return "unknown"
    if declared.order == "none" or one == other:
        return "unknown"
    smaller_is_stricter = declared.order in ("shorter", "fewer", "earlier", "ladder")
    return "stricter" if (one < other) == smaller_is_stricter else "looser"


def _measure(kind: str, text: str) -> float:
    if kind == "duration":
        return read_period(text).hours
    if kind == "date":
        return float(read_date(text).toordinal())
    if kind == "count":
        return float(read_count(text).number)
    raise Misread("has no measure")
