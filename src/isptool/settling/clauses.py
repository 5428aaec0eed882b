"""The clause numbers of a protocol: stable, and the same wherever its terms are cited."""

from __future__ import annotations

from collections.abc import Mapping

from isptool.model.documents import Protocol
from isptool.model.point import Point

FIRST_SECTION = 5
"""The section with which a protocol's terms begin: after summary, purpose, partners and principles."""


def term_sections(protocol: Protocol, points: Mapping[str, Point]) -> dict[str, list[str]]:
    """The points a protocol settles by section of the list of points, in the order of documents."""
    sections: dict[str, list[str]] = {}
    for point_id, point in points.items():
        if point_id in protocol.settles:
            sections.setdefault(point.section or "", []).append(point_id)
    return sections


def clauses(protocol: Protocol, points: Mapping[str, Point]) -> dict[str, str]:
    """The clause number of each point that a protocol settles, such as `7.2`."""
    found: dict[str, str] = {}
    for number, ids in enumerate(term_sections(protocol, points).values(), FIRST_SECTION):
        for place, point_id in enumerate(ids, 1):
            found[point_id] = f"{number}.{place}"
    return found
