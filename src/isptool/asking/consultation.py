"""What partners said in consultation: kept as comments, listed while unanswered, and told with their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from isptool.asking.about_document import about_document
from isptool.asking.amending import value_at
from isptool.asking.comments import comments, unanswered
from isptool.asking.naming import Naming
from isptool.asking.returned import Remark
from isptool.asking.words import AskingWords
from isptool.findings import Edit, ValuePath
from isptool.model.terms import Comment
from isptool.reading.source import Source
from isptool.settling.settled import Settled
from isptool.writing.compose_words import capital
from isptool.writing.document import Block, Cell, Document, Gap, Para, Prose, Table
from isptool.writing.prose import prose


def last_round(data: Any) -> ValuePath | None:
    """Where the last round of consultation stands in a file; None where there is none."""
    rounds = value_at(data, ("consultation",))
    if isinstance(rounds, list) and rounds:
        return ("consultation", len(rounds) - 1)
    return ("consultation",) if isinstance(rounds, dict) else None


def comment_edits(source: Source, party: str, remarks: Sequence[tuple[Remark, str]], day: str) -> list[Edit]:
    """The edits that keep remarks as comments of the last round of consultation; each with its answer, if it has one.

    What that partner said before in the same words is not kept twice. That it replied, on `day`, is kept too.
    """
    there = _listed(value_at(source.data, ("consultation",)))
    known = {
        tuple(" ".join(str(each.get(key, "")).split()) for key in ("party", "about", "said"))
        for one in there
        for each in _listed(value_at(one, ("comments",)))
        if isinstance(each, dict)
    }
    new = []
    for remark, answer in remarks:
        if tuple(" ".join(each.split()) for each in (party, remark.clause, remark.said)) in known:
            continue
        entry = {"party": party, **({"about": remark.clause} if remark.clause else {}), "said": remark.said}
        new.append({**entry, "answer": answer} if answer else entry)
    last = last_round(source.data)
    if last is None:
        return [Edit("set", ("consultation",), [{"replied": {party: day}, "comments": new}])] if new else []
    edits = [Edit("set", (*last, "replied", party), day)]
    if party in (value_at(source.data, (*last, "replied")) or {}):
        edits = []
    said = value_at(source.data, (*last, "comments"))
    if isinstance(said, list) and said:
        return [*edits, *(Edit("add-item", (*last, "comments"), each) for each in new)]
    return [*edits, Edit("set", (*last, "comments"), new)] if new else edits


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def replies(settled: Settled, words: AskingWords, naming: Naming) -> Document:
    """“You said, we did”: every comment of the consultation with what became of it."""
    document, say = settled.document, words.say
    found = comments(document)
    left = len(unanswered(document))
    blocks: list[Block] = [Para(say("replies-lead" if found else "replies-none"))]
    if left:
        blocks.append(Para((Gap(say("replies-left" if left > 1 else "replies-left-one", count=str(left))),)))
    if found:
        head = tuple(say(key) for key in ("replies-who", "replies-about", "replies-said", "replies-did"))
        rows = tuple(_row(each, words, naming) for each in found)
        blocks.append(Table("", head, rows, description=say("replies-described")))
    return about_document(document, say("replies-title"), blocks)


def _row(each: Comment, words: AskingWords, naming: Naming) -> tuple[Cell, ...]:
    answer: Cell = Prose(prose(each.answer).blocks) if each.answer else (Gap(words.say("replies-open")),)
    who = capital(naming.name(each.party)) if each.party else ""
    return (who, capital(each.about or ""), Prose(prose(each.said).blocks), answer)
