"""The good workspace with a change to its files as they are written, in a folder of its own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from isptool.checking.example import SHIPPED, Change
from isptool.library import templates_root

from .ground import GOOD, WHOLE

_MARK = re.compile(r"[ ]*# <- (\S+)[ ]*$", re.MULTILINE)
_KEY = re.compile(r"( *)([A-Za-z0-9][\w-]*):(?=\s|$)")
_REPLACED = frozenset({"answers", "settles"})
"""Blocks whose entries are replaced whole."""


def written(folder: Path, change: Change) -> dict[str, set[tuple[str, int]]]:
    """Write the changed workspace into a folder that is not there; the marked lines by code: file and line."""
    shutil.copytree(GOOD, folder)
    for name, of in change.copies.items():
        source = templates_root() / name.removeprefix("templates/") if of == SHIPPED else folder / of
        _put(folder / name, source.read_text(encoding="utf-8"))
    marks: dict[str, set[tuple[str, int]]] = {}
    for path in change.without:
        name, _, key = path.rpartition(": ")
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        _put(folder / name, "\n".join(_joined(lines, [f"{key}:"], taken_out=True)) + "\n")
    for name, piece in change.files.items():
        path = folder / name
        lines = piece.removesuffix("\n").split("\n")
        if path.is_file():
            lines = _joined(path.read_text(encoding="utf-8").split("\n")[:-1], lines)
        for number, line in enumerate(lines, 1):
            for code in _MARK.findall(line):
                marks.setdefault(code, set()).add((name, number))
        _put(path, _MARK.sub("", "\n".join(lines)) + "\n")
    for name, how in change.saved.items():
        _save_as(folder / name, how)
    return marks


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _save_as(path: Path, how: str) -> None:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if how == "folder":
        path.mkdir()
    elif how == "link to itself":
        path.symlink_to(path.name)
    elif how == "larger than 2 MB":
        path.write_text(text + "# more\n" * 300_000, encoding="utf-8")
    elif how == "more than 200,000 values":
        path.write_text(f"{text}x-numbers:\n" + "  - 1\n" * 200_001, encoding="utf-8")
    else:
        path.write_bytes(text.encode(how))


def _blocks(lines: Sequence[str], indent: int) -> list[tuple[str, list[str]]] | None:
    """Lines as blocks, each a key at this indentation with all that follows it; None where they begin otherwise."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        key = _KEY.match(line)
        if key is not None and len(key[1]) == indent:
            found.append((key[2], [line]))
        elif found:
            found[-1][1].append(line)
        elif line.startswith("#"):
            found.append((line, [line]))
        elif line.strip():
            return None
    return found


def _joined(base: Sequence[str], piece: Sequence[str], indent: int = 0, *, taken_out: bool = False) -> list[str]:
    """A file with a piece: keys of both are joined or replaced; those that the piece alone has stand at the end."""
    old, new = _blocks(base, indent), _blocks(piece, indent)
    if not old or not new:
        return list(piece)
    rest = dict(new)
    if len(rest) < len(new):
        return [*base, *piece]
    made: list[str] = []
    for key, lines in old:
        if key not in rest:
            made += lines
        elif not taken_out:
            made += _one(key, lines, rest[key], indent)
        rest.pop(key, None)
    if not taken_out:
        made += [line for lines in rest.values() for line in lines]
    return made


def _one(key: str, old: list[str], new: list[str], indent: int) -> list[str]:
    """One block of a file, joined with the same block of a piece where both hold keys."""
    head = _MARK.sub("", new[0])
    holds_keys = head.strip() == f"{key}:" == old[0].strip() and len(new) > 1 and len(old) > 1
    if not holds_keys or (indent == 0 and key in WHOLE) or _blocks(new[1:], indent + 2) is None:
        return new
    if key in _REPLACED and indent == 0:
        inner = dict(_blocks(new[1:], indent + 2) or ())
        kept = [line for each, lines in _blocks(old[1:], indent + 2) or () if each not in inner for line in lines]
        return [new[0], *kept, *new[1:]]
    return [new[0], *_joined(old[1:], new[1:], indent + 2)]
