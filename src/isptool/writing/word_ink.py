"""Running text and paragraphs as WordprocessingML, and what a document's parts have to share while written.

XML is made as strings: measured, that is a hundred times quicker than building cells through a library, and
the order of elements inside `w:pPr` and its kin, which Word insists on, stands in one place.
"""

from __future__ import annotations

import re
from zlib import crc32

from isptool.writing.document import Document, Gap, Link, Ref, Runs, Text, label
from isptool.writing.prose import clean, safe_target
from isptool.writing.word_house import HouseStyle, Page

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{RELATIONS}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)

KEEP, LOOSE = "<w:keepNext/>", '<w:keepNext w:val="0"/>'
"""Whether a paragraph stays on the page of the one after it."""

_BREAKS = re.compile("([\n\t])")
_BREAK_ELEMENTS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_ANCHOR = re.compile(r"[^A-Za-z0-9_]")


def escaped(text: str) -> str:
    """`text` for the inside of an XML element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """`text` for an XML attribute in double quotes, on one line."""
    return escaped(" ".join(clean(text).text.split())).replace('"', "&quot;")


class Ink:
    """Writes text in one document's name: knows its styles, and collects its links, pictures and bookmarks."""

    def __init__(self, document: Document, house: HouseStyle) -> None:
        self.document = document
        self.house = house
        self.page: Page = house.portrait
        self.relations: list[tuple[str, str, str, bool]] = []  # (id, type, target, outside)
        self.media: list[tuple[str, bytes]] = []  # (name under word/media, contents)
        self.new_page = False  # whether the next paragraph begins a page
        self._styled = {use: f'<w:p><w:pPr><w:pStyle w:val="{attribute(i)}"/>' for use, i in house.styles.items()}
        self._links: dict[str, str] = {}
        self._bookmarks: dict[str, str] = {}
        self._taken: set[str] = set()
        self._ids = 0

    # --- ids and names --------------------------------------------------------------------------

    def next_id(self) -> int:
        """A number that no other bookmark or drawing of the document has."""
        self._ids += 1
        return self._ids

    def relate(self, kind: str, target: str, outside: bool = False) -> str:
        """A relationship of the document part; returns its id."""
        identifier = f"rId{len(self.relations) + 1}"
        self.relations.append((identifier, f"{RELATIONS}/{kind}", target, outside))
        return identifier

    def bookmark(self, anchor: str) -> str:
        """The bookmark name of an anchor: at most 40 letters, digits and underscores, no two alike."""
        name = self._bookmarks.get(anchor)
        if name is None:
            name = _ANCHOR.sub("_", anchor)
            if not name[:1].isalpha():
                name = f"p{name}"
            if len(name) > 40 or name.casefold() in self._taken:
                name = f"{name[:31]}_{crc32(anchor.encode('utf-8', 'replace')):08x}"
            self._taken.add(name.casefold())
            self._bookmarks[anchor] = name
        return name

    def marked(self, anchor: str, content: str) -> str:
        """`content` inside the bookmark of `anchor`."""
        number = self.next_id()
        start = f'<w:bookmarkStart w:id="{number}" w:name="{self.bookmark(anchor)}"/>'
        return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'

    # --- running text ---------------------------------------------------------------------------

    def text(self, text: str, properties: str = "") -> str:
        """One run; a line end in `text` is a line break, a tab is a tab."""
        if not text:
            return ""
        if not text.isprintable():
            return self._broken(clean(text).text, properties)
        if "&" in text or "<" in text or ">" in text:
            text = escaped(text)
        return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'

    def _broken(self, text: str, properties: str) -> str:
        """A run with its line ends and tabs as elements."""
        pieces = []
        for piece in _BREAKS.split(text):
            if piece in _BREAK_ELEMENTS:
                pieces.append(_BREAK_ELEMENTS[piece])
            elif piece:
                pieces.append(f'<w:t xml:space="preserve">{escaped(piece)}</w:t>')
        return f"<w:r>{properties}{''.join(pieces)}</w:r>" if pieces else ""

    def runs(self, runs: Runs, properties: str = "") -> str:
        """Running text. `properties` (a whole `w:rPr`) are for the runs that have none of their own."""
        if isinstance(runs, str):
            return self.text(runs, properties)
        done = []
        for run in runs:
            if isinstance(run, Text):
                done.append(self.text(run.text, "<w:rPr><w:b/></w:rPr>" if run.bold else properties))
            elif isinstance(run, Link):
                done.append(self._link(run, plain=bool(properties)))
            elif isinstance(run, Ref):
                done.append(self._reference(run))
            elif isinstance(run, Gap):
                done.append(self.text(run.text, self._character("open-point")))
            else:
                done.append("<w:r><w:br/></w:r>")
        return "".join(done)

    def _character(self, use: str) -> str:
        return f'<w:rPr><w:rStyle w:val="{attribute(self.house.styles[use])}"/></w:rPr>'

    def _link(self, link: Link, *, plain: bool = False) -> str:
        target = safe_target(link.target)
        look = self._character("link")
        content = self.text(link.text, look.replace("</w:rPr>", '<w:b w:val="0"/></w:rPr>') if plain else look)
        if not target:
            return self.text(link.text)
        identifier = self._links.get(target)
        if identifier is None:
            identifier = self._links[target] = self.relate("hyperlink", target, outside=True)
        return f'<w:hyperlink r:id="{identifier}" w:history="1">{content}</w:hyperlink>'

    def _reference(self, ref: Ref) -> str:
        """A cross reference: the number of a clause or section is a field, so that Word can keep it right."""
        words = label(self.document, ref)
        name = self.bookmark(ref.anchor)
        kind, _, number = self.document.labels[ref.anchor].partition(" ")
        if ref.text or kind not in ("clause", "section") or "(" in number:
            # A field for 3.1(a) would print 3.1.1(a): Word counts the level between them, which is not there.
            return f'<w:hyperlink w:anchor="{name}" w:history="1">{self.text(words)}</w:hyperlink>'
        return self.text("" if ref.bare else f"{kind} ") + self.field(f"REF {name} \\r \\h", number)

    def field(self, code: str, shown: str) -> str:
        """A field with the result it has now."""
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> {escaped(code)} </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            f"{self.text(shown)}"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    # --- paragraphs -----------------------------------------------------------------------------

    def paragraph(self, use: str, content: str, keep: str = "", more: str = "") -> str:
        """A paragraph in the style for `use`.

        `keep` is `KEEP` (stays on the page of the next one), `LOOSE` (need not, whatever the style says) or
        empty (as the style says). `more` are further properties, in this order: numbering, spacing, indent.
        """
        if self.new_page:
            self.new_page = False
            keep += "<w:pageBreakBefore/>"
        return f"{self._styled[use]}{keep}{more}</w:pPr>{content}</w:p>"
