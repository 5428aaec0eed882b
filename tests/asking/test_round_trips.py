"""Whatever people answer goes out in a form and comes back as it was: ten properties over random answers.

Answers hold what breaks files: `& < > " '`, line breaks, colons and marks of YAML, emoji, letters written from right
to left, and texts of ten thousand characters.
"""

from __future__ import annotations

import difflib
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from isptool.asking.question import Reply
from isptool.asking.read_form import ReadForm
from isptool.errors import IspError
from isptool.reading.source import read_text
from isptool.settling.settled import State

from . import ground
from .filling import changed, filled, without_bookmarks, without_tags

PARTY = "moorland-refuge"
AWKWARD = st.sampled_from(
    ["&", "<", ">", '"', "'", "&amp;", "]]>", ": ", " #", "- ", "|", "{x}", "[y]", "*z*", "%", "@", "`", "null", "yes",
     "🙂", "👩‍👩‍👧", "שלום", "مرحبا", "é", "e\u0301", "–", "’", "P12.1", "not-yet:", "\\", "$", "~", "…"]
)  # fmt: skip
LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]), max_size=20)
LINE = st.lists(st.one_of(AWKWARD, LETTERS), min_size=1, max_size=8).map("".join)
LONG = st.tuples(LINE, st.integers(200, 2000)).map(lambda pair: (pair[0] * pair[1])[:10_000])


def evened(text: str) -> str:
    """A text with its white space evened out, as composed letters: what must survive."""
    import unicodedata

    return unicodedata.normalize("NFC", " ".join(text.split()))


def says_something(text: str) -> bool:
    return bool(evened(text)) and "[" not in text[:1]


WORDS = LINE.map(evened).filter(says_something)
PROSE = st.lists(WORDS, min_size=1, max_size=5).map("\n".join)
MUCH = st.one_of(PROSE, LONG.map(evened).filter(says_something))
few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
fewer = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


def reply(found: ReadForm, code: str) -> Reply:
    return next(each.reply for each in found.answered if each.question.code == code)


# ── form out, form back ──────────────────────────────────────────────────────────────────────────────


@few
@given(MUCH)
def test_own_words_come_back_as_word_saves_them(words: str) -> None:
    assert evened(reply(ground.read(PARTY, ground.returned(PARTY, {"P26.w": words})), "P26").words) == evened(words)


@few
@given(PROSE)
def test_own_words_keep_their_lines(words: str) -> None:
    back = reply(ground.read(PARTY, ground.returned(PARTY, {"P26.w": words})), "P26").words
    assert [evened(line) for line in back.split("\n")] == [evened(line) for line in words.split("\n")]


@few
@given(MUCH)
def test_own_words_come_back_without_tags(words: str) -> None:
    data = changed(ground.returned(PARTY, {"P26.w": words}), without_tags)
    assert evened(reply(ground.read(PARTY, data), "P26").words) == evened(words)


@few
@given(WORDS.filter(lambda text: not text.startswith("P")))
def test_own_words_come_back_without_tags_and_bookmarks(words: str) -> None:
    assume("Instead, in our own words" not in words)
    data = changed(ground.returned(PARTY, {"P26.w": words}), without_bookmarks)
    assert evened(reply(ground.read(PARTY, data), "P26").words) == evened(words)


@few
@given(WORDS, st.booleans())
def test_what_stands_in_a_blank_comes_back(words: str, tags: bool) -> None:
    data = ground.returned(PARTY, {"P28.4": True, "P28.4.screening-reason": words})
    found = ground.read(PARTY, data if tags else changed(data, without_tags))
    assert evened(reply(found, "P28").blanks["screening-reason"]) == evened(words)


@few
@given(PROSE, WORDS, st.dates())
def test_a_gap_comes_back_with_who_and_when(how: str, who: str, until: object) -> None:
    from datetime import date

    from isptool.model.fields import show_date

    assert isinstance(until, date)
    assume(until.year >= 1000)
    data = ground.returned(PARTY, {"P28.n": how, "P28.who": who, "P28.until": show_date(until)})
    back = reply(ground.read(PARTY, data), "P28")
    assert (evened(back.not_yet), evened(back.who), back.until) == (evened(how), evened(who), show_date(until))


@few
@given(st.sets(st.sampled_from([each.id for each in ground.made(PARTY).questions[2].answers])), st.data())
def test_exactly_what_is_ticked_is_taken(ticked: set[str], data: st.DataObject) -> None:
    question = ground.made(PARTY).questions[2]
    assume(all(each.tick is not None for each in question.answers))
    values: dict[str, str | bool] = dict.fromkeys(ticked, True)
    found = ground.read(PARTY, ground.returned(PARTY, values))
    keys = {each.offer.key for each in question.answers if each.id in ticked}
    assert {key for each in found.answered for key in each.reply.keys} == keys
    assert [each.question.code for each in found.answered] == ([question.code] if ticked else [])


@few
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_whatever_comes_back_is_read_or_refused_in_words(data: bytes, head: bytes) -> None:
    from isptool.asking.read_form import open_form

    with pytest.raises(IspError) as caught:
        open_form(head + data, "x.docx")
    assert caught.value.message.startswith("x.docx ")


# ── into the file ────────────────────────────────────────────────────────────────────────────────────


@fewer
@given(PROSE, WORDS)
def test_words_stand_in_the_file_as_they_were_typed_and_nothing_else_changes(prose: str, line: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = ground.desk(Path(folder))
        before = desk.text()
        found = desk.take(moorland_refuge=ground.returned(
            PARTY, {"P46.w": prose, "P28.4": True, "P28.4.screening-reason": line, "P28.4.date": "1 May 2026"}
        ))  # fmt: skip
        assert found.entered.refused == ()
        after = desk.text()
        settled = desk.settled
        (cell,) = settled.points["communication"].cells
        assert evened(cell.parts[0].own_words) == evened(prose)
        (cell,) = settled.points["dpia"].cells
        assert evened(cell.parts[0].fields["screening-reason"].text) == evened(line)
        gone = [text for text in difflib.ndiff(before.splitlines(), after.splitlines()) if text.startswith("- ")]
        assert all("not-yet" in text or "who:" in text or "until:" in text for text in gone)
        assert before.count("#") <= after.count("#")
        assert read_text(after, "x").findings == []


@fewer
@given(WORDS, WORDS)
def test_two_partners_who_say_different_things_change_nothing_and_the_same_is_said_once(one: str, other: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = ground.desk(Path(folder))
        before = desk.text()
        found = desk.take(
            moorland_refuge=ground.returned(PARTY, {"P46.w": one}),
            wolds_fire=ground.returned("wolds-fire", {"P46.w": other}),
        )
        if evened(one) == evened(other):
            assert found.conflicts == []
            assert desk.settled.points["communication"].state is State.ANSWERED
        else:
            assert len(found.conflicts) == 1
            assert desk.text() == before


@fewer
@given(st.sets(st.sampled_from(["address", "alarm"]), min_size=1), PROSE)
def test_an_answer_for_some_things_leaves_the_others_as_they_were(items: set[str], words: str) -> None:
    values: dict[str, str | bool] = {f"P25.for.{each}": each in items for each in ("address", "alarm")}
    with tempfile.TemporaryDirectory() as folder:
        desk = ground.desk(Path(folder))
        desk.take(moorland_refuge=ground.returned(PARTY, {**values, "P25.w": words}))
        for cell in desk.settled.points["duty-of-confidence"].cells:
            if cell.at("item") in items:
                assert evened(cell.parts[0].own_words) == evened(words)
            else:
                assert cell.state is State.OPEN


@fewer
@given(PROSE)
def test_taking_the_same_form_twice_changes_nothing_the_second_time(words: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = ground.desk(Path(folder))
        data = filled(ground.file(PARTY), ground.made(PARTY), {"P46.w": words, "P39.x": words})
        assert len(desk.take(moorland_refuge=data).entered.written) == 2
        once = desk.text()
        again = desk.take(moorland_refuge=data)
        assert len(again.entered.there_already) == 2
        assert desk.text() == once
