"""Changes of files that somebody else's words brought: shown first, agreed to once, then written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from isptool.cli import saving, terminal
from isptool.cli.opening import Opened
from isptool.errors import IspError


def make_changes(changes: Sequence[tuple[Path, str, str]], *, force: bool) -> bool:
    """Show how files change (path, old text, new text), ask once, and write them; returns whether they were written.

    Raises `IspError` where nobody can be asked, and `force` is not given.
    """
    for path, old, new in changes:
        terminal.say(terminal.printable(saving.difference(path, old, new)))
    if not force:
        if not terminal.can_ask():
            raise IspError("Nothing was changed: nobody can be asked here.", "Add --force to make these changes.")
        if not terminal.agrees("Make these changes?"):
            terminal.say("Nothing was changed.")
            return False
    for path, _, new in changes:
        saving.write_whole(path, saving.as_bytes(new))
    return True


def change_files(opened: Opened, texts: Mapping[str, str], *, force: bool) -> bool:
    """Make changes to files of a workspace, each new text by the file as shown; see `make_changes`."""
    changes = [
        (source.path, source.path.read_bytes().decode("utf-8"), texts[file.shown_as])
        for file in opened.workspace.files()
        if file.shown_as in texts and (source := file.source).path is not None
    ]
    return make_changes(changes, force=force)
