"""Bytes to text: UTF-8 only, and nothing in it that an editor does not show."""

from __future__ import annotations

import codecs
from collections import Counter
from typing import NamedTuple

from isptool.findings import Edit, Severity, Span, ValuePath
from isptool.pattern import Pattern

BOM = "\ufeff"

_LINE_BREAK = Pattern(r"\r\n|\n|\r")
_ODD_BREAK = Pattern("[\u0085\u2028\u2029]")
# What YAML itself refuses, and half surrogate pairs, which have no UTF-8.
_CONTROL = Pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
UNSEEN = Pattern(f"{_CONTROL.text}|{_ODD_BREAK.text}")
_MANY = 5

_KNOWN = {
    "\x00": "a NUL character",
    "\x0b": "a manual line break from a word processor",
    "\x0c": "a page break",
    "\x1b": "an escape character from a terminal",
    "\x7f": "a delete character",
    "\u0085": 'a "next line" character',
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    BOM: "a byte order mark in the middle of the text",
}


class Problem(NamedTuple):
    """One thing wrong, before it has become a finding: a code of `codes.CODES`, own words, a place.

    `severity` is only given where it differs from that of the code.
    """

    code: str
    message: str
    span: Span | None = None
    fix: str = ""
    edit: Edit | None = None
    path: ValuePath = ()
    severity: Severity | None = None


class Decoded(NamedTuple):
    """Text without its byte order mark, whether there was one, and how its lines end."""

    text: str
    bom: bool
    newline: str
    problems: list[Problem]


def lines_of(text: str) -> list[str]:
    """The lines of a text without their ends, counted as editors count them."""
    return _LINE_BREAK.split(text)


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1 and in code points, of a position in the text."""
    breaks = list(_LINE_BREAK.finditer(text, 0, index))
    return len(breaks) + 1, index - (breaks[-1].end() if breaks else 0) + 1


def decode(raw: bytes) -> Decoded:
    """Text of a file's bytes. UTF-16 and whatever is not UTF-8 yield a problem and no text."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Decoded("", False, "\n", [Problem("YML-05", "This file is saved as UTF-16, not UTF-8.")])
    # Without a mark, UTF-16 shows as a zero in every second byte.
    if len(raw) >= 4 and (raw[0::2][:40].count(0) > len(raw[:80]) // 4 or raw[1::2][:40].count(0) > len(raw[:80]) // 4):
        return Decoded("", False, "\n", [Problem("YML-05", "This file looks like UTF-16, not UTF-8.")])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8").removeprefix(BOM)
        line, column = place(good, len(good))
        byte = raw[error.start]
        seen = raw[error.start : error.start + 1].decode("cp1252", "replace")
        hint = f" (in Windows-1252 it would be {seen})" if seen.isprintable() and seen != "\ufffd" else ""
        message = f"This is not UTF-8: byte {byte:#04x} at line {line}, column {column} has no meaning in it{hint}."
        return Decoded("", False, "\n", [Problem("YML-04", message, Span(line, column, line, column + 1))])
    return inspect(text)


def inspect(text: str) -> Decoded:
    """The same for text that is already decoded."""
    bom = text.startswith(BOM)
    if bom:
        text = text[1:]
    problems: list[Problem] = []
    # Nothing of it is printable; only a text with more than line breaks that is not has to be searched.
    if not text.replace("\n", "").isprintable() and UNSEEN.search(text) is not None:
        problems = [*_invisible(text, _CONTROL, "YML-06"), *_invisible(text, _ODD_BREAK, "YML-07")]
    return Decoded(text, bom, _newline(text), problems)


def _newline(text: str) -> str:
    if "\r" not in text:
        return "\n"
    ends: list[str] = _LINE_BREAK.findall(text)
    return Counter(ends).most_common(1)[0][0]


def _invisible(text: str, pattern: Pattern, code: str) -> list[Problem]:
    if pattern.search(text) is None:
        return []
    found = list(pattern.finditer(text))
    problems = []
    for match in found[:_MANY]:
        line, column = place(text, match.start())
        mark = match.group()
        what = _KNOWN.get(mark, "a control character")
        more = f" There are {len(found)} in this file." if len(found) > 1 else ""
        problems.append(
            Problem(
                code,
                f"Here stands {what} (U+{ord(mark):04X}), which nobody can see.{more}",
                Span(line, column, line, column + 1),
            )
        )
    return problems
