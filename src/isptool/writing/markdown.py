"""Markdown (GitHub's) of a `Document`: the plain twin of the Word file, with the same numbers.

Only here is text escaped for Markdown. Numbers are written as text, for Markdown counts lists anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from isptool.writing.diagram import alternative, known_parties
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
    FlowDiagram,
    Gap,
    Heading,
    KeyFacts,
    LineBreak,
    Link,
    Para,
    Prose,
    Provenance,
    Ref,
    Run,
    Runs,
    Signature,
    Signatures,
    Table,
    Text,
    headings,
    label,
    numbered,
)
from isptool.writing.prose import clean, printable, safe_target

_INLINE = re.compile(r"[\\`*_\[\]<>|~$]|&(?=[#\w])")
_LINE_START = re.compile(r"^(?:(#|[+-](?=[\s+-]|$)|=(?==*\s*$))|(\d{1,9})([.)])(?=\s|$))")
_SLUG = re.compile(r"[^\w\- ]")


def to_markdown(document: Document) -> str:
    """Write a document as Markdown. Raises `IspError` for a cross reference to nothing."""
    return printable(_Writer(numbered(document)).text())


@lru_cache(maxsize=8192)
def escape(text: str) -> str:
    """`text` with a backslash before everything that Markdown would read inside a line."""
    return _INLINE.sub(r"\\\g<0>", text)


class _Writer:
    """Blocks → stretches of Markdown, which are set apart by blank lines."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def text(self) -> str:
        document = self.document
        state = " · ".join(part for part in (document.marking, document.mark) if part)
        out = [f"# {self._title(document.title)}"]
        if document.kind:
            out.append(_bold(document.kind))
        if document.subtitle:
            out.append(self._lines(document.subtitle))
        if state:
            out.append(_bold(state))
        facts = [("Reference", document.reference), ("Version", document.version)]
        if document.cover:
            if document.cover.parties:
                between = [f"- {_started(escape(_one_line(party)))}" for party in document.cover.parties]
                out += [f"{_started(escape(_one_line(document.cover.lead)))}:", "\n".join(between)]
                out.append("<!-- -->")
            facts += document.cover.facts
        shown = tuple((name, value) for name, value in facts if value)
        if shown:
            out += self._key_facts(KeyFacts(shown))
        previous: Block | None = None
        for block in document.blocks:
            if isinstance(block, Bullets | KeyFacts) and isinstance(previous, Bullets | KeyFacts | Contents):
                out.append("<!-- -->")  # else two lists would be one
            out += self._block(block)
            previous = block
        if state:
            out.append(_bold(state))
        return "\n\n".join(stretch for stretch in out if stretch) + "\n"

    # --- running text ---------------------------------------------------------------------------

    def _inline(self, runs: Runs) -> str:
        """Running text on as many lines as it has line breaks."""
        if isinstance(runs, str):
            return escape(clean(runs).text)
        done = ""
        for index, run in enumerate(runs):
            if isinstance(run, Text):
                text = clean(run.text).text
                done += _strong(text, done[-1:], runs[index + 1 :]) if run.bold else escape(text)
            elif isinstance(run, Link):
                target, text = safe_target(run.target), escape(_one_line(run.text))
                done += f"[{text}](<{target}>)" if target and text else text
            elif isinstance(run, Ref):
                done += escape(_one_line(label(self.document, run)))
            elif isinstance(run, Gap):
                done += _strong(clean(run.text).text, done[-1:], runs[index + 1 :])
            else:
                done += "\n"
        return done

    def _lines(self, runs: Runs, indent: str = "") -> str:
        """A paragraph: its lines with hard breaks, safe at their starts, continued at `indent`."""
        text = self._inline(runs).strip()
        if "\n" not in text:
            return _started(text)
        lines = [_started(line.strip()) for line in text.split("\n")]
        return f"\\\n{indent}".join(lines)

    def _title(self, text: str) -> str:
        return escape(_one_line(text)).replace("#", "\\#")

    # --- blocks ---------------------------------------------------------------------------------

    def _block(self, block: Block) -> list[str]:
        if isinstance(block, Heading):
            return [self._heading(block)]
        if isinstance(block, Para):
            return [self._lines(block.runs)]
        if isinstance(block, Provenance):
            return [f"> {self._lines(block.runs, '> ')}"]
        if isinstance(block, Bullets):
            return [self._bullets(block)]
        if isinstance(block, Clauses):
            return [stretch for clause in block.items for stretch in self._clause(clause)]
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Figure):
            return self._figure(block)
        if isinstance(block, KeyFacts):
            return self._key_facts(block)
        if isinstance(block, Callout):
            return [self._callout(block)]
        if isinstance(block, Signatures):
            return [stretch for each in block.items for stretch in self._signature(each)]
        if isinstance(block, Contents):
            return self._contents(block)
        return []  # pages and their orientation mean nothing here

    def _heading(self, heading: Heading) -> str:
        return f"{'#' * (heading.level + 1)} {self._title(_numbered_title(heading))}"

    def _bullets(self, block: Bullets) -> str:
        return "\n".join(f"- {self._lines(item, '  ')}" for item in block.items)

    def _clause(self, clause: Clause) -> list[str]:
        done = [f"**{clause.number}** {self._lines(clause.runs)}".rstrip()]
        previous: Block | None = None
        for block in clause.more:
            if isinstance(block, Bullets) and isinstance(previous, Bullets):
                done.append("<!-- -->")
            done += self._block(block)
            previous = block
        if clause.note:
            done.append(f"> {self._lines(clause.note, '> ')}")
        return done

    def _table(self, table: Table) -> list[str]:
        done = [_bold(f"Table {table.number}: {_one_line(table.caption)}")] if table.caption else []
        rows = [_row(escape(_one_line(text)) for text in table.head), _row("---" for _ in table.head)]
        for row in table.rows:
            cells = [self._cell(row[index] if index < len(row) else "") for index in range(len(table.head))]
            if table.row_heads and cells and cells[0] and isinstance(row[0], str):
                cells[0] = _cell_lines(_strong(clean(row[0]).text, "", ()))
            rows.append(_row(cells))
        return [*done, "\n".join(rows)]

    def _cell(self, cell: Cell) -> str:
        """A cell on one line: line breaks are `<br>`, as Markdown tables know nothing else."""
        if not isinstance(cell, Prose):
            return _cell_lines(self._inline(cell))
        parts = []
        for block in cell.blocks:
            if isinstance(block, Bullets):
                parts.append("<br>".join(f"• {_cell_lines(self._inline(item))}" for item in block.items))
            else:
                parts.append(_cell_lines(self._inline(block.runs)))
        return "<br>".join(parts)

    def _figure(self, figure: Figure) -> list[str]:
        done = []
        if isinstance(figure.drawing, FlowDiagram):
            done.append(_mermaid(figure.drawing))
        if figure.caption:
            done.append(_bold(f"Figure {figure.number}: {_one_line(figure.caption)}"))
        if figure.table:
            return [*done, *self._table(figure.table)]
        alt = figure.alt
        if not alt and isinstance(figure.drawing, FlowDiagram):
            alt = alternative(figure.drawing)
        return [*done, self._lines(alt)]

    def _key_facts(self, block: KeyFacts) -> list[str]:
        rows = [f"- {_bold(f'{_one_line(name)}:')} {self._fact(value)}".rstrip() for name, value in block.rows]
        return [_bold(_one_line(block.caption)) if block.caption else "", "\n".join(rows)]

    def _fact(self, value: Cell) -> str:
        if not isinstance(value, Prose):
            return self._lines(value, "  ")
        done = ""
        for block in value.blocks:
            if isinstance(block, Bullets):
                items = (f"  - {self._lines(item, '    ')}" for item in block.items)
                done += "\n" + "\n".join(items)
            else:
                done += ("\n\n  " if done else "") + self._lines(block.runs, "  ")
        return done

    def _callout(self, block: Callout) -> str:
        words = block.label or CALLOUT_LABELS[block.kind]
        return f"> {_bold(f'{_one_line(words)}:')} {self._lines(block.runs, '> ')}".rstrip()

    def _signature(self, block: Signature) -> list[str]:
        head = ("Signature", "Name", "Post", "Date")
        values = (block.signature, block.name, block.post, block.date)
        rows = (_row(head), _row("---" for _ in head), _row(_cell_lines(self._inline(value)) for value in values))
        lines = [self._lines(line) for line in block.lines]
        return [_bold(f"Signed for {_one_line(block.party)}"), *lines, "\n".join(rows)]

    def _contents(self, block: Contents) -> list[str]:
        """The contents with links to the headings, by the names that GitHub and GitLab give them."""
        rows = []
        seen: dict[str, int] = {}
        wanted = set(map(id, headings(self.document, block.levels)))
        _slug(_one_line(self.document.title), seen)
        for each in headings(self.document, 4):
            title = _numbered_title(each)
            slug = _slug(title, seen)
            if id(each) in wanted:
                rows.append(f"{'  ' * (each.level - 1)}- [{self._title(title)}](#{slug})")
        return [_bold(_one_line(block.title)), "\n".join(rows)]


def _numbered_title(heading: Heading) -> str:
    if not heading.number:
        return _one_line(heading.text)
    return f"{heading.number}{':' if heading.annex else ''} {_one_line(heading.text)}"


def _slug(title: str, seen: dict[str, int]) -> str:
    slug = _SLUG.sub("", title.lower()).replace(" ", "-")
    count = seen.get(slug, 0)
    seen[slug] = count + 1
    return f"{slug}-{count}" if count else slug


def _one_line(text: str) -> str:
    return " ".join(clean(text).text.split())


def _started(line: str) -> str:
    """A line whose first letters cannot be taken for a heading, a list or a rule."""
    return _LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)


def _bold(text: str) -> str:
    """Words in bold that stand alone or before a space."""
    return f"**{escape(text)}**" if text else ""


def _strong(text: str, before: str, after: Sequence[Run]) -> str:
    """Words in bold inside a line. Where the asterisks would not be seen as marks, HTML says it."""
    following = after[0] if after else None
    next_text = ""
    if isinstance(following, Text | Link | Gap | Ref):
        next_text = clean(following.text).text or "x"
    elif isinstance(following, LineBreak):
        next_text = "\n"
    lines = []
    for index, line in enumerate(text.split("\n")):
        words = line.strip()
        if not words:
            lines.append(line)
            continue
        lead, tail = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
        left = lead or (before if index == 0 else "")
        right = tail or next_text[:1]
        seen = (words[0].isalnum() or not left.strip()) and (words[-1].isalnum() or not right.strip())
        mark = ("**", "**") if seen and not left.endswith("*") else ("<strong>", "</strong>")
        lines.append(f"{lead}{mark[0]}{escape(words)}{mark[1]}{tail}")
    return "\n".join(lines)


def _cell_lines(text: str) -> str:
    return "<br>".join(line.strip() for line in text.strip().split("\n")) if "\n" in text else text.strip()


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _mermaid(diagram: FlowDiagram) -> str:
    """The diagram as Mermaid, which GitHub and GitLab draw."""
    names = {identifier: f"p{index}" for index, identifier in enumerate(known_parties(diagram))}
    lines = ["```mermaid", "flowchart LR"]
    for identifier, party in known_parties(diagram).items():
        words = "<br>".join(_mermaid_text(text) for text in (party.name, party.note) if text)
        lines.append(f'    {names[identifier]}["{words}"]')
    for flow in diagram.flows:
        words = "<br>".join(_mermaid_text(text) for text in flow.lines)
        arrow = f'-->|"{words}"|' if words else "-->"
        lines.append(f"    {names[flow.sender]} {arrow} {names[flow.recipient]}")
    return "\n".join([*lines, "```"])


def _mermaid_text(text: str) -> str:
    return re.sub(r'[#&<>"`|\\]', lambda found: f"#{ord(found[0])};", _one_line(text))
