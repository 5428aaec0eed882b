"""A protocol as a document: which points it settles, which it still should, which it leaves to agreements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from isptool.model.documents import Agreement, Protocol
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.settling.clauses import clauses
from isptool.settling.codes import Trouble, finding, near
from isptool.settling.fold import Fold, Folded
from isptool.settling.given import Given, Reader, Tier
from isptool.settling.names import Names, party_facts
from isptool.settling.part import part_of
from isptool.settling.settled import (
    Cell,
    Part,
    PartyFacts,
    Row,
    Settled,
    SettledPoint,
    State,
    Version,
)
from isptool.settling.vocabulary import KINDS_OF_DATA, Vocabulary


def settle_protocol(
    document: Protocol,
    *,
    file: str,
    adopted: Sequence[Version],
    partners: Mapping[str, Partner],
    points: Mapping[str, Point],
    book: Vocabulary,
) -> Settled:
    """Settle a protocol: each point is answered, inherited from a protocol it adopts, open, or left to agreements.

    `adopted` are the protocols it adopts, nearest first. A point that protocols usually settle and this one
    does not is still to be agreed; any other is not applicable, because it is left to each agreement.
    """
    troubles: list[Trouble] = []
    parties = {each: party_facts(each, None, partners.get(each), book) for each in document.partners}
    names = _names(document, file, parties, troubles)
    for each in document.partners:
        if each not in partners:
            values = {"id": each, "near": near(each, list(partners))}
            troubles.append(Trouble("STR-04", ("partners", each), file, values))
    _check_covers(document, file, troubles)
    own = Tier("protocol", document.id, document.version or "", file, f"protocol {document.title}", {}, True)
    tiers = [own] + [
        Tier(
            "adopted-protocol",
            each.protocol.id,
            each.protocol.version or "",
            each.file,
            f"the adopted protocol {each.protocol.title}",
            clauses(each.protocol, points),
            False,
        )
        for each in adopted
    ]
    for point_id in document.settles:
        if point_id not in points:
            values = {"id": point_id, "near": near(point_id, list(points))}
            troubles.append(Trouble("SET-18", ("settles", point_id), file, values))
    covers = set(document.covers) or set(KINDS_OF_DATA)
    purposes = points["purposes"].answers if "purposes" in points else {}
    kinds = frozenset((*KINDS_OF_DATA, *book.kinds(), *book.categories(), *purposes))
    settled = {}
    for point_id, point in points.items():
        if point.home != "records":
            settled[point_id] = _point(point_id, point, document, tiers, adopted, names, troubles, covers, kinds)
    return Settled(
        document=document,
        file=file,
        protocols=tuple(adopted),
        schedules=(),
        parties=parties,
        rows=(Row(kinds=frozenset(covers)),),
        points=settled,
        clauses=clauses(document, points),
        findings=tuple(dict.fromkeys(finding(each, document.id) for each in troubles)),
    )


def _names(document: Protocol, file: str, parties: dict[str, PartyFacts], troubles: list[Trouble]) -> Names:
    """The protocol's partners and groups as names, so that blanks can print what an id is called."""
    frame = Agreement.model_validate({"kind": "agreement", "id": document.id, "title": document.title})
    names = Names(frame, file, parties=parties, troubles=troubles)
    names.kind_of = dict.fromkeys(parties, "party")
    for group, members in document.groups.items():
        if group in names.kind_of:
            names.say("STR-05", ("groups", group), id=group, first="party", second="group")
        names.kind_of[group] = "group"
        names.groups[group] = tuple(each for each in members if each in parties)
        for position, each in enumerate(members):
            if each not in parties and each not in document.groups:
                names.unknown(each, ("groups", group, position))
    return names


def _check_covers(document: Protocol, file: str, troubles: list[Trouble]) -> None:
    for position, kind in enumerate(document.covers):
        if kind not in KINDS_OF_DATA:
            values = {"kind": kind, "what": "kind of data", "near": near(kind, list(KINDS_OF_DATA))}
            troubles.append(Trouble("SET-15", ("covers", position), file, values))


def _point(
    point_id: str,
    point: Point,
    document: Protocol,
    tiers: Sequence[Tier],
    adopted: Sequence[Version],
    names: Names,
    troubles: list[Trouble],
    covers: set[str],
    kinds: frozenset[str],
) -> SettledPoint:
    if not covers & set(point.applies_to):
        return SettledPoint(point_id, point, (), State.NOT_APPLICABLE, "The protocol does not cover such data.")
    own: list[Given] = []
    reader = Reader(tiers[0], names, troubles)
    for position, settlement in enumerate(document.settles.get(point_id, [])):
        path = ("settles", point_id, position)
        own.append(reader.read(point, settlement, path))
        _check_for(settlement.for_, document, path, names, kinds)
    scopes = [tuple(each.for_) for each in document.settles.get(point_id, [])]
    above: list[list[tuple[tuple[str, ...], Given]]] = []
    for number, version in enumerate(adopted, 1):
        quiet = Reader(tiers[number], names, [])
        settlements = version.protocol.settles.get(point_id, [])
        read = [quiet.read(point, each, ("settles", point_id, n)) for n, each in enumerate(settlements)]
        above.append([(tuple(each.for_), given) for each, given in zip(settlements, read, strict=True)])
    if not own and not any(above) and point.asked_in and "protocol" not in point.asked_in:
        return SettledPoint(point_id, point, (), State.NOT_APPLICABLE, "It is asked of agreements only.")
    if not own and not any(above):
        return _unsettled(point_id, point)
    fold = Fold(point_id, point, tiers, lambda given: f"{given.place.path[-1]}")
    parts = []
    # Each scoped answer is a part of its own: what it covers is only known in an agreement.
    for scope, given in [*zip(scopes, own, strict=True), *((each, None) for each in _not_settled_here(scopes, above))]:
        covering = [[given] if given is not None else [], *(_beside(scope, each) for each in above)]
        folded = fold.part(covering)
        troubles.extend(folded.troubles)
        troubles.extend(_held_to(point_id, point, folded))
        parts.append(replace(part_of(point_id, point, folded, tiers, names, None), rows=(0,)))
    cell = Cell((), tuple(parts))
    return SettledPoint(point_id, point, (cell,), cell.state)


def _held_to(point_id: str, point: Point, folded: Folded) -> Iterator[Trouble]:
    """Where this protocol says otherwise than the adopted one allows, or says the same again."""
    for change in folded.changes:
        given = change.given
        if not change.code or given.place.tier != "protocol":
            continue
        if change.code == "STR-10" and (given.duties or given.rights):
            continue
        values = {
            "point": point.title,
            "protocol": change.upper.title,
            "clause": change.upper.clause(point_id),
            "what": change.what.replace("this agreement", "this protocol"),
        }
        yield Trouble(change.code, given.place.path, given.place.file, values)


_Above = Sequence[Sequence[tuple[tuple[str, ...], Given]]]
"""The answers of each adopted protocol, with what each is for."""


def _not_settled_here(scopes: Sequence[tuple[str, ...]], above: _Above) -> list[tuple[str, ...]]:
    """What adopted protocols answer for, and this one does not: nothing where it answers for everything."""
    if () in scopes:
        return []
    return [each for each in dict.fromkeys(scope for tier in above for scope, _ in tier) if each not in scopes]


def _beside(scope: tuple[str, ...], tier: Sequence[tuple[tuple[str, ...], Given]]) -> list[Given]:
    """What one adopted protocol says on the same: for the same, else for everything."""
    same = [given for each, given in tier if each == scope]
    return same or [given for each, given in tier if not each]


def _check_for(
    ids: Sequence[str], document: Protocol, path: tuple[str | int, ...], names: Names, kinds: frozenset[str]
) -> None:
    known = {*document.groups, *document.partners, *kinds, "everyone"}
    for position, each in enumerate(ids):
        if each not in known:
            names.say("STR-04", (*path, "for", position), id=each, near=near(each, sorted(known)))


def _unsettled(point_id: str, point: Point) -> SettledPoint:
    if point.settled == "agreement":
        return SettledPoint(point_id, point, (), State.NOT_APPLICABLE, "It is left to each agreement.")
    cell = Cell((), (Part(rows=(0,), state=State.OPEN),))
    return SettledPoint(point_id, point, (cell,), State.OPEN, "Protocols usually settle this.")
