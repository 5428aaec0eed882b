"""A compiled file, read one row at a time: it holds one row on each line, so that a row is JSON of its own.

The file as a whole is JSON too. Reading all of it would cost 4 ms at every start of the tool; finding the
lines costs a tenth of that, and most runs ask for a few dozen rows of seven hundred.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


class Rows(Mapping[str, Any]):
    """The rows of one family by id, in the order of the file; a row is read when it is asked for."""

    def __init__(self, lines: dict[str, str]) -> None:
        self._lines = lines

    def __getitem__(self, row_id: str) -> Any:
        return json.loads(self._lines[row_id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._lines


def read_compiled(path: Path) -> dict[str, Rows]:
    """The families of a compiled file, each with its rows still unread."""
    families: dict[str, Rows] = {}
    lines: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        key, quote, rest = line[1:].partition('":')
        if not quote:
            continue
        if rest in ("{", "{},", "{}"):
            lines = {}
            families[key] = Rows(lines)
        else:
            lines[key] = rest.removesuffix(",")
    return families
