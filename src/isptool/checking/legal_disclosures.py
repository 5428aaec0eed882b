"""Where law enforcement meets the UK GDPR: what competent authorities pass on, and who receives it outside Part 3.

Rules of several families ask it: what LEP says of such a use, LAW does not say again.
"""

from __future__ import annotations

from collections.abc import Iterator

from isptool.checking.legal_layers import is_competent_authority, is_law_enforcement, legal_layers
from isptool.checking.rule import At
from isptool.law.citation import Part3, understood
from isptool.settling.settled import Row, Settled

HELD_FOR_LAW_ENFORCEMENT = frozenset({"criminal-offence", "mixed-document", "law-enforcement", "sensitive-processing"})
"""The categories of which what a competent authority holds is taken to be held for law enforcement."""

_ANOTHER_USE = ("36(3)", "36(4)")


def from_law_enforcement(doc: Settled, at: At) -> frozenset[tuple[str, str]]:
    """The parties and purposes that receive, under the UK GDPR, what comes from law enforcement."""
    return at.once("from-law-enforcement", lambda: frozenset(law_enforcement_senders(doc, at)))


def law_enforcement_senders(doc: Settled, at: At) -> dict[tuple[str, str], list[str]]:
    """Each party and purpose that receives, under the UK GDPR, what comes from law enforcement; and from whom."""
    return at.once("law-enforcement-senders", lambda: _senders(doc, at))


def _senders(doc: Settled, at: At) -> dict[tuple[str, str], list[str]]:
    sent_under_part_3 = {_movement(row) for row in doc.rows if row.regime == "part-3"}
    another_use = _senders_citing_another_use(doc)
    found: dict[tuple[str, str], list[str]] = {}
    for row in doc.rows:
        if row.side != "recipient" or "personal" not in row.kinds:
            continue
        if _movement(row) in sent_under_part_3 or _movement(row) in another_use or _held(doc, at, row):
            senders = found.setdefault((row.actor, row.purpose), [])
            if row.sender not in senders:
                senders.append(row.sender)
    return found


def _movement(row: Row) -> tuple[str, ...]:
    """What moves in a row, whichever side it is told from."""
    return (row.flow, row.sender, row.recipient, row.item, row.purpose, row.category, row.people, row.case)


def _held(doc: Settled, at: At, row: Row) -> bool:
    """Whether what moves in a row is held by its sender for law enforcement."""
    sender = doc.parties.get(row.sender)
    return sender is not None and row.category in HELD_FOR_LAW_ENFORCEMENT and is_competent_authority(sender, at)


def _senders_citing_another_use(doc: Settled) -> set[tuple[str, ...]]:
    """The movements whose sender says that it uses law-enforcement data for something else (section 36)."""
    return {
        _movement(row)
        for cover in doc.law
        if any(cites_another_use(text) for said in (cover.row, *cover.row.any_of) for text in said.part_3)
        for row in (doc.rows[number] for number in cover.rows)
        if row.side == "sender"
    }


def cites_another_use(text: str) -> bool:
    """Whether a Part 3 citation is section 36(3) or (4): use for another purpose than that of collection."""
    meant = understood(text, "part-3")
    return isinstance(meant, Part3) and meant.section in _ANOTHER_USE


def unauthorised_disclosures(doc: Settled, at: At) -> frozenset[int]:
    """The rows (by number) in which a competent authority passes on law-enforcement data and names no law for that."""
    return at.once("unauthorised-disclosures", lambda: frozenset(_unauthorised(doc, at)))


def _unauthorised(doc: Settled, at: At) -> Iterator[int]:
    layers = legal_layers(doc, at)
    another_use = _senders_citing_another_use(doc)
    for number, row in enumerate(doc.rows):
        if row.side != "sender" or not row.purpose or row.kinds == {"non-personal"}:
            continue
        to_something_else = _held(doc, at, row) and is_law_enforcement(doc, at, row.purpose) is not True
        if not to_something_else and _movement(row) not in another_use:
            continue
        covers = layers.covering([number])
        authorised = any(said.authorised_by for cover in covers for said in (cover.row, *cover.row.any_of))
        if not authorised and not layers.powers(covers):
            yield number
