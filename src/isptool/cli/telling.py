"""What is said of a Word form that came back: how its answers were found, and what was not taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from isptool.asking.read_controls import WAYS
from isptool.asking.read_form import Unread

_WAYS = {"tag": "by tag", "bookmark": "by bookmark", "code": "by visible code"}


def found_by(ways: Mapping[str, int]) -> str:
    """Such as `, found by tag (3) and by visible code (1)`, from how many answers were found each way."""
    total = sum(ways.values())
    used = [way for way in WAYS if ways.get(way)]
    said = [f"{_WAYS[way]}{f' ({ways[way]})' if ways[way] < total else ''}" for way in used]
    return f", found {' and '.join(said)}" if said else ""


def not_taken(unread: Sequence[Unread], left_empty: Sequence[str], gone: Sequence[str]) -> Iterator[str]:
    """Lines on what a form says and nobody could read, which questions were left empty, and which were deleted."""
    for each in unread:
        said = f" “{' '.join(each.said.split())[:100]}”" if each.said else ""
        yield f"not taken: {each.code}{said}: {each.why}"
    if left_empty:
        yield f"left empty: {', '.join(left_empty)}"
    if gone:
        yield f"no longer in the file: {', '.join(gone)}"
