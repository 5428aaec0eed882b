"""What somebody wrote into a Word file that was sent out: tracked changes and comments, paragraph by paragraph.

A paragraph is read twice, as it was and as it would be; where a paragraph was split or joined, its pieces are taken
together. Who wrote it is kept as the file has it; nothing else of the file is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from isptool.asking.word_reader import W, parsed
from isptool.writing.word_package import Part

_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_NEW = frozenset({f"{W}ins", f"{W}moveTo"})
_SKIPPED = frozenset({f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}sdtPr", f"{W}p", f"{W}delInstrText"})
_SPACES = frozenset({f"{W}br", f"{W}cr", f"{W}tab"})
_FORMATS = frozenset({f"{W}rPrChange", f"{W}pPrChange", f"{W}tblPrChange", f"{W}tcPrChange", f"{W}sectPrChange"})


class Stretch(Struct):
    """One paragraph, or several that were split or joined: as they were, as they would be, and by whom."""

    old: str
    new: str
    authors: tuple[str, ...] = ()
    on: date | None = None
    marks: tuple[str, ...] = ()
    """The bookmarks in it."""

    @property
    def changed(self) -> bool:
        """Whether anything in it is tracked."""
        return self.old != self.new


class Comment(Struct):
    """A comment: who, when, what, on which words, and how many stretches stand before it."""

    author: str
    on: date | None
    text: str
    about: str = ""
    at: int = 0


class Marked(Struct):
    """Everything in a file that was sent back."""

    stretches: list[Stretch] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    formats: int = 0
    """How many changes are of looks alone."""
    elsewhere: list[str] = field(default_factory=list)
    """Words changed in headers, footers and notes."""


def marked(parts: Mapping[str, Part], name: str) -> Marked:
    """What is tracked and commented in a Word file. Raises `IspError` for XML that cannot be read."""
    said = _comments(parts, name)
    root = parsed(parts["word/document.xml"], name)
    reader = _Body(said)
    reader.read(root)
    found = Marked(reader.stretches, sorted(said.values(), key=lambda each: each.at))
    found.formats = sum(1 for _ in root.iter(*_FORMATS))
    for part in sorted(parts):
        if part.startswith(("word/header", "word/footer", "word/footnotes", "word/endnotes")) and part.endswith(".xml"):
            inner = _Body({})
            inner.read(parsed(parts[part], name))
            found.elsewhere += [each.new or each.old for each in inner.stretches if each.changed]
    return found


def holds_any(parts: Mapping[str, Part], name: str) -> bool:
    """Whether a file holds tracked changes or comments at all."""
    body = parsed(parts["word/document.xml"], name)
    if next(body.iter(*_NEW, *_GONE), None) is not None:
        return True
    return bool(_comments(parts, name))


def _comments(parts: Mapping[str, Part], name: str) -> dict[str, Comment]:
    if "word/comments.xml" not in parts:
        return {}
    found = {}
    for each in parsed(parts["word/comments.xml"], name).iter(f"{W}comment"):
        lines = [_even("".join(text.text or "" for text in line.iter(f"{W}t"))) for line in each.iter(f"{W}p")]
        text = "\n".join(line for line in lines if line)
        if text:
            found[each.get(f"{W}id") or ""] = Comment(each.get(f"{W}author") or "", _day(each), text)
    return found


def _day(element: Any) -> date | None:
    try:
        return date.fromisoformat((element.get(f"{W}date") or "")[:10])
    except ValueError:
        return None


def _even(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


class _Pieces(Struct):
    """Paragraphs that belong together, while they are read."""

    old: list[str] = field(default_factory=lambda: [""])
    new: list[str] = field(default_factory=lambda: [""])
    authors: dict[str, None] = field(default_factory=dict)
    on: date | None = None
    marks: list[str] = field(default_factory=list)


class _Body:
    """Reads the paragraphs of a part in order."""

    def __init__(self, comments: Mapping[str, Comment]) -> None:
        self.stretches: list[Stretch] = []
        self.comments = comments
        self.open: dict[str, list[str]] = {}
        self.pieces = _Pieces()

    def read(self, root: Any) -> None:
        for paragraph in root.iter(f"{W}p"):
            row = next(paragraph.iterancestors(f"{W}tr"), None)
            fate = None if row is None else _fate(row.find(f"{W}trPr"))
            self._inside(paragraph, old=fate is None or fate[0], new=fate is None or fate[1])
            if fate is not None:
                self._by(fate[2])
            mark = paragraph.find(f"{W}pPr/{W}rPr")
            ends = _fate(mark)
            if ends is not None:
                self._by(ends[2])
            if ends is None or fate is not None:
                self._end()
            elif ends[1]:  # a new end: the text goes on in the old one
                self.pieces.new.append("")
            else:
                self.pieces.old.append("")
        self._end()

    def _end(self) -> None:
        pieces = self.pieces
        old, new = ("\n".join(filter(None, map(_even, each))) for each in (pieces.old, pieces.new))
        if old or new or pieces.marks:
            self.stretches.append(Stretch(old, new, tuple(pieces.authors), pieces.on, tuple(pieces.marks)))
        self.pieces = _Pieces()

    def _by(self, element: Any) -> None:
        self.pieces.authors[element.get(f"{W}author") or ""] = None
        self.pieces.on = self.pieces.on or _day(element)

    def _inside(self, element: Any, *, old: bool, new: bool) -> None:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag in _GONE:
                self._by(child)
                self._inside(child, old=old, new=False)
            elif tag in _NEW:
                self._by(child)
                self._inside(child, old=False, new=new)
            elif tag in (f"{W}t", f"{W}delText"):
                self._say(child.text or "", old=old, new=new)
            elif tag in _SPACES:
                self._say(" ", old=old, new=new)
            elif tag == f"{W}noBreakHyphen":
                self._say("-", old=old, new=new)
            elif tag == f"{W}bookmarkStart":
                self.pieces.marks.append(child.get(f"{W}name") or "")
            elif tag in (f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference"):
                self._comment(tag, child.get(f"{W}id") or "")
            else:
                self._inside(child, old=old, new=new)

    def _say(self, text: str, *, old: bool, new: bool) -> None:
        if old:
            self.pieces.old[-1] += text
        if new:
            self.pieces.new[-1] += text
        for words in self.open.values():
            words.append(text)

    def _comment(self, tag: str, identifier: str) -> None:
        comment = self.comments.get(identifier)
        if comment is None:
            return
        comment.at = len(self.stretches)
        if tag == f"{W}commentRangeStart":
            self.open[identifier] = []
        elif tag == f"{W}commentRangeEnd":
            comment.about = _even("".join(self.open.pop(identifier, [])))


def _fate(properties: Any) -> tuple[bool, bool, Any] | None:
    """Whether a row or the end of a paragraph was there and is there, and the mark that says so; None if untouched."""
    if properties is None:
        return None
    for child in properties:
        if child.tag in _NEW:
            return False, True, child
        if child.tag in _GONE:
            return True, False, child
    return None


def authors(found: Marked) -> Iterator[str]:
    """Everybody who wrote into the file, each once."""
    named = dict.fromkeys(
        [*(each.author for each in found.comments), *(author for one in found.stretches for author in one.authors)]
    )
    return (each for each in named if each)
