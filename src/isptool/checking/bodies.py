"""What rules of every family ask about the parties of a document."""

from __future__ import annotations

from collections.abc import Sequence

from isptool.checking.rule import At
from isptool.findings import ValuePath
from isptool.settling.settled import PartyFacts, Settled


def parties(doc: Settled) -> list[PartyFacts]:
    """The parties of a document (the partners of a protocol), without those who are none."""
    return [each for each in doc.parties.values() if not each.is_other]


def organisation(facts: PartyFacts) -> str:
    """The id of the partner that a party is, or is a part or an office of."""
    return (facts.party.of if facts.party and facts.party.of else None) or facts.id


def is_class(facts: PartyFacts) -> bool:
    """Whether a party stands for bodies that are not named singly: a class, an open set, one still to be named."""
    party = facts.party
    return party is not None and bool(party.class_ or party.open_to or party.to_be_named)


def in_document(doc: Settled, facts: PartyFacts) -> ValuePath:
    """Where a party stands in the document."""
    return ("partners", facts.id) if doc.is_protocol else ("parties", facts.id)


def described(doc: Settled, at: At, facts: PartyFacts, *below: str) -> tuple[ValuePath, str]:
    """Where a fact about a party is written: in the file of partners, or in the document if it is not there."""
    file = at.partner_file(organisation(facts)) if facts.partner is not None else ""
    if file:
        return ("partners", organisation(facts), *below), file
    return (*in_document(doc, facts), *below), ""


def personal(doc: Settled) -> bool:
    """Whether a document is about people."""
    return any(row.kinds - {"non-personal"} for row in doc.rows)


def known_kind(kind: str, at: At) -> bool:
    """Whether the law data knows a kind of body; asking it about one it does not know raises `KeyError`."""
    return bool(at.law.wider_bodies(kind))


def is_health_body(party: str, doc: Settled, at: At) -> bool:
    """Whether a party is a health or social care body by its kind."""
    facts = doc.parties.get(party)
    return facts is not None and at.law.is_health_or_care(facts.kind)


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: `a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
