"""How much room blocks take on a page of our house style, so that what is meant for one page stays on it.

It is an estimate, made before anything is drawn: from the widths of the words, the sizes of the styles, and nothing
else. An organisation's own house style may have other sizes; then a page may run over, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Clauses,
    Heading,
    KeyFacts,
    LineBreak,
    Para,
    Prose,
    Provenance,
    Ref,
    Runs,
    Table,
)
from isptool.writing.lettering import width, wrap

_Size = TypeVar("_Size")

PAGE = 715.0
"""The height in points that a page has for its text."""
TEXT = 481.0
"""The width in points of a line of text."""

HEADING = 36.0
"""The height of a heading at the top of a page, in points."""

SHEET_HEAD = 78.0
"""The height of the title of a page without a cover, over two lines, in points."""

_LINE, _CELL_LINE = 15.0, 14.3
_LABEL, _PADDING, _BULLET = 0.22, 11.0, 11.5
_HEADINGS = {1: 52.0, 2: 30.0, 3: 30.0, 4: 27.0}
_HIDDEN = "clause 00.0"


def fitted(make: Callable[[_Size], list[Block]], room: float, sizes: Sequence[_Size]) -> list[Block]:
    """What `make` makes of the first of these sizes that fits into the room; of the last one where none does.

    The sizes go down, and what is made of a smaller one is no higher: so half of those that are left are passed over
    each time, once the first is seen not to fit.
    """
    made = {0: make(sizes[0])}
    first, last = (0, 0) if height(made[0]) <= room else (1, len(sizes) - 1)
    while first < last:
        middle = (first + last) // 2
        made[middle] = make(sizes[middle])
        first, last = (first, middle) if height(made[middle]) <= room else (middle + 1, last)
    return made[first] if first in made else make(sizes[first])


def height(blocks: Iterable[Block]) -> float:
    """How high blocks are on the page, in points."""
    return sum(_height(block) for block in blocks)


def _height(block: Block) -> float:
    if isinstance(block, Heading):
        return _HEADINGS[block.level]
    if isinstance(block, (Para, Provenance)):
        return _lines(block.runs, TEXT) * _LINE + 5
    if isinstance(block, Bullets):
        return sum(_lines(item, TEXT - _BULLET) * _LINE + 2 for item in block.items)
    if isinstance(block, Callout):
        return _lines(_with_label(block), TEXT - 20) * _LINE + 30
    if isinstance(block, Clauses):
        return sum(_lines(clause.runs, TEXT - 70) * _LINE + 2 for clause in block.items)
    if isinstance(block, KeyFacts):
        return _key_facts(block)
    if isinstance(block, Table):
        room = TEXT / max(len(block.head), 1) - _PADDING
        rows = (max((_cell(cell, room) for cell in row), default=1) * _CELL_LINE + 5 for row in block.rows)
        return 40 + sum(rows)
    return 0.0


def _key_facts(block: KeyFacts) -> float:
    longest = max((width(name, bold=True) for name, _ in block.rows), default=0.0) + _PADDING
    first = min(max(longest, _LABEL * TEXT), 0.36 * TEXT)
    found = 8.0 + (30 if block.caption else 0)
    for name, said in block.rows:
        lines = max(len(wrap(name, first - _PADDING, bold=True)), _cell(said, TEXT - first - _PADDING))
        found += lines * _CELL_LINE + 4.8
    return found


def _cell(cell: Cell, room: float) -> int:
    if not isinstance(cell, Prose):
        return _lines(cell, room)
    lines = 0
    for block in cell.blocks:
        if isinstance(block, Para):
            lines += _lines(block.runs, room)
        else:
            lines += sum(_lines(item, room - _BULLET) for item in block.items)
    return lines


def _with_label(block: Callout) -> Runs:
    runs = block.runs if isinstance(block.runs, str) else _words(block.runs)
    return f"{block.label}: {runs}"


def _words(runs: Runs) -> str:
    if isinstance(runs, str):
        return runs
    return "".join(
        "\n" if isinstance(run, LineBreak) else (run.text or _HIDDEN) if isinstance(run, Ref) else run.text
        for run in runs
    )


def _lines(runs: Runs, room: float) -> int:
    return _lines_of(_words(runs), room)


@lru_cache(maxsize=4096)
def _lines_of(text: str, room: float) -> int:
    """How many lines a text takes: the same one is measured again for each page that is tried."""
    return len(wrap(text, room))
