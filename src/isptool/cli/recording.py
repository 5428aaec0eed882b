"""A workspace with its records: what `move`, `sign`, `verify`, `status` and `review` open, and how they write.

A record is one new file, written whole or not at all; nothing that was recorded is ever changed or taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from isptool.cli import options
from isptool.cli.judging import Judged, judge
from isptool.cli.opening import Opened, open_named, readable
from isptool.cli.rendering import unreadable
from isptool.cli.saving import create, write_whole
from isptool.errors import IspError
from isptool.lifecycle.knowledge import lives
from isptool.lifecycle.life import Life
from isptool.reading.nearest import nearest
from isptool.sealing.record import Value, written
from isptool.sealing.shelf import FOLDER, Shelf, Version, folder_of, open_shelf

_ATTRIBUTES = "# What is sealed is kept byte for byte: git changes no line ends here.\n* -text\n"


@dataclass
class Desk:
    """The workspace around what was named, with everything recorded in it, as at a day."""

    opened: Opened
    root: Path
    today: date
    shelf: Shelf
    judged: dict[str, Judged]
    lives: dict[str, Life]

    def document(self, name: str) -> Judged:
        """The document with this id, or in this file. Raises `IspError` where there is none, or it cannot be read."""
        found = self.judged.get(name)
        if found is None:
            by_file = {Path(each.settled.file).resolve(): each for each in self.judged.values()}
            found = by_file.get(Path(name).resolve())
        if found is None:
            near = nearest(name, self.judged)
            hint = f"Did you mean {near}?" if near else f"The documents here are: {', '.join(self.judged) or 'none'}."
            raise IspError(f"There is no document called {name} here.", hint)
        unread = unreadable(self.opened, found.settled.file)
        if unread:
            raise IspError(
                f"{found.settled.file} cannot be read whole: {unread}", f"Mend it first: `isptool validate {name}`."
            )
        return found

    def life(self, document: str) -> Life:
        """The life of a document; empty where nothing is recorded of it."""
        return self.lives.get(document) or Life(document, ())

    def called(self, party: str) -> str:
        """What a partner is called here; its id where nobody described it."""
        found = self.opened.workspace.partner_records().get(party)
        return (found.called or found.name) if found is not None else party

    def again(self) -> None:
        """Read the records again, after one was written."""
        self.shelf = open_shelf(self.root)
        self.lives = lives(self.shelf, [each.settled for each in self.judged.values()], self.today)

    def version(self, document: str, number: str) -> Version:
        """A version as kept; new where nothing is recorded of it yet."""
        folder = folder_of(self.root, document, number)
        found = self.shelf.version(document, number)
        return found or Version(document, number, folder, f"{FOLDER}/{document}/{number}")

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────

    def record(self, version: Version, kind: str, stem: str, values: Mapping[str, Value]) -> Path:
        """Write one new record. One of that name that is there already stays, and this one gets a number."""
        self._attributes()
        folder = version.folder / kind
        name, number = f"{stem}.yaml", 1
        while (folder / name).exists():
            number += 1
            name = f"{stem}-{number}.yaml"
        create(folder / name, written(values))
        return folder / name

    def keep(self, version: Version, files: Mapping[str, bytes]) -> None:
        """Write the files of a sealed text; `seal.yaml` last, so that one that was cut short is not sealed."""
        self._attributes()
        for name, content in sorted(files.items(), key=lambda each: each[0] == "seal.yaml"):
            path = version.folder / name
            if not path.is_file() or path.read_bytes() != content:
                write_whole(path, content)

    def _attributes(self) -> None:
        path = self.root / FOLDER / ".gitattributes"
        if not path.exists():
            write_whole(path, _ATTRIBUTES.encode())


def open_desk(names: Iterable[str], today: str | None) -> Desk:
    """The workspace around what was named (or around the current folder), whole, with its records."""
    named = list(names)
    paths = [each for each in named if Path(each).exists()]
    opened = [readable(each) for each in open_named(paths or [])]
    if len(opened) > 1:
        raise IspError("These are in several workspaces.", "Name documents of one workspace at a time.")
    if opened[0].only:
        opened = open_named([str(opened[0].workspace.root)])
    whole = replace(opened[0], only=frozenset())
    root = whole.workspace.root
    day = options.as_at(today, whole.workspace)
    judged = {each.settled.document.id: each for each in judge(whole, day)[0]}
    shelf = open_shelf(root)
    return Desk(whole, root, day, shelf, judged, lives(shelf, [each.settled for each in judged.values()], day))


def read_day(option: str, text: str | None, usual: date) -> date:
    """A day given on the command line; the usual one where none is given. Raises `IspError` if it is no day."""
    if text is None:
        return usual
    from isptool.model.fields import Misread, read_date

    try:
        return read_date(text)
    except Misread as misread:
        meant = f"Did you mean {misread.suggestion}?" if misread.suggestion else f"For example: {option} 2026-12-15."
        raise IspError(f"{option} {text} is not read as a date.", meant) from None
