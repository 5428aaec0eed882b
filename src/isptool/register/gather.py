"""From the model of one file to its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from isptool.model.answer import Answer
from isptool.model.decision import KeptDecision
from isptool.model.documents import Agreement, Head, Protocol, Schedules
from isptool.model.fields import Misread, read_date, slug
from isptool.model.record import Record
from isptool.model.terms import Flow, LawRow, Party
from isptool.register.entry import PUBLIC
from isptool.register.facts import Facts, Ground, Item, Leg, PartyIn, Subjects, Term, Use, Words
from isptool.settling.movements import whole_flow
from isptool.settling.names import Names, name_everything
from isptool.settling.vocabulary import Vocabulary

POINTS = ("retention-and-disposal", "need-and-benefit", "dpia", "transfers-outside-uk", "storage-and-hosting")
"""The points under `answers:` whose answers the register prints."""


def gather(model: Protocol | Agreement | Record | Schedules | KeptDecision, file: str, vocabulary: Vocabulary) -> Facts:
    """The facts of one file as read. `file` is its name to show; it is not kept."""
    if isinstance(model, Record):
        return _record(model)
    if isinstance(model, KeptDecision):
        return _decision(model)
    if isinstance(model, Protocol):
        return _protocol(model)
    if isinstance(model, Schedules):
        return _schedules(model)
    return _agreement(model, file, vocabulary)


def _agreement(model: Agreement, file: str, vocabulary: Vocabulary) -> Facts:
    names = name_everything(model, file, {}, vocabulary)
    head = _head(model)
    return Facts(
        kind="agreement",
        under=model.under or "",
        information=model.information or "",
        parties=tuple(_parties(model)),
        uses=tuple(
            Use(
                each,
                use.kind or "",
                use.aim or "",
                tuple(sorted(names.members(use.used_by))),
                bool(use.law_enforcement),
            )
            for each, use in model.purposes.items()
        ),
        people=tuple(
            Subjects(each, group.what or "", tuple(group.kind), str(group.number or ""), group.children or "")
            for each, group in model.people.items()
        ),
        items=tuple(
            Item(each, item.what or "", tuple(item.kind), tuple(item.category), tuple(item.about), item.source or "")
            for each, item in model.data.items()
        ),
        legs=tuple(_legs(model, names)),
        law=tuple(_grounds(model.law)),
        groups=tuple((name, *members) for name, members in names.groups.items()),
        systems=tuple(dict.fromkeys(_systems(model))),
        part_3="yes" if any(each.regime == "part-3" for each in model.law) or _enforces(model) else "",
        **head,
    )


def _enforces(model: Agreement) -> bool:
    return any(each.law_enforcement for each in model.purposes.values()) and any(each.part_3 for each in model.law)


def _protocol(model: Protocol) -> Facts:
    people = tuple(PartyIn(each, signs=joins is None or not joins.joins) for each, joins in model.partners.items())
    terms = [_term(point, each) for point in POINTS for each in model.settles.get(point, [])]
    head = _head(model)
    terms += [_term("publish", each) for each in model.settles.get("foi-and-publication", [])]
    head["terms"] = (*head["terms"], *terms)
    head["summary"] = head["summary"] or (model.partnership.purpose if model.partnership else None) or ""
    return Facts(kind="protocol", under=model.adopts.id if model.adopts else "", parties=people, **head)


def _schedules(model: Schedules) -> Facts:
    absent = tuple(
        (party, purpose)
        for party, schedule in model.schedules.items()
        for purpose, part in schedule.takes_part.items()
        if part is not None and part.takes_part is False
    )
    law = tuple(each for party, schedule in model.schedules.items() for each in _grounds(schedule.law, (party,)))
    terms = tuple(
        _term(point, answer, (party,))
        for party, schedule in model.schedules.items()
        for point in POINTS
        for answer in schedule.answers.get(point, [])
    )
    return Facts(kind="schedules", id=model.of, title="", law=law, terms=terms, absent=absent)


def _record(model: Record) -> Facts:
    parties = tuple(
        PartyIn(each, party.name or "", other=party.role == "recipient", roles=(party.role,) if party.role else (),
                signs=party.role not in ("recipient", "processor"), on=_iso(party.signed))
        for each, party in model.parties.items()
    )  # fmt: skip
    law = Ground((), tuple(model.gateway), tuple(model.article_6), tuple(model.article_9))
    terms = [Term("retention-and-disposal", words=model.retention)] if model.retention else []
    terms += [Term("need-and-benefit", words=model.benefits)] if model.benefits else []
    if model.dpia or model.dpia_on:
        blanks = (("reference", model.dpia or ""), ("date", _iso(model.dpia_on)))
        terms.append(Term("dpia", blanks=tuple(each for each in blanks if each[1])))
    kinds: Iterable[str] = model.purpose_kinds or ([""] if model.purpose else [])
    return Facts(
        kind="record",
        id=model.id,
        title=model.title,
        called=model.called or model.is_,
        version=model.version or "",
        status=model.status,
        under=model.under or "",
        owner=model.owner or "",
        drawn_up_by=model.drawn_up_by or "",
        area=model.area or "",
        references=_pairs(model.references),
        parties=parties,
        uses=tuple(Use(f"purpose-{n}", kind, model.purpose or "") for n, kind in enumerate(kinds, 1)),
        items=tuple(
            Item(each, item.what, tuple(item.kind), tuple(item.category), (), item.source or "")
            for each, item in model.data.items()
        ),
        legs=(Leg("", how=(model.method,)),) if model.method else (),
        law=(law,) if any((law.powers, law.article_6, law.article_9)) else (),
        terms=tuple(terms),
        systems=tuple(
            dict.fromkeys([*model.systems, *(one for each in model.data.values() for one in parted(each.source or ""))])
        ),
        posts=(("", model.owner),) if model.owner else (),
        starts=_iso(model.starts),
        ends=_iso(model.ends),
        reviewed=_iso(model.reviewed),
        next_review=_iso(model.next_review),
        public={True: "yes", False: "no"}.get(model.publish, "") if model.publish is not None else "",
        contact=model.contact or "",
        file=model.file.path if model.file else "",
        sha256=model.file.sha256 if model.file else "",
        children=_yes(model.children),
        outside_uk=_yes(model.outside_uk),
        part_3=_yes(model.law_enforcement),
    )


def _decision(model: KeptDecision) -> Facts:
    """`called` is the code of its outcome, `starts` the day, `related` what it says it led to."""
    return Facts(
        kind="decision",
        id=model.id,
        title=model.title,
        called=model.outcome or "",
        status="decided" if model.outcome else "open",
        owner=model.decided_by or "",
        parties=tuple(PartyIn(slug(each) or each, each) for each in model.partners),
        uses=tuple(Use(each, each) for each in model.purposes),
        items=tuple(Item(each, each.replace("-", " "), (each,)) for each in model.data),
        related=(model.led_to,) if model.led_to else (),
        posts=(("", model.decided_by),) if model.decided_by else (),
        starts=_iso(model.decided_on),
        next_review=_iso(model.look_again),
    )


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


# ── what protocols and agreements have in common ─────────────────────────────────────────────────────


def _head(model: Head) -> dict[str, Any]:
    blocks = {"start": model.start, "end": model.end, "review": model.review, "publish": model.publish}
    answers = model.answers if isinstance(model, Agreement) else {}
    terms = [_term(name, block) for name, block in blocks.items() if block is not None and _says(block)]
    terms += [_term(point, each) for point in POINTS for each in answers.get(point, [])]
    accepted = [each.until for each in model.accepted if each.rule == "GOV-04" and each.until is not None]
    public = next((PUBLIC[key] for key in (model.publish.answer if model.publish else []) if key in PUBLIC), "")
    return {
        "id": model.id,
        "title": model.title,
        "called": model.called or "",
        "version": model.version or "",
        "status": model.status,
        "owner": model.owner or "",
        "drawn_up_by": model.drawn_up_by or "",
        "area": model.area or "",
        "summary": model.summary or "",
        "references": _pairs(model.references),
        "terms": tuple(terms),
        "related": tuple(each.document for each in model.related if each.document),
        "posts": tuple(dict.fromkeys(_posts(model))),
        "starts": _day(model.start, "starts-on"),
        "ends": _day(model.end, "ends-on"),
        "next_review": _day(model.review, "next"),
        "reviewed": _iso(max((each.on for each in model.reviews if each.on), default=None)),
        "accepted_until": _iso(max(accepted, default=None)),
        "public": public,
    }


def _says(block: Answer) -> bool:
    return bool(block.answer or block.also or block.in_our_words or block.blanks or block.gap)


def _term(point: str, answer: Answer, ids: Words = ()) -> Term:
    blanks = tuple((name, _typed(value)) for name, value in answer.blanks.items() if _typed(value))
    gap = f"{answer.gap[0]}: {answer.gap[1]}" if answer.gap else ""
    adds = bool(answer.also) and not answer.answer and not answer.in_our_words
    keys = (*answer.answer, *answer.also)
    return Term(point, (*ids, *answer.for_), keys, blanks, answer.in_our_words or "", gap, adds)


def _typed(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return ""


def _day(block: Answer | None, field: str) -> str:
    text = block.blanks.get(field) if block is not None else None
    if not isinstance(text, str):
        return ""
    try:
        return read_date(text).isoformat()
    except Misread:
        return ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _pairs(references: Mapping[str, str]) -> Words:
    return tuple(f"{whose}: {number}" for whose, number in references.items())


def _parties(model: Agreement) -> Iterator[PartyIn]:
    for each, party in model.parties.items():
        name = party.called_here or party.name or party.class_ or ""
        if party.office or party.division:
            name = party.called_here or party.office or f"{party.name or ''} {party.division}".strip()
        roles = tuple(dict.fromkeys(role.role for role in party.roles))
        contract = next((role.contract for role in party.roles if role.contract), "") or ""
        yield PartyIn(each, name, party.of or "", False, roles, _signs(party), _iso(party.since), contract)
    for each, other in model.others.items():
        yield PartyIn(each, other.name, "", True, tuple(other.is_), False, "", other.contract or "")


def _signs(party: Party) -> bool:
    """Whether the document needs its signature: no class of bodies, nor one who only acts on another's instructions."""
    only_processor = bool(party.roles) and all(each.role == "processor" and not each.for_ for each in party.roles)
    return not (party.class_ or party.open_to or party.to_be_named) and not only_processor


def _legs(model: Agreement, names: Names) -> Iterator[Leg]:
    for each in model.flows:
        flow = whole_flow(model.flows, each)
        items: list[str] = []
        for data in flow.data:
            items += names.sets.get(data, (data,) if data in model.data else ())
        for senders, recipients in _ends(each, flow, names):
            yield Leg(
                each,
                flow.what or "",
                senders,
                recipients,
                tuple(dict.fromkeys(items)),
                tuple(purpose for purpose in flow.purpose if purpose in model.purposes),
                flow.when or "",
                tuple(flow.how),
                flow.system or flow.portal or "",
            )


def _ends(flow_id: str, flow: Flow, names: Names) -> Iterator[tuple[Words, Words]]:
    everyone = tuple(names.party_ids())

    def end(texts: Sequence[str], which: str) -> Words:
        found = names.ends(texts, ("flows", flow_id, which))
        return everyone if "everyone-else" in found else tuple(found)

    if flow.from_ or flow.to:
        yield end(flow.from_, "from"), end(flow.to, "to")
    between = [tuple(names.end(text, ("flows", flow_id, "between"))) for text in flow.between]
    for place, one in enumerate(between):
        for other_place, other in enumerate(between):
            if place != other_place or len(between) == 1 or flow.between[place].startswith("each pair of "):
                yield one, other


def _grounds(rows: Iterable[LawRow], ids: Words = ()) -> Iterator[Ground]:
    for row in rows:
        for each in (row, *row.any_of):
            ground = Ground(
                (*ids, *(each.for_ or row.for_)),
                (*each.duty, *each.power),
                tuple(each.article_6),
                tuple(each.article_9),
                (*each.article_10, *each.schedule_1),
                (*each.part_3, *each.schedule_8),
                each.regime or "",
                each.transfer or "",
            )
            if any(
                (ground.powers, ground.article_6, ground.article_9, ground.article_10, ground.part_3, ground.regime)
            ):
                yield ground


def _systems(model: Agreement) -> Iterator[str]:
    yield from (each.what for each in model.holdings.values())
    for item in model.data.values():
        if item.source and item.source not in model.holdings:
            yield from parted(item.source)
    for flow in model.flows.values():
        yield from (each for each in (flow.system, flow.portal) if each)
    yield from (each.source for each in model.sets.values() if each.source and each.source not in model.holdings)


def parted(source: str) -> list[str]:
    """The systems that a source names: `Adult social care system; GP record` is two."""
    return [each.strip() for each in source.split(";") if each.strip()]


def _posts(model: Head) -> Iterator[Words]:
    if model.owner:
        yield "", model.owner
    for review in model.reviews:
        if review.post:
            yield review.party or "", review.post
    if isinstance(model, Agreement):
        for party, facts in model.parties.items():
            for contact in facts.contacts.values():
                if contact.post:
                    yield party, contact.post
        for flow in model.flows.values():
            yield from (("", post) for post in (flow.by, flow.decided_by, flow.approved_by) if post)
        for item in model.data.values():
            yield from (("", post) for post in (item.checked_by, item.decided_by) if post)
