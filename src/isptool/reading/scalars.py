"""How a text is typed in YAML so that every reader, of version 1.1 or 1.2, reads the same text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from isptool.errors import IspError
from isptool.pattern import Pattern
from isptool.reading.decoding import UNSEEN

# What a reader of YAML 1.1 or 1.2 takes for a yes or no, for nothing, or for a number written in a way that
# the two versions read differently. Plain whole numbers and decimals are no danger: they stay as typed here.
_WORDS = frozenset(
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<", ".inf", "-.inf", "+.inf", ".nan"]
)
OTHER_NUMBER = Pattern(
    r"""[-+]?(?:
        0[0-9_]+(?:\.[0-9_]*)?                           # 0123: 83 in YAML 1.1, 123 in 1.2
      | 0o[0-7]+ | 0b[01_]+ | 0x[0-9a-fA-F_]+            # 0o17, 0b11, 0x1F
      | [0-9]+_[0-9_]*(?:\.[0-9_]*)?                     # 1_000
      | [0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?      # 12:30 is 750 in YAML 1.1
      | (?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+      # 12e5
    )\Z""",
    re.VERBOSE,
)
"""A plain text that readers of YAML 1.1 and 1.2 take for different numbers, or for a number where text was typed."""

_BARE_POINT = Pattern(r"[-+]?(?:\.[0-9_]+|[0-9_]+\.)\Z")  # .5 and 5. are numbers to both versions
_BEGINS_WITH_MARK = Pattern(r"""[-?:](?:\s|\Z)|[,\[\]{}#&*!|>'"%@`]|---|\.\.\.""")
_BREAKS_PLAIN = Pattern(r":(?:\s|\Z)|\s#")
_BREAKS_IN_BRACKETS = Pattern(r"[,\[\]{}:]|^[-?]")  # readers differ over colons between brackets


_ID = Pattern(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\Z")


def is_id(text: str) -> bool:
    """Whether a text is an id, which may stand in square brackets as it is."""
    return _ID.match(text) is not None and safe_plain(text, in_brackets=True)


def plain(value: object) -> str | None:
    """A value as the text that is typed for it: yes and no for booleans, one kind of line end, none at the end."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def plain_data(value: Any) -> Any:
    """Data as it is read back once it is written: every scalar a text, an empty mapping nothing."""
    if isinstance(value, Mapping):
        return {str(key): plain_data(each) for key, each in value.items()} or None
    if isinstance(value, list | tuple):
        return [plain_data(each) for each in value]
    return plain(value)


def begins_with_mark(text: str) -> bool:
    """Whether a text begins with a character that means something to YAML there."""
    return _BEGINS_WITH_MARK.match(text) is not None


def safe_plain(text: str, *, in_brackets: bool = False) -> bool:
    """Whether a text may be typed as it is, without quotation marks, and is read as that text everywhere."""
    return (
        text != ""
        and text == text.strip()
        and "\n" not in text
        and "\t" not in text
        and not begins_with_mark(text)
        and _BREAKS_PLAIN.search(text) is None
        and not (in_brackets and _BREAKS_IN_BRACKETS.search(text))
        and text.lower() not in _WORDS
        and OTHER_NUMBER.match(text) is None
        and _BARE_POINT.match(text) is None
    )


def quoted(text: str, style: str = "") -> str:
    """A text of one line in quotation marks; in those of `style` (`'` or `"`) where it can be.

    Raises `IspError` for characters that cannot be seen.
    """
    refuse_unseen(text)
    if "\n" in text or "\t" in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    if style == "'" or (style == "" and ('"' in text or "\\" in text)):
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def on_one_line(text: str, *, style: str = "", in_brackets: bool = False) -> str:
    """A text as it is typed on one line: plain where that is safe, else in quotation marks."""
    refuse_unseen(text)
    if style not in ("'", '"') and safe_plain(text, in_brackets=in_brackets):
        return text
    return quoted(text, style)


def wants_block(text: str) -> bool:
    """Whether a text is better typed under `|`: it has line breaks, or is prose that YAML would misread."""
    if not text.strip():  # under `|`, a line of spaces is an empty line
        return False
    if "\n" in text:
        return True
    return " " in text.strip() and (begins_with_mark(text) or _BREAKS_PLAIN.search(text) is not None)


def block(text: str, indent: int, newline: str = "\n", indicator: str | None = None) -> tuple[str, str]:
    """A text under `|`: its header, and its lines indented by `indent` spaces, joined without a last line end.

    `indicator` is the number the header needs when the text begins with a space (2 by default).
    """
    refuse_unseen(text)
    header = "|"
    if text[:1] in (" ", "\n", "\t"):
        header = "|" + (indicator or "2")
    pad = " " * indent
    return header, newline.join(pad + line if line else "" for line in text.split("\n"))


def refuse_unseen(text: str) -> None:
    """Raise `IspError` where a text holds characters that nobody could see in the file."""
    found = UNSEEN.search(text)
    if found is not None:
        raise IspError(
            f"This text cannot be written to YAML: it holds an invisible character (U+{ord(found.group()):04X}).",
            "Delete that character, or type the text again instead of pasting it.",
        )
