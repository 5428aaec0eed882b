"""The record of a decision says the same when it is read again, whatever the way and whatever the reasons."""

from __future__ import annotations

import shlex
import unicodedata
from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from isptool.asking.deciding import Given, follow
from isptool.asking.decision_paper import decision_paper
from isptool.asking.decision_record import Decided, as_data, as_lines, as_yaml, given, next_steps
from isptool.model.decision import Decision, Found, FoundBy, Sharing
from isptool.reading.shape import shape
from isptool.reading.source import read_text
from isptool.writing.document import numbered
from isptool.writing.markdown import to_markdown

from .test_tree import PATHS, TREE

WORDS = (
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60).map(str.strip).filter(bool)
)


def decided(path: tuple[tuple[str, str], ...], reasons: list[str], title: str = "Visits", **more: object) -> Decided:
    answers = {
        code: Given(answer, reasons[at % len(reasons)] if reasons else "") for at, (code, answer) in enumerate(path)
    }
    return Decided(
        TREE, follow(TREE, answers), title, date(2026, 11, 2), id="visits", record="decisions/visits.yaml", **more
    )  # type: ignore[arg-type]


def read(text: str) -> Decision:
    source = read_text(text, "decisions/visits.yaml")
    shaped = shape(source, Decision)
    assert [*source.findings, *shaped.findings] == []
    assert shaped.model is not None
    return shaped.model


@settings(max_examples=80, deadline=None)
@for_all(path=st.sampled_from(PATHS), reasons=st.lists(WORDS, max_size=3), title=WORDS, partners=st.lists(WORDS, max_size=3), flags=st.sets(st.sampled_from(sorted(TREE.flags))))  # fmt: skip
def test_what_is_kept_is_read_again_as_it_was(
    path: tuple[tuple[str, str], ...], reasons: list[str], title: str, partners: list[str], flags: set[str]
) -> None:
    made = decided(path, reasons, title, sharing=Sharing(tuple(partners)), flags=tuple(sorted(flags)))
    record = read(as_yaml(made))
    answers = given(record)
    again = follow(TREE, answers)
    assert (again.at, again.tasks) == (made.journey.at, made.journey.tasks) == (record.outcome, tuple(record.tasks))
    assert [(each.code, each.answer) for each in again.path] == list(path)
    same = lambda text: unicodedata.normalize("NFC", text)  # noqa: E731
    assert [same(each.because) for each in again.path] == [same(each.because) for each in made.journey.path]
    assert same(record.title or "") == same(title)
    assert [same(each) for each in record.partners] == [same(each) for each in partners]
    assert record.flags == sorted(flags)


@settings(max_examples=40, deadline=None)
@for_all(path=st.sampled_from(PATHS), title=WORDS)
def test_every_command_is_one_line_that_a_shell_reads_as_it_was_meant(
    path: tuple[tuple[str, str], ...], title: str
) -> None:
    made = decided(path, [], title)
    for step in next_steps(made):
        if "title=" in step.run:
            assert f"title={title}" in shlex.split(step.run)


@settings(max_examples=40, deadline=None)
@for_all(path=st.sampled_from(PATHS))
def test_every_outcome_is_told_in_words_in_data_and_on_paper(path: tuple[tuple[str, str], ...]) -> None:
    made = decided(path, ["so it is"], flags=("children",))
    lines, data = list(as_lines(made)), as_data(made)
    page = to_markdown(numbered(decision_paper(made, author="Wolds County Council")))
    assert lines[0] == f"{made.journey.at}  {made.outcome.title}"
    assert data["outcome"]["code"] == made.journey.at
    assert [each["code"] for each in data["path"]] == [code for code, _ in path]
    for each in made.journey.path:
        assert each.way.means in page
    for code in made.journey.tasks:
        assert f"{code} {TREE.outcomes[code].title}" in page
    for step in next_steps(made):
        assert step.do in page
    for check in made.journey.checks:
        assert f"- {check}\n" in page
        assert f"  - {check}" in lines


def register(kind: FoundBy, sharing: Sharing) -> Found | None:
    return Found("yes", "There is one.", {"agreement": "visits"}) if kind == "agreement" else None


@pytest.mark.parametrize(
    ("answer", "because", "kept"),
    [("yes", "", False), ("yes", "it is ours", True), ("no", "", True), ("no", "it ended", True)],
)
def test_only_what_somebody_said_is_kept_for_the_next_time(answer: str, because: str, kept: bool) -> None:
    answers = {"T4": Given("no"), "T1": Given("yes"), "T5": Given("yes"), "T2": Given("no"), "T3": Given("no"), "T7": Given("no"), "T8": Given("no"), "T9": Given(answer, because), "T10": Given("no")}  # fmt: skip
    made = Decided(TREE, follow(TREE, answers, Sharing(), register), "Visits", date(2026, 11, 2), id="visits")
    record = read(as_yaml(made))
    assert record.answers["T9"].found == "There is one."
    assert ("T9" in given(record)) is kept
