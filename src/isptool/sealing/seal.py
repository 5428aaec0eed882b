"""The seal of a text: its parts as bytes, the digest of each, and the text mark.

Each part is one file in the form of RFC 8785, and its digest is the SHA-256 of that file: `sha256sum own.json` says
the same as we do, without us. A reference to a clause stands in it by the clause's name, not by its number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct

from isptool.sealing.data import answers, is_inherited, is_own, own_data, schedule_data, schedule_of, schedules, text
from isptool.sealing.words import PARTS, Sentence, of_part
from isptool.settling.canonical import as_bytes
from isptool.settling.settled import Settled

FORMAT = 1
"""The version of the form of sealed parts. Another form has another number; every released one stays readable."""


class Seal(Struct, frozen=True):
    """The sealed parts of one version of a document, as bytes: `own`, `inherited`, `template`, `schedule-PARTY`."""

    document: str
    version: str
    parts: Mapping[str, bytes]

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each part, in hexadecimal."""
        return {name: digest(content) for name, content in self.parts.items()}

    @property
    def mark(self) -> str:
        """The text mark, such as `7F3A-91C2`."""
        return text_mark(self.digests)

    def covered(self, party: str) -> dict[str, str]:
        """The digests that a signature of this party covers: the three parts, and its own schedule."""
        return covered(self.digests, party)


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def text_mark(digests: Mapping[str, str]) -> str:
    """Eight characters, four and four, that stand for the three parts which every signature covers."""
    whole = digest(" ".join(digests[part] for part in PARTS).encode()).upper()
    return f"{whole[:4]}-{whole[4:8]}"


def covered(digests: Mapping[str, str], party: str) -> dict[str, str]:
    """Of these digests, those that a signature of this party covers."""
    wanted = (*PARTS, schedule_name(party))
    return {name: digests[name] for name in wanted if name in digests}


def schedule_name(party: str) -> str:
    """The name of the part that is a party's schedule."""
    return f"schedule-{party}"


def make_seal(settled: Settled, sentences: Sequence[Sentence], above: Mapping[str, str]) -> Seal:
    """The seal of a settled document as composed.

    `above` gives the digest of each protocol it is under, by the protocol's id: of the sealed text where there is
    one, else of the data of its file (`protocol_digest`).
    """
    document, version = settled.document.id, settled.document.version or ""
    head = {"format": str(FORMAT), "document": document, "version": version}
    parts: dict[str, Any] = {
        "own": {
            **head,
            "part": "own",
            "kind": settled.document.kind,
            "data": own_data(settled.document),
            "answers": answers(settled, is_own),
            "words": _words(of_part(sentences, "own")),
            "order": _order(sentences),
        },
        "inherited": {
            **head,
            "part": "inherited",
            "under": [
                {"id": each.protocol.id, "version": each.protocol.version or "", "sha256": above[each.protocol.id]}
                for each in _above(settled)
            ],
            "answers": answers(settled, is_inherited),
            "words": _words(of_part(sentences, "inherited")),
        },
        "template": {
            **head,
            "part": "template",
            "edition": "full",
            "words": _words(of_part(sentences, "template")),
        },
    }
    for party, _ in schedules(settled):
        parts[schedule_name(party)] = schedule_part(settled, sentences, party)
    return Seal(document, version, {name: as_bytes(part) for name, part in parts.items()})


def schedule_part(settled: Settled, sentences: Sequence[Sentence], party: str) -> dict[str, Any]:
    """The part that is one party's schedule: its data, its answers, and its annex as printed."""
    schedule = dict(schedules(settled))[party]
    return {
        "format": str(FORMAT),
        "document": settled.document.id,
        "version": settled.document.version or "",
        "part": "schedule",
        "party": party,
        "data": schedule_data(schedule),
        "answers": answers(settled, lambda part: schedule_of(part) == party),
        "words": _words(of_part(sentences, "schedule", party)),
    }


def protocol_digest(document: Any) -> str:
    """The digest of a protocol that is not sealed: of the data of its file."""
    return digest(as_bytes(own_data(document)))


def _above(settled: Settled) -> Sequence[Any]:
    return () if settled.is_protocol else settled.protocols


def _words(sentences: Sequence[Sentence]) -> list[list[str]]:
    return [[each.place, text(each.text)] for each in sentences]


def _order(sentences: Sequence[Sentence]) -> list[list[str]]:
    """How the three parts take turns on the page, so that the text can be put together again."""
    three = [each.belongs for each in sentences if each.belongs in PARTS]
    return [[part, str(len(list(run)))] for part, run in groupby(three)]
