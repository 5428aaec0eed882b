"""HTML of a `Document`: one page that needs nothing else, made for WCAG 2.2 AA, for screens of any width and print.

Landmarks, a skip link, one `h1`, headings without gaps, tables with captions and scopes, pictures with their
alternative and the table beside them; no script, no font, no file from elsewhere.
"""

from __future__ import annotations

from html import escape as _escape

from isptool.writing.diagram import draw
from isptool.writing.document import (
    CALLOUT_LABELS,
    Block,
    Bullets,
    Callout,
    Cell,
    Clause,
    Clauses,
    Contents,
    Document,
    Figure,
    Gap,
    Heading,
    KeyFacts,
    Link,
    PageBreak,
    Para,
    Picture,
    Prose,
    Provenance,
    Ref,
    Runs,
    Section,
    Signature,
    Signatures,
    Table,
    Text,
    headings,
    label,
    numbered,
    says_what_is_bold,
)
from isptool.writing.html_style import STYLE
from isptool.writing.prose import clean, printable, safe_target


def to_html(document: Document) -> str:
    """Write a document as one HTML page. Raises `IspError` for a cross reference to nothing."""
    return printable(HtmlBlocks(numbered(document)).page())


def escape(text: str) -> str:
    """`text` for the inside of an element or of an attribute in double quotes."""
    return _escape(text if text.isprintable() else clean(text).text)


def _broken(text: str) -> str:
    """`text` with its line ends as line breaks."""
    return escape(text).replace("\n", "<br>")


def _css(text: str) -> str:
    """`text` as a string of CSS that can end neither the string nor the style sheet."""
    plain = " ".join(clean(text).text.split())
    return '"' + "".join(each if each.isalnum() or each == " " else f"\\{ord(each):x} " for each in plain) + '"'


class HtmlBlocks:
    """Blocks → HTML."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.contents = next((block for block in document.blocks if isinstance(block, Contents)), None)
        self.unnamed = 0

    def page(self) -> str:
        document = self.document
        mark = f" ({document.mark})" if document.mark else ""
        state = "".join(f"<p>{escape(text)}</p>" for text in (document.marking, document.mark) if text)
        about = " · ".join(
            text
            for text in (document.title, document.reference, f"Version {document.version}" if document.version else "")
            if text
        )
        nav = self._contents(self.contents) if self.contents else ""
        sides = ' class="with-contents"' if nav else ""
        description = document.subtitle or document.subject or document.kind
        meta = f'<meta name="description" content="{escape(description)}">\n' if description else ""
        blocks = "\n".join(self._block(block) for block in document.blocks)
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{meta}'
            f"<title>{escape(document.title)}{escape(mark)}</title>\n<style>{STYLE}{self._margins(about)}</style>\n</head>\n<body>\n"
            '<a class="skip" href="#main">Skip to the document</a>\n'
            f'<header class="state">{state}</header>\n'
            f'<div{sides}>\n{nav}<main id="main" tabindex="-1">\n{self._head()}{blocks}\n</main>\n</div>\n'
            f'<footer class="state"><p>{escape(about)}</p>{state}</footer>\n</body>\n</html>\n'
        )

    def _margins(self, about: str) -> str:
        """What stands in the margins of every printed page, as it does on every page of the Word file."""
        document = self.document
        boxes = (
            ("top-left", _css(document.marking)),
            ("top-right", _css(document.mark)),
            ("bottom-left", _css(about)),
            ("bottom-center", _css(document.marking)),
            ("bottom-right", '"Page " counter(page) " of " counter(pages)'),
        )
        rules = "".join(f"@{place}{{content:{words};font:9pt Arial,sans-serif}}" for place, words in boxes)
        return f"@page{{{rules}}}\n"

    def _head(self) -> str:
        document = self.document
        out = ['<div class="title">']
        if document.kind:
            out.append(f'<p class="kind">{escape(document.kind)}</p>')
        out.append(f"<h1>{escape(document.title)}</h1>")
        if document.subtitle:
            out.append(f'<p class="subtitle">{_broken(document.subtitle)}</p>')
        facts = [("Reference", document.reference), ("Version", document.version)]
        if document.cover:
            if document.cover.parties:
                parties = "".join(f"<li>{escape(party)}</li>" for party in document.cover.parties)
                out.append(f'<p class="lead" id="between">{escape(document.cover.lead)}</p>')
                out.append(f'<ul class="parties" role="list" aria-labelledby="between">{parties}</ul>')
            facts += document.cover.facts
        shown = tuple((name, value) for name, value in facts if value)
        if shown:
            out.append(self._key_facts(KeyFacts(shown)))
        return "".join(out) + "</div>\n"

    # --- running text ---------------------------------------------------------------------------

    def _runs(self, runs: Runs) -> str:
        if isinstance(runs, str):
            return _broken(runs)
        done = []
        for run in runs:
            if isinstance(run, Text):
                done.append(f"<strong>{_broken(run.text)}</strong>" if run.bold else _broken(run.text))
            elif isinstance(run, Link):
                target = safe_target(run.target)
                words = _broken(run.text)
                done.append(f'<a href="{escape(target)}">{words}</a>' if target else words)
            elif isinstance(run, Ref):
                done.append(self._ref(run))
            elif isinstance(run, Gap):
                done.append(f"<mark>{_broken(run.text)}</mark>")
            else:
                done.append("<br>")
        return "".join(done)

    def _ref(self, ref: Ref) -> str:
        return f'<a href="#{escape(ref.anchor)}">{escape(label(self.document, ref))}</a>'

    # --- blocks ---------------------------------------------------------------------------------

    def _block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return self._heading(block)
        if isinstance(block, Para):
            return f"<p>{self._runs(block.runs)}</p>"
        if isinstance(block, Provenance):
            return f'<p class="provenance">{self._runs(block.runs)}</p>'
        if isinstance(block, Bullets):
            return self._bullets(block)
        if isinstance(block, Clauses):
            return "\n".join(self._clause(clause) for clause in block.items)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Figure):
            return self._figure(block)
        if isinstance(block, KeyFacts):
            return self._key_facts(block)
        if isinstance(block, Callout):
            return self._callout(block)
        if isinstance(block, Signatures):
            return "\n".join(self._signature(each) for each in block.items)
        assert isinstance(block, Contents | PageBreak | Section)
        return '<div class="new-page"></div>' if isinstance(block, PageBreak) else ""

    def _heading(self, heading: Heading) -> str:
        level = heading.level + 1
        return f'<h{level} id="{escape(heading.anchor)}">{self._numbered_title(heading)}</h{level}>'

    def _numbered_title(self, heading: Heading) -> str:
        if not heading.number:
            return escape(heading.text)
        colon = ":" if heading.annex else ""
        kind = "annex" if heading.annex else "number"
        return f'<span class="{kind}">{escape(heading.number)}{colon}</span> {escape(heading.text)}'

    def _bullets(self, block: Bullets) -> str:
        return f"<ul>{''.join(f'<li>{self._runs(item)}</li>' for item in block.items)}</ul>"

    def _clause(self, clause: Clause) -> str:
        more = "".join(self._block(block) for block in clause.more)
        note = f'<p class="provenance">{self._runs(clause.note)}</p>' if clause.note else ""
        return (
            f'<div class="clause level-{clause.level}" id="{escape(clause.anchor)}">'
            f'<p><span class="number">{escape(clause.number)}</span> {self._runs(clause.runs)}</p>{more}{note}</div>'
        )

    def _table(self, table: Table) -> str:
        anchor = escape(table.anchor)
        caption = ""
        named = f'aria-label="{escape(table.description or "Table")}"'
        if table.caption:
            words = f"Table {table.number}: {escape(table.caption)}"
            told = f'<span class="told"> {escape(table.description)}</span>' if table.description else ""
            caption = f'<caption id="{anchor}-caption">{words}{told}</caption>'
            named = f'aria-labelledby="{anchor}-caption"'
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.head)
        rows = []
        for row in table.rows:
            cells = []
            for index in range(len(table.head)):
                cell = self._cell(row[index]) if index < len(row) else ""
                first = table.row_heads and index == 0
                mixed = ' class="mixed"' if first and row and says_what_is_bold(row[0]) else ""
                cells.append(f'<th scope="row"{mixed}>{cell}</th>' if first else f"<td>{cell}</td>")
            rows.append(f"<tr>{''.join(cells)}</tr>")
        body = "\n".join(rows)
        return (
            f'<div class="wide" id="{anchor}" role="region" tabindex="0" {named}><table>{caption}'
            f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
        )

    def _cell(self, cell: Cell) -> str:
        if not isinstance(cell, Prose):
            return self._runs(cell)
        return "".join(self._block(block) for block in cell.blocks)

    def _figure(self, figure: Figure) -> str:
        anchor = escape(figure.anchor)
        if isinstance(figure.drawing, Picture):
            drawn = self._picture(figure.drawing, figure.alt)
        else:
            sheets = draw(figure.drawing, highest=1e9, alt=figure.alt)
            drawn = "".join(each.svg(f"{anchor}-{number}") for number, each in enumerate(sheets, 1))
        words = f"Figure {figure.number}: {escape(figure.caption)}" if figure.caption else ""
        caption = f"<figcaption>{words}</figcaption>" if words else ""
        named = f'aria-label="{words or "Figure"}"'
        table = self._table(figure.table) if figure.table else ""
        return (
            f'<figure id="{anchor}"><div class="drawing" role="region" tabindex="0" {named}>{drawn}</div>'
            f"{caption}</figure>\n{table}"
        )

    def _picture(self, picture: Picture, alt: str) -> str:
        """A picture made elsewhere, carried inside the page; as an image it can run nothing."""
        from base64 import b64encode

        data = b64encode(picture.svg).decode()
        return (
            f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}" '
            f'width="{round(picture.width * 4 / 3)}" height="{round(picture.height * 4 / 3)}">'
        )

    def _key_facts(self, block: KeyFacts) -> str:
        caption = f'<p class="caption">{escape(block.caption)}</p>' if block.caption else ""
        rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{self._cell(value)}</dd></div>" for name, value in block.rows)
        return f'{caption}<dl class="facts">{rows}</dl>'

    def _callout(self, block: Callout) -> str:
        words = escape(block.label or CALLOUT_LABELS[block.kind])
        return (
            f'<div class="callout {block.kind}" role="note"><p><strong>{words}:</strong> '
            f"{self._runs(block.runs)}</p></div>"
        )

    def _signature(self, block: Signature) -> str:
        lines = "".join(f'<p class="provenance">{_broken(line)}</p>' for line in block.lines)
        fields = (
            ("Signature", block.signature),
            ("Name", block.name),
            ("Post", block.post),
            ("Date", block.date),
        )
        rows = "".join(f"<div><dt>{name}</dt><dd>{_broken(value)}</dd></div>" for name, value in fields)
        party = escape(block.party)
        return (
            f'<div class="signature" role="group" aria-label="Signature for {party}">'
            f'<p class="party">Signed for {party}</p>{lines}<dl class="facts">{rows}</dl></div>'
        )

    def _contents(self, block: Contents) -> str:
        rows = "".join(
            f'<li class="level-{heading.level}"><a href="#{escape(heading.anchor)}">'
            f"{self._numbered_title(heading)}</a></li>"
            for heading in headings(self.document, block.levels)
        )
        return (
            f'<nav aria-labelledby="contents"><p class="lead" id="contents">{escape(block.title)}</p>'
            f'<ul role="list">{rows}</ul></nav>\n'
        )
