"""How sensitive a sharing is: sensitive categories, how many people they are about, children and people at risk."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from isptool.checking.rule import At
from isptool.model.terms import People
from isptool.settling.settled import Settled

LARGE = 10_000
"""From how many people on a use is taken to be likely of a large scale; the law names no number."""


def is_sensitive(category: str, at: At) -> bool:
    """Whether a category of data is special, or about criminal offences; an unknown one is not."""
    return at.law.is_special_or_criminal(category)


class Scale(Struct, frozen=True):
    """How many people sensitive data is about, and which groups of an agreement they are."""

    count: int
    whole_area: bool
    groups: tuple[str, ...]
    """The groups that make it large: those of a whole area, or else all that were counted."""

    @property
    def large(self) -> bool:
        """Whether that is likely a large scale."""
        return self.whole_area or self.count >= LARGE


def scale(doc: Settled, at: At) -> Scale:
    """How many people the special category and criminal offence data of an agreement is about."""
    return at.once("scale", lambda: _scale(doc, at))


def _scale(doc: Settled, at: At) -> Scale:
    people = doc.agreement.people
    about = [row.people for row in doc.rows if is_sensitive(row.category, at) and row.kinds != {"non-personal"}]
    groups = [each for each in dict.fromkeys(about) if each in people]
    whole = tuple(each for each in groups if people[each].whole_area)
    counts = {each: people[each].number for each in groups}
    total = sum(number.number for number in counts.values() if number is not None)
    return Scale(total, bool(whole), whole or tuple(each for each, number in counts.items() if number is not None))


def children(doc: Settled) -> Mapping[str, People]:
    """The groups of people of an agreement that are, or include, children whose information is shared."""
    return {name: each for name, each in _involved(doc).items() if _are_children(each)}


def vulnerable(doc: Settled) -> Mapping[str, People]:
    """The groups of people of an agreement that are children, or adults at risk."""
    return {
        name: each
        for name, each in _involved(doc).items()
        if _are_children(each) or each.at_risk or each.care_and_support_needs or "adults-at-risk" in each.kind
    }


def _are_children(people: People) -> bool:
    return people.children in ("yes", "some") or (people.children is None and "children" in people.kind)


def _involved(doc: Settled) -> dict[str, People]:
    """The groups of people that some item about people is about."""
    involved = {row.people for row in doc.rows if row.item and row.kinds - {"non-personal"}}
    return {name: each for name, each in doc.agreement.people.items() if name in involved}
