"""A calendar file (RFC 5545) of days that matter: reviews and ends, each with a UID that stays the same for ever.

A whole library for it would be larger than what it is used for: see the decision on calendars in docs/decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct


class Event(Struct, frozen=True):
    """One whole day: what it is (`review`, `end`, `signature`), of which document, and the words for the calendar."""

    kind: str
    document: str
    version: str
    day: date
    summary: str
    description: str = ""
    alarms: tuple[int, ...] = ()
    """So many days before it, the calendar reminds."""

    @property
    def uid(self) -> str:
        """The same for one document and kind, whatever its day, so that a later file moves the entry."""
        return f"{self.kind}-{self.document}@isptool"


def to_ics(events: Iterable[Event], made: date) -> bytes:
    """The calendar file. `made` is the day as at which it is made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//isptool//reviews//EN", "CALSCALE:GREGORIAN"]
    for event in sorted(events, key=lambda each: (each.day, each.uid)):
        lines += _event(event, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(event: Event, made: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{made:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    yield "TRANSP:TRANSPARENT"
    for days in event.alarms:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(event.summary)}", f"TRIGGER:-P{days}D",
                    "END:VALARM")  # fmt: skip
    yield "END:VEVENT"


def _text(words: str) -> str:
    for mark, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        words = words.replace(mark, written)
    return "".join(each for each in words if each.isprintable())


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 bytes, no letter split; the later ones begin with a space."""
    if len(line) <= 75 and line.isascii():
        yield line
        return
    piece, size = "", 0
    for letter in line:
        length = len(letter.encode())
        if size + length > 75:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + length
    yield piece
