"""Which document waits for whom, on what, and since when: what a person who chases answers looks at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Literal

from msgspec import Struct

from isptool.asking.comments import unanswered
from isptool.asking.open_points import OpenCell, OpenPoint
from isptool.model.documents import Agreement, Head
from isptool.model.fields import Misread, read_date
from isptool.model.terms import Comment, Consultation
from isptool.settling.settled import Settled, State

Kind = Literal["no-reply", "comment", "not-yet", "open"]
"""A consultation nobody answered, a comment without an answer, an answer that was promised, a point still open."""


class Waiting(Struct, frozen=True):
    """One document that waits for somebody.

    `party` is the id of the partner waited for, empty where it is several or unknown; `who` says it in words.
    """

    document: str
    title: str
    kind: Kind
    party: str
    who: str
    points: tuple[OpenPoint, ...] = ()
    comments: tuple[Comment, ...] = ()
    said: str = ""
    """What was said of it so far: how it stands."""
    since: date | None = None
    """Since when it waits, where a date in the file says so."""
    until: date | None = None
    """By when it was asked for, or promised."""

    def days(self, today: date) -> int | None:
        """How long it has waited by a day: since it was asked for, or since it was due; None where no date says it.

        Below nothing: it is promised for a day to come.
        """
        begins = self.until if self.kind == "not-yet" else self.since
        return (today - begins).days if begins is not None else None


def waiting(settled: Settled, found: Iterable[OpenPoint]) -> tuple[Waiting, ...]:
    """For whom a document waits, from its open points and its last round of consultation."""
    found = tuple(found)
    return tuple(
        each
        for group in (_no_reply(settled), _comments(settled), _promised(settled, found), _open(settled, found))
        for each in group
    )


def longest_first(found: Iterable[Waiting], today: date) -> list[Waiting]:
    """Those that have waited longest first, then those without a date, then what is promised for a day to come."""

    def place(each: Waiting) -> tuple[int, int]:
        days = each.days(today)
        if days is None:
            return 1, 0
        return (0, -days) if days >= 0 else (2, -days)

    return sorted(found, key=place)


# ── consultation ─────────────────────────────────────────────────────────────────────────────────────


def _last_round(document: Head) -> Consultation | None:
    return document.consultation[-1] if document.consultation else None


def _no_reply(settled: Settled) -> Iterator[Waiting]:
    last = _last_round(settled.document)
    if last is None:
        return
    for party in last.to:
        if party not in last.replied:
            yield _of(settled, "no-reply", party, settled.name(party), since=last.sent, until=last.deadline)


def _comments(settled: Settled) -> Iterator[Waiting]:
    """Comments without an answer wait for whoever owns the document; one for each partner that made them."""
    document = settled.document
    party, who = _somebody(settled, document.owner or "")
    by_party: dict[str, list[Comment]] = {}
    for each in unanswered(document):
        by_party.setdefault(each.party or "", []).append(each)
    for commenter, said in by_party.items():
        days = [
            each.replied.get(commenter) or each.sent
            for each in document.consultation
            if any(comment in said for comment in each.comments)
        ]
        since = min((day for day in days if day is not None), default=None)
        told = f"of {settled.name(commenter)}" if commenter else ""
        yield _of(settled, "comment", party, who, comments=tuple(said), said=told, since=since)


# ── points ───────────────────────────────────────────────────────────────────────────────────────────


def _promised(settled: Settled, found: Sequence[OpenPoint]) -> Iterator[Waiting]:
    """Answers that somebody promised, together where the same person promised them in the same words."""
    together: dict[tuple[str, str, str], dict[str, OpenPoint]] = {}
    for point in found:
        for cell in point.cells:
            if cell.state is State.NOT_YET:
                together.setdefault((cell.who, cell.until, cell.gap), {})[point.id] = point
    for (who, until, said), points in together.items():
        party, name = _somebody(settled, who)
        day = None
        with suppress(Misread):
            day = read_date(until) if until else None
        yield _of(settled, "not-yet", party, name, points=tuple(points.values()), said=said, until=day)


def _open(settled: Settled, found: Sequence[OpenPoint]) -> Iterator[Waiting]:
    """Points that nobody has answered: together for each partner, and for those that are nobody's own."""
    by_party: dict[str, dict[str, OpenPoint]] = {}
    for point in found:
        for party in _asked(point):
            by_party.setdefault(party, {})[point.id] = point
    last = _last_round(settled.document)
    begun = _begun(settled)
    for party, points in by_party.items():
        sent = last.sent if last is not None and party in last.to and party not in last.replied else None
        since = sent or begun
        who = settled.name(party) if party else ""
        yield _of(settled, "open", party, who, points=tuple(points.values()), since=since)


def _begun(settled: Settled) -> date | None:
    """Since when what is open matters: since sharing began before it was agreed, else since the last change noted."""
    document = settled.document
    if isinstance(document, Agreement) and document.began is not None and document.began.on is not None:
        return document.began.on
    return max((each.on for each in document.history if each.on is not None), default=None)


def _asked(point: OpenPoint) -> list[str]:
    """The partners whose cells are open; empty text for what is nobody's own."""
    cells = [each for each in point.cells if each.state is not State.NOT_YET]
    if not point.cells:
        return [""]
    return list(dict.fromkeys(_party(each) for each in cells))


def _party(cell: OpenCell) -> str:
    return dict(cell.coordinates).get("party", "")


def _somebody(settled: Settled, text: str) -> tuple[str, str]:
    """The partner that a post begins with, and the post with that partner's name: `wolds-council DPO`."""
    first, _, rest = text.partition(" ")
    if first in settled.parties:
        return first, f"{settled.name(first)} {rest}".strip()
    return "", text


def _of(
    settled: Settled,
    kind: Kind,
    party: str,
    who: str,
    *,
    points: tuple[OpenPoint, ...] = (),
    comments: tuple[Comment, ...] = (),
    said: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Waiting:
    document = settled.document
    return Waiting(document.id, document.title, kind, party, who, points, comments, said, since, until)
