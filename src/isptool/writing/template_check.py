"""What is wrong with an organisation's own words and looks, before anything is rendered with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from isptool.errors import IspError
from isptool.law.book import LawBook
from isptool.model.documents import Agreement, Protocol
from isptool.model.point import Checklist, Point
from isptool.settling.protocol import settle_protocol
from isptool.settling.settle import settle
from isptool.settling.settled import Settled
from isptool.settling.vocabulary import LawVocabulary
from isptool.templating import names_used, nearest
from isptool.writing import compose_agreement, compose_protocol
from isptool.writing.compose_editions import Kind, uses
from isptool.writing.compose_matter import Composing, Matter
from isptool.writing.compose_words import Words
from isptool.writing.word_house import HouseStyle

_BLOCK = re.compile(r"^\s*\[\[\s*(.+?)\s*\]\]\s*$", re.M)
_LATER = frozenset({"glossary", "own-sections", "terms: other"})
_ALWAYS = frozenset({"loop"})


class Known(Struct, frozen=True):
    """What the words of one kind of document may print and ask, and the blocks that they may give a place."""

    values: frozenset[str]
    blocks: frozenset[str]


class Lack(Struct, frozen=True):
    """Something wrong: in which line (0: in none), what, and what to do."""

    line: int
    message: str
    fix: str = ""


def known(
    kind: Kind,
    edition: str,
    *,
    points: Mapping[str, Point],
    checklists: Mapping[str, Checklist],
    book: LawBook,
    at: Composing,
    words: Words,
) -> Known:
    """What a template of agreements (`agreement`) or protocols (`protocol`) may use, in one edition.

    A file that is no edition, such as one that others include, may use what the full edition may.
    """
    own = uses(kind, edition)
    if own is not None:
        return Known(own[0] | _ALWAYS, own[1])
    parts = compose_protocol if kind == "protocol" else compose_agreement
    matter = Matter(_smallest(kind, points, book), points, checklists, book, at, words)
    values = parts.values(matter, _nothing)
    return Known(frozenset(values) | _ALWAYS, frozenset(parts.fills(matter)) | frozenset(parts.LATE) | _LATER)


def _nothing(_: str) -> bool:
    return False


def _smallest(kind: str, points: Mapping[str, Point], book: LawBook) -> Settled:
    """A document that says nothing but what it is: enough to ask which blocks there are."""
    head = {"kind": kind, "id": "a-document", "title": "A document"}
    vocabulary = LawVocabulary(book)
    if kind == "protocol":
        return settle_protocol(
            Protocol.model_validate(head), file="", adopted=(), partners={}, points=points, book=vocabulary
        )
    return settle(
        Agreement.model_validate(head), file="", protocols=[], schedules=[], partners={}, points=points, book=vocabulary
    )


def wording(name: str, text: str, uses: Known) -> list[Lack]:
    """What is wrong with the words of a document: values and blocks that there are not, each with its line."""
    try:
        used = names_used(name, text)
    except IspError as error:
        line = re.search(r":(\d+):", error.message)
        return [Lack(int(line[1]) if line else 0, error.message.partition(": ")[2] or error.message, error.hint)]
    lacks = [
        Lack(each.line, f"there is nothing called {each.name} to print{nearest(each.name, sorted(uses.values))}")
        for each in used
        if not each.is_block and each.name not in uses.values
    ]
    asked = [(each.line, each.name) for each in used if each.is_block]
    placed = [(text.count("\n", 0, found.start(1)) + 1, found[1]) for found in _BLOCK.finditer(text)]
    lacks += [
        Lack(line, f"there is no block called {block}{nearest(block, sorted(uses.blocks))}")
        for line, block in (*asked, *placed)
        if block not in uses.blocks
    ]
    return sorted(lacks, key=lambda each: each.line)


def looks(data: bytes) -> Iterator[Lack]:
    """What a house style lacks: styles, tokens, and places for a marking and a state."""
    try:
        house = HouseStyle.load(data)
    except IspError as error:
        yield Lack(0, error.message, error.hint)
        return
    for token in house.lacks_tokens():
        yield Lack(
            0,
            f"no header or footer holds {token}, so that {token.strip('[]')} is printed on no page",
            f"Type {token} in a header or footer, in Word.",
        )
    for sentence in house.lacks_marking():
        yield Lack(0, sentence, "Type it there, in Word; a marking belongs on every page.")
