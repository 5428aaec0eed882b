"""The one door that writes to the disk: a whole file or nothing, and never over a person's work unseen.

Three kinds of file are written:

- a *new* file, which must not be there yet (`create`),
- a file of a *person's*, whose difference is shown before it is changed (`change`),
- a *rendered* file (`Rendered`): ours to replace as long as nobody has touched it. Which are ours is written in
  `.isptool-rendered.json` beside them, as a digest of each file when we wrote it. A mark inside the documents
  would be lost or copied with them; a digest in the folder says exactly "this file, as we left it", works alike
  for every format, and when it is lost nothing worse happens than that a file is left and named.
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import hashlib
import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath

from isptool.errors import IspError

MANIFEST = ".isptool-rendered.json"
_TRIES = 6
_BUSY = {errno.EACCES, errno.EBUSY, errno.EPERM, errno.ETXTBSY}
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|\Z)", re.I)


def write_whole(
    path: Path, content: bytes, *, lasting: bool = True, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Put a file in place, whole or not at all, with the access rights of the one it replaces.

    Programs that look into every new file (OneDrive, virus scanners) may hold it for a moment, so the last step
    is tried again for about three seconds. `lasting` waits until the disk has it: not worth it for a file that can
    be made again. Raises `IspError` where the file cannot be written, and where the
    path is a link: what it leads to is not what was named.
    """
    if path.is_symlink():
        raise IspError(f"{_shown(path)} is a link, and was not written.", "Name the file that it leads to.")
    if path.is_dir():
        raise IspError(f"{_shown(path)} is a folder, so no file of that name can be written.", "Name a file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".isptool-", suffix=".part")
    except OSError as error:
        raise _cannot(path, error) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        part.chmod(_mode(path))
        _replace(part, path, sleep)
    except OSError as error:
        raise _cannot(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _replace(part: Path, path: Path, sleep: Callable[[float], None]) -> None:
    for attempt in range(_TRIES):
        try:
            part.replace(path)
        except OSError as error:
            if error.errno not in _BUSY or attempt == _TRIES - 1:
                raise
            sleep(0.1 * 2**attempt)
        else:
            return


def _cannot(path: Path, error: OSError) -> IspError:
    hints = {
        errno.EACCES: "Close it in other programs, and check that you may write there.",
        errno.EPERM: "Close it in other programs, and check that you may write there.",
        errno.ENOSPC: "Make room on the disk, and run the command again.",
        errno.EROFS: "Choose a folder that can be written to.",
        errno.ENOTDIR: "A part of that path is a file, not a folder.",
        errno.EEXIST: "A part of that path is a file, not a folder.",
        errno.ENAMETOOLONG: "Choose a shorter name.",
    }
    reason = error.strerror or str(error)
    return IspError(f"{_shown(path)} cannot be written: {reason}.", hints.get(error.errno or 0, "Nothing was changed."))


def _shown(path: Path) -> str:
    """A path as a person would type it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def as_bytes(text: str) -> bytes:
    """Text as it is saved: UTF-8, with the line ends that it has."""
    return text.encode("utf-8")


def file_name(stem: str, suffix: str) -> str:
    """A name that every system takes: no `:` or `?`, no name that Windows keeps for itself, not too long."""
    plain = re.sub(r"[^\w.@ -]+", "-", stem).strip(" .-") or "document"
    if _RESERVED.match(plain):
        plain = f"{plain}-document" if "." not in plain else f"document-{plain}"
    return plain[:120].rstrip(" .") + suffix


def create(path: Path, content: bytes) -> None:
    """Write a file that is not there yet. Raises `IspError` if anything of that name is."""
    if path.exists() or path.is_symlink():
        raise IspError(
            f"{_shown(path)} is there already, and was left as it is.", "Choose another name, or change it by hand."
        )
    write_whole(path, content)


def difference(path: Path, old: str, new: str) -> str:
    """The lines that change, marked `-` and `+`, with two lines around each change."""
    name = _shown(path)
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"{name} (now)", f"{name} (after)", n=2, lineterm=""
    )
    return "\n".join(lines)


def change(
    path: Path, old: str, new: str, *, force: bool, show: Callable[[str], None], agree: Callable[[str], bool] | None
) -> bool:
    """Change a person's file: show the difference, ask, write. Returns whether it was written.

    `force` skips the question, not the difference. `agree` asks a yes or no; where nobody can be asked it is
    None, and without `force` nothing is written and `IspError` is raised.
    """
    if old == new:
        return False
    show(difference(path, old, new))
    if not force:
        if agree is None:
            raise IspError(
                f"{_shown(path)} was not changed: nobody can be asked here.",
                "Add --force to make the change shown above.",
            )
        if not agree(f"Change {_shown(path)}?"):
            return False
    write_whole(path, as_bytes(new))
    return True


class Rendered:
    """A folder of rendered files: writes them, and knows which of them are as we left them."""

    def __init__(self, folder: Path) -> None:
        """Raises `IspError` where a file stands in the place of the folder."""
        if folder.exists() and not folder.is_dir():
            raise IspError(
                f"{_shown(folder)} is a file, not a folder, so nothing can be written into it.",
                "Move it, or give another folder with -o.",
            )
        self.folder = folder
        self._digests = self._read()
        self._changed = False

    def _read(self) -> dict[str, str]:
        try:
            data = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        files = data.get("files") if isinstance(data, dict) else None
        if not isinstance(files, dict):
            return {}
        return {name: digest for name, digest in files.items() if isinstance(digest, str)}

    def may_write(self, name: str, content: bytes) -> bool:
        """Whether a file may be written: it is not there, it is ours and untouched, or it is the same already."""
        path = self.folder / name
        if path.is_symlink():
            return False
        try:
            there = path.read_bytes()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return there == content or self._digests.get(name) == _digest(there)

    def write(self, name: str, content: bytes) -> bool:
        """Write one file and remember it. False, with nothing done, where somebody else's file is in the way."""
        if not self.may_write(name, content):
            return False
        write_whole(self.folder / name, content, lasting=False)
        digest = _digest(content)
        if self._digests.get(name) != digest:
            self._digests[name] = digest
            self._changed = True
        return True

    def remove_others(self, kept: Collection[str]) -> list[str]:
        """Delete what we wrote before and is made no longer; files that somebody changed stay, and are named."""
        stayed = []
        for name in [each for each in self._digests if each not in kept]:
            path = self.folder / name
            pure = PurePosixPath(name)
            if pure.is_absolute() or ".." in pure.parts:  # the list is a file like any other
                continue
            try:
                ours = not path.is_symlink() and _digest(path.read_bytes()) == self._digests[name]
                if ours:
                    path.unlink()
                else:
                    stayed.append(name)
            except OSError:
                pass
            del self._digests[name]
            self._changed = True
        return stayed

    def close(self) -> None:
        """Save what is remembered, if anything is new."""
        if not self._changed:
            return
        about = "Made by isptool: which files here are as it left them. Safe to delete; then it replaces none of them."
        data = {"about": about, "files": dict(sorted(self._digests.items()))}
        write_whole(self.folder / MANIFEST, as_bytes(json.dumps(data, indent=2, ensure_ascii=False) + "\n"))
        self._changed = False


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()
