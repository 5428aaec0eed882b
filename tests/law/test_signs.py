"""Words that suggest what an item is: whole words only, so that a rule which asks about them asks seldom in vain."""

from __future__ import annotations

import pytest

from isptool.law.book import LawBook
from isptool.law.signs import signs_seen

BOOK = LawBook.load()


@pytest.mark.parametrize(
    ("text", "signs", "seen"),
    [
        ("Name of the GP", ("GP",), ("GP",)),
        ("Names of GPs", ("GP",), ("GPs",)),
        ("GPS position", ("GP",), ()),
        ("Anti-Social Behaviour history", ("anti-social behaviour",), ("Anti-Social Behaviour",)),
        ("ASB/arrest log", ("asb", "arrest"), ("ASB", "arrest")),
        ("Date of arrestment", ("arrest",), ()),
        ("Café – diagnosis", ("diagnosis",), ("diagnosis",)),
        ("", ("diagnosis",), ()),
    ],
)
def test_whole_words_in_any_case(text: str, signs: tuple[str, ...], seen: tuple[str, ...]) -> None:
    assert signs_seen(text, signs) == seen


def categories_suggested(text: str) -> set[str]:
    return {row.id for row in BOOK.categories() if signs_seen(text, row.signs)}


@pytest.mark.parametrize(
    "text", ["diagnosis", "disability", "GP", "medication", "CAMHS", "Whether oxygen is kept in the home"]
)
def test_health(text: str) -> None:
    assert categories_suggested(text) == {"special-health"}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("ethnicity", "special-race-or-ethnic-origin"),
        ("Religion", "special-religion-or-belief"),
        ("sexuality", "special-sexual-orientation"),
        ("trade union membership", "special-trade-union-membership"),
        ("fingerprints", "special-biometric"),
    ],
)
def test_other_special_categories(text: str, category: str) -> None:
    assert categories_suggested(text) == {category}


@pytest.mark.parametrize(
    "text", ["detention", "arrest", "convictions", "bail", "MARAC", "DASH score", "ASB", "allegation"]
)
def test_criminal_offence_data(text: str) -> None:
    assert categories_suggested(text) == {"criminal-offence"}


@pytest.mark.parametrize("text", ["Full name, and address of the home", "Telephone", "Preferred language", "Tenure"])
def test_ordinary_items_suggest_nothing(text: str) -> None:
    assert categories_suggested(text) == set()


@pytest.mark.parametrize(
    ("text", "restriction"),
    [
        ("Gender history", "gra-2004-s22"),
        ("HMRC record", "crca-2005-s18"),
        ("Universal Credit award", "ssaa-1992-s123"),
        ("Adoption file", "aca-2002-s56"),
        ("Family court order", "aja-1960-s12"),
        ("Fertility treatment", "hfea-1990-s33a"),
        ("Trading standards report", "enterprise-act-2002-s245"),
    ],
)
def test_restrictions_that_items_suggest(text: str, restriction: str) -> None:
    assert restriction in {row.id for row in BOOK.restrictions() if signs_seen(text, row.signs)}


def test_identifiers_of_restricted_use_say_where_they_belong() -> None:
    by_sign = {
        row.id: row for row in BOOK.identifiers() if signs_seen("NHS number, UPN, NINO and passport number", row.signs)
    }
    assert set(by_sign) == {"nhs-number", "unique-pupil-number", "national-insurance-number", "passport-number"}
    for row in by_sign.values():
        assert row.for_bodies
        assert row.for_purposes
        assert row.why
