"""Which open points are put to whom, and by which code: what sheets and forms ask, and what comes back is known by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from isptool.asking.open_points import OpenPoint
from isptool.model.point import AskedOf, Point

ASKED_OF_ONE: frozenset[AskedOf] = frozenset(
    {"party", "public-body-and-direction", "controller", "controller-and-purpose", "recipient",
     "recipient-and-category"}
)  # fmt: skip
"""Points whose cells each belong to one party: nobody else can answer them."""


def codes(points: Mapping[str, Point]) -> dict[str, str]:
    """The code by which people name each point, by id: its own, with a letter where two points share one."""
    shared = Counter(point.code for point in points.values())
    met: Counter[str] = Counter()
    found = {}
    for name, point in points.items():
        letter = chr(ord("a") + met[point.code]) if shared[point.code] > 1 else ""
        met[point.code] += 1
        found[name] = f"{point.code}{letter}"
    return found


def is_own(point: Point) -> bool:
    """Whether each cell of a point is one party's own, and not the document's or a flow's."""
    return point.asked_of in ASKED_OF_ONE


def own_and_shared(found: tuple[OpenPoint, ...]) -> tuple[list[OpenPoint], list[OpenPoint]]:
    """The points that only one party can answer, and those that are asked of several."""
    return [each for each in found if is_own(each.point)], [each for each in found if not is_own(each.point)]
