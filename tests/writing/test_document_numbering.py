"""Numbers are counted once, in the document, and a cross reference says them."""

import pytest

from isptool.errors import IspError
from isptool.writing.document import (
    Block,
    Clause,
    Clauses,
    Document,
    Figure,
    FlowDiagram,
    Heading,
    Ref,
    Table,
    headings,
    label,
    numbered,
)


def of(*blocks: Block) -> Document:
    return numbered(Document("Title", blocks))


def clauses(*levels: int) -> Clauses:
    return Clauses(tuple(Clause("Words.", level=level) for level in levels))


def numbers(document: Document) -> list[str]:
    found = []
    for block in document.blocks:
        if isinstance(block, Clauses):
            found += [clause.number for clause in block.items]
        elif isinstance(block, Heading | Table | Figure):
            found.append(block.number)
    return found


def test_clauses_count_on_in_their_section_and_start_again_in_the_next() -> None:
    document = of(
        Heading(1, "One", numbered=True), clauses(1, 1), Heading(2, "Aside"), clauses(1),
        Heading(1, "Two", numbered=True), clauses(1),
    )  # fmt: skip
    assert numbers(document) == ["1", "1.1", "1.2", "", "1.3", "2", "2.1"]


def test_numbered_second_level_headings_count_with_the_clauses_and_hold_clauses_of_their_own() -> None:
    document = of(
        Heading(1, "One", numbered=True), clauses(1), Heading(2, "Deep", numbered=True), clauses(1, 1),
        Heading(2, "Flat"), clauses(1),
    )  # fmt: skip
    assert numbers(document) == ["1", "1.1", "1.2", "1.2.1", "1.2.2", "", "1.3"]


def test_letters_and_roman_numbers_start_again_under_each_clause() -> None:
    document = of(Heading(1, "One", numbered=True), clauses(1, 2, 3, 3, 2, 3, 1, 2))
    assert numbers(document) == [
        "1", "1.1", "1.1(a)", "1.1(a)(i)", "1.1(a)(ii)", "1.1(b)", "1.1(b)(i)", "1.2", "1.2(a)",
    ]  # fmt: skip


def test_letters_go_on_after_z_and_roman_numbers_subtract() -> None:
    many = of(Heading(1, "One", numbered=True), clauses(1, *[2] * 28, *[3] * 9))
    assert numbers(many)[2 + 26 : 2 + 28] == ["1.1(aa)", "1.1(bb)"]
    assert numbers(many)[-6:] == [f"1.1(bb)({roman})" for roman in ("iv", "v", "vi", "vii", "viii", "ix")]


def test_annexes_are_lettered_and_their_clauses_take_the_letter() -> None:
    document = of(
        Heading(1, "One", numbered=True), clauses(1), Heading(1, "Words", annex=True), clauses(1),
        Heading(1, "Forms", annex=True), clauses(1),
    )  # fmt: skip
    assert numbers(document) == ["1", "1.1", "Annex A", "A.1", "Annex B", "B.1"]


def test_clauses_under_no_numbered_heading_are_counted_as_sections_are() -> None:
    document = of(clauses(1, 2), Heading(1, "Plain"), clauses(1), Heading(1, "One", numbered=True), clauses(1))
    assert numbers(document) == ["1", "1(a)", "", "2", "3", "3.1"]


def test_tables_and_figures_with_a_caption_are_counted_apart_and_a_figure_brings_its_table() -> None:
    plain = Table("", ("A",), ())
    table = Table("Rows", ("A",), (), anchor="rows")
    document = of(table, plain, Figure(FlowDiagram((), ()), "Flows", table=Table("Same", ("A",), (), anchor="same")))
    assert numbers(document) == ["1", "", "1"]
    assert label(document, Ref("rows")) == "table 1"
    assert label(document, Ref("same")) == "table 2"


def test_what_a_cross_reference_says() -> None:
    document = of(
        Heading(1, "Purpose", "purpose", numbered=True),
        Clauses((Clause("Words.", "aim"), Clause("Words.", "detail", level=2))),
        Heading(1, "Thanks", "thanks"),
        Heading(1, "Words", "words", annex=True),
    )
    said = [label(document, Ref(anchor)) for anchor in ("purpose", "aim", "detail", "thanks", "words")]
    assert said == ["section 1", "clause 1.1", "clause 1.1(a)", "Thanks", "Annex A"]
    assert label(document, Ref("aim", "the aim")) == "the aim"


def test_a_cross_reference_to_nothing_is_named() -> None:
    with pytest.raises(IspError, match="refers to 'purposse'"):
        label(of(Heading(1, "Purpose")), Ref("purposse"))


def test_anchors_are_made_from_the_words_and_never_take_a_given_one() -> None:
    document = of(Heading(1, "Safe & well"), Heading(1, "Purpose"), Heading(1, "Why", "purpose"), Heading(1, "—"))
    assert [heading.anchor for heading in headings(document, 1)] == ["safe-well", "purpose-2", "purpose", "part"]


def test_the_same_anchor_twice_is_an_error() -> None:
    with pytest.raises(IspError, match="the same anchor, 'aim'"):
        of(Heading(1, "One", "aim"), Clauses((Clause("Words.", "aim"),)))


def test_a_skipped_heading_level_is_an_error() -> None:
    with pytest.raises(IspError, match="'Deep' has level 3, but the heading before it has level 1"):
        of(Heading(1, "One"), Heading(3, "Deep"))
    with pytest.raises(IspError, match="level 2"):
        of(Heading(2, "First"))


def test_numbering_twice_changes_nothing() -> None:
    document = of(Heading(1, "One", numbered=True), clauses(1, 2), Table("Rows", ("A",), ()))
    assert numbered(document) is document


def test_a_table_with_more_cells_than_heads_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="'Rows' has 1 heads"):
        of(Table("Rows", ("A",), (("1", "2"),)))
    with pytest.raises(ValueError, match="widths"):
        of(Table("Rows", ("A",), (("1",),), widths=(1, 2)))
