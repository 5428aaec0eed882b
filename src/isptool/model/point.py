"""A point that a protocol or an agreement must settle: its question, likely answers, and typed blanks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from isptool.model.answer import Permission
from isptool.model.fields import Id, Many, Prose, Text
from isptool.model.node import Node
from isptool.model.partner import Nation

AskedOf = Literal[
    "document",
    "party",
    "public-body-and-direction",
    "controller",
    "controller-and-purpose",
    "purpose",
    "people",
    "item",
    "recipient",
    "recipient-and-category",
    "flow",
]
"""Of whom a point is asked: these are its cells."""

DataKind = Literal["personal", "special-category", "criminal-offence", "law-enforcement", "non-personal"]
"""The kinds of data a point applies to (P S C L N of the source tables)."""

Choose = Literal["one", "any-of", "all-of"]
Level = Literal["term", "particular"]
FieldType = Literal[
    "duration", "date", "count", "percent", "text", "prose", "texts", "yes-no", "one-of",
    "post", "party", "parties", "ids", "address", "link", "document", "event", "place", "citation", "rows",
]  # fmt: skip
"""What a typed blank holds. `post` is a post or shared mailbox; `party`/`parties`/`ids` are ids of the document;
`event` what a period is counted from or what ends it; `rows` a list of mappings described by `columns`."""

Order = Literal["shorter", "longer", "fewer", "more", "earlier", "later", "ladder", "none"]
"""Which change of a value is *stricter*; `none` means it cannot be computed."""


class PointField(Node):
    """A typed blank of a point, or a further fact of it."""

    is_: FieldType = Field(description="What it holds.")
    what: Text = Field(description="What it means, shown in editors and forms.")
    order: Order = Field("none", description="Which change is stricter.")
    level: Level = Field("term", description="term: a protocol may settle it; particular: always the agreement's own.")
    values: Many[Text] = Field(default_factory=list, description="For one-of: the values, strictest first if a ladder.")
    columns: dict[Id, PointField] = Field(default_factory=dict, description="For rows: the fields of each row.")
    default: Text | None = Field(None, description="The usual value, offered and never assumed.")


class Fits(Node):
    """What a likely answer suits, so that the likely ones are offered first. Absent means all."""

    bodies: Many[Id] = Field(default_factory=list, description="Kinds of bodies.")
    nations: Many[Nation] = Field(default_factory=list, description="Nations.")
    data: Many[DataKind] = Field(default_factory=list, description="Kinds of data.")
    purposes: Many[Id] = Field(default_factory=list, description="Kinds of purposes (likely answers of P05).")


class LikelyAnswer(Node):
    """A likely answer: a sentence that drops into the document, with typed blanks in braces."""

    text: Text = Field(description="The sentence, with its blanks in braces.")
    level: Level = Field("term", description="Whether a protocol may settle it.")
    optional_blanks: Many[Id] = Field(default_factory=list, description="Blanks that may stay empty.")
    fits: Fits | None = Field(None, description="What it suits.")
    only_for: Fits | None = Field(None, description="What it is limited to: elsewhere choosing it is a finding.")
    excludes: Many[Id] = Field(default_factory=list, description="Keys that contradict it.")
    replaced_by: Id | None = Field(None, description="The key that replaced this one; still readable.")


class Point(Node):
    """One point: the question that must be answered, for whom, and with what likely answers."""

    code: Text = Field(description="P01 to P50; the halves of a split point share their code.")
    title: Text = Field(description="Its title, as a clause heading in documents.")
    question: Text = Field(description="The question.")
    why: Text = Field(description="Why it matters, in one sentence for a meeting.")
    serves: Many[Text] = Field(description="The checklist questions it answers: Q1 to Q10, PQ1 to PQ3.")
    settled: Literal["protocol-fixed", "protocol-default", "agreement"] = Field(description="Who usually settles it.")
    word: Permission = Field("may-depart", description="What an agreement may do when a protocol does not say.")
    applies_to: Many[DataKind] = Field(description="The kinds of data it applies to.")
    asked_of: AskedOf = Field(description="Of whom it is asked.")
    choose: Choose = Field(description="one, any-of or all-of.")
    home: Text = Field("answers", description="Where it is written: answers, or a block and field such as law.power.")
    none_means: Literal["open", "not-applicable"] = Field(
        "open", description="What it means when it has no cells: open, or not applicable (rows exist)."
    )
    ladder: Many[Id] = Field(
        default_factory=list, description="Answer keys from the strictest, where there is an order."
    )
    fields: dict[Id, PointField] = Field(default_factory=dict, description="Its typed blanks and further facts.")
    answers: dict[Id, LikelyAnswer] = Field(description="Its likely answers.")
    never: dict[Id, Text] = Field(
        default_factory=dict, description="What may be forbidden by key (`never:`), beside the likely answers."
    )
    sources: Many[Text] = Field(description="Where the point comes from.")
    section: Text | None = Field(None, description="The section of documents it is printed in.")

    @property
    def number(self) -> int:
        """1 to 50: the halves of a split point count once."""
        return int(self.code[1:3])


class PointFile(Node):
    """A file of points: one section of the list."""

    kind: Literal["points"] = Field(description="What this file is: points.")
    section: Text = Field(description="The section of documents these points are printed in.")
    order: Text = Field(description="The place of the section among the others: A to J.")
    version: Text = Field(description="The version of this file.")
    points: dict[Id, Point] = Field(description="The points, by id.")


class Question(Node):
    """A checklist question and the points that answer it."""

    id: Text = Field(description="Q1, PQ1, ICO-1, …")
    question: Prose = Field(description="The question, word for word where the licence allows.")
    answered_by: Many[Id] = Field(default_factory=list, description="The points that answer it.")
    about: Text | None = Field(None, description="What it is about, in a word or two.")


class Checklist(Node):
    """A list of questions a document must answer, with where it comes from and its licence."""

    kind: Literal["checklist"] = Field(description="What this file is: checklist.")
    id: Id = Field(description="Its id.")
    title: Text = Field(description="Its title.")
    for_: Literal["agreement", "protocol"] = Field(description="Which documents it asks.")
    source: Text = Field(description="Where it comes from.")
    licence: Text = Field(description="Its licence, or that the wording is ours.")
    questions: Many[Question] = Field(description="The questions, in order.")


Points = Mapping[str, Point]
"""All points by id, in the order of documents."""
