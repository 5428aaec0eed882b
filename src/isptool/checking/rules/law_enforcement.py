"""LEP: law-enforcement processing under Part 3 of the Data Protection Act 2018, and where it meets the UK GDPR."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isptool.checking.answers import every_part
from isptool.checking.bodies import listed
from isptool.checking.gathered import Objection, gathered
from isptool.checking.legal_disclosures import (
    law_enforcement_senders,
    unauthorised_disclosures,
)
from isptool.checking.legal_layers import (
    Layer,
    Use,
    gap_words,
    is_law_enforcement,
    item_name,
    law_rows,
    legal_layers,
    likely_law,
    place_of,
    purpose_name,
)
from isptool.checking.policy_documents import kept
from isptool.checking.rule import At, Rule, rule
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.law.citation import Part3
from isptool.pattern import Pattern
from isptool.settling.movements import whole_flow
from isptool.settling.settled import LawCover, PartyFacts, Row, Settled

_PART_3: Layer = "part-3"

# ── who, and what for ────────────────────────────────────────────────────────────────────────────────


@rule(
    "LEP-01",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Part 3 is for competent authorities only. The UK GDPR applies to {who_for_what}.",
    fix="Give {who} a law row of its own without `regime: part-3` and `part-3:`, with `article-6:` and, where "
    "needed, `article-9:` and `article-10:`.",
    cites=("Data Protection Act 2018 section 30 and Schedule 7",),
    serves=("Q7",),
)
def part_3_claimed_by_no_competent_authority(doc: Settled, _at: At) -> Iterator[Hit]:
    """Only competent authorities act under Part 3.

    They are the bodies in Schedule 7, such as chief constables, and others so far as a law gives them functions of law
    enforcement. Whoever helps them, however seriously, acts under the UK GDPR.

    A body that is a competent authority for some purposes (a council for trading standards) is judged by its purpose,
    in LEP-02. Of a body of which nobody has said whether it is one, nothing is said here.
    """
    yield from gathered(
        Objection(path, facts.called, purpose_name(row.purpose), file=file)
        for path, file, row, facts in _claims(doc)
        if facts.competent_authority == "no"
    )


def _claims(doc: Settled) -> Iterator[tuple[ValuePath, str, Row, PartyFacts]]:
    """Where and in which file a law row claims Part 3, with each row of the document so claimed, and whose that is."""
    for cover in doc.law:
        for number in sorted(cover.rows):
            row = doc.rows[number]
            facts = doc.parties.get(row.actor)
            if facts is not None and not facts.outside_uk and (path := _claimed_at(cover, row)):
                yield path, cover.place.file, row, facts


def _claimed_at(cover: LawCover, row: Row) -> ValuePath:
    """Where a law row says that a row is under Part 3; empty where another law row has said otherwise."""
    if cover.row.regime == _PART_3 and row.regime == _PART_3:
        return (*cover.place.path, "regime")
    if cover.row.regime is None:
        return next(((*path, "part-3") for said, path in law_rows(cover) if said.part_3), ())
    return ()


@rule(
    "LEP-02",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Part 3 is for law enforcement only{trouble}: {who_for_what}.",
    fix="Take out `regime: part-3`, so that the UK GDPR applies, and name the bases under Articles 6, 9 and 10. If "
    "it is law enforcement, say `law-enforcement: yes` at the purpose.",
    cites=("Data Protection Act 2018 section 31",),
    serves=("Q7",),
)
def part_3_claimed_for_another_purpose(doc: Settled, at: At) -> Iterator[Hit]:
    """A competent authority acts under Part 3 only for the law-enforcement purposes.

    These are preventing, investigating, detecting and prosecuting crime, carrying out sentences, and threats to public
    security. What the police do to safeguard a child or find a missing person is under the UK GDPR.

    The purpose's own field decides (`law-enforcement:`), or else its kind; its words are never read. Where neither
    says, this asks to say it.
    """
    yield from gathered(
        Objection(
            path,
            facts.called,
            purpose_name(row.purpose),
            {"trouble": ", and this is not" if enforcing is False else ", and nothing says that this is"},
            file,
            severity=Severity.ERROR if enforcing is False else Severity.WARNING,
        )
        for path, file, row, facts in _claims(doc)
        if path[-1] == "regime" and row.purpose
        if facts.competent_authority in ("yes", "for-some-purposes")
        if (enforcing := is_law_enforcement(doc, at, row.purpose)) is not True
    )


# ── where Part 3 and the UK GDPR meet ────────────────────────────────────────────────────────────────


@rule(
    "LEP-03",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="What is held for law enforcement is passed on, and no law is named that authorises it: {who_for_what}.",
    fix="Add `authorised-by:` (or `power:`) with the enactment or rule of law, such as a safeguarding duty or the "
    "police's power at common law.",
    cites=("Data Protection Act 2018 section 36(4)",),
    serves=("Q7",),
    speaks_for=("legal-power",),
    needs=("law",),
)
def law_enforcement_data_passed_on_without_law(doc: Settled, at: At) -> Iterator[Hit]:
    """What a competent authority holds for law enforcement is used for something else only where a law authorises it.

    What is collected with the powers of law enforcement is not for other purposes unless the law opens the way. The
    authority then also needs a basis under Article 6 and, where they apply, Articles 9 and 10.

    What the police, probation and other bodies of Schedule 7 hold about offences is taken to be held for law
    enforcement. A function alone is no authorising law.
    """
    layers = legal_layers(doc, at)
    objections = []
    for number in sorted(unauthorised_disclosures(doc, at)):
        row = doc.rows[number]
        covers = layers.covering([number])
        best = min(covers, key=lambda each: (len(each.rows), doc.law.index(each)), default=None)
        path: ValuePath = best.place.path if best else ("purposes", row.purpose)
        file = best.place.file if best else ""
        objections.append(Objection(path, doc.name(row.actor), purpose_name(row.purpose), file=file))
    yield from gathered(objections)


_LACKING: tuple[tuple[Layer, str], ...] = (
    ("article-6", "a lawful basis (Article 6)"),
    ("article-9", "a condition for special category data (Article 9)"),
    ("article-10", "an authority for criminal offence data (Article 10)"),
)


@rule(
    "LEP-04",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="From {senders}, law-enforcement data goes to {who_for_what}. The recipient's own use of it is under "
    "the UK GDPR, and needs {lacks}.",
    fix="Add {keys} to the law row for {who}{likely}. What is named for the sender does not cover the recipient.",
    cites=("ICO Data Sharing Code of Practice, Law enforcement processing", "Data Protection Act 2018 section 36"),
    serves=("Q7",),
    speaks_for=("article-6-basis", "article-9-condition", "criminal-offence-basis", "schedule-1-condition"),
    needs=("law",),
)
def recipient_outside_part_3_without_basis(doc: Settled, at: At) -> Iterator[Hit]:
    """Who receives law-enforcement data and acts outside Part 3 has bases of its own under the UK GDPR.

    Part 3 covers the competent authority, for law enforcement, and nobody else. With the recipient the same record
    stands under the UK GDPR: it needs a basis in Article 6 and, for what the data holds, a condition in Article 9 and
    an authority under Article 10.

    Law-enforcement data is what a competent authority sends under Part 3, or under section 36, and what a body of
    Schedule 7 sends about offences.
    """
    layers = legal_layers(doc, at)
    objections = []
    for (party, purpose), senders in law_enforcement_senders(doc, at).items():
        lacking = [
            (layer, words, use)
            for layer, words in _LACKING
            for use in layers.uses(layer)
            if (use.party, use.purpose) == (party, purpose) and use.lacks(doc, layer)
        ]
        if lacking:
            layer, _, use = lacking[0]
            path, file = place_of(doc, use, layer)
            values = {
                "senders": listed([doc.name(each) for each in senders]),
                "lacks": listed(list(dict.fromkeys(words for _, words, _ in lacking))),
                "keys": listed(list(dict.fromkeys(f"`{each}:`" for each, _, _ in lacking))),
                "likely": likely_law(doc, at, layer, use.cell),
            }
            found = Objection(path, doc.name(party), purpose_name(purpose), values, file, note=gap_words(use.part))
            objections.append(found)
    yield from gathered(objections)


# ── sensitive processing ─────────────────────────────────────────────────────────────────────────────


@rule(
    "LEP-05",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Sensitive processing of {items} under Part 3 needs {lacks}: {who_for_what}.",
    fix="Add it to the law row; the policy document to `policy-documents:` of {who} in partners.yaml.",
    cites=("Data Protection Act 2018 sections 35(3) to (5) and 42",),
    serves=("Q7",),
    needs=("law",),
)
def sensitive_processing_without_conditions(doc: Settled, at: At) -> Iterator[Hit]:
    """Sensitive processing under Part 3 is strictly necessary, meets a condition of Schedule 8, and has a policy
    document.

    Health, ethnicity, beliefs and the like are as delicate in a crime file as anywhere. The law asks for all three;
    with the person's consent, section 35(4), the policy document is enough.

    It is not asked where Part 3 is claimed wrongly (LEP-01, LEP-02).
    """
    objections = []
    for use in legal_layers(doc, at).uses(_PART_3):
        numbers = [number for number in use.numbers if _is_sensitive(doc, at, number)]
        wrongly = doc.parties[use.party].competent_authority == "no" or not is_law_enforcement(doc, at, use.purpose)
        lacks = [] if wrongly or not numbers else _lacking_for_sensitive(doc, use)
        if lacks:
            items = dict.fromkeys(item_name(doc, doc.rows[number].item) for number in numbers)
            path, file = (use.cited[0].path, use.cited[0].file) if use.cited else place_of(doc, use, _PART_3)
            values = {"items": listed(list(items)), "lacks": listed(lacks)}
            objections.append(Objection(path, doc.name(use.party), purpose_name(use.purpose), values, file))
    yield from gathered(objections)


def _is_sensitive(doc: Settled, at: At, number: int) -> bool:
    category = doc.rows[number].category
    return any(each.id == category and each.sensitive == "yes" for each in at.law.categories())


def _lacking_for_sensitive(doc: Settled, use: Use) -> list[str]:
    cited = [each.meant for each in use.cited if isinstance(each.meant, Part3)]
    lacks = []
    if not any(each.section == "35(4)" for each in cited):
        if not any(said.strictly_necessary for said in use.says):
            lacks.append("the reasons why it is strictly necessary (`strictly-necessary:`)")
        if not any(each.schedule_8 for each in cited) and not any(said.schedule_8 for said in use.says):
            lacks.append("a condition of Schedule 8 (`schedule-8:`)")
    if not kept(doc, use):
        lacks.append("an appropriate policy document")
    return lacks


# ── the data itself ──────────────────────────────────────────────────────────────────────────────────


def _flows_under_part_3(doc: Settled) -> dict[str, list[str]]:
    """Each flow that is under Part 3 at one end or both, with its items."""
    found: dict[str, dict[str, None]] = {}
    for row in doc.rows:
        if row.flow and row.item and row.regime == _PART_3:
            found.setdefault(row.flow, {})[row.item] = None
    return {flow: list(items) for flow, items in found.items()}


def _quality(doc: Settled, *names: str) -> bool:
    """Whether the answer about data quality has one of these answers or fields."""
    return any(
        name in part.keys or name in part.fields for _, part in every_part(doc, "data-quality") for name in names
    )


@rule(
    "LEP-06",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="In “{flow}” nothing shows {lacks}.",
    fix="Say `role-in-case: yes` and `fact-or-opinion: yes` at the items that show it; or choose "
    "data-subject-categories and fact-opinion under data-quality.",
    cites=("Data Protection Act 2018 section 38",),
    serves=("Q5", "Q7"),
    needs=("data",),
)
def people_or_opinion_not_told_apart(doc: Settled, _at: At) -> Iterator[Hit]:
    """Law-enforcement data shows who is suspected, convicted, victim or witness, and what is fact and what opinion.

    A name without its role has put victims on lists of suspects. Section 38 asks to tell them apart as far as
    possible.

    One item of the flow that shows it is enough, and so is the partners' answer on data quality; but an item that says
    of itself that it does not (`role-in-case: no`) is believed.
    """
    for flow, names in _flows_under_part_3(doc).items():
        items = [doc.agreement.data[each] for each in names]
        roles = [each.role_in_case for each in items]
        opinions = [each.fact_or_opinion for each in items]
        lacks = []
        if True not in roles and (False in roles or not _quality(doc, "data-subject-categories")):
            lacks.append("who is suspect, convicted, victim or witness")
        if True not in opinions and (False in opinions or not _quality(doc, "fact-opinion", "fact-and-opinion")):
            lacks.append("what is fact and what opinion")
        if lacks:
            yield Hit(("flows", flow), {"flow": flow, "lacks": " or ".join(lacks)}, on_key=True)


_AUTOMATED = frozenset({"api", "direct-system-access"})


@rule(
    "LEP-07",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Say how what happens in “{flow}” is logged: it runs through an automated system, under Part 3.",
    fix="Add `record:` to the flow: which system logs that data was consulted and disclosed, how long the log is "
    "kept, and who looks at it.",
    cites=("Data Protection Act 2018 section 62",),
    serves=("Q8",),
)
def automated_system_without_log(doc: Settled, _at: At) -> Iterator[Hit]:
    """An automated system of law enforcement logs who consulted and disclosed what, and it is said where.

    The log is how misuse comes to light, and how a competent authority shows that it follows the law.

    Asked of flows by a direct link, an interface between systems, or continuously. The reason for consulting no longer
    has to be logged (Data (Use and Access) Act 2025 section 82).
    """
    for flow in _flows_under_part_3(doc):
        written = whole_flow(doc.agreement.flows, flow)
        automated = _keys(doc, "transfer-method", flow) & _AUTOMATED or "real-time" in _keys(
            doc, "direction-and-frequency", flow
        )
        if automated and not written.record:
            yield Hit(("flows", flow), {"flow": flow}, on_key=True)


def _keys(doc: Settled, point: str, flow: str) -> set[str]:
    """The likely answers chosen for a flow."""
    return {key for cell, part in every_part(doc, point) if cell.at("flow") == flow for key in part.keys}


_VICTIM_REQUESTS = "pcsca-2022-s44a"


@rule(
    "LEP-08",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="“{flow}” answers requests of {who} about victims. Such a request must be necessary and proportionate "
    "for a reasonable line of enquiry, in writing, and the victim is given notice.",
    fix="Use the statutory request form, and say under request-and-decision what a request must state "
    "(`request-must-state:`); or name PCSC Act 2022 section 44A as `requested-under:`.",
    cites=("Police, Crime, Sentencing and Courts Act 2022 sections 44A to 44F",),
    serves=("Q7",),
)
def police_request_about_victims(doc: Settled, at: At) -> Iterator[Hit]:
    """A request by the police for information about a victim meets sections 44A to 44F of the 2022 Act.

    Victims have withdrawn from cases because their whole lives were asked for. The law now asks for a reasonable line
    of enquiry, for proportion, and for written notice with the reason.

    England and Wales only, for flows on request to a police force about victims or witnesses, for law enforcement.
    """
    entry = at.law.entry(_VICTIM_REQUESTS)
    if at.law.in_force(entry, at.today) is False:
        return
    layers = legal_layers(doc, at)
    asked: dict[str, dict[str, None]] = {}
    for row in doc.rows:
        if _asks_about_victims(doc, at, row, entry.nations):
            asked.setdefault(row.flow, {})[doc.name(row.recipient)] = None
    for flow, who in asked.items():
        ends = [number for number, row in enumerate(doc.rows) if row.flow == flow]
        named = any(power.entry is entry for power in layers.powers(layers.covering(ends)))
        if not named and not _stated(doc, flow):
            yield Hit(("flows", flow), {"flow": flow, "who": listed(list(who))}, on_key=True)


def _asks_about_victims(doc: Settled, at: At, row: Row, nations: tuple[str, ...]) -> bool:
    facts = doc.parties.get(row.recipient)
    if facts is None or not at.law.body_is_a(facts.kind, "police"):
        return False
    people = doc.agreement.people.get(row.people)
    return (
        people is not None
        and "victims-and-witnesses" in people.kind
        and (not facts.nations or bool(set(facts.nations) & set(nations)))
        and bool(row.purpose)
        and is_law_enforcement(doc, at, row.purpose) is True
        and "on-request" in _keys(doc, "direction-and-frequency", row.flow)
    )


def _stated(doc: Settled, flow: str) -> bool:
    """Whether it is said what a request must state."""
    parts = [part for cell, part in every_part(doc, "request-and-decision") if cell.at("flow") == flow]
    return any("request-must-state" in part.fields or part.own_words for part in parts)


_INTELLIGENCE = Pattern(
    r"(?<!business )(?<!artificial )\bintelligence\b(?! services?\b)"
    r"|\b(?:source (?:report|material|information)s?|informants?|covert|CHIS|3x5x2|5x5x5)\b",
    re.IGNORECASE,
)


@rule(
    "LEP-09",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{item} (“{words}”): check whether it is intelligence. Nothing says how it is graded and who may act on "
    "it.",
    fix="Add `handling:` to the item, with the grading, the handling code, and who may action it; or say there why "
    "it is no intelligence.",
    cites=("College of Policing, intelligence reports (3x5x2)",),
    serves=("Q8",),
    decides_from="wording",
)
def intelligence_without_handling(doc: Settled, _at: At) -> Iterator[Hit]:
    """Intelligence and source material carry a grading and a handling code.

    Acted on without them, intelligence has exposed the people who gave it.

    The words of the item are read, so this only asks to check; `handling:` at the item answers it.
    """
    sent = {row.item for row in doc.rows if row.flow}
    for name, item in doc.agreement.data.items():
        said = " ".join(filter(None, (item.what or name.replace("-", " "), *item.fields)))
        found = _INTELLIGENCE.search(said)
        if found and name in sent and not item.handling:
            yield Hit(("data", name), {"item": item_name(doc, name), "words": found[0]}, on_key=True)


RULES: tuple[Rule, ...] = (
    part_3_claimed_by_no_competent_authority,
    part_3_claimed_for_another_purpose,
    law_enforcement_data_passed_on_without_law,
    recipient_outside_part_3_without_basis,
    sensitive_processing_without_conditions,
    people_or_opinion_not_told_apart,
    automated_system_without_log,
    police_request_about_victims,
    intelligence_without_handling,
)
