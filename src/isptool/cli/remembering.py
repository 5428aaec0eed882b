"""What the register read before, kept in a file of the workspace that may be deleted at any time.

It is found by the digest of a file's bytes, so it cannot be older than the file; what does not have the right shape
is not believed (`isptool.register.load`). Whatever is wrong with it, it is thrown away and made again.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from types import TracebackType

FOLDER = ".isptool-cache"
_FILE = "register.sqlite"
_ABOUT = "# Made by isptool: what the register read. Safe to delete.\n*\n"
_WORTH_IT = 100
"""How many files a register has before anything is kept: fewer are read faster than anybody notices."""


class Remembered:
    """The kept facts of one workspace. Nothing it does can stop a command: without it, files are read."""

    def __init__(self, root: Path, edition: str) -> None:
        self._path = root / FOLDER / _FILE
        self._edition = edition
        self._kept = self._open()
        self._new: dict[str, str] = {}
        self._used: set[str] = set()

    def __enter__(self) -> Remembered:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        elif self._kept is not None:
            self._kept.close()

    def get(self, digest: str) -> str | None:
        """What was kept for a file with this digest, or None."""
        self._used.add(digest)
        if self._kept is None:
            return None
        try:
            row = self._kept.execute("select facts from files where digest = ?", (digest,)).fetchone()
        except sqlite3.Error:
            self._forget()
            return None
        return row[0] if row is not None and isinstance(row[0], str) else None

    def put(self, digest: str, text: str) -> None:
        """Keep this for files with this digest, once `close` is called."""
        self._new[digest] = text

    def close(self) -> None:
        """Save what is new and let go of what no file has any more; quietly, where it cannot be saved."""
        gone = self._gone()
        fresh = self._kept is None
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        if len(self._used) >= _WORTH_IT and (self._new or gone):
            with contextlib.suppress(OSError, sqlite3.Error):
                self._save(gone, fresh)

    def _open(self) -> sqlite3.Connection | None:
        if self._path.is_symlink() or self._path.parent.is_symlink() or not self._path.is_file():
            return None
        try:
            kept = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
            edition = kept.execute("select value from about where name = 'edition'").fetchone()
        except sqlite3.Error:
            return None
        if edition is None or edition[0] != self._edition:
            kept.close()
            return None
        return kept

    def _forget(self) -> None:
        """Throw away what is damaged."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _gone(self) -> list[str]:
        """The digests that no file has any more, where they are so many that it is worth letting go of them."""
        if self._kept is None:
            return []
        try:
            known = [row[0] for row in self._kept.execute("select digest from files")]
        except sqlite3.Error:
            self._forget()
            return []
        gone = [each for each in known if each not in self._used]
        return gone if len(gone) > len(self._used) else []

    def _save(self, gone: list[str], fresh: bool) -> None:
        folder = self._path.parent
        if folder.is_symlink() or self._path.is_symlink():
            return
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text(_ABOUT, encoding="utf-8")
        if fresh:  # of another edition, damaged, or not there: begin again
            self._path.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(self._path, timeout=5)) as kept, kept:
            kept.execute("pragma synchronous = off")
            kept.execute("create table if not exists about (name text primary key, value text)")
            kept.execute("create table if not exists files (digest text primary key, facts text) without rowid")
            kept.execute("insert or replace into about values ('edition', ?)", (self._edition,))
            kept.executemany("insert or replace into files values (?, ?)", self._new.items())
            kept.executemany("delete from files where digest = ?", [(each,) for each in gone])
