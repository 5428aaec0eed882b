"""The questions that documents must answer: word for word where quoted, and the points that answer them."""

from __future__ import annotations

import pytest

from isptool import library

POINTS = library.points()
LISTS = library.checklists()

TEN = {
    "Q1": "Are all existing information sharing protocols and agreements available for review?",
    "Q2": "Should the agreement relate to any associated information sharing protocols, partnership agreements and "
    "other strategic documents?",
    "Q3": "Do partners understand why an agreement is needed and what its purpose will be?",
    "Q4": "Are the context and scope of the agreement clearly defined and understood?",
    "Q5": "Are the responsibilities of individual members of staff clearly defined and understood?",
    "Q6": "Are the purposes for which information is required clearly defined and are the information requirements "
    "fully explored and understood?",
    "Q7": "Has due consideration been given to the legality of sharing the information and its use once shared?",
    "Q8": "Will the information be safe during transfer and after sharing?",
    "Q9": "Have the appropriate communication channels been identified to ensure that the agreement and the "
    "consequences of sharing are known by the relevant people?",
    "Q10": "Is there a process in place to feedback any problems in relation to access, the information, data quality "
    "etc?",
}
THREE = {
    "PQ1": "Do we need an information sharing protocol?",
    "PQ2": "How do I develop an information sharing protocol with my partners?",
    "PQ3": "How do we implement and maintain an information sharing protocol?",
}


def test_there_are_three_checklists() -> None:
    assert {each.id: (each.for_, len(each.questions)) for each in LISTS.values()} == {
        "ico-code": ("agreement", 24),
        "protocol-questions": ("protocol", 3),
        "ten-questions": ("agreement", 10),
    }


@pytest.mark.parametrize(("checklist", "words"), [("ten-questions", TEN), ("protocol-questions", THREE)])
def test_the_questions_of_the_source_word_for_word(checklist: str, words: dict[str, str]) -> None:
    assert {each.id: each.question for each in LISTS[checklist].questions} == words
    assert "information sharing" in LISTS[checklist].source
    assert "word for word" in LISTS[checklist].licence


@pytest.mark.parametrize("checklist", ["ten-questions", "protocol-questions"])
def test_a_question_and_its_points_say_the_same(checklist: str) -> None:
    for question in LISTS[checklist].questions:
        serving = [point_id for point_id, point in POINTS.items() if question.id in point.serves]
        assert sorted(question.answered_by) == sorted(serving), question.id


def test_every_point_serves_a_question_of_a_checklist() -> None:
    ids = {question.id for each in LISTS.values() for question in each.questions}
    assert all(point.serves and set(point.serves) <= ids for point in POINTS.values())


def test_the_code_of_practice_is_in_our_own_words_and_asks_for_nearly_every_point() -> None:
    code = LISTS["ico-code"]
    assert [each.id for each in code.questions] == [f"ICO-{number}" for number in range(1, 25)]
    assert "ours" in code.licence
    assert "in force 5 October 2021" in code.source
    asked = {point_id for each in code.questions for point_id in each.answered_by}
    assert asked <= set(POINTS)
    assert set(POINTS) - asked == {
        "existing-arrangements",
        "parent-protocol",
        "scope-and-exclusions",
        "signatory-bodies",
        "non-personal-terms",
        "direction-and-frequency",
    }


def test_each_question_says_in_a_word_or_two_what_it_is_about() -> None:
    for each in LISTS.values():
        for question in each.questions:
            assert question.about, question.id
            assert len(question.about.split()) <= 6, question.id
