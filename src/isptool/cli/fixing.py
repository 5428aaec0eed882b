"""`validate --fix`: the mechanical mends of a check, file by file, each shown before it is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from isptool.cli import saving, terminal
from isptool.cli.opening import Opened
from isptool.cli.report import number
from isptool.findings import Edit, Finding
from isptool.reading.edit import apply_possible
from isptool.reading.source import Source


def fix(opened: Sequence[Opened], findings: Iterable[Finding], *, force: bool) -> int:
    """Make every mend that the findings carry, as far as people agree; returns how many were made.

    What cannot be mended with care is named with the reason. Raises `IspError` where nobody can be asked and
    `force` is not given.
    """
    edits: dict[str, list[Edit]] = {}
    for finding in findings:
        if finding.edit is not None:
            edits.setdefault(finding.file, []).append(finding.edit)
    sources = {file.shown_as: file.source for each in opened for file in each.workspace.files()}
    made = 0
    for name, wanted in edits.items():
        if name in sources and sources[name].path is not None:
            made += _fix_file(sources[name], wanted, force=force)
    return made


def _fix_file(source: Source, wanted: Sequence[Edit], *, force: bool) -> int:
    path = source.path
    if path is None:
        return 0
    edited = apply_possible(source, wanted)
    for edit, reason in edited.refused:
        where = ".".join(str(step) for step in edit.path) or "the text"
        terminal.note(f"{source.shown_as}: {where} was not mended: {reason}.")
    if not edited.done:
        return 0
    ask = terminal.agrees if terminal.can_ask() else None
    old = path.read_bytes().decode("utf-8")
    if not saving.change(path, old, edited.text, force=force, show=terminal.say, agree=ask):
        terminal.note(f"{source.shown_as} was not changed.")
        return 0
    terminal.note(f"{source.shown_as}: {number(len(edited.done), 'mend')} made.")
    return len(edited.done)
