"""Flows with everything expanded, and the rows that settling groups into cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from isptool.model.documents import Schedules
from isptool.model.terms import Flow
from isptool.settling.names import Names
from isptool.settling.settled import Row
from isptool.settling.vocabulary import kinds_of_category


class Movement(Struct, frozen=True):
    """A flow as it really runs: who to whom, with which items, for which purposes, in which cases."""

    id: str
    flow: Flow
    pairs: tuple[tuple[str, str], ...]
    items: tuple[str, ...]
    purposes: tuple[str, ...]
    cases: tuple[str, ...]


def whole_flow(flows: dict[str, Flow], flow_id: str, above: tuple[str, ...] = ()) -> Flow:
    """A flow with what `same-as` gives it filled in; a circle of `same-as` ends where it closes."""
    flow = flows[flow_id]
    if flow.same_as and flow.same_as in flows and flow.same_as not in (*above, flow_id):
        model = whole_flow(flows, flow.same_as, (*above, flow_id))
        taken = {name: getattr(model, name) for name in model.model_fields_set if name not in flow.model_fields_set}
        return flow.model_copy(update=taken)
    return flow


def movements(names: Names, schedules: Sequence[tuple[str, Schedules]]) -> list[Movement]:
    """Every flow of an agreement, expanded; what it refers to and does not exist is noted in `names`."""
    document = names.document
    absent = _absent(schedules)
    found = []
    for each, written in document.flows.items():
        path = ("flows", each)
        if written.same_as and names.kind_of.get(written.same_as) != "flow":
            names.unknown(written.same_as, (*path, "same-as"))
        flow = whole_flow(document.flows, each)
        items: list[str] = []
        for position, data in enumerate(flow.data):
            kind = names.kind_of.get(data)
            if kind == "item":
                items.append(data)
            elif kind == "set":
                items.extend(names.sets[data])
            else:
                names.unknown(data, (*path, "data", position))
        purposes = names.check(flow.purpose, (*path, "purpose"), "purpose")
        cases = names.check(flow.cases, (*path, "cases"), "case")
        names.check(flow.only_if, (*path, "only-if"), "condition")
        names.check(flow.after, (*path, "after"), "flow")
        names.check([flow.reply_to] if flow.reply_to else [], (*path, "reply-to"), "flow")
        names.check([flow.into] if flow.into else [], (*path, "into"), "holding")
        names.check(flow.caveats, (*path, "caveats"), "caveat")
        pairs = _pairs(names, flow, each)
        found.append(Movement(each, flow, tuple(pairs), tuple(dict.fromkeys(items)), tuple(purposes), tuple(cases)))
    return [
        movement
        if not absent
        else replace(
            movement,
            pairs=tuple(
                (sender, recipient)
                for sender, recipient in movement.pairs
                if not movement.purposes
                or any((sender, p) not in absent and (recipient, p) not in absent for p in movement.purposes)
            ),
        )
        for movement in found
    ]


def _absent(schedules: Sequence[tuple[str, Schedules]]) -> set[tuple[str, str]]:
    return {
        (party, purpose)
        for _, file in schedules
        for party, schedule in file.schedules.items()
        for purpose, part in schedule.takes_part.items()
        if part is not None and part.takes_part is False
    }


def _pairs(names: Names, flow: Flow, flow_id: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    senders = names.ends(flow.from_, ("flows", flow_id, "from"))
    recipients = names.ends(flow.to, ("flows", flow_id, "to"))
    everyone = names.party_ids()
    for sender in senders or [""]:
        for recipient in recipients or [""]:
            for one in _else(sender, recipient, everyone):
                for other in _else(recipient, one, everyone):
                    if (one or other) and one != other:
                        pairs.append((one, other))
    entries = [names.end(text, ("flows", flow_id, "between", place)) for place, text in enumerate(flow.between)]
    for place, one_entry in enumerate(entries):
        for other_place, other_entry in enumerate(entries):
            alone = len(entries) == 1 or flow.between[place].startswith("each pair of ")
            if place != other_place or alone:
                pairs.extend((one, other) for one in one_entry for other in other_entry if one != other)
    return list(dict.fromkeys(pairs))


def _else(end: str, other: str, everyone: Iterable[str]) -> list[str]:
    if end != "everyone-else":
        return [end]
    return [each for each in everyone if each != other and other != "everyone-else"]


def rows_of(
    names: Names,
    moved: Sequence[Movement],
    schedules: Sequence[tuple[str, Schedules]],
    named_cases: frozenset[str],
) -> list[Row]:
    """The rows of an agreement, from facts alone and before regimes: see docs/settling.md, *Rows*."""
    document = names.document
    absent = _absent(schedules)
    rows: dict[Row, None] = {}
    for movement in moved:
        contents = _contents(names, movement.items)
        in_every_case = tuple(document.cases) if named_cases else ("",)
        for sender, recipient in movement.pairs:
            for purpose in movement.purposes or ("",):
                if (sender, purpose) in absent or (recipient, purpose) in absent:
                    continue
                of_purpose = document.purposes[purpose].cases if purpose else ()
                cases = movement.cases or tuple(each for each in of_purpose if each in document.cases) or in_every_case
                for item, category, people in contents:
                    for case in cases:
                        for actor, side in ((sender, "sender"), (recipient, "recipient")):
                            if actor:
                                row = Row(
                                    movement.id, sender, recipient, actor, side, item, purpose, category, people, case
                                )
                                rows[row] = None
    at_ends = {(row.actor, row.purpose) for row in rows}
    for purpose, facts in document.purposes.items():
        for user in names.check(facts.used_by, ("purposes", purpose, "used-by"), "party", "group", "role"):
            for party in [user] if user in names.parties else names.groups[user]:
                if (party, purpose) not in at_ends and (party, purpose) not in absent:
                    at_ends.add((party, purpose))
                    rows[Row(actor=party, purpose=purpose)] = None
    _unmoved(names, rows)
    if not rows:
        rows[Row()] = None
    kinds: dict[tuple[str, str], frozenset[str]] = {}
    found = []
    for row in rows:
        alike = row.people, row.category
        if alike not in kinds:
            kinds[alike] = _kinds(names, row)
        found.append(row.under("", kinds[alike]))
    return found


def _contents(names: Names, items: Sequence[str]) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for item in items:
        facts = names.document.data[item]
        groups = [each for each in facts.about if names.kind_of.get(each) == "people"]
        for category in facts.category or [""]:
            for people in groups or [""]:
                found.append((item, category, people))
    return found or [("", "", "")]


def _unmoved(names: Names, rows: dict[Row, None]) -> None:
    document = names.document
    for item, facts in document.data.items():
        names.check(facts.about, ("data", item, "about"), "people")
    named = {row.actor for row in rows} | {row.sender for row in rows} | {row.recipient for row in rows}
    for party in names.party_ids():
        if party not in named:
            rows[Row(actor=party)] = None
    carried = {row.item for row in rows}
    for item in document.data:
        if item not in carried:
            for _, category, people in _contents(names, [item]):
                rows[Row(item=item, category=category, people=people)] = None
    purposes = {row.purpose for row in rows}
    for purpose in document.purposes:
        if purpose not in purposes:
            rows[Row(purpose=purpose)] = None
    people_named = {row.people for row in rows}
    for people in document.people:
        if people not in people_named:
            rows[Row(people=people)] = None


def _kinds(names: Names, row: Row) -> frozenset[str]:
    if names.document.information == "non-personal":
        return frozenset({"non-personal"})
    if row.people and names.document.people[row.people].living == "no":
        return frozenset({"non-personal"})
    return kinds_of_category(row.category)
