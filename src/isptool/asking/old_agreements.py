"""The paragraphs of agreements that were written elsewhere: Word files through the one door, Markdown, plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from isptool.checking.old_agreements import Paragraph
from isptool.errors import IspError

TEXTS = (".md", ".markdown", ".txt", ".text")
OTHERS: Mapping[str, tuple[str, str]] = {
    ".doc": ("it is a Word file of the old kind.", "Save it in Word as a .docx file."),
    ".pdf": ("it is a PDF.", "Look for the Word file it was made from."),
    ".odt": ("it is an OpenDocument text.", "Save it as a .docx file."),
    ".rtf": ("it is rich text.", "Save it in Word as a .docx file."),
    ".docm": ("it is a Word file with macros.", "Save it in Word as a .docx file."),
}
"""Files that may be agreements and are not read: why, and what to do."""

_PART = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml\Z")
_HEADING_STYLE = re.compile(r"(?:heading|berschrift|titre)\s*-?(\d)", re.IGNORECASE)
_NUMBERED = re.compile(r"\d+(?:\.\d+)*\.?\s+\S")
_LONGEST_HEADING = 90


def paragraphs(data: bytes, name: str) -> list[Paragraph]:
    """What a file says, by its name: `.docx`, or one of `TEXTS`. Raises `IspError` where it cannot be read."""
    if name.lower().endswith(".docx"):
        return list(_of_word(data, name))
    return list(_of_text(_decoded(data, name), markdown=name.lower().endswith((".md", ".markdown"))))


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────


def _of_word(data: bytes, name: str) -> Iterator[Paragraph]:
    from isptool.asking.word_reader import parsed, parts_of

    parts = parts_of(data, name)
    yield from _of_part(parsed(parts["word/document.xml"], name), "")
    for part_name in sorted(parts):
        found = _PART.match(part_name)
        if found:
            yield from _of_part(parsed(parts[part_name], name), found[1])


def _of_part(root: Any, part: str) -> Iterator[Paragraph]:
    from isptool.asking.word_reader import W

    number, heading = 0, ""
    for element in root.iter(f"{W}p"):
        text = _words(element).strip()
        if not text:
            continue
        number += 1
        level = 0 if part or _in_a_table(element, W) else _level(element, text, W)
        if level:
            heading = text
        yield Paragraph(number, text, part, heading, level)


def _words(paragraph: Any) -> str:
    """What a paragraph says now: without what was struck out, and without what other paragraphs inside it say."""
    from isptool.asking.word_reader import LINE, UNSEEN, W

    pieces: list[str] = []
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        tag = element.tag
        if tag in UNSEEN or tag == f"{W}p" or not isinstance(tag, str):
            continue
        if tag == f"{W}t":
            pieces.append(element.text or "")
        elif tag in LINE:
            pieces.append(LINE[tag])
        else:
            waiting.append(iter(element))
    return "".join(pieces)


def _in_a_table(paragraph: Any, w: str) -> bool:
    return next(paragraph.iterancestors(f"{w}tbl"), None) is not None


def _level(paragraph: Any, text: str, w: str) -> int:
    """The level of a heading, by its style or outline; a short numbered line that ends like one; else 0."""
    properties = paragraph.find(f"{w}pPr")
    if properties is not None:
        style = properties.find(f"{w}pStyle")
        named = _HEADING_STYLE.search(style.get(f"{w}val") or "") if style is not None else None
        if named:
            return int(named[1]) or 1
        outline = properties.find(f"{w}outlineLvl")
        if outline is not None and (outline.get(f"{w}val") or "").isdigit() and int(outline.get(f"{w}val")) < 9:
            return int(outline.get(f"{w}val")) + 1
    return 1 if _NUMBERED.match(text) and len(text) <= _LONGEST_HEADING and text[-1] not in ".;:,?" else 0


# ── plain text ───────────────────────────────────────────────────────────────────────────────────────


def _decoded(data: bytes, name: str) -> str:
    """The text: UTF-8, UTF-16 where it says so, else as Windows writes it."""
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise IspError(f"{name} is not text.", "Look at what it is.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _of_text(text: str, *, markdown: bool) -> Iterator[Paragraph]:
    """Paragraphs between empty lines; in Markdown a heading, a list item or a row of a table is one of its own."""
    number, heading, first = 0, "", 0
    block: list[str] = []
    fenced = False

    def close() -> Iterator[Paragraph]:
        nonlocal number, block
        if block:
            number += 1
            yield Paragraph(number, "\n".join(block), heading=heading, line=first)
        block = []

    for at, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if markdown and stripped.startswith(("```", "~~~")):
            fenced = not fenced
        level = _text_level(line, markdown) if not fenced else 0
        if not stripped or level or (markdown and not fenced and _ITEM.match(line)):
            yield from close()
        if level:
            number += 1
            heading = stripped.lstrip("#").strip().rstrip("#").strip()
            yield Paragraph(number, line, heading=heading, level=level, line=at)
        elif stripped:
            first = first if block else at
            block.append(line)
    yield from close()


_ITEM = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|\|)")


def _text_level(line: str, markdown: bool) -> int:
    if markdown:
        marks = len(line) - len(line.lstrip("#"))
        return marks if 0 < marks <= 6 and line[marks : marks + 1] == " " else 0
    plain = line.strip()
    short = 0 < len(plain) <= _LONGEST_HEADING and plain[-1] not in ".;:,?"
    return 1 if short and (_NUMBERED.match(plain) or (plain.isupper() and len(plain) > 3)) else 0
