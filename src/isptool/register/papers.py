"""The register on paper, through the neutral document: a board paper, and the answer to a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isptool.register.columns import Column, facts_rows
from isptool.register.entry import Entry, shown_day
from isptool.register.health import SOON, Concern, Health
from isptool.register.public import Reader
from isptool.writing.document import Block, Bullets, Document, Heading, KeyFacts, Para, Table


def board_paper(found: Health) -> Document:
    """The health of a register as a paper for a board."""
    blocks: list[Block] = [
        Heading(1, "Summary"),
        Para(_verdict(found)),
        KeyFacts(tuple((label, str(count)) for label, count in found.counts), "The register in numbers"),
        Heading(1, "What needs attention"),
    ]
    if found.concerns:
        rows = tuple((each.what, str(each.count), _firsts(each)) for each in found.concerns)
        blocks.append(Table("What needs attention", ("What", "How many", "The first of them"), rows, (3, 1, 6)))
    else:
        blocks.append(Para("Nothing needs attention."))
    if found.making:
        blocks.append(Heading(1, "What is being made"))
        blocks.append(Table("What is being made", ("Document", "How it stands"), found.making, (3, 4)))
    blocks.append(Heading(1, f"Reviews in the next {SOON} days"))
    if found.soon:
        blocks.append(Table("The next reviews", ("Document", "Review due"), found.soon, (4, 1)))
    else:
        blocks.append(Para("None."))
    title = f"{found.title}: the register of information sharing"
    return Document(title=title, blocks=tuple(blocks), subtitle=f"As at {found.as_at}", kind="Board paper")


def _firsts(concern: Concern) -> str:
    words = "; ".join(f"{title}: {words.removesuffix('.')}" for title, words in concern.first)
    more = concern.count - len(concern.first)
    return f"{words}; and {more} more" if more > 0 else words


def _verdict(found: Health) -> str:
    if not found.concerns:
        return f"As at {found.as_at} nothing in the register needs attention."
    return (
        f"As at {found.as_at}, {found.worry} things in the register need somebody's attention; they are listed below."
    )


def request_answer(
    entries: Sequence[Entry], *, asked: str, received: str, publisher: str, as_at: str, attached: Mapping[str, str]
) -> Document:
    """An answer to a request for information: what is held, what of it is attached, what is withheld and why.

    `attached` are the files that go with it, by the file of the entry whose public edition they are.
    """
    reader = Reader()
    open_ones = reader.seen(entries)
    kept = [each for each in entries if not reader.sees(each)]
    blocks: list[Block] = [
        Heading(1, "Your request"),
        Para(asked or "Agreements and protocols for sharing information."),
        *([Para(f"We received it on {received}.")] if received else []),
        Heading(1, "What we hold"),
        Para(f"As at {as_at} we hold {_documents(len(entries))} that your request is about."),
    ]
    if entries:
        rows = tuple(
            (each.facts.title, "\n".join(each.name(one) for one in each.organisations), each.status.replace("-", " "),
             _dates(each), _PUBLIC[each.publication] if reader.sees(each) else _kept_because(each))
            for each in entries
        )  # fmt: skip
        head = ("Document", "Between", "Status", "Dates", "Publication")
        blocks.append(Table("What we hold", head, rows, (4, 7, 2, 3, 2)))
    if open_ones:
        blocks += [
            Heading(1, "What we give you"),
            Para("The particulars of each document that is published, from the register:"),
        ]
        for each in open_ones:
            blocks.append(Heading(2, each.facts.title))
            shown = {column.heading for column in reader.columns(each)} - _FOR_PROGRAMS
            rows_of = tuple((label, _words(value)) for label, value in facts_rows(each) if label in shown)
            blocks.append(KeyFacts(rows_of))
            if each.file in attached:
                blocks.append(
                    Para(f"The document itself, with reasons where something is left out: {attached[each.file]}")
                )
    if kept:
        blocks += [
            Heading(1, "What is to be considered"),
            Para("Nothing says that these are published, or they are not agreed yet:"),
            Bullets(tuple(f"{each.facts.title} ({_kept_because(each)})" for each in kept)),
            Para("Before they are refused, consider:"),
            Bullets(
                (
                    "whether the whole is exempt, or only details: telephone numbers, security measures, staff;",
                    "for what is still being made: section 22 (meant to be published, before the request came);",
                    "section 31 (law enforcement), section 40 (personal information), section 41 (in confidence);",
                    "in Scotland sections 35, 36 and 38; most of these ask for a test of the public interest;",
                    "the partners: ask them before the answer is due, in 20 working days.",
                )
            ),
        ]
    return Document(
        title="Answer to a request for information",
        blocks=tuple(blocks),
        subtitle=publisher or f"As at {as_at}",
        kind="Draft answer, to be checked before it is sent",
    )


def particulars(entry: Entry, columns: Sequence[Column], publisher: str) -> Document:
    """What the register says of one document, as a paper."""
    keys = {each.heading for each in columns}
    rows = tuple((label, _words(value)) for label, value in facts_rows(entry) if label in keys)
    blocks: list[Block] = [Heading(1, "Particulars"), KeyFacts(rows)]
    known = {each.id: each for each in entry.facts.items}
    flows = tuple(
        (
            leg.words or leg.id.replace("-", " "),
            "; ".join(entry.name(each) for each in leg.senders),
            "; ".join(entry.name(each) for each in leg.recipients),
            "; ".join(entry.words_of(known[each]) for each in leg.items if each in known),
        )
        for leg in entry.legs
        if leg.id and (leg.senders or leg.recipients)
    )
    if flows:
        blocks += [
            Heading(1, "Who gives what to whom"),
            Table("Who gives what to whom", ("Flow", "From", "To", "Data"), flows, (2, 2, 2, 4)),
        ]
    return Document(
        title=entry.facts.title,
        blocks=tuple(blocks),
        subtitle=publisher,
        kind="From the register of information sharing",
        version=entry.facts.version,
    )


_PUBLIC = {
    "yes": "published",
    "redacted": "published with details left out",
    "no": "not published",
    "not-said": "not said",
}
_FOR_PROGRAMS = frozenset({"Id", "Name", "Controller ids", "Processor ids", "Area ids"})
"""Headings of what says nothing to a person that stands in no other row."""


def _kept_because(entry: Entry) -> str:
    if entry.publication in ("yes", "redacted"):
        return f"not agreed yet: {entry.status.replace('-', ' ')}"
    return _PUBLIC[entry.publication]


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count} documents"


def _dates(entry: Entry) -> str:
    signed = [f"{entry.name(party)} signed {shown_day(day)}" for party, day in entry.signed if day]
    words = [f"starts {shown_day(entry.starts)}" if entry.starts else "", *signed]
    words.append(f"review {shown_day(entry.next_review)}" if entry.next_review else "")
    return "; ".join(each for each in words if each) or "no days are recorded"


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else str(value)
