"""The questions about a new partner."""

from __future__ import annotations

from collections.abc import Iterator

from isptool.asking.draft import Around, Draft
from isptool.asking.put import plain_offers
from isptool.asking.question import Question, Reply
from isptool.law.book import LawBook
from isptool.model.fields import Misread

_NATIONS = {"england": "", "wales": "", "scotland": "", "northern-ireland": ""}
_CONTACTS = {
    "day-to-day": "Who is asked about sharing from day to day?",
    "data-protection": "Who is its data protection officer?",
    "incidents": "Who is told of an incident?",
}


class PartnerInterview:
    """What is still to be asked about a partner, from what its draft says so far."""

    def __init__(self, draft: Draft, around: Around) -> None:
        self.draft = draft
        self.around = around

    def questions(self) -> list[Question]:
        """Every question still to be asked."""
        return [each for each in self._facts() if not self.draft.has(*each.id.split("."))]

    def take(self, question: Question, reply: Reply) -> None:
        """Keep a reply in the draft."""
        value: object = list(reply.keys) or reply.words
        if question.id == "kind":
            value = kind_of_body(self.around.book, reply.words)
        self.draft.put(value, *question.id.split("."))

    def _facts(self) -> Iterator[Question]:
        yield Question("name", "Name", "What is the legal name of the organisation?", "text", required=True)
        yield Question("called", "Short name", "What is it called in running text?", "text")

        def kind(text: str) -> str:
            return kind_of_body(self.around.book, text)

        asked = "What kind of body is it, such as county council, police or charity?"
        why = "The kind decides which powers it has and what it is asked."
        yield Question("kind", "Kind of body", asked, "text", why=why, read=kind)
        text = "In which nations does it work?"
        yield Question("nations", "Nations", text, "choices", offers=plain_offers(_NATIONS))
        for role, text in _CONTACTS.items():
            title = role.replace("-", " ").capitalize()
            yield Question(f"contacts.{role}.post", title, f"{text} Give the post, not a person.", "text")
            yield Question(f"contacts.{role}.mailbox", title, "Which shared mailbox reaches that post?", "text")


def kind_of_body(book: LawBook, text: str) -> str:
    """The id of a kind of body that a text means; raises `Misread` with the likely ones otherwise."""
    found = book.find_body(text)
    if found is not None:
        return found.id
    near = [body.id for body in book.near_bodies(text)]
    likely = f"likely ones are: {', '.join(near)}" if near else "`isptool explain kind of body` lists them all"
    raise Misread(f"`{text}` is no kind of body that is known here; {likely}")
