"""Records from a table that somebody keeps: which column holds which field, and what each cell means.

Values only: the table comes as text, and what should be written comes back as records with what was not understood.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, get_args

from msgspec import Struct, field

from isptool.errors import IspError
from isptool.law.book import LawBook
from isptool.model.fields import Misread, read_date, show_date, slug
from isptool.model.partner import Partner
from isptool.model.record import RecordStatus
from isptool.reading.nearest import folded, nearest, sure

FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "identifier", "agreement id"),
    "title": ("title", "name", "agreement", "agreement name", "name of agreement", "agreement title", "document",
              "name of isa", "isa name", "isa title", "isa", "dsa", "dsa title", "dsa name", "title of agreement",
              "document title", "name of document"),
    "reference": ("reference", "ref", "ref no", "reference number", "isa ref"),
    "called": ("type", "kind", "called", "document type"),
    "parties": ("parties", "partners", "organisations", "signatories", "parties to the agreement", "controllers",
                "controller names", "with", "partner organisations"),
    "processors": ("processors", "processor names"),
    "signed": ("signed", "date signed", "signed on", "signature date"),
    "status": ("status", "state", "isa status"),
    "version": ("version", "version number", "ver"),
    "owner": ("owner", "lead", "lead officer", "responsible officer", "information asset owner", "contact officer"),
    "contact": ("contact", "mailbox", "email", "e-mail"),
    "area": ("area", "areas", "area names", "geographical area"),
    "purpose": ("purpose", "purposes", "aim", "description", "reason for sharing"),
    "benefits": ("benefits", "information sharing benefits"),
    "gateway": ("gateway", "legal power", "legal gateway", "power", "powers", "legislation", "legal basis"),
    "article-6": ("article 6", "lawful basis", "lawful bases", "article 6 basis"),
    "article-9": ("article 9", "condition", "conditions", "article 9 condition"),
    "data": ("data", "data shared", "disclosed information", "information shared", "data items"),
    "method": ("method", "sharing method", "information sharing method", "how shared", "transfer method"),
    "systems": ("systems", "system"),
    "retention": ("retention", "retention period"),
    "dpia": ("dpia", "dpia reference", "dpia ref"),
    "starts": ("starts", "start", "start date", "commencement", "from", "date of agreement"),
    "ends": ("ends", "end", "end date", "expiry", "expiry date", "to"),
    "reviewed": ("reviewed", "last review", "last reviewed", "date of last review"),
    "next-review": ("next review", "review", "review date", "review due", "next review date"),
    "under": ("under", "protocol", "parent protocol"),
    "publish": ("publish", "published", "publication"),
    "file": ("file", "filename", "file name", "document file", "link", "path", "signed copy", "signed document"),
}  # fmt: skip
"""The fields of a record that a column may hold, each with the headings that are taken to mean it."""

_STATUS = {
    "current": "in-force", "live": "in-force", "active": "in-force", "in force": "in-force", "in place": "in-force",
    "agreed": "in-force", "complete": "expired", "closed": "terminated", "ended": "terminated", "lapsed": "expired",
    "out of date": "expired", "archived": "superseded", "replaced": "superseded", "in draft": "draft",
    "under development": "draft", "awaiting signature": "signing", "out for signature": "signing",
    "with partners": "consultation", "paused": "suspended", "cancelled": "withdrawn", "review": "under-review",
}  # fmt: skip
_DATES = frozenset({"signed", "starts", "ends", "reviewed", "next-review"})
MOST_LINES = 20_000
"""How many lines of a table are read."""
_FIRST = 10
"""Among how many first lines the headings are looked for."""
_FIRST_SERIAL, _LAST_SERIAL = 27_395, 73_050
"""The days of 1975 and 2099 as Excel counts them, from 30 December 1899."""


class Remark(Struct, frozen=True):
    """Something about a line of the table that a person should look at. Lines count from 1, the headings' line."""

    line: int
    message: str


class Imported(Struct):
    """One record as it should be written, and the name of its file in the table, if it has one."""

    line: int
    data: dict[str, Any]
    file: str = ""

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.data["id"])


class Import(Struct):
    """What a table comes to."""

    records: list[Imported] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    """Field → the heading of its column."""
    unused: list[str] = field(default_factory=list)
    """Headings of columns that no field takes."""
    strangers: list[str] = field(default_factory=list)
    """Bodies that are called by the name of no partner; they stand in the records as they are."""
    headings_line: int = 1
    """The line of the headings."""


def read_table(
    rows: Sequence[Sequence[str]],
    given: Mapping[str, str],
    partners: Mapping[str, Partner],
    book: LawBook,
    taken: Iterable[str] = (),
) -> Import:
    """The records of a table, line by line as it stands.

    `given` says which heading holds a field, where the headings do not say it.
    `taken` are ids of documents that are no records and that no record may have. Raises `IspError` where there is no
    line of headings, a heading is not there, or no column holds a title.
    """
    rows = _cleaned(rows)
    top = _line_of_headings(rows, given)
    headings = rows[top]
    found = Import(mapping=_mapping(headings, given))
    found.headings_line = top + 1
    at = {name: headings.index(heading) for name, heading in found.mapping.items()}
    found.unused = [each for each in headings if each and each not in found.mapping.values()]
    reader = _Reader(partners, book, found.remarks, found.strangers)
    ids = set(taken)
    for line, row in enumerate(rows[top + 1 :], top + 2):
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in at.items()}
        if any(cells.values()):
            made = reader.record(line, cells, ids)
            if made is not None:
                ids.add(made.id)
                found.records.append(made)
    return found


def lines_of(text: str) -> list[list[str]]:
    """The lines of a table in CSV, whatever parts its cells. Raises `IspError` where it is none."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")  # Excel on a Mac may end lines so
    first = text.split("\n", _FIRST)[:_FIRST]
    delimiter = max(",;\t", key=lambda each: max(line.count(each) for line in first))
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        open_quote = "unexpected end" in str(error)
        why = ": a quotation mark is opened, and not closed" if open_quote else ""
        raise IspError(f"This is no table in CSV{why}.", "Save the sheet as “CSV UTF-8”.") from None


def _cleaned(lines: Iterable[Sequence[str]]) -> list[list[str]]:
    rows = [[_clean(each) for each in row] for row in lines]
    while rows and not any(rows[-1]):
        rows.pop()
    if not any(any(row) for row in rows[:_FIRST]):
        raise IspError("The table has no line of headings.", "Write the names of the columns in the first line.")
    if len(rows) > MOST_LINES:
        raise IspError(f"The table has more lines than the {MOST_LINES} that are read.", "Split it.")
    return rows


def _line_of_headings(rows: Sequence[Sequence[str]], given: Mapping[str, str]) -> int:
    """Which line holds the headings: of the first ones that with the most we know; a title may stand above it."""
    wanted = {folded(each) for each in given.values()}
    known = {folded(each) for name, words in FIELDS.items() for each in (name, *words)} | wanted

    def worth(at: int) -> tuple[int, int, int]:
        there = {folded(each) for each in rows[at] if each}
        return len(there & wanted), len(there & known), -at

    return max(range(min(len(rows), _FIRST)), key=worth)


def _clean(cell: str) -> str:
    """A cell without what cannot be seen, and without the apostrophe that guards a formula."""
    text = "".join(each for each in cell if each.isprintable() or each == "\n").strip()
    return text[1:] if re.match(r"'\s*[=+\-@]", text) else text


def _mapping(headings: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for name, heading in given.items():
        if name not in FIELDS:
            near = nearest(name, FIELDS)
            raise IspError(
                f"A record has no field {name}.", f"Did you mean {near}?" if near else f"It has: {', '.join(FIELDS)}."
            )
        if heading not in headings:
            near = nearest(heading, headings)
            hint = f"Did you mean “{near}”?" if near else f"It has: {', '.join(each for each in headings if each)}."
            raise IspError(f"The table has no column “{heading}”.", hint)
        mapping[name] = heading
    for name, words in FIELDS.items():
        if name in mapping:
            continue
        meant = {folded(each) for each in (name, *words)}
        found = (each for each in headings if folded(each) in meant and each not in mapping.values())
        mapping.update((name, each) for each in list(found)[:1])
    if "title" not in mapping:
        raise IspError(
            "No column is known to hold the title of each agreement.",
            f"Say which: --column title=“{next((each for each in headings if each), 'Heading')}”.",
        )
    return mapping


class _Reader(Struct):
    """Reads lines of the table; what it cannot read becomes a remark, and is left out of the record."""

    partners: Mapping[str, Partner]
    book: LawBook
    remarks: list[Remark]
    strangers: list[str]
    _bodies: dict[str, str] = field(default_factory=dict)
    _references: dict[str, int] = field(default_factory=dict)
    _line: int = 0

    def __post_init__(self) -> None:
        for each, partner in self.partners.items():
            for name in (each, partner.name, partner.called or "", *partner.formerly):
                if name:
                    self._bodies.setdefault(folded(name), each)

    def record(self, line: int, cells: dict[str, str], ids: set[str]) -> Imported | None:
        """One record, or None where it has no title."""
        self._line = line
        title = " ".join(cells.get("title", "").split())
        if not title:
            self._say("it has no title, and was left out")
            return None
        data: dict[str, Any] = {"kind": "record", "id": self._id(cells, title, ids), "title": title}
        for key, read in self._plain().items():
            value = read(cells[key]) if cells.get(key) else None
            if value:
                data[key] = value
        if cells.get("reference"):
            first = self._references.setdefault(cells["reference"].casefold(), line)
            if first != line:
                self._say(f"its reference {cells['reference']} is that of line {first} as well")
            data["references"] = {"Register": cells["reference"]}
        parties = self._parties(cells)
        if parties:
            data["parties"] = parties
        if cells.get("data"):
            data["data"] = self._data(cells["data"])
        self._look_at(data)
        return Imported(line, data, cells.get("file", ""))

    def _plain(self) -> dict[str, Callable[[str], Any]]:
        def line(text: str) -> str:
            return " ".join(text.split())

        return {
            "called": line, "version": line, "status": self._status, "under": self._under, "owner": line, "area": line,
            "purpose": str, "benefits": str, "gateway": self._gateway, "article-6": _several, "article-9": _several,
            "method": str, "systems": _several, "retention": str, "dpia": line, "starts": self._day, "ends": self._day,
            "reviewed": self._day, "next-review": self._day, "publish": self._publish, "contact": line,
        }  # fmt: skip

    def _say(self, message: str) -> None:
        self.remarks.append(Remark(self._line, message))

    def _id(self, cells: Mapping[str, str], title: str, ids: set[str]) -> str:
        wanted = slug(cells.get("id") or "")
        base = wanted or slug(title)[:60].strip("-") or f"record-{self._line}"
        found, number = base, 2
        while found in ids:
            found, number = f"{base}-{number}", number + 1
        if found != base:
            self._say(f"the id {base} is taken; it became {found}")
        return found

    def _status(self, text: str) -> str:
        known = get_args(RecordStatus)
        plain = " ".join(text.lower().replace("-", " ").split())
        exact = next((each for each in known if each.replace("-", " ") == plain), "")
        found = exact or _STATUS.get(plain, "")
        if not found:
            self._say(f"the status “{text}” is not known; it became unknown")
        return found or "unknown"

    def _under(self, text: str) -> str:
        return slug(text)

    def _gateway(self, text: str) -> list[str]:
        found = []
        for each in _several(text):
            entry = self.book.find(each)
            found.append(entry.id if entry is not None else each)
        return list(dict.fromkeys(found))

    def _publish(self, text: str) -> str:
        plain = text.strip().lower()
        return "yes" if plain in ("yes", "y", "published", "full") else "no" if plain in ("no", "n") else ""

    def _day(self, text: str) -> str:
        day = read_day(text)
        if day is None and text.isdecimal() and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
            day = date(1899, 12, 30) + timedelta(days=int(text))
            self._say(f"{text} is read as {show_date(day)}: so Excel counts days")
        if day is None:
            self._say(f"“{text}” is not read as a date, and was left out")
            return ""
        return show_date(day)

    def _parties(self, cells: Mapping[str, str]) -> dict[str, Any]:
        signed = self._day(cells["signed"]) if cells.get("signed") else ""
        found: dict[str, Any] = {}
        for name in _bodies(cells.get("parties", "")):
            found[self._body(name, found)] = self._party(name, {"signed": signed} if signed else {})
        for name in _bodies(cells.get("processors", "")):
            body = self._body(name, found)
            found[body] = self._party(name, {"role": "processor"})
        return found

    def _party(self, name: str, facts: dict[str, str]) -> dict[str, str]:
        known = self._bodies.get(folded(name), "") in self.partners
        return facts if known else {"name": name, **facts}

    def _body(self, name: str, others: Mapping[str, Any]) -> str:
        known = self._bodies.get(folded(name))
        if known is not None:
            return known
        names = {partner.name: each for each, partner in self.partners.items()}
        near = nearest(name, [*names, *(p.called for p in self.partners.values() if p.called)])
        if near and sure(name, near):
            self._say(f"“{name}” is no partner's name; is it {near}? Then write it so in the table")
        elif name not in self.strangers:
            self.strangers.append(name)
        base = slug(name)[:60].strip("-") or f"party-{len(others) + 1}"
        self._bodies.setdefault(folded(name), base)
        return base

    def _data(self, text: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in _several(text):
            base = slug(each)[:40].strip("-") or f"item-{len(found) + 1}"
            key, number = base, 2
            while key in found:
                key, number = f"{base}-{number}", number + 1
            found[key] = {"what": " ".join(each.split())}
        return found

    def _look_at(self, data: Mapping[str, Any]) -> None:
        days = {key: read_date(data[key]) for key in ("starts", "ends", "next-review") if key in data}
        if "starts" in days and "ends" in days and days["ends"] < days["starts"]:
            self._say(f"it ends on {data['ends']}, before it starts on {data['starts']}")


def read_day(text: str) -> date | None:
    """A day as tables hold it: also 15/12/2026, 15-12-26 and 15.12.2026 (the day first), with or without a time."""
    plain = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2})?.*\Z", "", " ".join(text.split()))
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", plain):
        year = int(match[3]) if len(match[3]) == 4 else 2000 + int(match[3])
        try:
            return date(year, int(match[2]), int(match[1]))
        except ValueError:
            return None
    try:
        return read_date(plain)
    except Misread as misread:
        try:
            return read_date(misread.suggestion) if misread.suggestion else None
        except Misread:
            return None


def _several(text: str) -> list[str]:
    """The entries of a cell: parted by semicolons, line breaks or `|`."""
    return [each for part in re.split(r"[;\n|]", text) if (each := part.strip(" \t-•"))]


def _bodies(text: str) -> Iterator[str]:
    """Bodies in a cell: parted like other entries, or by commas where there is nothing else."""
    parts = _several(text)
    if len(parts) == 1 and "," in parts[0]:
        parts = [each.strip() for each in parts[0].split(",")]
    yield from dict.fromkeys(" ".join(each.split()) for each in parts if each)
