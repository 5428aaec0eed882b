"""Findings as text, for people: each with its line, why it matters and what to do; then the checklist; then the sum.

A line that begins with `file:line:column:` is a finding; what belongs to it is indented. Colour is never the
only signal, and nothing is drawn with box characters.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from isptool.cli.report import DocumentRow, Report, counted, number, verdict
from isptool.cli.terminal import Ink, printable
from isptool.findings import Finding, Gate, Span
from isptool.model.checked import QuestionRow

_INDENT = "   "
_WIDEST_LINE = 110
"""Columns of a line of the file that are shown; a longer one is cut around the place."""

_DOCUMENTS_IN_FULL = 3
"""With more documents than this, the checklist of each takes one line."""


def render(report: Report, ink: Ink | None = None, width: int = 0) -> str:
    """The whole report. `width` is where to break sentences; 0 leaves them whole, for files and pipes."""
    ink = ink or Ink(False)
    lists = () if report.partial else _checklists(report, ink, width)
    parts = [*_findings(report, ink, width), *lists, _closing(report, ink, width)]
    return "\n".join(parts) + "\n"


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────


def _findings(report: Report, ink: Ink, width: int) -> Iterator[str]:
    questions = {row.id: row.about or row.question for each in report.documents for row in each.questions}
    explained: set[tuple[str, str]] = set()
    for finding in report.findings:
        first = (finding.code, finding.why) not in explained
        explained.add((finding.code, finding.why))
        yield "\n".join(_finding(finding, questions, first, ink, width)) + "\n"


def finding_lines(finding: Finding, ink: Ink | None = None) -> list[str]:
    """One finding on its own."""
    return list(_finding(finding, {}, True, ink or Ink(False), 0))


def _finding(finding: Finding, questions: Mapping[str, str], first: bool, ink: Ink, width: int) -> Iterator[str]:
    yield _headline(finding, ink)
    if finding.span is not None and finding.source_line.strip():
        yield from _snippet(finding.span, finding.source_line, ink)
    if first and finding.why and finding.why != finding.message:
        yield from _sentences(finding.why, width)
    if finding.fix:
        yield from _sentences(f"Fix: {finding.fix}", width)
    if first:
        served = [f"Question {_bare(each)}: {questions[each]}" for each in finding.serves if each in questions]
        yield _INDENT + "    ".join([*served[:1], ink("dim", f"isptool explain {finding.code}")])


def _headline(finding: Finding, ink: Ink) -> str:
    place = finding.file
    if finding.span is not None:
        place += f":{finding.span.line}:{finding.span.column}"
    severity = finding.severity.value
    parts = [ink("place", printable(place) + ":") if place else "", ink(severity, severity), finding.code]
    return " ".join(part for part in (*parts, printable(finding.message)) if part)


def _bare(question: str) -> str:
    """Q7 is called 7; PQ1 stays as it is."""
    return question[1:] if question[:1] == "Q" and question[1:].isdigit() else question


def _snippet(span: Span, line: str, ink: Ink) -> Iterator[str]:
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    shown, start, end = _window(line, start, max(end, start + 1))
    gutter = len(str(span.line))
    before, marked = shown[:start], shown[start:end]
    yield f"{' ' * gutter} |"
    yield f"{span.line} | {printable(shown)}"
    yield f"{' ' * gutter} | {' ' * _columns(before)}{ink('caret', '^' * max(1, _columns(marked)))}"


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of a line to show, and where the stretch begins and ends in it."""
    line = line.rstrip().replace("\t", " ")
    if _columns(line) <= _WIDEST_LINE:
        return line, start, end
    left = max(0, start - 30) if end > _WIDEST_LINE - 10 else 0
    right = min(len(line), left + _WIDEST_LINE - 6)
    head, tail = ("..." if left else ""), ("..." if right < len(line) else "")
    shift = len(head) - left
    return head + line[left:right] + tail, start + shift, min(end, right) + shift


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: wide letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def _sentences(text: str, width: int, indent: str = _INDENT) -> Iterator[str]:
    for line in printable(text).splitlines():
        if width and len(indent) + len(line) > width:
            yield from textwrap.wrap(
                line, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
                break_on_hyphens=False,
            )  # fmt: skip
        else:
            yield indent + line


# ── the checklist ────────────────────────────────────────────────────────────────────────────────────

_DONE = ("answered", "inherited", "does-not-apply")
_WORDS_SHOWN = 3
"""How many clauses or open points stand beside a question; the rest are counted."""


def _checklists(report: Report, ink: Ink, width: int) -> Iterator[str]:
    documents = [each for each in report.documents if each.questions]
    if len(documents) > _DOCUMENTS_IN_FULL:
        yield "\n".join(_in_short(documents)) + "\n"
        return
    for document in documents:
        yield "\n".join(_in_full(document, ink, width)) + "\n"


def _in_full(document: DocumentRow, ink: Ink, width: int) -> Iterator[str]:
    yield from _sentences(f"{document.title} ({_described(document)})", width, indent="")
    names = [printable(f"{_bare(row.id).rjust(2)}  {row.about or row.question}") for row in document.questions]
    widest = max(len(name) for name in names)
    for row, name in zip(document.questions, names, strict=True):
        state = row.state.replace("-", " ")
        head = f"  {name.ljust(widest)}  "
        if 0 < width < len(head) + 50:
            yield from _below(name, row, width, ink)
            continue
        first, *more = _broken(printable(_decided_by(row)), width - len(head) - 20)
        yield f"{head}{_coloured(row.state, state.ljust(20), ink)}{first}".rstrip()
        yield from (" " * (len(head) + 20) + each for each in more)
    points = document.points
    cells = f" (in {points.open_cells} places)" if points.open_cells > points.open else ""
    withheld = f", withheld {points.withheld}" if points.withheld else ""
    counts = (
        f"Points: inherited {points.inherited}, answered {points.answered}, open {points.open}{cells}, "
        f"not applicable {points.not_applicable}{withheld}, of {points.of}"
    )
    yield from _sentences(counts, width, indent="  ")


def _below(name: str, row: QuestionRow, width: int, ink: Ink) -> Iterator[str]:
    """A question in a narrow terminal: its state after its name, or below it, and by what it is answered below that."""
    state = row.state.replace("-", " ")
    coloured = _coloured(row.state, state, ink)
    fits = len(name) + len(state) + 4 <= width
    yield f"  {name}: {coloured}" if fits else f"  {name}:"
    indent = " " * 7
    if not fits:
        yield f"{indent}{coloured}"
    said = printable(_decided_by(row))
    yield from (indent + line for line in _broken(said, max(width - len(indent), _NARROW)))


_NARROW = 30
"""Columns below which no text is broken."""


def _broken(text: str, columns: int) -> list[str]:
    """A text in lines of so many columns; whole where there is hardly any room, or no width is given."""
    if columns < _NARROW or len(text) <= columns:
        return [text]
    return textwrap.wrap(text, columns, break_on_hyphens=False, break_long_words=False)


def _decided_by(row: QuestionRow) -> str:
    """What is still to be agreed of a question, or else by which clauses and blocks it is answered."""
    parts = []
    if row.state not in _DONE:
        left = [point.title for point in row.points if point.state in _LEFT]
        left += [f"`{name}`" for name, state in row.blocks if state in _LEFT]
        parts.append(f"left: {_few(left)}")
    else:
        own = [name for name, state in row.blocks if state not in ("not-applicable", *_LEFT)]
        here = dict.fromkeys([*own, *(_block(each) for point in row.points for each in point.answered_at)])
        clauses = dict.fromkeys(each for point in row.points for each in point.clauses)
        parts += [f"in {_few([f'`{each}`' for each in here])}"] if here else []
        parts += [f"by {'; '.join(_clauses(clauses))}"] if clauses else []
    if row.confirmed_by is not None:
        parts.append(f"confirmed by {number(row.confirmed_by, 'partner')}")
    return "; ".join(parts)


def _clauses(clauses: Iterable[str]) -> Iterator[str]:
    """Clauses by their protocol, each protocol named once."""
    by_protocol: dict[str, list[str]] = {}
    for each in clauses:
        title, _, number = each.partition(", clause ")
        by_protocol.setdefault(title, []).append(number)
    for title, numbers in by_protocol.items():
        known = [each for each in numbers if each]
        yield f"{title}, {'clause' if len(known) == 1 else 'clauses'} {_few(known)}" if known else title


def _block(path: str) -> str:
    """The block in which a path with dots stands, or the answer: `law.0.power` is in `law`."""
    first, _, rest = path.partition(".")
    return f"{first}.{rest.partition('.')[0]}" if first in ("answers", "settles") else first


_LEFT = ("still-to-be-agreed", "partly", "not-yet")


def _few(words: Sequence[str]) -> str:
    more = len(words) - _WORDS_SHOWN
    return ", ".join(words[:_WORDS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _described(document: DocumentRow) -> str:
    version = f" {document.version}" if document.version else ""
    under = f", under {document.under}" if document.under and document.under != "none" else ""
    return f"{document.kind} {document.id}{version}, {document.status}{under}"


def _coloured(state: str, text: str, ink: Ink) -> str:
    if state in _DONE:
        return text
    return ink("warning" if state == "partly" else "error", text)


def _in_short(documents: Sequence[DocumentRow]) -> Iterator[str]:
    widest = max(len(each.id) for each in documents)
    for document in documents:
        rows = document.questions
        left = [_bare(row.id) for row in rows if row.state not in _DONE]
        answered = f"{len(rows) - len(left)} of {len(rows)} questions answered"
        still = f"; left: {', '.join(left)}" if left else ""
        yield f"{document.id.ljust(widest)}  {answered}{still}. {document.verdict[:1].upper()}{document.verdict[1:]}."


# ── the sum ──────────────────────────────────────────────────────────────────────────────────────────


def _closing(report: Report, ink: Ink, width: int) -> str:
    lines = list(_sentences(counted(report), width, indent=""))
    if report.later:
        gates = [gate.value for gate in Gate if any(each.gate is gate for each in report.later)]
        more = number(len(report.later), "more finding")
        said = f"{more} will count later: see them with " + " or ".join(f"--gate {gate}" for gate in gates) + "."
        lines += _sentences(said, width, indent="")
    style = "error" if report.exit_code else "good"
    lines += (ink(style, line) for line in _sentences(verdict(report), width, indent=""))
    return "\n".join(lines)
