"""What every rule has in common: codes, pages, words, and that wording never decides an error."""

from __future__ import annotations

import re
from datetime import date

import pytest

from isptool import library
from isptool.checking.rule import Rule
from isptool.checking.rules import FAMILIES, KNOWN, RULES
from isptool.findings import Gate, Severity

from .ground import law, points

EVERY = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def test_codes_are_unique_and_each_family_counts_from_one() -> None:
    codes = [each.code for each in RULES]
    assert len(set(codes)) == len(codes) == len({each.name for each in RULES})
    for family in {each.family for each in RULES} - {"GOV"}:
        numbers = sorted(int(code.partition("-")[2]) for code in codes if code.startswith(f"{family}-"))
        assert numbers == list(range(1, len(numbers) + 1)), family


def test_every_family_has_a_title() -> None:
    assert {each.family for each in KNOWN.values()} <= set(FAMILIES)


def test_every_code_is_known_with_its_words() -> None:
    for code in ("STR-01", "STR-04", "LAW-13", "YML-28", "FMT-03", "SET-03", "WAI-04", "GOV-16"):
        if code in KNOWN:
            assert KNOWN[code].why
    assert {"STR-01", "STR-12", "PAR-15", "YML-28", "SET-03", "WAI-04", "GOV-16"} <= set(KNOWN)


@EVERY
def test_its_page_says_what_and_why(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}-\d\d", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    for paragraph in (rule.what, rule.why, *rule.more):
        assert len(paragraph.split()) >= 4
        assert paragraph[0].isupper() or paragraph[0] in "“`"
        assert paragraph[-1] in ".:!?"


@EVERY
def test_its_message_and_its_fix_are_sentences(rule: Rule) -> None:
    assert rule.message[-1] in ".}?"
    assert len(re.sub(r"\{\w+\}", "", rule.fix).split()) >= 3
    assert rule.fix[-1] in ".)"


@EVERY
def test_wording_never_decides_an_error_and_says_check(rule: Rule) -> None:
    if rule.decides_from == "wording":
        assert rule.severity is not Severity.ERROR
        assert "check" in f"{rule.message} {rule.fix}".lower()


@EVERY
def test_who_may_answer_it_fits_how_bad_it_is(rule: Rule) -> None:
    if rule.severity is Severity.ERROR:
        assert rule.waivable in ("accept", "no")
    else:
        assert rule.waivable in ("yes", "no")


@EVERY
def test_it_serves_questions_and_speaks_for_points_that_exist(rule: Rule) -> None:
    questions = {each.id for checklist in library.checklists().values() for each in checklist.questions}
    assert set(rule.serves) <= questions
    assert set(rule.speaks_for) <= set(points())
    assert set(rule.instead_of) <= set(KNOWN)
    if rule.speaks_for:
        assert rule.gate.bites(Gate.SIGNING), "an open point is an error at signing, so it must be said by then"


@EVERY
def test_it_cites_something_and_nothing_that_was_replaced(rule: Rule) -> None:
    assert rule.cites or rule.decided_in != "checking"
    for cite in rule.cites:
        for term in law().stale_terms(date(2026, 11, 25)):
            assert not term.places(cite), f"{cite}: {term.new}"


def test_titles_keep_their_capitals() -> None:
    assert KNOWN["PAR-13"].title == "ICO registration missing or expired"
    assert KNOWN["STR-02"].title == "Point still to be agreed"
