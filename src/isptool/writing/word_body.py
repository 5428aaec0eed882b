"""The body of a Word document: cover, blocks and sections, as one list of strings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from isptool.writing import word_tables
from isptool.writing.diagram import draw
from isptool.writing.document import (
    CALLOUT_LABELS,
    Block,
    Bullets,
    Callout,
    Clause,
    Clauses,
    Contents,
    Document,
    Figure,
    Heading,
    KeyFacts,
    PageBreak,
    Para,
    Picture,
    Provenance,
    Runs,
    Section,
    Signatures,
    Table,
    Text,
    headings,
)
from isptool.writing.word_house import HouseStyle, Indent
from isptool.writing.word_ink import KEEP, LOOSE, NAMESPACES, Ink, attribute
from isptool.writing.word_tables import Columns, measured

_AFTER_TABLE = '<w:spacing w:before="120"/>'
_EMU = 12700  # English Metric Units to a point
_MANY_PARTIES = 12  # on the cover, each on a line of its own; more are told in one paragraph
_SIGN_TOGETHER = 5  # places to sign that stay on one page together
_LEAD = 3  # paragraphs between a heading and a landscape table that go to the table's page with the heading
_CAPTION_ROOM = 60.0  # points kept free under the tallest picture


class Body:
    """Writes the blocks of one document and keeps account of its sections.

    `apart` gives the end of a section a paragraph of its own, so that no paragraph of words depends on it.
    """

    def __init__(self, document: Document, house: HouseStyle, *, apart: bool = False) -> None:
        self.document = document
        self.house = house
        self.apart = apart
        self.ink = Ink(document, house)
        self.out: list[str] = []
        self.furniture: dict[str, str] = {}  # part of a header or footer → relationship id
        self.first_section = True
        self.after_table = False
        self.in_clause = False  # under a numbered heading of level 2, which is a clause: text stands as its text
        self.columns: dict[int, Columns] = {}

    def xml(self) -> str:
        """The whole document part."""
        blocks = self.document.blocks
        if self.document.cover:
            self._cover()
        else:
            self._title()
        for landscape, stretch in _sections(blocks, self._lies_down):
            page = self.house.landscape if landscape else self.house.portrait
            if page is not self.ink.page:
                self._end_section()
                self.ink.page = page
            for index, block in enumerate(stretch):
                self._block(block, stretch[index + 1] if index + 1 < len(stretch) else None)
        if self.after_table or self.apart:
            self._tiny("")
        last = self._section_properties()
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f"<w:document {NAMESPACES}><w:body>{''.join(self.out)}{last}</w:body></w:document>"
        )

    # --- cover and sections ---------------------------------------------------------------------

    def _cover(self) -> None:
        document, cover, ink = self.document, self.document.cover, self.ink
        assert cover is not None
        self.out.append(ink.paragraph("kind", ink.text(document.kind)))
        self.out.append(ink.paragraph("title", ink.text(document.title)))
        if document.subtitle:
            self.out.append(ink.paragraph("subtitle", ink.text(document.subtitle)))
        if cover.parties:
            self.out.append(ink.paragraph("cover-label", ink.text(cover.lead)))
            told = cover.parties if len(cover.parties) <= _MANY_PARTIES else ("; ".join(cover.parties),)
            self.out += [ink.paragraph("cover-text", ink.text(party)) for party in told]
        known = (("Reference", document.reference), ("Version", document.version))
        facts = (*((name, value) for name, value in known if value), *cover.facts)
        if facts:
            self.out.append(ink.paragraph("cover-label", ink.text("Document")))
            self.out += word_tables.key_facts(ink, KeyFacts(facts))
        self.ink.new_page = True
        self.after_table = bool(facts)

    def _title(self) -> None:
        document, ink = self.document, self.ink
        if document.sheet:
            self.out.append(ink.paragraph("sheet-kind", ink.text(document.kind)))
            self.out.append(ink.paragraph("sheet-title", ink.text(document.title)))
            return
        if document.kind:
            self.out.append(ink.paragraph("kind", ink.text(document.kind), "", '<w:spacing w:before="0"/>'))
        self.out.append(ink.paragraph("title", ink.text(document.title)))
        if document.subtitle:
            self.out.append(ink.paragraph("subtitle", ink.text(document.subtitle)))

    def _lies_down(self, block: Block) -> bool:
        """Whether a table wants a landscape page, or needs one to leave its words whole."""
        if not isinstance(block, Table):
            return False
        return block.landscape or not self._measured(block).fit(self.house.portrait.width / 20)

    def _measured(self, table: Table) -> Columns:
        found = self.columns.get(id(table))
        if found is None:
            found = measured(table.head, table.rows, bold_first=table.row_heads)
            self.columns[id(table)] = found
        return found

    def _end_section(self) -> None:
        """Close the section in its last paragraph, or in a tiny one where it ends with a table."""
        self.ink.new_page = False
        properties = self._section_properties()
        if self.out and not self.after_table and not self.apart and self.out[-1].endswith("</w:p>"):
            self.out[-1] = self.out[-1].replace("</w:pPr>", f"{properties}</w:pPr>", 1)
        else:
            self._tiny(properties)
        self.after_table = False

    def _tiny(self, properties: str) -> None:
        """The paragraph that Word wants after a table at the end, a twentieth of a point high."""
        spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        self.out.append(self.ink.paragraph("after-table", "", "", spacing + properties))

    def _section_properties(self) -> str:
        """The properties of the section that ends here."""
        page = self.ink.page
        cover = self.first_section and self.document.cover is not None and "header-first" in page.furniture
        self.first_section = False
        references = []
        for key, furniture in page.furniture.items():
            place, kind = key.split("-")
            if kind == "first" and not cover:
                continue
            identifier = self.furniture.get(furniture.part)
            if identifier is None:
                identifier = self.ink.relate(place, furniture.part.removeprefix("word/"))
                self.furniture[furniture.part] = identifier
            references.append(f'<w:{place}Reference w:type="{kind}" r:id="{identifier}"/>')
        first = "<w:titlePg/>" if cover else ""
        return f'<w:sectPr>{"".join(references)}<w:type w:val="nextPage"/>{page.size}{first}</w:sectPr>'

    # --- blocks ---------------------------------------------------------------------------------

    def _block(self, block: Block, following: Block | None) -> None:
        spaced = self.after_table
        if spaced and isinstance(block, KeyFacts | Table) and not block.caption:
            self.out.append(self.ink.paragraph("after-table", ""))
        self.after_table = False
        gap = _AFTER_TABLE if spaced and not self.ink.new_page else ""
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Para):
            self._para(block, following, gap)
        elif isinstance(block, Provenance):
            keep = KEEP if isinstance(following, Provenance) else ""
            self.out.append(self.ink.paragraph("provenance", self.ink.runs(block.runs), keep, gap))
        elif isinstance(block, Bullets):
            self._bullets(block.items, "clause-bullet" if self.in_clause else "bullet", gap)
        elif isinstance(block, Clauses):
            leads_on = isinstance(following, Provenance)
            for index, clause in enumerate(block.items, 1):
                self._clause(clause, gap, leads_on=leads_on and index == len(block.items))
                gap = ""
        elif isinstance(block, Table):
            self.out += word_tables.table(self.ink, block, self._measured(block))
            self.after_table = True
        elif isinstance(block, Figure):
            self._figure(block)
        elif isinstance(block, KeyFacts):
            self.out += word_tables.key_facts(self.ink, block)
            self.after_table = True
        elif isinstance(block, Callout):
            self._callout(block, gap)
        elif isinstance(block, Signatures):
            together = len(block.items) <= _SIGN_TOGETHER
            for signature in block.items:
                keep = KEEP if together and signature is not block.items[-1] else ""
                self.out += word_tables.signature(self.ink, signature, keep)
            self.after_table = True
        elif isinstance(block, Contents):
            self._contents(block)
        elif isinstance(block, PageBreak):
            self.ink.new_page = True
            self.after_table = spaced

    def _heading(self, heading: Heading) -> None:
        ink = self.ink
        top = '<w:spacing w:before="0"/>' if ink.new_page else ""
        self.in_clause = (bool(heading.number) and heading.level == 2) or (self.in_clause and heading.level > 2)
        more = ""
        indent = self.house.indents[f"heading-{heading.level}"]
        if heading.annex and heading.level == 1:
            more = f"{self._numbered(0, annex=True)}{top}{_indented(Indent(0, 0))}"
        elif heading.number:
            annex = not heading.number[0].isdigit()
            more = f"{self._numbered(heading.level - 1, annex=annex)}{top}{_indented(indent)}"
        else:
            more = top + (_indented(Indent(0, 0)) if indent.hanging else "")
        content = ink.marked(heading.anchor, ink.text(heading.text))
        self.out.append(ink.paragraph(f"heading-{heading.level}", content, "", more))

    def _numbered(self, level: int, *, annex: bool = False) -> str:
        number = self.house.sections + annex
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'

    def _para(self, block: Para, following: Block | None, gap: str) -> None:
        leads_on = isinstance(following, Bullets | Table | KeyFacts | Figure | Provenance | Signatures)
        use = "clause-text" if self.in_clause else "text"
        keep = KEEP if leads_on or (following is not None and _is_bold(block.runs)) else ""
        self.out.append(self.ink.paragraph(use, self.ink.runs(block.runs), keep, gap))

    def _bullets(self, items: Sequence[Runs], use: str, gap: str, more: str = "") -> None:
        for index, item in enumerate(items):
            keep = KEEP if index == 0 and len(items) > 1 else ""
            self.out.append(self.ink.paragraph(use, self.ink.runs(item), keep, (gap if index == 0 else "") + more))

    def _clause(self, clause: Clause, gap: str, *, leads_on: bool = False) -> None:
        ink, use = self.ink, f"clause-{min(clause.level, 3)}"
        annex = clause.number[:1].isalpha()
        more, indent = gap, self.house.indents[use]
        level = clause.number.partition("(")[0].count(".") if clause.level == 1 else clause.level + 1
        more = self._numbered(level, annex=annex) + gap
        if level == 0:
            more += _indented(indent)  # it counts as a section does, but stands as a clause
        keep = KEEP if clause.more or clause.note or leads_on else ""
        content = ink.marked(clause.anchor, ink.runs(clause.runs))
        self.out.append(ink.paragraph(use, content, keep, more))
        shift = indent.left - self.house.indents["clause-1"].left
        text_indent, bullet_indent = (
            _indented(Indent(old.left + shift, old.hanging)) if shift else ""
            for old in (self.house.indents["clause-text"], self.house.indents["clause-bullet"])
        )
        for block in clause.more:
            if isinstance(block, Para):
                self.out.append(ink.paragraph("clause-text", ink.runs(block.runs), "", text_indent))
            elif isinstance(block, Bullets):
                self._bullets(block.items, "clause-bullet", "", bullet_indent)
            else:
                self._callout(block, "", self.house.indents["clause-text"].left + shift)
        if clause.note:
            self.out.append(ink.paragraph("provenance", ink.runs(clause.note), "", text_indent))

    def _callout(self, block: Callout, gap: str, left: int = 0) -> None:
        words = block.label or CALLOUT_LABELS[block.kind]
        lead = self.ink.text(f"{words}: ", "<w:rPr><w:b/></w:rPr>")
        more = gap
        if left:
            more += _indented(Indent(left + self.house.indents[block.kind].left, 0))
        self.out.append(self.ink.paragraph(block.kind, lead + self.ink.runs(block.runs), "", more))

    def _contents(self, block: Contents) -> None:
        """A table of contents that is a field, with links and without page numbers: never wrong."""
        ink = self.ink
        self.out.append(ink.paragraph("contents-title", ink.text(block.title)))
        levels = min(max(block.levels, 1), 2)
        entries = list(headings(self.document, levels))
        code = f' TOC \\o "1-{levels}" \\n \\h \\z \\u '
        start = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for index, heading in enumerate(entries):
            number = f"{heading.number}: " if heading.annex else heading.number
            text = ink.text(f"{number}{heading.text}" if heading.annex else heading.text)
            if not heading.annex and number:
                text = f"{ink.text(number)}<w:r><w:tab/></w:r>{text}"
            link = f'<w:hyperlink w:anchor="{ink.bookmark(heading.anchor)}" w:history="1">{text}</w:hyperlink>'
            content = (start if index == 0 else "") + link + (end if index == len(entries) - 1 else "")
            use = f"contents-{min(heading.level, 2)}"
            more = "" if number and not heading.annex else _flush(self.house.indents[use])
            self.out.append(ink.paragraph(use, content, "", more))

    # --- pictures -------------------------------------------------------------------------------

    def _figure(self, block: Figure) -> None:
        highest = self.ink.page.height / 20 - _CAPTION_ROOM
        if isinstance(block.drawing, Picture):
            picture = block.drawing
            files = [(picture.svg, picture.emf, picture.width, picture.height, block.alt)]
        else:
            files = [
                (each.svg(f"figure-{block.number}").encode(), each.emf(), each.width, each.height, each.alt)
                for each in draw(block.drawing, highest=min(highest, 590.0), alt=block.alt)
            ]
        for svg, emf, width, height, alt in files:
            scale = min(1.0, self.ink.page.width / 20 / width, highest / height)
            drawn = self._drawing(svg, emf, width * scale, height * scale, alt)
            self.out.append(self.ink.paragraph("drawing", drawn))
        if block.caption:
            keep = KEEP if block.table else LOOSE
            self.out.append(word_tables.caption(self.ink, "Figure", block.number, block.caption, block.anchor, keep))
        if block.table:
            self._block(block.table, None)

    def _drawing(self, svg: bytes, emf: bytes, width: float, height: float, alt: str) -> str:
        """An inline picture: EMF, which every Word shows, with SVG beside it for those that prefer it."""
        ink = self.ink
        count = len(ink.media) // 2 + 1
        names = (f"figure{count}.emf", f"figure{count}.svg")
        main, vector = (ink.relate("image", f"media/{name}") for name in names)
        ink.media += [(names[0], emf), (names[1], svg)]
        number = ink.next_id()
        size = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
        extension = (
            '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip '
            'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            f'r:embed="{vector}"/></a:ext></a:extLst>'
        )
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{number}" name="Figure {count}" descr="{attribute(alt)}"/><wp:cNvGraphicFramePr>'
            '<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData '
            'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr id="{number}" name="{names[0]}" descr="{attribute(alt)}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{main}">{extension}</a:blip><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )


def _is_bold(runs: Runs) -> bool:
    """Whether a paragraph is bold throughout, as one that stands for a heading is."""
    return not isinstance(runs, str) and all(isinstance(run, Text) and run.bold for run in runs)


def _indented(indent: Indent) -> str:
    if indent.hanging:
        return f'<w:ind w:left="{indent.left}" w:hanging="{indent.hanging}"/>'
    return f'<w:ind w:left="{indent.left}" w:firstLine="0"/>'


def _flush(indent: Indent) -> str:
    """An entry without a number stands where the numbers stand."""
    return _indented(Indent(indent.left - indent.hanging, 0)) if indent.hanging else ""


def _sections(blocks: Sequence[Block], lies_down: Callable[[Block], bool]) -> list[tuple[bool, list[Block]]]:
    """Share the blocks out to sections: (landscape, blocks).

    A table that wants a landscape page takes along what leads up to it: see `_leading`.
    """
    sections: list[tuple[bool, list[Block]]] = [(False, [])]
    orientation = False
    for block in blocks:
        if isinstance(block, Section):
            orientation = block.orientation == "landscape"
            sections.append((orientation, []))
            continue
        landscape = orientation or lies_down(block)
        if landscape and not sections[-1][0]:
            taken = _leading(sections[-1][1])
            sections.append((True, taken))
        elif landscape is False and sections[-1][0]:
            sections.append((False, []))
        sections[-1][1].append(block)
    joined: list[tuple[bool, list[Block]]] = []
    for landscape, stretch in sections:
        if not stretch:
            continue
        if joined and joined[-1][0] == landscape:
            joined[-1][1].extend(stretch)
        else:
            joined.append((landscape, stretch))
    return joined


def _leading(stretch: list[Block]) -> list[Block]:
    """Take the heading (or headings) over a few last paragraphs off `stretch`, with them; else the last paragraph."""
    at = len(stretch)
    while at and len(stretch) - at < _LEAD and isinstance(stretch[at - 1], Para | Callout):
        at -= 1
    if at and isinstance(stretch[at - 1], Heading):
        while at and isinstance(stretch[at - 1], Heading):
            at -= 1
    else:
        at = len(stretch) - (1 if stretch and isinstance(stretch[-1], Para) else 0)
    taken = stretch[at:]
    del stretch[at:]
    return taken
