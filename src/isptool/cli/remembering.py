"""What the register read before, kept in a folder of the workspace that may be deleted at any time.

Facts are found by the digest of a file's bytes, so they cannot be older than the file; doubts by the digest of all that
they were worked out from. What does not have the right shape is not believed (`isptool.register.load`). Whatever is
wrong with what was kept, it is thrown away and made again.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from isptool.cli import saving
from isptool.errors import IspError
from isptool.register.doubts import KINDS, Doubt

FOLDER = ".isptool-cache"
_FILE = "register.sqlite"
_DOUBTS = "doubts.json"
_ABOUT = "# Made by isptool: what the register read. Safe to delete.\n*\n"
_WORTH_IT = 100
"""How many files a register has before anything is kept: fewer are read faster than anybody notices."""

_BATCH = 500
"""After how many files read what is new is written, so that it takes no room until the end."""


class Remembered:
    """The kept facts of one workspace. Nothing it does can stop a command: without it, files are read."""

    def __init__(self, root: Path, edition: str) -> None:
        self._path = root / FOLDER / _FILE
        self._edition = edition
        self._rows = self._read()
        self._known = frozenset(self._rows or ())
        self._fresh = self._rows is None
        self._new: dict[str, str] = {}
        self._used: set[str] = set()

    def __enter__(self) -> Remembered:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()

    def get(self, digest: str) -> str | None:
        """What was kept for a file with this digest, or None. It is given once: ten thousand texts take much room."""
        self._used.add(digest)
        text = self._rows.pop(digest, None) if self._rows is not None else None
        return text if isinstance(text, str) else None

    def put(self, digest: str, text: str) -> None:
        """Keep this for files with this digest: now and then, and once `close` is called."""
        self._new[digest] = text
        if len(self._new) >= _BATCH:
            self._save([])

    def close(self) -> None:
        """Save what is new and let go of what no file has any more."""
        gone = [each for each in self._known if each not in self._used]
        gone = gone if len(gone) > len(self._used) else []
        if len(self._used) >= _WORTH_IT and (self._new or gone):
            self._save(gone)

    def _read(self) -> dict[str, object] | None:
        """Everything that was kept, by digest; None where nothing was, or not by this edition of the tool."""
        if self._path.is_symlink() or self._path.parent.is_symlink() or not self._path.is_file():
            return None
        try:
            with contextlib.closing(sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)) as kept:
                edition = kept.execute("select value from about where name = 'edition'").fetchone()
                if edition is None or edition[0] != self._edition:
                    return None
                return dict(kept.execute("select digest, facts from files"))
        except sqlite3.Error:
            return None

    def _save(self, gone: list[str]) -> None:
        """Write what is new; quietly, where it cannot be written."""
        folder = self._path.parent
        if folder.is_symlink() or self._path.is_symlink():
            return
        with contextlib.suppress(OSError, sqlite3.Error):
            folder.mkdir(exist_ok=True)
            _mark(folder)
            if self._fresh:  # of another edition, damaged, or not there: begin again
                self._path.unlink(missing_ok=True)
                self._fresh = False
            with contextlib.closing(sqlite3.connect(self._path, timeout=5)) as kept, kept:
                kept.execute("pragma synchronous = off")
                kept.execute("create table if not exists about (name text primary key, value text)")
                kept.execute("create table if not exists files (digest text primary key, facts text) without rowid")
                kept.execute("insert or replace into about values ('edition', ?)", (self._edition,))
                kept.executemany("insert or replace into files values (?, ?)", self._new.items())
                kept.executemany("delete from files where digest = ?", [(each,) for each in gone])
        self._new.clear()


def _mark(folder: Path) -> None:
    (folder / ".gitignore").write_text(_ABOUT, encoding="utf-8")


# ── doubts ───────────────────────────────────────────────────────────────────────────────────────────


def doubts_before(root: Path, stamp: str) -> tuple[Doubt, ...] | None:
    """The doubts that were kept for exactly this stamp, or None."""
    path = root / FOLDER / _DOUBTS
    if path.is_symlink() or path.parent.is_symlink():
        return None
    try:
        kept = json.loads(path.read_bytes())
        if not isinstance(kept, dict) or kept.get("stamp") != stamp:
            return None
        return tuple(_doubt(*each) for each in kept["doubts"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _doubt(code: object, *texts: object) -> Doubt:
    file, document, message = texts
    if not (isinstance(code, str) and isinstance(file, str) and isinstance(document, str) and isinstance(message, str)):
        raise TypeError("no text")
    return Doubt(KINDS[code], file, document, message)


def keep_doubts(root: Path, stamp: str, found: Sequence[Doubt], files: int) -> None:
    """Keep the doubts about so many files for a stamp, in place of those kept before; quietly, where it cannot be."""
    folder = root / FOLDER
    if files < _WORTH_IT or folder.is_symlink():
        return
    said = [[each.kind.code, each.file, each.document, each.message] for each in found]
    content = json.dumps({"stamp": stamp, "doubts": said}, ensure_ascii=False, separators=(",", ":"))
    with contextlib.suppress(OSError, IspError):
        saving.write_whole(folder / _DOUBTS, content.encode(), lasting=False)
        _mark(folder)
