"""Rounds of consultation in a document, and the edits that open one, keep a reply, or answer a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from isptool.asking.amending import value_at
from isptool.asking.consultation import comment_edits, last_round
from isptool.asking.returned import Remark
from isptool.errors import IspError
from isptool.findings import Edit, ValuePath
from isptool.model.documents import Head
from isptool.model.terms import Comment
from isptool.reading.source import Source


class Numbered(Struct, frozen=True):
    """A comment with the number by which it is answered, and where it stands in the file."""

    number: int
    comment: Comment
    path: ValuePath


class Round(Struct, frozen=True):
    """One round: when it was sent, by when partners answer, who was asked, who replied, and what was said."""

    sent: date | None
    deadline: date | None
    asked: tuple[str, ...]
    replied: Mapping[str, date | None]
    comments: tuple[Numbered, ...]

    @property
    def waiting(self) -> tuple[str, ...]:
        """Those who were asked and have neither replied nor commented."""
        heard = {*self.replied, *(each.comment.party for each in self.comments)}
        return tuple(each for each in self.asked if each not in heard)


def rounds(document: Head, everybody: Sequence[str]) -> list[Round]:
    """The rounds of a document, oldest first. Where a round does not say who was asked, everybody was."""
    found, number = [], 0
    for place, each in enumerate(document.consultation):
        comments = []
        for at, comment in enumerate(each.comments):
            number += 1
            comments.append(Numbered(number, comment, ("consultation", place, "comments", at)))
        asked = tuple(each.to) or tuple(everybody)
        found.append(Round(each.sent, each.deadline, asked, each.replied, tuple(comments)))
    return found


def opened(source: Source, sent: str, deadline: str, to: Sequence[str]) -> list[Edit]:
    """The edits that open a round."""
    entry = {"sent": sent, "deadline": deadline, "to": list(to)}
    there = value_at(source.data, ("consultation",))
    if isinstance(there, dict):
        return [Edit("set", ("consultation",), [there, entry])]
    return [Edit("add-item", ("consultation",), entry)] if there else [Edit("set", ("consultation",), [entry])]


def replied(source: Source, partner: str, day: str) -> list[Edit]:
    """The edits that keep that a partner replied, without a comment, in the last round."""
    last = _last(source)
    if partner in (value_at(source.data, (*last, "replied")) or {}):
        return []
    return [Edit("set", (*last, "replied", partner), day)]


def said(source: Source, partner: str, about: str, text: str, day: str) -> list[Edit]:
    """The edits that keep what a partner said, and that it replied, in the last round."""
    _last(source)
    return comment_edits(source, partner, [(Remark(partner, None, about, text), "")], day)


def answered(source: Source, found: Sequence[Round], number: int, text: str) -> list[Edit]:
    """The edits that answer the comment with a number. Raises `IspError` where there is none."""
    comments = {each.number: each for one in found for each in one.comments}
    if number not in comments:
        hint = f"They are numbered 1 to {len(comments)}." if comments else "Nobody has commented."
        raise IspError(f"There is no comment {number}.", hint)
    return [Edit("set", (*_as_written(source.data, comments[number].path), "answer"), text)]


def _last(source: Source) -> ValuePath:
    last = last_round(source.data)
    if last is None:
        raise IspError("No round of consultation is open.", "Open one with --send.")
    return last


def _as_written(data: Any, path: ValuePath) -> ValuePath:
    """A path in the file: one round, or one comment, is no list there."""
    steps: ValuePath = ()
    for step in path:
        if isinstance(step, int) and isinstance(value_at(data, steps), dict):
            continue
        steps = (*steps, step)
    return steps
