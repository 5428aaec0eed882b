"""A likely answer as it prints, with its blanks filled, empty, or optional."""

from __future__ import annotations

import re

import pytest

from isptool import library
from isptool.model.point import LikelyAnswer

POINTS = library.points()
SENTENCES = [(point_id, key) for point_id, point in POINTS.items() for key in point.answers]
SAMPLES = {
    "duration": "1 month",
    "date": "15 December 2026",
    "count": "400",
    "percent": "5%",
    "text": "the words typed here",
    "texts": "one thing, another and a third",
    "one-of": "",
    "post": "the Head of Community Safety",
    "party": "Wolds Council",
    "parties": "Wolds Council and Dales Council",
    "ids": "name and address",
    "address": "sharing@wolds.example",
    "link": "https://wolds.example/sharing",
    "document": "Annex 2",
    "event": "the date of the visit",
    "place": "Wolds and Dales",
    "citation": "section 6 of the Fire and Rescue Services Act 2004",
}


def filled(point_id: str, key: str, *, optional: bool) -> str:
    point = POINTS[point_id]
    answer = point.answers[key]
    blanks = answer.blanks if optional else answer.required_blanks
    values = {}
    for blank in blanks:
        field = point.fields[blank]
        values[blank] = field.values[0] if field.is_ == "one-of" else SAMPLES[field.is_]
    return answer.sentence(values)


@pytest.mark.parametrize(("point_id", "key"), SENTENCES)
@pytest.mark.parametrize("optional", [True, False])
def test_every_sentence_reads_as_one(point_id: str, key: str, optional: bool) -> None:
    sentence = filled(point_id, key, optional=optional)
    assert sentence.endswith(".")
    assert re.match(r"[A-Z0-9]|[a-z]+[A-Z]", sentence), sentence
    assert not re.search(r"[{}\[\]…]|  | [.,;:]|\.\.|,,|\( ?\)|every 1 |'' ", sentence), sentence


@pytest.mark.parametrize(
    ("point_id", "key", "values", "printed"),
    [
        (
            "retention-and-disposal",
            "purpose-then-delete",
            {"period": "12 months", "counted-from": "the date of the visit"},
            "Deleted when the purpose is met, and at most 12 months after the date of the visit.",
        ),
        ("direction-and-frequency", "monthly", {}, "Monthly."),
        ("direction-and-frequency", "monthly", {"by-day": "5th working day"}, "Monthly, by the 5th working day."),
        (
            "direction-and-frequency",
            "per-event",
            {"event": "a referral", "within": "1 working day"},
            "Each time it is called for by a referral, within 1 working day.",
        ),
        (
            "incidents",
            "immediately-24h",
            {},
            "Tell the other partners affected immediately, and within 24 hours of becoming aware at the latest.",
        ),
        (
            "who-has-access",
            "named-team",
            {"team": "the Safeguarding Team", "list-checked-every": "1 month"},
            "Only the Safeguarding Team; the list is checked every month.",
        ),
        (
            "legal-power",
            "express-duty",
            {"duty": "section 45 of the Care Act 2014", "party": "Wolds Council"},
            "Section 45 of the Care Act 2014 requires Wolds Council to provide the information.",
        ),
        (
            "controller-relationship",
            "joint-dataset-separate-use",
            {"arrangement": "Annex C", "essence-at": "https://wolds.example/joint"},
            (
                "The partners are joint controllers of the shared data set and separate controllers of what each takes from it; "
                "their arrangement under Article 26 is Annex C; the essence of the arrangement is published at "
                "https://wolds.example/joint."
            ),
        ),
        (
            "controller-relationship",
            "joint-dataset-separate-use",
            {},
            "The partners are joint controllers of the shared data set and separate controllers of what each takes from it.",
        ),
        (
            "dpia",
            "screened-out",
            {"screening-reason": "fewer than 20 people are concerned.", "date": "4 May 2026"},
            (
                "Screening found that no high risk is likely, because fewer than 20 people are concerned; "
                "the data protection officer agreed on 4 May 2026."
            ),
        ),
    ],
)
def test_sentences_word_for_word(point_id: str, key: str, values: dict[str, str], printed: str) -> None:
    assert POINTS[point_id].answers[key].sentence(values) == printed


def test_a_blank_that_must_not_stay_empty_shows_that_it_is() -> None:
    answer = POINTS["retention-and-disposal"].answers["purpose-then-delete"]
    assert answer.required_blanks == ("period", "counted-from")
    assert answer.sentence({"period": "12 months"}) == "Deleted when the purpose is met, and at most 12 months after …."
    assert answer.sentence({"period": "", "counted-from": "x"}, missing="(period)").endswith(
        "at most (period) after x."
    )


def test_square_brackets_go_with_their_blank_and_others_stay() -> None:
    answer = LikelyAnswer.model_validate(
        {"text": "a[ b {one}][ c {two} {three}] {four}.", "optional-blanks": ["one", "two", "three"]}
    )
    assert answer.blanks == ("one", "two", "three", "four")
    assert answer.required_blanks == ("four",)
    assert answer.sentence({"four": "4"}) == "A 4."
    assert answer.sentence({"one": "1", "two": "2", "four": "4"}) == "A b 1 4."
    assert answer.sentence({"one": "1", "two": "2", "three": "3", "four": "4"}) == "A b 1 c 2 3 4."


def test_each_point_can_be_put_to_a_meeting() -> None:
    for point_id, point in POINTS.items():
        assert point.question.endswith("?"), point_id
        assert point.why.endswith("."), point_id
        assert point.why.count(".") == 1, point_id
        assert 40 < len(point.why) < 150, (point_id, len(point.why))
        assert len(point.title) < 45, point_id
        assert point.sources, point_id
