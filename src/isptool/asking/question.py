"""A question that somebody is asked, and what may be replied: apart from who asks it, and how.

Questions are made from the points and the model (`agreement`, `protocol`, `partner`); an *asker* puts them to a
person (`plain`) or looks for the reply elsewhere. None of them knows the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol

from msgspec import Struct, field

from isptool.asking.open_points import Offer

Kind = Literal["text", "choice", "choices", "yes-no"]
"""What is asked for: a line of text, one of the offers, one or several of them, yes or no."""


class Question(Struct, frozen=True):
    """One question. `id` is its place in the file, such as `answers.incidents`, and is never asked twice.

    `read` turns a typed text into what is kept, and raises `ValueError` with a plain sentence where it cannot.
    """

    id: str
    title: str
    text: str
    kind: Kind
    why: str = ""
    offers: tuple[Offer, ...] = ()
    about: tuple[str, ...] = ()
    """Further lines: of whom it is asked, what was said so far."""
    own_words: bool = False
    """Whether a text in place of an offer is taken as the partners' own words."""
    may_wait: bool = False
    """Whether it may be answered with not yet, or does not apply."""
    required: bool = False
    """Whether it cannot be left out."""
    usual: str = ""
    """What an empty reply means."""
    read: Callable[[str], object] = str
    letters: Mapping[str, str] = field(default_factory=dict)
    """Letters that stand for offers here, such as n for no; they go before the letters of the asker."""
    how: str = ""
    """How to reply, where the asker's own words for that do not fit."""
    table: Callable[[Sequence[Sequence[str]]], Table] | None = None
    """Where rows of a spreadsheet may be given in place of a reply: what they come to."""
    scope: tuple[tuple[str, str], ...] = ()
    """The parties for some of whom a reply may be given alone: their ids and names."""
    reason: str = ""
    """What is asked beside the reply: why it is so."""
    check: Callable[[Reply], str] | None = None
    """What speaks against a reply, in words; empty where nothing does."""


class Table(Struct, frozen=True):
    """Rows of a spreadsheet as they were understood: what they come to, and what a person should be told of them."""

    found: Mapping[str, Mapping[str, object]]
    """Things by their ids, as they are written in the file."""
    told: tuple[str, ...] = ()


class Reply(Struct, frozen=True):
    """What was replied: keys, own words, a text, a gap; or nothing at all (`skipped`), or no more for now (`stop`)."""

    keys: tuple[str, ...] = ()
    words: str = ""
    blanks: Mapping[str, str] = field(default_factory=dict)
    """The facts that the chosen answers need, as typed."""
    yes: bool | None = None
    not_yet: str = ""
    who: str = ""
    until: str = ""
    not_applicable: str = ""
    because: str = ""
    scope: tuple[str, ...] = ()
    """The parties it is for; empty for all of whom it was asked."""
    table: Table | None = None
    skipped: bool = False
    stop: bool = False
    back: bool = False
    """Whether the question before is wanted again."""
    enough: bool = False
    """Whether no more is to be asked, and the rest stays open."""

    @property
    def in_words(self) -> str:
        """The reply in a few words, for whoever comes back to the question."""
        if self.skipped:
            return "left open"
        if self.yes is not None:
            return "yes" if self.yes else "no"
        said = ", ".join([*self.keys, *self.blanks.values()]) or self.words or self.not_yet or self.not_applicable
        if self.table is not None:
            said = ", ".join(self.table.found)
        return f"{said[:77]}…" if len(said) > 78 else said


class Asker(Protocol):
    """Whoever gets a reply to a question."""

    def ask(self, question: Question, left: int) -> Reply:
        """Put one question; `left` is how many there are, this one counted."""
        ...


class Interview(Protocol):
    """Questions that follow from what is known so far; each reply may bring others, or make some needless."""

    def questions(self) -> list[Question]:
        """Every question still to be asked, the next one first."""
        ...

    def take(self, question: Question, reply: Reply) -> None:
        """Keep a reply."""
        ...
