"""What a form of the process can say already, by name: `partner.name`, `document.data`, `answers.incidents`, …

A form names what it wants (`prefill: [document.data]`); where nothing is known, the field stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field

from isptool.model.documents import Agreement
from isptool.model.fields import show_date
from isptool.model.partner import Contact, Partner
from isptool.model.process_form import ProcessForm
from isptool.settling.settled import Settled


class Known(Struct, frozen=True):
    """What is known when a form is made.

    `partner` fills it in, `other` is the other organisation of a request or a referral. `values` are the plain texts
    of the document (`form_values.values`); `review` are the facts of a review by name, where one is prepared.
    """

    today: date
    partner: str = ""
    other: str = ""
    partners: Mapping[str, Partner] = field(default_factory=dict)
    settled: Settled | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    review: Mapping[str, str] = field(default_factory=dict)


def prefilled(form: ProcessForm, known: Known) -> dict[str, tuple[str, ...]]:
    """The answers that are known already, by the ids of the fields of a form."""
    found = {}
    for _, name, each in form.fields():
        said = next((text for text in (value(one, known) for one in each.prefill) if text), "")
        if said:
            keys = tuple(said.split("\n")) if each.boxes else (said,)
            found[name] = keys if each.is_ != "line" else (" ".join(said.split()),)
    return found


def is_prefill(name: str) -> bool:
    """Whether there is something of that name."""
    first, _, rest = name.partition(".")
    if first in ("partner", "other"):
        return rest in _OF_PARTNER
    if first in ("answers", "review"):
        return bool(rest)
    return name in _OF_DOCUMENT or name == "today"


def names() -> Iterator[tuple[str, str]]:
    """Every name with what it says."""
    yield "today", "the day on which the form is made"
    for name, (what, _) in _OF_PARTNER.items():
        yield f"partner.{name}", f"{what} of the partner who fills it in (`other.{name}`: of the other one)"
    for name, (what, _) in _OF_DOCUMENT.items():
        yield name, what
    yield "answers.POINT", "what is agreed on a point, such as answers.incidents"


def value(name: str, known: Known) -> str:
    """What is known by that name; empty where nothing is."""
    first, _, rest = name.partition(".")
    if name == "today":
        return show_date(known.today)
    if first in ("partner", "other"):
        id_ = known.partner if first == "partner" else known.other
        found = _OF_PARTNER.get(rest)
        return found[1](known, id_) if found is not None and id_ else ""
    if first == "review":
        return known.review.get(rest, "")
    if first == "answers":
        answers = known.values.get("answers")
        return str(answers.get(rest.replace("-", "_"), "")) if isinstance(answers, dict) else ""
    entry = _OF_DOCUMENT.get(name)
    return entry[1](known) if entry is not None and known.settled is not None else ""


# ── a partner ────────────────────────────────────────────────────────────────────────────────────────


def _name(known: Known, partner: str) -> str:
    record = known.partners.get(partner)
    if record is not None:
        return record.name
    facts = known.settled.parties.get(partner) if known.settled is not None else None
    return facts.name if facts is not None else partner


def _contact(role: str) -> Callable[[Known, str], str]:
    def said(known: Known, partner: str) -> str:
        record = known.partners.get(partner)
        contact = record.contacts.get(role) if record is not None else None
        facts = known.settled.parties.get(partner) if known.settled is not None else None
        if facts is not None and facts.party is not None and role in facts.party.contacts:
            contact = facts.party.contacts[role]
        return _reached(contact)

    return said


def _reached(contact: Contact | None) -> str:
    if contact is None:
        return ""
    return ", ".join(each for each in (contact.post, contact.mailbox, contact.phone) if each)


def _fact(attribute: str) -> Callable[[Known, str], str]:
    def said(known: Known, partner: str) -> str:
        record = known.partners.get(partner)
        found = getattr(record, attribute, None) if record is not None else None
        if isinstance(found, date):
            return show_date(found)
        if isinstance(found, list):
            return "; ".join(map(str, found))
        return str(found or "").strip()

    return said


def _kind(known: Known, partner: str) -> str:
    return _fact("kind")(known, partner).replace("-", " ").capitalize()


def _law_of(field_: str) -> Callable[[Known, str], str]:
    """What the law rows for a partner say of one layer, each once."""

    def said(known: Known, partner: str) -> str:
        return _unique(row[field_] for row in _law_rows(known, partner))

    return said


def _law_rows(known: Known, partner: str) -> Iterator[Mapping[str, str]]:
    document = known.settled.document if known.settled is not None else None
    if not isinstance(document, Agreement):
        return
    groups = {name: set(members) for name, members in document.groups.items()}
    for row, printed in zip(document.law, known.values.get("law", ()), strict=False):
        parties = {each for each in row.for_ if each in document.parties or each in groups}
        members = {member for each in parties for member in groups.get(each, {each})}
        if not parties or partner in members:
            yield printed


_OF_PARTNER: Mapping[str, tuple[str, Callable[[Known, str], str]]] = {
    "id": ("the id", lambda known, partner: partner if partner in known.partners else ""),
    "name": ("the legal name", _name),
    "called": ("the short name", _fact("called")),
    "kind": ("the kind of body", _kind),
    "ico-registration": ("the registration number with the ICO", _fact("ico_registration")),
    "address": ("the postal address", _fact("address")),
    "assurance": ("the security standards", _fact("assurance")),
    "dspt": ("the DSPT status", _fact("dspt")),
    "privacy-notice": ("the address of the privacy notice", _fact("privacy_notice")),
    **{
        role: (f"the {role.replace('-', ' ')} contact", _contact(role))
        for role in ("day-to-day", "data-protection", "incidents", "out-of-hours", "caldicott", "siro")
    },
    "power": ("the powers and duties", _law_of("power")),
    "article-6": ("the lawful bases", _law_of("article_6")),
    "article-9": ("the conditions for special category data", _law_of("article_9")),
    "article-10": ("the authority for criminal offence data", _law_of("article_10")),
    "part-3": ("the Part 3 bases", _law_of("part_3")),
}


# ── the document ─────────────────────────────────────────────────────────────────────────────────────


def _text(name: str) -> Callable[[Known], str]:
    return lambda known: str(known.values.get(name) or "")


def _each(name: str, *attributes: str, between: str = ": ") -> Callable[[Known], str]:
    """A line for each of several things: its attributes that say something."""

    def said(known: Known) -> str:
        rows: Sequence[Any] = known.values.get(name) or ()
        return _unique(
            between.join(filter(None, (" ".join(str(row[each] or "").split()) for each in attributes))) for row in rows
        )

    return said


def _unique(lines: Any) -> str:
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _title(known: Known) -> str:
    return " ".join(filter(None, (str(known.values.get("title") or ""), str(known.values.get("version") or ""))))


def _protocol(known: Known) -> str:
    found = known.values.get("protocol") or {}
    return " ".join(filter(None, (str(found.get("title") or ""), str(found.get("version") or ""))))


def _parties(known: Known) -> str:
    assert known.settled is not None
    return "\n".join(facts.name for facts in known.settled.parties.values() if not facts.is_other)


def _parties_in_role(*roles: str) -> Callable[[Known], str]:
    def said(known: Known) -> str:
        assert known.settled is not None
        document = known.settled.document
        if not isinstance(document, Agreement):
            return ""
        held = [
            known.settled.parties[name].name
            for name, party in document.parties.items()
            if any(each.role in roles for each in party.roles)
        ]
        return "\n".join(held)

    return said


def _processors(known: Known) -> str:
    assert known.settled is not None
    document = known.settled.document
    others = document.others if isinstance(document, Agreement) else {}
    named = [each.name or name for name, each in others.items() if "processor" in each.is_]
    return "\n".join([*named, *_parties_in_role("processor")(known).splitlines()])


def _sensitive(*beginnings: str) -> Callable[[Known], str]:
    def said(known: Known) -> str:
        assert known.settled is not None
        document = known.settled.document
        items = document.data.values() if isinstance(document, Agreement) else ()
        return _unique(item.what for item in items if any(each.startswith(beginnings) for each in item.category))

    return said


def _children(known: Known) -> str:
    assert known.settled is not None
    document = known.settled.document
    told = [each.children for each in document.people.values()] if isinstance(document, Agreement) else []
    return "yes" if {"yes", "some"} & set(told) else "no" if told and None not in told else ""


def _purpose(known: Known) -> str:
    return _each("purposes", "aim")(known) or str(known.values.get("summary") or "")


_OF_DOCUMENT: Mapping[str, tuple[str, Callable[[Known], str]]] = {
    "document.title": ("the title and version of the document", _title),
    "document.reference": ("its first reference number", _text("reference")),
    "document.owner": ("who keeps it", _text("owner")),
    "document.area": ("the area it covers", _text("area")),
    "document.summary": ("what it is, in plain words", _text("summary")),
    "document.protocol": ("the protocol it is made under", _protocol),
    "document.parties": ("its parties, one a line", _parties),
    "document.controllers": ("its parties that are controllers", _parties_in_role("controller", "joint-controller")),
    "document.joint-controllers": ("its parties that are joint controllers", _parties_in_role("joint-controller")),
    "document.processors": ("its processors, one a line", _processors),
    "document.purposes": ("its purposes, one a line", _purpose),
    "document.not-for": ("what it is not for", lambda known: _unique(
        line for each in known.values.get("purposes") or () for line in each["not_for"])),
    "document.people": ("whose information it is", _each("people", "what", "number", between=", ")),
    "document.children": ("yes or no: whether any of them are children", _children),
    "document.data": ("the items, one a line", _each("data", "what")),
    "document.why": ("why each item is needed", _each("data", "what", "needed_for")),
    "document.special": ("its items that are special category data", _sensitive("special")),
    "document.criminal": ("its items that are criminal offence data", _sensitive("criminal")),
    "document.left-out": ("what is never shared", lambda known: _unique(known.values.get("left_out") or ())),
    "document.flows": ("each flow: from whom to whom", _each("flows", "what", "sender", "recipient", between=" – ")),
    "document.when": ("how often each flow goes", _each("flows", "what", "when")),
    "document.how": ("how each flow is sent", _each("flows", "what", "how")),
    "document.power": ("the powers and duties, by whom and what", _each("law", "whom_and_what", "power")),
    "document.article-6": ("the lawful bases, by whom and what", _each("law", "whom_and_what", "article_6")),
    "document.article-9": ("the conditions, by whom and what", _each("law", "whom_and_what", "article_9")),
}  # fmt: skip
"""What can be known of a document, by name: what it is, and how it is said."""
