"""A point that a protocol or an agreement must settle: its question, likely answers, and typed blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from isptool.model.answer import Permission
from isptool.model.fields import Id, Many, Prose, Text, YesNo, empty_list, empty_mapping
from isptool.model.node import Node
from isptool.model.partner import Nation
from isptool.pattern import Pattern

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
"""How many likely answers one cell takes: exactly one, any number, or every one that fits."""

Together = Literal["all-apply", "any-may-be-used"]
"""What several chosen answers mean: all of them apply, or any of them may be used (so fewer is stricter)."""

FilledFrom = Literal[
    "party", "purpose", "sender", "recipient", "data", "parties", "area", "processors", "protocol", "protocol-version",
    "policy-documents",
]  # fmt: skip
"""Where a blank comes from that nobody types, because the fact is written already.

`party`, `purpose`, `sender`, `recipient` and `data` are those of the cell's rows; `parties` are those of the
document, `area` its area, `processors` its others that are processors, `protocol` and `protocol-version` those
it is under; `policy-documents` are those of the cell's party in partners.yaml.
"""

Level = Literal["term", "particular"]
FieldType = Literal[
    "duration", "date", "count", "percent", "text", "prose", "texts", "yes-no", "one-of",
    "post", "party", "parties", "ids", "address", "link", "document", "event", "place", "citation", "rows",
]  # fmt: skip
"""What a typed blank holds. `post` is a post or shared mailbox; `party`/`parties`/`ids` are ids of the document;
`event` what a period is counted from or what ends it; `rows` a list of mappings described by `columns`."""

Order = Literal["shorter", "longer", "fewer", "more", "earlier", "later", "ladder", "none"]
"""Which change of a value is *stricter*; `none` means it cannot be computed."""


_BLANK = Pattern(r"\{([a-z0-9-]+)\}")
_OPTIONAL = Pattern(r"\[([^][]*)\]")
_EVERY_ONE = Pattern(r"\b(every )1 (?=(?:hour|day|working day|week|month|quarter|year)\b)")


class PointField(Node):
    """A typed blank of a point, or a further fact of it."""

    is_: FieldType = Field(description="What it holds.")
    what: Text = Field(description="What it means, shown in editors and forms.")
    order: Order = Field("none", description="Which change is stricter.")
    level: Level = Field("term", description="term: a protocol may settle it; particular: always the agreement's own.")
    values: Many[Text] = Field(
        default_factory=empty_list, description="For one-of: the values, strictest first if a ladder."
    )
    columns: dict[Id, PointField] = Field(
        default_factory=empty_mapping, description="For rows: the fields of each row."
    )
    default: Text | None = Field(None, description="The usual value, offered and never assumed.")
    fact: YesNo = Field(False, description="yes: a fact of the point, kept and printed whichever answer is chosen.")
    filled_from: FilledFrom | None = Field(None, description="The fact it is taken from, when nobody types it.")


class Fits(Node):
    """What a likely answer suits, so that the likely ones are offered first.

    Whatever is named must be met, one of its list; what is absent does not matter.
    """

    bodies: Many[Id] = Field(default_factory=empty_list, description="Kinds of bodies.")
    nations: Many[Nation] = Field(default_factory=empty_list, description="Nations.")
    data: Many[DataKind] = Field(default_factory=empty_list, description="Kinds of data.")
    purposes: Many[Id] = Field(default_factory=empty_list, description="Kinds of purposes (likely answers of P05).")


class LikelyAnswer(Node):
    """A likely answer: a sentence that drops into the document, with typed blanks in braces."""

    text: Text = Field(
        description="The sentence, with its blanks in braces; what stands in square brackets is left out "
        "where a blank in it is empty."
    )
    hint: Text | None = Field(None, description="What to know before choosing it: shown, never printed.")
    level: Level = Field("term", description="Whether a protocol may settle it.")
    home: Text | None = Field(None, description="Where this answer is written, if not at the home of its point.")
    law: Id | None = Field(None, description="The row of the law data that it stands for.")
    optional_blanks: Many[Id] = Field(
        default_factory=empty_list, description="Blanks that may stay empty: those in square brackets."
    )
    fits: Fits | None = Field(None, description="What it suits.")
    only_for: Fits | None = Field(None, description="What it is limited to: elsewhere choosing it is a finding.")
    excludes: Many[Id] = Field(
        default_factory=empty_list, description="Keys that contradict it; it is enough if one of the two says so."
    )
    replaced_by: Id | None = Field(None, description="The key that replaced this one; still readable.")

    @cached_property
    def blanks(self) -> tuple[str, ...]:
        """The blanks of its sentence, in the order in which they first stand in it."""
        return tuple(dict.fromkeys(_BLANK.findall(self.text)))

    @cached_property
    def limits(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """What it suits and what it is limited to: each `bodies`, `nations`, `data` or `purposes` with those named."""
        return tuple(
            (of_what, frozenset(named))
            for fits in (self.only_for, self.fits)
            if fits is not None
            for of_what in ("bodies", "nations", "data", "purposes")
            if (named := getattr(fits, of_what))
        )

    @cached_property
    def required_blanks(self) -> tuple[str, ...]:
        """The blanks that must not stay empty."""
        return tuple(blank for blank in self.blanks if blank not in self.optional_blanks)

    def sentence(self, values: Mapping[str, str], missing: str = "…") -> str:
        """The sentence as it prints.

        `values` gives each blank as it prints (`12 months`, `Wolds Council`); an empty or absent one counts as
        not filled: the square brackets around it are left out, and elsewhere `missing` stands in its place.
        """

        return self._filled(values, missing) if self.blanks else self._as_it_stands

    @cached_property
    def _as_it_stands(self) -> str:
        return self._filled({}, "")

    def _filled(self, values: Mapping[str, str], missing: str) -> str:
        def optional(found: re.Match[str]) -> str:
            return found[1] if all(values.get(blank) for blank in _BLANK.findall(found[1])) else ""

        kept = _OPTIONAL.sub(optional, self.text)
        filled = _BLANK.sub(lambda found: values.get(found[1], "").rstrip(". ") or missing, kept)
        return _EVERY_ONE.sub(r"\1", filled[:1].upper() + filled[1:])


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
    together: Together = Field(
        "all-apply", description="What several answers mean: all-apply, or any-may-be-used (then fewer is stricter)."
    )
    home: Text = Field("answers", description="Where it is written: answers, or a block and field such as law.power.")
    second_home: Text | None = Field(None, description="The second block it is written in, if it has two.")
    asked_in: Many[Literal["protocol", "agreement"]] = Field(
        default_factory=empty_list,
        description="The documents that must answer it; empty means both. Elsewhere it is never open.",
    )
    none_means: Literal["open", "not-applicable"] = Field(
        "open", description="What it means when it has no cells: open, or not applicable (rows exist)."
    )
    ladder: Many[Id] = Field(
        default_factory=empty_list, description="Answer keys from the strictest, where there is an order."
    )
    fields: dict[Id, PointField] = Field(
        default_factory=empty_mapping, description="Its typed blanks and further facts."
    )
    answers: dict[Id, LikelyAnswer] = Field(description="Its likely answers.")
    never: dict[Id, Text] = Field(
        default_factory=empty_mapping, description="What may be forbidden by key (`never:`), beside the likely answers."
    )
    sources: Many[Text] = Field(description="Where the point comes from.")
    section: Text | None = Field(None, description="The section of documents it is printed in.")

    @cached_property
    def citations(self) -> tuple[str, ...]:
        """Its fields that hold a citation."""
        return tuple(name for name, field in self.fields.items() if field.is_ == "citation")

    @cached_property
    def number(self) -> int:
        """1 to 50: the halves of a split point count once."""
        return int(self.code[1:3])

    @cached_property
    def asked(self) -> tuple[AskedOf, bool, tuple[DataKind, ...]]:
        """What points with the same cells have in common: of whom asked, whether of law, of which kinds of data."""
        return self.asked_of, self.home.startswith("law."), tuple(self.applies_to)

    def contradicts(self, key: str, other: str) -> bool:
        """Whether two likely answers cannot stand together: either excludes the other, or only one may be chosen."""
        if key == other:
            return False
        return self.choose == "one" or other in self.answers[key].excludes or key in self.answers[other].excludes

    @cached_property
    def owners(self) -> Mapping[str, frozenset[str]]:
        """For each field the likely answers whose sentence holds it; none for a fact, which belongs to the point."""
        found: dict[str, set[str]] = {name: set() for name in self.fields}
        for key, answer in self.answers.items():
            for blank in answer.blanks:
                if not self.fields[blank].fact:
                    found[blank].add(key)
        return {name: frozenset(keys) for name, keys in found.items()}

    def facts(self) -> tuple[str, ...]:
        """The fields that belong to no key: further facts of the point."""
        return tuple(name for name, keys in self.owners.items() if not keys)

    @cached_property
    def typed_blanks(self) -> Mapping[str, tuple[str, ...]]:
        """For each likely answer the blanks that it cannot do without, and that somebody must type."""
        return {
            key: tuple(blank for blank in answer.required_blanks if self.fields[blank].filled_from is None)
            for key, answer in self.answers.items()
        }

    @cached_property
    def fact_blanks(self) -> Mapping[str, Mapping[str, FilledFrom]]:
        """For each likely answer the blanks that facts fill, and from which fact."""
        return {
            key: {blank: source for blank in answer.blanks if (source := self.fields[blank].filled_from) is not None}
            for key, answer in self.answers.items()
        }


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
    answered_by: Many[Id] = Field(default_factory=empty_list, description="The points that answer it.")
    answered_in: Many[Id] = Field(
        default_factory=empty_list,
        description="The blocks of the document that answer it as well, such as partnership.",
    )
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
