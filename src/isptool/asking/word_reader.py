"""The door by which Word files that somebody sent come in: what they say, and nothing they could do.

A file is refused, in a line, where it is no Word file, is protected, or is made to hurt: more than 64 MB inside, a
part larger than it says, entities, or nesting without end. Macros, links and embedded objects are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree
from msgspec import Struct, field

from isptool.errors import IspError
from isptool.writing import word_package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
OURS = "isp_"
"""How the names of our bookmarks begin."""
_MOST_OPEN = 200
"""Bookmarks that are open at the same time; in a form they are two or three."""
LARGEST_FILE = 20 * 1024 * 1024
_TICKED, _UNTICKED = "☒☑✓✔✗✘⊠\uf0fe\uf0fd\uf052", "☐□\uf0a8\uf06f"
LINE = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}
UNSEEN = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr", f"{W}tblPr", f"{W}tcPr",
     f"{W}trPr", f"{W}sectPr", f"{_MC}Fallback"}
)  # fmt: skip

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def parts_of(data: bytes, name: str) -> Mapping[str, word_package.Part]:
    """The parts of a Word file. Raises `IspError` that says what the file is, where it is none."""
    if len(data) > LARGEST_FILE:
        raise IspError(f"{name} is larger than {LARGEST_FILE // 1024 // 1024} MB.", "Take out its pictures.")
    _refuse_others(data, name)
    parts = word_package.read(data, name)
    if "word/document.xml" not in parts:
        raise _no_word_file(parts, name)
    return parts


def _refuse_others(data: bytes, name: str) -> None:
    if not data:
        raise IspError(f"{name} is empty.", "Ask for the file again.")
    if data.startswith(_OLD):
        if _ENCRYPTED in data:
            raise IspError(
                f"{name} is protected with a password.", "Save it without one, in Word: File, Info, Protect."
            )
        raise IspError(f"{name} is a Word file of the old kind (.doc).", "Save it in Word as a .docx file.")
    if data.startswith(b"%PDF"):
        raise IspError(f"{name} is a PDF: what was filled in or changed cannot be read from it.", "Ask for the .docx.")
    if data[:5] == b"{\\rtf":
        raise IspError(f"{name} is rich text (.rtf).", "Save it in Word as a .docx file.")
    if not data.startswith(b"PK"):
        raise IspError(f"{name} is not a Word file (.docx).", "Save it in Word as a .docx file.")


def _no_word_file(parts: Mapping[str, word_package.Part], name: str) -> IspError:
    mimetype = parts["mimetype"].data() if "mimetype" in parts and parts["mimetype"].size < 200 else b""
    if b"opendocument.text" in mimetype:
        return IspError(f"{name} is an OpenDocument text (.odt).", "Save it as Word (.docx) and collect that.")
    if "xl/workbook.xml" in parts:
        return IspError(f"{name} is a workbook of Excel.", "Ask for the Word file (.docx).")
    return IspError(f"{name} is not a Word document (.docx).", "Ask for it as a .docx file.")


def parsed(part: word_package.Part, name: str) -> Any:
    """The XML of a part. Raises `IspError` for entities, for what cannot be read, and for nesting without end."""
    content = part.data()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if "entit" in str(error).lower():
            raise _declares(part, name) from None
        raise IspError(f"{name} cannot be read: {part.name} in it is broken.", "Ask for the file again.") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declares(part, name)
    return root


def _declares(part: word_package.Part, name: str) -> IspError:
    return IspError(
        f"{name} was not read: {part.name} in it declares entities, as no Word file does.", "Ask who sent it."
    )


# ── what a form says ─────────────────────────────────────────────────────────────────────────────────


class Filled(Struct):
    """What stands in one control, bookmark or row: its text, and whether a box is ticked.

    `prompting` says that Word itself marks the text as the prompt. `ticked` is None where no box was met.
    """

    text: str = ""
    ticked: bool | None = None
    prompting: bool = False


class Found(Struct):
    """What one pass through a document finds: by tag, by bookmark, by the code at the head of a row; and its lines."""

    tags: dict[str, Filled] = field(default_factory=dict)
    bookmarks: dict[str, Filled] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    """Every paragraph that says anything, in order."""


class Contents:
    """What a form holds, found in the three ways. Where the tags are all there, nothing else is looked at."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._found: Found | None = None
        self._tags: dict[str, Filled] | None = None

    @property
    def tags(self) -> dict[str, Filled]:
        """What stands in each control, by its tag."""
        if self._tags is None:
            tracked = next(self._root.iter(f"{W}del", f"{W}moveFrom", f"{_MC}Fallback"), None) is not None
            self._tags = self._all.tags if tracked else dict(_tagged(self._root))
        return self._tags

    @property
    def bookmarks(self) -> dict[str, Filled]:
        """What stands in each bookmark of ours, by its name."""
        return self._all.bookmarks

    @property
    def codes(self) -> dict[str, str]:
        """What stands beside each code at the head of a row."""
        return self._all.codes

    @property
    def lines(self) -> list[str]:
        """Every paragraph that says anything, in order."""
        return self._all.lines

    @property
    def _all(self) -> Found:
        if self._found is None:
            reader = _Reader()
            reader.read(self._root)
            self._found = reader.found
        return self._found


_IN_A_LINE = (f"{W}t", *LINE, f"{W}sym", f"{W}p", f"{W}instrText")


def _tagged(root: Any) -> Iterator[tuple[str, Filled]]:
    """Every control that has a tag, in a document without tracked changes; of two with one tag the first counts."""
    seen: set[str] = set()
    for tag in root.iter(f"{W}tag"):
        properties = tag.getparent()
        name = tag.get(f"{W}val") or ""
        content = properties.getnext() if properties.tag == f"{W}sdtPr" else None
        while content is not None and content.tag != f"{W}sdtContent":
            content = content.getnext()
        if content is None or name in seen:
            continue
        seen.add(name)
        text = "".join(_seen(content)).strip("\n")
        prompt, box = properties.find(f"{W}showingPlcHdr"), properties.find(f"{_W14}checkbox/{_W14}checked")
        on = ticked(text) if box is None else _is_on(box.get(f"{_W14}val"))
        yield name, Filled(text, on, prompt is not None and prompt.get(f"{W}val") not in _OFF)


def _seen(content: Any) -> Iterator[str]:
    first = True
    for each in content.iter(*_IN_A_LINE):
        if each.tag == f"{W}t":
            yield each.text or ""
        elif each.tag == f"{W}p":
            if not first:
                yield "\n"
            first = False
        elif each.tag == f"{W}sym":
            yield _character(each.get(f"{W}char") or "")
        elif each.tag in LINE:
            yield LINE[each.tag]


_OFF = ("0", "false", "off")


def _is_on(value: str | None) -> bool:
    return value in ("1", "true", "on")


class _Sink:
    """Something that text is collected for, while it is open."""

    __slots__ = ("kind", "name", "pieces", "prompting", "ticked")

    def __init__(self, kind: str, name: str = "") -> None:
        self.kind = kind
        self.name = name
        self.pieces: list[str] = []
        self.ticked: bool | None = None
        self.prompting = False

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip("\n")


class _Reader:
    def __init__(self) -> None:
        self.found = Found()
        self.open: list[_Sink] = []
        self.marks: dict[str, _Sink] = {}
        self.cells: list[list[str]] = []

    def read(self, root: Any) -> None:
        skipping = 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = element.tag
            if tag in UNSEEN:
                skipping += 1 if event == "start" else -1
            elif not skipping:
                if event == "start":
                    self.start(tag, element)
                else:
                    self.end(tag)

    def start(self, tag: str, element: Any) -> None:
        if tag == f"{W}t":
            self.say(element.text or "")
        elif tag in LINE:
            self.say(LINE[tag])
        elif tag == f"{W}sym":
            self.say(_character(element.get(f"{W}char") or ""))
        elif tag in (f"{W}p", f"{W}tc", f"{W}sdt"):
            self.open.append(_Sink(tag))
        elif tag == f"{W}tr":
            self.cells.append([])
        elif tag == f"{W}bookmarkStart":
            name = element.get(f"{W}name") or ""
            if name.startswith(OURS) and len(self.marks) < _MOST_OPEN:
                sink = self.marks[element.get(f"{W}id") or ""] = _Sink(tag, name)
                self.open.append(sink)
        elif tag == f"{W}bookmarkEnd":
            self.close_mark(element.get(f"{W}id") or "")
        else:
            self.property(tag, element)

    def property(self, tag: str, element: Any) -> None:
        """What the properties of a control say of it."""
        if tag not in (f"{W}tag", f"{W}showingPlcHdr", f"{_W14}checked"):
            return
        control = next((each for each in reversed(self.open) if each.kind == f"{W}sdt"), None)
        if control is None:
            return
        if tag == f"{W}tag":
            control.name = element.get(f"{W}val") or ""
        elif tag == f"{W}showingPlcHdr":
            control.prompting = element.get(f"{W}val") not in _OFF
        else:
            control.ticked = _is_on(element.get(f"{_W14}val"))

    def end(self, tag: str) -> None:
        if tag in (f"{W}p", f"{W}tc", f"{W}sdt"):
            position = next(i for i in range(len(self.open) - 1, -1, -1) if self.open[i].kind == tag)
            sink = self.open.pop(position)
            if tag == f"{W}p":
                self.paragraph(sink)
            elif tag == f"{W}tc":
                if self.cells:
                    self.cells[-1].append(sink.text)
            elif sink.name:
                self.found.tags.setdefault(sink.name, _filled(sink))
        elif tag == f"{W}tr":
            self.row(self.cells.pop())

    def close_mark(self, identifier: str) -> None:
        sink = self.marks.pop(identifier, None)
        if sink is not None:
            self.open.remove(sink)
            self.found.bookmarks.setdefault(sink.name, _filled(sink))

    def say(self, text: str) -> None:
        for sink in self.open:
            sink.pieces.append(text)

    def paragraph(self, sink: _Sink) -> None:
        if sink.text.strip():
            self.found.lines.append(sink.text)
        for each in self.open:
            each.pieces.append("\n")

    def row(self, cells: list[str]) -> None:
        if len(cells) > 1 and (code := cells[0].strip()) and " " not in code:
            self.found.codes.setdefault(code, "\n".join(cells[1:]))


def _character(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _filled(sink: _Sink) -> Filled:
    return Filled(sink.text, ticked(sink.text) if sink.ticked is None else sink.ticked, sink.prompting)


def ticked(text: str) -> bool | None:
    """Whether the box at the beginning of a text is ticked; None where there is no box."""
    first = text.lstrip()[:1]
    if first and first in _TICKED:
        return True
    return False if first and first in _UNTICKED else None


# ── which file it is ─────────────────────────────────────────────────────────────────────────────────


def carried(data: bytes) -> bytes | None:
    """What the file carries unseen, as we wrote it; None where it carries nothing, or nothing that can be trusted."""
    from isptool.writing.word import embedded_data

    try:
        return embedded_data(data)
    except IspError:
        return None
