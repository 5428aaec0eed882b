"""The plain words of a document, in their order and without marks: for searching them, and for comparing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from isptool.writing.document import (
    CALLOUT_LABELS,
    Block,
    Bullets,
    Callout,
    Cell,
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
        elif isinstance(block, Clauses):
            for clause in block.items:
                yield line(clause.runs, labels)
                yield from words(clause.more, labels)
                if clause.note:
                    yield line(clause.note, labels)
        elif isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Bullets):
            for item in block.items:
                yield line(item, labels)
        elif isinstance(block, Table):
            yield from _table(block, labels)
        elif isinstance(block, KeyFacts):
            yield block.caption
            for name, said in block.rows:
                yield name
                yield from _cell(said, labels)
        elif isinstance(block, Callout):
            yield f"{block.label or CALLOUT_LABELS[block.kind]}: {line(block.runs, labels)}"
        elif isinstance(block, Figure):
            yield block.caption
            if block.table is not None:
                yield from _table(block.table, labels)
        elif isinstance(block, Signatures):
            for each in block.items:
                yield each.party
                yield from each.lines


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


def _table(table: Table, labels: Mapping[str, str]) -> Iterator[str]:
    yield table.caption
    yield from table.head
    for row in table.rows:
        for cell in row:
            yield from _cell(cell, labels)


def _cell(cell: Cell, labels: Mapping[str, str]) -> Iterator[str]:
    if isinstance(cell, Prose):
        yield from words(cell.blocks, labels)
    else:
        yield line(cell, labels)
