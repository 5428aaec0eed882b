"""Did you mean: the word among some that was most likely meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from isptool.pattern import Pattern

_SEPARATORS = Pattern("[\\s_\u00a0\u00ad\u200b\u2060\u2010\u2011-]+")
_MOST = 2_000


def folded(word: str) -> str:
    """A word without case, spaces, hyphens and underscores: what two spellings of one key have in common."""
    return _SEPARATORS.sub("", word).casefold()


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice that `word` most likely means, or an empty text.

    Case, spaces, hyphens and underscores do not count; else most letters must agree, in their order.
    """
    meant = folded(word)
    if not meant:
        return ""
    close: list[tuple[float, str]] = []
    for choice in choices:
        other = folded(choice)
        if other == meant:
            return choice
        if abs(len(other) - len(meant)) <= max(len(other), len(meant)) // 2 and len(close) < _MOST:
            ratio = _likeness(meant, other)
            if ratio:
                close.append((ratio, choice))
    return max(close, key=lambda each: each[0])[1] if close else ""


def sure(word: str, choice: str) -> bool:
    """Whether `word` is `choice` but for spelling: the same letters, or one slip in four letters or more."""
    one, other = folded(word), folded(choice)
    if one == other:
        return True
    return min(len(one), len(other)) >= 4 and _slips(one, other) <= 1


def _likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < 0.6 or matcher.quick_ratio() < 0.6:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= 0.7 or _slips(one, other) <= 1 else 0.0


def _slips(one: str, other: str) -> int:
    """0, 1 or 2 (more than one) letters that are added, missing, wrong or swapped with the next."""
    if one == other:
        return 0
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    if a[1:] == b[1:] or a[1:] == b or a == b[1:]:
        return 1
    if a[:2] == b[1::-1] and len(b) > 1 and a[2:] == b[2:]:
        return 1
    return 2
