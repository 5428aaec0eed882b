"""Two documents clause by clause: what stands in one and not in the other, in words.

A clause is a numbered heading with what stands under it, or a numbered paragraph; it is known by its anchor, so that
one whose number moved is compared with itself. A cross reference whose number moved is no change of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

from isptool.writing.document import (
    CALLOUT_LABELS,
    Block,
    Bullets,
    Callout,
    Cell,
    Clause,
    Clauses,
    Contents,
    Document,
    Figure,
    Heading,
    KeyFacts,
    PageBreak,
    Para,
    Prose,
    Provenance,
    Runs,
    Section,
    Signatures,
    Table,
    is_made,
    numbered,
)
from isptool.writing.plain import line
from isptool.writing.redline_align import Item, Pair, align

_TOKEN = re.compile(r"\w+|[^\w\s]")
_SPACED = re.compile(r"\s+|\w+(?:['’.,@/-]\w+)*|[^\w\s]")
_REWRITTEN = 0.4  # a line with less in common than this reads better as one out, one in
_REFERENCE = "\x1a"  # stands for the number of a cross reference while lines are compared


class LineChange(Struct, frozen=True):
    """A line (a paragraph, a bullet, a row) that changed; empty where there was or is none."""

    old: str
    new: str


class ClauseChange(Struct, frozen=True):
    """What changed in one clause; its number and title on both sides, empty where it is not there."""

    anchor: str
    kind: Literal["added", "removed", "changed"]
    old_number: str
    new_number: str
    title: str
    lines: tuple[LineChange, ...]


class _Line(Struct):
    shown: str
    compared: str


class _Part(Struct):
    anchor: str
    number: str
    title: str
    lines: list[_Line]
    is_named: bool


def compared(old: Document, new: Document) -> tuple[ClauseChange, ...]:
    """The clauses that differ, in the order of the new document, each removed one where it stood."""
    sides = [[_item(part) for part in _parts(numbered(each))] for each in (old, new)]
    found = (_clause(*pair) for pair in align(sides[0], sides[1]))
    return tuple(each for each in found if each is not None)


def _item(part: _Part) -> Item:
    words = tuple(_TOKEN.findall(" ".join([part.title, *(each.compared for each in part.lines)])))
    return Item("clause", words, part.anchor if part.is_named else "", part)


def _clause(old: Item | None, new: Item | None) -> ClauseChange | None:
    before: _Part | None = old.what if old is not None else None
    after: _Part | None = new.what if new is not None else None
    lines = tuple(_lines(before.lines if before else [], after.lines if after else []))
    either = after or before
    assert either is not None
    renamed = before is not None and after is not None and before.title != after.title
    if renamed and before is not None and after is not None:
        lines = (LineChange(before.title, after.title), *lines)
    if before is not None and after is not None and not lines:
        return None
    return ClauseChange(
        either.anchor,
        "added" if before is None else "removed" if after is None else "changed",
        before.number if before else "",
        after.number if after else "",
        either.title,
        lines,
    )


def _lines(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[LineChange]:
    sides = ([Item("line", tuple(_TOKEN.findall(each.compared)), "", each) for each in side] for side in (old, new))
    pairs: list[Pair] = align(*sides)
    for before, after in pairs:
        if before is None or after is None or before.what.compared != after.what.compared:
            yield LineChange(before.what.shown if before else "", after.what.shown if after else "")


def words_changed(old: str, new: str) -> list[tuple[Literal["", "del", "ins"], str]]:
    """One line as stretches that stay, went and came, in the order to print them."""
    before, after = _SPACED.findall(old), _SPACED.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _REWRITTEN:
        return [("del", old), ("ins", new)]
    done: list[tuple[Literal["", "del", "ins"], str]] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            done.append(("", "".join(after[j1:j2])))
            continue
        if i2 > i1:
            done.append(("del", "".join(before[i1:i2])))
        if j2 > j1:
            done.append(("ins", "".join(after[j1:j2])))
    return done


# ── a document as clauses and lines ──────────────────────────────────────────────────────────────────


class _Labels(Struct, frozen=True):
    """What cross references print, and what stands for them while lines are compared."""

    shown: Mapping[str, str]
    compared: Mapping[str, str]


def _parts(document: Document) -> list[_Part]:
    parts: list[_Part] = [_head(document)]
    labels = _Labels(document.labels, {anchor: f"{_REFERENCE}{anchor}" for anchor in document.labels})
    for block in document.blocks:
        if isinstance(block, Heading):
            parts.append(_Part(block.anchor, block.number, block.text, [], True))
        elif isinstance(block, Clauses):
            for clause in block.items:
                named = not is_made(clause.anchor, f"clause-{clause.number}")
                parts.append(_Part(clause.anchor, clause.number, "", list(_of_clause(labels, clause)), named))
        else:
            parts[-1].lines += _of_block(labels, block)
    return parts


def _head(document: Document) -> _Part:
    """Title page and running heads, as one part that has no number. The mark says how the text stands, not what."""
    cover = document.cover
    facts = [
        ("Reference", document.reference), ("Version", document.version), ("Marking", document.marking),
        *(((cover.lead, "; ".join(cover.parties)), *cover.facts) if cover else ()),
    ]  # fmt: skip
    said = [document.kind, document.title, document.subtitle, *(f"{name}: {value}" for name, value in facts if value)]
    return _Part("", "", "Title page", [_Line(each, each) for each in said if each], True)


def _of_clause(labels: _Labels, clause: Clause) -> Iterator[_Line]:
    yield _line(labels, clause.runs)
    for block in clause.more:
        yield from _of_block(labels, block)
    if clause.note:
        yield _line(labels, clause.note)


def _of_block(labels: _Labels, block: Block) -> Iterator[_Line]:
    if isinstance(block, (Para, Provenance)):
        yield _line(labels, block.runs)
    elif isinstance(block, Bullets):
        for item in block.items:
            yield _line(labels, item)
    elif isinstance(block, Callout):
        yield _line(labels, block.runs, f"{block.label or CALLOUT_LABELS[block.kind]}: ")
    elif isinstance(block, Table):
        yield from _of_table(labels, block)
    elif isinstance(block, KeyFacts):
        for name, value in block.rows:
            yield _joined([_Line(f"{name}:", f"{name}:"), _cell(labels, value)], " ")
    elif isinstance(block, Figure):
        if block.caption:
            yield _Line(block.caption, block.caption)
        if block.table:
            yield from _of_table(labels, block.table)
    elif isinstance(block, Signatures):
        for each in block.items:
            said = "; ".join(filter(None, (each.party, *each.lines, each.signature, each.name, each.post, each.date)))
            yield _Line(f"Signed for {said}", said)
    else:
        assert isinstance(block, (Heading, Clauses, Contents, PageBreak, Section))


def _of_table(labels: _Labels, table: Table) -> Iterator[_Line]:
    if table.caption:
        yield _Line(table.caption, table.caption)
    yield _Line(" | ".join(table.head), " | ".join(table.head))
    for row in table.rows:
        yield _joined([_cell(labels, cell) for cell in row], " | ")


def _cell(labels: _Labels, cell: Cell) -> _Line:
    if isinstance(cell, Prose):
        return _joined([each for block in cell.blocks for each in _of_block(labels, block)], " ")
    return _line(labels, cell)


def _joined(lines: Sequence[_Line], by: str) -> _Line:
    return _Line(by.join(each.shown for each in lines), by.join(each.compared for each in lines))


def _line(labels: _Labels, runs: Runs, before: str = "") -> _Line:
    shown, compared = (" ".join(f"{before}{line(runs, each)}".split()) for each in (labels.shown, labels.compared))
    return _Line(shown, compared)
