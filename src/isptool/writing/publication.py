"""What may be published of a document: the list of it, and the reasons for what is left out.

The list is data (`templates/publication.yaml`) and says what *is* published. A block, a point or a field that it does
not name is not, so that nothing gets out because somebody forgot it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from isptool import library
from isptool.errors import IspError

FILE = "publication.yaml"
NOT_CLEARED = "not-cleared"
PEOPLE = "people"
"""Reasons that the program itself gives: nobody has cleared it; it names people."""

NEVER_POINTS = frozenset({"contact-points", "signatures"})
"""Points that no document can clear."""
_OPEN, _SHUT = "\U000f0010", "\U000f0011"
MARK = re.compile(f"{_OPEN}([^{_SHUT}]*){_SHUT}")
"""What stands for something that was left out, until the document is put together: the reason, between two signs."""

_CONTACT = re.compile(
    r"(?:mailto:)?[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"  # a mailbox
    r"|(?<![\w.])(?:\+44\s?(?:\(0\)\s?)?|0)\d(?:[\s-]?\d){8,10}(?![\w])"  # a telephone number
)


def left_out(reason: str) -> str:
    """What stands in the place of something that is left out; `reason` is a key of the list, or words."""
    return f"{_OPEN}{reason}{_SHUT}"


def is_whole(text: str) -> bool:
    """Whether a text has no mark of something left out, and no mailbox or telephone number."""
    return _OPEN not in text and without_contacts(text) == text


def without_contacts(text: str) -> str:
    """A text without the mailboxes and telephone numbers in it."""
    if "@" not in text and "0" not in text and "+44" not in text:
        return text  # no mailbox and no number can stand in it, and most texts have neither
    return _CONTACT.sub(left_out(PEOPLE), text)


class Publication(Struct, frozen=True):
    """The list of what may be published."""

    reasons: Mapping[str, str]
    posts: tuple[str, ...]
    blocks: frozenset[str]
    points: frozenset[str]
    fields: Mapping[str, frozenset[str]]
    withheld: Mapping[str, str]

    def field(self, kind: str, key: str) -> str:
        """Why a field is left out; empty where it is published."""
        if key in self.fields.get(kind, ()):
            return ""
        return self.withheld.get(f"{kind}.{key}", NOT_CLEARED)

    def point(self, point: str, said: bool | None = None) -> str:
        """Why a point is left out; empty where it is published. `said` is what the document says of it itself."""
        reason = self.withheld.get(point, NOT_CLEARED)
        if point in NEVER_POINTS:
            return reason
        published = point in self.points if said is None else said
        return "" if published else reason

    def block(self, block: str) -> str:
        """Why a block is left out; empty where it is published."""
        return "" if block in self.blocks else self.withheld.get(block, NOT_CLEARED)

    def post(self, text: str) -> bool:
        """Whether a post may be published: one whose holder answers for the organisation in public."""
        small = text.casefold()
        return any(each in small for each in self.posts)

    def why(self, reason: str) -> str:
        """A reason in words: one of the list by its key, or the words that the document gives."""
        return self.reasons.get(reason, reason)


@lru_cache(maxsize=4)
def load(folders: tuple[Path, ...] = ()) -> Publication:
    """The list in the first of the user's `folders` that has one, else ours.

    Raises `IspError` with the file for a list that cannot be read, or that holds something else.
    """
    from isptool.reading.source import read_file

    path = library.find(FILE, folders)
    source = read_file(path, str(path))
    if not source.usable or not isinstance(source.data, dict):
        first = source.findings[0].message if source.findings else "it holds no list of what is published."
        raise IspError(f"{path}: {first}")
    data = source.data
    unknown = sorted(data.keys() - {"kind", "reasons", "posts", "blocks", "points", "withheld", "fields"})
    if unknown:
        raise IspError(f"{path}: there is no `{unknown[0]}:` in a list of what is published.", "Compare it with ours.")
    reasons, withheld, fields = (_mapping(data, name, path) for name in ("reasons", "withheld", "fields"))
    for missing in sorted({NOT_CLEARED, PEOPLE, *map(str, withheld.values())} - reasons.keys()):
        raise IspError(f"{path}: `reasons:` does not say what `{missing}` means.", "Add it, in a sentence.")
    return Publication(
        reasons={str(key): str(words) for key, words in reasons.items()},
        posts=tuple(each.casefold() for each in _texts(data.get("posts"), path)),
        blocks=frozenset(_texts(data.get("blocks"), path)),
        points=frozenset(_texts(data.get("points"), path)),
        fields={kind: frozenset(_texts(names, path)) for kind, names in fields.items()},
        withheld={str(key): str(reason) for key, reason in withheld.items()},
    )


def _mapping(data: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    found = data.get(name) or {}
    if not isinstance(found, dict):
        raise IspError(f"{path}: `{name}:` is no list of keys.", "Compare it with ours.")
    return found


def _texts(found: Any, path: Path) -> list[str]:
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise IspError(f"{path}: a list holds something that is no word: {found}.", "Write one word a line.")
    return found
