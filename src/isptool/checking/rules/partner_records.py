"""PAR-11 to PAR-15: what is recorded of the partners: contacts, registration, assurance, and whether they still are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isptool.checking.bodies import described, in_document, is_class, is_health_body, listed, parties, personal
from isptool.checking.rule import EVERY_DOCUMENT, At, Rule, rule
from isptool.findings import Gate, Hit, Severity
from isptool.model.fields import show_date
from isptool.model.partner import Contact
from isptool.pattern import Pattern
from isptool.settling.settled import PartyFacts, Settled

_ROLES = {
    "day-to-day questions": ("day-to-day", "spoc", "contact", "lead", "single-point-of-contact"),
    "data protection": ("data-protection", "dpo", "data-protection-officer"),
    "incidents": ("incidents", "incident", "breach", "breaches"),
}
"""What a contact is needed for, and the roles that serve it."""


def _contacts(facts: PartyFacts, doc: Settled) -> dict[str, Contact]:
    """The posts of a party by role: those of partners.yaml, then of the agreement, then of its schedule."""
    found = dict(facts.partner.contacts) if facts.partner else {}
    if facts.party is not None:
        found |= facts.party.contacts
    for _, file in doc.schedules:
        if facts.id in file.schedules:
            found |= file.schedules[facts.id].contacts
    return found


@rule(
    "PAR-11",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{party} has no contact for {roles}.",
    fix="Add the post and a shared mailbox under its `contacts:` ({keys}).",
    cites=("ICO Data Sharing Code of Practice, Data sharing agreements", "The ten questions for an agreement, 9"),
    serves=("Q9", "Q5"),
    profiles=EVERY_DOCUMENT,
    speaks_for=("contact-points",),
)
def contact_missing(doc: Settled, at: At) -> Iterator[Hit]:
    """Each partner can be reached: for questions of every day, for data protection, and when something goes wrong.

    When something is urgent or has gone wrong, nobody should have to look for a number.

    In a small organisation one post may serve all three: it is written once for each. Nothing is asked of a class
    of bodies, whose members bring their own contacts, nor, where nobody can be identified, of data protection.
    """
    about_people = personal(doc)
    for each in parties(doc):
        if is_class(each):
            continue
        reached = {role for role, post in _contacts(each, doc).items() if post.post or post.mailbox or post.phone}
        missing = [
            what
            for what, roles in _ROLES.items()
            if reached.isdisjoint(roles) and (about_people or what != "data protection")
        ]
        if missing:
            path, file = described(doc, at, each, "contacts")
            keys = listed([f"`{_ROLES[what][0]}:`" for what in missing])
            yield Hit(path, {"party": each.called, "roles": listed(missing), "keys": keys}, file=file)


_WEBMAIL = Pattern(
    r"@(gmail|googlemail|hotmail|outlook|live|yahoo|ymail|icloud|me|aol|btinternet|sky|talktalk|virginmedia|proton"
    r"|protonmail)\.",
    re.IGNORECASE,
)
_OF_A_PERSON = Pattern(r"([A-Za-z]+)[._]([A-Za-z]{2,})\d*@")
_OF_A_TEAM = frozenset(
    """
    access admin adult adults advice alert alerts asset assets assurance board breach breaches business
    caldicott care carers child children clinical community complaints compliance contact control corporate
    council crime customer cyber data day demand desk digital dpo drainage duty early education emergency
    enquiries enquiry exchange families feedback fire foi front governance group health help helpdesk hospital
    housing hub inbox incident incidents info information intelligence it legal library mail mailbox management
    manager mash mental multi notices office officer operations out partner partners partnership partnerships
    patient people performance planning police policy prevention privacy programme protection public quality
    records referral referrals register registry reports request requests review reviews rights risk room safe
    safeguarding safety school secure security service services shared sharing siro social spoc statutory
    support team teams training transfer trust victim welfare youth
    """.split()  # noqa: SIM905
)
"""Words of shared mailboxes: a mailbox with one of them is taken for shared."""


@rule(
    "PAR-12",
    Severity.INFO,
    gate=Gate.IN_FORCE,
    message="Check “{mailbox}”: it looks like one person's address ({post}). People move on.",
    fix="Give a post and a shared mailbox.",
    cites=("ICO Data Sharing Code of Practice, Data sharing agreements",),
    serves=("Q9",),
    decides_from="wording",
    profiles=EVERY_DOCUMENT,
)
def contact_is_one_person(doc: Settled, at: At) -> Iterator[Hit]:
    """A contact is a post and a shared mailbox, not a person's own address.

    Agreements outlive the people who wrote them, and a published agreement would give out personal data.

    An address counts as a person's where it has the form first.last@ with no word that shared mailboxes have, or is
    at a provider of private mail.
    """
    for each in parties(doc):
        for role, post in _contacts(each, doc).items():
            mailbox = post.mailbox
            if not mailbox or not _of_one_person(mailbox):
                continue
            below = ("contacts", role, "mailbox")
            if each.party is not None and role in each.party.contacts:
                path, file = (*in_document(doc, each), *below), ""
            else:
                path, file = described(doc, at, each, *below)
            yield Hit(path, {"mailbox": mailbox, "post": post.post or role.replace("-", " ")}, file=file)


def _of_one_person(mailbox: str) -> bool:
    if _WEBMAIL.search(mailbox):
        return True
    if not _OF_A_PERSON.match(mailbox):
        return False
    words = re.split(r"[^a-z]+", mailbox.partition("@")[0].lower())
    return _OF_A_TEAM.isdisjoint(words)


@rule(
    "PAR-13",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{what} for {party}.",
    fix="Add `ico-registration:` with its number and `ico-registration-until:` with the day it ends, in partners.yaml.",
    cites=("Data Protection (Charges and Information) Regulations 2018",),
    serves=("Q7",),
    profiles=("protocol", "agreement"),
)
def ico_registration_missing_or_expired(doc: Settled, at: At) -> Iterator[Hit]:
    """Each controller is registered with the ICO, and the registration is current.

    A controller that has to pay the charge and has not is in breach before anything is shared.

    The number and the day are taken from partners.yaml as given. Some small bodies need not register: waive it, and
    say why. Nothing is asked of a class of bodies, of one still to be named, nor of one under another law.
    """
    if not personal(doc):
        return
    for each in parties(doc):
        partner = each.partner
        if partner is None or is_class(each) or each.outside_uk:
            continue
        until = partner.ico_registration_until
        if not partner.ico_registration:
            path, file = described(doc, at, each, "ico-registration")
            yield Hit(path, {"party": each.called, "what": "No ICO registration is recorded"}, file=file)
        elif until is not None and until < at.today:
            path, file = described(doc, at, each, "ico-registration-until")
            what = f"The ICO registration ended on {show_date(until)}"
            yield Hit(path, {"party": each.called, "what": what}, file=file)


_ASSURED = frozenset({"iso-27001", "cyber-essentials-plus", "cyber-essentials", "dspt-standards-met", "police-assured"})
"""The answers to the point on storage that name a standard."""


@rule(
    "PAR-14",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{party} {what}, but no DSPT status or equivalent assurance is recorded.",
    fix="Add `dspt:` with its status and date, or `assurance:` with the standard it holds, in partners.yaml.",
    cites=("NHS England standard terms for data sharing", "Data Security and Protection Toolkit"),
    serves=("Q8",),
)
def health_data_without_assurance(doc: Settled, at: At) -> Iterator[Hit]:
    """A health or care body, and whoever receives health data from one, has its security assured.

    The NHS gives its data only to those who meet the Data Security and Protection Toolkit or its equal.

    The toolkit is England's; elsewhere any assurance counts. A standard named for the recipient under the point on
    storage counts too. Nothing is asked of a class of bodies.
    """
    receiving: dict[str, str] = {}
    for row in doc.rows:
        if row.side == "recipient" and "special-category" in row.kinds and is_health_body(row.sender, doc, at):
            receiving.setdefault(row.recipient, f"receives health data from {doc.name(row.sender)}")
    for each in parties(doc):
        partner = each.partner
        if partner is None or is_class(each) or partner.dspt or partner.assurance or _assured_here(each.id, doc):
            continue
        if is_health_body(each.id, doc, at):
            what = "is a health or care body"
        elif each.id in receiving:
            what = receiving[each.id]
        else:
            continue
        path, file = described(doc, at, each, "dspt")
        yield Hit(path, {"party": each.called, "what": what}, file=file)


def _assured_here(party: str, doc: Settled) -> bool:
    point = doc.points.get("storage-and-hosting")
    return any(
        cell.at("party") == party and (_ASSURED & set(part.keys) or "standards" in part.fields)
        for cell, part in (point.parts() if point else ())
    )


@rule(
    "PAR-15",
    Severity.WARNING,
    gate=Gate.IN_FORCE,
    message="{party} ended on {date}; {then}.",
    fix="Put its successor in its place here and tell the other partners; `successor:` in partners.yaml names it.",
    cites=("ICO Data Sharing Code of Practice, When should we review a data sharing arrangement",),
    serves=("Q4",),
    profiles=EVERY_DOCUMENT,
)
def body_that_has_ended(doc: Settled, at: At) -> Iterator[Hit]:
    """A body that was abolished, merged or renamed is no longer listed under its old name.

    Reorganisations come every few years. What a body that is gone has signed binds its successor only if somebody
    says who that is.
    """
    for each in parties(doc):
        partner = each.partner
        if partner is None or partner.ended is None or partner.ended > at.today:
            continue
        then = "name its successor"
        if partner.successor:
            after = at.partners[partner.successor].name if partner.successor in at.partners else partner.successor
            then = f"{after} took its place"
        values = {"party": each.called, "date": show_date(partner.ended), "then": then}
        yield Hit(in_document(doc, each), values, on_key=True)


RULES: tuple[Rule, ...] = (
    contact_missing,
    contact_is_one_person,
    ico_registration_missing_or_expired,
    health_data_without_assurance,
    body_that_has_ended,
)
