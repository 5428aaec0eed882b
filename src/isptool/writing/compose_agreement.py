"""An agreement: which blocks it has, and what its template may print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from isptool.settling.settled import SettledPoint, State
from isptool.writing import (
    compose_annexes,
    compose_checklist,
    compose_control,
    compose_data,
    compose_flows,
    compose_glance,
    compose_particulars,
    compose_parties,
    compose_purposes,
)
from isptool.writing.compose_fit import HEADING, PAGE, height
from isptool.writing.compose_law import Law
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import clause
from isptool.writing.document import Block, Callout, Contents, PageBreak

IN_BLOCKS: Mapping[str, str] = {
    "purposes": "purposes",
    "data-subjects": "people",
    "parties": "parties",
    "contact-points": "particulars",
    "data-items": "items",
    "data-classification": "items",
    "direction-and-frequency": "flows",
    "existing-arrangements": "related",
    "parent-protocol": "under",
}
"""The points that a block of its own prints; those about law stand in the block `law`."""

GLANCE = PAGE - HEADING
"""The height that the first page has below its heading, in points."""

Fills = dict[str, Sequence[Block]]


def block_of(settled: SettledPoint) -> str:
    """The block that prints a point, or `terms: SECTION` for a point that is a clause like any other."""
    if settled.point.home.startswith("law."):
        return "law"
    return IN_BLOCKS.get(settled.id) or f"terms: {settled.point.section or ''}"


def terms(matter: Matter) -> Fills:
    """The points that are clauses, by section."""
    sections = [*matter.words.names.get("section", ()), *(point.section or "" for point in matter.points.values())]
    fills: dict[str, list[Block]] = {f"terms: {section}": [] for section in sections}
    for settled in matter.settled.points.values():
        block = block_of(settled)
        if block.startswith("terms: "):
            fills[block] += clause(matter, settled.id)
    return dict(fills)


def fills(matter: Matter) -> Fills:
    """Every block of an agreement but those that need the others to stand: see `late`."""
    made: Fills = {
        "new-page": [PageBreak()],
        "contents": [Contents(matter.words.say("contents"))],
        "control": compose_control.control(matter),
        "history": compose_control.history(matter),
        **terms(matter),
    }
    blocks: Mapping[str, Callable[[Matter], list[Block]]] = {
        "related": compose_control.related,
        "under": compose_control.under,
        "purposes": compose_purposes.purposes,
        "cases": compose_purposes.cases,
        "conditions": compose_purposes.conditions_block,
        "parties": compose_parties.parties,
        "others": compose_parties.others,
        "people": compose_data.people,
        "not-personal": compose_data.not_personal,
        "items": compose_data.items,
        "catalogues": compose_data.catalogues,
        "left-out": compose_data.left_out,
        "holdings": compose_data.holdings,
        "flows": compose_flows.flows,
        "law": lambda matter: Law(matter).blocks(),
        "opt-outs": compose_purposes.opt_outs,
        "began": compose_purposes.began,
        "schedules": compose_annexes.schedules,
        "particulars": compose_particulars.particulars,
        "waivers": compose_control.waivers,
        "own-annexes": compose_annexes.own_annexes,
        "signatures": compose_annexes.signatures,
    }
    for name, make in blocks.items():
        made[name] = make(matter)
    for settled in matter.settled.points.values():
        name = block_of(settled)
        if settled.state is State.OPEN and not settled.cells and name in made and not made[name]:
            label = matter.words.say("still-to-be-agreed")
            made[name] = [Callout("gap", settled.point.question, label)]
    made["accepted"] = compose_glance.accepted(matter)
    made["left-to-agree"] = compose_glance.left_to_agree(matter)
    room = GLANCE - height([*made["accepted"], *made["left-to-agree"]])
    made["glance"] = compose_glance.agreement(matter, room)
    return made


LATE: Mapping[str, Callable[[Matter], list[Block]]] = {
    "questions": compose_checklist.questions,
    "colophon": compose_annexes.colophon,
}
"""Blocks that are made when all others have their places."""


def values(matter: Matter, has: Callable[[str], bool]) -> dict[str, Any]:
    """What the template of an agreement may print and ask."""
    document, above = matter.agreement, matter.above
    return {
        "title": document.title,
        "called": document.called,
        "kind": kind_name(matter),
        "kind_with_article": with_article(kind_name(matter)),
        "version": document.version,
        "area": document.area,
        "protocol": above.title if above else "",
        "protocol_version": above.version if above else "",
        "personal": matter.information_is_personal,
        "has_items": bool(document.data),
        "has_schedules": any(file.schedules for _, file in matter.settled.schedules),
        "has": has,
    }


def kind_name(matter: Matter) -> str:
    """What kind of document this is, in words: an information sharing agreement."""
    called = matter.head.called or ""
    known = matter.words.names.get("called", {}).get(called)
    return known or matter.words.say("a-protocol" if matter.settled.is_protocol else "an-agreement")


def with_article(words: str) -> str:
    """Words with *a* or *an* before them."""
    return f"{'an' if words[:1].casefold() in 'aeio' else 'a'} {words}"
