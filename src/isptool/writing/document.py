"""The one neutral document: what is composed once, and what every writer prints.

A `Document` is plain values: headings, paragraphs, clauses, tables, figures, open points, signature blocks.
It knows nothing of Word, Markdown or HTML. `numbered` gives every heading, clause, table and figure its
number, once, so that all formats print the same and a cross reference says the same words everywhere.

Wherever running text is wanted (`Runs`) a plain `str` may stand for one unmarked run; a line break in it
is printed as a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from isptool.errors import IspError

# --- running text -------------------------------------------------------------------------------


class Text(Struct, frozen=True):
    """Words, in bold where they matter. There are no italics: they are hard to read."""

    text: str
    bold: bool = False


class Link(Struct, frozen=True):
    """Words that lead to a web page (`https://…`) or an e-mail address (`mailto:…`), and say where to."""

    text: str
    target: str


class Ref(Struct, frozen=True):
    """A cross reference: prints what the thing with this anchor is called, such as "clause 3.2" or "table 1".

    `text`, where it is given, is printed instead of the name. `bare` leaves out the kind, for a list such as
    "clauses 3.2 and 3.4".
    """

    anchor: str
    text: str = ""
    bare: bool = False


class LineBreak(Struct, frozen=True):
    """A new line within a paragraph."""


class Gap(Struct, frozen=True):
    """An open point in running text or in a table cell, printed so that nobody can overlook it."""

    text: str


Run: TypeAlias = Text | Link | Ref | LineBreak | Gap
Runs: TypeAlias = str | tuple[Run, ...]

# --- blocks -------------------------------------------------------------------------------------


class Heading(Struct, frozen=True):
    """A heading of level 1 (a section) to 4; no level is skipped on the way down.

    Only levels 1 and 2 can be `numbered`: "3", and "3.1" in the same count as the section's clauses. A
    numbered level 2 heading is itself a clause: it is cited as "clause 3.1", and clauses of level 2 right
    under it are "3.1(a)".
    `annex` (level 1) is counted by letters instead: "Annex A". `anchor` is made from the text if empty;
    `number` is filled by `numbered`.
    """

    level: int
    text: str
    anchor: str = ""
    numbered: bool = False
    annex: bool = False
    number: str = ""


class Para(Struct, frozen=True):
    """A paragraph."""

    runs: Runs


class Bullets(Struct, frozen=True):
    """A list of points without an order."""

    items: tuple[Runs, ...]


class Provenance(Struct, frozen=True):
    """A small line that says where what stands beside it comes from: "Already agreed: protocol clause 7.2"."""

    runs: Runs


CalloutKind: TypeAlias = Literal["gap", "note", "warning"]


class Callout(Struct, frozen=True):
    """A panel that stands out. `gap` is an open point, and is printed as "Still to be agreed: …".

    `label` replaces the words before the colon ("Not yet agreed", "Withheld").
    """

    kind: CalloutKind
    runs: Runs
    label: str = ""


CALLOUT_LABELS: Mapping[CalloutKind, str] = {
    "gap": "Still to be agreed",
    "note": "Note",
    "warning": "Warning",
}


class Clause(Struct, frozen=True):
    """One numbered paragraph that can be cited.

    `level` 1 is "3.1" (under a numbered section 3), 2 is "(a)", 3 is "(i)". `more` continues the clause
    below its first paragraph. `note` says where the words come from: "Already agreed: protocol clause 7.2".
    `number` ("3.1", "3.1(a)") is filled by `numbered`.
    """

    runs: Runs
    anchor: str = ""
    note: Runs = ""
    level: int = 1
    more: tuple[Para | Bullets | Callout, ...] = ()
    number: str = ""


class Clauses(Struct, frozen=True):
    """Clauses that follow each other. They go on counting in the section where they stand."""

    items: tuple[Clause, ...]


class Prose(Struct, frozen=True):
    """Somebody's own words: paragraphs and bullets, nothing else."""

    blocks: tuple[Para | Bullets, ...]


Cell: TypeAlias = Runs | Prose


def says_what_is_bold(cell: Cell) -> bool:
    """Whether some words of a cell are marked as bold, so that the others are not, even in a column that is."""
    if isinstance(cell, Prose):
        lines = [line for block in cell.blocks for line in ([block.runs] if isinstance(block, Para) else block.items)]
        return any(says_what_is_bold(line) for line in lines)
    return not isinstance(cell, str) and any(isinstance(run, Text) and run.bold for run in cell)


class Table(Struct, frozen=True):
    """A data table: one row of column heads, repeated on every page, and rows that do not split.

    `widths` are weights of the columns (empty: measured from the words); no column becomes narrower
    than its longest word. `row_heads` says that the first column names the row: it is bold, and of a cell with
    bold words in it only those. `landscape` is a wish: the
    table gets landscape pages of its own in Word. `description` says for screen readers what is in it.
    `number` is filled by `numbered` where there is a caption.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    row_heads: bool = True
    landscape: bool = False
    anchor: str = ""
    description: str = ""
    number: str = ""


class KeyFacts(Struct, frozen=True):
    """Labels and values, as on a summary sheet or in document control."""

    rows: tuple[tuple[str, Cell], ...]
    caption: str = ""


class FlowParty(Struct, frozen=True):
    """A box of a flow diagram. `note` is one short line under the name ("Controller")."""

    id: str
    name: str
    note: str = ""


class Flow(Struct, frozen=True):
    """An arrow of a flow diagram, from one party's id to another's, with its label lines."""

    sender: str
    recipient: str
    lines: tuple[str, ...] = ()


class FlowDiagram(Struct, frozen=True):
    """Who gives what to whom. The order of parties and flows is the order on the page."""

    parties: tuple[FlowParty, ...]
    flows: tuple[Flow, ...]


class Picture(Struct, frozen=True):
    """A picture made elsewhere: SVG for all formats, EMF where Word needs it; size in points."""

    svg: bytes
    emf: bytes
    width: float
    height: float


class Figure(Struct, frozen=True):
    """A picture with its alternative text (empty: told from the diagram) and its caption.

    `table` says the same in words and is printed right after it: give one for every diagram that the text
    beside it does not put into words.
    """

    drawing: FlowDiagram | Picture
    caption: str
    alt: str = ""
    anchor: str = ""
    table: Table | None = None
    number: str = ""


class Signature(Struct, frozen=True):
    """One party's place to sign; a field that is empty is left to be filled by hand.

    `lines` say in what capacity ("Controller", "also for Dales Council"). `signature` is what stands in
    the signature's place once it is signed ("Signed electronically, text mark 7F3A-91C2").
    """

    party: str
    lines: tuple[str, ...] = ()
    signature: str = ""
    name: str = ""
    post: str = ""
    date: str = ""


class Signatures(Struct, frozen=True):
    """The signature blocks; none is ever split over two pages."""

    items: tuple[Signature, ...]


class Contents(Struct, frozen=True):
    """The list of headings down to `levels` (1 or 2), with links and without page numbers."""

    title: str = "Contents"
    levels: int = 1


class PageBreak(Struct, frozen=True):
    """What follows begins on a new page."""


class Section(Struct, frozen=True):
    """What follows stands on pages of this orientation, until the next `Section`."""

    orientation: Literal["portrait", "landscape"]


Block: TypeAlias = (
    Heading
    | Para
    | Provenance
    | Bullets
    | Clauses
    | Table
    | Figure
    | KeyFacts
    | Callout
    | Signatures
    | Contents
    | PageBreak
    | Section
)

# --- the document -------------------------------------------------------------------------------


class Cover(Struct, frozen=True):
    """A cover page: between whom, and a few facts beside reference and version, which are always there."""

    parties: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    lead: str = "Between"


class Document(Struct, frozen=True):
    """A whole document, ready to be written in any format.

    `kind` is the label over the title ("Information sharing agreement"). `marking` is the protective
    marking, printed at the head and foot of every page. `mark` is the state, in words, at the head of
    every page ("DRAFT", "FOR SIGNATURE 7F3A-91C2"); one that begins with DRAFT gets a watermark too.
    `author` is an organisation; `date` is the agreement's, never today's. `embedded` is the canonical
    data that the document was made from (UTF-8), carried inside a Word file. `sheet` says that it is a page or
    two without a cover, whose title takes no more room than it needs.

    `labels` (anchor → "clause 3.2") and `is_numbered` are filled by `numbered`.
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    kind: str = ""
    reference: str = ""
    version: str = ""
    language: str = "en-GB"
    marking: str = ""
    mark: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    author: str = ""
    date: date | None = None
    cover: Cover | None = None
    sheet: bool = False
    embedded: bytes | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    is_numbered: bool = False


# --- numbering ----------------------------------------------------------------------------------


def numbered(document: Document) -> Document:
    """The same document with its numbers: headings, clauses, tables, figures, and what each anchor is called.

    Numbering a document twice changes nothing. Raises `IspError` for a heading that skips a level and for
    an anchor used twice, `ValueError` for a table with more cells than heads.
    """
    if document.is_numbered:
        return document
    count = _Count(frozenset(_given_anchors(document.blocks)))
    blocks = tuple(_number(block, count) for block in document.blocks)
    return replace(document, blocks=blocks, labels=count.labels, is_numbered=True)


def label(document: Document, ref: Ref) -> str:
    """The words of a cross reference in a numbered document. Raises `IspError` if nothing has that anchor."""
    found = document.labels.get(ref.anchor)
    if found is None:
        raise IspError(
            f"The text refers to '{ref.anchor}', but no heading, clause, table or figure has that anchor.",
            "Look for a misspelt anchor in the template, or for a part that was left out.",
        )
    return ref.text or (bare(found) if ref.bare else found)


_KINDS = ("clause ", "section ", "table ", "figure ")


def bare(name: str) -> str:
    """What a part is called, without its kind: "3.2" of "clause 3.2"; a name that has no number is left whole."""
    return next((name[len(kind) :] for kind in _KINDS if name.startswith(kind)), name)


class _Count:
    """Where the counting stands."""

    def __init__(self, given: frozenset[str]) -> None:
        self.given = given  # anchors that the document gives itself; a made one must not take their place
        self.labels: dict[str, str] = {}
        self.level = 0
        self.sections = self.annexes = self.tables = self.figures = 0
        self.outer = ""  # number of the numbered level 1 heading that we are in; "" under an unnumbered one
        self.second = 0  # clauses and numbered level 2 headings in it
        self.inner = ""  # number of the numbered level 2 heading that we are in
        self.third = 0  # clauses in that
        self.letter = self.roman = 0
        self.clause = self.lettered = ""

    def anchor(self, wanted: str, text: str, name: str) -> str:
        """Note what `wanted` is called; an empty anchor is made from `text`."""
        if not wanted:
            stem = _stem(text)
            wanted, n = stem, 1
            while wanted in self.labels or wanted in self.given:
                n += 1
                wanted = f"{stem}-{n}"
        elif wanted in self.labels:
            raise IspError(
                f"Two parts of the document have the same anchor, '{wanted}'.",
                "An anchor is how other clauses refer to a part: give one of the two another name.",
            )
        self.labels[wanted] = name
        return wanted

    def top(self) -> str:
        self.second = self.third = 0
        self.inner = ""
        self.sections += 1
        return str(self.sections)


def _stem(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"


def is_made(anchor: str, text: str) -> bool:
    """Whether `numbered` made this anchor from `text` ("clause-3.1"), because the document gave none."""
    return bool(text) and re.fullmatch(rf"{re.escape(_stem(text))}(?:-\d+)?", anchor) is not None


def _given_anchors(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Clauses):
            yield from (clause.anchor for clause in block.items)
        elif isinstance(block, (Heading, Table, Figure)):
            yield block.anchor
            if isinstance(block, Figure) and block.table:
                yield block.table.anchor


def _number(block: Block, count: _Count) -> Block:
    if isinstance(block, Heading):
        return _number_heading(block, count)
    if isinstance(block, Clauses):
        return Clauses(tuple(_number_clause(clause, count) for clause in block.items))
    if isinstance(block, Table):
        return _number_table(block, count)
    if isinstance(block, Figure):
        number = ""
        if block.caption:
            count.figures += 1
            number = str(count.figures)
        anchor = count.anchor(block.anchor, f"figure-{number}", f"figure {number}" if number else block.alt)
        table = _number_table(block.table, count) if block.table else None
        return replace(block, anchor=anchor, number=number, table=table)
    return block


def _number_table(table: Table, count: _Count) -> Table:
    columns = len(table.head)
    if any(len(row) > columns for row in table.rows) or len(table.widths) not in (0, columns):
        raise ValueError(f"table '{table.caption}' has {columns} heads, and more cells or widths than these")
    number = ""
    if table.caption:
        count.tables += 1
        number = str(count.tables)
    anchor = count.anchor(table.anchor, f"table-{number}", f"table {number}" if number else "the table")
    return replace(table, anchor=anchor, number=number)


def _number_heading(heading: Heading, count: _Count) -> Heading:
    if not 1 <= heading.level <= 4 or heading.level > count.level + 1:
        raise IspError(
            f"The heading '{heading.text}' has level {heading.level}, "
            f"but the heading before it has level {count.level}.",
            "Heading levels go down one at a time, from 1 to 4, so that screen readers can follow.",
        )
    count.level = heading.level
    number, name = "", heading.text
    if heading.level == 1:
        if heading.annex:
            count.annexes += 1
            count.second = count.third = 0
            count.outer, count.inner = _letters(count.annexes), ""
            number = name = f"Annex {count.outer}"
        elif heading.numbered:
            number = count.outer = count.top()
            name = f"section {number}"
        else:
            count.outer = count.inner = ""
    elif heading.level == 2:
        count.inner = ""
        if heading.numbered and count.outer:
            count.second += 1
            count.third = 0
            number = count.inner = count.clause = f"{count.outer}.{count.second}"
            count.letter = count.roman = 0
            name = f"clause {number}"
    return replace(heading, number=number, anchor=count.anchor(heading.anchor, heading.text, name))


def _number_clause(clause: Clause, count: _Count) -> Clause:
    if clause.level == 1:
        if count.inner:
            count.third += 1
            number = f"{count.inner}.{count.third}"
        elif count.outer:
            count.second += 1
            number = f"{count.outer}.{count.second}"
        else:
            number = count.top()
        count.clause, count.letter, count.roman = number, 0, 0
    elif clause.level == 2:
        count.letter += 1
        count.roman = 0
        number = count.lettered = f"{count.clause}({_letters(count.letter).lower()})"
    else:
        count.roman += 1
        number = f"{count.lettered}({_roman(count.roman)})"
    anchor = count.anchor(clause.anchor, f"clause-{number}", f"clause {number}")
    return replace(clause, number=number, anchor=anchor)


def _letters(n: int) -> str:
    """1 → A, 26 → Z, 27 → AA, 28 → BB: as Word counts letters."""
    return chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _roman(n: int) -> str:
    text = ""
    for value, figure in _ROMAN:
        text += figure * (n // value)
        n %= value
    return text


_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def headings(document: Document, levels: int) -> Iterator[Heading]:
    """The headings down to `levels`, in order: what a table of contents lists."""
    return (block for block in document.blocks if isinstance(block, Heading) and block.level <= levels)
