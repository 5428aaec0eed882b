"""`isptool points`: what still has to be agreed, and what usually answers it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isptool.cli import options

if TYPE_CHECKING:
    from isptool.asking.open_points import Offer, OpenPoint
    from isptool.cli.opening import Opened
    from isptool.cli.report import Points
    from isptool.model.documents import Head
    from isptool.settling.settled import Settled

EXAMPLES = (
    "isptool points examples/wolds-and-dales/agreements/domestic-abuse-conference.yaml",
    "isptool points examples/wolds-and-dales",
)
_FORMS = ("text", "json", "sheet", "form", "replies")


def points(
    document: Annotated[
        str | None,
        typer.Argument(
            metavar="[DOC]", help="The path or id of a document; a folder, or nothing, shows all in a table."
        ),
    ] = None,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="text, json, or Word: sheet (for a meeting), form (for each partner), replies (you said, we did).",
        ),
    ] = "text",
    party: Annotated[
        str | None, typer.Option("--for", metavar="PARTNER", help="Only what is asked of this partner.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="DIR", help="Where Word files go; else to rendered/.")
    ] = None,
    today: options.Today = None,
) -> int:
    """Show what still has to be agreed: how many points are inherited, answered and open, and each open one.

    The likely answers of each point stand below it, those that fit your partners, purposes and data first.

    For a whole workspace: how the points of each document stand, then which document waits for whom and on what,
    the longest waiting first: replies to a consultation, comments without an answer, answers that were promised, and
    points that nobody has answered.
    """
    from pathlib import Path

    from isptool.cli.opening import open_named, open_one, readable

    options.one_of("--to", to, _FORMS)
    if document is None or Path(document).is_dir():
        return _many(readable(open_named([document] if document else [])[0]), party or "", to, output, today)
    return _one(readable(open_one(document)), document, party or "", to, output)


# ── one document ─────────────────────────────────────────────────────────────────────────────────────


def _one(opened: Opened, name: str, party: str, to: str, output: str | None) -> int:
    from isptool.asking.open_points import open_points
    from isptool.cli import terminal
    from isptool.cli.judging import points_of
    from isptool.errors import IspError

    settled = next(iter(opened.settled().documents), None)
    if settled is None:
        why = next(
            (
                each.message
                for file in opened.workspace.files()
                if file.shown_as in opened.only
                for each in file.findings
            ),
            "",
        )
        raise IspError(
            f"{name} cannot be settled as it stands. {why}".rstrip(),
            f"See what is wrong with `isptool validate {name}`.",
        )
    if party and party not in settled.parties:
        parties = ", ".join(settled.parties) or "none"
        raise IspError(f"{party} takes no part in {settled.document.id}.", f"Those who do are: {parties}.")
    found = open_points(settled, opened.law(), party)
    if to not in ("text", "json"):
        return _in_word(opened, output, settled, found, party, to)
    stand = points_of(settled)
    if to == "json":
        terminal.emit(json.dumps(_as_data(settled, stand, found), ensure_ascii=False, indent=2) + "\n", utf8=True)
    else:
        terminal.say_wrapped("\n".join(_as_text(settled, stand, found, party)))
    return 0


def _in_word(
    opened: Opened, output: str | None, settled: Settled, found: tuple[OpenPoint, ...], party: str, to: str
) -> int:
    """The sheet, the replies, or a form for one partner or for each that is asked something."""
    from isptool.cli import terminal
    from isptool.cli.papers import Papers

    papers = Papers(opened, output)
    if to == "sheet":
        papers.sheet(settled, found, party)
        return papers.close()
    if to == "replies":
        papers.replies(settled)
        return papers.close()
    if party:
        papers.form(settled, party, always=True)
        return papers.close()
    parties = [facts.id for facts in settled.parties.values() if not facts.is_other]
    made = [each for each in parties if papers.form(settled, each)]
    if not made:
        terminal.say("Nothing is left to agree, so there is no form to send.")
    return papers.close()


def _as_text(settled: Settled, stand: Points, found: tuple[OpenPoint, ...], party: str) -> Iterator[str]:
    document = settled.document
    version = f" {document.version}" if document.version else ""
    yield f"{document.title} ({document.kind} {document.id}{version})"
    withheld = f", withheld {stand.withheld}" if stand.withheld else ""
    yield (
        f"Points: inherited {stand.inherited}, answered {stand.answered}, open {stand.open}, "
        f"not applicable {stand.not_applicable}{withheld}, of {stand.of}"
    )
    yield from _consultation(document, party)
    if not found:
        yield ""
        yield f"Nothing is left to agree for {party}." if party else "Nothing is left to agree."
    for each in found:
        yield ""
        yield from _point(each, "settles" if settled.is_protocol else "answers")


def _consultation(document: Head, party: str) -> Iterator[str]:
    """What was said in consultation and has no answer yet."""
    from isptool.asking.comments import comments, unanswered
    from isptool.cli.report import number

    left = [each for each in unanswered(document) if not party or each.party == party]
    if not left:
        return
    yield ""
    yield f"Consultation: no answer yet to {len(left)} of {number(len(comments(document)), 'comment')}"
    for each in left:
        said = " ".join(each.said.split())
        yield f"   {', '.join(filter(None, (each.party, each.about)))}: {said}"


_MOST_CELLS = 6


def _point(each: OpenPoint, block: str) -> Iterator[str]:
    yield f"{each.point.code} {each.point.title}  ({each.id})"
    yield f"   {each.point.question}"
    named = [cell for cell in each.cells if cell.of]
    if named:
        yield f"   Open for {len(each.cells)} of {each.of}:"
        for cell in named[:_MOST_CELLS]:
            said = f" - {cell.said}" if cell.said else ""
            missing = f" - missing: {', '.join(cell.missing)}" if cell.missing else ""
            yield f"     {cell.of}{said}{missing}"
        if len(named) > _MOST_CELLS:
            yield f"     and {len(named) - _MOST_CELLS} more"
    else:
        for cell in each.cells:
            if cell.said:
                yield f"   So far: {cell.said}"
            if cell.missing:
                yield f"   Missing: {', '.join(cell.missing)}"
    if each.why:
        yield f"   {each.why}"
    yield f"   Write it in {_home(each, block)}. Likely answers:"
    fitting = [offer for offer in each.offers if offer.fits]
    yield from _offers(fitting)
    others = [offer.written or offer.key for offer in each.offers if not offer.fits]
    if others:
        yield f"     less likely here: {', '.join(others)}"


def _home(each: OpenPoint, block: str) -> str:
    """Where the answer is written: in a protocol every point stands under `settles:`."""
    home = each.point.home
    return f"`{block}: {each.id}:`" if home == "answers" or block == "settles" else f"`{home}:`"


def _offers(offers: list[Offer]) -> Iterator[str]:
    widest = min(max((len(offer.written) for offer in offers), default=0), 26)
    for offer in offers:
        yield f"     {offer.written.ljust(widest)}  {offer.sentence}"


def _as_data(settled: Settled, stand: Points, found: tuple[OpenPoint, ...]) -> dict[str, Any]:
    document = settled.document
    return {
        "version": 1,
        "document": {"id": document.id, "kind": document.kind, "title": document.title, "file": settled.file},
        "points": {
            "inherited": stand.inherited,
            "answered": stand.answered,
            "not_applicable": stand.not_applicable,
            "withheld": stand.withheld,
            "open": stand.open,
            "open_cells": stand.open_cells,
            "of": stand.of,
        },
        "consultation": _consultation_data(document),
        "open": [_point_data(each) for each in found],
    }


def _consultation_data(document: Head) -> dict[str, Any]:
    from isptool.asking.comments import comments, unanswered

    left = [{"party": each.party, "about": each.about, "said": each.said} for each in unanswered(document)]
    return {"comments": len(comments(document)), "unanswered": left}


def _point_data(each: OpenPoint) -> dict[str, Any]:
    return {
        "id": each.id,
        "code": each.point.code,
        "title": each.point.title,
        "question": each.point.question,
        "why": each.point.why,
        "state": each.state.value,
        "written_in": each.point.home,
        "cells": [
            {
                "of": dict(cell.coordinates),
                "state": cell.state.value,
                "missing": list(cell.missing),
                "said": cell.said or None,
            }
            for cell in each.cells
        ],
        "likely_answers": [
            {
                "key": offer.key,
                "written": offer.written or None,
                "sentence": offer.sentence,
                "hint": offer.hint or None,
                "fits": offer.fits,
                "blanks": [blank.name for blank in offer.blanks],
            }
            for offer in each.offers
        ],
    }


# ── a workspace ──────────────────────────────────────────────────────────────────────────────────────


def _many(opened: Opened, party: str, to: str, output: str | None, today: str | None) -> int:
    from isptool.asking.open_points import open_points
    from isptool.cli.waiting import tell
    from isptool.errors import IspError

    documents = opened.settled().documents
    if not documents:
        raise IspError("There is no document here to look at.", "Start one with `isptool new agreement`.")
    if to == "sheet":
        from isptool.cli.papers import Papers

        papers = Papers(opened, output)
        for each in documents:
            if found := open_points(each, opened.law()):
                papers.sheet(each, found, "")
        return papers.close()
    if to in ("form", "replies"):
        what = "Forms are" if to == "form" else "Replies are"
        raise IspError(f"{what} made for one document at a time.", f"Name it: isptool points ID --to {to}")
    return tell(opened, documents, options.as_at(today, opened.workspace), party=party, to=to)
