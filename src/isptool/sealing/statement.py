"""A statement: what one post said, for one party, of one sealed text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast, get_args

from msgspec import Struct, field

from isptool.errors import IspError
from isptool.model.signed import Capacity, Decision
from isptool.sealing.record import Record, Value, begun, read, written

METHODS = ("wet-ink", "e-mail", "e-signature", "ssh-key", "meeting")
"""How a sign-off was given: on paper, by e-mail, by a service for e-signatures, with a key, in a minuted meeting."""


class Statement(Struct, frozen=True):
    """One sign-off as it is recorded.

    `role` is the capacity in which the post signs. `covers` holds the digest of each part that the sign-off covers.
    `evidence` names files that show it, each with its SHA-256; a person's `name` is optional and never published.
    """

    document: str
    version: str
    party: str
    role: Capacity
    post: str
    decision: Decision
    on: date
    method: str
    mark: str
    covers: Mapping[str, str]
    authority: str = ""
    conditions: str = ""
    name: str = ""
    reference: str = ""
    number: int = 1
    """How many sign-offs of this party there are with it: of two on one day the later one counts."""
    evidence: Mapping[str, str] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """The statement as the bytes of its file: what an SSH signature is made over."""
        values: dict[str, Value] = {
            **begun("sign-off", self.document, self.version),
            "party": self.party,
            "role": self.role,
            "post": self.post,
            "name": self.name,
            "authority": self.authority,
            "decision": self.decision,
            "conditions": self.conditions,
            "date": self.on.isoformat(),
            "number": str(self.number),
            "method": self.method,
            "reference": self.reference,
            "mark": self.mark,
            "covers": dict(self.covers),
            "evidence": tuple(f"{digest} {name}" for name, digest in self.evidence.items()),
        }
        return written(values)


def statement_of(record: Record, shown_as: str) -> Statement:
    """The statement that a record is. Raises `IspError` where something it needs is missing or unknown."""
    try:
        day = date.fromisoformat(record.text("date"))
    except ValueError:
        raise _unfit(shown_as, "date") from None
    for key, known in (("decision", get_args(Decision)), ("role", get_args(Capacity)), ("method", METHODS)):
        if record.text(key) not in known:
            raise _unfit(shown_as, key)
    for key in ("document", "version", "party", "post"):
        if not record.text(key):
            raise _unfit(shown_as, key)
    evidence = record.digests("evidence")
    return Statement(
        document=record.text("document"),
        version=record.text("version"),
        party=record.text("party"),
        role=cast(Capacity, record.text("role")),
        post=record.text("post"),
        decision=cast(Decision, record.text("decision")),
        on=day,
        method=record.text("method"),
        mark=record.text("mark"),
        covers=record.mapping("covers"),
        authority=record.text("authority"),
        conditions=record.text("conditions"),
        name=record.text("name"),
        reference=record.text("reference"),
        number=int(record.text("number")) if record.text("number").isdecimal() else 1,
        evidence=evidence,
    )


def read_statement(content: bytes, shown_as: str) -> tuple[Statement, bool]:
    """A statement from the bytes of its file, and whether they are as they were written."""
    record = read(content, shown_as)
    return statement_of(record, shown_as), record.intact


def _unfit(shown_as: str, key: str) -> IspError:
    return IspError(
        f"{shown_as} was changed since isptool wrote it: its `{key}:` is missing or not known.",
        "Take it from the history of the workspace (git), or ask whoever signed for it.",
    )
