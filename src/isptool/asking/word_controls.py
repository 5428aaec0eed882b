"""Content controls in a Word file: each with a tag, in a bookmark, in a row of a table with a visible code.

LibreOffice drops every tag when it saves, and other programs drop more. So each answer can be found again in three
ways; which of them were needed is said by whoever reads the file back (`read_controls`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from isptool.asking.form import Control
from isptool.writing.document import Document
from isptool.writing.word_body import Body
from isptool.writing.word_house import HouseStyle
from isptool.writing.word_ink import NAMESPACES, attribute

TICKED, UNTICKED = "\N{BALLOT BOX WITH X}", "\N{BALLOT BOX}"
BOLD = "<w:rPr><w:b/></w:rPr>"
_W14 = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
_CLOSE = (
    '<w:tblCellMar><w:top w:w="15" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="15" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
)
"""The room around the text of a cell, in a table that has to stay on one page."""
_FIRST_ID = 830_000
"""The numbers of controls; bookmarks and pictures count from 1."""
_PROMPT = '<w:rPr><w:color w:val="595959"/></w:rPr>'
_BOX_FONT = (
    '<w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr>'
)


class Xml(str):
    """Text that is XML already."""


class ControlBody(Body):
    """The body of a document that somebody fills in: blocks as in any document, and tables with controls."""

    def __init__(self, document: Document, house: HouseStyle) -> None:
        super().__init__(document, house)
        self.margins = _CLOSE if document.sheet else ""
        self._controls = 0

    def xml(self) -> str:
        """The whole document part, with the names that boxes to tick need."""
        return super().xml().replace(f"<w:document {NAMESPACES}>", f"<w:document {NAMESPACES} {_W14}>", 1)

    def table(self, title: str, told: str, widths: Sequence[int], rows: Iterable[str]) -> str:
        """A table whose rows are there already; its first row is its head, and its first column names the row."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{attribute(self.ink.house.styles["table"])}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'{self.margins}<w:tblLook w:val="04A0" '
            'w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{attribute(title)}"/><w:tblDescription w:val="{attribute(told)}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def line(self, *parts: str) -> str:
        """A paragraph of texts and controls."""
        return self.raw("".join(each if isinstance(each, Xml) else self.ink.text(each) for each in parts))

    def raw(self, content: str) -> str:
        """A paragraph of a cell."""
        return self.ink.paragraph("cell", content)

    def control(self, control: Control) -> Xml:
        """A content control within a line, inside its bookmark."""
        self._controls += 1
        number = self.ink.next_id()
        prompting = not control.value and control.kind != "tick"
        properties = (
            f'<w:alias w:val="{attribute(control.title)[:64]}"/><w:tag w:val="{attribute(control.tag)}"/>'
            f'<w:id w:val="{_FIRST_ID + self._controls}"/><w:lock w:val="sdtLocked"/>'
            f"{'<w:showingPlcHdr/>' if prompting else ''}{_kind(control)}"
        )
        if control.kind == "tick":
            content = self.ink.text(TICKED if control.ticked else UNTICKED, _BOX_FONT)
        else:
            content = self.ink.text(control.value or control.prompt, _PROMPT if prompting else "")
        return Xml(
            f'<w:bookmarkStart w:id="{number}" w:name="{control.bookmark}"/>'
            f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
            f'<w:bookmarkEnd w:id="{number}"/>'
        )


def row(cells: Sequence[str], widths: Sequence[int], *, head: bool = False) -> str:
    """A row of a table that does not split over pages; the head is repeated on each."""
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{inside}</w:tr>"


def across(content: str, widths: Sequence[int]) -> str:
    """A row with one cell across the table."""
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:gridSpan w:val="{len(widths)}"/></w:tcPr>{content}</w:tc></w:tr>'
    )


def _kind(control: Control) -> str:
    if control.kind == "tick":
        return (
            f'<w14:checkbox><w14:checked w14:val="{control.ticked:d}"/><w14:checkedState w14:val="2612" '
            'w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
        )
    if control.kind == "choice":
        items = "".join(
            f'<w:listItem w:displayText="{attribute(shown)}" w:value="{attribute(value)}"/>'
            for shown, value in control.choices
        )
        return f"<w:dropDownList>{items}</w:dropDownList>"
    if control.kind == "date":
        return (
            '<w:date><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="en-GB"/>'
            '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
        )
    # LibreOffice runs the lines of a plain text of several lines together when it saves; of a rich text it does not.
    return "<w:richText/>" if control.kind == "lines" else "<w:text/>"
