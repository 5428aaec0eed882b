"""`isptool register --import`: a table of agreements that were written elsewhere becomes records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from isptool.cli import saving, terminal
from isptool.cli.registering import open_register
from isptool.cli.report import number
from isptool.errors import IspError
from isptool.law.book import LawBook
from isptool.reading.source import read_text
from isptool.reading.spreadsheet import read_sheet, text_of
from isptool.reading.tabular import MOST_COLUMNS
from isptool.reading.write import write
from isptool.register.importing import MOST_LINES, Import, Imported, Remark, lines_of, read_table

FOLDER = "records"
_HEAD = "What the register knows of an agreement that was written elsewhere."
_ATTACHED = (".pdf", ".docx", ".doc", ".odt", ".rtf")
_SHOWN = 20


def import_csv(paths: Sequence[str], table: str, columns: Sequence[str], *, force: bool, today: str | None) -> int:
    """Read a table, show what it comes to, ask, and write the records. 1 where a line could not be used whole."""
    if len(paths) > 1:
        raise IspError("Records are written to one workspace.", "Name one folder.")
    rows = _table(Path(table))
    desk = open_register(paths, today)
    root = desk.workspaces[0].workspace.root
    entries = desk.register.entries
    taken = [each.id for each in entries if each.facts.kind != "record"]
    found = read_table(rows, _given(columns), desk.partners, LawBook.load(), taken)
    for each in found.records:
        _attach(each, Path(table).absolute().parent, root, found)
    _say_what(found)
    new, changed, same = _sorted(found.records, root)
    if not (new or changed):
        terminal.say(f"Nothing to write: {number(same, 'record')} {'is' if same == 1 else 'are'} as the table says.")
        return 1 if found.remarks else 0
    written = _write(new, changed, root, force)
    before = "1 was" if same == 1 else f"{same} were"
    terminal.say(f"{number(written, 'record')} written to {root.name}/{FOLDER}, {before} so already.")
    return 1 if found.remarks else 0


def _table(path: Path) -> Sequence[Sequence[str]]:
    """The lines of a table in CSV, or of the first sheet of a workbook that holds anything."""
    if not path.is_file():
        raise IspError(f"There is no file {path}.", "Check the path of the table.")
    if path.suffix.lower() in (".xls", ".ods"):
        raise IspError(
            f"{path} is a workbook of a kind that is not read.", "Save it as .xlsx, or the sheet as “CSV UTF-8”."
        )
    raw = path.read_bytes()
    if raw[:2] == b"PK":
        sheet = read_sheet(path, MOST_LINES + 1, MOST_COLUMNS)
        others = f"; not read: {', '.join(sheet.others)}" if sheet.others else ""
        terminal.say(terminal.printable(f"Sheet: {sheet.name}{others}."))
        return sheet.rows
    return lines_of(text_of(raw, path))


def _given(columns: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for each in columns:
        name, sign, heading = each.partition("=")
        if not sign or not heading:
            raise IspError(
                f"--column {each} does not say which column.", "For example: --column title='Agreement name'."
            )
        found[name.strip()] = heading.strip()
    return found


def _attach(record: Imported, folder: Path, root: Path, found: Import) -> None:
    """Name the signed document by its digest; one that is outside the workspace is left where it is, and said."""
    if not record.file:
        return
    path = (folder / record.file) if not Path(record.file).is_absolute() else Path(record.file)
    if "://" in record.file or not path.is_file() or path.suffix.lower() not in _ATTACHED:
        why = (
            "is a link" if "://" in record.file else "is not there" if not path.is_file() else "is no PDF or Word file"
        )
        found.remarks.append(Remark(record.line, f"the file {record.file} {why}, and was not attached"))
        return
    resolved = path.resolve()
    if not resolved.is_relative_to(root.resolve()):
        found.remarks.append(
            Remark(record.line, f"the file {record.file} lies outside the workspace; copy it to {FOLDER}/ to attach it")
        )
        return
    digest = hashlib.sha256(resolved.read_bytes()).hexdigest()
    record.data["file"] = {"path": resolved.relative_to(root.resolve()).as_posix(), "sha256": digest}


def _say_what(found: Import) -> None:
    if found.headings_line > 1:
        terminal.say(f"Headings: in line {found.headings_line}; what stands above them is left out.")
    terminal.say("Columns: " + "; ".join(f"{name} = “{heading}”" for name, heading in found.mapping.items()))
    if found.unused:
        terminal.say("Not used: " + "; ".join(found.unused))
    if found.strangers:
        terminal.say(terminal.printable("In no partners.yaml by this name: " + "; ".join(found.strangers)))
    for each in sorted(found.remarks, key=lambda each: each.line)[:_SHOWN]:
        terminal.say(terminal.printable(f"line {each.line}: {each.message}"))
    if len(found.remarks) > _SHOWN:
        terminal.say(f"… and {len(found.remarks) - _SHOWN} more remarks")


def _path(record: Imported, root: Path) -> Path:
    return root / FOLDER / saving.file_name(record.id, ".yaml")


New = list[tuple[Path, str]]
Changed = list[tuple[Path, str, str]]


def _sorted(records: Sequence[Imported], root: Path) -> tuple[New, Changed, int]:
    """The records that are new, those whose file says otherwise, and how many are so already."""
    new, changed, same = [], [], 0
    for each in records:
        path, text = _path(each, root), write(_laid_out(each.data), head=_HEAD)
        if not path.exists():
            new.append((path, text))
            continue
        there = path.read_text(encoding="utf-8-sig", errors="replace")
        if read_text(there, "").data == read_text(text, "").data:
            same += 1
        else:
            changed.append((path, there, text))
    return new, changed, same


def _laid_out(data: Mapping[str, Any]) -> dict[str, Any]:
    order = (
        "kind", "id", "title", "called", "version", "status", "references", "under", "owner", "contact", "area",
        "parties",
        "purpose", "benefits", "gateway", "article-6", "article-9", "data", "method", "systems", "retention", "dpia",
        "starts", "ends", "reviewed", "next-review", "publish", "file",
    )  # fmt: skip
    return {key: data[key] for key in order if key in data}


def _write(new: Sequence[tuple[Path, str]], changed: Sequence[tuple[Path, str, str]], root: Path, force: bool) -> int:
    count = len(new)
    if new and not force:
        if not terminal.can_ask():
            left = "1 record was" if count == 1 else f"{count} records were"
            raise IspError(f"{left} not written: nobody can be asked here.", "Add --force to write what is new.")
        if not terminal.agrees(f"Write {number(count, 'new record')} to {root.name}/{FOLDER}?"):
            return 0
    for path, text in new:
        saving.create(path, saving.as_bytes(text))
    agree = terminal.agrees if terminal.can_ask() else None
    for path, old, text in changed:
        count += saving.change(path, old, text, force=force, show=terminal.say, agree=agree)
    return count
