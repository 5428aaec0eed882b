"""The headings of somebody else's form of agreement, and which of our points answers each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from pydantic import Field

from isptool.model.fields import Day, Id, Many, Prose, Text
from isptool.model.node import Node


class SubHeading(Node):
    """A heading under another."""

    heading: Text = Field(description="The heading, as the form has it.")
    asks: Prose | None = Field(None, description="What the form wants to know there, in our own words.")
    points: Many[Id] = Field(default_factory=list, description="The points that answer it, in order.")
    see: Many[Id] = Field(
        default_factory=list, description="Points that answer it too, and are printed under another heading."
    )


class FormHeading(SubHeading):
    """A heading of the form, with those under it."""

    under: Many[SubHeading] = Field(default_factory=list, description="The headings under it, in order.")


class HeadingMap(Node):
    """The headings of a form, in order. Points that it names nowhere are printed at the end, as not in the form."""

    kind: Literal["headings"] = Field(description="What this file is: headings.")
    title: Text = Field(description="What the form is called.")
    of: Text = Field(description="Whose form it is.")
    source: Text = Field(description="Where the headings were read.")
    seen: Day = Field(description="The day as at which they were read there.")
    certainty: Prose | None = Field(None, description="How sure it is that these are the form's own words.")
    licence: Text = Field(description="The licence of the form, or that the wording is ours.")
    headings: Many[FormHeading] = Field(description="The headings, in order.")

    def every(self) -> Iterator[tuple[tuple[str | int, ...], SubHeading]]:
        """Every heading, those under another right after it, each with its place in the file."""
        for number, top in enumerate(self.headings):
            yield ("headings", number), top
            for lower, sub in enumerate(top.under):
                yield ("headings", number, "under", lower), sub

    def placed(self) -> frozenset[str]:
        """The points that stand under some heading."""
        return frozenset(point for _, heading in self.every() for point in heading.points)

    def objections(self, known: Collection[str]) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
        """What is wrong with it: a word for what (`unknown` or `twice`), the place, and a sentence."""
        first: dict[str, str] = {}
        for place, heading in self.every():
            for point in heading.see:
                if point not in known:
                    yield "unknown", (*place, "see"), f"There is no point `{point}`."
            for point in heading.points:
                if point not in known:
                    yield "unknown", (*place, "points"), f"There is no point `{point}`."
                elif point in first:
                    yield "twice", (*place, "points"), f"`{point}` stands under “{first[point]}” already."
                first.setdefault(point, heading.heading)
