"""One agreement for many partners: a schedule for each, and whatever else is new, from the rows of a spreadsheet.

A row is a partner. Columns that are known say what of its schedule; one that is called like a purpose says whether it
takes part; any other is kept as a fact of the partner, by its heading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from isptool.asking.entering_papers import CONTACTS, contact
from isptool.asking.tables import several
from isptool.errors import IspError
from isptool.law.book import LawBook
from isptool.model.fields import Misread, read_date, show_date, slug
from isptool.reading.nearest import folded

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "party", "partner", "partner id"),
    "name": ("name", "legal name", "organisation", "body"),
    "called": ("called", "short name"),
    "kind": ("kind", "kind of body", "type"),
    "nations": ("nations", "nation"),
    "ico-registration": ("ico registration", "ico number", "ico"),
    "privacy-notice": ("privacy notice",),
    "reference": ("reference", "ref", "our reference", "schedule reference"),
    "volume": ("volume", "number", "how many", "records"),
    "start": ("start", "starts", "starts on", "start date", "from"),
    **{role: (role.replace("-", " "), f"{role.replace('-', ' ')} contact") for role in CONTACTS},
}
"""What a column may say, with the headings that are taken to mean it."""
_OF_PARTNER = ("name", "called", "kind", "nations", "ico-registration", "privacy-notice")


class Scheduled(Struct):
    """What the rows say. `told` is what was not understood, each with its row."""

    schedules: dict[str, dict[str, Any]] = field(default_factory=dict)
    partners: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Those that are described nowhere yet."""
    told: list[str] = field(default_factory=list)


def schedules(
    rows: Sequence[Sequence[str]], purposes: Mapping[str, str], partners: Mapping[str, str], book: LawBook
) -> Scheduled:
    """The schedules in rows with headings. `purposes` and `partners` are what each id is called.

    Raises `IspError` where no column says which partner a row is of.
    """
    head, *lines = rows
    at = _columns(head)
    if "id" not in at and "name" not in at:
        there = ", ".join(f"“{each}”" for each in head if each) or "none"
        raise IspError("No column says which partner a row is of.", f"Call one id or name. The columns are: {there}.")
    known_purposes = {folded(each): name for name, aim in purposes.items() for each in (name, aim)}
    known_partners = {folded(each): name for name, called in partners.items() for each in (name, called)}
    takes_part = {place: known_purposes[folded(cell)] for place, cell in enumerate(head)
                  if place not in at.values() and folded(cell) in known_purposes}  # fmt: skip
    found = Scheduled()
    for number, line in enumerate(lines, 2):
        row = _Row(number, head, list(line) + [""] * (len(head) - len(line)), at, found.told)
        if not any(cell.strip() for cell in line):
            continue
        partner = row.partner(known_partners)
        if not partner:
            continue
        if partner in found.schedules:
            found.told.append(f"Row {number} is of {partner}, which stands in another row already: left out.")
            continue
        found.schedules[partner] = row.schedule(takes_part)
        if partner not in partners:
            found.partners[partner] = row.described(book)
    if not found.schedules:
        raise IspError("No row names a partner.", "; ".join(found.told) or "The table has headings and no rows.")
    return found


def _columns(head: Sequence[str]) -> dict[str, int]:
    at: dict[str, int] = {}
    for name, words in COLUMNS.items():
        meant = {folded(each) for each in (name, *words)}
        place = next((n for n, cell in enumerate(head) if folded(cell) in meant and n not in at.values()), None)
        if place is not None:
            at[name] = place
    return at


class _Row(Struct):
    number: int
    head: Sequence[str]
    cells: list[str]
    at: Mapping[str, int]
    told: list[str]

    def cell(self, name: str) -> str:
        return self.cells[self.at[name]].strip() if name in self.at else ""

    def partner(self, known: Mapping[str, str]) -> str:
        """The id of the partner: one that is known by its id or name, else one made of what stands there."""
        for name in ("id", "name", "called"):
            if folded(self.cell(name)) in known and self.cell(name):
                return known[folded(self.cell(name))]
        given = self.cell("id")
        made = slug(given or self.cell("called") or self.cell("name"))
        if not made:
            self.told.append(f"Row {self.number} names no partner: left out.")
        elif given and made != given:
            self.told.append(f"Row {self.number}: “{given}” cannot be an id, so {made} is used.")
        return made

    def schedule(self, takes_part: Mapping[int, str]) -> dict[str, Any]:
        found: dict[str, Any] = {key: self.cell(key) for key in ("reference", "volume")}
        found["start"] = self._start()
        found["takes-part"] = self._takes_part(takes_part)
        found["contacts"] = {role: said for role in CONTACTS if (said := contact(self.cell(role)))}
        found["facts"] = {
            cell.strip(): self.cells[place].strip()
            for place, cell in enumerate(self.head)
            if cell.strip() and place not in self.at.values() and place not in takes_part and self.cells[place].strip()
        }
        return {key: value for key, value in found.items() if value}

    def _start(self) -> dict[str, str]:
        said = self.cell("start")
        if not said:
            return {}
        try:
            return {"answer": "fixed-date", "starts-on": show_date(read_date(said))}
        except Misread as misread:
            if misread.suggestion:
                return {"answer": "fixed-date", "starts-on": misread.suggestion}
            return {"in-our-words": said}

    def _takes_part(self, columns: Mapping[int, str]) -> dict[str, dict[str, str | bool]]:
        found: dict[str, dict[str, str | bool]] = {}
        for place, purpose in columns.items():
            said = self.cells[place].strip()
            if not said:
                continue
            if folded(said) in ("yes", "y", "true", "x"):
                found[purpose] = {"takes-part": True}
            elif folded(said) in ("no", "n", "false"):
                found[purpose] = {"takes-part": False}
            else:
                try:
                    found[purpose] = {"takes-part": True, "since": show_date(read_date(said.removeprefix("since ")))}
                except Misread:
                    self.told.append(f"Row {self.number}: “{said}” under “{self.head[place]}” is not yes, no or a day.")
        return found

    def described(self, book: LawBook) -> dict[str, Any]:
        """What the row says of a partner that is described nowhere yet."""
        said = {key: self.cell(key) for key in _OF_PARTNER}
        entry: dict[str, Any] = {**said, "name": said["name"] or self.cell("id")}
        kind = book.find_body(said["kind"]) if said["kind"] else None
        if said["kind"] and kind is None:
            near = ", ".join(each.id for each in book.near_bodies(said["kind"]))
            self.told.append(f"Row {self.number}: no kind of body is called “{said['kind']}”"
                             f"{f'; perhaps {near}' if near else ''}.")  # fmt: skip
        entry["kind"] = kind.id if kind is not None else ""
        entry["nations"] = [slug(each) for each in several(said["nations"])]
        return {key: value for key, value in entry.items() if value}
