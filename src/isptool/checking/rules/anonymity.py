"""ANO: anonymised and non-personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isptool.checking.bodies import listed
from isptool.checking.rule import EVERY_AGREEMENT, At, Rule, rule
from isptool.checking.signs import found_in, item_texts, named
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.pattern import Pattern
from isptool.settling.settled import Part, Settled

_NOBODY = frozenset({"non-personal", "anonymised", "aggregate", "confidential-commercial"})
"""The categories that claim that nobody can be identified."""

_PEOPLE = (
    r"person|persons|people|resident|residents|tenant|tenants|patient|patients|pupil|pupils|child|children|customer|customers"
    r"|client|clients|carer|carers|owner|owners|occupier|occupiers|applicant|applicants|victim|victims|staff|offender|offenders"
)
_NAME_OR_ADDRESS = Pattern(
    rf"""
    \b(?:full|first|last|given|family|maiden|preferred|contact)\ names?\b | \b(?:sur|fore)names?\b
    | \A\W*names?\b(?!\ of\b) | \bnames?\ (?:and|or)\ (?:home\ )?address
    | \bnames?\ of\ (?:the\ |each\ |every\ )?(?:{_PEOPLE})\b
    | \bhome\ address(?:es)?\b | \A\W*address(?:es)?\b(?!\ of\b)
    | \baddress(?:es)?\ of\ (?:the\ |each\ |every\ )?(?:{_PEOPLE}|homes?)\b
    | \b(?:crime|hospital|case)\ (?:number|reference)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Names, addresses and case numbers of people. Streets, sites and pumps have names and addresses too."""
_AMBIGUOUS = frozenset({"name", "address", "case-number", "photograph"})


def _claims_nobody(doc: Settled, item: str) -> bool:
    """Whether an item is said to identify nobody, by its category or by the declaration of the agreement."""
    categories = set(doc.agreement.data[item].category)
    return categories <= _NOBODY if categories else doc.agreement.information == "non-personal"


def _signs_of_people(at: At) -> tuple[str, ...]:
    """Words of identifiers that only people have."""
    return at.once(
        "signs-of-people",
        lambda: tuple(
            sign
            for each in at.law.identifiers()
            if each.identifies == "yes" and each.id not in _AMBIGUOUS
            for sign in each.signs
        ),
    )


@rule(
    "ANO-01",
    Severity.WARNING,
    gate=Gate.DRAFT,
    message="Check “{item}”: “{words}” may identify people, and it is said to identify nobody.",
    fix="Take it out, or correct `category:`; or say in `not-identifying-because:` why nobody can be identified by it.",
    cites=("UK GDPR Article 4(1)",),
    serves=("Q6", "Q7"),
    decides_from="wording",
    profiles=EVERY_AGREEMENT,
)
def identifier_in_anonymous_data(doc: Settled, at: At) -> Iterator[Hit]:
    """An item that is said to identify nobody holds nothing that identifies people.

    If a name, number or address can be traced to a living person, the data is personal, whatever it is called.

    Words are read, so this asks to check. Data about properties may rightly count as non-personal for its holder:
    `not-identifying-because:` at the item answers it.
    """
    for each, item in doc.agreement.data.items():
        if item.not_identifying_because or not _claims_nobody(doc, each):
            continue
        texts = list(item_texts(each, item))
        found = found_in(texts, _signs_of_people(at)) or _name_or_address(texts)
        if found is not None:
            path, words = found
            yield Hit(path, {"item": named(each, item), "words": words}, words=words)


def _name_or_address(texts: list[tuple[ValuePath, str]]) -> tuple[ValuePath, str] | None:
    for path, text in texts:
        if found := _NAME_OR_ADDRESS.search(text):
            return path, found[0]
    return None


def _de_identified(doc: Settled) -> Iterator[tuple[str, Part]]:
    """Each item and what is said of whether people can be identified by it."""
    point = doc.points.get("de-identification")
    for cell, part in point.parts() if point else ():
        yield cell.at("item"), part


def _said_at(doc: Settled, item: str, part: Part) -> tuple[ValuePath, str]:
    """Where that is said: in the document or its schedules, or else at the item."""
    place = part.place
    if place is None or not any(place.file == file for file in (doc.file, *(name for name, _ in doc.schedules))):
        return ("data", item), ""
    return place.path, "" if place.file == doc.file else place.file


@rule(
    "ANO-02",
    Severity.ERROR,
    gate=Gate.DRAFT,
    message="“{item}” is pseudonymised and {holder} holds the key, so it is personal data; it is classed as "
    "identifying nobody.",
    fix="Give it its category, and complete the law; or have the key held by somebody who is no party.",
    cites=("UK GDPR Article 4(5)", "ICO anonymisation guidance"),
    serves=("Q6", "Q7"),
    profiles=EVERY_AGREEMENT,
)
def pseudonymised_data_called_anonymous(doc: Settled, _at: At) -> Iterator[Hit]:
    """Pseudonymised data is treated as personal while a party holds the key.

    Whoever can reverse the code can identify the people; for that party nothing has changed.
    """
    for item_id, part in _de_identified(doc):
        holder = part.fields.get("key-holder")
        if "pseudonymised" not in part.keys or holder is None or not _claims_nobody(doc, item_id):
            continue
        facts = doc.parties.get(str(holder.value))
        if facts is not None and not facts.is_other:
            item = doc.agreement.data[item_id]
            yield Hit(("data", item_id, "category"), {"item": named(item_id, item), "holder": facts.called})


@rule(
    "ANO-03",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="“{item}” is made of counts, and nothing says how small ones are hidden.",
    fix="Choose `aggregate-suppressed` under the point Whether people can be identified, with `suppressed-below:`.",
    cites=("ICO anonymisation guidance (identification by small numbers)",),
    serves=("Q6",),
    profiles=EVERY_AGREEMENT,
)
def counts_without_small_number_rule(doc: Settled, _at: At) -> Iterator[Hit]:
    """Counts are given with a rule for small numbers.

    One boy of ten with asthma in one village is one boy.
    """
    for item_id, part in _de_identified(doc):
        item = doc.agreement.data[item_id]
        if "aggregate" not in item.category and "aggregate-counts" not in item.kind:
            continue
        if "aggregate-suppressed" not in part.keys and "suppressed-below" not in part.fields and not part.own_words:
            path, file = _said_at(doc, item_id, part)
            yield Hit(path, {"item": named(item_id, item)}, file=file)


@rule(
    "ANO-04",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="“{item}” is said to be anonymised, without {what}.",
    fix="Add {keys} under the point Whether people can be identified.",
    cites=("ICO anonymisation guidance", "Data Protection Act 2018 section 171"),
    serves=("Q6", "Q7"),
    profiles=EVERY_AGREEMENT,
)
def anonymised_without_assessment(doc: Settled, _at: At) -> Iterator[Hit]:
    """Anonymised data comes with an assessment that it is, and a promise not to identify anybody.

    What nobody can identify today somebody may tomorrow, with another list beside it.
    """
    for item_id, part in _de_identified(doc):
        item = doc.agreement.data[item_id]
        if "anonymised" not in item.category and "anonymised" not in part.keys:
            continue
        if part.own_words:
            continue
        missing = []
        if "identifiability-assessment" not in part.fields:
            missing.append(("an assessment", "`anonymised` with its `identifiability-assessment:`"))
        if "no-reidentification" not in part.keys:
            missing.append(("a promise not to identify anybody", "`no-reidentification`"))
        if missing:
            path, file = _said_at(doc, item_id, part)
            what, keys = listed([what for what, _ in missing]), listed([key for _, key in missing])
            yield Hit(path, {"item": named(item_id, item), "what": what, "keys": keys}, file=file)


@rule(
    "ANO-05",
    Severity.INFO,
    gate=Gate.DRAFT,
    message="“{title}” is not asked of data about nobody.",
    fix="Take the answer out: documents leave the point out.",
    cites=("NW London statement of data sharing (short documents are read)",),
    serves=("Q6",),
    profiles=("non-personal",),
)
def answer_that_does_not_apply(doc: Settled, at: At) -> Iterator[Hit]:
    """An agreement about nobody answers no question about people.

    Short documents are read; an answer that does not apply makes people look for the data it is about.
    """
    for each in doc.agreement.answers:
        point = at.points.get(each)
        if point is not None and "non-personal" not in point.applies_to:
            yield Hit(("answers", each), {"title": point.title}, on_key=True)


_TERMS_OF_USE = frozenset({"ogl", "internal-use", "commercially-confidential"})


@rule(
    "ANO-06",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Nothing says how the non-personal data may be used.",
    fix="Choose under the point Terms for non-personal data: `ogl`, `internal-use` or `commercially-confidential`.",
    cites=("Re-use of Public Sector Information Regulations 2015", "Open Government Licence"),
    serves=("Q6", "Q8"),
    profiles=EVERY_AGREEMENT,
    speaks_for=("non-personal-terms",),
)
def non_personal_data_without_terms(doc: Settled, _at: At) -> Iterator[Hit]:
    """Non-personal data has a licence, or it is said that it is for internal use or confidential.

    Data about places is only useful if everyone knows what they may do with it.
    """
    point = doc.points.get("non-personal-terms")
    for _, part in point.parts() if point else ():
        if (
            not _TERMS_OF_USE & set(part.keys)
            and not {"licence", "confidentiality"} & set(part.fields)
            and not part.own_words
        ):
            own = part.place is not None and part.place.file == doc.file
            path = part.place.path if part.place is not None and own else ("answers", "non-personal-terms")
            yield Hit(path)


RULES: tuple[Rule, ...] = (
    identifier_in_anonymous_data,
    pseudonymised_data_called_anonymous,
    counts_without_small_number_rule,
    anonymised_without_assessment,
    answer_that_does_not_apply,
    non_personal_data_without_terms,
)
