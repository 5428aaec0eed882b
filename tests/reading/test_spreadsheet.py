"""Rows of a spreadsheet on the disk: CSV in its kinds, XLSX, and what is none."""

from __future__ import annotations

import datetime
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from isptool.errors import IspError
from isptool.reading.spreadsheet import read_rows

ROWS = [["Item", "Why"], ["Näme", "To write"]]


@pytest.mark.parametrize(
    "data",
    [
        "Item,Why\nNäme,To write\n".encode(),
        "\ufeffItem;Why\r\nNäme;To write\r\n".encode(),
        "Item\tWhy\nNäme\tTo write".encode("utf-16"),
        "Item,Why\nNäme,To write\n".encode("cp1252"),
        b'Item,Why\n"N\xc3\xa4me","To\nwrite"\n\n,\n',
    ],
)
def test_csv_as_programs_save_it(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    assert read_rows(path) == ROWS


def test_the_first_sheet_with_rows_as_people_see_its_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Data").append(["Item", "Number", "Since", "Optional", "Kept"])
    book["Data"].append(["Name", 12.0, datetime.datetime(2026, 5, 1), True, None])  # noqa: DTZ001 - cells have no zone
    book["Data"].append([None])
    book["Data"].append(["'=1+1", 0.5, None, False, "x"])
    book.save(tmp_path / "rows.xlsx")
    assert read_rows(tmp_path / "rows.xlsx") == [
        ["Item", "Number", "Since", "Optional", "Kept"],
        ["Name", "12", "2026-05-01", "yes"],
        ["=1+1", "0.5", "", "no", "x"],
    ]


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)


def entities(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Item"])
    book.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
    )
    parts["xl/worksheets/sheet1.xml"] = b'<?xml version="1.0"?>' + lol + b"]><x>&i;</x>"
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


MADE = {
    "bomb.xlsx": (bomb, "is too large to be a table of data or flows."),
    "broken.xlsx": (lambda path: path.write_bytes(b"PK\x03\x04 no zip at all"), "is no workbook that can be read."),
    "other.xlsx": (lambda path: zipfile.ZipFile(path, "w").close(), "is no workbook that can be read."),
    "entities.xlsx": (entities, "is no workbook that can be read."),
    "old.xls": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1"), "or has a password."),
    "picture.png": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00"), "is no spreadsheet."),
    "folder": (lambda path: path.mkdir(), "is a folder."),
    "missing.csv": (lambda path: None, "is not there."),
    "empty.csv": (lambda path: path.write_bytes(b""), "There are no rows below the headings."),
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_no_table_is_said_in_a_line(name: str, tmp_path: Path) -> None:
    make, message = MADE[name]
    make(tmp_path / name)
    with pytest.raises(IspError) as raised:
        read_rows(tmp_path / name)
    assert message in raised.value.message
    assert raised.value.hint


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    openpyxl.Workbook().save(tmp_path / "rows.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(IspError, match="Excel files need a further package") as raised:
        read_rows(tmp_path / "rows.xlsx")
    assert "isptool[excel]" in raised.value.hint
