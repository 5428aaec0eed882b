"""The why of a partnership on one page: for whom and what it shares, the good it does, and by which principles."""

from __future__ import annotations

from collections.abc import Sequence

from isptool.model.documents import Protocol
from isptool.writing import compose_protocol, compose_summary
from isptool.writing.compose_facts import flat
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital, listed, stopped
from isptool.writing.document import Block, Bullets, Heading, Para
from isptool.writing.prose import prose


def fills(matter: Matter) -> dict[str, Sequence[Block]]:
    """The blocks of the page: why, by which principles, who, and where the whole of it stands."""
    document = matter.settled.document
    assert isinstance(document, Protocol)
    say = matter.words.say
    principles: list[Block] = []
    if document.principles:
        lines = tuple(capital(stopped(flat(prose(text)))) for text in document.principles)
        principles = [Heading(1, say("principles-heading")), Bullets(lines)]
    who: list[Block] = []
    if document.partners:
        named = capital(listed(matter.party(each) for each in document.partners))
        who = [Heading(1, say("partners")), Para(stopped(named))]
    why: list[Block] = [Heading(1, say("why-heading")), *compose_protocol.partnership(matter)]
    return {"why": why, "principles": principles, "who": who, "in-full": compose_summary.in_full(matter)}
