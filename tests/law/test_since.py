"""What changed in the law between two days: provisions cited, Acts, and words that went out of date."""

from __future__ import annotations

from datetime import date

import pytest

from isptool.law.book import LawBook
from isptool.law.since import LawChange, law_since

BOOK = LawBook.load()
BEFORE, BETWEEN, NOW = date(2025, 12, 1), date(2026, 3, 1), date(2026, 11, 22)


def since(
    *cited: str, text: str = "", then: date = BEFORE, now: date = NOW, nations: tuple[str, ...] = ()
) -> list[LawChange]:
    return law_since(BOOK, [BOOK.entry(each) for each in cited], text, then, now, nations)


def test_an_act_that_changed_what_is_cited_comes_first_and_names_it() -> None:
    found = since("6-1-e")
    assert found[0] == LawChange(
        date(2026, 2, 5),
        "Recognised legitimate interests, and the task of the controller: Adds Article 6(1)(ea) and Annex 1, and "
        "confines Article 6(1)(e) to the controller's own task. (DUAA 2025 s.70)",
        ("UK GDPR Article 6(1)(e)",),
    )
    assert all(not each.touches for each in found[1:])


def test_what_changed_before_or_on_the_day_is_not_told() -> None:
    acts = {each.says.partition(":")[0] for each in since("6-1-e")}
    assert "Complaints to controllers" in acts
    later = {each.says.partition(":")[0] for each in since("6-1-e", then=BETWEEN)}
    assert "Recognised legitimate interests, and the task of the controller" not in later
    assert "Complaints to controllers" in later
    assert since("6-1-e", then=date(2026, 2, 5))[0].since != date(2026, 2, 5)
    assert since("6-1-e", then=NOW) == []


def test_what_has_not_begun_by_today_is_not_told() -> None:
    assert "Complaints to controllers" not in {
        each.says.partition(":")[0] for each in since("6-1-e", now=date(2026, 6, 18))
    }


def test_a_provision_that_came_into_force_since() -> None:
    found = since("6-1-ea")
    assert (
        LawChange(
            date(2026, 2, 5),
            "Article 6(1)(ea) UK GDPR is in force from 5 February 2026.",
            ("UK GDPR Article 6(1)(ea)",),
        )
        in found
    )


def test_nothing_is_said_of_a_provision_that_stands_as_it_stood() -> None:
    assert [each for each in since("cda-1998-s115") if each.touches] == []


def test_words_that_went_out_of_date_since() -> None:
    text = "Nobody decides under Article 22 of the UK GDPR. The CCG is told."
    found = [each for each in since(text=text) if each.touches]
    assert found == [
        LawChange(
            date(2026, 2, 5),
            "“Article 22” was replaced by Articles 22A to 22D UK GDPR. Section 80 of the Data (Use and Access) Act 2025 "
            "replaced it.",
            ("Article 22",),
        )
    ]
    assert [each for each in since(text=text, then=BETWEEN) if each.touches] == []


def test_words_of_another_nation_are_let_be() -> None:
    text = "The clinical commissioning group is told."
    long_ago = date(2020, 1, 1)
    assert [each.touches for each in since(text=text, then=long_ago, nations=("england",)) if each.touches]
    assert not [each.touches for each in since(text=text, then=long_ago, nations=("scotland",)) if each.touches]


def test_a_provision_that_ended_says_since_when_and_what_replaced_it(monkeypatch: pytest.MonkeyPatch) -> None:
    row = dict(BOOK.families["gateway"]["frsa-2004-s6"]) | {"until": "2026-03-31", "replaced_by": ["cca-2004-s6"]}
    book = BOOK.joined_with({"gateway": {"frsa-2004-s6": row}}, {})
    found = law_since(book, [book.entry("frsa-2004-s6")], "", BEFORE, NOW)
    assert found[0] == LawChange(
        date(2026, 3, 31),
        "section 6 of the Fire and Rescue Services Act 2004 is no longer in force since 31 March 2026. Replaced by "
        f"{book.entry('cca-2004-s6').citation}.",
        ("FRSA 2004 s.6",),
    )


def test_the_law_data_has_a_day() -> None:
    assert BOOK.as_at == date(2026, 11, 22)
