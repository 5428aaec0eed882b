"""The Word door: a `Document` and a house style → the bytes of a .docx file.

The same document and house style always make the same bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from html import unescape

from isptool.errors import IspError
from isptool.writing import word_package
from isptool.writing.document import Document, numbered
from isptool.writing.lettering import width, wrap
from isptool.writing.prose import clean, printable
from isptool.writing.word_body import Body
from isptool.writing.word_house import TOKENS, WATERMARK, Furniture, HouseStyle
from isptool.writing.word_ink import RELATIONS, attribute, escaped
from isptool.writing.word_package import Part, pack

__all__ = ["HouseStyle", "digest", "embedded_data", "encoded", "packed", "to_word"]

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DATA = "urn:isptool:data"
_CONTROLS = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
_NO_CHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")  # U+FFFE and U+FFFF
_DATA_ITEM = "customXml/item1.xml"

digest = word_package.digest


def to_word(document: Document, house: HouseStyle, *, store: bool = False) -> bytes:
    """Write a document as a Word file.

    `store` leaves the parts uncompressed, so that the bytes are the same on every machine; without it the
    bytes depend on the machine's zlib, and `digest` is what to compare. Raises `IspError` for a cross
    reference to nothing, and where the house style has no place for the document's marking or state.
    """
    document = numbered(document)
    body = Body(document, house)
    return packed(document, house, body, body.xml(), store=store)


def packed(document: Document, house: HouseStyle, body: Body, main: str, *, store: bool = False) -> bytes:
    """The Word file of a numbered document whose body has been written: `main` is the XML of its document part.

    Raises `IspError` where the house style has no place for the document's marking or state.
    """
    _check_furniture(document, house)
    parts: list[Part] = []
    ink = body.ink
    for kind, target in house.relations:
        identifier = f"rId{len(ink.relations) + 1}"
        ink.relations.append((identifier, kind, target, False))
    new: list[tuple[str, bytes]] = [("word/document.xml", encoded(main))]
    overrides = dict(house.overrides)
    overrides["word/document.xml"] = f"{_WORD_TYPES}.document.main+xml"
    new += _furniture_parts(document, house, body, overrides)
    new += [(f"word/media/{name}", data) for name, data in ink.media]
    if document.embedded is not None:
        new += _data_parts(document.embedded, ink.relations, overrides)
    new.append(("word/_rels/document.xml.rels", _relations(ink.relations)))
    new.append(("docProps/core.xml", _core(document)))
    new.append(("docProps/app.xml", _APP))
    overrides["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides["docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    defaults = {**dict(house.defaults), **_DEFAULTS}
    parts.append(pack("[Content_Types].xml", _content_types(defaults, overrides), store=store))
    parts.append(pack("_rels/.rels", _ROOT, store=store))
    parts += [pack(name, data, store=store) for name, data in new]
    taken = {part.name for part in parts}
    for part in house.kept:
        if part.name in taken:
            continue
        if document.language != house.language and part.name in ("word/styles.xml", "word/settings.xml"):
            parts.append(pack(part.name, _in_language(part.data(), document.language), store=store))
        else:
            parts.append(pack(part.name, part.data(), store=True) if store else part)
    return word_package.write(parts)


def embedded_data(data: bytes) -> bytes | None:
    """The canonical data that a Word file written by `to_word` carries; None if it carries none.

    Raises `IspError` if it is not a Word file, or if the data is not what it was when it was written.
    """
    for name, part in word_package.read(data, "The file").items():
        if not (name.startswith("customXml/item") and name.endswith(".xml")):
            continue
        xml = part.data().decode("utf-8", "replace")
        found = re.search(rf'<(?:\w+:)?data\b([^>]*xmlns(?::\w+)?="{_DATA}"[^>]*)>([^<]*)</', xml)
        if not found:
            continue
        text = unescape(found[2])
        try:
            carried = base64.b64decode(text) if 'encoding="base64"' in found[1] else text.encode()
        except (binascii.Error, ValueError):
            carried = b""
        if hashlib.sha256(carried).hexdigest() not in found[1]:
            raise IspError(
                "The data inside the Word file was changed after the file was written.",
                "Ask for the file as it was first sent out.",
            )
        return carried
    return None


def _check_furniture(document: Document, house: HouseStyle) -> None:
    lacks = [
        sentence
        for sentence in house.lacks_marking()
        if (document.marking and "[marking]" in sentence) or (document.mark and "[mark]" in sentence)
    ]
    if lacks:
        raise IspError(
            f"The house style has no place for the document's marking. {' '.join(lacks)}",
            "Open the house style in Word and type the missing words in square brackets there.",
        )


def encoded(xml: str) -> bytes:
    """The XML as UTF-8, without what no XML file may carry.

    Text is cleaned, and what was taken out is told, where it comes in (`prose.clean`); this is the last
    guard, so that no text from anywhere can make a file that does not open.
    """
    try:
        data = xml.encode()
    except UnicodeEncodeError:
        return printable(xml).encode()
    # four times quicker than a search of the text, and almost always enough
    if len(data.translate(None, _CONTROLS)) != len(data) or (b"\xef\xbf" in data and _NO_CHARACTERS.search(data)):
        return printable(xml).encode()
    return data


def _furniture_parts(
    document: Document, house: HouseStyle, body: Body, overrides: dict[str, str]
) -> list[tuple[str, bytes]]:
    """The headers and footers that the document's sections use, filled."""
    shown = (document.title, document.reference, document.version, document.marking, document.mark)
    values = {token: escaped(" ".join(clean(text).text.split())) for token, text in zip(TOKENS, shown, strict=True)}
    draft = document.mark.split(" ")[0].upper() == "DRAFT"
    used: dict[str, tuple[str, Furniture]] = {}
    sides = {each.part for each in house.landscape.furniture.values()} - {
        each.part for each in house.portrait.furniture.values()
    }
    for page in (house.portrait, house.landscape):
        for key, furniture in page.furniture.items():
            if furniture.part in body.furniture:
                used[furniture.part] = (key, furniture)
    parts = []
    for number, (name, (key, furniture)) in enumerate(sorted(used.items()), 1):
        values[WATERMARK] = _watermark(number) if draft and key.startswith("header") else ""
        page = house.landscape if name in sides else house.portrait
        values["[mark]"] = _in_lines(document, furniture, page.width / 20)
        parts.append((name, encoded(furniture.filled(values))))
        overrides[name] = f"{_WORD_TYPES}.{furniture.kind}+xml"
        if furniture.relations:
            folder, _, base = name.rpartition("/")
            parts.append((f"{folder}/_rels/{base}.rels", furniture.relations.data()))
    return parts


_MARK_GAP = 24.0
"""Points that stay free between the marking and the state beside it."""


def _in_lines(document: Document, furniture: Furniture, room: float) -> str:
    """The state as the XML of a run; one that is too long for the marking's line goes on in the next one.

    It goes on at its dots, and behind a tab where one stands before it, so that all its lines end at the right edge.
    """
    mark, marking = (" ".join(clean(text).text.split()) for text in (document.mark, document.marking))
    beside = room - (width(marking, bold=True) + _MARK_GAP if furniture.holds("[marking]") else 0.0)
    if width(mark, bold=True) <= beside:
        return escaped(mark)
    at = furniture.pieces.index("[mark]") if furniture.holds("[mark]") else 0
    tab = "<w:tab/>" if re.search(r"<w:tab/><w:t(?: [^>]*)?>$", furniture.pieces[at - 1]) else ""
    between = f'</w:t><w:br/>{tab}<w:t xml:space="preserve">'
    return between.join(escaped(line) for line in _broken(mark, beside, room))


def _broken(mark: str, first: float, room: float) -> list[str]:
    """A state in lines, the first as wide as `first`, the others as `room`; broken at its dots where it can be."""
    lines: list[str] = []
    for part in mark.split(" · "):
        longer = f"{lines[-1]} · {part}" if lines else part
        if lines and width(longer, bold=True) <= (first if len(lines) == 1 else room):
            lines[-1] = longer
        elif lines or width(part, bold=True) <= first:
            lines += wrap(part, room, bold=True)
        else:
            lines += wrap(part, first, bold=True)
    return lines


def _watermark(number: int) -> str:
    """DRAFT across the page, pale, as Word's own Watermark command makes it and can take it away again."""
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="{710000 + number}"/><w:docPartObj><w:docPartGallery w:val="Watermarks"/>'
        "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent><w:r><w:rPr><w:noProof/></w:rPr>"
        '<w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:w10="urn:schemas-microsoft-com:office:word">'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
        '<v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
        'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" '
        'type="#_x0000_t136" alt="Draft" style="position:absolute;margin-left:0;margin-top:0;width:430pt;'
        "height:150pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#eef1f3" stroked="f">'
        '<v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string="DRAFT"/>'
        '<w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r></w:sdtContent></w:sdt>'
    )


def _data_parts(
    data: bytes, relations: list[tuple[str, str, str, bool]], overrides: dict[str, str]
) -> list[tuple[str, bytes]]:
    """The canonical data as a custom XML part, with its SHA-256, so that it can be read back and trusted."""
    checksum = hashlib.sha256(data).hexdigest()
    encoding = ""
    try:
        text = data.decode()
        if printable(text) != text or "\r" in text:
            raise ValueError
        text = escaped(text)
    except ValueError:
        encoding, text = ' encoding="base64"', base64.b64encode(data).decode()
    item = f'{_DECLARATION}<data xmlns="{_DATA}" sha256="{checksum}"{encoding}>{text}</data>'
    store = f"{{{checksum[:8]}-{checksum[8:12]}-{checksum[12:16]}-{checksum[16:20]}-{checksum[20:32]}}}".upper()
    custom = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    properties = (
        f'{_DECLARATION}<ds:datastoreItem xmlns:ds="{custom}" ds:itemID="{store}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{_DATA}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    relations.append((f"rId{len(relations) + 1}", f"{RELATIONS}/customXml", f"../{_DATA_ITEM}", False))
    overrides["customXml/itemProps1.xml"] = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    own = [("rId1", f"{RELATIONS}/customXmlProps", "itemProps1.xml", False)]
    return [
        (_DATA_ITEM, item.encode()),
        ("customXml/itemProps1.xml", properties.encode()),
        ("customXml/_rels/item1.xml.rels", _relations(own)),
    ]


def _in_language(xml: bytes, language: str) -> bytes:
    """Styles or settings with another language of the text."""
    pattern = r'(<w:(?:lang|themeFontLang)\b[^>]*\bw:val=")[^"]*(")'
    return re.sub(pattern, lambda found: f"{found[1]}{attribute(language)}{found[2]}", xml.decode()).encode()


def _relations(relations: list[tuple[str, str, str, bool]]) -> bytes:
    mode = ("", ' TargetMode="External"')
    rows = "".join(
        f'<Relationship Id="{identifier}" Type="{kind}" Target="{attribute(target)}"{mode[outside]}/>'
        for identifier, kind, target, outside in relations
    )
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'.encode()


def _content_types(defaults: dict[str, str], overrides: dict[str, str]) -> bytes:
    rows = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in sorted(defaults.items()))
    rows += "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in sorted(overrides.items()))
    return f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{rows}</Types>'.encode()


def _core(document: Document) -> bytes:
    """The core properties: title, language and the rest, from the document alone."""
    when = f"{document.date.isoformat()}T00:00:00Z" if document.date else ""
    stamp = f' xsi:type="dcterms:W3CDTF">{when}</dcterms:'
    fields = (
        ("dc:title", document.title),
        ("dc:subject", document.subject),
        ("dc:creator", document.author),
        ("cp:keywords", ", ".join(document.keywords)),
        ("dc:identifier", document.reference),
        ("dc:language", document.language),
        ("cp:category", document.kind),
        ("cp:contentStatus", document.mark),
        ("cp:version", document.version),
    )
    rows = "".join(f"<{tag}>{escaped(' '.join(clean(text).text.split()))}</{tag}>" for tag, text in fields if text)
    if when:
        rows += f"<dcterms:created{stamp}created><dcterms:modified{stamp}modified>"
    return encoded(
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{rows}</cp:coreProperties>'
    )


_DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "emf": "image/x-emf",
    "svg": "image/svg+xml",
}
_ROOT = _relations(
    [
        ("rId1", f"{RELATIONS}/officeDocument", "word/document.xml", False),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", False),
        ("rId3", f"{RELATIONS}/extended-properties", "docProps/app.xml", False),
    ]
)
_APP = (
    f'{_DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>isptool</Application></Properties>'
).encode()
