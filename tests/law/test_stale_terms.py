"""Outdated law and terms: found where they stand, spared where they are right, mended where that is mechanical."""

from __future__ import annotations

from datetime import date

import pytest

from isptool.law.book import LawBook
from isptool.law.rows import StaleTerm

BOOK = LawBook.load()
TERMS = {row.id: row for row in BOOK.stale_terms()}


def found(text: str, *, on: date = date(2026, 11, 22), nations: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The terms found in `text`, each with the words that it names."""
    seen = {row.id: [text[start:end] for start, end in row.places(text)] for row in BOOK.stale_terms(on, nations)}
    return {row_id: words for row_id, words in seen.items() if words}


@pytest.mark.parametrize("row", TERMS.values(), ids=list(TERMS))
def test_each_term_finds_and_spares_what_it_says(row: StaleTerm) -> None:
    for text in row.found_in:
        assert row.places(text), text
    for text in row.not_in:
        assert not row.places(text), text


@pytest.mark.parametrize("row", TERMS.values(), ids=list(TERMS))
def test_a_mended_text_holds_the_term_no_longer(row: StaleTerm) -> None:
    for text in row.found_in:
        for start, end in row.places(text):
            mended = text[:start] + row.mended(text[start:end]) + text[end:]
            assert (row.one_for_one == "no") == (row.mended(text[start:end]) == "")
            if row.one_for_one == "yes":
                assert not row.places(mended)


def test_the_outdated_law_of_old_templates_is_all_found() -> None:
    text = (
        "Shared under the Data Protection Act 1998 and Schedule 2 and Schedule 3 conditions; a s.29(3) form is used. "
        "The EU GDPR and Article 22 apply. Police hold it under MoPI. The CCG, the Primary Care Trust and LSCB sign. "
        "The Community Rehabilitation Company sends it by GCSx email."
    )
    assert found(text) == {
        "data-protection-act-1998": ["Data Protection Act 1998"],
        "dpa-1998-section-29": ["s.29(3)"],
        "dpa-1998-schedules-2-and-3": ["Schedule 2 and Schedule 3 conditions"],
        "eu-gdpr": ["EU GDPR"],
        "article-22": ["Article 22"],
        "mopi": ["MoPI"],
        "clinical-commissioning-group": ["CCG"],
        "primary-care-trust": ["Primary Care Trust"],
        "local-safeguarding-children-board": ["LSCB"],
        "community-rehabilitation-company": ["Community Rehabilitation Company"],
        "secure-government-email-domains": ["GCSx"],
    }


def test_a_sound_agreement_raises_nothing() -> None:
    text = (
        "Article 6(1)(e) UK GDPR and Article 9(2)(g) with Schedule 1 paragraph 18 to the Data Protection Act 2018. "
        "Exemptions: paragraph 2 of Schedule 2, and Schedule 3. Articles 22A to 22D are not engaged. The police follow "
        "the Police Information and Records Management Code of Practice. The integrated care board, the Probation "
        "Service and the eight Caldicott Principles. Marked OFFICIAL-SENSITIVE. Access is restricted to protect them. "
        "A subject access request is answered within one month; records are kept for 40 days. SHA-256 checksums. "
        "Section 29 of the Children Act 1989, section 129, the Scottish Police Authority, the named person under the "
        "Mental Health (Care and Treatment) (Scotland) Act 2003, and a health and social care board meeting."
    )
    assert found(text, nations=("england", "wales")) == {}


def test_a_document_is_judged_by_the_law_of_its_day() -> None:
    assert found("Article 22 of the UK GDPR", on=date(2026, 2, 4)) == {}
    assert found("Article 22 of the UK GDPR", on=date(2026, 2, 5)) == {"article-22": ["Article 22"]}
    assert found("the Data Protection Act 1998", on=date(2018, 5, 24)) == {}
    assert found("the CCG", on=date(2022, 6, 30)) == {}


def test_a_term_is_out_of_date_only_in_its_nations() -> None:
    assert found("an ASBO", nations=("scotland",)) == {}
    assert found("an ASBO", nations=("scotland", "wales")) == {"anti-social-behaviour-order": ["ASBO"]}
    assert found("the Health and Social Care Board", nations=("england",)) == {}


def test_only_the_words_to_mend_are_named_and_their_first_letter_is_kept() -> None:
    text = "Subject access requests are answered within 40 days. Seven Caldicott Principles apply."
    assert found(text) == {"subject-access-forty-days": ["40 days"], "seven-caldicott-principles": ["Seven"]}
    assert TERMS["seven-caldicott-principles"].mended("Seven") == "Eight"
    assert TERMS["seven-caldicott-principles"].mended("seven") == "eight"
    assert TERMS["subject-access-forty-days"].mended("40 days") == "one month"
    assert TERMS["nhs-digital"].mended("NHS Digital") == "NHS England"


def test_every_place_of_a_term_is_found() -> None:
    text = "NHS Digital sends it.\nNHS Digital keeps it."
    assert TERMS["nhs-digital"].places(text) == [(0, 11), (22, 33)]


def test_terms_that_law_28_names_are_all_there() -> None:
    assert {
        "data-protection-act-1998", "dpa-1998-section-29", "dpa-1998-schedules-2-and-3", "eu-gdpr", "article-22",
        "mopi", "clinical-commissioning-group", "primary-care-trust", "strategic-health-authority",
        "local-safeguarding-children-board", "community-rehabilitation-company", "secure-government-email-domains",
        "psn-email", "pnn-email", "restricted-marking", "protect-marking", "subject-access-forty-days", "nhs-digital",
        "public-health-england", "health-education-england", "nhs-improvement", "ico-notification",
        "seven-caldicott-principles", "named-person-scheme", "criminal-records-bureau",
    } <= set(TERMS)  # fmt: skip
