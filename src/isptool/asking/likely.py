"""Likely answers as they are shown to people who choose among them, which of them fit, and their blanks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from isptool.model.point import Fits, LikelyAnswer, Point

CALLED = {"on": "date"}
"""Blanks whose key says nothing by itself."""

_BLANK = re.compile(r"\{([a-z0-9-]+)\}")


def sentence(likely: LikelyAnswer, space: Callable[[str], str] = lambda _: "") -> str:
    """The sentence of a likely answer, each blank by its name: `at most (period) after (counted from)`.

    `space` gives what stands before the name of a blank, where it is to be written by hand.
    """
    plain = likely.text.replace("[", "").replace("]", "")
    return _BLANK.sub(lambda found: f"{space(found[1])}({CALLED.get(found[1], found[1].replace('-', ' '))})", plain)


def fits(what: Fits | None, *, bodies: Iterable[str], nations: Iterable[str], data: Iterable[str],
         purposes: Iterable[str]) -> bool:  # fmt: skip
    """Whether a likely answer suits these kinds of bodies (with the wider kinds they are), nations, data, purposes.

    What is unknown (an empty collection) excludes nothing.
    """
    if what is None:
        return True
    pairs = ((what.bodies, bodies), (what.nations, nations), (what.data, data), (what.purposes, purposes))
    return all(not wanted or not (here := set(given)) or not here.isdisjoint(wanted) for wanted, given in pairs)


def choosable(point: Point) -> dict[str, LikelyAnswer]:
    """The likely answers of a point that may still be chosen: those that another replaced are left out."""
    return {key: likely for key, likely in point.answers.items() if likely.replaced_by is None}
