"""Tracked changes: accept all and it is the new document, reject all and it is the old one, word for word."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openxml_audit import FileFormat, OpenXmlValidator
from sample_agreement import agreement
from tracked import W, body, marks, said, settled

from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Clause,
    Clauses,
    Contents,
    Document,
    Figure,
    FlowDiagram,
    Gap,
    Heading,
    KeyFacts,
    Link,
    PageBreak,
    Para,
    Prose,
    Provenance,
    Ref,
    Section,
    Signature,
    Signatures,
    Table,
    Text,
)
from isptool.writing.redline import redline
from isptool.writing.word import HouseStyle, to_word

DAY = date(2026, 11, 25)


def compared(old: Document, new: Document, house: HouseStyle) -> bytes:
    """The redline, after it was proved exact both ways."""
    made = redline(old, new, house, author="Wolds Council, Information Governance", on=DAY)
    assert said(settled(made, "accept")) == said(body(to_word(new, house)))
    assert said(settled(made, "reject")) == said(body(to_word(old, house)))
    return made


def pieces(made: bytes, tag: str) -> list[str]:
    """The words of every tracked stretch, in order."""
    found = ("".join(each.itertext()) for each in body(made).iter(f"{W}{tag}"))
    return [text for text in found if text]


def objections(path: Path) -> list[str]:
    return [str(each) for each in OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(path).errors]


def document(*blocks: Block, **head: object) -> Document:
    return Document("Safe and well visits", blocks, **head)  # type: ignore[arg-type]


def swapped(old: Document, change: Callable[[Block], Block | tuple[Block, ...]]) -> Document:
    blocks: list[Block] = []
    for block in old.blocks:
        made = change(block)
        blocks += made if isinstance(made, tuple) else (made,)
    return replace(old, blocks=tuple(blocks))


# ── what reads well ──────────────────────────────────────────────────────────────────────────────────


def test_a_document_that_did_not_change_has_no_marks(house: HouseStyle) -> None:
    assert marks(compared(agreement(), agreement(), house)) == 0


def test_one_changed_word_is_one_word_out_and_one_in(house: HouseStyle) -> None:
    old = document(Para("The list is kept for 12 months and is then deleted."))
    new = document(Para("The list is kept for 6 months and is then deleted."))
    made = compared(old, new, house)
    assert pieces(made, "del") == ["12"]
    assert pieces(made, "ins") == ["6"]
    mark = next(body(made).iter(f"{W}ins"))
    assert mark.get(f"{W}author") == "Wolds Council, Information Governance"
    assert mark.get(f"{W}date") == "2026-11-25T00:00:00Z"


def test_changed_words_with_only_a_space_between_them_are_one_change(house: HouseStyle) -> None:
    old = document(Para("It is sent by secure e-mail on the first day of the month to the fire service."))
    new = document(Para("It is sent by file transfer on the first day of the month to the fire service."))
    made = compared(old, new, house)
    assert pieces(made, "del") == ["secure e-mail"]
    assert pieces(made, "ins") == ["file transfer"]


def test_a_paragraph_written_anew_is_all_out_and_all_in(house: HouseStyle) -> None:
    old = document(Heading(1, "Aims", "aims"), Clauses((Clause("Crews visit homes at risk of fire.", "aim"),)))
    new = document(Heading(1, "Aims", "aims"), Clauses((Clause("Nobody else may see a list, at any time.", "aim"),)))
    made = compared(old, new, house)
    assert pieces(made, "del") == ["Crews visit homes at risk of fire."]
    assert pieces(made, "ins") == ["Nobody else may see a list, at any time."]
    assert len(said(settled(made, "accept"))) == 3


def test_a_clause_is_compared_with_itself_although_another_came_before_it(house: HouseStyle) -> None:
    first = Clause("The council sends the list.", "sending")
    changed = Clause("The council sends the list each month.", "sending")
    added = Clause("The council checks the list before it sends the list.", "checking")
    made = compared(
        document(Heading(1, "Flows", numbered=True), Clauses((first,))),
        document(Heading(1, "Flows", numbered=True), Clauses((added, changed))),
        house,
    )
    assert pieces(made, "ins") == ["The council checks the list before it sends the list.", " each month"]
    assert pieces(made, "del") == []


def test_a_made_up_anchor_names_nothing(house: HouseStyle) -> None:
    """An anchor such as clause-3.1 comes from the number, and so names another clause once one is put before it."""
    said_first = "The list is deleted after the visit."
    made = compared(
        document(Heading(1, "Keeping", numbered=True), Clauses((Clause(said_first),))),
        document(
            Heading(1, "Keeping", numbered=True), Clauses((Clause("Lists lie in one system only."), Clause(said_first)))
        ),
        house,
    )
    assert pieces(made, "ins") == ["Lists lie in one system only."]
    assert pieces(made, "del") == []


def test_a_reference_whose_number_changed_is_a_change(house: HouseStyle) -> None:
    def made(*before: Clause) -> Document:
        target = Clause("The list is deleted.", "deleting")
        return document(
            Heading(1, "Keeping", numbered=True),
            Clauses((*before, target)),
            Para((Text("See "), Ref("deleting"), Text(" for the end."))),
        )

    changed = compared(made(), made(Clause("The list is kept apart.", "apart")), house)
    assert pieces(changed, "del") == [" REF deleting \\r \\h 1.1"]
    assert pieces(changed, "ins") == ["The list is kept apart.", " REF deleting \\r \\h 1.2"]


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────

ROWS = tuple((name, "Ordinary", "To find the home.") for name in ("Name", "Address", "Telephone number"))


def table(*rows: tuple[object, ...], head: tuple[str, ...] = ("Item", "Category", "Needed for")) -> Document:
    return document(
        Para("These are shared."), Table("Data items", head, rows, anchor="items"), Para("Nothing else is.")
    )  # type: ignore[arg-type]


def test_a_row_that_came_and_one_that_went(house: HouseStyle) -> None:
    made = compared(table(*ROWS), table(ROWS[0], ("Oxygen kept", "Health", "Fire spreads faster."), ROWS[2]), house)
    rows = list(body(made).iter(f"{W}tr"))
    fates = [
        [each.tag.removeprefix(W) for each in row.find(f"{W}trPr") if each.tag in (f"{W}ins", f"{W}del")]
        for row in rows
    ]
    assert fates == [[], [], ["del"], ["ins"], []]
    assert pieces(made, "del") == ["Address", "Ordinary", "To find the home."]


def test_a_changed_cell_leaves_the_others_alone(house: HouseStyle) -> None:
    changed = ("Address", "Ordinary", "To find the home, and the nearest crew.")
    made = compared(table(*ROWS), table(ROWS[0], changed, ROWS[2]), house)
    assert pieces(made, "ins") == [", and the nearest crew"]
    assert pieces(made, "del") == []


def test_a_column_that_came_makes_a_new_table_beside_the_old(house: HouseStyle) -> None:
    wide = tuple((*row, "sftp") for row in ROWS)
    made = compared(table(*ROWS), table(*wide, head=("Item", "Category", "Needed for", "How")), house)
    children = [each.tag.removeprefix(W) for each in body(made)]
    assert "tbl,tbl" not in ",".join(children), "Word would join two tables with nothing between"
    assert children.count("tbl") == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Prose((Para("One."),)), Prose((Para("One."), Para("Two.")))),
        (Prose((Para("One."), Para("Two."))), Prose((Para("One."),))),
        (Prose((Para("One."),)), Prose((Para("One."), Bullets(("a bullet", "another"))))),
        (Prose((Para("One."), Bullets(("a bullet", "another")))), Prose((Para("One."),))),
        (Prose((Para("One."),)), Prose((Bullets(("quite other words",)),))),
        (Prose((Para("One."), Bullets(("stays",)))), Prose((Bullets(("stays",)), Para("Last.")))),
        ("", Prose((Bullets(("first", "second")),))),
        (Prose((Para("Gone."), Para("Gone too."))), Prose((Bullets(("new",)), Para("new as well")))),
    ],
)  # fmt: skip
def test_the_last_paragraph_of_a_cell_changes_exactly(house: HouseStyle, old: object, new: object) -> None:
    compared(table(("Name", "Ordinary", old)), table(("Name", "Ordinary", new)), house)


def test_an_added_lead_in_before_a_table_that_stays(house: HouseStyle) -> None:
    facts = KeyFacts((("Owner", "Wolds Council"),))
    made = compared(
        document(Para("Who owns this."), facts),
        document(Para("Who owns this."), Para("And who may ask."), facts),
        house,
    )
    assert pieces(made, "ins") == ["And who may ask."]


# ── whole documents ──────────────────────────────────────────────────────────────────────────────────


def rewritten(block: Block) -> Block | tuple[Block, ...]:
    """Something of everything: words, rows, columns, clauses, bullets, a figure, headings."""
    if isinstance(block, Table) and block.landscape:
        return ()
    if isinstance(block, Table):
        return replace(block, rows=(*block.rows[1:], tuple("new" for _ in block.head)))
    if isinstance(block, Clauses):
        return Clauses((*block.items[:1], Clause("Put in between.", f"new-{id(block)}"), *block.items[2:]))
    if isinstance(block, Bullets):
        return Bullets((*block.items, "and one more"))
    if isinstance(block, Figure) and isinstance(block.drawing, FlowDiagram):
        return replace(block, drawing=FlowDiagram(block.drawing.parties, block.drawing.flows[1:]))
    if isinstance(block, Heading) and block.level == 2:
        return replace(block, text=f"{block.text} and more")
    if isinstance(block, Signatures):
        return Signatures(block.items[1:])
    return block


def test_a_whole_agreement_with_a_little_of_everything(house: HouseStyle) -> None:
    old = agreement("FOR SIGNATURE 7F3A-91C2")
    refs = swapped(old, lambda block: block)
    new = replace(swapped(refs, without_references), version="2.0", subtitle="Second edition")
    new = swapped(new, rewritten)
    made = compared(old, new, house)
    assert marks(made) > 100
    assert marks(compared(new, old, house)) > 100
    docx.Document(io.BytesIO(made))


def test_only_the_first_page_is_a_cover(house: HouseStyle) -> None:
    """The old text has a landscape section that the new one lacks: what follows it is still no first page."""
    old = swapped(agreement(), without_references)
    sections = list(body(compared(old, swapped(old, rewritten), house)).iter(f"{W}sectPr"))
    assert len(sections) > 2
    assert [each.find(f"{W}titlePg") is not None for each in sections] == [True] + [False] * (len(sections) - 1)


def without_references(block: Block) -> Block:
    """References to what `rewritten` takes away would lead nowhere."""
    if isinstance(block, Para) and not isinstance(block.runs, str):
        return Para(tuple(run for run in block.runs if not isinstance(run, Ref)))
    if isinstance(block, Clauses):
        return Clauses(
            tuple(
                clause
                if isinstance(clause.runs, str)
                else replace(clause, runs=tuple(run for run in clause.runs if not isinstance(run, Ref)))
                for clause in block.items
            )
        )
    return block


def test_every_place_that_is_referred_to_is_there_once(house: HouseStyle) -> None:
    old = agreement()
    new = swapped(old, lambda b: b if not isinstance(b, Heading) or b.level == 2 else replace(b, text=f"New {b.text}"))
    tree = body(compared(old, new, house))
    names = [each.get(f"{W}name") for each in tree.iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names))
    ids = [
        each.get(f"{W}id") for tag in ("bookmarkStart", "ins", "del", "pPrChange") for each in tree.iter(f"{W}{tag}")
    ]
    assert len(ids) == len(set(ids))
    wanted = {each.get(f"{W}anchor") for each in tree.iter(f"{W}hyperlink") if each.get(f"{W}anchor")}
    for tag in ("instrText", "delInstrText"):
        wanted |= {found[1] for each in tree.iter(f"{W}{tag}") if (found := re.search(r"REF (\S+)", each.text))}
    assert wanted <= set(names)


def test_no_picture_is_carried_twice_and_none_is_lost(house: HouseStyle) -> None:
    made = compared(agreement(), swapped(agreement(), rewritten_figure), house)
    assert len(list(settled(made, "accept").iter(f"{W}drawing"))) == 1
    assert len(list(settled(made, "reject").iter(f"{W}drawing"))) == 1
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/figure")]
    assert len(pictures) == len(set(pictures)) == 4
    made = compared(agreement(), agreement(), house)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert sum(name.startswith("word/media/figure") for name in archive.namelist()) == 2


def rewritten_figure(block: Block) -> Block:
    if isinstance(block, Figure) and isinstance(block.drawing, FlowDiagram):
        return replace(block, drawing=FlowDiagram(block.drawing.parties, block.drawing.flows[:-1]))
    return block


def test_it_carries_no_data_and_the_new_marking(house: HouseStyle) -> None:
    old, new = agreement("DRAFT"), replace(agreement("DRAFT"), marking="OFFICIAL", embedded=b"{}")
    made = redline(old, new, house, author="A", on=DAY)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("customXml")]
        assert any(b"OFFICIAL<" in archive.read(name) for name in archive.namelist() if "header" in name)


def test_the_same_comparison_makes_the_same_bytes(house: HouseStyle) -> None:
    new = swapped(agreement(), rewritten_figure)
    once, again = (redline(agreement(), new, house, author="A", on=DAY) for _ in range(2))
    assert once == again


def test_the_schema_is_kept(house: HouseStyle, tmp_path: Path) -> None:
    old = agreement()
    new = swapped(swapped(old, without_references), rewritten)
    path = tmp_path / "redline.docx"
    path.write_bytes(redline(old, new, house, author='R&D "Unit" <x>', on=DAY))
    assert objections(path) == []


# ── anything ─────────────────────────────────────────────────────────────────────────────────────────

WORDS = st.lists(
    st.sampled_from(["list", "the", "home", "crew", "12", "months", "é", "a\nb", "<&>", "tab\there"]), max_size=6
).map(" ".join)
RUNS = st.one_of(
    WORDS,
    st.lists(
        st.one_of(
            st.builds(Text, WORDS, st.booleans()),
            st.builds(Gap, WORDS),
            st.builds(Link, WORDS, st.sampled_from(["https://wolds.example/a", "mailto:ig@wolds.example"])),
        ),
        max_size=3,
    ).map(tuple),
)
BULLETS = st.builds(Bullets, st.lists(RUNS, min_size=1, max_size=3).map(tuple))
CELL = st.one_of(RUNS, st.builds(Prose, st.lists(st.one_of(st.builds(Para, RUNS), BULLETS), max_size=3).map(tuple)))
ANCHOR = st.sampled_from(["", "", "one", "two", "three"])


def tables(columns: int) -> st.SearchStrategy[Table]:
    row = st.tuples(*(CELL for _ in range(columns)))
    heads = st.tuples(*(st.sampled_from(["Item", "Kind", "For what"]) for _ in range(columns)))
    return st.builds(
        Table, st.sampled_from(["", "Items", "Parties"]), heads, st.lists(row, max_size=4).map(tuple),
        landscape=st.booleans(),
    )  # fmt: skip


CLAUSE = st.builds(
    Clause, RUNS, level=st.just(1), note=st.sampled_from(["", "Already agreed: protocol clause 7.2"]),
    more=st.lists(st.one_of(st.builds(Para, RUNS), BULLETS), max_size=2).map(tuple),
)  # fmt: skip
SIGNATURE = st.builds(Signature, st.sampled_from(["Wolds Council", "Fire"]), name=WORDS)
BLOCK = st.one_of(
    st.builds(Heading, st.just(1), WORDS, numbered=st.booleans()),
    st.builds(Para, RUNS),
    st.builds(Provenance, RUNS),
    BULLETS,
    st.builds(Clauses, st.lists(CLAUSE, min_size=1, max_size=3).map(tuple)),
    tables(2),
    tables(3),
    st.builds(KeyFacts, st.lists(st.tuples(WORDS, CELL), min_size=1, max_size=3).map(tuple)),
    st.builds(Callout, st.sampled_from(["gap", "note", "warning"]), RUNS),
    st.builds(Signatures, st.lists(SIGNATURE, max_size=2).map(tuple)),
    st.just(PageBreak()),
    st.builds(Section, st.sampled_from(["portrait", "landscape"])),
)  # fmt: skip
BLOCKS = st.lists(BLOCK, max_size=6)


@settings(max_examples=60, deadline=None)
@given(BLOCKS, BLOCKS, BLOCKS, st.booleans())
def test_any_two_documents_are_exact_both_ways(
    house: HouseStyle, before: list[Block], kept: list[Block], after: list[Block], contents: bool
) -> None:
    head = [Contents()] if contents else []
    compared(document(*head, *before, *kept), document(*head, *kept, *after), house)


@pytest.mark.programs
def test_any_redline_keeps_the_schema(house: HouseStyle) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "redline.docx"

        @settings(max_examples=15, deadline=None)
        @given(BLOCKS, BLOCKS, BLOCKS)
        def holds(before: list[Block], kept: list[Block], after: list[Block]) -> None:
            old, new = document(*before, *kept), document(*kept, *after)
            path.write_bytes(redline(old, new, house, author="A", on=DAY))
            assert objections(path) == []

        holds()
