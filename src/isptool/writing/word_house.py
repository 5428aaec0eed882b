"""The house style: a Word file whose styles, page sizes, headers and footers every document takes over.

It is prepared once: styles are found by name (Word and LibreOffice change ids as they like), headers and
footers are split at their tokens, and everything that stays the same keeps its compressed bytes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from html import unescape

from msgspec import Struct

from isptool.errors import IspError
from isptool.writing.word_package import Part, pack, read

PARAGRAPH_STYLES: Mapping[str, str] = {
    "kind": "Document Kind",
    "title": "Title",
    "subtitle": "Subtitle",
    "sheet-kind": "Sheet Kind",
    "sheet-title": "Sheet Title",
    "cover-label": "Cover Label",
    "cover-text": "Cover Text",
    "heading-1": "heading 1",
    "heading-2": "heading 2",
    "heading-3": "heading 3",
    "heading-4": "heading 4",
    "contents-title": "TOC Heading",
    "contents-1": "toc 1",
    "contents-2": "toc 2",
    "text": "Normal",
    "bullet": "List Bullet",
    "clause-1": "Clause",
    "clause-2": "Clause Level 2",
    "clause-3": "Clause Level 3",
    "clause-text": "Clause Text",
    "clause-bullet": "Clause Bullet",
    "provenance": "Provenance",
    "caption": "caption",
    "drawing": "Diagram",
    "cell": "Table Text",
    "cell-head": "Table Head",
    "cell-bullet": "Table Bullet",
    "after-table": "Table Gap",
    "gap": "Callout Gap",
    "note": "Callout Note",
    "warning": "Callout Warning",
    "signature-party": "Signature Party",
    "signature-role": "Signature Role",
}
CHARACTER_STYLES: Mapping[str, str] = {"link": "Hyperlink", "open-point": "Open Point"}
TABLE_STYLES: Mapping[str, str] = {
    "table": "House Table",
    "key-facts": "House Key Facts",
    "signature": "House Signature",
}
_BULLETS = ("bullet", "clause-bullet", "cell-bullet")
"""What each use is called in the house style, as Word writes it in the file ("heading 1", shown as "Heading 1")."""

TOKENS = ("[title]", "[reference]", "[version]", "[marking]", "[mark]")
"""What headers and footers may hold; each is replaced by the document's own words."""

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DROPPED = ("/hyperlink", "/image", "/header", "/footer", "/customXml", "/attachedTemplate")

_STYLE = re.compile(r"<w:style\b([^>]*)>(.*?)</w:style>", re.S)
_NAME = re.compile(r'<w:name\b[^>]*\bw:val="([^"]*)"')
_SECTION = re.compile(r"<w:sectPr\b.*?</w:sectPr>", re.S)
_REFERENCE = re.compile(r"<w:(header|footer)Reference\b([^>]*)/>")
_RELATION = re.compile(r"<Relationship\b([^>]*?)/?>")
_OVERRIDE = re.compile(r"<(Override|Default)\b([^>]*?)/?>")
_PARAGRAPH_EDGE = re.compile(r"<w:p(?=[ >])|</w:p>")
_WORDS = re.compile(r"(<w:t(?: [^>]*)?>)([^<]*)(</w:t>)")
_FIRST_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>(?:<w:pPr>.*?</w:pPr>|<w:pPr/>)?", re.S)
_TAB = re.compile(r'(<w:tab\b[^>]*\bw:pos=")(\d+)(")')
WATERMARK = "\0watermark"
_DOT = " · "


class Furniture(Struct, frozen=True):
    """A header or footer: its part, its pieces (text and tokens in turn), and the pictures it refers to."""

    part: str
    kind: str
    pieces: tuple[str, ...]
    relations: Part | None = None

    def holds(self, token: str) -> bool:
        """Whether a token stands in it."""
        return token in self.pieces

    def filled(self, values: Mapping[str, str]) -> str:
        """Its XML with the tokens replaced; `values` are XML already.

        Where a document has no reference or version, the dot after it goes too, and the word before the version.
        """
        done = [values.get(piece, piece) for piece in self.pieces]
        for at, piece in enumerate(self.pieces[1:-1], 1):
            if piece in TOKENS and not done[at]:
                done[at + 1] = done[at + 1].removeprefix(_DOT)
                if piece == "[version]":
                    done[at - 1] = done[at - 1].removesuffix("Version ")
        return "".join(done)


class Page(Struct, frozen=True):
    """One kind of page: its size and margins as XML, the width and height of its text, its furniture.

    `furniture` has the keys `header-default`, `footer-default`, `header-first`, `footer-first` (and `-even`
    where the house style uses it). Lengths are in twips.
    """

    size: str
    width: int
    height: int
    furniture: Mapping[str, Furniture]


class Indent(Struct, frozen=True):
    """How far a paragraph style stands in, and its first line out, in twips."""

    left: int
    hanging: int


class HouseStyle(Struct, frozen=True):
    """A house style, prepared. Make one with `HouseStyle.load` and use it for every document of a run."""

    styles: Mapping[str, str]
    """Use (`heading-1`, `cell`, `link`, `table`) → style id in this file."""
    indents: Mapping[str, Indent]
    portrait: Page
    landscape: Page
    kept: tuple[Part, ...]
    relations: tuple[tuple[str, str], ...]
    """(type, target) of what the document refers to, apart from headers, footers and pictures."""
    defaults: tuple[tuple[str, str], ...]
    overrides: tuple[tuple[str, str], ...]
    language: str
    """What the styles say the text is in."""
    sections: int
    """The `w:numId` of numbered sections and clauses; annexes have the next one."""

    def __repr__(self) -> str:
        return f"<HouseStyle of {len(self.kept)} parts>"

    @classmethod
    def load(cls, data: bytes) -> HouseStyle:
        """Prepare a house style from the bytes of a Word file.

        Raises `IspError` for a file that is not one, and names every style that it lacks.
        """
        parts = read(data, "The house style")
        if "word/document.xml" not in parts:
            raise IspError("The house style is not a Word file (.docx).", "Save it in Word as a .docx file.")
        for name, part in parts.items():
            if name.endswith("vbaProject.bin"):
                raise IspError("The house style holds macros.", "Save it in Word as a .docx file.")
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in part.data():
                raise IspError(f"{name} in the house style declares a document type.", "Save it again in Word.")
        look = parts["word/styles.xml"].data().decode() if "word/styles.xml" in parts else ""
        found = _styles(look)
        language = re.search(r'<w:lang\b[^>]*\bw:val="([^"]*)"', look)
        styles = {use: identifier for use, (identifier, _) in found.items()}
        indents = {use: _indent(xml) for use, (_, xml) in found.items()}
        portrait, landscape = _pages(parts)
        numbering, sections = _numbering(parts, indents)
        used = {furniture.part for page in (portrait, landscape) for furniture in page.furniture.values()}
        relations = [
            (kind, target)
            for kind, target, outside in _relations(parts, "word/document.xml").values()
            if not outside and not kind.endswith(_DROPPED) and not kind.endswith("/numbering")
        ]
        relations.append((f"{_RELATIONS}/numbering", "numbering.xml"))
        kept = _kept(parts, used, numbering)
        names = {part.name for part in kept}
        defaults, overrides = _content_types(parts, names)
        return cls(
            styles=styles,
            indents=indents,
            portrait=portrait,
            landscape=landscape,
            kept=kept,
            relations=tuple(relations),
            defaults=defaults,
            overrides=overrides,
            language=language[1] if language else "",
            sections=sections,
        )

    def lacks_tokens(self) -> tuple[str, ...]:
        """The tokens that stand in no header and no footer, so that what they stand for is not printed there."""
        every = [each for page in (self.portrait, self.landscape) for each in page.furniture.values()]
        return tuple(token for token in TOKENS if not any(furniture.holds(token) for furniture in every))

    def lacks_marking(self) -> tuple[str, ...]:
        """Where a protective marking or a state would be missing, in plain sentences; empty if nowhere.

        A marking belongs at the head and foot of every page, a state at the head of every page.
        """
        missing = []
        for page, name in ((self.portrait, "portrait"), (self.landscape, "landscape")):
            for key, furniture in page.furniture.items():
                place, kind = key.split("-")
                wanted = ("[marking]", "[mark]") if place == "header" else ("[marking]",)
                first = "first " if kind == "first" else ""
                missing += [
                    f"The {place} of the {first}{name} page has no {token}."
                    for token in wanted
                    if not furniture.holds(token)
                ]
        return tuple(missing)


def _attribute(text: str, name: str) -> str:
    found = re.search(rf'(?:^|\s){name}="([^"]*)"', text)
    return unescape(found[1]) if found else ""


def _styles(xml: str) -> dict[str, tuple[str, str]]:
    """Use → (style id, the style's XML). Raises `IspError` that names all that are missing."""
    by_name: dict[tuple[str, str], tuple[str, str]] = {}
    for head, body in _STYLE.findall(xml):
        name = _NAME.search(body)
        if name:
            kind, called = _attribute(head, "w:type"), unescape(name[1])
            found_style = (_attribute(head, "w:styleId"), body)
            by_name[kind, called] = found_style
            by_name.setdefault((kind, called.casefold()), found_style)
    found, missing = {}, []
    for kind, wanted in (
        ("paragraph", PARAGRAPH_STYLES),
        ("character", CHARACTER_STYLES),
        ("table", TABLE_STYLES),
    ):
        for use, name_wanted in wanted.items():
            # LibreOffice keeps Word's "caption" beside a "Caption" of its own: the exact name goes first
            style = by_name.get((kind, name_wanted)) or by_name.get((kind, name_wanted.casefold()))
            if style is None:
                missing.append(f"{name_wanted} ({kind})")
            elif use in _BULLETS and "<w:numPr>" not in style[1]:
                missing.append(f"{name_wanted} (it has no bullet)")
            else:
                found[use] = style
    if missing:
        raise IspError(
            f"The house style lacks these styles: {', '.join(missing)}.",
            "Make them in Word with New Style, under exactly these names, or start again from the house style "
            "that comes with isptool.",
        )
    return found


def _indent(xml: str) -> Indent:
    found = re.search(r"<w:ind\b[^>]*>", xml)
    if not found:
        return Indent(0, 0)
    left = _attribute(found[0], "w:left") or _attribute(found[0], "w:start") or "0"
    return Indent(int(float(left)), int(float(_attribute(found[0], "w:hanging") or "0")))


def _relations(parts: Mapping[str, Part], source: str) -> dict[str, tuple[str, str, bool]]:
    """Relationship id → (type, target, whether it leads outside) of a part."""
    folder, _, name = source.rpartition("/")
    part = parts.get(f"{folder}/_rels/{name}.rels")
    relations = {}
    for text in _RELATION.findall(part.data().decode()) if part else ():
        outside = _attribute(text, "TargetMode") == "External"
        target = _attribute(text, "Target")
        if target.startswith("/word/"):
            target = target.removeprefix("/word/")
        relations[_attribute(text, "Id")] = (_attribute(text, "Type"), target, outside)
    return relations


def _pages(parts: Mapping[str, Part]) -> tuple[Page, Page]:
    """The portrait page, and the landscape page with furniture of its own."""
    body = parts["word/document.xml"].data().decode()
    relations = _relations(parts, "word/document.xml")
    upright: Page | None = None
    aside: Page | None = None
    for section in _SECTION.findall(body):
        furniture = {}
        for place, text in _REFERENCE.findall(section):
            target = relations[_attribute(text, "r:id")][1]
            furniture[f"{place}-{_attribute(text, 'w:type')}"] = _furniture(parts, f"word/{target}", place)
        size = re.search(r"<w:pgSz\b[^>]*/>", section)
        margins = re.search(r"<w:pgMar\b[^>]*/>", section)
        if not size or not margins:
            continue
        across, down = (int(_attribute(size[0], f"w:{side}")) for side in ("w", "h"))
        left, right, top, bottom = (
            abs(int(_attribute(margins[0], f"w:{side}") or 0)) for side in ("left", "right", "top", "bottom")
        )
        page = Page(size[0] + margins[0], across - left - right, down - top - bottom, furniture)
        if across > down and aside is None:
            aside = page
        elif across <= down and upright is None:
            upright = page
    if upright is None or "header-default" not in upright.furniture or "footer-default" not in upright.furniture:
        raise IspError(
            "The house style has no portrait page with a header and a footer.",
            "Open it in Word, set the first section to portrait and give it a header and a footer.",
        )
    if aside is None:
        aside = _turned(upright)
    if "header-default" not in aside.furniture or "footer-default" not in aside.furniture:
        aside = Page(aside.size, aside.width, aside.height, _widened(upright, aside.width))
    return upright, aside


def _furniture(parts: Mapping[str, Part], name: str, kind: str) -> Furniture:
    xml = _joined_tokens(parts[name].data().decode())
    if kind == "header":
        first = _FIRST_PARAGRAPH.search(xml)
        if first:
            xml = f"{xml[: first.end()]}{WATERMARK}{xml[first.end() :]}"
    folder, _, base = name.rpartition("/")
    cut = re.compile("(" + "|".join(re.escape(token) for token in (*TOKENS, WATERMARK)) + ")")
    return Furniture(name, kind, tuple(cut.split(xml)), parts.get(f"{folder}/_rels/{base}.rels"))


def _joined_tokens(xml: str) -> str:
    """The XML of a header with every token in one piece.

    Word splits typed text over several runs as it likes: "[refer" and "ence]". Each token is looked for in
    the joined text of its paragraph, and its characters are moved into the run where it begins.
    """
    edges = [0, *(edge.start() for edge in _PARAGRAPH_EDGE.finditer(xml)), len(xml)]
    done = []
    for start, end in itertools.pairwise(edges):
        stretch = xml[start:end]
        words = list(_WORDS.finditer(stretch))
        texts = [match[2] for match in words]
        joined = "".join(texts)
        for token in TOKENS:
            at = joined.find(token)
            while at >= 0:
                texts = _moved(texts, at, len(token))
                at = joined.find(token, at + len(token))
        for match, text in zip(reversed(words), reversed(texts), strict=True):
            stretch = f'{stretch[: match.start()]}<w:t xml:space="preserve">{text}{stretch[match.start(3) :]}'
        done.append(stretch)
    return "".join(done)


def _moved(texts: list[str], at: int, length: int) -> list[str]:
    """Move the `length` characters at position `at` of the joined texts into the text where they begin."""
    moved, position, wanted = [], 0, "".join(texts)[at : at + length]
    for text in texts:
        first, last = position, position + len(text)
        position = last
        if first <= at < last:
            moved.append(text[: at - first] + wanted + text[at - first + length :])
        elif at < first < at + length:
            moved.append(text[at + length - first :])
        else:
            moved.append(text)
    return moved


def _turned(page: Page) -> Page:
    """The same page on its side."""
    size = re.search(r"<w:pgSz\b[^>]*/>", page.size)
    assert size is not None
    across, down = _attribute(size[0], "w:w"), _attribute(size[0], "w:h")
    margins = page.size.replace(size[0], "")
    added = int(down) - int(across)
    turned = f'<w:pgSz w:w="{down}" w:h="{across}" w:orient="landscape"/>'
    return Page(turned + margins, page.width + added, page.height - added, {})


def _widened(page: Page, width: int) -> dict[str, Furniture]:
    """The furniture of a portrait page for a landscape one: tab stops at the right edge move out with it."""
    widened = {}
    for key in ("header-default", "footer-default"):
        old = page.furniture[key]

        def move(match: re.Match[str]) -> str:
            position = int(match[2])
            near = abs(position - page.width) < 200
            return f"{match[1]}{width if near else position}{match[3]}"

        pieces = tuple(_TAB.sub(move, piece) for piece in old.pieces)
        widened[key] = Furniture(f"word/landscape-{old.kind}.xml", old.kind, pieces, old.relations)
    return widened


def _numbering(parts: Mapping[str, Part], indents: Mapping[str, Indent]) -> tuple[Part, int]:
    """The numbering part with ours added, and the number of our first list.

    Sections and clauses share one list of levels: 3 · 3.1 · 3.1.1 · (a) · (i). Annexes have another.
    """
    part = parts.get("word/numbering.xml")
    xml = part.data().decode() if part else ""
    abstracts = [int(n) for n in re.findall(r'<w:abstractNum\b[^>]*w:abstractNumId="(\d+)"', xml)]
    numbers = [int(n) for n in re.findall(r'<w:num\b[^>]*w:numId="(\d+)"', xml)]
    abstract, number = max(abstracts, default=-1) + 1, max(numbers, default=0) + 1
    new = _levels(abstract, "decimal", "%1", indents) + _levels(abstract + 1, "upperLetter", "Annex %1:", indents)
    nums = "".join(f'<w:num w:numId="{number + i}"><w:abstractNumId w:val="{abstract + i}"/></w:num>' for i in range(2))
    if not xml:
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:numbering {space}></w:numbering>'
    first = re.search(r"<w:num\b(?!bering)|</w:numbering>", xml)
    assert first is not None
    xml = xml[: first.start()] + new + xml[first.start() :]
    tail = re.search(r"<w:numIdMacAtCleanup|</w:numbering>", xml)
    assert tail is not None
    return pack("word/numbering.xml", (xml[: tail.start()] + nums + xml[tail.start() :]).encode()), number


def _levels(identifier: int, top: str, label: str, indents: Mapping[str, Indent]) -> str:
    levels = (
        (top, label, "heading-1"),
        ("decimal", "%1.%2", "clause-1"),
        ("decimal", "%1.%2.%3", "clause-1"),
        ("lowerLetter", "(%4)", "clause-2"),
        ("lowerRoman", "(%5)", "clause-3"),
    )
    rows = []
    for level, (form, text, use) in enumerate(levels):
        indent = indents[use]
        annex = level == 0 and top != "decimal"
        left, hanging = (0, 0) if annex else (indent.left, indent.hanging)
        suffix = '<w:suff w:val="space"/>' if annex else ""
        rows.append(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{suffix}'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
        )
    return (
        f'<w:abstractNum w:abstractNumId="{identifier}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(rows)}</w:abstractNum>"
    )


def _kept(parts: Mapping[str, Part], furniture: Iterable[str], numbering: Part) -> tuple[Part, ...]:
    """The parts that every document takes over as they are."""
    written = {
        "[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels",
        "word/numbering.xml", "docProps/core.xml", "docProps/app.xml", "docProps/thumbnail.jpeg",
    }  # fmt: skip
    heads = re.compile(r"word/(?:_rels/)?(?:header|footer)\d*\.xml(?:\.rels)?$")
    dropped = ("customXml/", "docProps/custom", "word/_rels/settings")
    used = set(furniture)
    pictures = set()
    for name in used:
        pictures |= {f"word/{target}" for _, target, outside in _relations(parts, name).values() if not outside}
    kept = []
    for name, part in parts.items():
        if name in written or name in used or heads.match(name) or name.startswith(dropped):
            continue
        if name.startswith("word/media/") and name not in pictures:
            continue
        kept.append(part)
    return (*kept, numbering)


def _content_types(
    parts: Mapping[str, Part], kept: Iterable[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """The content types of the parts kept: by file ending, and by name."""
    names = set(kept)
    defaults, overrides = {}, {}
    for tag, text in _OVERRIDE.findall(parts["[Content_Types].xml"].data().decode()):
        kind = _attribute(text, "ContentType")
        if tag == "Default":
            defaults[_attribute(text, "Extension")] = kind
        elif (name := _attribute(text, "PartName").lstrip("/")) in names:
            overrides[name] = kind
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides["word/numbering.xml"] = f"{word}.numbering+xml"
    return tuple(defaults.items()), tuple(overrides.items())
