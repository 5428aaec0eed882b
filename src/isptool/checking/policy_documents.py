"""Appropriate policy documents: whether a controller has one recorded, and what it covers."""

from __future__ import annotations

from collections.abc import Iterable

from isptool.checking.legal_layers import Use
from isptool.checking.schedule_1 import schedule_1
from isptool.law.citation import Schedule8, understood
from isptool.model.partner import PolicyDocument
from isptool.settling.settled import Settled, State


def partner_documents(doc: Settled, party: str) -> list[PolicyDocument]:
    """The policy documents that the description of a partner names."""
    partner = doc.parties[party].partner
    return partner.policy_documents if partner else []


def kept(doc: Settled, use: Use) -> bool:
    """Whether a policy document is recorded for a use: with the partner, in a law row, or in answer to the point."""
    if partner_documents(doc, use.party) or any(said.policy_document for said in use.says):
        return True
    point = doc.points.get("policy-documents")
    return any(
        part.state is State.ANSWERED and bool(part.own_words or "policy-document" in part.fields)
        for cell, part in (point.parts() if point else ())
        if cell.at("party") == use.party
    )


def covers(documents: Iterable[PolicyDocument], paragraphs: Iterable[int | None]) -> bool:
    """Whether one of these documents covers one of these paragraphs of Schedule 1, as far as their entries say.

    A document whose entry does not say what it covers, or not in words that are understood, is not doubted.
    """
    wanted = set(paragraphs)
    for document in documents:
        named = [_named(text) for text in document.covers]
        if not named or any(each is None or wanted & each for each in named):
            return True
    return False


def _named(text: str) -> set[int] | None:
    """The paragraphs of Schedule 1 that an entry of `covers:` names; none of it where it names Schedule 8.

    A bare number is of Schedule 1. None where the entry is not understood.
    """
    found = {each.number for each in schedule_1(text)}
    return found if found or isinstance(understood(text, "schedule-8"), Schedule8) else None
