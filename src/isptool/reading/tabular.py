"""Rows of a spreadsheet: as they are pasted from one, or stand in a CSV file."""

from __future__ import annotations

import csv
import io

from isptool.errors import IspError

MOST_ROWS = 2_000
MOST_COLUMNS = 200
_FULL = 32_767
"""Characters a cell of a spreadsheet takes."""


def rows_of(text: str) -> list[list[str]]:
    """The rows of a table as text: cells with tabs (as spreadsheets paste them), semicolons or commas between them.

    Rows in which nothing stands are left out. Raises `IspError` where it is no table.
    """
    text = text.removeprefix("\ufeff").strip("\r\n")
    head = text.partition("\n")[0]
    delimiter = max("\t;,", key=head.count)
    csv.field_size_limit(max(csv.field_size_limit(), _FULL))
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise IspError(f"These rows cannot be read: {error}.", "Copy whole cells, or save the sheet as CSV.") from None
    return evened(found)


def evened(found: list[list[str]]) -> list[list[str]]:
    """Rows as they are read: cells trimmed, without what cannot be seen, empty rows left out.

    Raises `IspError` where no row is left under the headings, or there are more than anybody types.
    """
    rows = [[clean(cell) for cell in row] for row in found]
    rows = [_without_end(row) for row in rows if any(row)]
    if len(rows) < 2:
        raise IspError("There are no rows below the headings.", "The first row says what each column holds.")
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        raise IspError(
            f"The table is too large: at most {MOST_ROWS} rows and {MOST_COLUMNS} columns are read.",
            "Take the rows that this agreement is about.",
        )
    return rows


def _without_end(row: list[str]) -> list[str]:
    """A row without the empty cells at its end: sheets are wider than what stands in them."""
    while not row[-1]:
        row = row[:-1]
    return row


def clean(cell: str) -> str:
    """A cell without what cannot be seen, and without the apostrophe that guards a formula."""
    text = "".join(each if each.isprintable() else " " if each in "\t\r\n" else "" for each in cell)
    text = " ".join(text.split())
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text
