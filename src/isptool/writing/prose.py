"""Own words: text as somebody typed it, read as paragraphs and bullets and nothing else.

Every other character is text: an asterisk, a hash or a bracket in an answer is printed as it stands.
"""

from __future__ import annotations

import re

from msgspec import Struct

from isptool.writing.document import Bullets, Para, Prose


class Cleaned(Struct, frozen=True):
    """Text that every format can carry, and the characters (as `U+0007`) that had to go."""

    text: str
    removed: tuple[str, ...] = ()


_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_UNPRINTABLE = re.compile(f"[\x0b\x0c]|{_ILLEGAL.pattern}")


def clean(text: str) -> Cleaned:
    """Make `text` fit to print: line ends become `\\n`; characters that no XML file may carry are taken out.

    Those are control characters (except tab and line end), half surrogates, U+FFFE and U+FFFF
    (https://www.w3.org/TR/xml/#charsets). Each kind is named once in `removed`, in the order met.
    """
    if text.isprintable():
        return Cleaned(text)
    text = _LINE_ENDS.sub("\n", text)
    found = dict.fromkeys(_ILLEGAL.findall(text))
    if not found:
        return Cleaned(text)
    return Cleaned(_ILLEGAL.sub("", text), tuple(f"U+{ord(character):04X}" for character in found))


def printable(output: str) -> str:
    """A writer's whole output without what no file may carry: the last guard, after `clean` at the door."""
    return clean(output).text if _UNPRINTABLE.search(output) else output


def prose(text: str) -> Prose:
    """Read own words.

    A blank line ends a paragraph. A line that begins with "- " is a bullet; lines indented below it go on
    with it. Lines of one paragraph or bullet are joined by a space: where they were wrapped means nothing.
    """
    blocks: list[Para | Bullets] = []
    paragraph: list[str] = []
    bullets: list[list[str]] = []

    def end_paragraph() -> None:
        if paragraph:
            blocks.append(Para(" ".join(paragraph)))
            paragraph.clear()

    def end_bullets() -> None:
        if bullets:
            blocks.append(Bullets(tuple(" ".join(bullet) for bullet in bullets)))
            bullets.clear()

    blank = False
    for line in clean(text).text.split("\n"):
        words = line.strip()
        if not words:
            end_paragraph()
            blank = True
            continue
        if words.startswith("- ") and words[2:].strip():
            end_paragraph()
            bullets.append([words[2:].strip()])
        elif bullets and line[0] in " \t" and not blank:
            bullets[-1].append(words)
        else:
            end_bullets()
            paragraph.append(words)
        blank = False
    end_paragraph()
    end_bullets()
    return Prose(tuple(blocks))


_TARGET = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"\\^`{|}\x00-\x20\x7f]+$", re.I)


def safe_target(target: str) -> str:
    """Where a link may lead: the web, an e-mail address or a telephone number; empty for anything else.

    Letters that an address cannot carry are written as `%` and two digits.
    """
    target = clean(target).text.strip()
    if not _TARGET.match(target):
        return ""
    return "".join(
        character if character.isascii() else "".join(f"%{byte:02X}" for byte in character.encode())
        for character in target
    )
