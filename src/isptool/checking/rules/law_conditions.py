"""LAW-13 to LAW-15 and LAW-19 to LAW-23: conditions for special category and criminal offence data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from isptool.checking.answers import every_part
from isptool.checking.bodies import is_health_body, known_kind, listed
from isptool.checking.gathered import Objection, gathered
from isptool.checking.legal_disclosures import from_law_enforcement
from isptool.checking.legal_layers import (
    Cited,
    Layer,
    Use,
    failing,
    gap_words,
    item_name,
    legal_layers,
    likely_law,
    objection,
    objections,
    place_of,
    purpose_kind,
    purpose_name,
)
from isptool.checking.rule import At, Rule, rule
from isptool.checking.schedule_1 import asked_for, condition, named, paragraphs, relied_on, with_paragraphs
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.law.citation import Article6
from isptool.model.terms import People
from isptool.settling.settled import Settled


def _items(doc: Settled, use: Use) -> list[str]:
    """The items of a use, in their order."""
    return list(dict.fromkeys(doc.rows[number].item for number in use.numbers))


def _category_of(doc: Settled, use: Use) -> ValuePath:
    """Where the category of a use's first item is written."""
    row = doc.rows[use.numbers[0]]
    written = doc.agreement.data[row.item].category
    return ("data", row.item, "category", written.index(row.category))


# ── is there one ─────────────────────────────────────────────────────────────────────────────────────


def _missing(doc: Settled, at: At, use: Use, layer: Layer) -> Objection:
    path, file = place_of(doc, use, layer) if use.part.gap else (_category_of(doc, use), "")
    items = [item_name(doc, each) for each in _items(doc, use)]
    return Objection(
        path,
        doc.name(use.party),
        purpose_name(use.purpose),
        {"items": listed(items), "likely": likely_law(doc, at, layer, use.cell)},
        file=file,
        note=gap_words(use.part),
    )


@rule(
    "LAW-13",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Special category data ({items}) needs an Article 9 condition, and none is named for {who_for_what}.",
    fix="Add `article-9:` to the law row for {who}{likely}.",
    cites=("UK GDPR Article 9(1)",),
    serves=("Q7",),
    speaks_for=("article-9-condition", "schedule-1-condition"),
    needs=("law",),
)
def special_category_data_without_condition(doc: Settled, at: At) -> Iterator[Hit]:
    """Every controller that uses special category data names a condition of Article 9 for each purpose.

    Health, beliefs, ethnicity and the like may not be used at all unless one of the conditions is met. A lawful basis
    under Article 6 is needed as well, and does not stand in for it.

    Criminal offence data has a rule of its own (LAW-22). What comes from law enforcement is LEP-04's.
    """
    elsewhere = from_law_enforcement(doc, at)
    yield from gathered(
        _missing(doc, at, use, "article-9")
        for use in legal_layers(doc, at).uses("article-9")
        if (use.party, use.purpose) not in elsewhere and use.lacks(doc, "article-9")
    )


@rule(
    "LAW-22",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Criminal offence data ({items}) needs official authority or a condition of Schedule 1, and neither is "
    "named for {who_for_what}.",
    fix="Add `article-10:` to the law row for {who}{likely}.",
    cites=("UK GDPR Article 10", "Data Protection Act 2018 section 10(5)"),
    serves=("Q7",),
    speaks_for=("criminal-offence-basis", "schedule-1-condition"),
    needs=("law",),
)
def criminal_offence_data_without_authority(doc: Settled, at: At) -> Iterator[Hit]:
    """Criminal offence data under the UK GDPR is used under official authority or a condition of Schedule 1.

    A record of an offence follows a person for years, so Article 10 asks for a named authority. Allegations and
    proceedings count, and so does that there are none.

    A condition of Article 9 is not needed for it and does not stand in for it. Use under Part 3 has its own rules.
    """
    elsewhere = from_law_enforcement(doc, at)
    yield from gathered(
        _missing(doc, at, use, "article-10")
        for use in legal_layers(doc, at).uses("article-10")
        if (use.party, use.purpose) not in elsewhere and use.lacks(doc, "article-10")
    )


# ── the paragraph of Schedule 1 ──────────────────────────────────────────────────────────────────────


@rule(
    "LAW-14",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Substantial public interest, 9(2)(g), needs a paragraph of Schedule 1 (6 to 28){instead}: {who_for_what}.",
    fix="Write, for example, `9(2)(g) with Schedule 1 paragraph 6` (statutory purposes), 10 (unlawful acts) or 18 "
    "(safeguarding).",
    cites=("Data Protection Act 2018 section 10(3)",),
    serves=("Q7",),
    speaks_for=("schedule-1-condition",),
    needs=("law",),
)
def substantial_public_interest_without_paragraph(doc: Settled, at: At) -> Iterator[Hit]:
    """With 9(2)(g) goes one of the public interests that Part 2 of Schedule 1 lists, paragraphs 6 to 28.

    What is in the substantial public interest is not for a controller to say: Parliament has listed it, and each
    paragraph has its own tests.

    Paragraph 36 is for criminal offence data only, and the paragraphs of Part 1 go with other conditions.
    """
    yield from _without_paragraph(doc, at, "g")


@rule(
    "LAW-15",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="9(2)({letter}) needs Schedule 1 paragraph {needed}{instead}: {who_for_what}.",
    fix="Write `9(2)({letter}) with Schedule 1 paragraph {needed}`; or, if another condition is meant, that one.",
    cites=("Data Protection Act 2018 section 10(2)",),
    serves=("Q7",),
    speaks_for=("schedule-1-condition",),
    needs=("law",),
)
def condition_without_its_paragraph(doc: Settled, at: At) -> Iterator[Hit]:
    """With 9(2)(b) goes Schedule 1 paragraph 1, with (h) paragraph 2, with (i) paragraph 3, with (j) paragraph 4.

    These conditions hold only under domestic law, and section 10 of the Data Protection Act 2018 says which part of
    it.
    """
    yield from _without_paragraph(doc, at, "b", "h", "i", "j")


def _without_paragraph(doc: Settled, at: At, *letters: str) -> Iterator[Hit]:
    def fails(cited: Cited, use: Use) -> bool:
        return condition(cited) in letters and not named(cited, use, at)

    uses = legal_layers(doc, at).uses("article-9")
    yield from gathered(
        objection(doc, use, cited, _paragraph_values(cited, use, at)) for use in uses for cited in failing(use, fails)
    )


def _paragraph_values(cited: Cited, use: Use, at: At) -> Mapping[str, str]:
    others = [str(each.number) for each in paragraphs(cited, use)]
    instead = f", not {listed(others)}" if others else ", and none is named"
    return {"letter": condition(cited), "needed": str(asked_for(condition(cited), at)[0]), "instead": instead}


# ── which condition fits ─────────────────────────────────────────────────────────────────────────────


@rule(
    "LAW-19",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Paragraph 18 (safeguarding) covers children, and adults with needs for care and support who cannot "
    "protect themselves. Nothing says that {group} are either: {who_for_what}.",
    fix="If they have such needs, say `care-and-support-needs: yes` of these people. If not, paragraph 6 (a "
    "statutory function), 10 (unlawful acts) or 17 (confidential support) may fit.",
    cites=("Data Protection Act 2018 Schedule 1 paragraph 18(3)",),
    serves=("Q7",),
)
def safeguarding_condition_for_other_adults(doc: Settled, at: At) -> Iterator[Hit]:
    """Paragraph 18 is relied on for children, and for adults with needs for care and support.

    An adult is at risk in this paragraph only if their needs for care and support keep them from protecting
    themselves. Most adults who suffer domestic abuse, and most who sleep rough, have no such needs; protecting them is
    as lawful, under another paragraph.

    Not a finding: family, carers, and suspected people beside a child or adult whom the use protects.
    """
    yield from gathered(
        objection(doc, use, cited, {"group": group})
        for use, cited in with_paragraphs(doc, at)
        if any(18 in each for each in relied_on(cited, use, at))
        for group in _unprotected(doc, use)
    )


_BESIDE = frozenset({"family-and-carers", "suspects-offenders", "staff"})
"""Kinds of people whose data comes along when somebody else is protected."""


def _unprotected(doc: Settled, use: Use) -> list[str]:
    """The groups of people of a use of whom nothing says that paragraph 18 covers them, in words."""
    ids = dict.fromkeys(doc.rows[number].people for number in use.numbers if doc.rows[number].people)
    of_purpose = {row.people for row in doc.rows if row.purpose == use.purpose and row.people}
    people = doc.agreement.people
    someone = any(_protects(people[each]) or people[each].children == "some" for each in of_purpose)
    return [
        f"“{people[each].what or each}”"
        for each in ids
        if not _protects(people[each]) and not (someone and _BESIDE.intersection(people[each].kind))
    ]


def _protects(group: People) -> bool:
    adults = group.care_and_support_needs is True or "adults-at-risk" in group.kind
    return group.children == "yes" or adults or group.kind == ["children"]


_MAY_BE_SOCIAL_CARE = frozenset(
    {
        "safeguarding-children", "safeguarding-adults", "early-help", "service-planning", "domestic-abuse",
        "victim-support", "emergency-planning", "missing-people", "modern-slavery", "well-being", "local-functions",
    }
)  # fmt: skip
"""Kinds of purpose that are not health or social care by name, and yet may be social care."""


@rule(
    "LAW-20",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Health or social care, 9(2)(h), needs a health or care purpose and a duty of secrecy, and {lacks}: "
    "{who_for_what}.",
    fix="Use 9(2)(g) with its paragraph of Schedule 1. If somebody bound to secrecy does give or manage care here, "
    "say who under `secrecy:`.",
    cites=("UK GDPR Article 9(3)", "Data Protection Act 2018 section 11(1)"),
    serves=("Q7",),
)
def care_condition_outside_care(doc: Settled, at: At) -> Iterator[Hit]:
    """Article 9(2)(h) is relied on for health or social care, by or under somebody who owes a duty of confidentiality.

    People tell a nurse or social worker what they tell nobody else, because it stays with those who care for them. The
    condition holds for that circle only.

    Councils count as social care. Another body, such as a charity that gives care, names who owes the duty
    (`secrecy:`). Whether a purpose is care is only judged where its kind certainly is not.
    """

    def lacks(use: Use) -> str:
        kind = purpose_kind(doc, at, use.purpose)
        if kind is not None and kind.health_or_care != "yes" and kind.id not in _MAY_BE_SOCIAL_CARE:
            return f"{kind.title[:1].lower()}{kind.title[1:]} is neither"
        if any(said.secrecy for said in use.says):
            return ""
        if not _is_care_body(doc, at, use.party):
            return "nothing says who owes that duty"
        open_secret = [item_name(doc, each) for each in _items(doc, use) if _not_confidential(doc, each)]
        return f"the document says that {listed(open_secret)} is not confidential" if open_secret else ""

    def fails(cited: Cited, use: Use) -> bool:
        return condition(cited) == "h" and bool(lacks(use))

    yield from gathered(objections(doc, at, "article-9", fails, lambda use: {"lacks": lacks(use)}))


def _is_care_body(doc: Settled, at: At, party: str) -> bool:
    """Whether a party gives or arranges health or social care; a body of unknown kind is not doubted."""
    kind = doc.parties[party].kind
    return not known_kind(kind, at) or is_health_body(party, doc, at) or at.law.body_is_a(kind, "local-authority")


def _not_confidential(doc: Settled, item: str) -> bool:
    return any(
        "not-confidential" in part.keys
        for cell, part in every_part(doc, "duty-of-confidence")
        if cell.at("item") == item
    )


@rule(
    "LAW-21",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="The condition for not-for-profit bodies, 9(2)(d), allows no disclosure outside the body: {who_for_what}.",
    fix="Use explicit consent, 9(2)(a), or 9(2)(g) with its paragraph of Schedule 1.",
    cites=("UK GDPR Article 9(2)(d)",),
    serves=("Q7",),
)
def members_condition_for_disclosure(doc: Settled, at: At) -> Iterator[Hit]:
    """Article 9(2)(d) is not relied on for passing information on.

    It lets a church, union or campaign keep data about its own members and contacts, on condition that nothing leaves
    the body without their consent.

    Not an error: explicit consent, 9(2)(a), beside it.
    """

    def fails(cited: Cited, use: Use) -> bool:
        sends = any(doc.rows[number].side == "sender" for number in use.numbers)
        return condition(cited) == "d" and sends and all(condition(each) != "a" for each in use.cited)

    yield from gathered(objections(doc, at, "article-9", fails))


@rule(
    "LAW-23",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Explicit consent, 9(2)(a), stands beside the statutory basis {basis}. Check whether people can really "
    "refuse: {who_for_what}.",
    fix="If a refusal would not be respected, use 9(2)(g) or 9(2)(h). If it would, say `optional-service: yes` at "
    "the purpose.",
    cites=("UK GDPR Article 9(2)(a)", "ICO guidance on special category data"),
    serves=("Q7",),
)
def explicit_consent_beside_a_statutory_basis(doc: Settled, at: At) -> Iterator[Hit]:
    """Explicit consent goes with a basis that leaves people a choice.

    A body that acts because the law gives it the task or the duty will mostly act whether people agree or not, and
    then their consent is none.

    Not a finding: a service that people may truly refuse (`optional-service: yes`).
    """
    statutory: dict[tuple[str, str], str] = {}
    for use in legal_layers(doc, at).uses("article-6"):
        for each in use.cited:
            if isinstance(each.meant, Article6) and each.meant.letter in ("c", "e"):
                statutory.setdefault((use.party, use.purpose), f"6(1)({each.meant.letter})")

    def fails(cited: Cited, use: Use) -> bool:
        optional = doc.agreement.purposes[use.purpose].optional_service
        return condition(cited) == "a" and not optional and (use.party, use.purpose) in statutory

    values = {key: {"basis": basis} for key, basis in statutory.items()}
    yield from gathered(objections(doc, at, "article-9", fails, lambda use: values[use.party, use.purpose]))


RULES: tuple[Rule, ...] = (
    special_category_data_without_condition,
    substantial_public_interest_without_paragraph,
    condition_without_its_paragraph,
    safeguarding_condition_for_other_adults,
    care_condition_outside_care,
    members_condition_for_disclosure,
    criminal_offence_data_without_authority,
    explicit_consent_beside_a_statutory_basis,
)
