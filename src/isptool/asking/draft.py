"""A document that is being written: what is known of it so far, and how it settles in its workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from isptool.asking.question import Reply
from isptool.findings import Finding
from isptool.law.book import LawBook
from isptool.model.documents import ANY_FILE, Agreement, Protocol
from isptool.model.node import Node
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.reading.shape import shape_by_kind
from isptool.reading.source import read_text
from isptool.reading.workspace import File, Workspace
from isptool.reading.write import write
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled

_SHOWN_AS = "the new document"
MODELS: Mapping[str, type[Node]] = {"agreement": Agreement, "protocol": Protocol, "partner": Partner}
"""What each kind of draft is read as."""


class Around(Struct, frozen=True):
    """What stands around a new document: its workspace, the points, the law."""

    workspace: Workspace
    points: Mapping[str, Point]
    book: LawBook

    def partner_names(self) -> dict[str, str]:
        """Every partner by id, with its name."""
        return {each: partner.called or partner.name for each, partner in self.workspace.partner_records().items()}

    def protocols(self) -> dict[str, str]:
        """Every protocol by id, with its title."""
        return {file.model.id: file.model.title for file in self.workspace.protocols if file.model is not None}

    def taken(self, document: str) -> str:
        """The file of the document that has this id already, or empty."""
        files: list[File[Any]] = [*self.workspace.protocols, *self.workspace.agreements]
        return next((file.shown_as for file in files if file.model is not None and file.model.id == document), "")


@dataclass
class Draft:
    """What is known so far: plain data in the shape of the file."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    """What was decided on the way and stands in no file, such as which points a protocol leaves to agreements."""

    def has(self, *path: str) -> bool:
        """Whether something is written at these keys."""
        here: Any = self.data
        for step in path:
            if not isinstance(here, dict) or step not in here:
                return False
            here = here[step]
        return True

    def put(self, value: Any, *path: str) -> None:
        """Write a value at these keys; blocks on the way are made."""
        here = self.data
        for step in path[:-1]:
            inner = here.get(step)
            if not isinstance(inner, dict):
                inner = here[step] = {}
            here = inner
        here[path[-1]] = value

    def block(self, name: str) -> dict[str, Any]:
        """A block of the document; empty where it is not there."""
        found = self.data.get(name)
        return found if isinstance(found, dict) else {}

    def whole(self) -> dict[str, Any]:
        """The data as a file would hold it, with what a file must have."""
        head = {"kind": self.kind, "id": "new", "title": "New"}
        return head | {key: value for key, value in self.data.items() if value not in ({}, [])}

    def settled(self, around: Around) -> Settled | None:
        """The document as it stands, settled; None where it cannot be read yet."""
        source = read_text(write(self.whole()), _SHOWN_AS)
        shaped = shape_by_kind(source, ANY_FILE)
        if shaped.model is None:
            return None
        file: File[Any] = File(source, shaped.model, shaped.findings, shaped.left_out)
        others = [
            each for each in around.workspace.protocols if each.model is None or each.model.id != source.data["id"]
        ]
        own = {"agreements": [file]} if self.kind == "agreement" else {"protocols": [file, *others]}
        settled = settle_workspace(replace(around.workspace, **own), around.points, around.book, [_SHOWN_AS])
        return next(iter(settled.documents), None)

    def findings(self) -> list[Finding]:
        """What reading says of the document as it stands."""
        source = read_text(write(self.whole()), _SHOWN_AS)
        return [*source.findings, *shape_by_kind(source, ANY_FILE).findings]


def entry(reply: Reply) -> dict[str, Any]:
    """A reply as an answer is written: keys with their blanks, own words, or a gap."""
    if reply.keys:
        keys = list(reply.keys)
        return {"answer": keys[0] if len(keys) == 1 else keys, **reply.blanks, **_because(reply)}
    return gap(reply) or {"in-our-words": reply.words, **_because(reply)}


def _because(reply: Reply) -> dict[str, str]:
    return {"because": reply.because} if reply.because else {}


def gap(reply: Reply) -> dict[str, Any] | None:
    """A reply as a gap, if it is one."""
    if reply.not_applicable:
        return {"not-applicable-because": reply.not_applicable}
    if reply.not_yet:
        return {"not-yet": reply.not_yet, "who": reply.who, "until": reply.until}
    return None
