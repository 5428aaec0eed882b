"""Tables in Word: widths that leave every word whole, heads that repeat, rows and blocks that do not split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import TypeVar

from msgspec import Struct, field

from isptool.writing.document import (
    Bullets,
    Cell,
    KeyFacts,
    LineBreak,
    Para,
    Prose,
    Ref,
    Run,
    Signature,
    Table,
    Text,
    says_what_is_bold,
)
from isptool.writing.lettering import longest_word, widest, width
from isptool.writing.word_ink import KEEP, Ink, attribute

_Row = TypeVar("_Row", bound=Sequence[Cell])

_PADDING = 13.0  # points at both sides of a cell together, and a little for rounding
_WIDEST = 230.0  # points a column may ask for before it has to give way
_SHORT = 18  # letters; a date, a telephone number or "12 months" is not broken while there is room
_LONG_CELL = 1200  # letters; a row with more may split, for it might not fit on one page
_TRIED_FOR = 60  # rows; of a longer table the widths are not tried out
_SHARES = (0.2, 0.24, 0.28, 0.33, 0.38, 0.43, 0.5)  # of the first of two columns
_STEPS = (48.0, 24.0, 12.0)  # points by which the columns of a small table are moved to make it lower
_MOVED_FOR = 16  # rows; the columns of a longer table of three or more are not moved
_SIGNING = (0.15, 0.4, 0.09)  # of the width of a signature block: label, signature, label; the rest is for the date
_BOLD = "<w:rPr><w:b/></w:rPr>"
_WORTH_IT = 0.93  # of the height that a table has anyway; for less, columns stay where they are

_Cell = float | tuple[float, ...]
"""How wide the lines of a cell are: of one with a single line that line, of one that a row does not have none."""


class Columns(Struct, frozen=True):
    """What the columns need, in points: to break no word, to break no short phrase, to break no line."""

    words: tuple[float, ...]
    phrases: tuple[float, ...]
    lines: tuple[float, ...]
    cells: tuple[tuple[_Cell, ...], ...] = ()
    """The cells of each column, from the first row to the last; empty for a table with many rows."""
    tried: dict[tuple[int, float], list[int]] = field(default_factory=dict)
    """How many lines the cells of a column take, by column and width, as far as it was tried."""

    def fit(self, points: float) -> bool:
        """Whether no word need be broken on a page this wide."""
        return sum(self.words) <= points

    def shared(self, points: float, weights: Sequence[float] = ()) -> list[int]:
        """Widths in twips that fill `points`; `weights`, if any, decide what is left after the words."""
        words, phrases, lines = self.words, self.phrases, self.lines
        if sum(words) >= points:
            widths = [points * each / sum(words) for each in words]
        elif weights:
            widths = _weighted(phrases if sum(phrases) <= points else words, weights, points)
        elif sum(phrases) >= points:
            widths = _between(words, phrases, points)
        elif sum(lines) >= points:
            widths = _between(phrases, lines, points)
        else:
            widths = _weighted(phrases, lines, points)
        if self.cells and sum(words) < points:
            widths = self.lowest(widths, points)
        twips = [int(each * 20) for each in widths]
        twips[-1] += round(points * 20) - sum(twips)
        return twips

    def lowest(self, widths: list[float], points: float) -> list[float]:
        """The widths with which the table is lowest; those given, where the others gain little."""
        least = self.phrases if sum(self.phrases) <= points else self.words
        worth_it = self._height(widths) * _WORTH_IT
        lowest = self._height([inf] * len(widths))
        if lowest >= worth_it or (len(widths) > 2 and len(self.cells[0]) > _MOVED_FOR):
            return widths
        if len(widths) > 2:
            return self._moved(widths, least, lowest, worth_it)
        best, height = widths, worth_it
        for share in _SHARES:
            tried = _weighted(least, (share, 1 - share), points)
            if (lower := self._height(tried)) < height:
                best, height = tried, lower
                if height == lowest:
                    break
        return best

    def _moved(self, widths: list[float], least: Sequence[float], lowest: int, worth_it: float) -> list[float]:
        """The widths after moving room from column to column for as long as that makes the table lower.

        `lowest` is what no widths can go below, `worth_it` what they have to.
        """
        columns = range(len(widths))
        best, height = list(widths), self._height(widths)
        for step in _STEPS:
            moves = [(one, other) for one in columns for other in columns if one != other]
            for giver, taker in moves if height > lowest else ():
                if best[giver] - step < least[giver]:
                    continue
                tried = [each + step * ((at == taker) - (at == giver)) for at, each in enumerate(best)]
                if (lower := self._height(tried)) < height:
                    best, height = tried, lower
        return best if height < worth_it else widths

    def _height(self, widths: Sequence[float]) -> int:
        """How many lines all rows take together."""
        return sum(map(max, *(self._lines_in(column, width) for column, width in enumerate(widths))))

    def _lines_in(self, column: int, width: float) -> list[int]:
        """How many lines the cells of a column take if it is as wide as that: the same widths are tried often."""
        known = self.tried.get((column, width))
        if known is None:
            room = max(width - _PADDING, 1.0)
            known = self.tried[column, width] = [
                sum([int(line / room) + 1 for line in cell]) if isinstance(cell, tuple) else int(cell / room) + 1
                for cell in self.cells[column]
            ]
        return known


def _between(small: Sequence[float], large: Sequence[float], points: float) -> list[float]:
    """As far from the small widths to the large ones as there is room."""
    way = (points - sum(small)) / (sum(large) - sum(small))
    return [low + way * (high - low) for low, high in zip(small, large, strict=True)]


def _weighted(least: Sequence[float], weights: Sequence[float], points: float) -> list[float]:
    """Shares by weight; a column that would be too narrow gets its least, and the rest share again."""
    fixed: set[int] = set()
    while True:
        free = [index for index in range(len(least)) if index not in fixed]
        left = points - sum(least[index] for index in fixed)
        total = sum(weights[index] for index in free) or 1.0
        widths = [least[index] if index in fixed else left * weights[index] / total for index in range(len(least))]
        narrow = {index for index in free if widths[index] < least[index]}
        if not narrow:
            return widths
        fixed |= narrow


def measured(head: Sequence[str], rows: Sequence[Sequence[Cell]], *, bold_first: bool) -> Columns:
    """Measure the words of a table's columns."""
    words, phrases, lines = [], [], []
    plain = [[_plain(cell) for cell in row] for row in rows]
    for index in range(max(map(len, (head, *rows)), default=0)):
        bold = bold_first and index == 0
        cells = {row[index] for row in plain if index < len(row)}
        texts = {line for cell in cells for line in cell.split("\n")} if any("\n" in c for c in cells) else cells
        word = longest_word(texts, bold)
        short = widest((text for text in texts if len(text) <= _SHORT), bold)
        line = widest(texts, bold)
        if index < len(head):
            word = max(word, longest_word((head[index],), bold=True))
            line = max(line, min(width(head[index], bold=True), word * 2))
        word, short = word + _PADDING, max(word, short) + _PADDING
        words.append(word)
        phrases.append(short)
        lines.append(max(short, min(line + _PADDING, _WIDEST)))
    measured_cells: tuple[tuple[_Cell, ...], ...] = ()
    if 1 < len(rows) <= _TRIED_FOR and len(words) > 1:
        measured_cells = tuple(
            tuple(_lines_of(row[index], bold_first and index == 0) if index < len(row) else () for row in plain)
            for index in range(len(words))
        )
    return Columns(tuple(words), tuple(phrases), tuple(lines), measured_cells)


def _lines_of(text: str, bold: bool) -> _Cell:
    """How wide the lines of a cell are."""
    if "\n" not in text:
        return width(text, bold=bold)
    return tuple(width(line, bold=bold) for line in text.split("\n"))


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Prose):
        lines: list[str] = []
        for block in cell.blocks:
            lines += [_plain(item) for item in block.items] if isinstance(block, Bullets) else [_plain(block.runs)]
        return "\n".join(lines)
    return "".join([run.text if isinstance(run, Text) else _about(run) for run in cell])


def _about(run: Run) -> str:
    """About what will be printed of what is not simply words."""
    if isinstance(run, LineBreak):
        return "\n"
    if isinstance(run, Ref):
        return run.text or ("00.00" if run.bare else "clause 00.00")
    return run.text


def table(ink: Ink, block: Table, columns: Columns) -> list[str]:
    """A data table with its caption, as the XML of blocks."""
    done = []
    if block.caption:
        done.append(caption(ink, "Table", block.number, block.caption, block.anchor, KEEP))
    widths = columns.shared(ink.page.width / 20, block.widths)
    body = [_row(ink, row, widths, keep) for row, keep in _kept(block.rows)]
    head = "".join(
        _cell(ink.paragraph("cell-head", ink.text(text)), twips) for text, twips in zip(block.head, widths, strict=True)
    )
    head_row = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
    look = _look(first_row=True, first_column=block.row_heads)
    done.append(_table(ink, "table", widths, look, block.caption, block.description, head_row + "".join(body)))
    return done


def _kept(rows: Sequence[_Row]) -> Iterator[tuple[_Row, str]]:
    """Each row, and whether it stays on the page of the next one: the last row is never alone on a page.

    Keeping *all* rows together would part a caption from its table in LibreOffice 7.4.
    """
    last_but_one = len(rows) - 2
    for index, row in enumerate(rows):
        yield row, KEEP if index == last_but_one > 0 else ""


def key_facts(ink: Ink, block: KeyFacts) -> list[str]:
    """Labels and values as a table of two columns without a head."""
    done = []
    if block.caption:
        done.append(ink.paragraph("caption", ink.text(block.caption)))
    columns = measured((), block.rows, bold_first=True)
    total = ink.page.width / 20
    first = _labels_width(columns, total) if block.rows else total / 2
    widths = [round(first * 20), ink.page.width - round(first * 20)]
    kept = list(_kept(block.rows))
    if len(kept) > 2:  # under a heading, the first label is not left alone at the foot of a page
        kept[0] = (kept[0][0], KEEP)
    rows = [_row(ink, row, widths, keep) for row, keep in kept]
    look = _look(first_row=False, first_column=True)
    name = block.caption or "Key facts"
    return [*done, _table(ink, "key-facts", widths, look, name, "", "".join(rows))]


def _labels_width(columns: Columns, total: float) -> float:
    """How wide the labels of a table of labels and values are: as long as they are, or where the table is lowest."""
    first = max(min(max(columns.lines[0], 0.22 * total), 0.36 * total), columns.words[0])
    lowest = columns.lowest([first, total - first], total)[0] if columns.cells else first
    return min(first, max(lowest, 0.22 * total, columns.words[0]))


def signature(ink: Ink, block: Signature, after: str = "") -> list[str]:
    """One signature block: who signs, in what capacity, and two lines to fill in that stay on one page with it.

    `after` keeps the block on the page of the next one too.
    """
    done = [ink.paragraph("signature-party", ink.text(f"Signed for {block.party}"), KEEP)]
    done += [ink.paragraph("signature-role", ink.text(text), KEEP) for text in block.lines]
    widths = [round(ink.page.width * share) for share in _SIGNING]
    widths.append(ink.page.width - sum(widths))
    fields = (
        (("Signature", block.signature, "Date", block.date), 820, KEEP),
        (("Name", block.name, "Post", block.post), 480, after),
    )
    rows = []
    for texts, height, keep in fields:
        cells = "".join(
            _cell(ink.paragraph("cell", ink.text(text, _BOLD if index == 2 else ""), keep), twips)
            for index, (text, twips) in enumerate(zip(texts, widths, strict=True))
        )
        size = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{size}</w:trPr>{cells}</w:tr>")
    look = _look(first_row=False, first_column=True)
    name = f"Signature for {block.party}"
    return [*done, _table(ink, "signature", widths, look, name, "", "".join(rows))]


def caption(ink: Ink, kind: str, number: str, text: str, anchor: str, keep: str) -> str:
    """ "Table 1: …" as a caption that Word can list, with the bookmark that cross references lead to."""
    counted = ink.field(f"SEQ {kind} \\* ARABIC", number)
    named = ink.marked(anchor, ink.text(f"{kind} ") + counted)
    return ink.paragraph("caption", named + ink.text(f": {text}"), keep)


def cell_blocks(ink: Ink, cell: Cell, keep: str, properties: str = "") -> str:
    """The paragraphs of a cell; there is always at least one, as Word demands."""
    if not isinstance(cell, Prose):
        return ink.paragraph("cell", ink.runs(cell, properties), keep)
    done = []
    for block in cell.blocks:
        if isinstance(block, Para):
            done.append(ink.paragraph("cell", ink.runs(block.runs, properties), keep))
        else:
            done += [ink.paragraph("cell-bullet", ink.runs(item, properties), keep) for item in block.items]
    return "".join(done) or ink.paragraph("cell", "", keep)


_NOT_BOLD = '<w:rPr><w:b w:val="0"/></w:rPr>'


def _row(ink: Ink, row: Sequence[Cell], widths: Sequence[int], keep: str) -> str:
    cells = []
    for index, twips in enumerate(widths):
        cell = row[index] if index < len(row) else ""
        properties = _NOT_BOLD if index == 0 and says_what_is_bold(cell) else ""
        cells.append(_cell(cell_blocks(ink, cell, keep, properties), twips))
    content = "".join(cells)
    whole = "<w:trPr><w:cantSplit/></w:trPr>"
    if len(content) > _LONG_CELL and any(len(_plain(cell)) > _LONG_CELL for cell in row):
        whole = ""
    return f"<w:tr>{whole}{content}</w:tr>"


def _cell(content: str, twips: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _look(*, first_row: bool, first_column: bool) -> str:
    value = 0x0400 | (0x0020 if first_row else 0) | (0x0080 if first_column else 0)
    return (
        f'<w:tblLook w:val="{value:04X}" w:firstRow="{first_row:d}" w:lastRow="0" '
        f'w:firstColumn="{first_column:d}" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
    )


def _table(ink: Ink, use: str, widths: Sequence[int], look: str, name: str, description: str, rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{twips}"/>' for twips in widths)
    title = f'<w:tblCaption w:val="{attribute(name)}"/>' if name else ""
    told = f'<w:tblDescription w:val="{attribute(description)}"/>' if description else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{attribute(ink.house.styles[use])}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}{title}{told}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
