"""The extract for a record of processing activities (UK GDPR Article 30(1)): a row for each document and controller."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from isptool.register.columns import cell
from isptool.register.entry import Entry

HEADINGS = (
    "Document", "Reference", "Controller", "Controller contact", "Data protection officer", "Joint controllers",
    "Purpose", "Categories of individuals", "Categories of personal data", "Special category or criminal offence data",
    "Recipients", "Source of the data", "Transfers outside the UK and safeguards", "Retention", "Security measures",
    "Lawful basis (Article 6)", "Condition (Article 9)", "Condition (DPA 2018 Schedule 1) or Article 10",
    "Part 3 basis", "Powers and duties", "Impact assessment", "Appropriate policy documents", "Privacy notice",
    "Status",
)  # fmt: skip


def rows(entry: Entry) -> list[list[str]]:
    """The rows of one document: one for each controller; none for a protocol, or where no personal data is shared."""
    facts = entry.facts
    if entry.is_protocol or facts.information == "non-personal" or not entry.is_live:
        return []
    return [_row(entry, each) for each in entry.controllers]


def _row(entry: Entry, controller: str) -> list[str]:
    facts = entry.facts
    partner = entry.known.partners.get(entry.organisation(controller))
    contacts = partner.contacts if partner else {}
    officer = contacts.get("data-protection")
    day_to_day = contacts.get("day-to-day") or officer
    joint = [each.id for each in facts.parties if "joint-controller" in each.roles and each.id != controller]
    uses = [use for use in facts.uses if not use.users or controller in use.users] or list(facts.uses)
    involved = [leg for leg in entry.legs if controller in leg.senders or controller in leg.recipients]
    moved = {item for leg in involved for item in leg.items}
    items = [item for item in facts.items if item.id in moved] or list(facts.items)
    whom = [to for leg in involved if controller in leg.senders for to in leg.recipients if to != controller]
    senders = [by for leg in involved if controller in leg.recipients for by in leg.senders if by != controller]
    people = {each.id: each for each in facts.people}
    about = dict.fromkeys(each for item in items for each in item.about if each in people)
    sources = [
        *dict.fromkeys(entry.name(each) for each in senders),
        *dict.fromkeys(i.source for i in items if i.source),
    ]
    sensitive = dict.fromkeys(each for item in items for each in item.categories if entry.is_sensitive(each))
    grounds = [each for each in entry.law if _covers(entry, each.ids, controller)]

    def of(kind: str) -> str:
        return "; ".join(dict.fromkeys(text for each in grounds for text in getattr(each, kind)))

    return [
        facts.title,
        entry.id + ("; " + "; ".join(facts.references) if facts.references else ""),
        entry.name(controller),
        _reached(day_to_day),
        _reached(officer),
        "; ".join(entry.name(each) for each in joint),
        "; ".join(use.words or use.kind.replace("-", " ") for use in uses),
        "; ".join(people[each].words or each.replace("-", " ") for each in about),
        "; ".join(entry.words_of(item) for item in items),
        "; ".join(each.replace("-", " ") for each in sensitive),
        "; ".join(dict.fromkeys(entry.name(each) for each in whom)),
        "; ".join(sources),
        entry.agreed("transfers-outside-uk") or entry.gap("transfers-outside-uk"),
        entry.agreed("retention-and-disposal") or entry.gap("retention-and-disposal"),
        "\n".join(each for each in (f"Sent by {entry.method}." if entry.method else "",
                                    entry.agreed("storage-and-hosting")) if each),
        of("article_6"),
        of("article_9"),
        of("article_10"),
        of("part_3"),
        "; ".join(dict.fromkeys(entry.known.power(text) for each in grounds for text in each.powers)),
        entry.dpia,
        "; ".join(each.title for each in partner.policy_documents) if partner else "",
        (partner.privacy_notice or "") if partner else "",
        entry.status,
    ]  # fmt: skip


def _covers(entry: Entry, ids: tuple[str, ...], controller: str) -> bool:
    """Whether law for these ids is law of this controller: it names it, or a group it is in, or nobody at all."""
    parties = {each.id for each in entry.facts.parties}
    groups = {each[0]: each[1:] for each in entry.facts.groups}
    whom = {each for name in ids for each in groups.get(name, (name,)) if name in groups or name in parties}
    return not whom or controller in whom


def _reached(contact: object) -> str:
    post, mailbox = getattr(contact, "post", None), getattr(contact, "mailbox", None)
    return ", ".join(each for each in (post, mailbox) if each)


def to_ropa(entries: Iterable[Entry]) -> str:
    """The extract as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for entry in entries:
        for row in rows(entry):
            writer.writerow([cell(each) for each in row])
    return out.getvalue()
