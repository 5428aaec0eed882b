"""The columns of the register: the fields of the Digital Economy Act register, and those a partnership adds."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct

from isptool.model.fields import slug
from isptool.register.entry import Entry, shown_day

Value = str | int | bool | None | list[str]


class Column(Struct, frozen=True):
    """One column: its key in data, its heading in tables, what it holds, and how it is worked out."""

    key: str
    heading: str
    what: str
    value: Callable[[Entry], Value]


def _names(entry: Entry, ids: Iterable[str]) -> list[str]:
    return [entry.name(each) for each in ids]


def _purposes(entry: Entry) -> list[str]:
    return list(dict.fromkeys((each.words or each.kind.replace("-", " ")).rstrip(".") for each in entry.facts.uses))


def _signed(entry: Entry) -> list[str]:
    return [f"{entry.name(party)}{f' ({day.isoformat()})' if day else ''}" for party, day in entry.signed]


DEA = (
    Column("id", "Id", "The id of the document.", lambda e: e.id),
    Column("name", "Name", "Its title.", lambda e: e.facts.title),
    Column("purpose", "Purpose", "What the information is for.", _purposes),
    Column("benefits", "Benefits", "What good it does.", lambda e: e.agreed("need-and-benefit")),
    Column("legal_power", "Legal power", "The powers and duties it rests on.", lambda e: list(e.powers)),
    Column(
        "disclosed_information", "Disclosed information", "What is shared.",
        lambda e: [e.words_of(item) for item in e.facts.items],
    ),
    Column("controllers", "Controller ids", "The controllers, by id.", lambda e: list(e.controllers)),
    Column("controller_names", "Controllers", "Their names.", lambda e: _names(e, e.controllers)),
    Column("sharing_method", "Sharing method", "How it is sent.", lambda e: e.method),
    Column("processors", "Processor ids", "The processors, by id.", lambda e: list(e.processors)),
    Column("processor_names", "Processors", "Their names.", lambda e: _names(e, e.processors)),
    Column("retention_period", "Retention", "How long it is kept.", lambda e: e.agreed("retention-and-disposal")),
    Column("start_date", "Start", "The day it starts (ISO).", lambda e: e.starts.isoformat() if e.starts else None),
    Column("end_date", "End", "Its last day (ISO).", lambda e: e.ends.isoformat() if e.ends else None),
    Column(
        "review_date", "Next review", "The day of its next review (ISO).",
        lambda e: e.next_review.isoformat() if e.next_review else None,
    ),
    Column("contact", "Contact", "The shared mailbox for questions.", lambda e: e.contact),
    Column("areas", "Area ids", "The areas, by id.", lambda e: [slug(e.facts.area)] if e.facts.area else []),
    Column("area_names", "Area", "The areas.", lambda e: [e.facts.area] if e.facts.area else []),
)  # fmt: skip
"""The fields of the public register of sharing under the Digital Economy Act 2017, in its order."""

LOCAL = (
    Column("kind", "Kind", "protocol, agreement or record (written elsewhere).", lambda e: e.facts.kind),
    Column("status", "Status", "How it stands.", lambda e: e.status),
    Column("version", "Version", "Its version.", lambda e: e.facts.version),
    Column("references", "References", "Reference numbers, with whose they are.", lambda e: list(e.facts.references)),
    Column("parent_protocol", "Under", "The protocol it is made under, by id.", lambda e: e.facts.under),
    Column("lead", "Lead", "The partner and post that own it.", lambda e: e.owner),
    Column("parties_signed", "Signed", "The parties that have signed, with the day.", _signed),
    Column("parties_unsigned", "Not signed", "The parties still to sign.", lambda e: _names(e, e.unsigned)),
    Column("lawful_bases", "Lawful bases", "Bases in Article 6, as written.", lambda e: list(e.grounds("article_6"))),
    Column("conditions", "Conditions", "Conditions in Article 9, as written.", lambda e: list(e.grounds("article_9"))),
    Column("special_category", "Special category", "Whether special category data is shared.", lambda e: e.special),
    Column("criminal_offence", "Criminal offence", "Whether criminal offence data is shared.", lambda e: e.criminal),
    Column("children", "Children", "Whether any of it is about children.", lambda e: e.children),
    Column("part_3", "Part 3", "Whether Part 3 of the DPA 2018 governs any of it.", lambda e: e.part_3),
    Column("outside_uk", "Outside the UK", "Whether any leaves the UK; empty: not said.", lambda e: e.outside_uk),
    Column("dpia", "DPIA", "The impact assessment, or what stands in its place.", lambda e: e.dpia),
    Column("dpia_date", "DPIA date", "Its day, as written.", lambda e: e.dpia_on),
    Column("systems", "Systems", "The systems it comes from or goes into.", lambda e: list(e.facts.systems)),
    Column("publication", "Publication", "yes, redacted, no or not-said.", lambda e: e.publication),
    Column("days_to_review", "Days to review", "Less than 0: overdue; empty: no day.", lambda e: e.days_to_review),
    Column("sha256", "SHA-256", "Of the signed file of a record, else of the file below.",
           lambda e: e.facts.sha256 or e.digest),
    Column("file", "File", "Where it is.", lambda e: e.facts.file or e.file),
)  # fmt: skip

COLUMNS = (*DEA, *LOCAL)


def as_data(entry: Entry, columns: Sequence[Column] = COLUMNS) -> dict[str, Value]:
    """An entry as data for JSON."""
    return {each.key: each.value(entry) for each in columns}


_FORMULA = re.compile(r"\A\s*[=+\-@\t\r]")


def cell(value: Value) -> str | int:
    """A value in a cell of a table: lists with semicolons, yes and no as words, and no text that a sheet would run.

    A text that begins as a formula does (`=`, `+`, `-`, `@`, a tab) gets an apostrophe before it, as spreadsheets
    themselves mark text; numbers of ours stay numbers.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    text = "; ".join(value) if isinstance(value, list) else value
    if not text.isprintable() and not text.replace("\n", "").isprintable():
        text = "".join(each for each in text if each.isprintable() or each == "\n")
    return f"'{text}" if _FORMULA.match(text) else text


def to_csv(entries: Iterable[Entry], columns: Sequence[Column] = COLUMNS) -> str:
    """The register as CSV (RFC 4180), keys as the first line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([each.key for each in columns])
    for entry in entries:
        writer.writerow([cell(each.value(entry)) for each in columns])
    return out.getvalue()


def facts_rows(entry: Entry) -> list[tuple[str, Any]]:
    """Every column with its heading and its value as people read it; what is empty is left out."""
    rows = []
    for each in COLUMNS:
        value = each.value(entry)
        if (
            each.key.endswith("_date")
            and isinstance(value, str)
            and each.key in ("start_date", "end_date", "review_date")
        ):
            day = {"start_date": entry.starts, "end_date": entry.ends, "review_date": entry.next_review}[each.key]
            value = shown_day(day)
        if value not in (None, "", []):
            rows.append((each.heading, value))
    return rows
