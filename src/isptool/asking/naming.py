"""What the ids of a document are called where people read them who do not know the file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from isptool.law.book import LawBook
from isptool.model.point import Point
from isptool.settling.settled import Settled
from isptool.writing.compose_matter import Composing, Matter
from isptool.writing.compose_words import Words, capital


class Naming:
    """The names of one settled document."""

    def __init__(self, settled: Settled, points: Mapping[str, Point], book: LawBook, words: Words) -> None:
        self._matter = Matter(settled, points, {}, book, Composing(today=date.min), words)

    def name(self, name: str) -> str:
        """How the thing with this id is called: a party, an item, a purpose, a category of data, …"""
        return self._matter.name(name)

    def post(self, text: str) -> str:
        """A post as typed, with the name of the party whose id it begins with."""
        return self._matter.post(text)

    def of_whom(self, coordinates: tuple[tuple[str, str], ...]) -> str:
        """Of whom a cell is asked, such as `Wolds Council (safety plan)`; empty for the document as a whole."""
        named = [self._coordinate(kind, each) for kind, each in coordinates]
        first, *rest = named or [""]
        return f"{first} ({', '.join(rest)})" if rest else first

    def without_party(self, coordinates: tuple[tuple[str, str], ...]) -> str:
        """The same without the party, for a question that is asked of one party alone."""
        rest = [self._coordinate(kind, each) for kind, each in coordinates if kind != "party"]
        return capital(", ".join(rest))

    def _coordinate(self, kind: str, each: str) -> str:
        return f"as {each}" if kind == "direction" else self.name(each)
