"""A question that somebody is asked, and what may be replied: apart from who asks it, and how.

Questions are made from the points and the model (`agreement`, `protocol`, `partner`); an *asker* puts them to a
person (`plain`) or looks for the reply elsewhere. None of them knows the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from isptool.asking.open_points import Offer

Kind = Literal["text", "choice", "choices", "yes-no"]
"""What is asked for: a line of text, one of the offers, one or several of them, yes or no."""


@dataclass(frozen=True, slots=True)
class Question:
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


@dataclass(frozen=True, slots=True)
class Reply:
    """What was replied: keys, own words, a text, a gap; or nothing at all (`skipped`), or no more (`stop`)."""

    keys: tuple[str, ...] = ()
    words: str = ""
    blanks: Mapping[str, str] = field(default_factory=dict)
    """The facts that the chosen answers need, as typed."""
    yes: bool | None = None
    not_yet: str = ""
    who: str = ""
    until: str = ""
    not_applicable: str = ""
    skipped: bool = False
    stop: bool = False


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


def hold(interview: Interview, asker: Asker) -> bool:
    """Ask until nothing is left, or until the asker stops. Returns whether everything was asked."""
    asked: set[str] = set()
    while True:
        waiting = [each for each in interview.questions() if each.id not in asked]
        if not waiting:
            return True
        reply = asker.ask(waiting[0], len(waiting))
        if reply.stop:
            return False
        asked.add(waiting[0].id)
        if not reply.skipped:
            interview.take(waiting[0], reply)
