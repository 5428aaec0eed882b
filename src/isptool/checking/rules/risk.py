"""RSK: when an impact assessment is needed and how it stands; children; decisions that a machine takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from isptool.checking.answers import (
    agreed_parts,
    every_part,
    file_of,
    keys_of,
    own_fields,
    own_parts,
    value_of,
    written_at,
)
from isptool.checking.bodies import listed
from isptool.checking.life import began_openly, is_in_force, starts
from isptool.checking.rule import AGREEMENT, At, Rule, rule
from isptool.checking.sensitive import children, is_sensitive, scale, vulnerable
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.fields import read_date, show_date
from isptool.pattern import Pattern
from isptool.settling.settled import FieldValue, Part, Settled, State

DONE = frozenset({"joint-dpia", "each-own", "lead-dpia-adopted", "prior-consultation"})
"""The answers that say that there is an impact assessment."""


def assessed(doc: Settled) -> bool:
    """Whether there is a finished impact assessment, as far as the answer tells.

    Own words and a withheld answer are believed. An answer that only lacks a blank is one: the blank is asked for.
    """
    return any(
        part.state is State.WITHHELD or (_is_finished(part) and _says_done(part)) for _, part in every_part(doc, "dpia")
    )


def _says_done(part: Part) -> bool:
    return bool(part.own_words) or not DONE.isdisjoint(part.keys)


def _screened_out(doc: Settled) -> bool:
    """Whether screening found no high risk, with the advice of the data protection officer."""
    return any("screened-out" in part.keys and "dpo-advice" in part.fields for _, part in agreed_parts(doc, "dpia"))


def _at(doc: Settled) -> tuple[ValuePath, str]:
    """Where the answer about the impact assessment is, or belongs."""
    return written_at(doc, "dpia", next((part for _, part in every_part(doc, "dpia")), None))


# ── when one is needed ───────────────────────────────────────────────────────────────────────────────


@rule(
    "RSK-01",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Sensitive information about {who} is likely of a large scale, and no impact assessment is finished.",
    fix="Do the assessment, answer dpia with it, and let the sharing start only after it.",
    cites=("UK GDPR Article 35(3)(b)", "Data Protection Act 2018 section 64"),
    serves=("Q7", "Q8"),
    profiles=AGREEMENT,
    speaks_for=("dpia",),
)
def large_scale_without_assessment(doc: Settled, at: At) -> Iterator[Hit]:
    """Where special category or criminal offence data of very many people is shared, there is an impact assessment
    before it starts.

    The law requires one for such data on a large scale. Screening cannot replace it, nor can a promise to do it.

    The law names no number: 10,000 people or more, or everyone of an area, is taken as likely large. The people
    are those of the groups that such data is about, added up; a group without `number:` is not counted.
    """
    size = scale(doc, at)
    if size.large and not assessed(doc):
        path, file = _at(doc)
        yield Hit(path, {"who": _who(doc, at)}, file=file, on_key=True)


def _who(doc: Settled, at: At) -> str:
    size = scale(doc, at)
    people = doc.agreement.people
    names = listed([people[each].what or each for each in size.groups])
    if size.whole_area:
        return f"everyone of an area ({names})"
    return f"{size.count:,} people or so ({names})"


@rule(
    "RSK-02",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="An impact assessment is needed, and none is finished: {triggers}.",
    fix="Do the assessment; or screen it out (screened-out) with the reason why this does not apply, and the advice of "
    "the data protection officer in `dpo-advice:`.",
    cites=("ICO list of processing that needs an impact assessment (UK GDPR Article 35(4))",),
    serves=("Q7", "Q8"),
    profiles=AGREEMENT,
    speaks_for=("dpia",),
)
def listed_use_without_assessment(doc: Settled, at: At) -> Iterator[Hit]:
    """A use on the ICO's list of risky ones has an impact assessment, or a recorded reason why the list does not fit.

    These uses have harmed people before: the list is where the ICO looks first.

    Decided from fields: records that are matched, people who are not told under Article 14(5), genetic or biometric
    data, decisions that a machine takes, scores of children or of people at risk, tools of artificial intelligence,
    whereabouts of people who are threatened at home. Those that the list names only together with another risk (not
    telling people, genetic and biometric data, artificial intelligence) count where there is another, such as
    sensitive data or people at risk. Data of a very large scale is RSK-01's.
    """
    if assessed(doc) or _screened_out(doc) or scale(doc, at).large:
        return
    found = _triggers(doc)
    alone = {each.id: each.alone == "yes" for each in at.law.dpia_triggers()}
    certain = [words for trigger, words in found.items() if alone[trigger]]
    others = [words for trigger, words in found.items() if not alone[trigger]]
    if certain or (others and len(others) + _other_risks(doc, at) > 1):
        path, file = _at(doc)
        yield Hit(path, {"triggers": listed([*certain, *others])}, file=file, on_key=True)


_MATCHING = frozenset({"nhs-number", "upn", "name-dob-address", "uprn"})
_DISPROPORTIONATE = Pattern(r"\b14\s*\(5\)|disproportionate", re.IGNORECASE)
_HARM_AT_HOME = frozenset({"domestic-abuse", "modern-slavery"})
_WHEREABOUTS = frozenset({"identity", "contact"})


def _triggers(doc: Settled) -> dict[str, str]:
    """The uses of the ICO's list that the fields of an agreement show, each in words."""
    found: dict[str, str] = {}
    automated = keys_of(doc, "automated-decisions")
    if "matching-only" in automated or keys_of(doc, "identifiers-and-matching") & _MATCHING:
        found["data-matching"] = "records are matched"
    if any(_DISPROPORTIONATE.search(each.text) for each in _fields(doc, "transparency", "exemption")):
        found["invisible-processing"] = "people are not told, because it is impossible or too much effort"
    if "significant-decision" in automated:
        found["denial-of-service"] = "a machine takes a significant decision"
    if automated & {"decision-support", "significant-decision", "ai-assessed"} and vulnerable(doc):
        found["targeting-of-children-or-vulnerable-people"] = "children or people at risk are scored"
    if "ai-assessed" in automated:
        found["innovative-technology"] = "a tool of artificial intelligence is used"
    categories = {row.category for row in doc.rows if row.kinds != {"non-personal"}}
    if "special-biometric" in categories:
        found["biometric-data"] = "biometric data is used"
    if "special-genetic" in categories:
        found["genetic-data"] = "genetic data is used"
    if _whereabouts_of_the_threatened(doc):
        found["risk-of-physical-harm"] = "it tells where people are who are threatened at home"
    return found


def _fields(doc: Settled, point: str, name: str) -> Iterator[FieldValue]:
    """A field of a point wherever it is written, here or above."""
    for _, part in agreed_parts(doc, point):
        if name in part.fields:
            yield part.fields[name]


def _whereabouts_of_the_threatened(doc: Settled) -> bool:
    for row in doc.rows:
        purpose, item = doc.agreement.purposes.get(row.purpose), doc.agreement.data.get(row.item)
        if purpose and item and purpose.kind in _HARM_AT_HOME and not _WHEREABOUTS.isdisjoint(item.kind):
            return True
    return False


def _other_risks(doc: Settled, at: At) -> int:
    """How many of the further risks there are that European guidelines add: sensitive data, people at risk."""
    sensitive = any(is_sensitive(row.category, at) and row.kinds != {"non-personal"} for row in doc.rows)
    return sensitive + bool(vulnerable(doc))


@rule(
    "RSK-03",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Say how the sharing serves the best interests of the children among “{people}”, and assess the risk.",
    fix="Add `best-interests:` to these people, and an impact assessment or its screening under dpia.",
    cites=("ICO Data Sharing Code of Practice, Data sharing and children",),
    serves=("Q6", "Q7"),
    profiles=AGREEMENT,
)
def children_without_best_interests(doc: Settled, _at: At) -> Iterator[Hit]:
    """Where information about children is shared, either there is an impact assessment (or its screening), or it is
    said how the sharing serves their best interests.

    Children see the risk less, and live with the record longer. Their best interests come first.
    """
    if assessed(doc) or any("screened-out" in part.keys for _, part in agreed_parts(doc, "dpia")):
        return
    for name, people in children(doc).items():
        if people.best_interests is None:
            yield Hit(("people", name), {"people": people.what or name}, on_key=True)


# ── how it stands ────────────────────────────────────────────────────────────────────────────────────


@rule(
    "RSK-04",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="The answer on the impact assessment does not say {what}.",
    fix="Say it beside the answer under dpia: {mend}.",
    cites=("UK GDPR Articles 5(2), 35(2) and 39(1)(c)", "ICO Accountability Framework"),
    serves=("Q7",),
    profiles=AGREEMENT,
    speaks_for=("dpia",),
)
def assessment_not_recorded_in_full(doc: Settled, _at: At) -> Iterator[Hit]:
    """It is recorded how far the impact assessment is; or, where screening found none to be needed, why, and what the
    data protection officer advised.

    Whoever shared must be able to show that the question was asked, and how it was answered.

    Where people are identified, “no personal data is shared” is no answer.
    """
    for _, part in own_parts(doc, "dpia"):
        for what, mend in _not_recorded(part):
            path, file = written_at(doc, "dpia", part)
            yield Hit(path, {"what": what, "mend": mend}, file=file, on_key=True)


def _not_recorded(part: Part) -> Iterator[tuple[str, str]]:
    keys = set(part.keys)
    if "not-needed-non-personal" in keys:
        mend = "or choose joint-dpia, each-own, lead-dpia-adopted or screened-out in its place"
        yield "why none is needed for information about people", mend
    elif "screened-out" in keys and "dpo-advice" not in part.fields:
        yield "what the data protection officer advised", "`dpo-advice:`"
    elif keys & DONE and "prior-consultation" not in keys and "status" not in part.fields:
        yield "how far it is", "`status:` (drafted, complete or under review)"


@rule(
    "RSK-05",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="The risk that remains is high, and the ICO has not been consulted.",
    fix="Reduce the risk; or consult the ICO first and add prior-consultation, with the day (`consulted-on:`) and what "
    "it said (`outcome:`).",
    cites=("UK GDPR Article 36", "Data Protection Act 2018 section 65"),
    serves=("Q7", "Q8"),
    profiles=AGREEMENT,
)
def high_risk_without_the_ico(doc: Settled, _at: At) -> Iterator[Hit]:
    """A high risk that measures cannot reduce goes to the ICO before sharing starts.

    The law requires it, and the ICO then has 8 weeks, or up to 14, to say what it thinks.
    """
    if "prior-consultation" in keys_of(doc, "dpia"):
        return
    for field in own_fields(doc, "dpia", "residual-risk"):
        if field.value == "high":
            yield Hit(field.place.path, file=file_of(doc, field.place))


@rule(
    "RSK-06",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Sharing starts on {date}, and the impact assessment {how}.",
    fix="Move the start, or finish the assessment first. If sharing truly began before, say so under `began:` with "
    "`on:`, `authorised-by:` and `because:`.",
    cites=("UK GDPR Article 35(1) (“prior to the processing”)",),
    serves=("Q7", "Q4"),
    profiles=AGREEMENT,
)
def starts_before_the_assessment(doc: Settled, at: At) -> Iterator[Hit]:
    """Sharing starts after its impact assessment is finished, or was screened out.

    What the assessment finds can only be mended before the first record is sent.

    Not an error: sharing that began in an emergency and is said to have (`began:`), with the assessment afterwards.
    """
    said = began_openly(doc)
    for each in starts(doc, at):
        day = each.on.day if each.on is not None else (at.signed.since if is_in_force(at) else None)
        if day is None or (said is not None and said <= day):
            continue
        how = _finished_too_late(doc, at, day)
        if how:
            path, file = (each.on.path, each.on.file) if each.on is not None else (each.path, each.file)
            yield Hit(path, {"date": show_date(day), "how": how}, file=file)


def _finished_too_late(doc: Settled, at: At, day: date) -> str:
    """In words, how the assessment comes after a day; empty where it does not, or nobody knows."""
    for _, part in every_part(doc, "dpia"):
        finished, until = value_of(part, "date"), read_date(part.until) if part.until else None
        unfinished = part.state.left_to_agree or not _is_finished(part)
        if not unfinished and isinstance(finished, date) and finished > day:
            return f"was only finished on {show_date(finished)}"
        if unfinished and until is not None and until > day:
            return f"is only expected by {show_date(until)}"
        if unfinished and day <= at.today:
            return "is not finished"
    return ""


def _is_finished(part: Part) -> bool:
    return "in-progress" not in part.keys and value_of(part, "status") not in ("not started", "drafted")


@rule(
    "RSK-07",
    Severity.WARNING,
    gate=Gate.IN_FORCE,
    message="The impact assessment {trouble}.",
    fix="Look at it again, and put the day on which it was finished in `date:` and the next look in `review-date:`.",
    cites=("UK GDPR Article 35(11)",),
    serves=("Q7", "PQ3"),
    profiles=AGREEMENT,
)
def assessment_out_of_date(doc: Settled, at: At) -> Iterator[Hit]:
    """The impact assessment is younger than the last material change, and its own review has not been missed.

    It judged the sharing as it was. When that changes, nobody has judged what is done now.

    A change is material where the records, or `class:` in the document's `history:`, say so.
    """
    changes = [each.on for each in doc.document.history if each.class_ == "material" and each.on is not None]
    changed = max([*changes, *([at.signed.changed] if at.signed.changed is not None else [])], default=None)
    for field in own_fields(doc, "dpia", "review-date"):
        if isinstance(field.value, date) and field.value < at.today:
            trouble = f"was to be looked at again by {show_date(field.value)}"
            yield Hit(field.place.path, {"trouble": trouble}, file=file_of(doc, field.place))
    for field in own_fields(doc, "dpia", "date"):
        if isinstance(field.value, date) and changed is not None and field.value < changed:
            trouble = f"is of {show_date(field.value)}, and the sharing was changed on {show_date(changed)}"
            yield Hit(field.place.path, {"trouble": trouble}, file=file_of(doc, field.place))


# ── decisions that a machine takes ───────────────────────────────────────────────────────────────────

_DECISION = "significant-decision"


@rule(
    "RSK-08",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="A significant decision is taken by a machine, and it is not said {what}.",
    fix="Add {keys} beside the answer.",
    cites=("UK GDPR Article 22C", "Data Protection Act 2018 section 50C"),
    serves=("Q6", "Q7"),
    profiles=AGREEMENT,
)
def decision_without_safeguards(doc: Settled, _at: At) -> Iterator[Hit]:
    """Where a machine takes a significant decision, it is said how people are told of it, can make representations and
    contest it, and which person looks at it again.

    The law requires all four. A promise that names nobody and no way is kept by nobody.

    The likely answer promises the four; `decision-safeguards:` says how, and `human-review:` who looks and what that
    person may change.
    """
    for _, part in own_parts(doc, "automated-decisions"):
        if _DECISION not in part.keys:
            continue
        missing = {
            "decision-safeguards": "how people are told, can be heard and can contest it",
            "human-review": "who looks at a result again, and what that person may change",
        }
        lacks = [name for name in missing if name not in part.fields]
        if lacks:
            path, file = written_at(doc, "automated-decisions", part)
            values = {
                "what": listed([missing[name] for name in lacks]),
                "keys": listed([f"`{name}:`" for name in lacks]),
            }
            yield Hit(path, values, file=file, on_key=True)


def _for_purpose(purpose: str, doc: Settled) -> str:
    found = doc.agreement.purposes.get(purpose)
    return f" (for “{found.aim or purpose}”)" if found is not None else ""


@rule(
    "RSK-09",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="{basis} cannot support a significant decision by a machine: {party}{purpose}.",
    fix="Let a person take the decision (decision-support); or {mend}.",
    cites=("UK GDPR Article 22B",),
    serves=("Q7",),
    profiles=AGREEMENT,
)
def decision_on_a_basis_that_cannot_support_it(doc: Settled, _at: At) -> Iterator[Hit]:
    """A significant decision by a machine does not rest on a recognised legitimate interest; and on special category
    data only with the person's explicit consent, or where law requires or authorises the decision and it is in the
    substantial public interest.

    Since 5 February 2026 such decisions are lawful more often, but not on these grounds.

    Looked at are the bases of those who use the data for the purpose. The law that authorises the decision stands in
    `decision-basis:`.
    """
    for cell, part in agreed_parts(doc, "automated-decisions"):
        if _DECISION not in part.keys:
            continue
        purpose = cell.at("purpose")
        users = {row.actor for row in doc.rows if row.purpose == purpose and row.side != "sender"}
        for point, supports in (("article-6-basis", _supports_6), ("article-9-condition", _supports_9)):
            for other, basis in agreed_parts(doc, point):
                if other.at("purpose") != purpose or other.at("party") not in users or supports(basis, part):
                    continue
                path, file = written_at(doc, point, basis)
                values = {
                    "basis": _BASIS[point],
                    "party": doc.name(other.at("party")),
                    "purpose": _for_purpose(purpose, doc),
                    "mend": _MEND[point],
                }
                yield Hit(path, values, file=file, on_key=True)


_BASIS = {
    "article-6-basis": "A recognised legitimate interest, 6(1)(ea),",
    "article-9-condition": "Special category data without explicit consent, or a law that authorises the decision,",
}
_MEND = {
    "article-6-basis": "change the basis",
    "article-9-condition": "use 9(2)(a), or 9(2)(g) with the law that authorises the decision in `decision-basis:`",
}


def _supports_6(basis: Part, _decision: Part) -> bool:
    return "6-1-ea-recognised" not in basis.keys


def _supports_9(condition: Part, decision: Part) -> bool:
    keys = set(condition.keys)
    return "9-2-a-explicit-consent" in keys or ("9-2-g-spi" in keys and "decision-basis" in decision.fields)


RULES: tuple[Rule, ...] = (
    large_scale_without_assessment,
    listed_use_without_assessment,
    children_without_best_interests,
    assessment_not_recorded_in_full,
    high_risk_without_the_ico,
    starts_before_the_assessment,
    assessment_out_of_date,
    decision_without_safeguards,
    decision_on_a_basis_that_cannot_support_it,
)
