"""`isptool explain` has a page for everything: each rule, doubt, point, question, law, kind and field of the language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from isptool.checking.rules import FAMILIES, KNOWN
from isptool.cli.explaining import explanations
from isptool.law.book import LawBook
from isptool.library import checklists, points
from isptool.model.documents import ANY_FILE
from isptool.reading.schema import kind, typed_keys
from isptool.register.doubts import KINDS

BOOK = LawBook.load()


def _told(word: str) -> str:
    found, _ = explanations(word)
    assert found, f"nothing explains {word}"
    return "\n\n".join(found)


@pytest.mark.parametrize("code", KNOWN)
def test_every_rule(code: str) -> None:
    rule = KNOWN[code]
    told = _told(code)
    assert told.startswith(f"{code} {rule.title} (")
    assert rule.what in told
    assert rule.why in told
    assert "To mend it" in told
    assert told == _told(code.lower().replace("-", "")) == _told(rule.name)


@pytest.mark.parametrize("code", KINDS)
def test_every_doubt_of_the_register(code: str) -> None:
    told = _told(code)
    assert KINDS[code].why in told
    assert KINDS[code].fix in told
    assert told == _told(KINDS[code].name)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_lists_its_rules(family: str) -> None:
    told = _told(family)
    members = [code for code in (*KNOWN, *KINDS) if code.startswith(f"{family}-")]
    assert members
    assert [code for code in members if code not in told] == []


@pytest.mark.parametrize("point", points())
def test_every_point_its_answers_and_fields(point: str) -> None:
    known = points()[point]
    told, *_ = explanations(point)[0]
    assert told.startswith(f"{known.code} {known.title} ({point})\n")
    assert known.question in told
    assert told in explanations(known.code)[0]
    for key in known.answers:
        assert f"  {key}" in told
        assert _told(f"{point}.{key}").startswith(f"`{key}` is a likely answer to `{point}`\n")
    for name, field in known.fields.items():
        if field.filled_from is None:
            assert field.what in _told(f"answers.{point}.{name}"), f"{point}.{name}"


QUESTIONS = [(checklist.id, question.id) for checklist in checklists().values() for question in checklist.questions]


@pytest.mark.parametrize(("checklist", "question"), QUESTIONS)
def test_every_question(checklist: str, question: str) -> None:
    known = next(each for each in checklists()[checklist].questions if each.id == question)
    assert known.question.strip() in _told(question)


@pytest.mark.parametrize("row", [entry.id for entry in BOOK.entries()])
def test_every_provision(row: str) -> None:
    told = _told(row)
    entry = BOOK.entry(row)
    assert entry.citation in told
    assert entry.title in told


@pytest.mark.parametrize("term", [each.id for each in BOOK.stale_terms()])
def test_every_outdated_term(term: str) -> None:
    known = next(each for each in BOOK.stale_terms() if each.id == term)
    told = _told(term)
    assert known.new in told
    assert known.why in told


REST = [
    *(("kind of body", row.id) for row in BOOK.bodies()),
    *(("kind of purpose", row.id) for row in BOOK.purposes()),
    *(("category of data", row.id) for row in BOOK.categories()),
    *(("Act", row.id) for row in BOOK.acts()),
    *(("identifier", row.id) for row in BOOK.identifiers()),
    *(("trigger", row.id) for row in BOOK.dpia_triggers()),
    *(("direction", f"{a}-to-{b}") for a in ("part-3", "uk-gdpr") for b in ("part-3", "uk-gdpr")),
]


@pytest.mark.parametrize(("what", "row"), REST)
def test_every_other_row_of_the_law_data(what: str, row: str) -> None:
    assert row in _told(row), what


def _paths(model: type[BaseModel], so_far: tuple[str, ...] = (), above: tuple[type, ...] = ()) -> Iterator[str]:
    """Every key of a kind of file as a path with dots, ids of mappings left out; a model within itself once."""
    for key, field in typed_keys(model).items():
        yield ".".join((*so_far, key))
        expected = kind(field.annotation)
        while expected is not None and expected.is_ in ("list", "mapping"):
            expected = kind(expected.value)
        inner = expected.model if expected is not None else None
        if inner is not None and inner not in above and len(so_far) < 5:
            yield from _paths(inner, (*so_far, key), (*above, inner))


FIELDS = [(name, path) for name, model in ANY_FILE.items() for path in _paths(model, (), (model,))]


@pytest.mark.parametrize("name", ANY_FILE)
def test_every_field_by_its_path_with_dots(name: str) -> None:
    paths = [path for kind_, path in FIELDS if kind_ == name]
    assert len(paths) > 5
    for path in paths:
        told = _told(path)
        assert f"{name}: {path}" in told, f"{name}: {path}"


def test_a_field_in_a_kind_of_file_alone() -> None:
    told = _told("agreement.flows.how")
    assert "agreement: flows.how" in told
    assert "schedules:" not in told


def test_an_id_in_the_path_does_not_matter() -> None:
    """A path as findings print it: with the ids and numbers of a document."""
    assert "agreement: flows.how" in _told("flows.monthly-list.how")
    assert "agreement: law.power" in _told("law.0.power")


@pytest.mark.parametrize("word", ["no-such-thing", "LAW-99", "flows.hwo", "P99"])
def test_what_is_not_there_says_so(word: str) -> None:
    assert explanations(word)[0] == []
