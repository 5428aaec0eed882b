"""PUR-11 to PUR-17: what single items say: where they come from, their category, and identifiers of restricted use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from isptool.checking.bodies import known_kind
from isptool.checking.rule import At, Rule, rule
from isptool.checking.signs import found_in, item_texts, named
from isptool.findings import Gate, Hit, Severity
from isptool.law.rows import Identifier, PurposeKind
from isptool.settling.settled import Settled


@rule(
    "PUR-11",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="“{item}” does not say where it comes from.",
    fix="Add `source:` with the system, or `part-of:` with the holding that it is taken from.",
    cites=("UK GDPR Article 14(2)(f)", "ICO Data Sharing Code of Practice, Data sharing agreements"),
    serves=("Q6", "Q10"),
)
def item_without_source(doc: Settled, _at: At) -> Iterator[Hit]:
    """Every item says from which system or record it comes.

    Without it nobody can judge how good it is, nor find it again when a person asks or a mistake has to be mended.

    An item that is worked out from others, made by a party, defined in a catalogue, or in a set with a source has one.
    """
    agreement = doc.agreement
    in_sets = {each for group in agreement.sets.values() if group.source for each in group.holds}
    for each, item in agreement.data.items():
        known = item.source or item.part_of or item.derived_from or item.made_by or item.as_defined_in
        if not known and each not in in_sets and "source" not in item.gaps and item.gap is None:
            yield Hit(("data", each), {"item": named(each, item)}, on_key=True)


@rule(
    "PUR-12",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="“{item}” has no category.",
    fix="Add `category:`: ordinary, one of the special categories, criminal-offence or non-personal.",
    cites=("UK GDPR Articles 9 and 10",),
    serves=("Q6", "Q7"),
    speaks_for=("data-classification",),
)
def item_without_category(doc: Settled, _at: At) -> Iterator[Hit]:
    """Every item has a category.

    The category decides which conditions the law asks for; an item without one slips past all of them.
    """
    for each, item in doc.agreement.data.items():
        if not item.category and item.gap is None and "category" not in item.gaps:
            yield Hit(("data", each), {"item": named(each, item)}, on_key=True)


def _telling_categories(at: At) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The special and criminal categories that words can give away: (title, signs)."""
    return at.once(
        "telling-categories",
        lambda: tuple(
            (each.title[:1].lower() + each.title[1:], each.signs)
            for each in at.law.categories()
            if each.signs and (each.special == "yes" or each.criminal == "yes")
        ),
    )


@rule(
    "PUR-13",
    Severity.WARNING,
    gate=Gate.DRAFT,
    message="Check “{item}”: “{words}” suggests {category}, and it is classed as ordinary.",
    fix="Correct `category:`; or say in `not-special-because:` why it reveals nothing of the kind.",
    cites=("UK GDPR Articles 9 and 10", "Data Protection Act 2018 section 11(2)"),
    serves=("Q6", "Q7"),
    decides_from="wording",
)
def item_may_be_special_category(doc: Settled, at: At) -> Iterator[Hit]:
    """An item whose words suggest a special category or an offence is not classed as ordinary by oversight.

    Such data needs a second reason in law, also where it is only inferred: the name of a clinic tells an illness.

    Whole words are read in what the item says it is, its fields and its values. `not-special-because:` at the item
    answers it.
    """
    for each, item in doc.agreement.data.items():
        if item.not_special_because or not item.category or set(item.category) != {"ordinary"}:
            continue
        texts = list(item_texts(each, item))
        for category, signs in _telling_categories(at):
            if found := found_in(texts, signs):
                path, words = found
                values = {"item": named(each, item), "words": words, "category": category}
                yield Hit(path, values, words=words)
                break


# ── identifiers of restricted use ────────────────────────────────────────────────────────────────────

_OF_HEALTH = frozenset({"nhs-number", "chi-number", "health-and-care-number"})
_SAFEGUARDING = frozenset({"safeguarding-adults", "safeguarding-children"})


def _purpose_kinds(at: At) -> Mapping[str, PurposeKind]:
    return at.once("purpose-kinds", lambda: {each.id: each for each in at.law.purposes()})


def _restricted(doc: Settled, at: At, of_health: bool) -> Iterator[tuple[Hit, str]]:
    """Items that name an identifier of restricted use and go to somebody for something it is not for.

    Each hit comes with the identifier's title; its values are item, identifier, recipient and purpose.
    """
    agreement = doc.agreement
    identifiers = [
        each
        for each in at.law.identifiers()
        if (each.for_bodies or each.for_purposes) and (each.id in _OF_HEALTH) == of_health
    ]
    for item_id, item in agreement.data.items():
        texts = list(item_texts(item_id, item))
        for identifier in identifiers:
            found = found_in(texts, identifier.signs)
            if found is None:
                continue
            for row in doc.rows:
                if (
                    row.item == item_id
                    and row.side == "recipient"
                    and not _may_have(row.recipient, row.purpose, identifier, doc, at)
                ):
                    values = {
                        "item": named(item_id, item),
                        "identifier": found[1],
                        "recipient": doc.name(row.recipient),
                        "purpose": f" for `{row.purpose}`" if row.purpose else "",
                    }
                    yield Hit(found[0], values, words=found[1]), identifier.title
                    break


def _may_have(recipient: str, purpose: str, identifier: Identifier, doc: Settled, at: At) -> bool:
    facts = doc.parties.get(recipient)
    bodies = set(at.law.wider_bodies(facts.kind)) if facts and facts.kind and known_kind(facts.kind, at) else set()
    if bodies & set(identifier.for_bodies):
        return True
    kind = doc.agreement.purposes[purpose].kind if purpose else None
    if kind in identifier.for_purposes:
        return True
    if identifier.id in _OF_HEALTH:
        known = _purpose_kinds(at).get(kind or "")
        return (known is not None and known.health_or_care == "yes") or (
            "local-authority" in bodies and kind in _SAFEGUARDING
        )
    return False


@rule(
    "PUR-14",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Check the {identifier} in “{item}”: {recipient} is no health or care body and receives it{purpose}, which "
    "is no health or care purpose.",
    fix="Leave it out; or correct the `kind:` of the purpose, if care is what it is for.",
    cites=("Health and Social Care Act 2012 section 251A",),
    serves=("Q6",),
    decides_from="wording",
)
def nhs_number_without_care_reason(doc: Settled, at: At) -> Iterator[Hit]:
    """The NHS number goes only to those who need it for health or social care.

    It opens a person's whole health record to whoever can look it up, so its use is kept to care.

    Each recipient and purpose is looked at, not whether any party is a health body. The CHI number and the Health and
    Care Number count as well.
    """
    for hit, _ in _restricted(doc, at, of_health=True):
        yield hit


@rule(
    "PUR-15",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Check the {identifier} in “{item}”: its use is restricted, and {recipient} receives it{purpose}.",
    fix="Use another key to match by; or correct the `kind:` of the purpose or of the body.",
    cites=("Department for Education guidance on unique pupil numbers", "UK GDPR Article 5(1)(c)"),
    serves=("Q6",),
    decides_from="wording",
)
def identifier_of_restricted_use(doc: Settled, at: At) -> Iterator[Hit]:
    """Pupil numbers, National Insurance numbers, passport and police numbers stay with those they are made for.

    Those who issue such numbers restrict their use, because a number that everybody has matches everything.
    """
    for hit, _ in _restricted(doc, at, of_health=False):
        yield hit


# ── matching and flags ───────────────────────────────────────────────────────────────────────────────

_MATCHED_BY = frozenset({"nhs-number", "upn", "name-dob-address", "uprn"})
_WHEN_UNSURE = frozenset({"manual-check", "unmatched-returned", "match-is-a-lead"})
_UNSURE_FIELDS = frozenset({"unmatched-action", "false-match-action", "match-rule"})


@rule(
    "PUR-16",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Records are matched for `{purpose}`, and nothing says what happens when they do not match, or match "
    "wrongly.",
    fix="Add to the point Matching records to people: `manual-check`, `unmatched-returned` or `match-is-a-lead`.",
    cites=("ICO list of processing that needs an impact assessment (data matching)", "National Fraud Initiative code"),
    serves=("Q6", "Q10"),
)
def matching_without_rule_for_doubt(doc: Settled, _at: At) -> Iterator[Hit]:
    """Where records are matched, it is said what happens to those that do not match, or match the wrong person.

    A record on the wrong person's file harms two people, and neither may ever know.
    """
    point = doc.points.get("identifiers-and-matching")
    for cell, part in point.parts() if point else ():
        keys = set(part.keys)
        if keys & _MATCHED_BY and not keys & _WHEN_UNSURE and not _UNSURE_FIELDS & set(part.fields):
            own = part.place is not None and part.place.file == doc.file
            path = part.place.path if part.place is not None and own else ("answers", "identifiers-and-matching")
            yield Hit(path, {"purpose": cell.at("purpose")})


_SENSITIVE = frozenset({"special-category", "criminal-offence"})
_A_FLAG_WOULD_DO = frozenset({"public-service-delivery", "fuel-and-water-poverty", "emergency-planning"})


@rule(
    "PUR-17",
    Severity.INFO,
    gate=Gate.SIGNING,
    message="Could a yes or no do for “{item}”? `{purpose}` is about who is entitled or has to be warned.",
    fix="Make it a flag (`form: flag`); or say in `needed-for:` why the detail is needed.",
    cites=("UK GDPR Article 25",),
    serves=("Q6",),
)
def detail_where_a_flag_would_do(doc: Settled, _at: At) -> Iterator[Hit]:
    """Where the purpose is only to find who is entitled, or to warn, a yes or no is shared and not the detail.

    A list of people who need help in a flood need not say why they do.

    Asked of items of a special category or about offences that are no flag and give no reason for that purpose.
    """
    agreement = doc.agreement
    seen: set[str] = set()
    for row in doc.rows:
        if not row.flow or not row.purpose or row.item in seen or row.kinds.isdisjoint(_SENSITIVE):
            continue
        item = agreement.data[row.item]
        if agreement.purposes[row.purpose].kind not in _A_FLAG_WOULD_DO or item.needed_for.get(row.purpose):
            continue
        values = {each.lower() for each in item.values}
        if item.form != "flag" and not (values and values <= {"yes", "no"}):
            seen.add(row.item)
            yield Hit(("data", row.item), {"item": named(row.item, item), "purpose": row.purpose}, on_key=True)


RULES: tuple[Rule, ...] = (
    item_without_source,
    item_without_category,
    item_may_be_special_category,
    nhs_number_without_care_reason,
    identifier_of_restricted_use,
    matching_without_rule_for_doubt,
    detail_where_a_flag_would_do,
)
