"""What stands at the end: schedules of parties, own annexes, signature blocks, the glossary and the last line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isptool.model.documents import Schedule
from isptool.settling.settled import Part, PartyFacts, SettledPoint
from isptool.writing.compose_citing import cited
from isptool.writing.compose_facts import as_bullets, as_rows, as_text, facts, gap_runs, row_gap
from isptool.writing.compose_law import Law, scope
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_parties import is_class
from isptool.writing.compose_points import statement
from isptool.writing.compose_words import Term, capital, listed
from isptool.writing.document import (
    Block,
    Cell,
    Heading,
    KeyFacts,
    Para,
    Prose,
    Signature,
    Signatures,
    Table,
)
from isptool.writing.plain import words
from isptool.writing.prose import prose

# --- schedules ------------------------------------------------------------------------------------


def schedules(matter: Matter) -> list[Block]:
    """One annex for each party that has a schedule: what differs for it, and what it signs besides."""
    blocks: list[Block] = []
    for _, file in matter.settled.schedules:
        for party in file.schedules:
            heading = matter.words.say("schedule-heading", party=capital(matter.party(party)))
            blocks += [Heading(1, heading, f"schedule-{party}", annex=True), *schedule_of(matter, party)]
    return blocks


def schedule_of(matter: Matter, party: str) -> list[Block]:
    """What the schedule of one party says; nothing where it has none."""
    found = (file.schedules[party] for _, file in matter.settled.schedules if party in file.schedules)
    return [block for schedule in found for block in _schedule(matter, party, schedule)]


def _schedule(matter: Matter, party: str, schedule: Schedule) -> list[Block]:
    say = matter.words.say
    shown = facts(matter, "schedule", schedule, ("reference", "volume"), elsewhere=())
    known = [*row_gap(matter, schedule), *shown]
    rows = [*as_rows(known), *schedule.facts.items()]
    for purpose, share in schedule.takes_part.items():
        takes = "yes" if share is None or share.takes_part is not False else "no"
        since = f", {say('since', day=matter.show(share.since))}" if share and share.since else ""
        open_parts = as_text(facts(matter, "takes-part", share, (), elsewhere=())) if share else ""
        rows.append(
            (matter.name(purpose), "; ".join(part for part in (say(f"takes-part-{takes}") + since, open_parts) if part))
        )
    blocks: list[Block] = [Para(say("schedule-lead", party=matter.party(party)))]
    if rows:
        blocks.append(KeyFacts(tuple(rows)))
    law = Law(matter)
    law_rows = tuple((scope(matter, row), Prose(tuple(as_bullets(law.details(row))))) for row in schedule.law)
    if law_rows:
        blocks.append(Table("", (say("for"), say("law")), law_rows, widths=(1, 2.6), description=say("law")))
    for settled, part in _own_parts(matter, party):
        blocks.append(Heading(2, settled.point.title, f"schedule-{party}-{settled.id}", numbered=True))
        blocks += statement(matter, settled, part)
    return blocks


def _own_parts(matter: Matter, party: str) -> Iterator[tuple[SettledPoint, Part]]:
    """What this party's schedule answers, each answer once."""
    for settled in matter.settled.points.values():
        seen: list[tuple[object, ...]] = []
        for _, part in settled.parts():
            if part.place is None or part.place.tier != "schedule" or part.place.path[1:2] != (party,):
                continue
            says = (part.state, part.sentences, part.own_words, part.gap, part.place.path)
            if says not in seen and not settled.point.home.startswith("law"):
                seen.append(says)
                yield settled, part


# --- own sections and annexes ---------------------------------------------------------------------


def own_section(title: str, text: str) -> list[Block]:
    """A section in the partners' own words."""
    return [Heading(1, title, numbered=True), *prose(text).blocks]


def own_annexes(matter: Matter) -> list[Block]:
    """The annexes of the document itself: their text, or the file that they are."""
    blocks: list[Block] = []
    for each, annex in matter.head.annexes.items():
        blocks.append(Heading(1, annex.title, f"annex-{each}", annex=True))
        if annex.reference:
            blocks.append(Para(matter.words.say("annex-reference", reference=annex.reference)))
        if annex.text:
            blocks += prose(annex.text).blocks
        if annex.file:
            blocks.append(Para(matter.words.say("annex-file", file=annex.file)))
        blocks += [Para(gap_runs(matter, gap)) for gap in annex.gaps.values()]
    return blocks


# --- signatures -----------------------------------------------------------------------------------


def signatures(matter: Matter) -> list[Block]:
    """One place to sign for each party; no name is ever filled in."""
    found = [facts for facts in matter.settled.parties.values() if not facts.is_other]
    return [Signatures(tuple(_signature(matter, party) for party in found))] if found else []


def _signature(matter: Matter, party: PartyFacts) -> Signature:
    say = matter.words.say
    lines: list[str] = []
    if party.party is not None:
        if is_class(party.party):
            lines.append(say("each-member-signs"))
        if party.party.office and party.party.of:
            lines.append(say("office-holder"))
        if party.party.acts_for:
            lines.append(say("also-for", whom=matter.called(party.party.acts_for)))
    signed = [each for each in matter.at.signed.of(party.id) if not each.broken]
    if not signed:
        return Signature(capital(party.name), tuple(lines))
    last = signed[-1]
    if last.authority:
        lines.append(say("on-authority", authority=last.authority))
    day = matter.show(last.on) if last.on else ""
    return Signature(
        capital(party.name), tuple(lines), matter.words.name("decision", last.decision), post=last.post, date=day
    )


# --- glossary -------------------------------------------------------------------------------------


def glossary(matter: Matter, blocks: Sequence[Block]) -> list[Block]:
    """The terms that the document uses, each explained once; its own terms first count."""
    say = matter.words.say
    own = matter.head.glossary
    if matter.is_outline and (own or _any_is_used(matter, blocks)):
        return [Heading(1, say("glossary-heading"), "glossary", annex=True), KeyFacts(())]
    text = "\n".join(words(blocks))
    small_text = text.casefold()
    rows: dict[str, Cell] = {term: Prose(prose(meaning).blocks) for term, meaning in own.items()}
    for term in matter.words.terms:
        if term.term not in rows and is_used(term, text, small_text):
            rows[term.term] = term.meaning
    if not rows:
        return []
    ordered = sorted(rows.items(), key=lambda row: row[0].casefold())
    return [Heading(1, say("glossary-heading"), "glossary", annex=True), KeyFacts(tuple(ordered))]


def _any_is_used(matter: Matter, blocks: Sequence[Block]) -> bool:
    """Whether the text has any term that is explained; a term stands in one piece of it."""
    return any(is_used(term, text, text.casefold()) for text in words(blocks) for term in matter.words.terms)


def is_used(term: Term, text: str, small_text: str) -> bool:
    """Whether words by which a term is known stand in the text, as whole words and in any number."""
    for known in term.found_as:
        exact = known.upper() == known
        where, sought = (text, known) if exact else (small_text, known.casefold())
        at = where.find(sought)
        while at >= 0:
            end = at + len(sought)
            end += where[end : end + 1] == "s"
            if not (where[at - 1 : at].isalnum() or where[end : end + 1].isalnum()):
                return True
            at = where.find(sought, end)
    return False


# --- the last line --------------------------------------------------------------------------------


def colophon(matter: Matter) -> list[Block]:
    """What made the document, the day of its law data, that it is no legal advice, and where the library speaks."""
    say = matter.words.say
    made = listed(f"{name} {version}".strip() for name, version in matter.at.made_with)
    today = matter.show(matter.at.today)
    words = say("made-with", what=made, today=today) if made else say("made", today=today)
    law = say("law-as-at", day=matter.show(matter.book.as_at))
    blocks: list[Block] = [Para(f"{words} {law} {say('not-legal-advice')}")]
    anchors = {point: matter.anchors[point] for point, _ in matter.used if point in matter.anchors}
    where = cited(matter, (matter.sections.get(point) or anchor for point, anchor in anchors.items()))
    if where:
        blocks.append(Para(matter.words.runs("library-sentences", count=str(len(matter.used)), where=where)))
    return blocks
