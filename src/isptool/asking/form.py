"""The form of one partner: its questions with their controls, before anything of Word is known.

The same questions are made twice: of what is open, to send out; and of everything that could be asked, to know what
comes back. What a returned file says of itself is never trusted: a control is known by our own list, or not at all.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Literal
from zlib import crc32

from msgspec import Struct

from isptool.asking.open_points import Offer
from isptool.model.point import Point

Coordinates = tuple[tuple[str, str], ...]
Kind = Literal["tick", "choice", "date", "line", "lines"]

FORMAT = "1"
CITATIONS = frozenset({"law.article-6", "law.article-9", "law.article-10", "law.schedule-1", "law.part-3"})
"""Homes where own words must be a citation."""
_TAG, _BOOKMARK = 64, 40


class Control(Struct, frozen=True):
    """One thing to fill in. `id` names it within the form (`P39.3.period`) and is its visible code where it has one.

    `choices` are what a drop-down shows, with the value each stands for. `prompt` is what stands in it while nobody
    has answered, and is never an answer.
    """

    id: str
    kind: Kind
    title: str
    prompt: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    ticked: bool = False
    value: str = ""
    """What it holds when it is sent out, because that is known already."""

    @property
    def tag(self) -> str:
        """Its tag in a Word file: at most 64 characters."""
        return _short(f"isp:{self.id}", _TAG)

    @property
    def bookmark(self) -> str:
        """The name of the bookmark around it: at most 40 letters, digits and underscores."""
        return _short(re.sub(r"[^A-Za-z0-9]", "_", f"isp_{self.id}"), _BOOKMARK, self.id)


def _short(text: str, most: int, of: str = "") -> str:
    if len(text) <= most:
        return text
    return f"{text[: most - 9]}_{crc32((of or text).encode()):08x}"


class FormAnswer(Struct, frozen=True):
    """A likely answer on the form: its sentence in pieces, with a control at each blank that has to be typed."""

    id: str
    offer: Offer
    pieces: tuple[str | Control, ...]
    tick: Control | None
    """None where the answer is chosen from a drop-down."""

    @property
    def blanks(self) -> dict[str, Control]:
        """The controls of its blanks, by the name of the blank."""
        prefix = len(self.id) + 1
        return {each.id[prefix:]: each for each in self.pieces if isinstance(each, Control)}

    @property
    def words(self) -> str:
        """The sentence with `…` at its blanks, as drop-downs show it."""
        return "".join(each if isinstance(each, str) else "…" for each in self.pieces)


class FormQuestion(Struct, frozen=True):
    """A point as it is asked of one partner."""

    code: str
    point_id: str
    point: Point
    party: str
    """The partner whose own question it is; empty where several are asked."""
    cells: tuple[Coordinates, ...]
    """What it is asked about; empty for the document as a whole."""
    open: tuple[Coordinates, ...]
    """Those of them that are still open."""
    scope: tuple[tuple[Coordinates, Control], ...]
    """A box for each cell, where there are several: what the answer is for."""
    whom: str
    said: str
    """What has been said so far, and what is missing."""
    choice: Control | None
    answers: tuple[FormAnswer, ...]
    contacts: tuple[Control, ...]
    own_words: Control | None
    not_yet: tuple[Control, Control, Control] | None
    """How it stands, who answers, by when."""
    does_not_apply: Control | None

    def controls(self) -> Iterator[Control]:
        """Everything to fill in, in the order of the form."""
        yield from (control for _, control in self.scope)
        if self.choice is not None:
            yield self.choice
        for each in self.answers:
            if each.tick is not None:
                yield each.tick
            yield from each.blanks.values()
        yield from self.contacts
        yield from filter(None, (self.own_words, *(self.not_yet or ()), self.does_not_apply))

    @property
    def digest(self) -> str:
        """Changes with what is asked: the point and its likely answers. What of it is open does not matter."""
        asked = [self.point_id, self.party, self.point.question]
        answers = [[each.id, each.offer.key, each.words] for each in self.answers]
        return hashlib.sha256(json.dumps([asked, answers]).encode()).hexdigest()[:12]


class Form(Struct, frozen=True):
    """Every question to one partner about one document."""

    document: str
    version: str
    partner: str
    own: tuple[FormQuestion, ...]
    shared: tuple[FormQuestion, ...]

    @property
    def questions(self) -> tuple[FormQuestion, ...]:
        """All of them: the partner's own, then those that others are asked too."""
        return (*self.own, *self.shared)

    @property
    def mark(self) -> str:
        """Eight characters that change with what is asked, such as 7F3A-91C2."""
        every = "".join(f"{each.code}{each.digest}" for each in self.questions)
        digest = hashlib.sha256(f"{self.document} {self.version} {self.partner} {every}".encode()).hexdigest().upper()
        return f"{digest[:4]}-{digest[4:8]}"

    @property
    def reference(self) -> str:
        """What stands on the form so that a person, and we, can tell which it is."""
        return f"{self.document} {self.version or '0'} for {self.partner} ({self.mark})"

    def embedded(self) -> bytes:
        """What the file carries unseen: which form it is, and what was asked."""
        said = {
            "form": FORMAT,
            "document": self.document,
            "version": self.version,
            "partner": self.partner,
            "mark": self.mark,
            "questions": {each.code: [each.digest, *map(cell_name, each.cells)] for each in self.questions},
        }
        return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()


def cell_name(cell: Coordinates) -> str:
    """What a cell is called within its question: its coordinates but for the party."""
    return "+".join(each for kind, each in cell if kind != "party")


REFERENCE = re.compile(r"([a-z0-9][a-z0-9.-]*) (\S+) for ([a-z0-9][a-z0-9.-]*) \(([0-9A-F]{4}-[0-9A-F]{4})\)")
"""The reference of a form as it is printed on it."""
