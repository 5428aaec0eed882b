"""Forms that came back: found in three ways, prompts never taken for answers, what cannot be read reported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from isptool.asking.question import Reply
from isptool.asking.read_form import Answered, ReadForm, Unread, open_form
from isptool.asking.word_reader import Contents, ticked

from . import ground
from .filling import W14, W, changed, without_bookmarks, without_part, without_tags

PARTY = "moorland-refuge"
VALUES: dict[str, str | bool] = {
    "P12.2": True,
    "P12.2.team": 'Keyworkers & <managers> "on call"',
    "P12.2.team-size": "about 12",
    "P12.2.list-checked-every": "3 months",
    "P25.for.alarm": False,
    "P25.1": True,
    "P26.w": "First line\nSecond line",
    "P28.n": "With our solicitors",
    "P28.who": "The manager",
    "P28.until": "15 December 2026",
    "P31.a": "P31.4 Monthly, by the ….",
    "P31.4.by-day": "5th",
    "P46.x": "Nobody need be told",
    "P10.day-to-day.post": "Manager",
    "P10.day-to-day.mailbox": "manager@refuge.example",
}


def answers(found: ReadForm) -> dict[str, Answered]:
    return {each.question.code: each for each in found.answered}


def spoiled(edit: Callable[[Any], Any] | None) -> ReadForm:
    data = ground.returned(PARTY, VALUES)
    return ground.read(PARTY, changed(data, edit) if edit else data)


@pytest.mark.parametrize(
    ("edit", "way"),
    [(None, "tag"), (without_tags, "bookmark"), (without_bookmarks, "code")],
    ids=["as Word saves it", "as LibreOffice saves it", "as plain text in a table"],
)
def test_answers_are_found_by_tag_else_by_bookmark_else_by_code(edit: Any, way: str) -> None:
    found = spoiled(edit)
    assert set(found.ways) == {way}
    assert found.unread == []
    assert found.gone == []
    given = answers(found)
    assert given["P12"].reply == Reply(
        keys=("named-team",),
        blanks={"team": 'Keyworkers & <managers> "on call"', "team-size": "about 12",
                "list-checked-every": "3 months"},
    )  # fmt: skip
    assert given["P25"].reply.keys == ("not-confidential",)
    assert given["P25"].cells == ((("item", "address"),),)
    assert given["P26"].reply.words == "First line\nSecond line"
    assert given["P28"].reply == Reply(not_yet="With our solicitors", who="The manager", until="15 December 2026")
    assert given["P31"].reply == Reply(keys=("monthly",), blanks={"by-day": "5th"})
    assert given["P46"].reply == Reply(not_applicable="Nobody need be told")
    assert given["P10"].contacts == {("day-to-day", "post"): "Manager",
                                     ("day-to-day", "mailbox"): "manager@refuge.example"}  # fmt: skip
    assert set(given) == {"P12", "P25", "P26", "P28", "P31", "P46", "P10"}
    assert "P39" in found.left_empty


def test_where_only_some_tags_were_lost_it_is_said_how_many() -> None:
    def edit(root: Any) -> None:
        for tag in root.iter(f"{W}tag"):
            if ".team" in tag.get(f"{W}val"):
                tag.getparent().remove(tag)

    found = spoiled(edit)
    assert found.ways["bookmark"] == 2
    assert found.ways["tag"] == sum(found.ways.values()) - 2
    assert answers(found)["P12"].reply.blanks["team"] == 'Keyworkers & <managers> "on call"'


def test_codes_are_found_where_the_table_was_lost_too() -> None:
    def edit(root: Any) -> None:
        without_bookmarks(root)
        for table in list(root.iter(f"{W}tbl")):
            for row in table.iter(f"{W}tr"):
                cells = row.findall(f"{W}tc")
                first, *rest = [p for cell in cells for p in cell.findall(f"{W}p")]
                if len(cells) > 1 and rest:
                    run = first.makeelement(f"{W}r")
                    text = run.makeelement(f"{W}t")
                    text.text = " "
                    run.append(text)
                    first.append(run)
                    for child in [each for each in rest[0] if each.tag != f"{W}pPr"]:
                        first.append(child)
                    rest = rest[1:]
                for paragraph in (first, *rest):
                    table.addprevious(paragraph)
            table.getparent().remove(table)

    found = spoiled(edit)
    assert set(found.ways) == {"code"}
    given = answers(found)
    assert given["P12"].reply.blanks["team-size"] == "about 12"
    assert given["P28"].reply.until == "15 December 2026"
    assert given["P25"].cells == ((("item", "address"),),)


# ── prompts ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("edit", [None, without_tags, without_bookmarks])
def test_a_form_that_nobody_filled_holds_no_answers(edit: Any) -> None:
    data = ground.file(PARTY)
    found = ground.read(PARTY, changed(data, edit) if edit else data)
    assert found.answered == []
    assert found.unread == []
    assert set(found.left_empty) == {each.code for each in ground.made(PARTY).questions}


@pytest.mark.parametrize(
    "prompt",
    [
        "Click or tap here to enter text.", "Click here to enter text", "Choose an item.",
        "[why not]", "[ why  not ]".replace("[ ", "[").replace(" ]", "]"), "", "  ",
    ],
)  # fmt: skip
def test_what_programs_put_into_an_empty_control_is_no_answer(prompt: str) -> None:
    assert ground.read(PARTY, ground.returned(PARTY, {"P26.w": prompt})).answered == []


@pytest.mark.parametrize("text", ["[write here]We agree", "We agree[write here]", "[write here] We agree"])
def test_a_prompt_beside_an_answer_is_taken_away(text: str) -> None:
    assert answers(ground.read(PARTY, ground.returned(PARTY, {"P26.w": text})))["P26"].reply.words == "We agree"


def test_a_text_that_word_marks_as_prompt_is_none_of_ours_whatever_it_says() -> None:
    def edit(root: Any) -> None:
        tag = next(each for each in root.iter(f"{W}tag") if each.get(f"{W}val") == "isp:P26.w")
        properties = tag.getparent()
        properties.append(properties.makeelement(f"{W}showingPlcHdr"))

    data = changed(ground.returned(PARTY, {"P26.w": "Escriba aquí"}), edit)
    assert ground.read(PARTY, data).answered == []


# ── what Word does with text ─────────────────────────────────────────────────────────────────────────


def with_content(xml: str) -> ReadForm:
    """The form in which the own words of P26 are this XML."""

    def edit(root: Any) -> None:
        from lxml import etree

        tag = next(each for each in root.iter(f"{W}tag") if each.get(f"{W}val") == "isp:P26.w")
        content = tag.getparent().getparent().find(f"{W}sdtContent")
        for each in list(content):
            content.remove(each)
        space = W.strip("{}")
        for each in etree.fromstring(f'<x xmlns:w="{space}">{xml}</x>'):
            content.append(each)

    return ground.read(PARTY, changed(ground.returned(PARTY, {"P26.w": "x"}), edit))


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ("<w:p><w:r><w:t>One</w:t></w:r></w:p><w:p><w:r><w:t>Two</w:t></w:r></w:p>", "One\nTwo"),
        ("<w:r><w:t>One</w:t><w:br/><w:t>Two</w:t></w:r>", "One\nTwo"),
        ("<w:r><w:t>One</w:t><w:tab/><w:t>Two</w:t></w:r>", "One Two"),
        ("<w:r><w:t>Re</w:t><w:noBreakHyphen/><w:t>read</w:t></w:r>", "Re-read"),
        ("<w:del><w:r><w:delText>Old</w:delText></w:r></w:del><w:ins><w:r><w:t>New</w:t></w:r></w:ins>", "New"),
        ("<w:del><w:r><w:t>Old</w:t></w:r></w:del><w:r><w:t>Kept</w:t></w:r>", "Kept"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>Kept</w:t></w:r>", "Kept"),
        ("<w:sdt><w:sdtContent><w:r><w:t>Inside</w:t></w:r></w:sdtContent></w:sdt>", "Inside"),
        ("<w:r><w:t>A\u00a0B</w:t></w:r>", "A B"),
    ],
)
def test_text_is_read_as_it_is_seen(xml: str, words: str) -> None:
    assert answers(with_content(xml))["P26"].reply.words == words


@pytest.mark.parametrize(
    ("text", "on"),
    [("☒", True), ("☑ yes", True), ("✓", True), ("☐", False), ("□ no", False), ("x", None), ("", None)],
)
def test_boxes_by_their_letters(text: str, on: bool | None) -> None:
    assert ticked(text) is on


def test_a_box_that_word_drew_from_another_font_is_read_by_its_number() -> None:
    def edit(root: Any) -> None:
        for box in root.iter(f"{W14}checkbox"):
            sdt = box.getparent().getparent()
            if sdt.find(f"{W}sdtPr/{W}tag").get(f"{W}val") == "isp:P12.1":
                box.find(f"{W14}checked").set(f"{W14}val", "true")
                run = next(iter(sdt.find(f"{W}sdtContent")))
                symbol = run.makeelement(f"{W}sym", {f"{W}font": "Wingdings", f"{W}char": "F0FE"})
                run.clear()
                run.append(symbol)

    assert answers(ground.read(PARTY, changed(ground.file(PARTY), edit)))["P12"].reply.keys == ("case-team",)
    no_tags = changed(changed(ground.file(PARTY), edit), without_tags)
    assert answers(ground.read(PARTY, no_tags))["P12"].reply.keys == ("case-team",)


# ── what is not taken ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "unread"),
    [
        (
            {"P39.1": True, "P39.1.period": "a while"},
            Unread("P39.1.period", "a while",
                   "a while is not read as a period: write it as 12 months, 5 working days or 24 hours"),
        ),
        (
            {"P39.1.period": "2 years"},
            Unread("P39.1.period", "2 years", "it is filled in, and P39.1 is not chosen"),
        ),
        (
            {"P12.1": True, "P12.w": "Something else"},
            Unread("P12", "case-team; Something else",
                   "it is answered in 2 ways at once: ticked answers and own words"),
        ),
        (
            {"P28.until": "soon"},
            Unread("P28.until", "soon", "soon is not read as a date: write 15 December 2026 or 2026-12-15"),
        ),
        (
            {"P25.for.alarm": False, "P25.for.address": False, "P25.1": True},
            Unread("P25.for", "", "it is for nothing: every box is empty"),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_reported_and_not_taken(values: dict[str, str | bool], unread: Unread) -> None:
    found = ground.read(PARTY, ground.returned(PARTY, values))
    assert found.unread == [unread]
    assert found.answered == []


def test_a_choice_that_was_not_offered_is_not_taken() -> None:
    def edit(root: Any) -> None:
        tag = next(each for each in root.iter(f"{W}tag") if each.get(f"{W}val") == "isp:P31.a")
        text = next(tag.getparent().getparent().iter(f"{W}t"))
        text.text = "Hourly"
        for prompt in tag.getparent().findall(f"{W}showingPlcHdr"):
            tag.getparent().remove(prompt)

    found = ground.read(PARTY, changed(ground.file(PARTY), edit))
    assert found.unread == [Unread("P31.a", "Hourly", "it is none of the answers that were offered")]


@pytest.mark.parametrize("typed", ["15/12/2026", "15th December 2026", "2026-12-15", "15 Dec 2026"])
def test_days_are_read_as_people_write_them(typed: str) -> None:
    found = ground.read(PARTY, ground.returned(PARTY, {"P28.n": "Soon", "P28.until": typed}))
    assert answers(found)["P28"].reply.until == "15 December 2026"


def test_rows_that_were_deleted_are_named() -> None:
    def edit(root: Any) -> None:
        for row in list(root.iter(f"{W}tr")):
            code = "".join(row[1].itertext()).strip()
            if code.startswith(("P12.", "P39.")):
                row.getparent().remove(row)

    found = ground.read(PARTY, changed(ground.returned(PARTY, {"P26.w": "Ours"}), edit))
    assert found.gone == ["P12", "P39"]
    assert set(answers(found)) == {"P26"}


def test_one_deleted_row_is_an_answer_that_was_not_ticked() -> None:
    def edit(root: Any) -> None:
        for row in list(root.iter(f"{W}tr")):
            if "".join(row[1].itertext()).strip() == "P12.2":
                row.getparent().remove(row)

    found = ground.read(PARTY, changed(ground.returned(PARTY, {"P12.1": True}), edit))
    assert answers(found)["P12"].reply.keys == ("case-team",)
    assert found.gone == []


def test_a_question_that_is_asked_otherwise_today_is_not_taken() -> None:
    def edit(root: Any) -> None:
        del root

    data = changed(ground.returned(PARTY, {"P26.w": "Ours"}), edit)
    opened = open_form(data, "x.docx")
    assert opened.told is not None
    from msgspec.structs import replace

    from isptool.asking import words
    from isptool.asking.read_form import read_form

    asked = {**opened.told.asked, "P26": ("000000000000",), "P99": ("000000000000",)}
    found = read_form(opened, replace(opened.told, asked=asked), ground.made(PARTY, everything=True), words.load())
    assert found.unread == [
        Unread("P26", "", "it is asked otherwise today, so nothing was taken over"),
        Unread("P99", "", "nothing of that code is asked of this partner any more"),
    ]


# ── which form it is ─────────────────────────────────────────────────────────────────────────────────


def test_a_form_that_lost_what_it_carried_is_known_by_what_stands_on_it() -> None:
    data = without_part(ground.returned(PARTY, VALUES), "customXml/item1.xml")
    opened = open_form(data, "x.docx")
    assert opened.told is not None
    assert (opened.told.document, opened.told.version, opened.told.partner) == ("visits", "1.0", PARTY)
    assert opened.told.asked == {}
    assert set(answers(ground.read(PARTY, data))) == {"P12", "P25", "P26", "P28", "P31", "P46", "P10"}


def test_a_document_that_is_no_form_is_none() -> None:
    from isptool.writing.document import Document, Para
    from isptool.writing.word import to_word

    data = to_word(Document("A letter", (Para("Dear Sir"),)), ground.house())
    assert open_form(data, "x.docx").told is None


def test_many_bookmarks_that_never_end_do_no_harm() -> None:
    from lxml import etree

    space = W.strip("{}")
    marks = "".join(f'<w:bookmarkStart w:id="{n}" w:name="isp_x{n}"/><w:t>{n}</w:t>' for n in range(20_000))
    root = etree.fromstring(f'<w:document xmlns:w="{space}"><w:body><w:p>{marks}</w:p></w:body></w:document>')
    found = Contents(root)
    assert found.bookmarks == {}
    assert len(found.lines) == 1
