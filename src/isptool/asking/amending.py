"""One answer as edits of a file: which key changes, which comes, and how an answer for all becomes one of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from isptool.findings import Edit, Span, ValuePath
from isptool.model.node import GAP_KEYS
from isptool.reading.source import Source
from isptool.reading.write import below

SLOT = ("answer", "in-our-words", *GAP_KEYS, "who", "until")
"""The keys that say how a point is answered; an answer that takes the place of another changes these and no others."""


def value_at(data: Any, path: ValuePath) -> Any:
    """What stands at a path of plain data; nothing where it leads to nothing."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            data = data[step]
        else:
            return None
    return data


def amend(path: ValuePath, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Edit]:
    """The edits by which the answer at `path` becomes another: its slot changes, its other keys stay."""
    old_slot = [key for key in old if key in SLOT]
    new_slot = {key: value for key, value in new.items() if key in SLOT}
    if new_slot:
        kept = [key for key in old_slot if key in new_slot]
        going = [key for key in old_slot if key not in new_slot]
        coming = [key for key in new_slot if key not in kept]
        for key in kept:
            if old[key] != new_slot[key]:
                yield Edit("set", (*path, key), new_slot[key])
        if going and coming:  # the first of them changes its name, so that it stays where it stands
            yield Edit("set", (*path, going[0]), new_slot[coming[0]])
            yield Edit("rename-key", (*path, going[0]), coming[0])
            going, coming = going[1:], coming[1:]
        yield from (Edit("delete", (*path, key)) for key in going)
        yield from (Edit("set", (*path, key), new_slot[key]) for key in coming)
    for key, value in new.items():
        if key not in SLOT and old.get(key) != value:
            yield Edit("set", (*path, key), value)


def entry_path(data: Any, path: ValuePath) -> ValuePath:
    """Where an answer stands in the file: an answer alone is no list there, though it is read as one."""
    if path and isinstance(path[-1], int) and isinstance(value_at(data, path[:-1]), dict):
        return path[:-1]
    return path


def one_of_several(source: Source, path: ValuePath, more: Sequence[Mapping[str, Any]]) -> Edit | None:
    """The edit by which an answer that stands alone becomes the first of a list; None where it stands in braces.

    Its own lines stay as they are, two spaces further in, with their comments.
    """
    if source.style(path) != "mapping":
        return None
    old = value_at(source.data, path)
    first = next(iter(old))
    start = source.span((*path, first), key=True)
    end = _last_line(source, path)
    lines = [source.line(number) for number in range(start.line, end + 1)]
    indent = start.column - 1
    if lines[0][:indent].strip():
        return None
    moved = [f"{lines[0][indent:]}"] + [f"  {line}" if line.strip() else line for line in lines[1:]]
    added = below(list(more), indent)
    text = "\n".join([f"- {moved[0]}", *moved[1:], *added])
    last = source.line(end)
    return Edit("replace", path, text, Span(start.line, start.column, end, len(last) + 1))


def _last_line(source: Source, path: ValuePath) -> int:
    """The line on which the last text of a block ends."""
    value = value_at(source.data, path)
    last: ValuePath = path
    while isinstance(value, (dict, list)) and value and source.style(last) in ("mapping", "list"):
        step: Any = next(reversed(value)) if isinstance(value, dict) else len(value) - 1
        last, value = (*last, step), value[step]
    span = source.span(last)
    if source.style(last) in ("literal", "folded"):
        column = source.span(last, key=True).column
        line = span.line
        while (text := source.line(line + 1)) != "" or source.line(line + 2) != "":
            if text.strip() and len(text) - len(text.lstrip(" ")) < column:
                break
            line += 1
        while not source.line(line).strip():
            line -= 1
        return line
    return span.end_line
