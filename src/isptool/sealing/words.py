"""The printed words of a document as a plain value: every sentence, where it stands, and to which part it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from isptool.model.signed import Part

Belongs = Part | Literal["beside"]
"""The part of the sealed text that covers a sentence; `beside`: no signature does (the annex of particulars)."""

PARTS: tuple[Part, ...] = ("own", "inherited", "template")
"""The parts that every signature covers; each party's covers its own schedule besides."""


class Sentence(Struct, frozen=True):
    """One printed piece of text: a heading, a paragraph, a bullet, a cell.

    `place` is the anchor of the nearest heading before it; `party` is set for a sentence of that party's schedule.
    """

    text: str
    place: str
    belongs: Belongs
    party: str = ""


def of_part(sentences: Iterable[Sentence], part: Belongs, party: str = "") -> list[Sentence]:
    """The sentences of one part, in the order in which they are printed."""
    return [each for each in sentences if each.belongs == part and each.party == party]
