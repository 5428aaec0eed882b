"""The questions for a new protocol: what it is, and each point that a protocol usually settles."""

from __future__ import annotations

from collections.abc import Iterator

from isptool.asking.agreement import plain_offers, point_question
from isptool.asking.draft import Around, Draft, entry
from isptool.asking.open_points import OpenPoint, open_points
from isptool.asking.question import Question, Reply
from isptool.settling.settled import Settled

_COVERS = {
    "personal": "Information about people",
    "special-category": "Health, ethnicity, beliefs and the other special categories",
    "criminal-offence": "Offences and allegations of offences",
    "law-enforcement": "Sharing by the police and others for law enforcement (Part 3)",
    "non-personal": "Information about nobody",
}


class ProtocolInterview:
    """What is still to be asked for a protocol, from what its draft says so far."""

    def __init__(self, draft: Draft, around: Around) -> None:
        self.draft = draft
        self.around = around

    def questions(self) -> list[Question]:
        """Every question still to be asked."""
        facts = [each for each in self._facts() if not self.draft.has(*each.id.split("."))]
        settled = self.draft.settled(self.around)
        return [*facts, *(self._points(settled) if settled is not None else ())]

    def take(self, question: Question, reply: Reply) -> None:
        """Keep a reply in the draft."""
        path = question.id.split(".")
        if path[0] == "settles":
            self.draft.put(entry(reply), *path)
        else:
            self.draft.put(list(reply.keys) or reply.words, *path)

    def _facts(self) -> Iterator[Question]:
        yield Question("title", "Title", "What is the protocol called?", "text", required=True)
        why = "Why do the partners need to share?"
        yield Question("partnership.purpose", "Purpose", why, "text")
        partners = self.around.partner_names()
        if partners:
            text = "Which partners are bound by it?"
            yield Question("partners", "Partners", text, "choices", offers=plain_offers(partners), required=True)
        text = "What kinds of information does it cover?"
        yield Question("covers", "What it covers", text, "choices", offers=plain_offers(_COVERS))

    def _points(self, settled: Settled) -> Iterator[Question]:
        for each in protocol_points(settled, self.around):
            if not self.draft.has("settles", each.id):
                yield point_question(f"settles.{each.id}", each)


def protocol_points(settled: Settled, around: Around) -> list[OpenPoint]:
    """The open points that are a protocol's to settle."""
    return [each for each in open_points(settled, around.book) if each.point.settled != "agreement"]
