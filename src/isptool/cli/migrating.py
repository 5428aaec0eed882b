"""Lifting the files of a workspace to the present format, and saying that what is sealed can be read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from isptool.cli import saving, terminal
from isptool.cli.opening import open_named
from isptool.errors import IspError
from isptool.reading import formats
from isptool.reading.formats import lifted
from isptool.reading.source import read_file, read_text
from isptool.sealing.shelf import open_shelf

_SEALED_FORMATS = frozenset({"1"})
"""The formats of sealed texts that can be read: every one that was ever released."""


def make(names: Sequence[str], *, check: bool, force: bool) -> int:
    """Lift what is named; returns 1 with `check` where something would be lifted."""
    count, would = 0, 0
    for opened in open_named(names):
        for file in opened.workspace.files():
            if opened.only and file.shown_as not in opened.only:
                continue
            count += 1
            written = read_file(file.source.path, file.shown_as) if file.source.path else file.source
            text = lifted(written, partial(read_text, shown_as=file.shown_as))
            if text is None:
                continue
            would += 1
            before = (chr(0xFEFF) if written.bom else "") + written.text
            if check:
                terminal.say(saving.difference(Path(file.shown_as), before, text))
            else:
                ask = terminal.agrees if terminal.can_ask() else None
                saving.change(Path(file.shown_as), before, text, force=force, show=terminal.say, agree=ask)
        _sealed(opened.home)
    if not count:
        raise IspError("There is no file to lift here.", "Name a workspace, or a file of one.")
    said = f"{would} to lift" if check else f"{would} lifted"
    terminal.say(f"{count} files looked at: {said}; the present format is {formats.FORMAT}.")
    return 1 if check and would else 0


def _sealed(root: Path) -> None:
    versions = [each for each in open_shelf(root).versions if each.is_sealed]
    for each in versions:
        found = each.seal.text("format")
        if found not in _SEALED_FORMATS:
            raise IspError(
                f"{each.shown_as} is sealed in format {found}, which this version of isptool does not know.",
                "Install the newest version of isptool. The sealed text itself is in text.md and text.docx.",
            )
    if versions:
        terminal.say(
            f"{len(versions)} sealed text{'' if len(versions) == 1 else 's'} can be read, and stay as they are."
        )
