"""Plain data to a model: what is missing, misspelt or not understood, all in one run and in plain words.

Nothing of pydantic's own text reaches anybody. Where a part cannot be read, the rest still is: the model is
built without that part, and the paths left out are named, so that nothing else complains about them.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from msgspec import Struct
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from isptool.findings import Edit, Finding, ValuePath
from isptool.reading import schema
from isptool.reading.nearest import nearest, sure
from isptool.reading.objections import Error, Objections
from isptool.reading.schema import Place
from isptool.reading.source import Source

M = TypeVar("M", bound=BaseModel)

_MOST_ROUNDS = 16


class Shaped(Struct, Generic[M], frozen=True):
    """What became of a file's data: the model, what is wrong, and which values the model had to leave out."""

    model: M | None
    findings: list[Finding]
    left_out: tuple[ValuePath, ...] = ()


def shape(source: Source, model: type[M]) -> Shaped[M]:
    """Read a file's data as a model.

    The model is there even where parts could not be read, as long as it can stand without them; `left_out`
    names the paths, in the order of the file, of all that it lacks for that reason. A key that is surely
    misspelt is a finding and is read as meant. A source that is not usable gives nothing: its own findings
    say why.
    """
    if not source.usable:
        return Shaped(None, [])
    return _Shaping(source, model).result()


def shape_by_kind(source: Source, kinds: Mapping[str, type[M]]) -> Shaped[M]:
    """Read a file's data as the model that its `kind:` names. A missing or unknown kind is a finding."""
    if not source.usable:
        return Shaped(None, [])
    typed = source.data.get("kind")
    if isinstance(typed, str) and typed in kinds:
        return shape(source, kinds[typed])
    names = ", ".join(kinds)
    if typed is None:
        message = "`kind` is missing, which says what this file is."
        fix = f"Begin with `kind:`, one of {names}."
        return Shaped(None, [source.finding("STR-01", message, path=("kind",), fix=fix)])
    near = nearest(typed, kinds) if isinstance(typed, str) else ""
    shown = f"`{typed}`" if isinstance(typed, str) else "a list or block"
    message = f"`kind` cannot be {shown}; it is one of {names}." + (f" Did you mean `{near}`?" if near else "")
    edit = Edit("set", ("kind",), near) if near and sure(typed, near) else None
    fix = f"Write `{near}`." if near else ""
    return Shaped(None, [source.finding("FMT-03", message, path=("kind",), fix=fix, edit=edit)])


class _Shaping(Generic[M]):
    def __init__(self, source: Source, model: type[M]) -> None:
        self.source = source
        self.model = model
        self.data: Any = source.data
        self.typed_keys: dict[ValuePath, str] = {}
        """Keys read under another name than they were typed: by path as read."""
        self.findings: list[Finding] = []
        self.dropped: set[ValuePath] = set()
        self.meant: set[ValuePath] = set()
        """Misspelt keys that are read as meant, by their paths as read."""

    def result(self) -> Shaped[M]:
        if "_" in self.source.text:
            while self.read_hyphens():  # a key that is mended can lead to blocks that were not met before
                pass
        built: M | None = None
        for round_ in range(_MOST_ROUNDS):
            attempt = _without(self.data, self.dropped)
            try:
                built = self.model.model_validate_json(to_json(attempt))
                break
            except ValidationError as error:
                errors: list[Any] = error.errors(include_url=False, include_input=False)
            if not self.go_on(self.places(attempt, errors), first=round_ == 0):
                break
        self.findings.sort(key=lambda each: (each.span.line, each.span.column) if each.span else (0, 0))
        return Shaped(built, self.findings, self.left_out())

    def places(self, attempt: Any, errors: list[Error]) -> list[tuple[Error, Place]]:
        """Each error with its place, in paths of the data as read before anything was dropped."""
        found = []
        for error in errors:
            place = schema.locate(self.model, attempt, error["loc"])
            place.path = _restored(place.path, self.dropped)
            place.block_path = _restored(place.block_path, self.dropped)
            found.append((error, place))
        # Of a value that may be one of several kinds, only the errors for what was typed count.
        told: list[tuple[Error, Place]] = []
        for error, place in found:
            same = [other.path[: len(place.path)] == place.path for _, other in told]
            fits = [not other.misfit and other.path[: len(place.path)] == place.path for _, other in found]
            if not place.misfit or not (any(same) or any(fits)):
                told.append((error, place))
        return told

    def go_on(self, errors: list[tuple[Error, Place]], *, first: bool) -> bool:
        """Report the errors of one round and drop what they are about; whether another round can help."""
        objections = Objections(self.source, self.model, self.as_typed)
        told = errors if first else [each for each in errors if not self.follows_from_drop(*each)]
        self.findings.extend(objections.of(told))
        meant = {(*slip.block, slip.meant) for slip in objections.slips}
        self.meant |= meant
        mended = {(*slip.block, slip.typed) for slip in objections.slips}
        changed = bool(meant)
        for error, place in errors:
            path = place.path
            if path in meant or path in mended:
                continue
            if error["type"] == "missing":
                path = place.block_path
            if not path:
                return False
            changed = changed or path not in self.dropped
            self.dropped.add(path)
        for slip in objections.slips:
            self.rename(slip.block, slip.typed, slip.meant)
        return changed

    def follows_from_drop(self, error: Error, place: Place) -> bool:
        """Whether an error of a later round may come of what was dropped, rather than of what was typed.

        Pydantic tells all errors of a block's fields at once: what it tells later about a block that lost a
        part can come of that loss. What stands under a key that was just read as meant is new.
        """
        if error["type"] == "missing" and place.path in self.dropped:
            return True
        if any(place.path[: len(path)] == path for path in self.meant):
            return False
        return any(place.path[: len(path) - 1] == path[:-1] for path in self.dropped)

    def left_out(self) -> tuple[ValuePath, ...]:
        outermost = [path for path in self.dropped if not any(path[:at] in self.dropped for at in range(1, len(path)))]
        typed = [self.as_typed(path) for path in outermost]
        spans = {path: self.source.span(path, key=True) for path in typed}
        return tuple(sorted(typed, key=lambda path: (spans[path].line, spans[path].column)))

    # ── keys read under another name ─────────────────────────────────────────────────────────────────

    def as_typed(self, path: ValuePath) -> ValuePath:
        """The path in the file of a path in the data as read."""
        if not self.typed_keys:
            return path
        return tuple(self.typed_keys.get(path[: at + 1], step) for at, step in enumerate(path))

    def rename(self, block_path: ValuePath, typed: str, meant: str) -> None:
        if self.data is self.source.data:
            self.data = copy.deepcopy(self.data)
        block = self.data
        for step in block_path:
            block = block[step]
        entries = list(block.items())
        block.clear()
        block.update((meant if key == typed else key, value) for key, value in entries)
        self.typed_keys[(*block_path, meant)] = typed

    def read_hyphens(self) -> bool:
        """Read underscored keys as hyphenated ones, and say so; whether there were any."""
        found = []
        for path, model, block in schema.blocks(self.model, self.data):
            known = schema.typed_keys(model)
            free = model.model_config.get("extra") == "allow"
            for key in block:
                right = key.replace("_", "-")
                if right != key and not key.startswith("x-") and (free or right in known):
                    found.append((path, key, right, right in block))
        for path, key, right, twice in found:
            where = self.as_typed((*path, key))
            if twice:
                line = self.source.span((*where[:-1], right), key=True).line
                message = f"`{key}` is the same key as `{right}` in line {line}. Only that one is read."
                self.findings.append(self.source.finding("YML-12", message, path=where, on_key=True))
                self.dropped.add((*path, f"{key} (twice)"))
                self.rename(path, key, f"{key} (twice)")
            else:
                edit = Edit("rename-key", where, right)
                message = f"`{key}` is written `{right}`, with a hyphen."
                self.findings.append(self.source.finding("FMT-02", message, path=where, on_key=True, edit=edit))
                self.rename(path, key, right)
        return bool(found)


def _without(data: Any, dropped: set[ValuePath], path: ValuePath = ()) -> Any:
    """A copy of data that lacks some paths; the data itself where nothing is dropped."""
    if not dropped:
        return data
    if isinstance(data, dict):
        return {
            key: _without(value, dropped, (*path, key)) for key, value in data.items() if (*path, key) not in dropped
        }
    if isinstance(data, list):
        return [_without(value, dropped, (*path, at)) for at, value in enumerate(data) if (*path, at) not in dropped]
    return data


def _restored(path: ValuePath, dropped: set[ValuePath]) -> ValuePath:
    """The path before list items were dropped of a path in what is left."""
    if not dropped:
        return path
    restored: ValuePath = ()
    for step in path:
        here = step
        if isinstance(step, int):
            here = next(
                at
                for at in itertools.count()
                if (*restored, at) not in dropped
                and step == at - sum((*restored, before) in dropped for before in range(at))
            )
        restored = (*restored, here)
    return restored
