"""A protocol: which blocks it has, with its terms numbered as agreements cite them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from isptool.model.documents import Protocol
from isptool.settling.clauses import term_sections
from isptool.settling.protocol import settle_protocol
from isptool.settling.settled import Part, Settled, SettledPoint, State
from isptool.settling.vocabulary import LawVocabulary
from isptool.writing import (
    compose_annexes,
    compose_checklist,
    compose_control,
    compose_glance,
    compose_life,
    compose_particulars,
)
from isptool.writing.compose_agreement import Fills, kind_name, with_article
from isptool.writing.compose_facts import as_text, facts, flat, gap_runs
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import anchor_of, in_cell, statement
from isptool.writing.compose_provenance import permission
from isptool.writing.compose_scope import named, scope_of
from isptool.writing.compose_words import capital, listed, small, stopped
from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Clause,
    Clauses,
    Contents,
    Heading,
    PageBreak,
    Para,
    Prose,
    Provenance,
    Table,
    Text,
)
from isptool.writing.prose import prose


def fills(matter: Matter) -> Fills:
    """Every block of a protocol but those that need the others to stand."""
    document = _protocol(matter)
    return {
        "new-page": [PageBreak()],
        "contents": [Contents(matter.words.say("contents"))],
        "control": compose_control.control(matter),
        "history": compose_control.history(matter),
        "related": compose_control.related_documents(matter),
        "partnership": partnership(matter),
        "partners": _partners(matter, document),
        "principles": _principles(matter, document),
        "terms": _terms(matter, document),
        "adopted": _adopted(matter, document),
        "open": _open(matter),
        "left-to-agreements": _left_to_agreements(matter),
        "own-life": compose_life.own_life(matter),
        "signatures": compose_annexes.signatures(matter),
        "own-annexes": compose_annexes.own_annexes(matter),
        "particulars": compose_particulars.particulars(matter),
        "waivers": compose_control.waivers(matter),
        "glance": compose_glance.protocol(matter),
        "accepted": compose_glance.accepted(matter),
        "left-to-agree": compose_glance.left_to_agree(matter),
    }


LATE: Mapping[str, Callable[[Matter], list[Block]]] = {
    "questions": compose_checklist.questions,
    "colophon": compose_annexes.colophon,
}
"""Blocks that are made when all others have their places."""


def values(matter: Matter, has: Callable[[str], bool]) -> dict[str, Any]:
    """What the template of a protocol may print and ask."""
    document = _protocol(matter)
    return {
        "title": document.title,
        "called": document.called,
        "kind": kind_name(matter),
        "kind_with_article": with_article(kind_name(matter)),
        "version": document.version,
        "area": document.area,
        "partnership": document.partnership.name if document.partnership else "",
        "has": has,
    }


def _protocol(matter: Matter) -> Protocol:
    document = matter.settled.document
    assert isinstance(document, Protocol)
    return document


# --- what for, who, principles --------------------------------------------------------------------


def partnership(matter: Matter) -> list[Block]:
    """Why the partners share: purpose, functions, benefits, who answers for it, and what it covers."""
    document, say = _protocol(matter), matter.words.say
    about = document.partnership
    if about is None:
        gap = document.gaps.get("partnership")
        words = flat(gap_runs(matter, gap)) if gap else say("partnership-open")
        return [Callout("gap", words, say("still-to-be-agreed"))]
    blocks: list[Block] = [*prose(about.purpose).blocks] if about.purpose else []
    blocks += [Para(gap_runs(matter, gap)) for gap in about.gaps.values()]
    if about.functions:
        lines = tuple(capital(text) for text in about.functions)
        blocks += [Para(say("functions-lead")), Bullets(lines)]
    if about.benefits:
        blocks += [Para(say("benefits-lead")), Bullets(tuple(flat(prose(text)) for text in about.benefits))]
    for fact in facts(matter, "partnership", about, ("name", "board", "secretariat")):
        blocks.append(Para((Text(f"{fact.label}: ", bold=True), Text(stopped(flat(fact.said))))))
    if document.covers:
        kinds = listed(matter.words.name("covers", kind) for kind in document.covers)
        blocks.append(Para(say("covers-lead", kinds=kinds)))
    return blocks or [Callout("gap", say("partnership-open"), say("still-to-be-agreed"))]


def _partners(matter: Matter, document: Protocol) -> list[Block]:
    say = matter.words.say
    rows: list[tuple[Cell, ...]] = []
    for each, joins in document.partners.items():
        party = matter.settled.parties[each]
        name = capital(party.name)
        called = f" ({say('called-here', name=party.called)})" if party.called != party.name else ""
        known: Cell = (Text(name, bold=True), Text(called)) if called else name
        kind = matter.of_law(party.kind) or party.kind
        how = as_text(facts(matter, "joins", joins, ("joins", "since"))) if joins else ""
        rows.append((known, kind, how))
    if not rows:
        return [Callout("gap", say("partners-open"), say("still-to-be-agreed"))]
    matter.anchors["parties"] = "partners-table"
    head: tuple[str, ...] = (say("partner"), say("kind-of-body"), say("takes-part"))
    if not any(row[2] for row in rows):
        head, rows = head[:2], [row[:2] for row in rows]
    blocks: list[Block] = [
        Table(say("partners-caption"), head, tuple(rows), anchor="partners-table", widths=(2, 1.4, 1)[: len(head)])
    ]
    if document.groups:
        lines = tuple(
            matter.words.runs("group-means", group=Text(matter.name(group), bold=True), members=matter.called(members))
            for group, members in document.groups.items()
        )
        blocks += [Para(say("groups-lead")), Bullets(lines)]
    return blocks


def _principles(matter: Matter, document: Protocol) -> list[Block]:
    if not document.principles:
        return [Callout("gap", matter.words.say("principles-open"), matter.words.say("still-to-be-agreed"))]
    return [Clauses(tuple(Clause(capital(stopped(flat(prose(text))))) for text in document.principles))]


# --- terms ----------------------------------------------------------------------------------------


def _terms(matter: Matter, document: Protocol) -> list[Block]:
    """The sections of terms. Their numbers are those by which agreements cite them."""
    blocks: list[Block] = []
    for section, points in term_sections(document, matter.points).items():
        blocks.append(Heading(1, matter.words.name("section", section), f"terms-{section.lower()}", numbered=True))
        for point in points:
            if point in matter.settled.points:
                blocks += _term(matter, document, matter.settled.points[point])
            else:  # what the records of a document's life hold is settled by nobody, and keeps its number
                title = matter.points[point].title
                kept = Para(matter.words.say("kept-in-records"))
                blocks += [Heading(2, title, anchor_of(point), numbered=True), kept]
    return blocks


def _term(matter: Matter, document: Protocol, settled: SettledPoint) -> list[Block]:
    matter.anchors[settled.id] = anchor_of(settled.id)
    blocks: list[Block] = [Heading(2, settled.point.title, anchor_of(settled.id), numbered=True)]
    if settled.state is State.NOT_APPLICABLE and not settled.cells:
        return [*blocks, Para(settled.why)]
    parts = [part for _, part in settled.parts()]
    words = {permission(document, settled.id, settled.point, part) for part in parts}
    for part in parts:
        whom = _whom(matter, part)
        if whom:
            blocks.append(Para((Text(f"{matter.words.say('for')}: {whom}", bold=True),)))
        blocks += statement(matter, settled, part)
        if len(words) > 1:
            blocks.append(_may(matter, permission(document, settled.id, settled.point, part)))
        if part.inherited is not None:
            title = next(
                (
                    each.protocol.title
                    for each in matter.settled.protocols
                    if each.protocol.id == part.inherited.protocol
                ),
                "",
            )
            where = matter.words.say("clause-of", clause=part.inherited.clause, title=title)
            blocks.append(Provenance(matter.words.say("already-agreed", where=where)))
    if len(words) == 1:
        blocks.append(_may(matter, words.pop()))
    return blocks


def _whom(matter: Matter, part: Part) -> str:
    found = scope_of(matter, part.place) if part.place else None
    return small(named(matter, found)) if found else ""


def _may(matter: Matter, word: str) -> Provenance:
    return Provenance(matter.words.name("permission", word))


def _adopted(matter: Matter, document: Protocol) -> list[Block]:
    """What comes from the protocol that this one adopts, and how this one varies from it."""
    if document.adopts is None:
        return []
    say = matter.words.say
    title = next((each.protocol.title for each in matter.settled.protocols), document.adopts.id)
    blocks: list[Block] = [
        Heading(1, say("adopted-heading"), "adopted", numbered=True),
        Para(say("adopted-lead", title=title)),
    ]
    if document.adopts.variations:
        blocks += [
            Para(say("variations-lead")),
            Bullets(tuple(flat(prose(text)) for text in document.adopts.variations)),
        ]
    blocks += _variations(matter, document, title)
    rows: list[tuple[Cell, ...]] = []
    for settled in matter.settled.points.values():
        if settled.id in document.settles:
            continue
        for _, part in settled.parts():
            if part.inherited is not None:
                matter.anchors[settled.id] = "adopted"
                body = [block for block in statement(matter, settled, part) if isinstance(block, (Para, Bullets))]
                lines = [
                    Para(clause.runs)
                    for block in statement(matter, settled, part)
                    if isinstance(block, Clauses)
                    for clause in block.items
                ]
                rows.append((settled.point.title, Prose((*lines, *body)), part.inherited.clause))
    if rows:
        blocks.append(
            Table(
                say("adopted-caption"),
                (say("point"), say("what-is-agreed"), say("clause")),
                tuple(rows),
                widths=(1, 2.4, 0.6),
            )
        )
    return blocks


def _variations(matter: Matter, document: Protocol, title: str) -> list[Block]:
    """Every point that the adopted protocol settles and this one settles otherwise, side by side, with the reason."""
    say = matter.words.say
    above = _without_its_own(matter, document)
    rows: list[tuple[Cell, ...]] = []
    for name in document.settles:
        theirs = above.points.get(name)
        mine = matter.settled.points.get(name)
        if theirs is None or mine is None or theirs.state is not State.INHERITED:
            continue
        said = [part for _, part in theirs.parts() if part.inherited is not None]
        ours = [part for _, part in mine.parts() if part.inherited is None]
        if not said or all(_same(part, said[0]) for part in ours):
            continue
        rows.append(
            (
                mine.point.title,
                Prose(tuple(block for part in said for block in in_cell(matter, theirs, part))),
                Prose(tuple(block for part in ours for block in in_cell(matter, mine, part))),
            )
        )
    if not rows:
        return []
    head = (say("point"), say("variation-there", title=title), say("variation-here"))
    return [Table(say("variations-caption"), head, tuple(rows), widths=(1, 2, 2))]


def _same(part: Part, other: Part) -> bool:
    return (part.sentences, part.own_words) == (other.sentences, other.own_words)


def _without_its_own(matter: Matter, document: Protocol) -> Settled:
    """The protocol as it would be if it settled nothing itself: what the adopted one says on each point."""
    return settle_protocol(
        document.model_copy(update={"settles": {}}),
        file=matter.settled.file,
        adopted=matter.settled.protocols,
        partners={name: facts.partner for name, facts in matter.settled.parties.items() if facts.partner is not None},
        points=matter.points,
        book=LawVocabulary(matter.book),
    )


def _open(matter: Matter) -> list[Block]:
    """Points that protocols usually settle, and this one does not yet."""
    say = matter.words.say
    found = [
        each
        for each in matter.settled.points.values()
        if each.state.left_to_agree and each.id not in matter.settled.clauses
    ]
    if not found:
        return []
    blocks: list[Block] = [Heading(1, say("open-heading"), "open", numbered=True)]
    for settled in found:
        matter.anchors[settled.id] = anchor_of(settled.id)
        blocks += [
            Heading(2, settled.point.title, anchor_of(settled.id), numbered=True),
            Callout("gap", settled.point.question, say("still-to-be-agreed")),
        ]
    return blocks


def _left_to_agreements(matter: Matter) -> list[Block]:
    """The points that each agreement answers for itself."""
    found = [
        settled
        for settled in matter.settled.points.values()
        if settled.state is State.NOT_APPLICABLE and not settled.cells and settled.point.settled == "agreement"
        and set(settled.point.applies_to) & set(_protocol(matter).covers or settled.point.applies_to)
    ]  # fmt: skip
    if not found:
        return []
    return [Bullets(tuple((Text(f"{each.point.title}: ", bold=True), Text(each.point.question)) for each in found))]
