"""Which paragraph of the old text is which of the new one: in order, by name first, then by words.

Nothing here knows of Word: what is aligned are `Item`s, whatever they stand for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

_ALIKE = 0.5  # the share of words that two paragraphs must have in common to count as one that was changed
_MOST_PAIRS = 40_000  # beyond this many comparisons, what stands at the same place is compared and nothing else


@dataclass(frozen=True, eq=False)
class Item:
    """A paragraph, table or row of one side.

    `shape` says with what it may be paired at all (a heading never with a bullet); `words` are its words in
    order; `name` is what it is known by on both sides whatever its words (empty: nothing); `what` is the thing.
    """

    shape: Hashable
    words: tuple[Hashable, ...]
    name: str
    what: Any

    @cached_property
    def key(self) -> Hashable:
        """What two items that are quite the same have in common."""
        return (self.shape, self.words)

    @cached_property
    def bag(self) -> Counter[Hashable]:
        """Its words without their order."""
        return Counter(self.words)


Pair = tuple[Item | None, Item | None]
"""An old item and the new one that it became; None for one that is gone, or was not there before."""


def align(old: Sequence[Item], new: Sequence[Item]) -> list[Pair]:
    """Every item of both sides exactly once, each side in its own order; what is gone stands before what is new."""
    pairs: list[Pair] = []
    at, there = 0, 0
    for i, j in [*_by_name(old, new), (len(old), len(new))]:
        pairs += _between(old[at:i], new[there:j])
        if i < len(old) and j < len(new):
            pairs.append((old[i], new[j]))
        at, there = i + 1, j + 1
    return pairs


def _by_name(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[int, int]]:
    """The longest run of items in the same order on both sides that bear the same name, each once a side."""
    here, there = _unique(old), _unique(new)
    common = [(i, there[name]) for name, i in here.items() if name in there and old[i].shape == new[there[name]].shape]
    return _rising(sorted(common))


def _unique(items: Sequence[Item]) -> dict[str, int]:
    times = Counter(item.name for item in items if item.name)
    return {item.name: at for at, item in enumerate(items) if times[item.name] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence in which the second numbers rise too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for at, (_, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        before.append(last[place - 1] if place else None)
        ends[place : place + 1] = [j]
        last[place : place + 1] = [at]
    kept: list[tuple[int, int]] = []
    step: int | None = last[-1] if last else None
    while step is not None:
        kept.append(pairs[step])
        step = before[step]
    return kept[::-1]


def _between(old: Sequence[Item], new: Sequence[Item]) -> list[Pair]:
    """Items between two that are known by name: those quite the same, then those much alike."""
    if not old or not new:
        return [*((item, None) for item in old), *((None, item) for item in new)]
    pairs: list[Pair] = []
    matcher = SequenceMatcher(None, [item.key for item in old], [item.key for item in new], autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pairs += zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            pairs += _alike(old[i1:i2], new[j1:j2])
    return pairs


def _alike(old: Sequence[Item], new: Sequence[Item]) -> list[Pair]:
    """The pairing in order with the most in common; what is alike in too little is gone and new."""
    if len(old) * len(new) > _MOST_PAIRS:
        found = [(i, i) for i in range(min(len(old), len(new))) if _likeness(old[i], new[i])]
    else:
        found = _best(old, new)
    pairs: list[Pair] = []
    at, there = 0, 0
    for i, j in [*found, (len(old), len(new))]:
        pairs += [(item, None) for item in old[at:i]]
        pairs += [(None, item) for item in new[there:j]]
        if i < len(old) and j < len(new):
            pairs.append((old[i], new[j]))
        at, there = i + 1, j + 1
    return pairs


def _best(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[int, int]]:
    rows, columns = len(old), len(new)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    likeness = [[_likeness(item, other) for other in new] for item in old]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            taken = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0.0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < rows and j < columns:
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _likeness(item: Item, other: Item) -> float:
    """The share of words in common, 0 where it is too little or the shapes differ."""
    if item.shape != other.shape:
        return 0.0
    total = len(item.words) + len(other.words)
    shared = 2 * (item.bag & other.bag).total() / total if total else 1.0
    return shared if shared >= _ALIKE else 0.0
