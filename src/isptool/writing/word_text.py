"""The visible text of a Word file, paragraph by paragraph: to hold a file that came back against the one sent out.

What a reader sees as the file is now: text put in under tracked changes is in it, text struck out is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from lxml import etree
from msgspec import Struct

from isptool.errors import IspError
from isptool.writing import word_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNSEEN = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}delText", f"{_W}instrText"})
_HEADING = "heading"


class Line(Struct, frozen=True):
    """One paragraph as it is seen, and the heading under which it stands (empty before the first)."""

    text: str
    under: str = ""


class Difference(Struct, frozen=True):
    """Where two texts differ: under which heading, what stood there and what stands there now."""

    under: str
    old: str
    new: str


def visible_lines(data: bytes, name: str = "The file") -> list[Line]:
    """Every paragraph of a Word file that shows anything, in order; then those of headers, footers and notes.

    Raises `IspError` if it is not a Word file.
    """
    parts = word_package.read(data, name)
    if "word/document.xml" not in parts:
        raise IspError(f"{name} is not a Word document.", "Ask for it as a .docx file.")
    levels = _heading_styles(parts)
    lines = list(_lines(parts["word/document.xml"].data(), levels, name))
    for part in sorted(parts):
        if part.startswith(("word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments.")):
            said = {line.text for line in _lines(parts[part].data(), levels, name)}
            lines += [Line(text, f"({part.removeprefix('word/').removesuffix('.xml')})") for text in sorted(said)]
    return lines


def has_tracked_changes(data: bytes, name: str = "The file") -> bool:
    """Whether a Word file holds tracked changes that nobody has accepted or rejected."""
    content = word_package.read(data, name)["word/document.xml"].data()
    return any(mark in content for mark in (b"<w:ins ", b"<w:del ", b"<w:moveFrom ", b"<w:moveTo "))


def differences(old: list[Line], new: list[Line]) -> list[Difference]:
    """Where the new lines differ from the old, each with the heading under which it stands."""
    found: list[Difference] = []
    before, after = [each.text for each in old], [each.text for each in new]
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        out, came = old[start:end], new[first:last]
        for number in range(max(len(out), len(came))):
            was = out[number] if number < len(out) else None
            now = came[number] if number < len(came) else None
            place = was or now
            assert place is not None
            found.append(Difference(place.under, was.text if was else "", now.text if now else ""))
    return found


def _lines(content: bytes, levels: frozenset[str], name: str) -> Iterator[Line]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise IspError(f"{name} cannot be read: {error}.", "Ask for the file again.") from None
    under = ""
    for paragraph in root.iter(f"{_W}p"):
        text = " ".join("".join(_seen(paragraph)).split())
        if not text:
            continue
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val") in levels:
            under = text
        yield Line(text, under)


def _seen(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _UNSEEN or child.tag == f"{_W}p":
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _seen(child)


def _heading_styles(parts: Any) -> frozenset[str]:
    """The ids of the styles of headings, whatever they are called in this file."""
    if "word/styles.xml" not in parts:
        return frozenset()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(parts["word/styles.xml"].data(), parser)
    except etree.XMLSyntaxError:
        return frozenset()
    found = set()
    for style in root.iter(f"{_W}style"):
        named = style.find(f"{_W}name")
        if named is not None and (named.get(f"{_W}val") or "").casefold().startswith(_HEADING):
            found.add(style.get(f"{_W}styleId") or "")
    return frozenset(found)
