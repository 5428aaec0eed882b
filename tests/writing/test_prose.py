"""Own words are paragraphs and bullets; everything else in them is text."""

from hypothesis import given
from hypothesis import strategies as st

from isptool.writing.document import Bullets, Para, Prose
from isptool.writing.prose import Cleaned, clean, prose


def test_paragraphs_and_bullets() -> None:
    text = """\
People may complain to
either partner.

- By e-mail, by post
  or in person.
- We acknowledge within 30 days.
We keep a record.
"""
    assert prose(text) == Prose(
        (
            Para("People may complain to either partner."),
            Bullets(("By e-mail, by post or in person.", "We acknowledge within 30 days.")),
            Para("We keep a record."),
        )
    )


def test_bullets_with_blank_lines_between_are_one_list_and_need_no_blank_line_before() -> None:
    assert prose("We may:\n- ask\n\n- tell\n\nThen we stop.") == Prose(
        (Para("We may:"), Bullets(("ask", "tell")), Para("Then we stop."))
    )


def test_marks_of_other_languages_are_text() -> None:
    for text in ("* not a bullet", "# not a heading", "1. not a list", "-not a bullet", "-", "[[parties]]"):
        assert prose(text) == Prose((Para(text),))


def test_nothing_typed_is_no_blocks() -> None:
    assert prose(" \n\t\n") == Prose(())


def test_clean_says_what_it_took_out() -> None:
    assert clean("a\x07b\x00c\x07\ufffe\ud800") == Cleaned("abc", ("U+0007", "U+0000", "U+FFFE", "U+D800"))


def test_clean_keeps_tabs_and_turns_every_line_end_into_one() -> None:
    assert clean("a\tb\r\nc\rd\u2028e\x0bf") == Cleaned("a\tb\nc\nd\ne\nf", ())


@given(st.text())
def test_clean_text_is_clean_and_every_word_of_it_is_in_the_prose(text: str) -> None:
    cleaned = clean(text).text
    assert clean(cleaned) == Cleaned(cleaned, ())
    words: list[str] = []
    for block in prose(text).blocks:
        for run in block.items if isinstance(block, Bullets) else (block.runs,):
            assert isinstance(run, str)
            words += run.split()
    typed = cleaned.split()
    assert [word for word in words if word != "-"] == [word for word in typed if word != "-"]
