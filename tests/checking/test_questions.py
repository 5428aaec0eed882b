"""The questions of a checklist, and what the whole means."""

from __future__ import annotations

import pytest

from isptool import library
from isptool.checking.questions import question_rows, verdict
from isptool.findings import Gate
from isptool.model.checked import QuestionRow
from isptool.model.signed import Signed, SignOff
from isptool.settling.questions import question_state
from isptool.settling.settled import State

from .ground import Bench, change

OPEN = "answers:\n  communication:\n    still-to-be-agreed:\n"


def rows(bench: Bench, checklist: str = "ten-questions", gate: Gate = Gate.SIGNING) -> dict[str, QuestionRow]:
    found = question_rows(bench.settled(), library.checklists()[checklist], bench.checked(gate))
    return {each.id: each for each in found}


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([State.ANSWERED, State.INHERITED, State.NOT_APPLICABLE], "answered"),
        ([State.INHERITED, State.INHERITED], "inherited"),
        ([State.WITHHELD], "answered"),
        ([State.ANSWERED, State.OPEN], "partly"),
        ([State.PARTLY], "partly"),
        ([State.OPEN, State.NOT_YET], "still-to-be-agreed"),
        ([State.NOT_YET, State.NOT_APPLICABLE], "not-yet"),
        ([State.NOT_APPLICABLE], "does-not-apply"),
        ([], "does-not-apply"),
    ],
)
def test_a_question_stands_as_its_points_do(states: list[State], state: str) -> None:
    assert question_state(states) == state


def test_every_question_of_the_good_agreement_is_answered() -> None:
    found = rows(Bench(change()))
    assert [(each.id, each.state) for each in found.values()] == [(f"Q{n}", "answered") for n in range(1, 11)]


def test_a_question_says_which_clauses_and_which_answers_decide_it() -> None:
    by_id = {each.id: each for each in rows(Bench(change()))["Q8"].points}
    assert by_id["incidents"].state == "inherited"
    assert by_id["incidents"].clauses == (
        "protocol Wolds and Dales Multi-Agency Information Sharing Protocol, clause 12.1",
    )
    assert by_id["retention-and-disposal"].state == "answered"
    assert by_id["retention-and-disposal"].answered_at == tuple(
        f"answers.retention-and-disposal.{position}" for position in range(3)
    )
    assert by_id["non-personal-terms"].state == "not-applicable"
    assert by_id["non-personal-terms"].why == "It does not apply to this kind of data."


def test_an_open_question_counts_its_cells_and_its_errors() -> None:
    text = (
        "answers:\n  necessity-and-human-rights:\n    for: [choose-homes, raise-concerns]\n    answer: serious-harm\n"
    )
    question = rows(Bench(change(text)))["Q7"]
    assert question.state == "partly"
    assert question.about == "Legality of sharing and of use"
    point = next(each for each in question.points if each.id == "necessity-and-human-rights")
    assert (point.code, point.cells, point.open_cells, point.state) == ("P26", 4, 2, "partly")
    assert (question.open_cells, question.errors, question.warnings) == (2, 1, 0)


def test_a_question_about_people_does_not_apply_where_there_are_none() -> None:
    found = rows(Bench(change(), "flood-assets"), "ico-code")
    assert "does-not-apply" in {each.state for each in found.values()}


def test_sign_offs_confirm_only_the_text_that_they_cover() -> None:
    bench = Bench(change())
    signed = Signed(
        (
            SignOff("wolds-council", "1.0", None),
            SignOff("wolds-fire", "0.9", None),
            SignOff("wolds-trust", "1.0", None, decision="decline"),
            SignOff("wolds-police", "1.0", None, broken=("own",)),
        )
    )
    checklist = library.checklists()["ten-questions"]
    assert {each.confirmed_by for each in question_rows(bench.settled(), checklist, signed=signed)} == {1}
    assert {each.confirmed_by for each in question_rows(bench.settled(), checklist)} == {None}


# ── the verdict ──────────────────────────────────────────────────────────────────────────────────────

UNDEFINED = "flows:\n  monthly-list:\n    to: wolds-fier\n"
TWO_OPEN = OPEN + "  dpia:\n    not-yet: Drafted\n    who: DPO\n    until: 1 May 2027\n"


@pytest.mark.parametrize(
    ("text", "gate", "said"),
    [
        ("", Gate.DRAFT, "can go to consultation, and nothing stands in the way of signing"),
        (OPEN, Gate.DRAFT, "can go to consultation; 1 thing to do before signing"),
        (TWO_OPEN, Gate.DRAFT, "can go to consultation; 2 things to do before signing"),
        (UNDEFINED, Gate.DRAFT, "1 thing to do before consultation"),
        (UNDEFINED + OPEN, Gate.DRAFT, "1 thing to do before consultation; 1 more thing to do before signing"),
        ("", Gate.CONSULTATION, "can be signed"),
        (TWO_OPEN, Gate.CONSULTATION, "2 things to do before signing"),
        (OPEN, Gate.SIGNING, "1 thing to do before signing"),
        ("", Gate.IN_FORCE, "in order"),
        (OPEN, Gate.IN_FORCE, "1 thing to put right"),
    ],
)
def test_the_verdict_says_what_comes_next(text: str, gate: Gate, said: str) -> None:
    bench = Bench(change(text))
    assert verdict(bench.settled(), bench.checked(gate)).text == said


def test_the_verdict_counts() -> None:
    text = (
        TWO_OPEN + "groups:\n  nobody: [wolds-fire]\nversion: Draft 2\n"
        "accepted:\n  - {rule: STR-11, because: B, by: SIRO, on: 1 May 2026, until: 1 May 2027}\n"
    )
    bench = Bench(change(text))
    found = verdict(bench.settled(), bench.checked(Gate.DRAFT))
    assert (found.errors, found.warnings, found.open_points, found.answered) == (0, 1, 2, 1)
    assert (found.before_next, found.before_signing) == (0, 2)
