"""The forms of the process (a request, a decision, an exit certificate, …) as data, and one that was filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from isptool.model.fields import Block, Day, Id, Many, Prose, Text, YesNo
from isptool.model.node import Node

FieldKind = Literal["line", "lines", "date", "choice", "ticks", "yes-no"]
"""What is filled in: a line, several lines, a day, one of several answers, any of them, or yes or no."""

About = Literal["agreement", "protocol", "document", "nothing"]
"""What a form is about: an agreement, a protocol, either of them, or neither."""

Entered = Literal["record", "consultation", "joining", "review"]
"""What becomes of a form beside its record: a comment of the consultation, a new partner, a review."""


class ProcessField(Node):
    """One thing to fill in."""

    asks: Text = Field(description="The question, or what belongs here.")
    is_: FieldKind = Field("lines", description="line, lines, date, choice, ticks or yes-no.")
    answers: dict[Id, Text] = Field(default_factory=dict, description="The likely answers of choice and ticks.")
    prefill: Many[Text] = Field(
        default_factory=list, description="What is known already: the first of these that says something."
    )
    help: Prose | None = Field(None, description="What to write, and why it is asked.")
    source: Text | None = Field(None, description="Where the question comes from.")
    needed: YesNo = Field(False, description="yes: without it the form is not complete.")

    @property
    def boxes(self) -> dict[str, str]:
        """The boxes to tick, by key; none where nothing is ticked."""
        if self.is_ == "yes-no":
            return {"yes": "Yes", "no": "No"}
        return self.answers if self.is_ == "ticks" else {}


class FormSection(Node):
    """Some fields under one heading."""

    title: Text = Field(description="The heading.")
    lead: Prose | None = Field(None, description="What is said before the fields.")
    fields: dict[Id, ProcessField] = Field(description="The fields, by id.")


class ProcessForm(Node):
    """A form of the process: who fills it in, and what it asks."""

    kind: Literal["form"] = Field(description="What this file is: form.")
    title: Text = Field(description="Its title.")
    for_: Prose = Field(description="Who fills it in, and when.")
    about: About = Field("nothing", description="agreement, protocol, document or nothing.")
    how: Prose | None = Field(None, description="How it is filled in, and to whom it goes.")
    one_page: YesNo = Field(False, description="yes: it takes one page.")
    entered: Entered = Field("record", description="record, consultation, joining or review.")
    next: Many[Text] = Field(default_factory=list, description="What to do when it has come back.")
    sources: Many[Text] = Field(default_factory=list, description="Where the form comes from.")
    sections: Many[FormSection] = Field(description="Its parts.")

    def fields(self) -> Iterator[tuple[str, str, ProcessField]]:
        """Every field in order, with its code (A1, A2, B1, …) and its id."""
        for letter, section in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", self.sections, strict=False):
            for number, (name, each) in enumerate(section.fields.items(), 1):
                yield f"{letter}{number}", name, each


class FilledForm(Node):
    """A form that came back: what was answered, by the ids of its fields."""

    kind: Literal["filled-form"] = Field(description="What this file is: filled-form.")
    format: Text | None = Field(None, description="The version of the language this file is written in.")
    form: Id = Field(description="The form, such as request or decision.")
    id: Id = Field(description="Its own number, unique in the workspace.")
    about: Id | None = Field(None, description="The protocol or agreement it is about.")
    version: Text | None = Field(None, description="The version of that.")
    partner: Id | None = Field(None, description="Who filled it in.")
    on: Day | None = Field(None, description="The day it was made.")
    answers: Block[dict[Id, Many[Prose]]] = Field(default_factory=dict, description="What was answered.")
