"""How wide words are in Arial, so that columns and boxes can be made wide enough before anything is drawn.

The advance widths are those of Arial, Helvetica and Liberation Sans, which share them: thousandths of the
font size for each character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LOOKED_AT = 8

_REGULAR: dict[int, str] = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft\xa0·", 333: "()-`r“”", 334: "{}", 350: "•",
    355: '"', 389: "*", 469: "^", 500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu£€–", 584: "+<=>~×",
    611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "—…",
    1015: "@",
}  # fmt: skip
_BOLD: dict[int, str] = {
    238: "'", 278: " ,./I\\ijl‘’\xa0·", 280: "|", 333: "!()-:;[]`ft", 350: "•", 389: "*r{}", 474: '"',
    500: "z“”", 556: "#$0123456789J_aceksvxy£€–", 584: "+<=>^~×", 611: "?FLTZbdghnopqu", 667: "EPSVXY",
    722: "&ABCDHKNRU", 778: "GOQw", 833: "M", 889: "%m", 944: "W", 975: "@", 1000: "—…",
}  # fmt: skip


class _Widths(dict[str, int]):
    """Character → advance; one that is not listed is reckoned when it is first met."""

    def __missing__(self, character: str) -> int:
        """An accented letter is as wide as its letter; a combining mark takes no room; the rest is guessed."""
        if unicodedata.combining(character):
            advance = 0
        elif (plain := unicodedata.normalize("NFD", character)[0]) != character and plain in self:
            advance = self[plain]
        elif unicodedata.east_asian_width(character) in "WF" or ord(character) >= 0x2190:
            advance = 1000
        else:
            advance = 722
        self[character] = advance
        return advance


_ADVANCES = tuple(
    _Widths((character, width) for width, characters in table.items() for character in characters).__getitem__
    for table in (_REGULAR, _BOLD)
)


def width(text: str, size: float = 12, bold: bool = False) -> float:
    """The width in points of one line of `text` at `size` points."""
    return _advance(text, bold) * size / 1000


@lru_cache(maxsize=16384)
def _advance(text: str, bold: bool) -> int:
    """The width of a line in thousandths of its size: the same words and sentences stand in many documents."""
    return sum(map(_ADVANCES[bold], text))


def wrap(text: str, limit: float, size: float = 12, bold: bool = False) -> list[str]:
    """Break `text` into lines no wider than `limit` points: at spaces, and inside a word only if it must be."""
    lines: list[str] = []
    room, space = limit * 1000 / size, _advance(" ", bold)
    for typed in text.split("\n"):
        line, taken = "", 0
        for word in typed.split():
            longer = taken + (space if line else 0) + _advance(word, bold)
            if longer <= room:
                line, taken = f"{line} {word}" if line else word, longer
                continue
            if line:
                lines.append(line)
            pieces = _split(word, limit, size, bold)
            lines += pieces[:-1]
            line = pieces[-1]
            taken = _advance(line, bold)
        lines.append(line)
    return lines


def _split(word: str, limit: float, size: float, bold: bool) -> list[str]:
    """A word in pieces that fit: after a hyphen, slash, at-sign or full stop where there is one."""
    if width(word, size, bold) <= limit:
        return [word]
    pieces, piece = [], ""
    for character in word:
        while piece and width(piece + character, size, bold) > limit:
            cut = max(piece.rfind(mark) for mark in "-/@._") + 1
            if not 0 < cut < len(piece):
                cut = len(piece)
            pieces.append(piece[:cut])
            piece = piece[cut:]
        piece += character
    return [*pieces, piece]


def longest_word(texts: Iterable[str], bold: bool = False, size: float = 12) -> float:
    """The width in points of the longest piece that must not be broken: a word, an address, an identifier.

    A hyphen ends a piece in ordinary words ("multi-agency") and not in identifiers ("WD-ISA-014").
    """
    pieces: set[str] = set()
    for text in texts:
        pieces.update(_unbroken(text))
    return widest(pieces, bold, size)


@lru_cache(maxsize=16384)
def _unbroken(text: str) -> tuple[str, ...]:
    """The longest pieces of a text that must not be broken: the same texts stand in the tables of many documents."""
    pieces: list[str] = []
    for word in text.split():
        if "-" in word and "@" not in word and not any(character.isdigit() for character in word):
            pieces += [part + "-" for part in word.split("-")]
        else:
            pieces.append(word)
    return tuple(_longest(pieces))


def widest(texts: Iterable[str], bold: bool = False, size: float = 12) -> float:
    """The width in points of the widest of many lines, looked for among those with most letters."""
    return max((width(line, size, bold) for line in _longest(texts)), default=0.0)


def _longest(texts: Iterable[str]) -> list[str]:
    """The texts with most letters, each once."""
    lines = list(set(texts))
    if len(lines) <= _LOOKED_AT:
        return lines
    return [line for _, line in sorted(zip(map(len, lines), lines, strict=True), reverse=True)[:_LOOKED_AT]]
