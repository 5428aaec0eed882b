"""Forms of several partners taken together: what they agree on is entered, what they do not is shown and left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from isptool.asking.draft import Around
from isptool.asking.entering import Entered, enter
from isptool.asking.form import Form
from isptool.asking.forms import Forms
from isptool.asking.naming import Naming
from isptool.asking.read_form import Answered, Opened, ReadForm, Told, read_form
from isptool.asking.words import AskingWords
from isptool.errors import IspError
from isptool.settling.settled import Settled


class Conflict(Struct, frozen=True):
    """A question that was answered differently: nobody's answer is written."""

    answers: tuple[Answered, ...]

    @property
    def question(self) -> str:
        """Its code and title."""
        question = self.answers[0].question
        return f"{question.code} {question.point.title}"


class Collected(Struct):
    """What came of the forms of one document."""

    read: list[ReadForm] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    entered: Entered = field(default_factory=Entered)


class Collector:
    """Reads the forms of one document and enters what they say."""

    def __init__(self, around: Around, settled: Settled, words: AskingWords) -> None:
        self.around = around
        self.settled = settled
        self.words = words
        naming = Naming(settled, around.points, around.book, words.documents)
        self.forms = Forms(settled, around.book, words, naming)
        self.found = Collected()
        self._forms: dict[str, Form] = {}

    def add(self, opened: Opened, told: Told) -> None:
        """Read one form. Raises `IspError` where it is not one of this document as it is today."""
        document = self.settled.document
        version = document.version or ""
        if told.version != version:
            raise IspError(
                f"{opened.file} was made for version {told.version or '(none)'} of {document.id}, which is now "
                f"version {version or '(none)'}.",
                "Send the form of today, or take over by hand what still holds.",
            )
        facts = self.settled.parties.get(told.partner)
        if facts is None:
            raise IspError(
                f"{opened.file} is a form for {told.partner}, which takes no part in {document.id}.",
                "Add the party first, or collect the right form.",
            )
        self.found.read.append(read_form(opened, told, self._form(told.partner), self.words))

    def _form(self, partner: str) -> Form:
        if partner not in self._forms:
            self._forms[partner] = self.forms.of(partner, everything=True)
        return self._forms[partner]

    def enter(self) -> Collected:
        """Enter what nobody contradicts."""
        answered = [each for one in self.found.read for each in one.answered]
        self.found.conflicts = list(conflicts(answered))
        contested = {each for conflict in self.found.conflicts for each in conflict.answers}
        kept = [each for each in answered if each not in contested]
        self.found.entered = enter(self.around, self.settled, kept)
        return self.found


def conflicts(answered: Sequence[Answered]) -> Iterator[Conflict]:
    """Answers to the same question, for the same thing, that say different things."""
    by_point: dict[str, list[Answered]] = {}
    for each in answered:
        by_point.setdefault(each.question.point_id, []).append(each)
    for same_point in by_point.values():
        left = list(same_point)
        while left:
            together = [left.pop(0)]
            for each in together:  # grows while it is gone through
                near = [other for other in left if _meets(each, other)]
                left = [other for other in left if other not in near]
                together += near
            if any(_contradicts(first, second) for first in together for second in together):
                yield Conflict(tuple(together))


def _meets(first: Answered, second: Answered) -> bool:
    """Whether two answers to the same question are for the same thing, or for the contacts of the same partner."""
    if first.contacts and second.contacts:
        return first.partner == second.partner
    return not first.cells or not second.cells or bool(set(first.cells) & set(second.cells))


def _contradicts(first: Answered, second: Answered) -> bool:
    if first.contacts or second.contacts:
        return any(second.contacts.get(key, text) != text for key, text in first.contacts.items())
    return _meets(first, second) and _said(first) != _said(second)


def _said(each: Answered) -> tuple[Any, ...]:
    reply = each.reply
    blanks = frozenset((name, str(value).casefold()) for name, value in reply.blanks.items())
    return (
        frozenset(reply.keys), " ".join(reply.words.split()), blanks, reply.not_yet, reply.who, reply.until,
        reply.not_applicable,
    )  # fmt: skip


def in_words(each: Answered) -> str:
    """What was answered, in one line."""
    reply = each.reply
    if reply.not_yet:
        return f"not yet: {reply.not_yet} ({', '.join(filter(None, (reply.who, reply.until))) or 'nobody named'})"
    if reply.not_applicable:
        return f"does not apply: {' '.join(reply.not_applicable.split())}"
    if reply.words:
        return f"“{' '.join(reply.words.split())}”"
    contacts = "; ".join(f"{role} {name} {text}" for (role, name), text in each.contacts.items())
    blanks = "; ".join(f"{name.replace('-', ' ')}: {_flat(value)}" for name, value in reply.blanks.items())
    return "; ".join(filter(None, (", ".join(reply.keys), blanks, contacts)))


def _flat(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else " ".join(str(value).split())
