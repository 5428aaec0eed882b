"""Whether to share, and by what: the questions and where they lead, and the record of one decision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from msgspec import Struct, field
from pydantic import BeforeValidator, Field

from isptool.model.fields import Day, Id, Many, Prose, Text, YesNo
from isptool.model.node import Node

FoundBy = Literal["agreement", "protocol", "missing", "framework"]
"""What the register is asked, so that a question is answered from it."""
ANSWERS = ("yes", "no", "not-known")
"""The answers that a question can have; not every question allows the last."""
PLACEHOLDERS = frozenset(
    {"id", "title", "record", "protocol", "agreement", "missing", "framework", "partner", "parties"}
)
"""What may stand in braces in the command of a step."""

AnswerKey = Literal["yes", "no", "not-known"]
Code = Annotated[Text, Field(pattern=r"^[A-Z][0-9]+[a-z]?$")]


class Way(Node):
    """One answer to a question, and where it leads."""

    leads_to: Code = Field(description="The question that comes next, or the outcome.")
    adds: Many[Code] = Field(default_factory=list, description="Outcomes that are added on the way, such as O12.")
    means: Prose = Field(description="What the answer says, as it stands in the record of the decision.")
    check: Prose | None = Field(None, description="What must still be found out, where it is not known.")


class TreeQuestion(Node):
    """One question of the way to a decision."""

    about: Text = Field(description="What it is about, in a few words.")
    question: Prose = Field(description="The question.")
    why: Prose = Field(description="Why it is asked.")
    sources: Many[Text] = Field(description="Where it comes from.")
    found_by: FoundBy | None = Field(None, description="What the register can say of it: agreement, protocol, …")
    answers: dict[AnswerKey, Way] = Field(description="yes, no and perhaps not-known, and where each leads.")


class Step(Node):
    """One thing to do next."""

    do: Prose = Field(description="What to do, in words.")
    run: Text | None = Field(
        None,
        description="The command that does it, with {id}, {title}, … where values stand; what is in square brackets is "
        "left out where a value in it is not known.",
    )
    or_run: Text | None = Field(None, description="The command where one of those values is not known.")


class Outcome(Node):
    """Where the questions lead, and what to do then."""

    title: Text = Field(description="What is needed, in a few words.")
    says: Prose = Field(description="What it means.")
    adds: YesNo = Field(False, description="Whether it adds a task on the way to another outcome.")
    steps: Many[Step] = Field(description="What to do next, in order.")


class RedFlag(Node):
    """A circumstance that asks for more care, whatever the outcome."""

    asks: Text = Field(description="The circumstance, as a statement that is true or not.")
    warning: Prose = Field(description="What to take care of.")
    sources: Many[Text] = Field(description="Where it comes from.")


class TreeFile(Node):
    """A file of questions, outcomes or red flags."""

    kind: Literal["decision-tree"] = Field(description="What this file is: decision-tree.")
    title: Text | None = Field(None, description="The question as a whole.")
    first: Code | None = Field(None, description="The question that is asked first.")
    questions: dict[Code, TreeQuestion] = Field(default_factory=dict, description="The questions, by code.")
    outcomes: dict[Code, Outcome] = Field(default_factory=dict, description="The outcomes, by code.")
    flags: dict[Id, RedFlag] = Field(default_factory=dict, description="The red flags, by key.")
    labels: dict[Id, Prose] = Field(default_factory=dict, description="Headings and captions of the record, by key.")


class DecisionTree(Struct, frozen=True):
    """All questions, outcomes and red flags together."""

    title: str
    first: str
    questions: Mapping[str, TreeQuestion]
    outcomes: Mapping[str, Outcome]
    flags: Mapping[str, RedFlag]
    labels: Mapping[str, str] = field(default_factory=dict)

    def objections(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """What is wrong with it: the place (`questions`, code, …) and a sentence."""
        if self.first not in self.questions:
            yield ("first",), f"There is no question {self.first or 'to begin with'}."
        for code, question in self.questions.items():
            for key in ("yes", "no"):
                if key not in question.answers:
                    yield ("questions", code, "answers"), f"{code} has no way for {key}."
            for key, way in question.answers.items():
                here = ("questions", code, "answers", key)
                target = self.outcomes.get(way.leads_to)
                if way.leads_to not in self.questions and target is None:
                    yield (*here, "leads-to"), f"{way.leads_to} is neither a question nor an outcome."
                if target is not None and target.adds:
                    yield (*here, "leads-to"), f"{way.leads_to} is added on the way; nothing ends with it."
                for added in way.adds:
                    if added not in self.outcomes or not self.outcomes[added].adds:
                        yield (*here, "adds"), f"{added} is no outcome that is added on the way."
        yield from self._circles()
        yield from self._unreached()
        for code, outcome in self.outcomes.items():
            for at, step in enumerate(outcome.steps):
                for command in (step.run, step.or_run):
                    for name in sorted(set(re.findall(r"\{([^{}]*)\}", command or "")) - PLACEHOLDERS):
                        yield ("outcomes", code, "steps", str(at)), f"Nothing fills in {{{name}}}."

    def _circles(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Questions from which the same question comes round again."""
        for code, question in self.questions.items():
            waiting = [way.leads_to for way in question.answers.values()]
            seen: set[str] = set()
            while waiting:
                here = waiting.pop()
                if here == code:
                    yield ("questions", code), f"{code} can come round again, so that nothing is ever decided."
                    break
                if here not in seen and here in self.questions:
                    seen.add(here)
                    waiting += [way.leads_to for way in self.questions[here].answers.values()]

    def _unreached(self) -> Iterator[tuple[tuple[str, ...], str]]:
        reached = {self.first}
        for question in self.questions.values():
            for way in question.answers.values():
                reached |= {way.leads_to, *way.adds}
        for code in self.questions:
            if code not in reached:
                yield ("questions", code), f"No answer leads to {code}."
        for code in self.outcomes:
            if code not in reached:
                yield ("outcomes", code), f"No answer leads to {code}."


# ── what the register is asked ───────────────────────────────────────────────────────────────────────


class Sharing(Struct, frozen=True):
    """What is to be shared, as far as it is known: ids of partners, kinds of purposes and kinds of data, or words."""

    partners: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


class Found(Struct, frozen=True):
    """How the register would answer a question, why in words, and what can be filled into commands."""

    answer: str
    says: str
    values: Mapping[str, str] = field(default_factory=dict)


# ── the record of a decision ─────────────────────────────────────────────────────────────────────────


class Answered(Node):
    """One answer, as evidence of the decision."""

    question: Prose | None = Field(None, description="The question as it was asked: for readers of the record.")
    answer: AnswerKey = Field(description="yes, no or not-known.")
    because: Prose | None = Field(None, description="Why, in the words of whoever answered.")
    found: Prose | None = Field(None, description="What the register said.")
    found_answer: AnswerKey | None = Field(None, description="How the register would have answered it.")


def _in_short(value: object) -> object:
    """`no, because names are needed` as an answer and its reason."""
    if not isinstance(value, str):
        return value
    answer, because = split_reason(value)
    return {"answer": answer, "because": because} if because else {"answer": answer}


def split_reason(text: str) -> tuple[str, str]:
    """The answer at the beginning of a text, and the reason after it (`no, because …`, `not known: …`)."""
    found = re.fullmatch(r"\s*(yes|no|not[ -]known)(?:\s*[,;:–-]\s*|\s+(?=because\b)|\s*\Z)(.*)", text, re.I | re.S)
    if found is None:
        return text.strip(), ""
    return found[1].lower().replace(" ", "-"), re.sub(r"\A(?:because|as|since)\s+", "", found[2].strip(), flags=re.I)


class Decision(Node):
    """The record of a decision whether to share, and by what; it also serves as answers for the next time."""

    kind: Literal["decision"] | None = Field(None, description="What this file is: decision.")
    format: Text | None = Field(None, description="The version of the language this file is written in.")
    id: Id | None = Field(None, description="The id of the decision, and of the agreement that may follow.")
    title: Text | None = Field(None, description="What is to be shared, in a few words.")
    decided_on: Day | None = Field(None, description="The day of the decision.")
    decided_by: Text | None = Field(None, description="The partner, and post, that decided.")
    partners: Many[Text] = Field(default_factory=list, description="Who takes part: ids of partners, or names.")
    purposes: Many[Text] = Field(default_factory=list, description="What for: likely answers of point P05, or words.")
    data: Many[Text] = Field(default_factory=list, description="What: likely answers of point P13, or words.")
    flags: Many[Id] = Field(default_factory=list, description="What asks for more care, such as children.")
    answers: dict[Code, Annotated[Answered, BeforeValidator(_in_short)]] = Field(
        default_factory=dict, description="The answers, by question."
    )
    outcome: Code | None = Field(None, description="Where they led, such as O14.")
    tasks: Many[Code] = Field(default_factory=list, description="What was added on the way, such as O12.")
    led_to: Id | None = Field(
        None, description="The agreement, protocol or record that followed, where it has another id than the decision."
    )
    look_again: Day | None = Field(None, description="The day on which to decide again, where one was set.")


class KeptDecision(Decision):
    """The record of a decision as a file of the workspace."""

    kind: Literal["decision"] = Field(description="What this file is: decision.")
    id: Id = Field(description="The id of the decision, and of the agreement that may follow.")
    title: Text = Field(description="What is to be shared, in a few words.")
