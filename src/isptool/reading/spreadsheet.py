"""The rows of a spreadsheet on the disk: CSV, text with tabs, and XLSX (openpyxl, an extra)."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from msgspec import Struct

from isptool.errors import IspError
from isptool.reading.tabular import MOST_COLUMNS, MOST_ROWS, evened, rows_of

_LARGEST = 50_000_000
"""Bytes that a workbook may have unpacked."""
_MOST_PARTS = 2_000


def read_rows(path: Path) -> list[list[str]]:
    """The rows of the first sheet that has any. Raises `IspError` where it cannot be read, or is no spreadsheet."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise IspError(f"{path} {what}.", "Name a CSV or XLSX file.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IspError(f"{path} cannot be read: {error.strerror}.", "Check who may read it.") from None
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise IspError(
            f"{path} is a workbook of an old kind (.xls), or has a password.",
            "Save it as .xlsx without a password, or as CSV.",
        )
    if data[:2] == b"PK":
        return evened(read_sheet(path, MOST_ROWS + 2, MOST_COLUMNS + 1).rows)
    return rows_of(text_of(data, path))


class Sheet(Struct, frozen=True):
    """One sheet of a workbook: its name, its cells as text, row by row as they stand, and the other sheets."""

    name: str
    rows: list[list[str]]
    others: tuple[str, ...] = ()
    """The names of the other sheets in which something stands."""


def read_sheet(path: Path, most_rows: int, most_columns: int) -> Sheet:
    """The first sheet of an XLSX workbook in which something stands, no more of it than so many rows and columns.

    Raises `IspError` where it cannot be read, or openpyxl is not installed. Without any cells it has no rows.
    """
    try:
        import openpyxl
    except ImportError:
        raise IspError(
            "Excel files need a further package, which is not installed.",
            'Install it with `pip install "isptool[excel]"`, or save the sheet as CSV.',
        ) from None
    unreadable = IspError(f"{path} is no workbook that can be read.", "Open it, and save it as .xlsx or CSV.")
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
        if len(parts) > _MOST_PARTS or sum(each.file_size for each in parts) > _LARGEST:
            raise IspError(f"{path} is too large to be a table of data or flows.", "Save the sheet alone, as CSV.")
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheets = [
                (sheet.title, rows) for sheet in book.worksheets if (rows := _cells(sheet, most_rows, most_columns))
            ]
    except IspError:
        raise
    except Exception:  # openpyxl raises what its parts raise: of zip files, of XML, of missing keys
        raise unreadable from None
    name, rows = sheets[0] if sheets else ("", [])
    return Sheet(name, rows, tuple(title for title, _ in sheets[1:]))


def text_of(data: bytes, path: Path) -> str:
    """The text of a table that is no workbook, however it was saved. Raises `IspError` where it is no text."""
    if b"\x00" in data[:2000]:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16", "replace")
        raise IspError(f"{path} is no spreadsheet.", "Name a CSV or XLSX file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what Excel saves where nobody chose UTF-8


def _cells(sheet: Any, most_rows: int, most_columns: int) -> list[list[str]]:
    """The cells of a sheet as text, no more of them than are read; none where nothing stands in it."""
    rows = [
        ["" if value is None else _shown(value) for value in row]
        for row in sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True)
    ]
    return rows if any(any(row) for row in rows) else []


def _shown(value: Any) -> str:
    """A value of a cell as people see it: 12 and not 12.0, yes and not True, a day without its midnight."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")
