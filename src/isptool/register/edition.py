"""The words of a document on the website: its public edition, as HTML in parts, each for a page."""

from __future__ import annotations

from msgspec import Struct

from isptool.writing.document import Document
from isptool.writing.html_govuk import to_parts

MOST = 150_000
"""About how many bytes of a document one page has."""


class Edition(Struct, frozen=True):
    """The public edition of a document: its parts as HTML, its sections with where each begins, and as a Word file."""

    parts: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    word: bytes = b""


def edition_of(document: Document, stem: str, word: bytes = b"") -> Edition:
    """The edition of a composed document whose pages are called after `stem`."""
    made = to_parts(document, MOST, lambda number: part_name(stem, number))
    return Edition(made.html, made.sections, word)


def part_name(stem: str, number: int) -> str:
    """The file of a part, counted from 0. No page of a document has a point in its stem, so names cannot clash."""
    return f"{stem}.html" if number == 0 else f"{stem}.part-{number + 1}.html"
