"""Careful edits of a YAML file: the smallest change of its text, read again and refused if anything else changed.

Comments, order, quotation marks, line ends and the byte order mark stay as they are. Values are typed so
that readers of YAML 1.1 and 1.2 agree on them; prose of several lines goes under `|`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from isptool.errors import IspError
from isptool.findings import Edit, ValuePath
from isptool.reading.decoding import BOM
from isptool.reading.scalars import plain_data
from isptool.reading.source import Source, read_text
from isptool.reading.splice import Refused, Splice, Splicer, Where, is_flow, line_starts, replaced


class Edited(Struct, frozen=True):
    """A file's text after edits, those that were made, and those that were not, each with the reason."""

    text: str
    done: list[Edit]
    refused: list[tuple[Edit, str]]


def apply(source: Source, edits: Iterable[Edit]) -> str:
    """The text of a file after edits, all of them or none.

    Paths and spans are those of the source as it was read. Raises `IspError` that names the edit and the
    reason where one cannot be made with care.
    """
    wanted = list(edits)
    try:
        return _edited(source, wanted)
    except Refused as refused:
        if len(wanted) > 1:
            for edit in wanted:
                try:
                    _edited(source, [edit])
                except Refused as reason:
                    raise _not_made(source, edit, reason.reason) from None
        raise _not_made(source, wanted[0], refused.reason) from None


def apply_possible(source: Source, edits: Iterable[Edit]) -> Edited:
    """The text of a file after as many of these edits as can be made together with care, the earlier ones first."""
    wanted: list[Edit] = []
    for edit in edits:
        if edit not in wanted:
            wanted.append(edit)
    try:
        return Edited(_edited(source, wanted), wanted, [])
    except Refused:
        pass
    text = (BOM if source.bom else "") + source.text
    done: list[Edit] = []
    refused: list[tuple[Edit, str]] = []
    for edit in wanted:
        try:
            text = _edited(source, [*done, edit])
            done.append(edit)
        except Refused as reason:
            refused.append((edit, reason.reason))
    return Edited(text, done, refused)


def _not_made(source: Source, edit: Edit, reason: str) -> IspError:
    where = ".".join(str(step) for step in edit.path) or "the text"
    return IspError(f"{source.shown_as} was not changed at {where}: {reason}.", "Make this change by hand.")


def _edited(source: Source, edits: Sequence[Edit]) -> str:
    """The new text; raises `Refused` where an edit cannot be made or changes more than it should."""
    if not edits:
        return (BOM if source.bom else "") + source.text
    if not source.usable:
        return _mended(source, edits)
    plan = _Plan(source)
    for edit in edits:
        plan.add(edit)
    splices, expected = plan.splices(), plan.expected()
    text = _spliced(source, splices)
    again = read_text(text, source.shown_as)
    if not again.usable or len(again.findings) > len(source.findings):
        raise Refused("the file could not be read afterwards")
    if not _same(again.data, expected):
        raise Refused("something else in the file would change with it")
    return text


def _mended(source: Source, edits: Sequence[Edit]) -> str:
    """The new text of a file that could not be read: each edit is of its text, and its mistake goes away."""
    if any(edit.action != "replace" or edit.span is None for edit in edits):
        raise Refused("the file cannot be read yet")
    starts = line_starts(source.text)
    splices = [replaced(starts, edit.span, edit.value, source.newline) for edit in edits if edit.span is not None]
    text = _spliced(source, splices)
    again = read_text(text, source.shown_as)
    mended = {edit.span.line for edit in edits if edit.span is not None}
    before, after = (
        {(found.code, found.span.line) for found in each.findings if found.span and found.span.line in mended}
        for each in (source, again)
    )
    if before & after:
        raise Refused("the file could not be read afterwards either")
    return text


def _spliced(source: Source, splices: list[Splice]) -> str:
    parts = [BOM if source.bom else ""]
    at = 0
    for start, end, text in sorted(splices, key=lambda each: (each.start, each.end)):
        if start < at:
            raise Refused("it touches the same lines as another change")
        parts += [source.text[at:start], text]
        at = end
    parts.append(source.text[at:])
    return "".join(parts)


_ANY = object()
"""Stands in the expected data for what a replaced stretch of text says: it is not known beforehand."""


def _same(data: Any, expected: Any) -> bool:
    if expected is _ANY:
        return True
    if isinstance(expected, dict):
        return (
            isinstance(data, dict)
            and list(data) == list(expected)
            and all(_same(data[key], value) for key, value in expected.items())
        )
    if isinstance(expected, list):
        return (
            isinstance(data, list)
            and len(data) == len(expected)
            and all(_same(each, value) for each, value in zip(data, expected, strict=True))
        )
    return bool(data == expected)


class _Plan:
    """Edits sorted into what happens to values that are there, keys that come, items that come, and the rest."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.splicer = Splicer(source)
        self.sets: dict[ValuePath, Any] = {}
        self.keys: dict[ValuePath, Any] = {}
        self.items: dict[ValuePath, list[Any]] = {}
        self.renames: dict[ValuePath, str] = {}
        self.deletes: list[ValuePath] = []
        self.replaces: list[Edit] = []

    def add(self, edit: Edit) -> None:
        path = edit.path
        if edit.action == "replace" and edit.span is not None:
            self.replaces.append(edit)
        elif edit.action == "set":
            self.set(path, edit.value)
        elif edit.action == "add-item":
            self.add_item(path, edit.value)
        elif self.splicer.find(path) is None:
            raise Refused("there is no such value")
        elif edit.action == "rename-key":
            block = _at(self.source.data, path[:-1])
            if edit.value != path[-1] and isinstance(block, dict) and edit.value in block:
                raise Refused(f"there is a key `{edit.value}` already")
            self.renames[path] = edit.value
        elif edit.action == "delete":
            self.deletes.append(path)
        else:
            raise Refused(f"nobody knows what `{edit.action}` means")

    def set(self, path: ValuePath, value: Any) -> None:
        if self.splicer.find(path) is not None:
            self.sets[path] = value
            return
        above = path[:-1]
        while self.splicer.find(above) is None:
            above = above[:-1]
        key, *below = path[len(above) :]
        for step in reversed(below):
            value = {step: value}
        if not all(isinstance(step, str) for step in (key, *below)):
            raise Refused("there is no such item")
        block = _at(self.source.data, above)
        if block is None or block == {}:
            self.sets[above] = _merged(self.sets.get(above), {key: value})
        elif isinstance(block, dict):
            self.keys[(*above, key)] = _merged(self.keys.get((*above, key)), value)
        else:
            raise Refused("a text or a list stands where the key should go")

    def add_item(self, path: ValuePath, value: Any) -> None:
        where = self.splicer.find(path)
        old = _at(self.source.data, path) if where is not None else None
        if isinstance(old, dict):
            raise Refused("a block of keys stands where the list should be")
        if where is not None and isinstance(old, list) and old and not (where.in_brackets or is_flow(where.node)):
            self.items.setdefault(path, []).append(value)
            return
        begun = self.sets.get(path, self.keys.get(path, old))
        grown = [*(begun if isinstance(begun, list) else [] if begun is None else [begun]), value]
        if path in self.keys:
            self.keys[path] = grown
        else:
            self.set(path, grown)

    def splices(self) -> list[Splice]:
        """Where each change goes in the text."""
        splicer, found = self.splicer, []
        for path, value in self.sets.items():
            found += splicer.set(self.there(path), value)
        # What comes at the end of an inner block stands before what comes at the end of the block around it.
        coming = [*((len(path) - 1, path) for path in self.keys), *((len(path), path) for path in self.items)]
        for depth, path in sorted(coming, key=lambda each: -each[0]):
            if depth == len(path):
                node = self.there(path).node
                found += splicer.insert_items(node, len(node.value), self.items[path])
            else:
                found += splicer.add_key(self.there(path[:-1]), str(path[-1]), self.keys[path])
        for path, key in self.renames.items():
            found += splicer.rename(self.there(path), key)
        for path in self.deletes:
            found += splicer.delete(self.there(path))
        for edit in self.replaces:
            if edit.span is not None:
                found.append(replaced(line_starts(self.source.text), edit.span, edit.value, self.source.newline))
        return found

    def there(self, path: ValuePath) -> Where:
        where = self.splicer.find(path)
        if where is None:
            raise Refused("there is no such value")
        return where

    def expected(self) -> Any:
        """What the file says after the changes."""
        data = copy.deepcopy(self.source.data)
        for edit in self.replaces:
            if edit.path:
                _put(data, edit.path, _ANY)
        for path, value in (*self.sets.items(), *self.keys.items()):
            _put(data, path, plain_data(value))
        for path, values in self.items.items():
            _at(data, path).extend(plain_data(each) for each in values)
        moved = [*((path, key) for path, key in self.renames.items()), *((path, None) for path in self.deletes)]
        for path, key in sorted(
            moved, key=lambda each: (len(each[0]), str(each[0][:-1]), _last(each[0])), reverse=True
        ):
            block = _at(data, path[:-1])
            if key is not None:
                _rename(block, str(path[-1]), key)
            else:
                del block[path[-1]]
                if not block and path[:-1] and not is_flow(self.there(path[:-1]).node):
                    _put(data, path[:-1], None)
        return data


def _last(path: ValuePath) -> int:
    return path[-1] if isinstance(path[-1], int) else 0


def _at(data: Any, path: ValuePath) -> Any:
    for step in path:
        if data is _ANY:
            break
        data = data[step]
    if data is _ANY:
        raise Refused("it touches the same lines as another change")
    return data


def _put(data: Any, path: ValuePath, value: Any) -> None:
    if not path:
        raise Refused("the whole file cannot be replaced")
    _at(data, path[:-1])[path[-1]] = value


def _merged(old: Any, new: Any) -> Any:
    """A value put where another was put before: of two blocks, the keys of both."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}
    return new


def _rename(block: dict[str, Any], old: str, new: str) -> None:
    entries = list(block.items())
    block.clear()
    block.update((new if key == old else key, value) for key, value in entries)
