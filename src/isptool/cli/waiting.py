"""`isptool points` of a whole workspace: how the points of each document stand, and who is waited for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from isptool.asking.asked import codes
from isptool.asking.open_points import open_points
from isptool.asking.waiting import Waiting, longest_first, waiting
from isptool.cli import terminal
from isptool.cli.judging import points_of
from isptool.cli.opening import Opened
from isptool.cli.report import Points, number
from isptool.errors import IspError
from isptool.model.fields import show_date
from isptool.settling.settled import Settled


def tell(opened: Opened, documents: Sequence[Settled], today: date, *, party: str, to: str) -> int:
    """Print how the points of all documents stand and for whom they wait; with `party`, what waits for that partner."""
    if party:
        _check_party(documents, party)
    book = opened.law()
    found = [each for settled in documents for each in waiting(settled, open_points(settled, book))]
    found = longest_first((each for each in found if not party or each.party == party), today)
    named = codes(opened.points())
    stands = [(each.document.id, points_of(each)) for each in documents]
    if to == "json":
        data = {
            "version": 1,
            "as_at": today.isoformat(),
            "documents": [{"id": name, **_stand(stand)} for name, stand in stands],
            "waiting": [_data(each, today, named) for each in found],
        }
        terminal.emit(json.dumps(data, ensure_ascii=False, indent=2) + "\n", utf8=True)
        return 0
    terminal.say_wrapped("\n".join([*(() if party else _table(stands)), *_lines(found, today, named, party)]))
    return 0


def _check_party(documents: Sequence[Settled], party: str) -> None:
    known = dict.fromkeys(each for settled in documents for each in settled.parties)
    if party in known:
        return
    from isptool.reading.nearest import nearest

    near = nearest(party, known)
    hint = f"Did you mean {near}?" if near else f"Those who do are: {', '.join(known) or 'none'}."
    raise IspError(f"{party} takes no part in any document here.", hint)


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────


def _table(stands: Sequence[tuple[str, Points]]) -> Iterator[str]:
    widest = max(len("document"), *(len(name) for name, _ in stands))
    yield f"{'document'.ljust(widest)}  inherited  answered  open  not applicable   of"
    for name, stand in stands:
        figures = f"{stand.inherited:9}  {stand.answered:8}  {stand.open:4}  {stand.not_applicable:14}  {stand.of:3}"
        yield f"{name.ljust(widest)}  {figures}"
    yield ""


def _lines(found: Sequence[Waiting], today: date, named: Mapping[str, str], party: str) -> Iterator[str]:
    if not found:
        yield f"Nothing waits for {party}." if party else "Nothing waits for anybody."
        return
    yield f"Waiting, the longest first (as at {show_date(today)}):"
    long = [_how_long(each, today) for each in found]
    wide, wider = max(map(len, long)), max(len(each.document) for each in found)
    for each, days in zip(found, long, strict=True):
        yield f"  {days.rjust(wide)}  {each.document.ljust(wider)}  {_sentence(each, named)}"


def _how_long(each: Waiting, today: date) -> str:
    days = each.days(today)
    if days is None:
        return "no date"
    if days == 0:
        return "today"
    counted = number(abs(days), "day")
    if days < 0:
        return f"in {counted}"
    return f"{counted} late" if each.kind == "not-yet" else counted


_SHOWN = 8
"""How many open points of a document are named in a line of many documents."""


def _sentence(each: Waiting, named: Mapping[str, str]) -> str:
    who = each.who or ("all partners" if each.kind == "open" else "somebody unnamed")
    if each.kind == "no-reply":
        sent = f" sent on {show_date(each.since)}" if each.since else ""
        due = f", due by {show_date(each.until)}" if each.until else ""
        return f"{who}: no reply to the consultation{sent}{due}"
    if each.kind == "comment":
        about = ", ".join(dict.fromkeys(comment.about for comment in each.comments if comment.about))
        count = number(len(each.comments), "comment")
        return f"{who}: no answer yet to {count} {each.said}{f' ({about})' if about else ''}".rstrip()
    titles = [f"{named[point.id]} {point.point.title}" for point in each.points]
    points = ", ".join(titles)
    if each.kind == "open":
        more = len(titles) - _SHOWN
        first = ", ".join(titles[:_SHOWN])
        return f"{who}: {first}, and {more} more (isptool points {each.document})" if more > 1 else f"{who}: {points}"
    by = f", by {show_date(each.until)}" if each.until else ""
    return f"{who}{by}: {points}: not yet{f': {chr(32).join(each.said.split())}' if each.said else ''}"


# ── data ─────────────────────────────────────────────────────────────────────────────────────────────


def _stand(stand: Points) -> dict[str, int]:
    return {
        "inherited": stand.inherited, "answered": stand.answered, "open": stand.open, "open_cells": stand.open_cells,
        "not_applicable": stand.not_applicable, "withheld": stand.withheld, "of": stand.of,
    }  # fmt: skip


def _data(each: Waiting, today: date, named: Mapping[str, str]) -> dict[str, Any]:
    return {
        "document": each.document,
        "title": each.title,
        "why": each.kind,
        "party": each.party or None,
        "who": each.who or None,
        "points": [{"id": point.id, "code": named[point.id], "title": point.point.title} for point in each.points],
        "comments": [
            {"party": comment.party, "about": comment.about, "said": comment.said} for comment in each.comments
        ],
        "said": each.said or None,
        "since": each.since.isoformat() if each.since else None,
        "until": each.until.isoformat() if each.until else None,
        "days": each.days(today),
    }
