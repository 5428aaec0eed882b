"""The tree of the decision: every path of it, every outcome, nothing that goes round or leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from isptool import library
from isptool.asking.deciding import Given, Journey, follow, unused
from isptool.errors import IspError
from isptool.model.decision import DecisionTree, Found, FoundBy, Outcome, Sharing, TreeQuestion, split_reason

TREE = library.decision_tree()
Path = tuple[tuple[str, str], ...]


def every_path(tree: DecisionTree, code: str = "") -> Iterator[Path]:
    """Every way to answer, from a question to an outcome."""
    code = code or tree.first
    if code in tree.outcomes:
        yield ()
        return
    for key, way in tree.questions[code].answers.items():
        for rest in every_path(tree, way.leads_to):
            yield ((code, key), *rest)


PATHS = list(every_path(TREE))


def journey(path: Path) -> Journey:
    return follow(TREE, {code: Given(answer) for code, answer in path})


def test_there_is_nothing_wrong_with_our_own_tree() -> None:
    assert list(TREE.objections()) == []


def test_the_questions_and_outcomes_are_those_of_the_field() -> None:
    assert set(TREE.questions) == {*(f"T{number}" for number in range(1, 16)), "T3a", "T13a"}
    assert set(TREE.outcomes) == {*(f"O{number}" for number in range(1, 18)), "O14a"}
    assert {code for code, outcome in TREE.outcomes.items() if outcome.adds} == {"O12", "O13", "O14a"}
    assert list(TREE.flags) == [
        "children", "immigration", "research", "ai", "health-leaving-care", "police-use-of-welfare", "commercial", "abroad",
    ]  # fmt: skip


def test_every_path_ends_with_an_outcome_and_every_outcome_is_reached() -> None:
    ends, added = set(), set()
    for path in PATHS:
        reached = journey(path)
        assert reached.outcome is not None, path
        assert [(each.code, each.answer) for each in reached.path] == list(path)
        ends.add(reached.at)
        added |= set(reached.tasks)
    assert ends | added == set(TREE.outcomes)
    assert ends.isdisjoint(added)
    assert added == {"O12", "O13", "O14a"}


def test_every_answer_is_on_some_path_and_no_path_is_there_twice() -> None:
    answers = {(code, key) for code, question in TREE.questions.items() for key in question.answers}
    assert {step for path in PATHS for step in path} == answers
    assert len(set(PATHS)) == len(PATHS)


def test_an_unfinished_path_names_the_question_that_is_next() -> None:
    for path in PATHS[::211]:
        for end in range(len(path)):
            reached = journey(path[:end])
            assert reached.outcome is None
            assert reached.at == path[end][0]


def first(code: str) -> set[str]:
    """Every question that comes before a code on some path."""
    return {step[0] for path in PATHS for at, step in enumerate(path) if step[0] == code for step in path[:at]}


def test_the_person_and_the_court_are_asked_about_before_all_else() -> None:
    assert TREE.first == "T4"
    assert journey((("T4", "yes"),)).at == "O5"


def test_whether_anyone_can_be_identified_is_asked_before_contracts_and_forms() -> None:
    assert "T5" in first("T2")
    assert "T5" in first("T3")
    for path in PATHS:
        if ("T5", "no") in path:
            assert journey(path).at in ("O6", "O7"), path


def test_whether_those_who_are_missing_could_join_is_asked_right_after_the_protocol() -> None:
    for key in ("no", "not-known"):
        assert TREE.questions["T13"].answers[key].leads_to == "T13a"
    joined = [path for path in PATHS if ("T13a", "yes") in path]
    assert joined
    for path in joined:
        assert journey(path).at == "O14"
        assert journey(path).tasks[-1] == "O14a"


def test_an_impact_assessment_and_a_joint_arrangement_are_added_and_the_way_goes_on() -> None:
    base = (("T4", "no"), ("T1", "yes"), ("T5", "yes"), ("T2", "no"), ("T3", "no"), ("T7", "no"), ("T8", "no"), ("T9", "no"), ("T10", "yes"))  # fmt: skip
    reached = journey((*base, ("T11", "yes"), ("T12", "yes"), ("T13", "yes")))
    assert (reached.at, reached.tasks) == ("O14", ("O12", "O13"))
    reached = journey((*base, ("T11", "no"), ("T12", "no"), ("T13", "yes")))
    assert (reached.at, reached.tasks) == ("O14", ())


def test_what_is_not_known_never_lets_more_flow() -> None:
    """Not knowing leads where the more careful answer leads, and always leaves something to find out."""
    for code, question in TREE.questions.items():
        unknown = question.answers.get("not-known")
        if unknown is None:
            assert code in ("T4", "T1", "T3a"), code
            continue
        assert unknown.check, code
        assert unknown.leads_to in {question.answers["yes"].leads_to, question.answers["no"].leads_to}
    assert TREE.questions["T5"].answers["not-known"].leads_to == TREE.questions["T5"].answers["yes"].leads_to
    assert TREE.questions["T10"].answers["not-known"].leads_to == "O11"
    assert TREE.questions["T11"].answers["not-known"].adds == ["O12"]


def test_what_was_not_known_is_listed() -> None:
    reached = journey((("T4", "no"), ("T1", "yes"), ("T5", "not-known"), ("T2", "yes")))
    assert reached.at == "O2"
    assert reached.checks == (
        "Have somebody test whether people can be identified, as a motivated intruder would try.",
    )


def test_each_question_says_why_it_is_asked_and_where_it_comes_from() -> None:
    for code, question in TREE.questions.items():
        assert question.question.endswith("?"), code
        assert question.why.endswith("."), code
        assert question.sources, code
        for way in question.answers.values():
            assert way.means.endswith("."), code
    for key, flag in TREE.flags.items():
        assert flag.sources, key
        assert flag.warning.endswith("."), key
        assert not flag.asks.endswith("."), key
    for code, outcome in TREE.outcomes.items():
        assert outcome.says.endswith("."), code
        assert outcome.steps, code


# ── what is wrong with a tree ────────────────────────────────────────────────────────────────────────


def question(**ways: str) -> TreeQuestion:
    answers = {key.replace("_", "-"): {"leads-to": way, "means": "So."} for key, way in ways.items()}
    return TreeQuestion.model_validate(
        {"about": "a", "question": "b?", "why": "c.", "sources": "d", "answers": answers}
    )


def outcome(*, adds: str = "no", run: str = "isptool register") -> Outcome:
    steps = [{"do": "Do.", "run": run}]
    return Outcome.model_validate({"title": "t", "says": "s.", "adds": adds, "steps": steps})


GOOD = DecisionTree("t", "T1", {"T1": question(yes="O1", no="O2")}, {"O1": outcome(), "O2": outcome()}, {})


def wrong(tree: DecisionTree) -> list[str]:
    return [message for _, message in tree.objections()]


def test_a_small_tree_is_good() -> None:
    assert wrong(GOOD) == []


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (replace(GOOD, first="T9"), "There is no question T9."),
        (replace(GOOD, first=""), "There is no question to begin with."),
        (replace(GOOD, questions={"T1": question(yes="O1")}), "T1 has no way for no."),
        (replace(GOOD, questions={"T1": question(yes="O1", no="O7")}), "O7 is neither a question nor an outcome."),
        (replace(GOOD, outcomes={**GOOD.outcomes, "O3": outcome()}), "No answer leads to O3."),
        (replace(GOOD, questions={**GOOD.questions, "T2": question(yes="O1", no="O2")}), "No answer leads to T2."),
        (replace(GOOD, outcomes={"O1": outcome(), "O2": outcome(adds="yes")}), "O2 is added on the way; nothing ends with it."),
        (replace(GOOD, outcomes={"O1": outcome(), "O2": outcome(run="isptool new agreement {name}")}), "Nothing fills in {name}."),
        (replace(GOOD, questions={"T1": question(yes="O1", no="T2"), "T2": question(yes="O2", no="T1")}), "T1 can come round again, so that nothing is ever decided."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_tree_is_said(tree: DecisionTree, message: str) -> None:
    assert message in wrong(tree)


# ── the register ─────────────────────────────────────────────────────────────────────────────────────

TO_T9 = {"T4": Given("no"), "T1": Given("yes"), "T5": Given("yes"), "T2": Given("no"), "T3": Given("no"), "T7": Given("no"), "T8": Given("no")}  # fmt: skip


def always(kind: FoundBy, sharing: Sharing) -> Found | None:
    if kind == "agreement":
        return Found("yes", f"Found for {', '.join(sharing.partners)}.", {"agreement": "visits"})
    return None


def test_what_nobody_answered_is_answered_from_the_register() -> None:
    reached = follow(TREE, TO_T9, Sharing(("a", "b")), always)
    assert reached.at == "O10"
    assert reached.path[-1].by_register
    assert reached.path[-1].found == Found("yes", "Found for a, b.", {"agreement": "visits"})
    assert reached.values == {"agreement": "visits"}


def test_somebody_may_overrule_the_register_and_what_it_said_is_kept() -> None:
    reached = follow(TREE, {**TO_T9, "T9": Given("no", "it ends this month")}, Sharing(), always)
    assert reached.at == "T10"
    assert (reached.path[-1].answer, reached.path[-1].because, reached.path[-1].by_register) == (
        "no",
        "it ends this month",
        False,
    )
    assert reached.path[-1].found is not None


def test_in_a_conversation_the_register_proposes_and_does_not_answer() -> None:
    reached = follow(TREE, TO_T9, Sharing(), always, accept=False)
    assert reached.at == "T9"
    assert reached.outcome is None
    assert reached.found is not None
    assert reached.found.answer == "yes"


def test_an_answer_that_a_question_does_not_have_is_refused() -> None:
    with pytest.raises(IspError, match="T1 cannot be answered with not-known"):
        follow(TREE, {"T4": Given("no"), "T1": Given("not-known")})


def test_answers_that_were_not_needed_are_known() -> None:
    given = {"T4": Given("yes"), "T7": Given("no")}
    assert unused(follow(TREE, given), given) == ("T7",)


@pytest.mark.parametrize(
    ("text", "answer", "reason"),
    [
        ("no", "no", ""),
        ("No, because names are needed", "no", "names are needed"),
        ("yes: section 47 asks for it", "yes", "section 47 asks for it"),
        ("not known; ask the trust", "not-known", "ask the trust"),
        ("not-known", "not-known", ""),
        ("no because it is late", "no", "it is late"),
        ("nobody knows", "nobody knows", ""),
    ],
)
def test_a_reason_may_follow_an_answer(text: str, answer: str, reason: str) -> None:
    assert split_reason(text) == (answer, reason)
