"""Data items and flows from rows of a spreadsheet: which column says what, what each cell means, what was not used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from isptool.asking.draft import Around, Draft
from isptool.asking.question import Table
from isptool.errors import IspError
from isptool.model.fields import slug
from isptool.model.point import Point
from isptool.reading.nearest import folded

DATA_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "what": ("what", "item", "data item", "name", "data", "information", "description", "element", "data element"),
    "id": ("id", "identifier"),
    "about": ("about", "people", "whose", "data subject", "data subjects", "subject", "subjects", "about whom"),
    "category": ("category", "categories", "data category", "category of data", "type of data", "classification",
                 "special category", "sensitivity"),
    "needed-for": ("needed for", "purpose", "purposes"),
    "why": ("why", "reason", "justification", "why needed", "why it is needed", "necessity", "need"),
    "source": ("source", "system", "source system", "holding"),
    "machine-field": ("machine field", "column", "column name", "field", "field name", "database field"),
    "values": ("values", "value", "allowed values", "code list"),
}  # fmt: skip
"""What a column may say of a data item, with the headings that are taken to mean it."""

FLOW_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "what": ("what", "flow", "name", "description", "flow name"),
    "id": ("id", "identifier"),
    "from": ("from", "sender", "sends", "provider", "supplier", "source", "from whom", "sent by"),
    "to": ("to", "recipient", "recipients", "receiver", "receives", "destination", "to whom", "sent to"),
    "data": ("data", "items", "data items", "information", "what is shared", "data shared"),
    "purpose": ("purpose", "purposes", "for", "why", "needed for"),
    "when": ("when", "frequency", "how often"),
    "how": ("how", "method", "transfer method", "route", "how sent", "by what means"),
    "by-day": ("by day", "due", "day"),
    "volume": ("volume", "number", "how many", "records"),
    "trigger": ("trigger", "event", "what starts it"),
}  # fmt: skip
"""What a column may say of a flow, with the headings that are taken to mean it."""


def data_items(rows: Sequence[Sequence[str]], draft: Draft, around: Around) -> Table:
    """The data items of rows with headings, as they stand under `data:`. Raises `IspError` where no column names them.

    Whose, what for and which category is taken where it is understood; what is not is told, and will be asked.
    """
    sheet = _Sheet(rows, DATA_COLUMNS, "what", draft.block("data"))
    purposes = _names(draft.block("purposes"), "aim")
    people = _names(draft.block("people"), "what")
    for line, cells, name in sheet.lines():
        item: dict[str, Any] = {"what": cells["what"]}
        about = sheet.ids(line, "group of people", cells.get("about", ""), people)
        item["about"] = _short(about or (list(draft.block("people")) if len(draft.block("people")) == 1 else []))
        item["category"] = _short(_categories(sheet, line, cells.get("category", ""), around))
        wanted = sheet.ids(line, "purpose", cells.get("needed-for", ""), purposes)
        why = cells.get("why") or None
        item["needed-for"] = dict.fromkeys(wanted or draft.block("purposes"), why)
        item |= {key: cells.get(key, "") for key in ("source", "machine-field")}
        item["values"] = several(cells.get("values", ""))
        sheet.found[name] = {key: value for key, value in item.items() if value not in ("", [], {}, None)}
    return sheet.table("data item")


def flows(rows: Sequence[Sequence[str]], draft: Draft, around: Around) -> Table:
    """The flows of rows with headings, as they stand under `flows:`. Raises `IspError` where no column says from whom.

    A cell that names no party, item or purpose of the draft is told and left out, and will be asked for.
    """
    sheet = _Sheet(rows, FLOW_COLUMNS, "from", draft.block("flows"))
    parties = _parties(draft, around)
    items = _names(draft.block("data"), "what")
    purposes = _names(draft.block("purposes"), "aim")
    by_home = {point.home: point for point in around.points.values()}
    for line, cells, name in sheet.lines():
        flow: dict[str, Any] = {"what": cells.get("what", "")}
        for end in ("from", "to"):
            flow[end] = _short(sheet.ids(line, "party", cells.get(end, ""), parties))
        flow["data"] = sheet.ids(line, "data item", cells.get("data", ""), items) or list(draft.block("data"))
        wanted = sheet.ids(line, "purpose", cells.get("purpose", ""), purposes)
        flow["purpose"] = _short(wanted or list(draft.block("purposes")))
        flow["when"] = _likely(by_home["flows.when"], cells.get("when", ""))
        flow["how"] = _short([_likely(by_home["flows.how"], each) for each in several(cells.get("how", ""))])
        flow |= {key: cells.get(key, "") for key in ("by-day", "volume", "trigger")}
        sheet.found[name] = {key: value for key, value in flow.items() if value not in ("", [], {}, None)}
    return sheet.table("flow")


def several(cell: str) -> list[str]:
    """The entries of a cell: parted by semicolons or `|`, or by commas where there is neither."""
    parts = re.split(r"[;|]" if re.search(r"[;|]", cell) else ",", cell)
    return [each.strip() for each in parts if each.strip()]


class _Sheet:
    """One table being read: its columns, the things found so far, and what is to be told."""

    def __init__(
        self, rows: Sequence[Sequence[str]], columns: Mapping[str, tuple[str, ...]], needed: str, taken: Iterable[str]
    ) -> None:
        head, *self.rows = rows
        self.at: dict[str, int] = {}
        for name, words in columns.items():
            meant = {folded(each) for each in (name, *words)}
            here = (place for place, cell in enumerate(head) if folded(cell) in meant)
            place = next((each for each in here if each not in self.at.values()), None)
            if place is not None:
                self.at[name] = place
        if needed not in self.at:
            there = ", ".join(f"“{each}”" for each in head if each) or "none"
            raise IspError(
                f"No column is called “{needed}”, or anything that means it.",
                f"The columns are: {there}. Among those that are read: {', '.join(columns)}.",
            )
        self.head = head
        self.unused = [cell for place, cell in enumerate(head) if cell and place not in self.at.values()]
        self.needed = needed
        self.taken = set(taken)
        self.found: dict[str, dict[str, Any]] = {}
        self.told: list[str] = []

    def lines(self) -> Iterable[tuple[int, dict[str, str], str]]:
        """Each row with its number as a spreadsheet counts it, its cells by what they say, and an id for it."""
        for line, row in enumerate(self.rows, 2):
            cells = {name: row[place] if place < len(row) else "" for name, place in self.at.items()}
            if not cells[self.needed]:
                self.told.append(f"Row {line} says nothing under “{self.head[self.at[self.needed]]}”: left out.")
                continue
            yield line, cells, self._id(line, cells)

    def _id(self, line: int, cells: Mapping[str, str]) -> str:
        ends = " to ".join(each for each in (cells.get("from"), cells.get("to")) if each)
        said = cells.get("id") or cells.get("what") or ends
        base = "-".join(slug(said).split("-")[:6]) or f"row-{line}"
        name, number = base, 2
        while name in self.taken:
            name, number = f"{base}-{number}", number + 1
        self.taken.add(name)
        return name

    def ids(self, line: int, what: str, cell: str, known: Mapping[str, str]) -> list[str]:
        """The ids that a cell names, as ids or in words; what it names that is not known is told."""
        if not cell:
            return []
        if folded(cell) in known:
            return [known[folded(cell)]]
        found = {each: known.get(folded(each), "") for each in several(cell)}
        for each, name in found.items():
            if not name:
                self.told.append(f"Row {line}: “{each}” is no {what} of this agreement.")
        return list(dict.fromkeys(name for name in found.values() if name))

    def table(self, one: str) -> Table:
        """What was found, and what to say of it: the columns read, those not used, and what was not understood."""
        count = len(self.found)
        read = ", ".join(f"{name} (“{self.head[place]}”)" for name, place in self.at.items())
        told = [f"{count} {one if count == 1 else one + 's'}: {', '.join(self.found)}", f"Columns read: {read}"]
        if self.unused:
            told.append(f"Columns not used: {', '.join(f'“{each}”' for each in self.unused)}")
        return Table(self.found, (*told, *self.told))


def _names(block: Mapping[str, Any], words: str) -> dict[str, str]:
    """Every way to name the things of a block, folded, with the id meant."""
    found = {folded(name): name for name in block}
    for name, facts in block.items():
        said = facts.get(words) if isinstance(facts, dict) else None
        if said:
            found.setdefault(folded(str(said)), name)
    return found


def _parties(draft: Draft, around: Around) -> dict[str, str]:
    records = around.workspace.partner_records()
    found: dict[str, str] = {}
    for name in draft.block("parties"):
        partner = records.get(name)
        known = (partner.name, partner.called or "", *partner.formerly) if partner is not None else ()
        found |= {folded(each): name for each in (name, *known) if each}
    for group in draft.block("groups"):
        found |= {folded(group): group, folded(f"each of {group}"): f"each of {group}"}
    return found


def _categories(sheet: _Sheet, line: int, cell: str, around: Around) -> list[str]:
    whole = around.book.find_category(cell) if cell else None
    if whole is not None:
        return [whole.id]
    found = []
    for each in several(cell):
        category = around.book.find_category(each)
        if category is not None:
            found.append(category.id)
            continue
        near = ", ".join(other.id for other in around.book.near_categories(each))
        likely = f"; likely ones: {near}" if near else ""
        sheet.told.append(f"Row {line}: “{each}” is no category of data that is known here{likely}.")
    return list(dict.fromkeys(found))


def _likely(point: Point, text: str) -> str:
    """The key of the likely answer that a text names; the text itself, as own words, where it names none."""
    keys = {folded(key): key for key in point.answers}
    return keys.get(folded(text), text)


def _short(found: list[str]) -> Any:
    return found[0] if len(found) == 1 else found


Reader = Callable[[Sequence[Sequence[str]], Draft, Around], Table]
READERS: Mapping[str, Reader] = {"data": data_items, "flows": flows}
"""What reads rows for each block that they may be given for."""
