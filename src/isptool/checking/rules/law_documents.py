"""LAW-16 to LAW-18: appropriate policy documents (Data Protection Act 2018 Schedule 1 Part 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isptool.checking.bodies import described, listed
from isptool.checking.gathered import Objection, gathered
from isptool.checking.legal_layers import (
    Cited,
    Use,
    failing,
    is_competent_authority,
    legal_layers,
    objection,
    purpose_name,
)
from isptool.checking.policy_documents import covers, kept, partner_documents
from isptool.checking.rule import At, Rule, rule
from isptool.checking.schedule_1 import relied_on, with_paragraphs
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.law.book import Paragraph
from isptool.model.fields import show_date
from isptool.model.partner import PolicyDocument
from isptool.settling.settled import Settled


def _needed(doc: Settled, at: At, cited: Cited, use: Use) -> tuple[Paragraph, ...]:
    """Those paragraphs that need a policy document for this use, waivers taken into account."""
    named = relied_on(cited, use, at)
    if not named:
        return ()
    rows = [doc.rows[number] for number in use.numbers]
    all_sent = all(row.side == "sender" for row in rows)
    to = [doc.parties[row.recipient] for row in rows if row.recipient in doc.parties] if all_sent else []
    return at.law.apd_required(
        named,
        to_competent_authority=bool(to) and all(is_competent_authority(each, at) for each in to),
        to_anti_doping_body=bool(to) and all(each.kind == "anti-doping-body" for each in to),
    )


def _numbered(names: list[str]) -> str:
    return f"paragraph{'s' if len(names) > 1 else ''} {listed(names)}"


def _paragraph_name(paragraph: Paragraph) -> str:
    return f"{paragraph.number} (extending {paragraph.extends})" if paragraph.extends else str(paragraph.number)


@rule(
    "LAW-16",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Schedule 1 {paragraph} needs an appropriate policy document, and none is recorded for {who_for_what}.",
    fix="Add it to `policy-documents:` of {who} in partners.yaml (title, link, what it covers, review).",
    cites=("Data Protection Act 2018 Schedule 1 Part 4 (paragraphs 5 and 38 to 41)",),
    serves=("Q7",),
    needs=("law",),
)
def policy_document_not_recorded(doc: Settled, at: At) -> Iterator[Hit]:
    """Whoever relies on a condition that asks for an appropriate policy document has one, and it is recorded.

    The document says how the principles are met and how long the data is kept. Without it the condition is not met,
    and the use has no condition at all.

    None is needed for paragraphs 2 to 4, for paragraph 13, and for paragraph 10 where the use is a disclosure to a
    competent authority such as the police. Paragraph 36 takes over the rule, and the waivers, of the paragraph that it
    extends; where it names none, the document is asked for.
    """

    def fails(cited: Cited, use: Use) -> bool:
        return bool(_needed(doc, at, cited, use)) and not kept(doc, use)

    uses = [use for layer in ("article-9", "article-10") for use in legal_layers(doc, at).uses(layer)]
    yield from gathered(
        objection(doc, use, cited, {"paragraph": _numbered([_paragraph_name(each) for each in needed])})
        for use in uses
        for cited in failing(use, fails)
        if (needed := _needed(doc, at, cited, use))
    )


@rule(
    "LAW-17",
    Severity.INFO,
    gate=Gate.SIGNING,
    message="No policy document is required for Schedule 1 {paragraph} here: {who_for_what}.",
    fix="Keep the reference if {who} has the document; it is no condition of this use.",
    cites=("Data Protection Act 2018 Schedule 1 paragraphs 10(2), 13(3) and 27(3)",),
    serves=("Q7",),
)
def policy_document_named_where_waived(doc: Settled, at: At) -> Iterator[Hit]:
    """A policy document is not made a condition where the law waives it.

    Partners have waited months for a document that nobody needed: for telling the police of a crime under paragraph
    10, for journalism under paragraph 13, for telling the anti-doping body under paragraph 27.
    """
    relying = list(with_paragraphs(doc, at))
    needed_at = {place for use, cited in relying if _needed(doc, at, cited, use) for place in _documents_in_rows(use)}
    yield from gathered(
        Objection(path, doc.name(use.party), purpose_name(use.purpose), {"paragraph": _numbered(waived)}, file)
        for use, cited in relying
        if (waived := [_paragraph_name(each) for each in relied_on(cited, use, at) if _usually_needs_one(each, at)])
        for path, file in _documents_in_rows(use)
        if (path, file) not in needed_at
    )


def _usually_needs_one(paragraph: Paragraph, at: At) -> bool:
    """Whether a paragraph is one of Part 2, which ask for a policy document unless the law waives it."""
    return at.law.schedule_1(paragraph.extends or paragraph.number).part == 2


def _documents_in_rows(use: Use) -> Iterator[tuple[ValuePath, str]]:
    for cover in use.beside:
        if cover.row.policy_document and not cover.row.part_3 and not cover.row.schedule_8:
            yield (*cover.place.path, "policy-document"), cover.place.file


@rule(
    "LAW-18",
    Severity.WARNING,
    gate=Gate.IN_FORCE,
    message="The policy document of {who} {trouble}.",
    fix="Bring the document up to date, and then its entry in partners.yaml (`covers:`, `review:`).",
    cites=("Data Protection Act 2018 Schedule 1 paragraphs 39 and 40", "ICO audits (policy documents)"),
    serves=("Q7",),
    needs=("law",),
)
def policy_document_out_of_date(doc: Settled, at: At) -> Iterator[Hit]:
    """A policy document that is relied on is within its review, and names the conditions that are relied on.

    Auditors ask for this document first, and mostly find one that was written for something else.

    What a document covers is not asked where its entry does not say; nor of a document that a law row names by itself.
    """
    yield from gathered(_stale_documents(doc, at))


def _stale_documents(doc: Settled, at: At) -> Iterator[Objection]:
    wanted: dict[str, dict[Paragraph, None]] = {}
    for use, cited in with_paragraphs(doc, at):
        wanted.setdefault(use.party, {}).update(dict.fromkeys(_needed(doc, at, cited, use)))
    for party, paragraphs_needed in wanted.items():
        documents = partner_documents(doc, party)
        if not documents or not paragraphs_needed:
            continue
        path, file = described(doc, at, doc.parties[party], "policy-documents")
        for position, document in enumerate(documents):
            if document.review is not None and document.review < at.today:
                trouble = f"was to be reviewed by {show_date(document.review)}"
                yield _of_document((*path, position, "review"), file, doc.name(party), trouble)
        lacking = [_paragraph_name(each) for each in paragraphs_needed if not _is_covered(documents, each)]
        if lacking:
            trouble = f"does not say that it covers Schedule 1 {_numbered(lacking)}"
            yield _of_document((*path, 0, "covers"), file, doc.name(party), trouble)


def _is_covered(documents: Iterable[PolicyDocument], paragraph: Paragraph) -> bool:
    """Whether a policy document covers a paragraph; the one that paragraph 36 extends does as well."""
    return covers(documents, paragraph)


def _of_document(path: ValuePath, file: str, who: str, trouble: str) -> Objection:
    return Objection(path, who, values={"trouble": trouble}, file=file)


RULES: tuple[Rule, ...] = (
    policy_document_not_recorded,
    policy_document_named_where_waived,
    policy_document_out_of_date,
)
