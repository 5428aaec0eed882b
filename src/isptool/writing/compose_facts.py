"""The facts of a party, an item, a flow, …: each with its label, and gaps where a fact is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from isptool.model.fields import show_date
from isptool.model.node import DepartingRow, Node, Row, hyphenated
from isptool.model.node import Gap as NamedGap
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import Body, said_of_gap
from isptool.writing.compose_words import capital, phrase, stopped
from isptool.writing.document import Bullets, Cell, Gap, Link, Para, Prose, Run, Runs, Text
from isptool.writing.prose import prose, safe_target


class Fact(NamedTuple):
    """A label and what stands after it. `whole` says that this is a sentence that needs no label beside it."""

    label: str
    said: Cell
    whole: bool = False

    def line(self) -> str:
        """The fact in one line of plain words."""
        words = flat(self.said)
        return words if self.whole or not self.label else f"{self.label}: {words}"


def facts(
    matter: Matter, kind: str, node: Node, fields: Iterable[str], *, elsewhere: Iterable[str] | None = None
) -> list[Fact]:
    """Those of the fields that are set, or that are a gap with a name, in the order given.

    Where `elsewhere` names the fields that are printed in another place with their gaps, the gaps of all
    other fields follow, so that none is lost, and why the row departs from what was settled above.

    `kind` (`item`, `flow`, …) chooses the labels: `names: fact:` in words/labels.yaml has `item.source` for a
    label, and `item.optional=yes` for a value that is better said as a sentence.
    """
    found: list[Fact] = []
    fields = tuple(fields)
    gaps = node.gaps
    sentences = matter.words.names.get("fact", {})
    for name in fields:
        gap = gaps.get(hyphenated(name)) if gaps else None
        if gap is not None:
            found.append(Fact(label(matter, kind, name), gap_cell(matter, gap)))
        value = getattr(node, name)
        if value is None or value == [] or value == {}:
            continue
        said = sentences.get(f"{kind}.{hyphenated(name)}={_key(value)}")
        if said is not None:
            found.append(Fact(label(matter, kind, name), said, whole=True))
        else:
            found.append(Fact(label(matter, kind, name), cell(matter, value)))
    if elsewhere is not None and isinstance(node, DepartingRow):
        found += [
            Fact(matter.words.say(word), cell(matter, words))
            for word, words in (("departs-fact", node.because), ("stricter-fact", node.stricter_because))
            if words is not None
        ]
    if elsewhere is not None and gaps:
        known = {hyphenated(name) for name in (*fields, *elsewhere)}
        found += [
            Fact(label(matter, kind, key), gap_cell(matter, gap)) for key, gap in gaps.items() if key not in known
        ]
    return found


def _key(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else ""


def label(matter: Matter, kind: str, name: str) -> str:
    """What a field is called before its value."""
    names, key = matter.words.names.get("fact", {}), hyphenated(name)
    return names.get(f"{kind}.{key}") or names.get(key) or phrase(key)


def cell(matter: Matter, value: Any) -> Cell:
    """A value as a cell: own words keep their paragraphs and bullets, several texts become bullets."""
    if isinstance(value, str):
        text = matter.text(value)
        if "\n" in text:
            return prose(text)
        target = safe_target(text) if text.startswith(("https://", "http://")) else ""
        return (Link(text, target),) if target else capital(text)
    if isinstance(value, list) and len(value) > 1 and any(len(each) > 30 for each in value if isinstance(each, str)):
        return Prose((Bullets(tuple(_line(matter, each) for each in value)),))
    if isinstance(value, list) and any(" and " in each for each in value if isinstance(each, str)):
        return capital("; ".join(matter.within(each) for each in value))
    if isinstance(value, list):
        return capital(matter.called(value)) if all(isinstance(each, str) for each in value) else matter.show(value)
    return matter.show(value)


def _line(matter: Matter, text: str) -> Runs:
    """One text of several as a bullet: its paragraphs follow each other in it."""
    return capital(flat(prose(matter.text(text))))


def flat(cell: Cell) -> str:
    """The words of a cell in one line."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, tuple):
        return "".join(getattr(run, "text", "") for run in cell)
    words: list[str] = []
    for block in cell.blocks:
        if isinstance(block, Para):
            words.append(stopped(flat(block.runs)))
        else:
            words.append(stopped("; ".join(flat(item).rstrip(".;") for item in block.items)))
    return " ".join(words)


def as_bullets(found: Sequence[Fact]) -> Body:
    """Facts as bullets, each with its label in bold."""
    return [Bullets(tuple(_bullet(fact) for fact in found))] if found else []


def _bullet(fact: Fact) -> Runs:
    words: tuple[Run, ...] = fact.said if isinstance(fact.said, tuple) else (Text(flat(fact.said)),)
    return words if fact.whole else (Text(f"{fact.label}: ", bold=True), *words)


def as_rows(found: Sequence[Fact]) -> tuple[tuple[str, Cell], ...]:
    """Facts as rows of a summary sheet."""
    return tuple((fact.label, fact.said) for fact in found)


def as_text(found: Sequence[Fact]) -> str:
    """Facts one after the other in plain words."""
    return "; ".join(fact.line() for fact in found)


# --- gaps -----------------------------------------------------------------------------------------


def gap_runs(matter: Matter, gap: NamedGap | Row) -> tuple[Run, ...]:
    """A gap with a name as running text: what it is, why, who will answer and by when."""
    said = gap.gap
    if said is None:
        return ()
    key, words = said
    until = show_date(gap.until) if isinstance(gap.until, date) else ""
    text = said_of_gap(matter, words, gap.who or "", until)
    name = matter.words.say({"not-applicable-because": "does-not-apply", "withheld-because": "withheld"}.get(key, key))
    if key in ("not-applicable-because", "withheld-because"):
        return (Text(f"{name}: {text}"),)
    return (Gap(name), Text(f": {text}")) if text else (Gap(name),)


def gap_cell(matter: Matter, gap: NamedGap | Row) -> Cell:
    """A gap with a name as a table cell."""
    return gap_runs(matter, gap)


def row_gap(matter: Matter, row: Row) -> list[Fact]:
    """The gap that a whole row is, as a fact; nothing where it is none."""
    return [Fact(matter.words.say("state"), gap_runs(matter, row), whole=True)] if row.gap is not None else []
