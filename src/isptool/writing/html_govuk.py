"""The blocks of a `Document` as HTML in the classes of the GOV.UK Design System, for a page of a website around them.

The page has the title and the style sheets. A long document is cut into parts, each for a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from isptool.writing.document import (
    CALLOUT_LABELS,
    Block,
    Bullets,
    Callout,
    Cell,
    Clause,
    Contents,
    Document,
    Figure,
    Heading,
    KeyFacts,
    PageBreak,
    Para,
    Prose,
    Provenance,
    Ref,
    Runs,
    Section,
    Signatures,
    Table,
    headings,
    label,
    numbered,
)
from isptool.writing.html import HtmlBlocks, escape
from isptool.writing.prose import printable


class Parts(Struct, frozen=True):
    """A document as HTML: its parts, and what each of its sections is called with the address of its heading."""

    html: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]


def to_parts(document: Document, most: int, page: Callable[[int], str]) -> Parts:
    """The document in parts of at most about `most` bytes, cut before headings where that can be.

    `page` gives the address of the page of a part, counted from 0: cross references lead there. Raises `IspError` for
    a cross reference to nothing.
    """
    made = numbered(document)
    written = _blocks(made, most)
    if sum(len(html.encode()) for _, html in written) <= most:
        places = dict.fromkeys(_anchors([block for block, _ in written]), "")
        whole = printable("\n".join(html for _, html in written if html))
        return Parts((whole,), _sections(made, places))
    parts: list[list[Block]] = [[]]
    size, section = 0, None
    for piece, length in _pieces([(block, len(html.encode())) for block, html in written], most, 1):
        first = piece[0]
        if parts[-1] and size + length > most:
            parts.append([])
            size = 0
            if section is not None and not (isinstance(first, Heading) and first.level == 1):
                anchor = f"{section.anchor}-part-{len(parts)}"
                parts[-1].append(replace(section, text=f"{section.text} (continued)", anchor=anchor))
        section = next((each for each in piece if isinstance(each, Heading) and each.level == 1), section)
        parts[-1] += piece
        size += length
    places = {anchor: page(number) for number, part in enumerate(parts) for anchor in _anchors(part)}
    return Parts(tuple(_written(_Writer(made, places), part) for part in parts), _sections(made, places))


def _sections(document: Document, places: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{each.number} {each.text}".strip(), f"{places[each.anchor]}#{each.anchor}") for each in headings(document, 1)
    )


def _written(writer: _Writer, part: list[Block]) -> str:
    return printable("\n".join(filter(None, map(writer.block, part))))


def _pieces(blocks: list[tuple[Block, int]], most: int, level: int) -> Iterator[tuple[list[Block], int]]:
    """The blocks in pieces that stay together, with their bytes: whole sections, or where one is too long its parts."""
    groups: list[list[tuple[Block, int]]] = [[]]
    for block, length in blocks:
        begins = isinstance(block, Heading) and block.level <= level
        after_heading = bool(groups[-1]) and isinstance(groups[-1][-1][0], Heading)
        if groups[-1] and (begins or (level > _LOWEST and not after_heading)):
            groups.append([])
        groups[-1].append((block, length))
    for group in groups:
        size = sum(length for _, length in group)
        if size > most and level <= _LOWEST:
            yield from _pieces(group, most, level + 1)
        elif group:
            yield [block for block, _ in group], size


_LOWEST = 4
"""The lowest level of headings; below it every block is a piece."""


def _blocks(document: Document, most: int) -> list[tuple[Block, str]]:
    """The blocks, each as HTML of a page that has all of them; a table too long for a page as several."""
    writer = _Writer(document, {})
    found: list[tuple[Block, str]] = []
    for block in document.blocks:
        html = writer.block(block)
        length = len(html.encode())
        if not isinstance(block, Table) or len(block.rows) < 2 or length <= most // 2:
            found.append((block, html))
            continue
        rows = max(1, len(block.rows) * most // (2 * length))
        for start in range(0, len(block.rows), rows):
            anchor = block.anchor if start == 0 else f"{block.anchor}-from-{start + 1}"
            caption = block.caption if start == 0 else f"{block.caption} (continued)"
            piece = replace(block, rows=block.rows[start : start + rows], anchor=anchor, caption=caption)
            found.append((piece, writer.block(piece)))
    return found


def _anchors(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        for each in (block, *getattr(block, "items", ()), getattr(block, "table", None)):
            anchor = getattr(each, "anchor", "")
            if anchor:
                yield anchor


class _Writer(HtmlBlocks):
    """Blocks → HTML with the classes of the Design System."""

    def __init__(self, document: Document, places: dict[str, str]) -> None:
        super().__init__(document)
        self.places = places
        """The page of each anchor; empty for the page itself."""

    def block(self, block: Block) -> str:
        """A block as HTML; nothing for what only paper has."""
        if isinstance(block, Para):
            return f'<p class="govuk-body">{self._runs(block.runs)}</p>'
        if isinstance(block, Provenance):
            return f'<p class="govuk-body-s site-provenance">{self._runs(block.runs)}</p>'
        if isinstance(block, Contents | PageBreak | Section | Signatures):
            return ""
        return self._block(block)

    def _ref(self, ref: Ref) -> str:
        place = f"{self.places.get(ref.anchor, '')}#{ref.anchor}"
        return f'<a class="govuk-link" href="{escape(place)}">{escape(label(self.document, ref))}</a>'

    def _runs(self, runs: Runs) -> str:
        return super()._runs(runs).replace("<a href=", '<a class="govuk-link" href=')

    def _heading(self, heading: Heading) -> str:
        level, size = heading.level + 1, "m" if heading.level == 1 else "s"
        title = self._numbered_title(heading)
        return f'<h{level} class="govuk-heading-{size}" id="{escape(heading.anchor)}">{title}</h{level}>'

    def _cell(self, cell: Cell) -> str:
        return "".join(map(self.block, cell.blocks)) if isinstance(cell, Prose) else self._runs(cell)

    def _bullets(self, block: Bullets) -> str:
        items = "".join(f"<li>{self._runs(item)}</li>" for item in block.items)
        return f'<ul class="govuk-list govuk-list--bullet">{items}</ul>'

    def _clause(self, clause: Clause) -> str:
        more = "".join(self.block(block) for block in clause.more)
        note = f'<p class="govuk-body-s site-provenance">{self._runs(clause.note)}</p>' if clause.note else ""
        words = f'<span class="number">{escape(clause.number)}</span> {self._runs(clause.runs)}'
        return (
            f'<div class="site-clause site-clause--{clause.level}" id="{escape(clause.anchor)}">'
            f'<p class="govuk-body">{words}</p>{more}{note}</div>'
        )

    def _table(self, table: Table) -> str:
        return _with_classes(super()._table(table).replace('class="wide"', 'class="site-wide"'))

    def _figure(self, figure: Figure) -> str:
        plain = super()._figure(replace(figure, table=None))
        drawn = plain.replace("<figure ", '<figure class="site-drawing" ').replace(
            "<figcaption>", '<figcaption class="govuk-body-s">'
        )
        return drawn + (self._table(figure.table) if figure.table else "")

    def _key_facts(self, block: KeyFacts) -> str:
        caption = f'<p class="govuk-body"><strong>{escape(block.caption)}</strong></p>' if block.caption else ""
        rows = "".join(
            f'<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{escape(name)}</dt>'
            f'<dd class="govuk-summary-list__value">{self._cell(value)}</dd></div>'
            for name, value in block.rows
        )
        return f'{caption}<dl class="govuk-summary-list">{rows}</dl>'

    def _callout(self, block: Callout) -> str:
        words = escape(block.label or CALLOUT_LABELS[block.kind])
        return f'<div class="govuk-inset-text"><p><strong>{words}:</strong> {self._runs(block.runs)}</p></div>'


def _with_classes(table: str) -> str:
    for plain, classed in (
        ("<table>", '<table class="govuk-table">'),
        ("<caption ", '<caption class="govuk-table__caption" '),
        ("<thead><tr>", '<thead class="govuk-table__head"><tr class="govuk-table__row">'),
        ("<tr><th ", '<tr class="govuk-table__row"><th '),
        ("<tr><td>", '<tr class="govuk-table__row"><td>'),
        ('<th scope="col">', '<th scope="col" class="govuk-table__header">'),
        ('<th scope="row">', '<th scope="row" class="govuk-table__header">'),
        ('<th scope="row" class="mixed">', '<th scope="row" class="govuk-table__header site-mixed">'),
        ("<td>", '<td class="govuk-table__cell">'),
    ):
        table = table.replace(plain, classed)
    return table
