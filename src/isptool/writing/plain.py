"""The plain words of a document, in their order and without marks: for searching them, and for comparing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from isptool.writing.document import (
    CALLOUT_LABELS,
    Block,
    Bullets,
    Callout,
    Cell,
    Clause,
    Clauses,
    Document,
    Figure,
    Heading,
    KeyFacts,
    LineBreak,
    Para,
    Prose,
    Provenance,
    Ref,
    Run,
    Runs,
    Signatures,
    Table,
    Text,
    bare,
)

NO_LABELS: Mapping[str, str] = {}


def words(blocks: Iterable[Block | Callout], labels: Mapping[str, str] = NO_LABELS) -> Iterator[str]:
    """The words of each heading, paragraph, bullet, clause and cell, one after the other.

    `labels` are what a numbered document calls its anchors; without them a cross reference that has no words
    of its own is left out.
    """
    for block in blocks:
        if isinstance(block, (Para, Provenance)):
            yield line(block.runs, labels)
        elif isinstance(block, Heading):
            yield block.text
        else:
            yield from _of(block, labels)


def _of(block: Block | Callout, labels: Mapping[str, str]) -> list[str]:
    """The words of a block that has several texts."""
    if isinstance(block, Bullets):
        return [line(item, labels) for item in block.items]
    if isinstance(block, Table):
        return _table(block, labels)
    if isinstance(block, KeyFacts):
        found = [block.caption]
        for name, said in block.rows:
            found.append(name)
            found += _cell(said, labels)
        return found
    if isinstance(block, Clauses):
        return [text for clause in block.items for text in _clause(clause, labels)]
    if isinstance(block, Callout):
        return [f"{block.label or CALLOUT_LABELS[block.kind]}: {line(block.runs, labels)}"]
    if isinstance(block, Figure):
        return [block.caption, *(_table(block.table, labels) if block.table is not None else ())]
    if isinstance(block, Signatures):
        return [text for each in block.items for text in (each.party, *each.lines)]
    return []


def _clause(clause: Clause, labels: Mapping[str, str]) -> list[str]:
    note = [line(clause.note, labels)] if clause.note else []
    return [line(clause.runs, labels), *words(clause.more, labels), *note]


def line(runs: Runs, labels: Mapping[str, str] = NO_LABELS) -> str:
    """The words of running text."""
    if isinstance(runs, str):
        return runs
    return "".join([run.text if isinstance(run, Text) else _other(run, labels) for run in runs])


def _other(run: Run, labels: Mapping[str, str]) -> str:
    """The words of what is not simply words."""
    if isinstance(run, LineBreak):
        return "\n"
    if isinstance(run, Ref):
        return run.text or (bare(labels.get(run.anchor, "")) if run.bare else labels.get(run.anchor, ""))
    return run.text


def plain_text(document: Document) -> str:
    """All words of a document, a line for each paragraph; its title and cover first."""
    head = [document.title, document.subtitle, document.kind, document.reference, document.version, document.marking]
    if document.cover is not None:
        head += [*document.cover.parties, *(text for fact in document.cover.facts for text in fact)]
    return "\n".join([*head, document.mark, *words(document.blocks, document.labels)])


def _table(table: Table, labels: Mapping[str, str]) -> list[str]:
    found = [table.caption, *table.head]
    for row in table.rows:
        for cell in row:
            found += _cell(cell, labels)
    return found


def _cell(cell: Cell, labels: Mapping[str, str]) -> list[str]:
    return [*words(cell.blocks, labels)] if isinstance(cell, Prose) else [line(cell, labels)]
