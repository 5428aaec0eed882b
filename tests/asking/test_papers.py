"""The forms of the process: made, filled as Word writes it, read back in three ways, kept, and made again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from isptool import process_forms
from isptool.asking import words
from isptool.asking.entering_papers import contact, record_text
from isptool.asking.form import Control
from isptool.asking.paper import Asked, Occasion, Paper, answers_of, paper, told_of
from isptool.asking.paper_word import About, to_markdown, to_word
from isptool.asking.prefills import is_prefill
from isptool.asking.read_form import open_form
from isptool.asking.read_paper import ReadPaper, read_paper
from isptool.asking.word_reader import carried
from isptool.library import points
from isptool.model.documents import ANY_FILE
from isptool.reading.shape import shape_by_kind
from isptool.reading.source import read_text

from .filling import changed, filled_controls, without_bookmarks, without_part, without_tags
from .ground import house

FORMS = process_forms.process_form_names()
ABOUT = About("Safe and well visits 2.0", "Wolds and Dales Fire and Rescue Authority", "OFFICIAL")


@lru_cache(maxsize=32)
def made(name: str) -> Paper:
    form = process_forms.process_form(name)
    occasion = Occasion(name, f"{name}-7", "safe-and-well-visits", "2.0", "wolds-fire")
    return paper(form, occasion, {}, words.load())


@lru_cache(maxsize=32)
def file(name: str) -> bytes:
    return to_word(made(name), ABOUT, words.load(), house())


def said(each: Asked) -> str | list[str]:
    """An answer to a field as it is kept."""
    boxes = list(each.field.boxes)
    if each.field.is_ == "yes-no":
        return "yes"
    if boxes:
        return boxes[: max(1, len(boxes) - 1)]
    if each.field.is_ == "choice":
        return list(each.field.answers)[-1]
    if each.field.is_ == "date":
        return "3 December 2026"
    if each.field.is_ == "line":
        return f"{each.code}: Smith & Sons <x> “y”"
    return f"First line of {each.code}, with & and <.\nSecond: “line” – it's here."


def typed(each: Asked) -> Iterator[tuple[str, str | bool]]:
    """The same as somebody fills it in: what each control then holds."""
    value = said(each)
    if each.field.boxes:
        keys = [value] if isinstance(value, str) else value
        yield from ((box.id, key in keys) for box, key in zip(each.controls, each.field.boxes, strict=True))
    elif each.field.is_ == "choice":
        assert isinstance(value, str)
        yield each.controls[0].id, each.field.answers[value]
    else:
        assert isinstance(value, str)
        yield each.controls[0].id, value


def controls(name: str) -> dict[str, Control]:
    return {control.id: control for each in made(name).asked() for control in each.controls}


@lru_cache(maxsize=32)
def filled(name: str) -> bytes:
    values = dict(pair for each in made(name).asked() for pair in typed(each))
    return filled_controls(file(name), controls(name), values)


def back(data: bytes, name: str) -> ReadPaper:
    opened = open_form(data, f"{name}.docx")
    assert opened.told is None
    told = told_of(carried(data), opened.contents.lines)
    assert told is not None
    assert told.occasion == made(name).occasion
    return read_paper(opened.contents, opened.file, made(name), told.mark)


def whole(name: str) -> dict[str, Any]:
    return {each.id: said(each) for each in made(name).asked()}


# ── the circle ───────────────────────────────────────────────────────────────────────────────────────


def test_there_are_the_forms_that_the_process_needs() -> None:
    assert set(FORMS) >= {
        "request", "decision", "urgent", "accession", "variation", "review", "exit", "dpia-screening", "dpia-summary",
        "joint-controllers", "licence", "referral",
    }  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_every_answer_comes_back_as_word_saves_it(name: str) -> None:
    found = back(filled(name), name)
    assert found.answers == whole(name)
    assert (found.unread, found.gone, found.left_empty) == ([], [], [])
    assert set(found.ways) == {"tag"}


@pytest.mark.parametrize("name", FORMS)
def test_every_answer_comes_back_without_tags_and_without_what_the_file_carries(name: str) -> None:
    data = without_part(changed(filled(name), without_tags), "customXml/item1.xml")
    assert carried(data) is None
    found = back(data, name)
    assert found.answers == whole(name)
    assert set(found.ways) == {"bookmark"}


@pytest.mark.parametrize("name", FORMS)
def test_every_answer_comes_back_by_the_code_that_people_see(name: str) -> None:
    found = back(changed(filled(name), without_bookmarks), name)
    assert {key: _evened(value) for key, value in found.answers.items()} == {
        key: _evened(value) for key, value in whole(name).items()
    }
    assert set(found.ways) == {"code"}


def _evened(value: Any) -> Any:
    return [" ".join(line.split()) for line in value.split("\n")] if isinstance(value, str) else value


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_answers_nothing_and_names_what_it_needs(name: str) -> None:
    found = back(file(name), name)
    assert found.answers == {}
    assert found.left_empty == [each.code for each in made(name).asked() if each.field.needed]


@pytest.mark.parametrize("name", FORMS)
def test_the_record_is_valid_and_makes_the_same_form_with_its_answers(name: str) -> None:
    form = process_forms.process_form(name)
    text = record_text(back(filled(name), name), form, "2 November 2026")
    source = read_text(text, f"forms/{name}-7.yaml")
    shaped = shape_by_kind(source, ANY_FILE)
    assert [*source.findings, *shaped.findings] == []
    kept: Any = shaped.model
    assert list(process_forms.filled_objections(kept, form)) == []
    occasion = Occasion(kept.form, kept.id, kept.about, kept.version, kept.partner)
    again = paper(form, occasion, answers_of(kept), words.load())
    found = back(to_word(again, ABOUT, words.load(), house()), name)
    assert found.answers == whole(name)
    markdown = to_markdown(again, ABOUT, words.load())
    assert again.reference.replace("[", "\\[") in markdown
    for each in again.asked():
        if each.field.is_ == "date":
            assert "3 December 2026" in markdown


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_ours_asks_what_can_be_filled_in(name: str) -> None:
    form = process_forms.process_form(name)
    codes = [code for code, _, _ in form.fields()]
    assert len(codes) == len(set(codes)) == sum(len(section.fields) for section in form.sections)
    known = points()
    for code, _, field in form.fields():
        for each in field.prefill:
            assert is_prefill(each), (code, each)
            assert not each.startswith("answers.") or each.removeprefix("answers.") in known, (code, each)


# ── what cannot be taken ─────────────────────────────────────────────────────────────────────────────


def test_both_boxes_ticked_a_strange_day_and_a_strange_choice_are_reported_and_not_taken() -> None:
    asked = {each.id: each for each in made("request").asked()}
    boxes = asked["children"].controls
    values: dict[str, str | bool] = {
        boxes[0].id: True,
        boxes[1].id: True,
        asked["requested-on"].controls[0].id: "next week",
        asked["needed-by"].controls[0].id: "3/12/2026",
    }
    found = back(filled_controls(file("request"), controls("request"), values), "request")
    assert found.answers == {"needed-by": "3 December 2026"}
    assert [(each.code, each.said, each.why) for each in found.unread] == [
        ("A4", "next week", "next week is not read as a date: write 15 December 2026 or 2026-12-15"),
        ("B3", "", "both boxes are ticked"),
    ]


def test_a_form_that_asks_otherwise_today_is_read_and_said() -> None:
    opened = open_form(filled("exit"), "exit.docx")
    found = read_paper(opened.contents, "exit.docx", made("exit"), "0000-0000")
    assert found.answers == whole("exit")
    assert found.unread[0].why.startswith("the form asks otherwise today")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Form urgent (7F3A-91C2), number urgent-1", Occasion("urgent", "urgent-1")),
        (
            "exit (7F3A-91C2), number e-2 about visits 0 by wolds-fire",
            Occasion("exit", "e-2", "visits", "", "wolds-fire"),
        ),
        ("x about visits", None),
        ("visits 2.0 for wolds-fire (7F3A-91C2)", None),
    ],
)
def test_the_line_that_people_see_says_which_form_it_is(line: str, told: Occasion | None) -> None:
    found = told_of(None, ["Title", line])
    assert (found.occasion if found else None) == told


@pytest.mark.parametrize("data", [b"[]", b"{}", b"\xff", b'{"process-form": ""}', b'{"form": "1"}'])
def test_what_a_file_carries_is_not_trusted(data: bytes) -> None:
    assert told_of(data, ["x"]) is None


def test_a_contact_is_read_from_one_line() -> None:
    assert contact("Duty Officer, Incidents, duty@x.example, 01999 555 010") == {
        "post": "Duty Officer, Incidents", "mailbox": "duty@x.example", "phone": "01999 555 010",
    }  # fmt: skip
    assert contact("Practice Manager") == {"post": "Practice Manager"}


# ── forms of the user's own ──────────────────────────────────────────────────────────────────────────

OWN = """kind: form
title: Our request
for: Anybody.
sections:
  - title: One
    fields:
      what:
        asks: What
      what-else:
        asks: What else
        is: choice
"""


def test_a_form_of_the_users_own_stands_in_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    own = tmp_path / "forms" / "request.yaml"
    own.write_text(OWN.replace("        is: choice\n", ""), encoding="utf-8")
    (tmp_path / "forms" / "visit.yaml").write_text(OWN.replace("        is: choice\n", ""), encoding="utf-8")
    assert process_forms.process_form("request", (tmp_path,)).title == "Our request"
    assert set(process_forms.process_form_names((tmp_path,))) == {*FORMS, "visit"}
    assert process_forms.check_forms((tmp_path,)) == []


def test_a_choice_with_nothing_to_choose_from_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "request.yaml").write_text(OWN, encoding="utf-8")
    (found,) = process_forms.check_forms((tmp_path,))
    assert (found.code, found.span.line if found.span else 0) == ("FRM-01", 10)
    assert found.message == "`what-else` is choice and has no answers to choose from."


# ── through LibreOffice ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.programs
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_every_answer_comes_back_after_libreoffice_saved_the_form(tmp_path: Path) -> None:
    import subprocess

    for name in FORMS:
        (tmp_path / f"{name}.docx").write_bytes(filled(name))
    out = tmp_path / "out"
    profile = (tmp_path / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        str(out),
    ]
    files = [str(tmp_path / f"{name}.docx") for name in FORMS]
    subprocess.run([*command, *files], check=True, timeout=200, capture_output=True)
    for name in FORMS:
        found = back((out / f"{name}.docx").read_bytes(), name)
        assert {key: _evened(value) for key, value in found.answers.items()} == {
            key: _evened(value) for key, value in whole(name).items()
        }, name
        assert (found.unread, found.gone) == ([], []), name


@pytest.mark.programs
@pytest.mark.skipif(not all(map(shutil.which, ("soffice", "pdfinfo"))), reason="needs LibreOffice and poppler")
def test_an_urgent_disclosure_takes_one_page_filled_in_too(tmp_path: Path) -> None:
    import subprocess

    asked = {each.id: each.controls[0].id for each in made("urgent").asked()}
    much = "The child was alone with him and had told the school nurse that morning. " * 4
    values: dict[str, str | bool] = {asked["information"]: much, asked["reasons"]: much}
    data = {"empty": file("urgent"), "full": filled_controls(file("urgent"), controls("urgent"), values)}
    for name, content in data.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    profile = (tmp_path / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run(
        [*command, *(str(tmp_path / f"{name}.docx") for name in data)], check=True, timeout=120, capture_output=True
    )
    for name in data:
        pages = subprocess.run(
            ["pdfinfo", str(tmp_path / f"{name}.pdf")], check=True, capture_output=True, text=True
        ).stdout
        assert pages.partition("Pages:")[2].split()[0] == "1", name
