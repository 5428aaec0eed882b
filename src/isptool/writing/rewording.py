"""Changing the running text of blocks, wherever it stands in them: in clauses, table cells, bullets and panels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Clause,
    Clauses,
    Figure,
    KeyFacts,
    Para,
    Prose,
    Provenance,
    Ref,
    Run,
    Runs,
    Table,
    Text,
    bare,
)

Change = Callable[[Runs], Runs]
_Simple = TypeVar("_Simple", bound=Para | Bullets | Callout)


def reworded(blocks: Iterable[Block], change: Change) -> tuple[Block, ...]:
    """The blocks, with each of their running texts as `change` makes it. Headings and captions are left."""
    return tuple(_block(block, change) for block in blocks)


def _block(block: Block, change: Change) -> Block:
    if isinstance(block, (Para, Bullets, Callout)):
        return _simple(block, change)
    if isinstance(block, Provenance):
        return Provenance(change(block.runs))
    if isinstance(block, Clauses):
        return Clauses(tuple(_clause(clause, change) for clause in block.items))
    if isinstance(block, Table):
        return _table(block, change)
    if isinstance(block, KeyFacts):
        return replace(block, rows=tuple((name, _cell(said, change)) for name, said in block.rows))
    if isinstance(block, Figure) and block.table is not None:
        return replace(block, table=_table(block.table, change))
    return block


def _simple(block: _Simple, change: Change) -> _Simple:
    if isinstance(block, Bullets):
        return replace(block, items=tuple([change(item) for item in block.items]))
    changed = change(block.runs)
    return block if changed is block.runs else replace(block, runs=changed)


def _table(table: Table, change: Change) -> Table:
    return replace(table, rows=tuple([tuple([_cell(cell, change) for cell in row]) for row in table.rows]))


def _clause(clause: Clause, change: Change) -> Clause:
    more = tuple(_simple(block, change) for block in clause.more)
    return replace(clause, runs=change(clause.runs), note=change(clause.note) if clause.note else "", more=more)


def _cell(cell: Cell, change: Change) -> Cell:
    return Prose(tuple(_simple(block, change) for block in cell.blocks)) if isinstance(cell, Prose) else change(cell)


def told(blocks: Iterable[Block], anchors: Iterable[str], labels: Mapping[str, str]) -> tuple[Block, ...]:
    """The blocks without cross references to what is not in them: these are told in words, as `labels` calls them.

    `anchors` are those that stay cross references. What has no label is left out.
    """
    here = frozenset(anchors)

    def words(run: Run) -> Run:
        if not isinstance(run, Ref) or run.anchor in here:
            return run
        name = labels.get(run.anchor, "")
        return Text(run.text or (bare(name) if run.bare else name))

    def change(runs: Runs) -> Runs:
        if isinstance(runs, str) or not any(isinstance(run, Ref) for run in runs):
            return runs
        return tuple([words(run) for run in runs])

    return reworded(blocks, change)
