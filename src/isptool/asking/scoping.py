"""Answers that differ from party to party: for whom a reply is, and asking on for the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from isptool.asking.asked import is_own
from isptool.asking.draft import Draft, entry
from isptool.asking.open_points import Circumstances, OpenPoint, rows_of
from isptool.asking.put import point_question
from isptool.asking.question import Question, Reply
from isptool.settling.settled import Settled


def questions(settled: Settled, each: OpenPoint, draft: Draft, circumstances: Circumstances) -> Iterator[Question]:
    """The question of a point under `answers:`, for the parties for whom nothing is said yet.

    The first is put for all of them at once, and may be answered for some; then the others are asked.
    """
    place = ("answers", each.id)
    if not draft.has(*place):
        question = point_question(".".join(place), each)
        parties = _parties(each)
        yield replace(question, scope=_named(settled, parties)) if len(parties) > 1 else question
        return
    said = _said(draft, each.id)
    left = [party for party in _parties(each) if not any(party in entry["for"] for entry in said)]
    if not left or any(not entry["for"] for entry in said):
        return
    rows = {row for party in left for row in rows_of(settled, each.id, party)}
    about = f"Asked of: {'; '.join(settled.name(party) for party in left)}"
    yield replace(
        point_question(f"answers.{each.id}.{len(said) + 1}", each),
        about=(about,),
        offers=circumstances.offers(each.point, rows),
        scope=_named(settled, left),
    )


def put(draft: Draft, question: Question, reply: Reply) -> None:
    """Write a reply under `answers:`: for all, or for the parties it is for, beside what is said of others."""
    _, point, *more = question.id.split(".")
    said = entry(reply)
    scope = list(reply.scope) or ([party for party, _ in question.scope] if more else [])
    if not scope:
        draft.put(said, "answers", point)
        return
    scoped = {"for": scope[0] if len(scope) == 1 else scope, **said}
    there = draft.block("answers").get(point)
    known = list(there) if isinstance(there, list) else [] if there is None else [there]
    draft.put([*known, scoped] if known else scoped, "answers", point)


def _parties(each: OpenPoint) -> list[str]:
    """The parties of whom a point is open that each party answers for itself."""
    if not is_own(each.point):
        return []
    return list(dict.fromkeys(party for cell in each.cells if (party := dict(cell.coordinates).get("party", ""))))


def _said(draft: Draft, point: str) -> list[dict[str, Any]]:
    """What is said of a point so far, each with the parties it is for as a list."""
    there = draft.block("answers").get(point)
    entries = there if isinstance(there, list) else [there]
    found = []
    for each in entries:
        given = each.get("for", []) if isinstance(each, dict) else []
        found.append({"for": [given] if isinstance(given, str) else list(given)})
    return found


def _named(settled: Settled, parties: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((party, settled.name(party)) for party in parties)
