"""`isptool new schedules`: one agreement for many partners, a schedule for each, from the rows of a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from isptool.asking.draft import Around
from isptool.asking.schedule_rows import Scheduled, schedules
from isptool.cli import saving, terminal
from isptool.cli.changing import make_changes
from isptool.cli.interviewing import read_table
from isptool.cli.opening import Opened
from isptool.cli.report import number
from isptool.errors import IspError
from isptool.findings import Edit
from isptool.model.documents import Agreement
from isptool.reading.edit import apply
from isptool.reading.nearest import nearest
from isptool.reading.scalars import plain_data
from isptool.reading.source import Source, read_text
from isptool.reading.workspace import File, shown
from isptool.reading.write import write


def make(opened: Opened, around: Around, agreement: str, table: str, group: str | None, *, force: bool) -> int:
    """Write the schedules of an agreement from a table, and whatever else is new: parties, a group, partners.

    A schedule that is there gets what the table says; what the table leaves empty stays.
    """
    file = _agreement(opened, agreement)
    assert file.model is not None
    purposes = {name: (each.aim or name) if each is not None else name for name, each in file.model.purposes.items()}
    found = schedules(read_table(table), purposes, around.partner_names(), opened.law())
    for line in found.told:
        terminal.note(f"{table}: {line}")
    group = _group(file.model, group, found)
    changes = list(_changes(opened, file, group, found))
    changes = [(path, old, new) for path, old, new in changes if old != new]
    if not changes:
        terminal.say("Nothing to write: it stood there already.")
        return 0
    if not make_changes(changes, force=force):
        return 0
    count = number(len(found.schedules), "schedule")
    terminal.say(f"{count} written to {', '.join(shown(path) for path, _, _ in changes)}.")
    terminal.say(
        f"Next: isptool validate, then a pack for each: isptool render {file.model.id} --edition partner --for ID"
    )
    return 0


def _agreement(opened: Opened, name: str) -> File[Agreement]:
    files = {each.model.id: each for each in opened.workspace.agreements if each.model is not None}
    path = Path(name).absolute()
    found = files.get(name) or next((each for each in files.values() if each.source.path == path), None)
    if found is None:
        near = nearest(name, files)
        hint = f"Did you mean {near}?" if near else f"The agreements here are: {', '.join(files) or 'none'}."
        raise IspError(f"There is no agreement called {name} to make schedules for.", hint)
    return found


def _group(agreement: Agreement, group: str | None, found: Scheduled) -> str:
    """The group that the partners of the table are in: named, or the one that holds some of them already."""
    if group is not None:
        if group in agreement.parties:
            raise IspError(f"{group} is a party, and no group.", "Name a group under `groups:`, or a new one.")
        return group
    holding = [name for name, members in agreement.groups.items() if set(members) & set(found.schedules)]
    if len(holding) > 1:
        raise IspError(f"Its partners are in several groups: {', '.join(holding)}.", "Say which with --group.")
    return holding[0] if holding else "scheduled-partners"


def _changes(opened: Opened, file: File[Agreement], group: str, found: Scheduled) -> Any:
    assert file.model is not None
    yield from _partners(opened, found)
    yield _changed(file.source, list(_of_agreement(file, group, list(found.schedules))))
    there = next((each for each in opened.workspace.schedules
                  if each.model is not None and each.model.of == file.model.id), None)  # fmt: skip
    if there is None:
        path = opened.home / "schedules" / saving.file_name(file.model.id, ".yaml")
        if path.exists():
            raise IspError(f"{shown(path)} is there already, and holds no schedules of it.", "Move it away first.")
        data = {"kind": "schedules", "of": file.model.id, "group": group, "schedules": found.schedules}
        yield path, "", write(data)
    else:
        yield _changed(there.source, list(_of_schedules(there.source, found)))


def _changed(source: Source, edits: list[Edit]) -> tuple[Path, str, str]:
    assert source.path is not None
    old = source.path.read_bytes().decode("utf-8")
    return source.path, old, apply(read_text(old, source.shown_as), edits) if edits else old


def _of_agreement(file: File[Agreement], group: str, partners: list[str]) -> Any:
    assert file.model is not None
    for each in partners:
        if each not in file.model.parties:
            yield Edit("set", ("parties", each), None)
    members = file.model.groups.get(group)
    missing = [each for each in partners if each not in (members or ())]
    if members:
        yield from (Edit("add-item", ("groups", group), each) for each in missing)
    elif missing:
        yield Edit("set", ("groups", group), partners)


def _of_schedules(source: Source, found: Scheduled) -> Any:
    there = source.data.get("schedules") or {}
    for partner, said in found.schedules.items():
        now = there.get(partner)
        if not isinstance(now, dict):
            yield Edit("set", ("schedules", partner), said)
            continue
        for key, value in said.items():
            yield from _differences(("schedules", partner, key), now.get(key), value)


def _differences(path: tuple[str | int, ...], now: Any, said: Any) -> Any:
    if isinstance(now, dict) and isinstance(said, dict):
        for key, value in said.items():
            yield from _differences((*path, key), now.get(key), value)
    elif now != plain_data(said):
        yield Edit("set", path, said)


def _partners(opened: Opened, found: Scheduled) -> Any:
    if not found.partners:
        return
    files = [each for each in opened.workspace.partners if each.model is not None and each.source.path is not None]
    if files:
        edits = [Edit("set", ("partners", partner), entry) for partner, entry in found.partners.items()]
        yield _changed(files[0].source, edits)
    else:
        from isptool.asking.laying_out import partners_text

        yield opened.home / "partners.yaml", "", partners_text(found.partners, "")
