"""Two documents clause by clause, in words."""

from __future__ import annotations

from msgspec.structs import replace
from sample_agreement import agreement

from isptool.writing.compared import LineChange, compared, words_changed
from isptool.writing.document import (
    Block,
    Bullets,
    Clause,
    Clauses,
    Document,
    Heading,
    KeyFacts,
    Para,
    Ref,
    Table,
    Text,
)


def document(*blocks: Block, **head: str) -> Document:
    return Document("Safe and well visits", blocks, **head)  # type: ignore[arg-type]


def test_the_same_document_has_no_changes() -> None:
    assert compared(agreement(), agreement()) == ()
    assert compared(agreement("DRAFT"), agreement("FOR SIGNATURE 7F3A-91C2")) == (), "the mark says how it stands"


def test_a_changed_clause_has_both_numbers_and_only_the_lines_that_changed() -> None:
    def made(months: str, *before: Block) -> Document:
        return document(
            Heading(1, "Keeping", "keeping", numbered=True),
            *before,
            Heading(2, "How long", "how-long", numbered=True),
            Para(f"It is kept for {months} months."),
            Para("Then it is deleted."),
        )

    extra = (Heading(2, "Where", "where", numbered=True), Para("In one system."))
    [added, changed] = compared(made("12"), made("6", *extra))
    assert (added.kind, added.old_number, added.new_number, added.title) == ("added", "", "1.1", "Where")
    assert added.lines == (LineChange("", "In one system."),)
    assert (changed.kind, changed.old_number, changed.new_number, changed.title) == (
        "changed",
        "1.1",
        "1.2",
        "How long",
    )
    assert changed.lines == (LineChange("It is kept for 12 months.", "It is kept for 6 months."),)


def test_a_reference_whose_number_moved_is_no_change_of_words() -> None:
    def made(*before: Clause) -> Document:
        return document(
            Heading(1, "Keeping", "keeping", numbered=True),
            Clauses((*before, Clause("It is deleted.", "deleted"))),
            Para((Text("See "), Ref("deleted"))),
        )

    [added] = compared(made(), made(Clause("It is kept apart.", "apart")))
    assert (added.anchor, added.lines) == ("apart", (LineChange("", "It is kept apart."),))


def test_rows_facts_and_bullets_are_lines() -> None:
    def made(category: str, owner: str, bullet: str) -> Document:
        return document(
            Heading(1, "Items", "items", numbered=True),
            Table("Items", ("Item", "Category"), (("Name", "Ordinary"), ("Oxygen", category))),
            KeyFacts((("Owner", owner), ("Area", "Wolds"))),
            Bullets(("stays", bullet)),
        )

    [found] = compared(made("Health", "Council", "goes"), made("Ordinary", "Fire", "came"))
    assert found.lines == (
        LineChange("Oxygen | Health", "Oxygen | Ordinary"),
        LineChange("Owner: Council", "Owner: Fire"),
        LineChange("goes", ""),
        LineChange("", "came"),
    )


def test_a_new_title_and_a_new_version_are_changes() -> None:
    old = document(Heading(1, "Aims", "aims"), version="1.0")
    new = document(Heading(1, "What we aim at", "aims"), version="1.1")
    [head, renamed] = compared(old, new)
    assert head.lines == (LineChange("Version: 1.0", "Version: 1.1"),)
    assert renamed.lines == (LineChange("Aims", "What we aim at"),)


def test_a_removed_section_stands_where_it_stood() -> None:
    sections = [Heading(1, name, name.lower(), numbered=True) for name in ("One", "Two", "Three")]
    old = document(*(block for each in sections for block in (each, Para(f"This is {each.text}."))))
    new = replace(old, blocks=(*old.blocks[:2], *old.blocks[4:]))
    [gone] = compared(old, new)
    assert (gone.kind, gone.old_number, gone.new_number, gone.title) == ("removed", "2", "", "Two")


def test_words_that_changed_are_marked_word_by_word() -> None:
    assert words_changed("kept for 12 months", "kept for 6 months") == [
        ("", "kept for "), ("del", "12"), ("ins", "6"), ("", " months"),
    ]  # fmt: skip
    assert words_changed("kept for a year", "nobody sees it") == [
        ("del", "kept for a year"), ("ins", "nobody sees it"),
    ]  # fmt: skip
    for old, new in (("", "all new"), ("all gone", ""), ("a, b; c", "a; b, c"), ("it's", "its")):
        stretches = words_changed(old, new)
        assert "".join(text for fate, text in stretches if fate != "ins") == old
        assert "".join(text for fate, text in stretches if fate != "del") == new
