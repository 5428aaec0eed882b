"""A Word file that a partner sent back, against the text that was sent out: its digest, then what is read in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from isptool.cli.recording import Desk
from isptool.errors import IspError
from isptool.sealing.seal import digest
from isptool.sealing.shelf import Version
from isptool.writing import word_package
from isptool.writing.word import embedded_data
from isptool.writing.word_text import Difference, differences, has_tracked_changes, visible_lines

_TO_FILL_IN = "Signatures"


class Returned(Struct):
    """What came of one returned file. `exactly` says that it is the very file that was sent."""

    file: str
    document: str = ""
    version: str = ""
    mark: str = ""
    exactly: bool = False
    wrong: str = ""
    changed: list[Difference] = field(default_factory=list)
    filled_in: list[Difference] = field(default_factory=list)
    tracked: bool = False
    data: str = ""
    """What became of the data that was sent inside it, where that is not as it was, in words."""

    @property
    def same(self) -> bool:
        """Whether it says what was sent out, apart from what is filled in where one signs."""
        return not self.wrong and not self.changed

    def lines(self) -> Iterator[str]:
        """What to say of it."""
        sent = f"{self.document} {self.version} ({self.mark})" if self.document else ""
        if self.wrong:
            yield f"{self.file}: {self.wrong}"
        elif self.exactly:
            yield f"{self.file}: exactly the file that was sent out, {sent}."
        elif self.same:
            yield f"{self.file}: the text that was sent out, {sent}; the file itself was saved again."
        else:
            count = len(self.changed)
            places = "1 place differs" if count == 1 else f"{count} places differ"
            yield f"{self.file}: NOT the text that was sent out, {sent}. {places}:"
        for each in self.changed:
            yield f"    {each.under or 'Before the first heading'}"
            yield from (f"      {sign} {text}" for sign, text in (("-", each.old), ("+", each.new)) if text)
        if self.tracked:
            yield "    It holds tracked changes; they are read as if accepted."
        if self.data:
            yield f"    {self.data}"
        if self.filled_in:
            yield "    Filled in where one signs: " + "; ".join(each.new for each in self.filled_in if each.new)

    def as_data(self) -> dict[str, Any]:
        """The same as data."""
        return {
            "file": self.file,
            "document": self.document or None,
            "version": self.version or None,
            "mark": self.mark or None,
            "same": self.same,
            "exactly": self.exactly,
            "wrong": self.wrong or None,
            "tracked_changes": self.tracked,
            "data": self.data or None,
            "changed": [{"under": each.under, "old": each.old, "new": each.new} for each in self.changed],
            "filled_in": [each.new for each in self.filled_in],
        }


def returned(desk: Desk, path: Path) -> Returned:
    """Hold a returned Word file against the sealed text it says it is.

    Raises `IspError` where the file is not there, or is no Word file.
    """
    if not path.is_file():
        raise IspError(f"There is no file {path}.", "Check the path.")
    data = path.read_bytes()
    found = Returned(str(path))
    version = next((each for each in desk.shelf.versions if each.is_sealed and _sent(each) == digest(data)), None)
    if version is not None:
        found.document, found.version, found.mark, found.exactly = version.document, version.version, version.mark, True
        return found
    try:
        embedded = embedded_data(data)
    except IspError as error:
        found.wrong = f"{error.message[:1].lower()}{error.message[1:]}"
        embedded = None
        if "data inside" not in error.message:
            raise
    held = _read(embedded)
    version = _named(desk, held) if held else _nearest(desk, data)
    if version is None:
        found.wrong = (
            found.wrong or "it carries nothing that says which text it is, and is like none that was sent out."
        )
        return found
    found.document, found.version, found.mark = version.document, version.version, version.mark
    if held and held.get("digests") != {each: version.digests[each] for each in held.get("digests", {})
                                        if each in version.digests}:  # fmt: skip
        found.wrong = "the data inside it is not that of the text that was sent out."
    sent = version.folder / "text.docx"
    if not sent.is_file():
        raise IspError(f"{version.shown_as}/text.docx is gone.", "Take it from the history of the workspace (git).")
    found.data = _data_of(sent.read_bytes(), data)
    if found.data == _CHANGED:
        found.wrong, found.data = found.wrong or _CHANGED, ""
    every = differences(visible_lines(sent.read_bytes()), visible_lines(data, str(path)))
    found.changed = [each for each in every if not _where_one_signs(each)]
    found.filled_in = [each for each in every if _where_one_signs(each)]
    found.tracked = has_tracked_changes(data, str(path))
    return found


_CHANGED = "the data inside it was changed after it was sent out."


def _data_of(sent: bytes, back: bytes) -> str:
    """What became of the data inside a file: nothing, dropped, written anew to the same effect, or changed."""
    ours = next((each for each in _items(sent) if _says(each)), b"")
    found = _items(back)
    if not ours or ours in found:
        return ""
    if any(_says(each) == _says(ours) for each in found):
        return "The data inside it was written anew by another program; it says the same."
    if any(_alike(each, ours) for each in found):
        return _CHANGED
    return "The data sent inside it is gone: another program dropped it. The text was compared word for word."


def _items(data: bytes) -> list[bytes]:
    return [part.data() for name, part in word_package.read(data, "The file").items() if _ITEM.fullmatch(name)]


def _says(item: bytes) -> tuple[bytes, bytes] | None:
    """What our data says and its digest, in an item of a Word file; None in any other item."""
    found = _CARRIED.search(item)
    digested = _DIGEST.search(found[1]) if found and _OURS.search(found[1]) else None
    return (digested[1], found[2]) if found and digested else None


def _alike(one: bytes, other: bytes) -> bool:
    """Whether one is the other but for a few characters."""
    if abs(len(one) - len(other)) > _FEW:
        return False
    return sum(a != b for a, b in zip(one, other, strict=False)) <= _FEW or one[-len(one) // 2 :] in other


_ITEM = re.compile(r"customXml/item\d+\.xml")
_CARRIED = re.compile(rb"<(?:\w+:)?data\b([^>]*)>([^<]*)</(?:\w+:)?data>")
_OURS = re.compile(rb' xmlns(?::\w+)?="urn:isptool:data"')
_DIGEST = re.compile(rb' sha256="([0-9a-f]+)"')
_FEW = 64


def _where_one_signs(each: Difference) -> bool:
    """Whether something was only added in the section for signatures."""
    return each.under == _TO_FILL_IN and (not each.old or each.new.startswith(each.old))


def _sent(version: Version) -> str:
    return version.seal.mapping("files").get("text.docx", "")


def _read(embedded: bytes | None) -> dict[str, Any]:
    if embedded is None:
        return {}
    try:
        found = json.loads(embedded)
    except ValueError:
        return {}
    return found if isinstance(found, dict) and "digests" in found else {}


def _named(desk: Desk, held: dict[str, Any]) -> Version | None:
    found = desk.shelf.version(str(held.get("document")), str(held.get("version")))
    return found if found is not None and found.is_sealed else None


def _nearest(desk: Desk, data: bytes) -> Version | None:
    """The sealed text with the same title and mark on its pages, for a file that lost what it carried."""
    text = "\n".join(line.text for line in visible_lines(data))
    return next((each for each in desk.shelf.versions if each.is_sealed and each.mark and each.mark in text), None)
