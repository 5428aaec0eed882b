"""The lengths of time that own words name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from isptool.model.fields import Misread, Period, read_period
from isptool.pattern import Pattern

_NUMBER = (
    r"\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|twenty|twenty[ -]one|twenty[ -]eight"
    r"|thirty|forty|forty[ -]five|forty[ -]eight|sixty|seventy[ -]two|ninety"
)
_MORE = {
    "fourteen": 14, "twenty": 20, "twenty one": 21, "twenty eight": 28, "forty": 40, "forty five": 45,
    "forty eight": 48, "sixty": 60, "seventy two": 72, "ninety": 90,
}  # fmt: skip
_PERIOD = Pattern(
    rf"\b(?P<number>{_NUMBER})[ -]*(?:calendar[ -])?"
    r"(?P<unit>hours?|hrs?|h|(?:working|business)[ -]days?|days?|weeks?|months?|years?|yrs?)\b",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """A length of time in a text: the words, and what they mean."""

    words: str
    period: Period


def periods_in(text: str) -> Iterator[Said]:
    """The lengths of time that a text names, in their order: `24 hours`, `five working days`, `a month`."""
    for found in _PERIOD.finditer(text):
        number = " ".join(found["number"].lower().replace("-", " ").split())
        unit = " ".join(found["unit"].lower().replace("-", " ").replace("business", "working").split())
        try:
            yield Said(found[0], read_period(f"{_MORE.get(number, number)} {unit}"))
        except Misread:
            continue


def clauses_of(text: str) -> list[str]:
    """The clauses of a text: what stands between full stops, semicolons, colons, commas and ends of lines."""
    return [each.strip() for each in re.split(r"[.;:,\n]+(?:\s|$)|\n", text) if each.strip()]
