"""The life of a document in days: when it starts and for whom, when it ends, and when it is reviewed next."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from isptool.checking.answers import agreed_parts, file_of, is_own
from isptool.checking.bodies import is_class, parties
from isptool.checking.rule import At
from isptool.findings import ValuePath
from isptool.model.answer import Answer
from isptool.model.documents import Protocol
from isptool.model.fields import Misread, Period, read_date, read_period
from isptool.settling.settled import Part, PartyFacts, Settled

IN_FORCE = frozenset({"in-force", "under-review", "suspended", "expired"})
"""Statuses of a document that is, or was until it ran out, in force."""

ENDED = frozenset({"superseded", "terminated", "withdrawn"})
"""Statuses of a document that somebody ended."""


class Dated(Struct, frozen=True):
    """A day, and where it is written; the file is empty for the document's own."""

    day: date
    path: ValuePath
    file: str = ""


class Start(Struct, frozen=True):
    """How sharing starts for some parties: the likely answers chosen, the day if one is written, and for whom."""

    keys: frozenset[str]
    on: Dated | None
    parties: frozenset[str]
    path: ValuePath
    file: str = ""


def is_in_force(at: At) -> bool:
    """Whether the records say that a document is in force, under review or suspended, or that it ran out."""
    return at.signed.status in IN_FORCE


def starts(doc: Settled, at: At) -> tuple[Start, ...]:
    """How sharing starts; several where the start differs from party to party."""
    return at.once("starts", lambda: tuple(_starts(doc)))


def _starts(doc: Settled) -> Iterator[Start]:
    if isinstance(doc.document, Protocol):
        block = doc.document.start
        if block is not None:
            everyone = frozenset(each.id for each in parties(doc))
            yield Start(frozenset(block.answer), _typed_day(block, "starts-on", "start"), everyone, ("start",))
        return
    for _, part in agreed_parts(doc, "start-and-duration"):
        concerned = frozenset(doc.rows[number].actor for number in part.rows)
        path: ValuePath = ("start",)
        file = ""
        if part.place is not None and is_own(doc, part.place):
            path, file = part.place.path, file_of(doc, part.place)
        yield Start(frozenset(part.keys), _day(doc, part, "starts-on"), concerned, path, file)


def began_openly(doc: Settled) -> date | None:
    """The day on which sharing truly began before it was signed, where that is said in full: on, by whom, because."""
    began = None if doc.is_protocol else doc.agreement.began
    if began is None or began.authorised_by is None or began.because is None:
        return None
    return began.on


def end(doc: Settled) -> Dated | None:
    """The last day of a document that has one; the earliest, where they differ."""
    if isinstance(doc.document, Protocol):
        return _typed_day(doc.document.end, "ends-on", "end") if doc.document.end else None
    days = [found for _, part in agreed_parts(doc, "start-and-duration") if (found := _day(doc, part, "ends-on"))]
    return min(days, key=lambda each: each.day, default=None)


def next_review(doc: Settled, at: At) -> Dated | None:
    """The day by which a document is reviewed next: as the last review set it, or else as the text says."""
    written = _written_review(doc)
    if at.signed.next_review is not None:
        return Dated(at.signed.next_review, written.path if written else ("review",))
    return written


def _written_review(doc: Settled) -> Dated | None:
    return _typed_day(doc.document.review, "next", "review") if doc.document.review else None


CYCLES = {"six-then-annual": 12, "annual": 12, "two-yearly": 24, "three-yearly-protocol": 36}
"""How many months lie between two reviews, by the likely answer chosen."""


def cycle(doc: Settled) -> tuple[float, ValuePath] | None:
    """The months between two reviews, and where they are written (the block, where a protocol says so).

    Of a protocol's own review only `every:` is read: no likely answer is too long for it.
    """
    if isinstance(doc.document, Protocol):
        block = doc.document.review
        return _cycle_of_block(block) if block is not None else None
    found = [each for _, part in agreed_parts(doc, "review") if (each := _cycle_of(part, doc))]
    return max(found, key=lambda each: each[0], default=None)


def _cycle_of(part: Part, doc: Settled) -> tuple[float, ValuePath] | None:
    every = part.fields.get("every")
    if every is not None and isinstance(every.value, Period):
        return months(every.value), every.place.path if is_own(doc, every.place) else ("review",)
    lengths = [CYCLES[key] for key in part.keys if key in CYCLES]
    if not lengths:
        return None
    if part.place is not None and is_own(doc, part.place):
        return max(lengths), (*part.place.path, "answer")
    return max(lengths), ("review",)


def _cycle_of_block(block: Answer) -> tuple[float, ValuePath] | None:
    every = block.blanks.get("every")
    if not isinstance(every, str):
        return None
    try:
        return months(read_period(every)), ("review", "every")
    except Misread:
        return None


def months(period: Period) -> float:
    """A period in months, for comparing only."""
    return period.hours / 730.5


def later(day: date, period: Period) -> date:
    """The day a period after another: months by the calendar, and of working days Monday to Friday only."""
    if period.unit in ("month", "quarter", "year"):
        return _months_later(day, round(months(period)))
    if period.unit == "working day":
        left = period.amount
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day
    return day + timedelta(days=-int(-period.hours // 24))


def _months_later(day: date, count: int) -> date:
    year, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def working_days(first: date, last: date) -> int:
    """How many days from Monday to Friday lie after the first day, up to the last; holidays are not known."""
    return sum((first + timedelta(days=n)).weekday() < 5 for n in range(1, (last - first).days + 1))


# ── who signs ────────────────────────────────────────────────────────────────────────────────────────


def signatories(doc: Settled, at: At) -> tuple[PartyFacts, ...]:
    """The parties whose signature a document needs.

    Not those who only act on another's instructions, nor a class of bodies, an open set, one still to be named, or
    a partner that only joins later: these sign when they join.
    """
    return at.once("signatories", lambda: tuple(each for each in parties(doc) if _signs(each, doc)))


def _signs(facts: PartyFacts, doc: Settled) -> bool:
    if isinstance(doc.document, Protocol):
        joins = doc.document.partners.get(facts.id)
        return joins is None or not joins.joins
    roles = facts.party.roles if facts.party is not None else []
    only_processor = bool(roles) and all(each.role == "processor" and not each.for_ for each in roles)
    return not is_class(facts) and not only_processor


def joined(facts: PartyFacts, doc: Settled) -> date | None:
    """The day on which a party joined a document that was there before it."""
    if isinstance(doc.document, Protocol):
        joins = doc.document.partners.get(facts.id)
        return joins.since if joins is not None else None
    return facts.party.since if facts.party is not None else None


# ── reading days ─────────────────────────────────────────────────────────────────────────────────────


def _day(doc: Settled, part: Part, field: str) -> Dated | None:
    """A day that a part holds: this document or a schedule wrote it, for no protocol sets a day for others."""
    found = part.fields.get(field)
    if found is None or not isinstance(found.value, date):
        return None
    return Dated(found.value, found.place.path, file_of(doc, found.place))


def _typed_day(block: Answer, field: str, name: str) -> Dated | None:
    """A day as it is typed in a block of the document: a protocol's own blocks settle no point, and a review's day is
    its document's alone.
    """
    text = block.blanks.get(field)
    if not isinstance(text, str):
        return None
    try:
        return Dated(read_date(text), (name, field))
    except Misread:
        return None
