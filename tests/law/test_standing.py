"""What the tool says of a provision's standing: certain only where it was read, and true for the day asked about."""

from __future__ import annotations

from datetime import date

import pytest

from isptool.law.book import LawBook
from isptool.law.compiling import compiled_law
from isptool.law.standing import nations_in_words, standing

BOOK = LawBook.load()


def test_nothing_uncertain_is_worded_as_certain() -> None:
    for row in BOOK.entries():
        said = standing(row)
        if row.verified != "V" or row.status in ("check", "not-commenced") or row.to_check:
            assert "check" in said.lower(), row.id
        if row.verified == "K" and row.status == "in-force":
            assert said.startswith("Believed to be in force on 22 November 2026, from general knowledge: check it"), (
                row.id
            )
        if row.status in ("check", "not-commenced", "held-unlawful"):
            assert "In force on" not in said, row.id


CHECK_IT = "check it on legislation.gov.uk before relying on it."


@pytest.mark.parametrize(
    ("row_id", "said"),
    [
        ("asbsa-2004-s139", "In force on 22 November 2026 (read in legislation.gov.uk/asp/2004/8/section/139)."),
        ("frsa-2004-s6", f"Believed to be in force on 22 November 2026, from general knowledge: {CHECK_IT}"),
        ("pbjwsa-2014-s49", f"Believed to be in force on 22 November 2026, from general knowledge: {CHECK_IT}"),
        ("cypsa-2014-s26", "Held unlawful and never in force: nothing can rest on it."),
    ],
)
def test_the_standing_today(row_id: str, said: str) -> None:
    assert standing(BOOK.entry(row_id)) == said


def test_the_standing_of_what_has_not_started_and_of_what_nobody_knows() -> None:
    assert standing(BOOK.entry("children-act-2004-s16lc")) == (
        "Enacted but not started on 22 November 2026: check whether it has been commenced since."
        " To check: Whether regulations have been made."
    )
    assert standing(BOOK.entry("cpa-child-sexual-abuse-report")) == (
        f"Whether it was in force on 22 November 2026 is not known: {CHECK_IT}"
        " To check: Whether it was enacted and has started, and the number of the section."
    )


def test_what_was_seen_but_not_read_says_so() -> None:
    assert standing(BOOK.entry("children-act-2004-s11")) == (
        "In force on 22 November 2026 as far as was seen (legislation.gov.uk/ukpga/2004/31); its detail was not read,"
        f" so {CHECK_IT}"
    )


def test_the_standing_on_an_earlier_day() -> None:
    assert standing(BOOK.entry("rli-crime"), date(2025, 1, 1)) == (
        "Not yet in force on 1 January 2025; in force from 5 February 2026."
    )
    assert standing(BOOK.entry("children-act-2004-s16la"), date(2027, 1, 1)).startswith(
        "Whether it was in force on 1 January 2027 is not known: check it"
    )


def test_nations_in_words() -> None:
    assert nations_in_words(("england",)) == "England"
    assert nations_in_words(("wales", "england")) == "England and Wales"
    assert nations_in_words(("england", "wales", "northern-ireland")) == "England, Wales and Northern Ireland"
    assert nations_in_words(BOOK.entry("6-1-e").nations) == "the United Kingdom"


def test_what_has_ended_says_when_and_what_took_its_place() -> None:
    row = {
        "title": "Old duty", "citation": "section 3 of the Wolds Act 1905", "kind": "duty", "givers": ["any"],
        "receivers": ["any"], "purposes": ["any"], "for": "Drains.", "lifts-confidentiality": "no", "verified": "V",
        "verified-in": "the county archive", "status": "repealed", "until": "31 March 2020",
        "replaced-by": ["care-act-2014-s45"],
    }  # fmt: skip
    local = {"local.yaml": {"family": "gateway", "as-at": "22 November 2026", "entries": {"wolds-1905-s3": row}}}
    book = BOOK.joined_with(*compiled_law(local, BOOK.families))
    ended = book.entry("wolds-1905-s3")
    assert standing(ended, book=book) == (
        "No longer in force on 22 November 2026; it ended on 31 March 2020. Replaced by Care Act 2014 s.45."
    )
    assert book.in_force(ended, date(2020, 3, 31)) is True
    assert standing(ended, date(2020, 3, 31), book).startswith(
        "In force on 31 March 2020 (read in the county archive)."
    )
