"""Words are measured as Arial prints them."""

from hypothesis import given
from hypothesis import strategies as st

from isptool.writing.lettering import longest_word, width, wrap


def test_widths_are_those_of_the_font() -> None:
    assert width("Wolds", 1000) == 944 + 556 + 222 + 556 + 500
    assert width("Wolds", 1000, bold=True) == 944 + 611 + 278 + 611 + 556
    assert width("é", 1000) == width("e", 1000)
    assert width("e\u0301", 1000) == width("e", 1000)


def test_lines_break_at_spaces_and_long_words_after_a_mark() -> None:
    assert wrap("Wolds and Dales Fire and Rescue Service", 110, bold=True) == [
        "Wolds and Dales",
        "Fire and Rescue",
        "Service",
    ]
    assert wrap("information.governance@wolds.example", 140) == [
        "information.governance@",
        "wolds.example",
    ]


@given(st.text(), st.floats(20, 200))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, limit: float) -> None:
    lines = wrap(text, limit)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= limit or len(line) == 1 for line in lines)


def test_addresses_and_identifiers_are_one_piece_and_hyphens_break_other_words() -> None:
    assert longest_word(["see WD-ISA-014 now"]) == width("WD-ISA-014")
    assert longest_word(["info-sharing@wolds.example or not"]) == width("info-sharing@wolds.example")
    assert longest_word(["multi-agency"]) == width("agency-")
