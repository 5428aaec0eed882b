"""CON: the duty of confidence, which stands beside data protection law and is answered separately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from isptool.checking.bodies import is_health_body, known_kind, listed
from isptool.checking.gathered import Objection, gathered
from isptool.checking.legal_layers import (
    item_name,
    legal_layers,
    purpose_kind,
    purpose_name,
)
from isptool.checking.rule import EVERY_AGREEMENT, At, Rule, rule
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.answer import Answer
from isptool.model.fields import show_date
from isptool.settling.settled import Cell, Part, PartyFacts, Row, Settled

POINT = "duty-of-confidence"


def _parts(doc: Settled) -> Iterator[tuple[Cell, Part]]:
    """What is said of confidentiality, item by item."""
    point = doc.points.get(POINT)
    return point.parts() if point else iter(())


def _answer(doc: Settled, part: Part, key: str) -> tuple[ValuePath, str]:
    """Where a likely answer that a part chose is written: path and file."""
    place = part.place
    assert place is not None
    answer = _written(doc, place.file, place.path)
    for field in ("answer", "also"):
        keys = getattr(answer, field) if answer is not None else []
        if key in keys:
            return (*place.path, field, keys.index(key)), place.file
    return place.path, place.file


def _written(doc: Settled, file: str, path: ValuePath) -> Answer | None:
    """The answer at a path of the agreement or of a schedule."""
    point, number = str(path[-2]), path[-1]
    if path[0] == "answers":
        answers = doc.agreement.answers
    else:
        answers = next((each.schedules[str(path[1])].answers for name, each in doc.schedules if name == file), {})
    found = answers.get(point, [])
    return found[number] if isinstance(number, int) and number < len(found) else None


# ── is it answered ───────────────────────────────────────────────────────────────────────────────────

_CONFIDENTIAL = frozenset({"special-health", "special-sex-life", "special-genetic", "inferred", "mixed-document"})
_CONFIDENTIAL_BEYOND_PEOPLE = frozenset({"about-the-dead", "confidential-commercial"})
_CONFIDANTS = ("legal-adviser", "victim-support-service")
"""Kinds of bodies whose clients speak in confidence, beside those of health and care."""


@rule(
    "CON-01",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Say what allows {items} to be shared: {why}.{others}",
    fix="Answer duty-of-confidence for each: consent, the public interest, a statute that lifts the duty, section "
    "251 support, a court order; or that no duty is owed.",
    cites=("Common law duty of confidence", "NHS England universal information governance templates"),
    serves=("Q7",),
    profiles=EVERY_AGREEMENT,
    speaks_for=(POINT,),
    needs=("answers",),
)
def confidential_information_without_answer(doc: Settled, at: At) -> Iterator[Hit]:
    """For information that was given in confidence, it is said what allows it to be shared.

    People tell a doctor, a social worker, a lawyer or a counsellor what they tell nobody else. A power to share and a
    lawful basis do not set that aside.

    It is asked of health and care data, of what comes from bodies that people confide in, and of case notes and the
    like; of information about the dead and commercial secrets as well, for which confidence outlives data protection.
    """
    left = [(cell.at("item"), part) for cell, part in _parts(doc) if part.state.left_to_agree]
    open_items = list(dict.fromkeys(item for item, part in left if "s251" not in part.keys))
    reasons = {item: why for item in open_items if (why := _in_confidence(doc, at, item))}
    others = [item_name(doc, each) for each in open_items if each not in reasons]
    also = f" It is open too for {listed(others)}." if others else ""
    for why in dict.fromkeys(reasons.values()):
        items = [each for each, reason in reasons.items() if reason == why]
        named = listed([item_name(doc, each) for each in items])
        yield Hit(("data", items[0]), {"items": named, "why": why, "others": also}, on_key=True)
        also = ""


def _in_confidence(doc: Settled, at: At, item: str) -> str:
    """Why an item is likely to be held in confidence, in words; empty where nothing suggests it."""
    categories = set(doc.agreement.data[item].category)
    if categories & _CONFIDENTIAL_BEYOND_PEOPLE:
        return "confidence is owed for it too" if "about-the-dead" in categories else "it is a commercial secret"
    if doc.agreement.information == "non-personal":
        return ""
    if categories & _CONFIDENTIAL:
        return "it is health or care information, or may hold some"
    senders = dict.fromkeys(row.sender for row in doc.rows if row.item == item and row.sender)
    for sender in senders:
        kind = doc.parties[sender].kind if sender in doc.parties else ""
        if is_health_body(sender, doc, at) or (known_kind(kind, at) and kind in _CONFIDANTS):
            return f"people confide in {doc.name(sender)}"
    return ""


# ── does the answer fit ──────────────────────────────────────────────────────────────────────────────

_OWN_CARE = frozenset({"direct-care", "mental-health"})


@rule(
    "CON-02",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Implied consent fits the person's own care only, and {item} is used for {purposes}{unsaid}.",
    fix="For any other use choose explicit consent, a statute that lifts the duty, section 251 support or the "
    "public interest. If this is the person's own care, say `kind: direct-care` at the purpose.",
    cites=("Caldicott Principles 1 and 8", "GMC guidance on confidentiality"),
    serves=("Q7",),
)
def implied_consent_beyond_direct_care(doc: Settled, at: At) -> Iterator[Hit]:
    """Implied consent is relied on for the person's own care, which they would expect, and for nothing else.

    A patient who lets one doctor write to another has not agreed to planning, research or a visit by somebody else.
    Whoever is surprised by it stops confiding.

    The kind of the purpose decides (`direct-care`); where none is given, this asks to say it. An answer with a `for:`
    is judged by the uses that it covers.
    """
    objections = []
    for cell, part in _parts(doc):
        if "implied-consent-direct-care" not in part.keys or part.place is None:
            continue
        for purpose in dict.fromkeys(doc.rows[number].purpose for number in part.rows):
            kind = purpose_kind(doc, at, purpose) if purpose else None
            if purpose and (kind is None or kind.id not in _OWN_CARE):
                path, file = _answer(doc, part, "implied-consent-direct-care")
                unsaid = "" if kind else ", which is not said to be that"
                values = {"item": item_name(doc, cell.at("item")), "unsaid": unsaid}
                objections.append(Objection(path, "", purpose_name(purpose), values, file))
    yield from gathered(objections)


_OF_APPROVAL = {"s251-reference": "the reference of its approval", "s251-until": "the day on which the approval ends"}


@rule(
    "CON-03",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Section 251 support {trouble}.{others}",
    fix="Enter the reference and the end date from the approval letter under duty-of-confidence (`s251-reference:`, "
    "`s251-until:`); or, for communicable disease, choose copi-regulation-3, which needs none.",
    cites=(
        "National Health Service Act 2006 section 251",
        "Health Service (Control of Patient Information) Regulations 2002 regulation 5",
    ),
    serves=("Q7",),
    speaks_for=(POINT,),
    needs=("answers",),
)
def section_251_without_approval(doc: Settled, at: At) -> Iterator[Hit]:
    """Section 251 support is named with the reference and end date of its approval, and has not run out.

    Without a current approval under regulation 5 the duty of confidence stands, and each disclosure breaks it.

    Regulation 3, on communicable disease and other risks to public health, needs no reference of the Confidentiality
    Advisory Group, and this does not ask for one.
    """
    answered = False
    missing: dict[tuple[ValuePath, str], list[str]] = {}
    ended: dict[tuple[ValuePath, str], date] = {}
    for _, part in _parts(doc):
        answered = answered or bool({"s251", "copi-regulation-3"}.intersection(part.keys))
        if "s251" not in part.keys or part.place is None:
            continue
        lacks = [words for name, words in _OF_APPROVAL.items() if name in part.missing]
        until = part.fields.get("s251-until")
        if lacks:
            missing[_answer(doc, part, "s251")] = lacks
        elif until is not None and isinstance(until.value, date) and until.value < at.today:
            ended[until.place.path, until.place.file] = until.value
    others = _also_open(doc) if missing else ""
    for (path, file), lacks in missing.items():
        yield Hit(path, {"trouble": f"is relied on without {listed(lacks)}", "others": others}, file=file)
    for (path, file), day in ended.items():
        yield Hit(path, {"trouble": f"ended on {show_date(day)}", "others": ""}, file=file)
    if not answered:
        yield from _only_as_a_power(doc, at)


def _also_open(doc: Settled) -> str:
    """For which items the point is open for another reason, in words."""
    items = dict.fromkeys(
        cell.at("item") for cell, part in _parts(doc) if part.state.left_to_agree and "s251" not in part.keys
    )
    return f" Confidentiality is open too for {listed([item_name(doc, each) for each in items])}." if items else ""


def _only_as_a_power(doc: Settled, at: At) -> Iterator[Hit]:
    """Section 251 named as a power, where nothing under confidentiality says with which approval."""
    for power in legal_layers(doc, at).powers(doc.law):
        if power.entry is not None and power.entry.id == "nhsa-2006-s251":
            trouble = "is named as a power, and no approval is recorded under confidentiality"
            yield Hit(power.path, {"trouble": trouble, "others": ""}, file=power.file)


@rule(
    "CON-05",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{check}{section} {gives}: {items}.",
    fix="Add what does: consent, the public interest, or a provision that lifts the duty of confidence.",
    cites=("Common law duty of confidence",),
    serves=("Q7",),
)
def power_taken_to_lift_confidentiality(doc: Settled, at: At) -> Iterator[Hit]:
    """A statute is named for confidentiality only if it requires or authorises disclosure despite that duty.

    A gateway gives a power to share. Most say nothing of confidence, and then the duty stands beside the power, as
    with section 115 of the Crime and Disorder Act 1998.

    Where the law data does not know whether a provision lifts the duty, this only asks to check. What is written in
    own words is not judged.
    """
    found: dict[tuple[ValuePath, str, str, str, str], list[str]] = {}
    for cell, part in _parts(doc):
        statute = part.fields.get("statute")
        if "statute" not in part.keys or statute is None:
            continue
        named = at.law.find(str(statute.value))
        lifts = getattr(named, "lifts_confidentiality", "yes")
        if named is not None and lifts != "yes":
            check = "" if lifts == "no" else "Check: "
            gives = (
                "gives a power and does not lift confidentiality"
                if lifts == "no"
                else ("may give a power without lifting confidentiality")
            )
            key = (statute.place.path, statute.place.file, check, named.short, gives)
            found.setdefault(key, []).append(item_name(doc, cell.at("item")))
    for (path, file, check, section, gives), items in found.items():
        severity = Severity.INFO if check else None
        values = {"check": check, "section": section, "gives": gives, "items": listed(list(dict.fromkeys(items)))}
        yield Hit(path, values, file=file, severity=severity)


# ── who looked at it ─────────────────────────────────────────────────────────────────────────────────


@rule(
    "CON-04",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="No view of a Caldicott Guardian is recorded for {who}, whose health or care records are shared.",
    fix="Add the view under `reviews:` (party, `role: caldicott`, post, day, advice).",
    cites=("National Data Guardian guidance on the appointment of Caldicott Guardians, 2021",),
    serves=("Q7",),
    needs=("reviews",),
)
def care_records_without_caldicott_guardian(doc: Settled, at: At) -> Iterator[Hit]:
    """Whoever shares health or care records from its own files has asked its Caldicott Guardian.

    The Guardian speaks for the people in the records. A signature without that view is often taken back when the
    Guardian hears of it.

    It is asked of health and care bodies that send personal data, and of councils that send health data about adults
    with needs for care; not where no duty of confidence is owed for what they send.
    """
    asked = {each.party for each in doc.document.reviews if each.role == "caldicott"}
    free = {cell.at("item") for cell, part in _parts(doc) if "not-confidential" in part.keys}
    holders = dict.fromkeys(row.actor for row in doc.rows if row.item not in free and _from_care_records(doc, at, row))
    for party in holders:
        if party not in asked:
            yield Hit(("parties", party), {"who": doc.name(party)}, on_key=True)


def _from_care_records(doc: Settled, at: At, row: Row) -> bool:
    """Whether what a party sends in a row comes from records of health or care."""
    if row.side != "sender" or not row.item or row.actor not in doc.agreement.parties:
        return False
    if row.kinds == {"non-personal"} and row.category != "about-the-dead":
        return False
    if is_health_body(row.actor, doc, at):
        return True
    kind = doc.parties[row.actor].kind
    people = doc.agreement.people.get(row.people)
    adult_care = people is not None and (people.care_and_support_needs is True or "adults-at-risk" in people.kind)
    council = known_kind(kind, at) and at.law.body_is_a(kind, "local-authority")
    return council and adult_care and row.category == "special-health"


_PLANNING_OR_RESEARCH = frozenset({"research", "service-planning", "health-service-management", "statistics"})
_OPT_OUT_NATION = "england"


@rule(
    "CON-06",
    Severity.INFO,
    gate=Gate.SIGNING,
    message="Patients in England may refuse that their data is used for planning or research. Say how the national "
    "data opt-out is applied to what {who} sends ({purposes}).",
    fix="Choose national-data-opt-out under rights-requests, or add it to `opt-outs:` (where it is made, what it "
    "stops); or say there why it does not apply.",
    cites=("National data opt-out (England)",),
    serves=("Q7",),
)
def national_data_opt_out_not_addressed(doc: Settled, at: At) -> Iterator[Hit]:
    """Where confidential patient data from England is used for planning or research, the national data opt-out is
    addressed.

    Millions have used the opt-out. Applying it is policy in England since 2018, and its breach is what patients
    complain of.

    It does not apply to the person's own care, to data that identifies nobody, where the person agreed, or under
    regulation 3 on communicable disease.
    """
    point = doc.points.get("rights-requests")
    chosen = {key for _, part in (point.parts() if point else ()) for key in part.keys}
    if "national-data-opt-out" in chosen or doc.agreement.opt_outs:
        return
    exempt: Mapping[str, set[str]] = {"explicit-consent": set(), "copi-regulation-3": set(), "not-confidential": set()}
    for cell, part in _parts(doc):
        for key in exempt.keys() & set(part.keys):
            exempt[key].add(cell.at("item"))
    agreed = {item for items in exempt.values() for item in items}
    yield from gathered(
        Objection(("purposes", row.purpose), doc.name(row.actor), purpose_name(row.purpose))
        for row in doc.rows
        if row.side == "sender" and row.purpose and row.item not in agreed and "special-category" in row.kinds
        if doc.agreement.purposes[row.purpose].kind in _PLANNING_OR_RESEARCH
        if is_health_body(row.actor, doc, at)
        and _OPT_OUT_NATION in (doc.parties[row.actor].nations or (_OPT_OUT_NATION,))
    )


def _works_in(facts: PartyFacts, nation: str) -> bool:
    """Whether a party works in a nation; one of which nobody has said where may work anywhere."""
    return not facts.nations or nation in facts.nations


RULES: tuple[Rule, ...] = (
    confidential_information_without_answer,
    implied_consent_beyond_direct_care,
    section_251_without_approval,
    care_records_without_caldicott_guardian,
    power_taken_to_lift_confidentiality,
    national_data_opt_out_not_addressed,
)
