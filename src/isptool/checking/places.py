"""From the path of a value to its place in a file: line, column, and the line of text to show.

Rules name values by the paths of the model, where one value may stand for a list and a list for a mapping;
here the path is led to what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from isptool.findings import Edit, Finding, Span, ValuePath
from isptool.reading.source import Source

_BLOCKS = ("list", "mapping")


def dotted(path: ValuePath) -> str:
    """A path as people write and read it: `data.oxygen-at-home.category`; positions in lists count from 0."""
    return ".".join(str(step) for step in path)


def typed_path(data: Any, path: ValuePath) -> ValuePath:
    """The path in the data as typed of a path in the model, as far as it leads.

    A step into a list that was typed as one value is left out; an entry of a mapping that was typed as a list of
    names is found by its name; a key is found under its spelling with underscores.
    """
    here = data
    typed: list[str | int] = []
    for number, step in enumerate(path):
        if isinstance(step, int):
            if isinstance(here, list):
                if not 0 <= step < len(here):
                    break
            elif step == 0:
                continue
            else:
                break
        elif isinstance(here, list):
            position = next((at for at, each in enumerate(here) if each == step), None)
            if position is None:
                break
            typed.append(position)
            here = here[position]
            continue
        elif isinstance(here, dict):
            key = next((each for each in (step, step.replace("-", "_")) if each in here), None)
            if key is None:
                typed.extend(path[number:])
                break
            typed.append(key)
            here = here[key]
            continue
        else:
            break
        typed.append(step)
        here = here[step]
    return tuple(typed)


def span_of(source: Source, path: ValuePath, *, on_key: bool = False, words: str = "") -> Span | None:
    """Where a value stands in a file, or `words` in it; none for a file that could not be read.

    A block that begins below its key is pointed at by its key.
    """
    if not source.usable:
        return None
    typed = typed_path(source.data, path)
    span = source.span(typed, key=on_key)
    if words and (found := _words_in(source, typed, span, words)) is not None:
        return found
    if not on_key and source.style(typed) in _BLOCKS:
        key = source.span(typed, key=True)
        return key if key.line < span.line else span
    return span


def _words_in(source: Source, typed: ValuePath, span: Span, words: str) -> Span | None:
    """The first line of the value at `span` that holds `words` whole, or none."""
    style = source.style(typed)
    if not style or style in _BLOCKS:
        return None
    number, end = span.line, span.end_line
    if style in ("literal", "folded"):
        number, end = span.line + 1, _end_of_block(source, typed, span)
    while number <= end:
        line = source.line(number)
        start = line.find(words, span.column - 1 if number == span.line else 0)
        if start >= 0:
            return Span(number, start + 1, number, start + 1 + len(words))
        number += 1
    return None


def _end_of_block(source: Source, typed: ValuePath, span: Span) -> int:
    """The last line of a text under `|` or `>`: as far as lines are empty or go deeper than their key."""
    key_line = source.line(source.span(typed, key=True).line)
    indent = len(key_line) - len(key_line.lstrip())
    last = number = span.line
    total = source.text.count("\n") + 1
    while number < total:
        number += 1
        line = source.line(number)
        if not line.strip():
            continue
        if len(line) - len(line.lstrip()) <= indent:
            break
        last = number
    return last


def placed(findings: Iterable[Finding], sources: Mapping[str, Source]) -> tuple[Finding, ...]:
    """Findings with their places, in the order of files and lines.

    `sources` are the files by the name they are shown as. A finding that has its place keeps it; one whose file
    is not there is left without. Findings of one file come together, in the order in which files first occur.
    """
    found = [_placed(each, sources.get(each.file)) for each in findings]
    files: dict[str, int] = {}
    for each in found:
        files.setdefault(each.file, len(files))
    return tuple(sorted(found, key=lambda each: (files[each.file], *_order(each.span))))


def _placed(finding: Finding, source: Source | None) -> Finding:
    if finding.span is not None or source is None:
        return finding
    span = span_of(source, finding.path, on_key=finding.on_key, words=finding.words)
    if span is None:
        return finding
    return replace(finding, span=span, source_line=source.line(span.line), edit=_as_typed(finding.edit, source))


def _as_typed(edit: Edit | None, source: Source) -> Edit | None:
    """A mend with the path of what was typed; a name in a list is set, where as a key it would be renamed."""
    if edit is None or edit.action == "replace":
        return edit
    path = typed_path(source.data, edit.path)
    action = "set" if edit.action == "rename-key" and path and isinstance(path[-1], int) else edit.action
    return replace(edit, action=action, path=path)


def _order(span: Span | None) -> tuple[int, int]:
    return (span.line, span.column) if span else (0, 0)
