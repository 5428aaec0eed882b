"""The annex of particulars: what is kept up to date without signing again."""

from __future__ import annotations

from isptool.model.partner import Contact, Partner
from isptool.settling.settled import PartyFacts
from isptool.writing.compose_facts import Fact, as_bullets, as_text, facts, flat
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital, listed, small, unstopped
from isptool.writing.document import (
    Block,
    Bullets,
    Cell,
    Gap,
    Heading,
    KeyFacts,
    Link,
    Para,
    Prose,
    Run,
    Table,
    Text,
)
from isptool.writing.prose import prose, safe_target

PARTNER_FACTS = (
    "formerly", "functions", "ico_registration", "ico_registration_until", "dspt", "assurance", "privacy_notice",
    "privacy_notice_updated", "privacy_notice_names", "address", "ended", "successor",
)  # fmt: skip


def particulars(matter: Matter) -> list[Block]:
    """Contacts of each party, its registration and assurance, views recorded before sign-off, consultation."""
    blocks = [
        *contacts(matter),
        *_registration(matter),
        *_reviews(matter),
        *_consultation(matter),
        *_dates_of_waivers(matter),
    ]
    if not blocks:
        return []
    return [
        Heading(1, matter.words.say("particulars-heading"), "particulars", annex=True),
        Para(matter.words.say("particulars-lead")),
        *blocks,
    ]


# --- contacts -------------------------------------------------------------------------------------


def contacts(matter: Matter) -> list[Block]:
    """Whom to ask at each party, and how, with a heading."""
    say = matter.words.say
    rows: list[tuple[Cell, ...]] = []
    for party in matter.settled.parties.values():
        if party.is_other:
            continue
        found = contacts_of(matter, party)
        lines = tuple(Para(reached(matter, contact, role)) for role, contact in found.items())
        said: Cell = Prose(lines) if lines else (Gap(say("still-to-be-agreed")),)
        rows.append((capital(party.called), said))
    if not rows:
        return []
    if matter.settled_point("contact-points") is not None:
        matter.anchors["contact-points"] = "contacts"
    head = (say("party"), say("whom-to-ask"))
    heading = Heading(2, say("contacts-heading"), "contacts", numbered=True)
    return [heading, Table(say("contacts-caption"), head, tuple(rows), widths=(1, 4))]


def contacts_of(matter: Matter, party: PartyFacts) -> dict[str, Contact]:
    """The posts of a party by role: those of partners.yaml, then of the agreement, then of its schedule."""
    found = dict(party.partner.contacts) if party.partner else {}
    found |= dict(party.party.contacts) if party.party else {}
    for _, file in matter.settled.schedules:
        found |= file.schedules[party.id].contacts if party.id in file.schedules else {}
    return found


def reached(matter: Matter, contact: Contact, role: str = "") -> tuple[Run, ...]:
    """A post and how it is reached, in a line; `role` says what for."""
    runs: list[Run] = [Text(f"{matter.words.name('contact', role)}: ", bold=True)] if role else []
    said: list[tuple[Run, ...]] = [(Text(contact.post),)] if contact.post else []
    if contact.mailbox:
        target = safe_target(f"mailto:{contact.mailbox}")
        said.append((Link(contact.mailbox, target) if target else Text(contact.mailbox),))
    said += [(Text(text),) for text in (contact.phone, contact.hours) if text]
    more = facts(matter, "contact", contact, ("out_of_hours", "deputy"), elsewhere=())
    said += [(Text(fact.line()),) for fact in more]
    for position, each in enumerate(said):
        runs += [*([Text(", ")] if position else []), *each]
    return tuple(runs)


# --- registration and assurance -------------------------------------------------------------------


def _registration(matter: Matter) -> list[Block]:
    rows: list[tuple[Cell, ...]] = []
    for party in matter.settled.parties.values():
        if party.partner is None or party.is_other:
            continue
        body = [*_lines(matter, party.partner), *_policy_documents(matter, party.partner)]
        if body:
            rows.append((capital(party.called), Prose(tuple(body))))
    if not rows:
        return []
    say = matter.words.say
    head = (say("party"), say("registration"))
    return [
        Heading(2, say("registration-heading"), "registration", numbered=True),
        Table(say("registration-caption"), head, tuple(rows), widths=(1, 4)),
    ]


_TOGETHER = {"ico-registration-until": "ico-registration", "privacy-notice-updated": "privacy-notice"}
"""Facts that go on in the line of another."""
_IN_ONE_LINE = ("ico-registration", "dspt", "assurance")
"""Short facts that share a line, with their labels."""


def _lines(matter: Matter, partner: Partner) -> list[Para | Bullets]:
    """The facts of a partner, a line each; what belongs together stands in one."""
    lines: dict[str, list[Run]] = {}
    for name in PARTNER_FACTS:
        key = name.replace("_", "-")
        for fact in facts(matter, "partner", partner, (name,)):
            said = fact.said if isinstance(fact.said, tuple) else (Text(unstopped(flat(fact.said))),)
            first = lines.get(_TOGETHER.get(key, ""))
            if first is not None:
                first += [Text(f", {small(fact.label)} "), *said]
            else:
                lines.setdefault(key, []).extend([Text(f"{fact.label}: ", bold=True), *said])
    left = facts(matter, "partner", partner, (), elsewhere=PARTNER_FACTS)
    more = [Para((Text(f"{fact.label}: ", bold=True), Text(flat(fact.said)))) for fact in left]
    together = [runs for name in _IN_ONE_LINE if (runs := lines.get(name))]
    for runs in together[1:]:
        together[0] += [Text("; "), *runs]
    kept = {name: runs for name, runs in lines.items() if name not in _IN_ONE_LINE or runs is together[0]}
    return [*(Para(tuple(runs)) for runs in kept.values()), *more]


def _policy_documents(matter: Matter, partner: Partner) -> list[Para | Bullets]:
    """The appropriate policy documents of a partner, each in a line: what it covers, its next review, where it is."""
    lines: list[tuple[Run, ...]] = []
    for document in partner.policy_documents:
        runs: list[Run] = [Text(document.title)]
        for name in ("covers", "review", "link"):
            for fact in facts(matter, "policy-document", document, (name,)):
                said = fact.said if isinstance(fact.said, tuple) else (Text(flat(fact.said)),)
                if name == "covers" and document.covers and all(each.isdigit() for each in document.covers):
                    said = (Text(matter.words.say("schedule-1-paragraphs", paragraphs=listed(document.covers))),)
                runs += [Text(f"; {small(fact.label)} "), *said]
        left = facts(matter, "policy-document", document, (), elsewhere=("covers", "review", "link"))
        runs += [Text(f"; {fact.line()}") for fact in left]
        lines.append(tuple(runs))
    if not lines:
        return []
    if len(lines) == 1:
        return [Para((Text(f"{matter.words.say('policy-document')}: ", bold=True), *lines[0]))]
    return [Para((Text(f"{matter.words.say('policy-documents')}:", bold=True),)), Bullets(tuple(lines))]


# --- views and consultation -----------------------------------------------------------------------


def _reviews(matter: Matter) -> list[Block]:
    say = matter.words.say
    if not matter.head.reviews:
        return []
    rows: list[tuple[Cell, ...]] = []
    for review in matter.head.reviews:
        who = [capital(matter.party(review.party))] if review.party else []
        who.append(review.post or matter.words.name("reviewer", review.role))
        if review.post:
            who.append(small(matter.words.name("reviewer", review.role)))
        day = matter.show(review.on) if review.on else ""
        advice: Cell = Prose(prose(review.advice).blocks) if review.advice else ""
        if review.gaps:
            advice = as_text(facts(matter, "review", review, (), elsewhere=()))
        rows.append((", ".join(dict.fromkeys(who)), day, advice))
    head = (say("reviewed-by"), say("date"), say("view"))
    return [
        Heading(2, say("reviews-heading"), "reviews", numbered=True),
        Table(say("reviews-caption"), head, tuple(rows), widths=(1.4, 1, 2.2)),
    ]


def _consultation(matter: Matter) -> list[Block]:
    say = matter.words.say
    if not matter.head.consultation:
        return []
    rows = []
    for number, consultation in enumerate(matter.head.consultation, 1):
        found = facts(matter, "consultation", consultation, ("sent", "deadline", "to"))
        replied = "; ".join(
            f"{capital(matter.party(party))}{f' ({matter.show(day)})' if day else ''}"
            for party, day in consultation.replied.items()
        )
        if replied:
            found.append(Fact(say("replied"), replied))
        found += facts(matter, "consultation", consultation, (), elsewhere=("sent", "deadline", "to"))
        rows.append((say("round", number=str(number)), Prose(tuple(as_bullets(found)))))
    return [Heading(2, say("consultation-heading"), "consultation", numbered=True), KeyFacts(tuple(rows))]


def _dates_of_waivers(matter: Matter) -> list[Block]:
    """Since when and until when checks are let stand: dates that may change without signing again."""
    say = matter.words.say
    answered = [
        *((check.code, check.on, check.until) for check in matter.at.answered),
        *((waiver.rule, waiver.on, waiver.until) for waiver in matter.head.waivers if not matter.at.answered),
        *((error.rule, error.on, error.until) for error in matter.head.accepted if not matter.at.answered),
    ]
    rows = tuple(
        (rule, matter.show(on) if on else "", matter.show(until) if until else "")
        for rule, on, until in answered
        if on or until
    )
    if not rows:
        return []
    head = (say("check"), say("decided-on"), say("stands-until"))
    heading = Heading(2, say("waiver-dates-heading"), "waiver-dates", numbered=True)
    return [heading, Table("", head, rows, description=say("waiver-dates-heading"))]
