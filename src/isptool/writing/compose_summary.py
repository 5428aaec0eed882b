"""The summary: one page that says who shares what with whom, why, on what law, and how the document stands."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from isptool.writing import compose_glance
from isptool.writing.compose_fit import PAGE, SHEET_HEAD, height
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital, listed, stopped
from isptool.writing.document import Block, Cell, KeyFacts, Para


def fills(matter: Matter) -> dict[str, Sequence[Block]]:
    """The blocks of a summary."""
    where = in_full(matter)
    room = PAGE - SHEET_HEAD - height([*compose_glance.in_short(matter), *where])
    return {"glance": _glance(matter, room), "in-full": where}


def _glance(matter: Matter, room: float) -> list[Block]:
    """The first page of the full edition, with what its cover says."""
    say = matter.words.say
    ends: list[tuple[str, Cell]] = [(say("status"), standing(matter))]
    first: list[tuple[str, Cell]] = []
    if not matter.settled.is_protocol:
        parties = [facts.called for facts in matter.settled.parties.values() if not facts.is_other]
        first = [(say("between"), capital(listed(parties)))] if parties else []
    room -= height([KeyFacts((*first, *ends))])
    blocks = compose_glance.protocol(matter) if matter.settled.is_protocol else compose_glance.agreement(matter, room)
    return [
        replace(block, rows=(*first, *block.rows, *ends)) if isinstance(block, KeyFacts) else block for block in blocks
    ]


def which(matter: Matter) -> str:
    """Which text it is: its version and its reference; empty where it has neither."""
    head = matter.head
    version = matter.words.say("version-of", version=head.version) if head.version else ""
    return ", ".join(part for part in (version, next(iter(head.references.values()), "")) if part)


def in_full(matter: Matter) -> list[Block]:
    """Where the whole stands, and that the numbers of clauses are those of the whole."""
    full = which(matter)
    key = "in-full-protocol" if matter.settled.is_protocol else "in-full"
    return [Para(matter.words.say(key, full=f" ({full})" if full else ""))]


def standing(matter: Matter) -> str:
    """How the document stands, and who has signed it."""
    words, signed = matter.words, matter.at.signed
    status = words.name("status", signed.status or matter.head.status)
    if signed.status and signed.since:
        status = words.say("status-since", status=status, day=matter.show(signed.since))
    return " ".join([stopped(status), *signers(matter)])


def signers(matter: Matter) -> list[str]:
    """Who has agreed, and who has not yet, in a sentence each; nothing where nothing was signed."""
    signed = matter.at.signed
    if not signed.sign_offs:
        return []
    parties = [facts.id for facts in matter.settled.parties.values() if not facts.is_other]
    agreed = [each for each in parties if any(one.agrees and not one.broken for one in signed.of(each))]
    left = [each for each in parties if each not in agreed]
    said = []
    if agreed:
        said.append(matter.words.say("signed-by", whom=matter.called(agreed)))
    if left:
        said.append(matter.words.say("not-signed-by", whom=matter.called(left)))
    return said
