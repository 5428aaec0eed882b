"""Make `templates/house-style.docx` for the first time: the looks of every Word document.

From then on the file itself is what is changed, in Word (Modify Style), and this script is only its
history. python-docx does what it has words for; the rest (rules, panels, numbering, table styles) is XML.

    python scripts/make_house_style.py templates/house-style.docx
"""

from __future__ import annotations

import io
import re
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor, Twips

NAVY, TEAL, TEXT, MUTED = "14324F", "0B5F6B", "1A1F24", "46525C"
RULE, TINT, BAND = "B9C7CF", "E4EDF0", "F5F8F9"
AMBER, AMBER_PALE, RED, RED_PALE = "B86200", "FFF3D6", "A3210F", "FBEAE7"
SIDE, TOP, BOTTOM = 1134, 1247, 1276  # margins in twips: 2, 2.2 and 2.25 cm
OWN_NAMES = {
    "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "TOC Heading", "toc 1", "toc 2",
    "List Bullet", "Caption", "Header", "Footer", "Hyperlink",
}  # fmt: skip
LONG, SHORT = 16838, 11906  # A4


def w(xml: str) -> Any:
    """A WordprocessingML element from its XML, with the `w` prefix declared."""
    return parse_xml(re.sub(r"^<[\w:]+", lambda head: f"{head[0]} {nsdecls('w')}", xml))


def line(side: str, colour: str, eighths: int, space: int = 4) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'


class House:
    """The document under construction."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self.styles = self.document.styles
        self.strip()

    def strip(self) -> None:
        """Take out what python-docx's own template brings: its many styles, lists and its thumbnail."""
        keep = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
        for style in list(self.styles):
            if style.name not in keep:
                style.delete()
        numbering = self.document.part.numbering_part.element
        for child in list(numbering):
            numbering.remove(child)
        latent = self.styles.element.find(qn("w:latentStyles"))
        if latent is not None:
            self.styles.element.remove(latent)
        package = self.document.part.package
        for key, rel in list(package.rels.items()):
            if "thumbnail" in rel.reltype:
                del package.rels[key]
        for key, rel in list(self.document.part.rels.items()):
            if rel.reltype.rsplit("/", 1)[-1] in {"customXml", "stylesWithEffects", "webSettings"}:
                del self.document.part.rels[key]

    def new(self, name: str, kind: WD_STYLE_TYPE) -> Any:
        """A new style; Word's own names make Word's own styles."""
        return self.styles.add_style(name, kind, builtin=name in OWN_NAMES)

    def paragraph(
        self,
        name: str,
        *,
        based: str = "Normal",
        then: str = "",
        size: float = 0,
        bold: bool | None = None,
        colour: str = "",
        before: float | None = None,
        after: float | None = None,
        spacing: float | None = None,
        left: int = 0,
        hanging: int = 0,
        right: int = 0,
        keep_next: bool = False,
        keep_lines: bool = False,
        outline: int | None = None,
        tabs: tuple[tuple[int, WD_TAB_ALIGNMENT], ...] = (),
    ) -> Any:
        """Make a paragraph style; indents and tab stops in twips, other lengths in points."""
        style = self.styles["Normal"] if name == "Normal" else self.new(name, WD_STYLE_TYPE.PARAGRAPH)
        if name != "Normal":
            style.base_style = self.styles[based]
        style.next_paragraph_style = self.styles[then] if then else style
        style.hidden, style.quick_style, style.unhide_when_used = False, True, False
        if size:
            style.font.size = Pt(size)
        if bold is not None:
            style.font.bold = bold
        if colour:
            style.font.color.rgb = RGBColor.from_string(colour)
        layout = style.paragraph_format
        if before is not None:
            layout.space_before = Pt(before)
        if after is not None:
            layout.space_after = Pt(after)
        if spacing is not None:
            layout.line_spacing = spacing
        if left or hanging:
            layout.left_indent = Twips(left)
            layout.first_line_indent = Twips(-hanging)
        if right:
            layout.right_indent = Twips(right)
        if keep_next:
            layout.keep_with_next = True
        if keep_lines:
            layout.keep_together = True
        for position, alignment in tabs:
            layout.tab_stops.add_tab_stop(Twips(position), alignment)
        if outline is not None:
            properties = style.element.get_or_add_pPr()
            properties.append(w(f'<w:outlineLvl w:val="{outline}"/>'))
        return style

    def panel(self, style: Any, *borders: str, fill: str = "") -> None:
        """Rules round a paragraph style, and a fill; they stand before spacing in the order of `pPr`."""
        properties = style.element.get_or_add_pPr()
        new = []
        if borders:
            new.append(w(f"<w:pBdr>{''.join(borders)}</w:pBdr>"))
        if fill:
            new.append(w(f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'))
        before = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr")
        at = sum(1 for child in properties if child.tag in {qn(f"w:{tag}") for tag in before})
        for element in reversed(new):
            properties.insert(at, element)

    def bullet(self, style: Any, number: int, left: int, hanging: int) -> None:
        """Give a paragraph style its bullet: numbering `number`, linked both ways."""
        numbering = self.document.part.numbering_part.element
        abstract = w(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
            f'<w:pStyle w:val="{style.style_id}"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>'
            f'<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:hint="default"/>'
            f'<w:color w:val="{TEAL}"/></w:rPr></w:lvl></w:abstractNum>'
        )
        first_num = next((i for i, child in enumerate(numbering) if child.tag == qn("w:num")), len(numbering))
        numbering.insert(first_num, abstract)
        numbering.append(w(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
        properties = style.element.get_or_add_pPr()
        properties._insert_numPr(w(f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'))

    def table(self, name: str, xml: str) -> None:
        """A table style from the XML of its properties."""
        style = self.new(name, WD_STYLE_TYPE.TABLE)
        style.base_style = self.styles["Normal Table"]
        style.hidden, style.quick_style, style.unhide_when_used = False, True, False
        for child in w(f"<w:style>{xml}</w:style>"):
            style.element.append(child)


def text_styles(house: House, wide: int) -> None:
    normal = house.paragraph("Normal", size=12, colour=TEXT, before=0, after=5, spacing=1.08)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), "Arial")
    normal.paragraph_format.widow_control = True

    house.paragraph("Document Kind", size=15, bold=True, colour=TEAL, before=108, after=14, keep_next=True)
    house.paragraph("Title", size=32, bold=True, colour=NAVY, after=10, spacing=1.05, keep_lines=True, right=567)
    house.paragraph("Subtitle", size=16, colour=MUTED, after=26, spacing=1.15, right=850)
    house.paragraph("Sheet Kind", bold=True, colour=TEAL, before=0, after=2, keep_next=True)
    house.paragraph(
        "Sheet Title", size=20, bold=True, colour=NAVY, after=6, spacing=1.05, keep_next=True, keep_lines=True
    )
    cover = house.paragraph("Cover Label", bold=True, colour=TEAL, before=14, after=6, keep_next=True)
    house.panel(cover, line("top", TEAL, 12, 12))
    house.paragraph("Cover Text", size=13, after=5)

    h1 = house.paragraph(
        "Heading 1", then="Normal", size=18, bold=True, colour=NAVY, before=18, after=6, spacing=1.05,
        left=737, hanging=737, keep_next=True, keep_lines=True, outline=0,
    )  # fmt: skip
    house.panel(h1, line("bottom", RULE, 6, 5))
    house.paragraph(
        "Heading 2", then="Normal", size=14, bold=True, colour=TEAL, before=9, after=3, spacing=1.05,
        left=737, hanging=737, keep_next=True, keep_lines=True, outline=1,
    )  # fmt: skip
    house.paragraph(
        "Heading 3", then="Normal", size=13, bold=True, colour=NAVY, before=10, after=4,
        keep_next=True, keep_lines=True, outline=2,
    )  # fmt: skip
    house.paragraph(
        "Heading 4", then="Normal", bold=True, colour=TEXT, before=9, after=3,
        keep_next=True, keep_lines=True, outline=3,
    )  # fmt: skip
    house.paragraph("TOC Heading", then="Normal", size=18, bold=True, colour=NAVY, before=12, after=6, keep_next=True)
    tab = ((624, WD_TAB_ALIGNMENT.LEFT),)
    house.paragraph("toc 1", after=2, spacing=1.05, left=624, hanging=624, tabs=tab)
    house.paragraph("toc 2", after=3, spacing=1.1, left=1361, hanging=737, tabs=((1361, WD_TAB_ALIGNMENT.LEFT),))

    house.paragraph("Clause", left=737, hanging=737)
    house.paragraph("Clause Level 2", left=1247, hanging=510, after=2)
    house.paragraph("Clause Level 3", left=1757, hanging=510, after=2)
    house.paragraph("Clause Text", left=737)
    house.paragraph("Provenance", colour=MUTED, left=737, after=4)
    bullet = house.paragraph("List Bullet", left=454, hanging=284, after=2)
    house.bullet(bullet, 1, 454, 284)
    bullet = house.paragraph("Clause Bullet", left=1077, hanging=284, after=2)
    house.bullet(bullet, 2, 1077, 284)

    house.paragraph("Caption", bold=True, colour=NAVY, before=9, after=4, spacing=1.05, keep_next=True, keep_lines=True)
    house.paragraph("Diagram", before=6, after=4, keep_next=True)
    house.paragraph("Table Text", after=0, spacing=1.03)
    house.paragraph("Table Head", based="Table Text", bold=True, colour=NAVY, keep_next=True)
    bullet = house.paragraph("Table Bullet", based="Table Text", left=227, hanging=227)
    house.bullet(bullet, 3, 227, 227)
    gap = house.paragraph("Table Gap", size=12, before=0, after=0)
    gap.paragraph_format.line_spacing = Pt(8)

    for name, colour, pale in (
        ("Callout Gap", AMBER, AMBER_PALE), ("Callout Note", TEAL, "E8F2F4"), ("Callout Warning", RED, RED_PALE)
    ):  # fmt: skip
        style = house.paragraph(name, before=8, after=10, left=227, right=113, keep_lines=True)
        edges = [line(side, pale, 4, 5) for side in ("bottom", "right")]
        house.panel(style, line("top", pale, 4, 5), line("left", colour, 36, 8), *edges, fill=pale)

    house.paragraph(
        "Signature Party", size=14, bold=True, colour=NAVY, before=16, after=2, keep_next=True, keep_lines=True
    )
    house.paragraph("Signature Role", colour=MUTED, after=3, keep_next=True)
    right = ((wide, WD_TAB_ALIGNMENT.RIGHT),)
    house.paragraph("Header", after=0, spacing=1.0, colour=MUTED, tabs=right)
    house.paragraph("Footer", after=0, spacing=1.0, colour=MUTED, tabs=right)

    for name, colour in (("Hyperlink", "0B4F9E"), ("Open Point", "")):
        style = house.new(name, WD_STYLE_TYPE.CHARACTER)
        style.base_style = house.styles["Default Paragraph Font"]
        style.hidden, style.quick_style, style.unhide_when_used = False, True, False
        if colour:
            style.font.color.rgb = RGBColor.from_string(colour)
            style.font.underline = True
        else:
            style.font.bold = True
            shade = w('<w:shd w:val="clear" w:color="auto" w:fill="FFE3A6"/>')
            style.element.get_or_add_rPr().append(shade)


def table_styles(house: House) -> None:
    margins = (
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
    )
    inside = f"{line('bottom', NAVY, 8, 0)}{line('insideH', RULE, 4, 0)}"
    first_column = '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
    house.table(
        "House Table",
        f'<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>{line("top", NAVY, 12, 0)}{inside}'
        f"</w:tblBorders>{margins}</w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{NAVY}"/></w:rPr>'
        f"<w:tcPr><w:tcBorders>{line('bottom', NAVY, 8, 0)}</w:tcBorders>"
        f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/><w:vAlign w:val="bottom"/></w:tcPr>'
        f"</w:tblStylePr>{first_column}"
        f'<w:tblStylePr w:type="band2Horz"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/></w:tcPr>'
        "</w:tblStylePr>",
    )
    house.table(
        "House Key Facts",
        f"<w:tblPr><w:tblBorders>{line('top', RULE, 4, 0)}{line('bottom', RULE, 4, 0)}"
        f"{line('insideH', RULE, 4, 0)}</w:tblBorders>{margins}</w:tblPr>"
        f'<w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:color w:val="{NAVY}"/></w:rPr></w:tblStylePr>',
    )
    house.table(
        "House Signature",
        f"<w:tblPr><w:tblBorders>{line('top', NAVY, 12, 0)}{line('bottom', NAVY, 8, 0)}"
        f"{line('insideH', RULE, 4, 0)}</w:tblBorders>{margins}</w:tblPr>"
        f'<w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:color w:val="{NAVY}"/></w:rPr>'
        f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/></w:tcPr></w:tblStylePr>',
    )


def colour_square() -> bytes:
    """A PNG of one navy pixel, to be stretched to the band at the edge of the cover."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0" + bytes.fromhex(NAVY), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def cover_band(paragraph: Any) -> None:
    """Put the band at the left edge of the page, behind everything, marked as decoration."""
    run = paragraph.add_run()
    inline = run.add_picture(io.BytesIO(colour_square()), Twips(510), Twips(LONG))._inline
    graphic = inline.find(qn("a:graphic"))
    extent = inline.find(qn("wp:extent"))
    decorative = (
        '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
    )
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp")} distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" '
        'behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{extent.get("cx")}" cy="{extent.get("cy")}"/>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:wrapNone/><wp:docPr id="9001" name="Cover band" descr="">{decorative}</wp:docPr>'
        "<wp:cNvGraphicFramePr/></wp:anchor>"
    )
    anchor.append(graphic)
    inline.getparent().replace(inline, anchor)


def field(paragraph: Any, code: str, shown: str) -> None:
    run = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    for xml in (run.format("begin"), instruction, run.format("separate"), f"<w:r><w:t>{shown}</w:t></w:r>",
                run.format("end")):  # fmt: skip
        paragraph._p.append(w(xml))


def head_and_foot(house: House, header: Any, footer: Any, *, cover: bool, wide: int, usual: int) -> None:
    styles = house.styles
    for part in (header, footer):
        part.is_linked_to_previous = False
    top = header.paragraphs[0]
    top.style = styles["Header"]
    bottom = footer.paragraphs[0]
    bottom.style = styles["Footer"]
    lines = [top, bottom]
    if cover:
        cover_band(top)
    top.add_run("[marking]").bold = True
    mark = top.add_run("\t[mark]")
    mark.bold = True
    mark.font.color.rgb = RGBColor.from_string(NAVY)
    rule = w(f"<w:pBdr>{line('top', RULE, 6, 6)}</w:pBdr>")
    bottom._p.get_or_add_pPr().append(rule)
    if cover:
        bottom.add_run("[marking]").bold = True
        bottom.add_run("\t[reference]")
    else:
        bottom.add_run("[title]")
        second = footer.add_paragraph(style=styles["Footer"])
        second.add_run("[marking]").bold = True
        second.add_run("\t[reference] · Version [version] · Page ")
        field(second, "PAGE", "2")
        second.add_run(" of ")
        field(second, "NUMPAGES", "9")
        lines += [second]
    if wide != usual:
        for paragraph in lines:
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Twips(usual), WD_TAB_ALIGNMENT.CLEAR)
            stops.add_tab_stop(Twips(wide), WD_TAB_ALIGNMENT.RIGHT)


def pages(house: House) -> None:
    """A portrait section with a first page of its own, and a landscape one, with samples of the styles."""
    document = house.document
    upright = document.sections[0]
    for paragraph in list(document.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)

    def sheet(section: Any, width: int, height: int, orientation: WD_ORIENT) -> None:
        section.orientation = orientation
        section.page_width, section.page_height = Twips(width), Twips(height)
        section.left_margin = section.right_margin = Twips(SIDE)
        section.top_margin, section.bottom_margin = Twips(TOP), Twips(BOTTOM)
        section.header_distance, section.footer_distance = Twips(567), Twips(567)

    sheet(upright, SHORT, LONG, WD_ORIENT.PORTRAIT)
    upright.different_first_page_header_footer = True
    usual = SHORT - 2 * SIDE
    head_and_foot(house, upright.first_page_header, upright.first_page_footer, cover=True, wide=usual, usual=usual)
    head_and_foot(house, upright.header, upright.footer, cover=False, wide=usual, usual=usual)

    document.add_paragraph("House style", style="Title")
    document.add_paragraph(
        "The looks of every document: styles, page sizes, headers and footers. Change a look with Modify Style. "
        "The words on these pages are samples and are never printed. Keep the names of the styles, and keep the "
        "words in square brackets in headers and footers: they are filled in.",
        style="Subtitle",
    )
    for style in house.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH and style.name not in {"Normal", "Header", "Footer", "Title"}:
            document.add_paragraph(f"{style.name}: how this style looks.", style=style)
    for name in ("House Table", "House Key Facts", "House Signature"):
        table = document.add_table(3, 3, style=house.styles[name])
        for row in table.rows:
            for cell in row.cells:
                cell.paragraphs[0].style = house.styles["Table Text"]
                cell.paragraphs[0].add_run(name)
        document.add_paragraph()
    aside = document.add_section(WD_SECTION.NEW_PAGE)
    sheet(aside, LONG, SHORT, WD_ORIENT.LANDSCAPE)
    aside.different_first_page_header_footer = False
    head_and_foot(house, aside.header, aside.footer, cover=False, wide=LONG - 2 * SIDE, usual=usual)
    document.add_paragraph("A landscape page, for wide tables.")


def settings(house: House) -> None:
    """British English, and no compatibility with older Word."""
    defaults = house.styles.element.find(qn("w:docDefaults"))
    house.styles.element.replace(
        defaults,
        w(
            "<w:docDefaults><w:rPrDefault><w:rPr>"
            '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
            '<w:sz w:val="24"/><w:szCs w:val="24"/>'
            '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )
    element = house.document.settings.element
    for child in list(element):
        element.remove(child)
    element.append(w('<w:zoom w:percent="100"/>'))
    element.append(w('<w:defaultTabStop w:val="720"/>'))
    element.append(w('<w:characterSpacingControl w:val="doNotCompress"/>'))
    element.append(
        w(
            '<w:compat><w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        )
    )
    element.append(w('<w:themeFontLang w:val="en-GB"/>'))
    element.append(w('<w:decimalSymbol w:val="."/>'))
    element.append(w('<w:listSeparator w:val=","/>'))
    core = house.document.core_properties
    core.title, core.author, core.comments, core.language = "House style", "", "", "en-GB"
    core.keywords = core.subject = core.last_modified_by = ""


def same_bytes(data: bytes) -> bytes:
    """The same zip with fixed dates, so that the script makes the same file each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(entry))
    return out.getvalue()


def make() -> bytes:
    """The house style as the bytes of a Word file."""
    house = House()
    text_styles(house, SHORT - 2 * SIDE)
    table_styles(house)
    settings(house)
    pages(house)
    out = io.BytesIO()
    house.document.save(out)
    return same_bytes(out.getvalue())


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(make())
