"""What a partner's own Word form can print of a document: plain text, lists of parts, and parts by name.

`SHAPE` says what there is, and what each field means; `values` gives it for one document. Everything is text as it
is printed in our own documents, so that the form and the document cannot say different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from isptool.model.documents import Agreement, Protocol
from isptool.model.fields import show_date
from isptool.model.terms import DataItem, Flow, LawRow, People, Purpose
from isptool.settling.settled import Part, PartyFacts, SettledPoint, State
from isptool.templating import Shape
from isptool.writing.compose_law import cited
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital
from isptool.writing.document import Bullets
from isptool.writing.prose import clean, prose

_CONTACT: dict[str, Shape] = {"post": "the post", "mailbox": "its mailbox", "phone": "its telephone number"}
_CONTACTS = ("day_to_day", "data_protection", "incidents", "out_of_hours", "caldicott", "siro")

SHAPE: Mapping[str, Shape] = {
    "title": "the title",
    "kind": "agreement or protocol",
    "called": "what the partnership calls such a document",
    "id": "the id",
    "version": "the version",
    "status": "draft or consultation",
    "mark": "the state that is printed on every page",
    "reference": "the first reference number",
    "marking": "the protective marking",
    "owner": "who keeps it",
    "drawn_up_by": "who wrote it",
    "area": "the area",
    "summary": "what it is, in plain words",
    "today": "the day on which it is printed",
    "protocol": {"title": "the protocol it is made under", "version": "its version"},
    "parties": [
        {
            "id": "the id", "name": "the legal name", "called": "the short name", "kind": "the kind of body",
            "ico_registration": "the registration number", "address": "the postal address",
            "privacy_notice": "where its privacy notice is", **dict.fromkeys(_CONTACTS, _CONTACT),
        }
    ],
    "purposes": [
        {"id": "the id", "aim": "the aim", "used_by": "who uses the information", "not_for": ["a limit"]}
    ],
    "people": [{"id": "the id", "what": "who they are", "number": "how many"}],
    "data": [
        {
            "id": "the id", "what": "the item", "category": "its category", "about": "whom it is about",
            "source": "where it comes from", "needed_for": "what it is needed for",
        }
    ],
    "flows": [
        {
            "id": "the id", "what": "the flow", "sender": "from whom", "recipient": "to whom", "data": "what is sent",
            "purpose": "what for", "when": "when it is sent", "how": "how it is sent",
        }
    ],
    "law": [
        {
            "whom_and_what": "for whom and what", "power": "powers and duties", "article_6": "lawful bases",
            "article_9": "conditions", "article_10": "authority for criminal offence data", "part_3": "Part 3 bases",
        }
    ],
    "left_out": ["something that is never shared"],
    "points": [{"id": "the id", "title": "the title", "answer": "what is agreed", "from": "where that comes from"}],
    "answers": "what is agreed on a point: answers.incidents",
    "open_points": [{"id": "the id", "title": "the title", "question": "the question"}],
}  # fmt: skip
"""Every field of a form; a text says what it is."""


def shape(points: Iterable[str]) -> dict[str, Shape]:
    """The fields of a form, with each of these points under `answers`."""
    return {**SHAPE, "answers": {each.replace("-", "_"): "what is agreed" for each in points}}


def values(matter: Matter) -> dict[str, Any]:
    """The fields of a form for one document; a fact that is not written is an empty text."""
    head, settled = matter.head, matter.settled
    above = matter.above
    found: dict[str, Any] = {
        "title": head.title,
        "kind": head.kind if isinstance(head, (Agreement, Protocol)) else "",
        "called": head.called,
        "id": head.id,
        "version": head.version,
        "status": head.status,
        "mark": matter.at.mark,
        "reference": next(iter(head.references.values()), ""),
        "marking": head.marking,
        "owner": matter.post(head.owner) if head.owner else "",
        "drawn_up_by": head.drawn_up_by,
        "area": head.area,
        "summary": _words(head.summary),
        "today": show_date(matter.at.today),
        "protocol": {"title": above.title if above else "", "version": above.version if above else ""},
        "parties": [_party(facts) for facts in settled.parties.values() if not facts.is_other],
        "points": [],
        "answers": {},
        "open_points": [],
        **_of_agreement(matter),
    }
    for point_id, point in settled.points.items():
        answer, origin = _answer(matter, point), _origin(point)
        found["answers"][point_id.replace("-", "_")] = answer
        if answer:
            found["points"].append({"id": point_id, "title": point.point.title, "answer": answer, "from": origin})
        if point.state.left_to_agree:
            asked = {"id": point_id, "title": point.point.title, "question": point.point.question}
            found["open_points"].append(asked)
    return {name: _plain(value) for name, value in found.items()}


def _of_agreement(matter: Matter) -> dict[str, Any]:
    document = matter.settled.document
    if not isinstance(document, Agreement):
        return {name: [] for name in ("purposes", "people", "data", "flows", "law", "left_out")}
    return {
        "purposes": [_purpose(matter, name, each) for name, each in document.purposes.items()],
        "people": [_people(name, each) for name, each in document.people.items()],
        "data": [_item(matter, name, each) for name, each in document.data.items()],
        "flows": [_flow(matter, name, each) for name, each in document.flows.items()],
        "law": [_law(matter, each) for each in document.law],
        "left_out": [each.what for each in document.left_out],
    }


def _party(facts: PartyFacts) -> dict[str, Any]:
    partner, party = facts.partner, facts.party
    contacts = {**(partner.contacts if partner else {}), **(party.contacts if party else {})}
    found: dict[str, Any] = {
        "id": facts.id,
        "name": facts.name,
        "called": facts.called,
        "kind": facts.kind.replace("-", " "),
        "ico_registration": partner.ico_registration if partner else "",
        "address": partner.address if partner else "",
        "privacy_notice": partner.privacy_notice if partner else "",
    }
    for name in _CONTACTS:
        contact = contacts.get(name.replace("_", "-"))
        found[name] = {part: getattr(contact, part) if contact else "" for part in _CONTACT}
    return found


def _purpose(matter: Matter, name: str, purpose: Purpose) -> dict[str, Any]:
    not_for = [_words(each) for each in purpose.not_for]
    used_by = capital(matter.called(purpose.used_by))
    return {"id": name, "aim": _words(purpose.aim), "used_by": used_by, "not_for": not_for}


def _people(name: str, people: People) -> dict[str, Any]:
    return {"id": name, "what": people.what, "number": str(people.number or "")}


def _item(matter: Matter, name: str, item: DataItem) -> dict[str, Any]:
    needed = [
        f"{matter.name(purpose)}: {_words(why)}" if why else matter.name(purpose)
        for purpose, why in item.needed_for.items()
    ]
    return {
        "id": name,
        "what": item.what,
        "category": "; ".join(matter.name(each) for each in item.category),
        "about": matter.called(item.about),
        "source": item.source,
        "needed_for": "\n".join(needed),
    }


def _flow(matter: Matter, name: str, flow: Flow) -> dict[str, Any]:
    ends = (flow.from_ or flow.between, flow.to or flow.between)
    sender, recipient = (", ".join(matter.end(each) for each in end) for end in ends)
    settled = {point: _of_cell(matter, point, name) for point in ("direction-and-frequency", "transfer-method")}
    return {
        "id": name,
        "what": flow.what,
        "sender": capital(sender),
        "recipient": capital(recipient),
        "data": "; ".join(matter.name(each) for each in flow.data),
        "purpose": matter.called(flow.purpose),
        "when": settled["direction-and-frequency"],
        "how": settled["transfer-method"],
    }


def _of_cell(matter: Matter, point_id: str, flow: str) -> str:
    point = matter.settled_point(point_id)
    cells = [cell for cell in point.cells if cell.at("flow") == flow] if point else []
    return " ".join(dict.fromkeys(_said(part) for cell in cells for part in cell.parts))


def _law(matter: Matter, row: LawRow) -> dict[str, Any]:
    def cite(texts: Iterable[str], field: str) -> str:
        return "; ".join(cited(matter.book, each, field) for each in texts)

    return {
        "whom_and_what": capital("; ".join(matter.name(each) for each in row.for_)),
        "power": cite((*row.power, *row.duty), ""),
        "article_6": cite(row.article_6, "article-6"),
        "article_9": cite(row.article_9, "article-9"),
        "article_10": cite(row.article_10, "article-10"),
        "part_3": cite(row.part_3, "part-3"),
    }


def _answer(matter: Matter, point: SettledPoint) -> str:
    """What is agreed on a point, one line for all that share an answer."""
    said: dict[str, list[str]] = {}
    for cell, part in point.parts():
        words = _said(part)
        if words:
            of = capital(", ".join(matter.name(value) for _, value in cell.coordinates))
            said.setdefault(words, []).append(of)
    if len(said) == 1:
        return next(iter(said))
    return "\n".join(f"{'; '.join(dict.fromkeys(of))}: {words}" for words, of in said.items())


def _said(part: Part) -> str:
    if part.state in (State.ANSWERED, State.INHERITED):
        return " ".join(each for each in (*part.sentences, _words(part.own_words)) if each)
    return _words(part.gap) if part.state is State.NOT_APPLICABLE else ""


def _origin(point: SettledPoint) -> str:
    for _, part in point.parts():
        if part.inherited is not None:
            clause = f", clause {part.inherited.clause}" if part.inherited.clause else ""
            return f"{part.inherited.title}{clause}"
    return ""


def _words(text: str | None) -> str:
    """Own words with each paragraph and bullet on a line of its own; where they were wrapped means nothing."""
    lines: list[str] = []
    for block in prose(text or "").blocks:
        items = [f"- {item}" for item in block.items] if isinstance(block, Bullets) else [block.runs]
        lines += [str(item) for item in items]
    return "\n".join(lines)


def _plain(value: Any) -> Any:
    """Text that any file can carry; what is not written is an empty text, so that a form may ask about it."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return clean(value or "").text
