"""Where a text cites law, bodies or markings that have been replaced, and speaks of them as if they were there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from isptool.law.rows import StaleTerm
from isptool.pattern import Pattern

_SAID_TO_BE_PAST = Pattern(
    r"\b(?:former(?:ly)?|replac\w+|abolish\w+|took the place of|in place of|instead of|no longer|used to be|until \d{4}"
    r"|before \d{4}|successors? (?:of|to)|repeal\w+|supersed\w+|previous(?:ly)?)[^\w.;!?\n]+(?:\w+[^\w.;!?\n]+){0,4}\Z",
    re.IGNORECASE,
)
_GONE = r"(?:repealed|revoked|replaced|superseded|abolished|dissolved)\b"
_ENDED = Pattern(
    rf"\A[\s,(\u2013\u2014-]*(?:has been|have been|had been|was|were|is|are)\s+(?:now\s+|since\s+)?{_GONE}"
    rf"|\A\s*[,(\u2013\u2014-]\s*(?:now\s+|since\s+)?{_GONE}"
    rf"|\A\s+(?:now\s+|since\s+)?{_GONE}\s+(?:by|in)\b",
    re.IGNORECASE,
)
_NEAR = 120
"""How many characters before a term may say that it is past."""


def places(text: str, term: StaleTerm) -> list[tuple[int, int]]:
    """Where a text cites a term as if it still were: start and end in characters, in order.

    What is said to be past just before it (“formerly the …”) or just after it (“… was repealed”) is let be.
    """
    return [
        (start, end)
        for start, end in term.places(text)
        if not _SAID_TO_BE_PAST.search(text, max(0, start - _NEAR), start) and not _ENDED.match(text[end : end + _NEAR])
    ]


def occurring(lower: str, terms: Iterable[StaleTerm]) -> list[StaleTerm]:
    """The terms of which a text (in lower case) holds a word that must be there: no others need be looked for."""
    found = []
    for each in terms:
        for word in each.if_has:
            if word in lower:
                found.append(each)
                break
    return found


def apart(found: Sequence[tuple[int, int, StaleTerm]]) -> list[tuple[int, int, StaleTerm]]:
    """Places without those that lie within a longer one: the whole citation is said, and not its parts again."""
    kept: list[tuple[int, int, StaleTerm]] = []
    for start, end, term in sorted(found, key=lambda each: (each[0], -each[1])):
        if not any(a <= start and end <= b for a, b, _ in kept):
            kept.append((start, end, term))
    return kept
