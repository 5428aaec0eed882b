"""An interview as it is held: question after question, back again, stopped, and gone on with where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from isptool.asking.question import Asker, Interview, Question, Reply

Ending = Literal["done", "enough", "stopped"]
"""How a sitting ended: everything was asked, the rest is to stay open, or it is to be gone on with."""


class Step(Struct, frozen=True):
    """One question that was put: what was replied in a few words, and what the reply changed.

    `before` holds, for each part of what is known, the entries that changed as they were, and `came` the names of
    those that came.
    """

    question: str
    said: str = ""
    before: tuple[Mapping[str, Any], ...] = ()
    came: tuple[tuple[str, ...], ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether the reply changed anything."""
        return any(self.before) or any(self.came)


class Sitting:
    """Holds one interview. `known` are the blocks of plain data into which it writes replies: changed in place."""

    def __init__(
        self, interview: Interview, known: Sequence[dict[str, Any]] = (), steps: list[Step] | None = None
    ) -> None:
        self.interview = interview
        self.known = known
        self.steps = steps if steps is not None else []

    @property
    def answered(self) -> int:
        """How many questions have a reply that says something."""
        return sum(each.says_something for each in self.steps)

    def waiting(self) -> list[Question]:
        """The questions still to be asked, the next one first."""
        asked = {each.question for each in self.steps}
        return [each for each in self.interview.questions() if each.id not in asked]

    def hold(self, asker: Asker, keep: Callable[[], None] = lambda: None) -> Ending:
        """Ask until nothing is left, or the asker stops. `keep` is called whenever something has changed."""
        told: tuple[str, ...] = ()
        while True:
            waiting = self.waiting()
            if not waiting:
                return "done"
            question = waiting[0]
            reply = asker.ask(replace(question, about=(*question.about, *told)), len(waiting))
            told = ()
            if reply.stop:
                return "stopped"
            if reply.enough:
                return "enough"
            if reply.back:
                told = (self.back(),)
            else:
                self.take(question, reply)
            keep()

    def take(self, question: Question, reply: Reply) -> None:
        """Keep a reply, and what is needed to take it back."""
        before = [deepcopy(block) for block in self.known]
        if not reply.skipped:
            self.interview.take(question, reply)
        pairs = list(zip(before, self.known, strict=True))
        changed = tuple({key: old[key] for key in old if key not in now or now[key] != old[key]} for old, now in pairs)
        came = tuple(tuple(key for key in now if key not in old) for old, now in pairs)
        self.steps.append(Step(question.id, reply.in_words, changed, came))

    def back(self) -> str:
        """Take the last reply back; returns what it was, in words for the question that is put again."""
        if not self.steps:
            return "This is the first question."
        last = self.steps.pop()
        for block, before, came in zip(self.known, last.before, last.came, strict=True):
            for key in came:
                block.pop(key, None)
            block.update(deepcopy(dict(before)))
        return f"You had said: {last.said}"


def hold(interview: Interview, asker: Asker) -> bool:
    """Ask until nothing is left, or until the asker stops. Returns whether everything was asked."""
    return Sitting(interview).hold(asker) == "done"
