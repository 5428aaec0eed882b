"""Sealing a text for signature: everything that goes into `sealed/ID/VERSION/`, as the bytes of its files."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from isptool.checking.bodies import is_class, parties
from isptool.checking.life import end, next_review, signatories, starts
from isptool.checking.rule import At
from isptool.law.book import LawBook
from isptool.lifecycle.law_since import LAW_AS_AT
from isptool.lifecycle.life import Life, VersionLife
from isptool.model.documents import Agreement
from isptool.model.point import Checklist, Point
from isptool.sealing.record import Value, begun, written
from isptool.sealing.seal import Seal, digest, make_seal, protocol_digest
from isptool.sealing.shelf import Shelf, Version
from isptool.settling.changes import Changes
from isptool.settling.settled import Settled
from isptool.writing.compose import Composing
from isptool.writing.compose_sealed import Printed, compose_sealed
from isptool.writing.document import Document
from isptool.writing.markdown import to_markdown
from isptool.writing.word import to_word
from isptool.writing.word_house import HouseStyle

EACH_ON_SIGNING = "each-on-signing"


class Workshop(Struct, frozen=True):
    """What composing needs beside the document: points, checklists, law, looks."""

    points: Mapping[str, Point]
    checklists: Mapping[str, Checklist]
    book: LawBook
    house: HouseStyle | None = None


class Sealed(Struct, frozen=True):
    """A text ready to be kept: its seal, and every file by its name within the folder of the version."""

    seal: Seal
    files: Mapping[str, bytes]


def printed_and_sealed(settled: Settled, shop: Workshop, at: Composing, shelf: Shelf) -> tuple[Printed, Seal]:
    """The composed text of a document, and the seal that it has."""
    printed = compose_sealed(settled, points=shop.points, checklists=shop.checklists, book=shop.book, at=at)
    return printed, make_seal(settled, printed.sentences, above_digests(settled, shelf))


def above_digests(settled: Settled, shelf: Shelf) -> dict[str, str]:
    """The digest of each protocol above: of its sealed text where that version is sealed, else of its file's data."""
    found = {}
    for each in () if settled.is_protocol else settled.protocols:
        version = shelf.version(each.protocol.id, each.protocol.version or "")
        sealed = version.digests.get("own") if version is not None and version.is_sealed else None
        found[each.protocol.id] = sealed or protocol_digest(each.protocol)
    return found


def seal_up(
    settled: Settled,
    *,
    shop: Workshop,
    at: Composing,
    rules: At,
    shelf: Shelf,
    sources: Mapping[str, bytes],
    since: tuple[VersionLife, Changes] | None,
) -> Sealed:
    """Everything that is kept of a text when it is sealed for signature.

    `sources` are the files that it was made from, by their names in the workspace. `since` is the version before it
    whose signatures count, and what changed from that to this one: who is not concerned by a material change need
    not sign again.
    """
    assert shop.house is not None
    printed, seal = printed_and_sealed(settled, shop, at, shelf)
    document = marked(printed.document, mark_for_signature(seal), seal)
    files = {f"{name}.json": content for name, content in seal.parts.items()}
    files["text.md"] = to_markdown(document).encode()
    files["text.docx"] = to_word(document, shop.house)
    files |= {f"source/{name}": content for name, content in sources.items()}
    facts = _facts(settled, rules, since)
    record: dict[str, Value] = {
        **begun("seal", seal.document, seal.version),
        "kind": settled.document.kind,
        "title": settled.document.title,
        "date": at.today.isoformat(),
        "mark": seal.mark,
        **facts,
        "under": {} if settled.is_protocol else {e.protocol.id: e.protocol.version or "" for e in settled.protocols},
        LAW_AS_AT: shop.book.as_at.isoformat(),
        "made-with": {name.replace(" ", "-"): version for name, version in at.made_with},
        "files": {name: digest(content) for name, content in sorted(files.items())},
    }
    return Sealed(seal, {**files, "seal.yaml": written(record)})


def _facts(settled: Settled, rules: At, since: tuple[VersionLife, Changes] | None) -> dict[str, Value]:
    """What the records must know of the text: who signs, when it starts and ends, when it is reviewed."""
    signing = [each.id for each in signatories(settled, rules)]
    begins = starts(settled, rules)
    keys = {key for each in begins for key in each.keys}
    days = [each.on.day for each in begins if each.on is not None]
    last, review = end(settled), next_review(settled, rules)
    document = settled.document
    facts: dict[str, Value] = {
        "signs": tuple(signing),
        "classes": tuple(each.id for each in parties(settled) if is_class(each)),
        "parties": {each.id: each.called for each in parties(settled)},
        "start": EACH_ON_SIGNING if EACH_ON_SIGNING in keys else "after-all-sign",
        "starts-on": min(days).isoformat() if days else "",
        "ends-on": last.day.isoformat() if last is not None else "",
        "review-next": review.day.isoformat() if review is not None else "",
        "follows": document.follows if isinstance(document, Agreement) and settled.protocols else "",
    }
    if since is not None:
        before, changes = since
        carried = [each for each in signing if each not in changes.must_sign and each in before.bound]
        facts |= {
            "change": changes.change_class or "administrative",
            "carries-from": before.number,
            "carried": tuple(carried),
        }
    return facts


# ── marks ────────────────────────────────────────────────────────────────────────────────────────────


def marked(document: Document, mark: str, seal: Seal) -> Document:
    """A document that says on every page that it is out for signature, and carries what it was sealed as."""
    return replace(document, mark=mark, embedded=carried(seal))


def carried(seal: Seal) -> bytes:
    """What a Word file carries of its seal: document, version, mark, digests."""
    held = {"document": seal.document, "version": seal.version, "mark": seal.mark, "digests": dict(seal.digests)}
    return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def mark_for_signature(seal: Seal) -> str:
    """What stands on every page of a text that is out for signature."""
    return f"FOR SIGNATURE · version {seal.version} · {seal.mark}"


_SAID = {
    "superseded": "SUPERSEDED", "suspended": "SUSPENDED", "terminated": "ENDED", "expired": "ENDED",
    "withdrawn": "WITHDRAWN",
}  # fmt: skip
_FEW = 3


def mark_of(life: VersionLife) -> str:
    """What stands on every page of a sealed text: out for signature, who signed, or that it counts no more."""
    version: Version = life.version
    names = version.seal.mapping("parties")
    tail = f"version {life.number} · {version.mark}"
    if life.status in _SAID:
        return f"{_SAID[life.status]} · {tail}"
    signed = list(life.bound)
    if not signed:
        return f"FOR SIGNATURE · {tail}"
    all_of_them = f"{len(signed)} of {len(signed) + len(life.missing)} parties"
    who = ", ".join(names.get(each, each) for each in signed) if len(signed) <= _FEW else all_of_them
    if not life.missing:
        return f"SIGNED · {tail} · by {who}"
    if life.status in ("in-force", "under-review"):
        return f"IN FORCE · {tail} · between those who signed: {who}"
    return f"FOR SIGNATURE · {tail} · signed so far by {who}"


def last_agreed(life: Life, version: str) -> VersionLife | None:
    """The version before this one whose signatures may count on: the one in force, or expired."""
    found = [each for each in life.versions if each.number != version and each.version.is_sealed]
    found = [each for each in found if each.status in ("in-force", "under-review", "suspended", "expired", "signed")]
    return found[-1] if found else None
