"""From paths to places: exact lines and columns, in YAML as people write it."""

from __future__ import annotations

import pytest

from isptool.checking.places import dotted, placed, span_of, typed_path
from isptool.findings import Finding, Severity, Span, ValuePath
from isptool.reading.source import read_text

TEXT = """\
kind: agreement
partners: [council, fire]
law:
  - for: [council, visits]
    article-6: 6(1)(e)
    article_9:
      - 9(2)(g)
answers:
  dpia:
    answer: joint-dpia
    note:
  dated:
    - for: fire
      answer: annual
purposes:
  visits:
    aim: |
      Choose homes.

      Then TBC, and
      visit them.
    not-for:
      - "Any TBC, ever"
  other: TBC
people:
  residents:
    what:
      Adults at
      risk TBC
"""
SOURCE = read_text(TEXT, "a.yaml")


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        (("law", 0, "article-6", 0), ("law", 0, "article-6")),
        (("law", 0, "article-9", 0), ("law", 0, "article_9", 0)),
        (("law", 1), ("law",)),
        (("answers", "dpia", 0, "answer", 0), ("answers", "dpia", "answer")),
        (("answers", "dated", 0, "answer", 0), ("answers", "dated", 0, "answer")),
        (("answers", "dpia", 1), ("answers", "dpia")),
        (("partners", "fire"), ("partners", 1)),
        (("partners", "police"), ("partners",)),
        (("answers", "missing", 0, "answer"), ("answers", "missing", 0, "answer")),
        (("title",), ("title",)),
        ((), ()),
    ],
)
def test_a_path_of_the_model_leads_to_what_was_typed(path: ValuePath, typed: ValuePath) -> None:
    assert typed_path(SOURCE.data, path) == typed


@pytest.mark.parametrize(
    ("path", "span"),
    [
        (("law", 0, "article-6", 0), Span(5, 16, 5, 23)),
        (("law", 0, "article-9", 0), Span(7, 9, 7, 16)),
        (("law", 0, "for", 1), Span(4, 20, 4, 26)),
        (("law", 0), Span(4, 5, 4, 6)),
        (("partners", "fire"), Span(2, 21, 2, 25)),
        (("answers", "dpia", 0, "answer", 0), Span(10, 13, 10, 23)),
        (("answers", "dpia", 0), Span(9, 3, 9, 7)),
        (("purposes", "visits"), Span(16, 3, 16, 9)),
        (("purposes", "visits", "aim"), Span(17, 10, 17, 11)),
        (("answers", "missing"), Span(8, 1, 8, 8)),
        (("people", "residents", "what"), Span(28, 7, 29, 15)),
    ],
)
def test_a_value_stands_where_it_was_typed(path: ValuePath, span: Span) -> None:
    assert span_of(SOURCE, path) == span


def test_a_key_can_be_pointed_at() -> None:
    assert span_of(SOURCE, ("law", 0, "article-6"), on_key=True) == Span(5, 5, 5, 14)
    assert span_of(SOURCE, ("answers", "dpia", 0), on_key=True) == Span(9, 3, 9, 7)


@pytest.mark.parametrize(
    ("path", "words", "span"),
    [
        (("purposes", "visits", "aim"), "TBC", Span(20, 12, 20, 15)),
        (("purposes", "visits", "not-for", 0), "TBC", Span(23, 14, 23, 17)),
        (("purposes", "other"), "TBC", Span(24, 10, 24, 13)),
        (("people", "residents", "what"), "risk TBC", Span(29, 7, 29, 15)),
        # What runs over a line, or is not there, is pointed at as a whole.
        (("people", "residents", "what"), "at risk", Span(28, 7, 29, 15)),
        (("purposes", "visits", "aim"), "TBC, and visit", Span(17, 10, 17, 11)),
        # Not what stands after the text.
        (("purposes", "visits", "aim"), "ever", Span(17, 10, 17, 11)),
    ],
)
def test_words_in_a_text_can_be_pointed_at(path: ValuePath, words: str, span: Span) -> None:
    assert span_of(SOURCE, path, words=words) == span


def finding(path: ValuePath, file: str = "a.yaml", code: str = "X-01") -> Finding:
    return Finding(code, "x", Severity.INFO, "m", file=file, path=path)


def test_findings_come_in_the_order_of_the_file_with_their_line_of_text() -> None:
    found = placed([finding(("purposes", "other")), finding(("law", 0, "article-6", 0))], {"a.yaml": SOURCE})
    assert [(each.path[0], each.span.line if each.span else 0, each.source_line) for each in found] == [
        ("law", 5, "    article-6: 6(1)(e)"),
        ("purposes", 24, "  other: TBC"),
    ]


def test_files_stay_together_in_the_order_in_which_they_first_occur() -> None:
    other = read_text("kind: partners\npartners:\n  fire:\n", "p.yaml")
    found = placed(
        [finding(("partners", "fire"), "p.yaml"), finding(("law",)), finding(("kind",), "p.yaml")],
        {"a.yaml": SOURCE, "p.yaml": other},
    )
    assert [(each.file, each.span.line if each.span else 0) for each in found] == [
        ("p.yaml", 1), ("p.yaml", 3), ("a.yaml", 3),
    ]  # fmt: skip


def test_what_has_no_file_stays_without_a_place_and_what_has_a_place_keeps_it() -> None:
    mine = Finding("X-01", "x", Severity.INFO, "m", file="a.yaml", span=Span(99, 1, 99, 2), path=("law",))
    found = placed([finding(("law",), "gone.yaml"), mine], {"a.yaml": SOURCE})
    assert [each.span for each in found] == [None, Span(99, 1, 99, 2)]


def test_a_file_that_is_no_yaml_has_no_places() -> None:
    assert span_of(read_text("a: [", "b.yaml"), ("a",)) is None


def test_a_path_is_written_with_dots() -> None:
    assert dotted(("law", 0, "article-9")) == "law.0.article-9"
