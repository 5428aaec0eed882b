"""Composing: a settled document → the neutral `Document` that every writer prints, in the edition that is wanted."""

from __future__ import annotations

from collections.abc import Mapping

from isptool.law.book import LawBook
from isptool.model.point import Checklist, Point
from isptool.settling.settled import Settled
from isptool.writing import compose_words
from isptool.writing.compose_full import Composed, full
from isptool.writing.compose_matter import Composing, Matter
from isptool.writing.document import Document

__all__ = ["Composed", "Composing", "compose", "compose_knowing"]


def compose(
    settled: Settled,
    *,
    points: Mapping[str, Point],
    checklists: Mapping[str, Checklist],
    book: LawBook,
    at: Composing,
) -> Document:
    """The document of a settled agreement or protocol, in the edition that `at` names.

    Raises `IspError` where the template or the words are wrong, with file, line and the nearest right name; and for
    an edition that this document does not have.
    """
    matter = Matter(settled, points, checklists, book, at, at.words or compose_words.load())
    if at.edition == "full":
        return full(matter).document
    from isptool.writing.compose_editions import edition

    return edition(matter)


def compose_knowing(
    settled: Settled,
    *,
    points: Mapping[str, Point],
    checklists: Mapping[str, Checklist],
    book: LawBook,
    at: Composing,
) -> Composed:
    """The full edition, with where each of its blocks comes from."""
    return full(Matter(settled, points, checklists, book, at, at.words or compose_words.load()))
