"""A model's annotations, walked beside plain data: which field, of which model, a value in the file belongs to.

Pydantic says where an error stands by a `loc` that is no path in the file: it holds the tags of unions and
`[key]`, counts single values that a field reads as a list, and names keys that a validator made. Here every
step is matched with the annotation that made it, so nothing is guessed by skipping.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Struct
from pydantic import BaseModel, Discriminator, Tag
from pydantic.fields import FieldInfo

from isptool.findings import ValuePath
from isptool.pattern import Pattern

_VALIDATOR = Pattern(r"function-\w+\[[^,]*\(\), (.*)\]")

KEY = "[key]"
"""The step by which pydantic says that a key of a mapping, not its value, is wrong."""


class Kind(Struct, frozen=True):
    """What an annotation allows: one of model, list, mapping, union and leaf."""

    is_: Literal["model", "list", "mapping", "union", "leaf"]
    model: type[BaseModel] | None = None
    key: Any = None
    value: Any = None
    members: tuple[Any, ...] = ()
    discriminator: str | None = None


def kind(annotation: Any, discriminator: Any = None) -> Kind:
    """What an annotation allows, through `Annotated`, type aliases and `| None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *marks = get_args(annotation)
            found = [mark for mark in marks if isinstance(mark, FieldInfo | Discriminator)]
            discriminator = found[-1].discriminator if found else discriminator
        elif hasattr(annotation, "__value__"):  # `type Name = …`
            annotation = annotation.__value__
        elif origin in (Union, types.UnionType):
            members = tuple(each for each in get_args(annotation) if each is not type(None))
            if len(members) != 1:
                name = discriminator if isinstance(discriminator, str) else None
                return Kind("union", members=members, discriminator=name)
            annotation = members[0]
        else:
            break
    arguments = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Kind("model", model=annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Kind("mapping", key=arguments[0], value=arguments[1])
    if isinstance(origin, type) and issubclass(origin, Sequence | set | frozenset) and arguments:
        return Kind("list", value=arguments[0])
    return Kind("leaf", value=annotation)


def typed_keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys that may be typed for a model, each with its field, in the model's order."""
    return {
        field.validation_alias if isinstance(field.validation_alias, str) else name: field
        for name, field in model.model_fields.items()
        if not field.exclude
    }


def _field(model: type[BaseModel], key: object) -> FieldInfo | None:
    for name, field in model.model_fields.items():
        if key in (field.validation_alias, name):
            return field
    return None


def choices(annotation: Any) -> list[str]:
    """The texts that a `Literal` or an enumeration allows; empty for anything else."""
    leaf = kind(annotation)
    if leaf.is_ != "leaf":
        return []
    if get_origin(leaf.value) is Literal:
        return [str(each) for each in get_args(leaf.value)]
    if isinstance(leaf.value, type) and issubclass(leaf.value, Enum):
        return [str(member.value) for member in leaf.value]
    return []


def tags(union: Kind) -> dict[str, Any]:
    """The members of a tagged union by their tags."""
    found: dict[str, Any] = {}
    for member in union.members:
        for mark in getattr(member, "__metadata__", ()):
            if isinstance(mark, Tag):
                found[mark.tag] = member
        inner = kind(member)
        if union.discriminator and inner.model is not None:
            field = _field(inner.model, union.discriminator)
            for tag in choices(field.annotation) if field is not None else ():
                found[tag] = member
    return found


class Place(Struct):
    """Where an error stands: the path in the file, and what is expected and what was found there.

    `holder` is the model whose key the last step of the path is (or should be), `block` the mapping typed for it.
    """

    path: ValuePath = ()
    on_key: bool = False
    annotation: Any = None
    data: Any = None
    discriminator: Any = None
    holder: type[BaseModel] | None = None
    block: Any = None
    block_path: ValuePath = ()
    misfit: bool = False
    """The member of an untagged union whose error this is would never have fitted what was typed."""

    @property
    def expected(self) -> Kind:
        """What may stand here."""
        return kind(self.annotation, self.discriminator)

    @property
    def wants_text(self) -> bool:
        """Whether a text is expected here, or a list of texts."""
        expected = self.expected
        if expected.is_ == "list":
            expected = kind(expected.value)
        return expected.is_ == "leaf" and expected.value is str


def locate(model: type[BaseModel], data: Any, loc: Sequence[str | int]) -> Place:
    """The place in the file of a `loc` that pydantic gave for `data`."""
    return _follow(Place(annotation=model, data=data), list(loc))


def _follow(place: Place, steps: list[str | int]) -> Place:
    while steps:
        expected = place.expected
        step = steps.pop(0)
        if expected.is_ == "model" and expected.model is not None:
            field = _field(expected.model, step)
            place.holder, place.block, place.block_path = expected.model, place.data, place.path
            if not _enter(place, step) and not steps:
                place.path, place.data = (*place.path, step), None
            place.annotation = field.annotation if field is not None else None
            place.discriminator = field.discriminator if field is not None else None
        elif expected.is_ == "list" and isinstance(step, int):
            _enter(place, step)  # a single value that was read as a list has no position
            place.annotation, place.discriminator = expected.value, None
        elif expected.is_ == "mapping":
            if not _enter(place, step) and isinstance(place.data, list) and step in place.data:
                _enter(place, place.data.index(step))
            if steps[:1] == [KEY]:
                place.on_key, place.annotation = True, expected.key
                break
            place.annotation, place.discriminator = expected.value, None
        elif expected.is_ == "union":
            place.discriminator = None
            member = tags(expected).get(str(step))
            if member is None:
                member = _labelled(expected, str(step))
                place.misfit = not _fits(kind(member), place.data)
            place.annotation = member
        else:
            break  # the label of a validator, no step of the file
    return place


def _labelled(union: Kind, label: str) -> Any:
    """The member of an untagged union that pydantic calls by `label`, such as `list[str]` or a model's name."""
    while (wrapped := _VALIDATOR.fullmatch(label)) is not None:
        label = wrapped[1]
    begins = label.partition("[")[0]
    wanted = "mapping" if begins == "dict" else "list" if begins in ("list", "set", "tuple", "frozenset") else "leaf"
    kinds = [(member, kind(member)) for member in union.members]
    models = [member for member, inner in kinds if inner.model is not None and inner.model.__name__ == label]
    return next(iter(models or [member for member, inner in kinds if inner.is_ == wanted]), None)


def _fits(expected: Kind, data: Any) -> bool:
    """Whether data of this kind is what a member of a union reads."""
    if isinstance(data, dict):
        return expected.is_ in ("model", "mapping")
    return expected.is_ == "list" if isinstance(data, list) else expected.is_ == "leaf"


def _enter(place: Place, step: str | int) -> bool:
    data = place.data
    in_list = isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)
    if not in_list and not (isinstance(data, dict) and step in data):
        return False
    place.data = data[step]
    place.path = (*place.path, step)
    return True


def blocks(annotation: Any, data: Any, path: ValuePath = ()) -> Iterator[tuple[ValuePath, type[BaseModel], Any]]:
    """Every mapping in the data that is read as a model: its path, the model, and the mapping; outermost first."""
    expected = annotation if isinstance(annotation, Kind) else kind(annotation)
    if expected.is_ == "model" and expected.model is not None and isinstance(data, dict):
        yield path, expected.model, data
        for key, value in data.items():
            field = _field(expected.model, key)
            if field is not None:
                yield from blocks(kind(field.annotation, field.discriminator), value, (*path, key))
    elif expected.is_ == "mapping" and isinstance(data, dict):
        for key, value in data.items():
            yield from blocks(expected.value, value, (*path, key))
    elif expected.is_ == "list":
        for at, value in enumerate(data) if isinstance(data, list) else ():
            yield from blocks(expected.value, value, (*path, at))
        if isinstance(data, dict):
            yield from blocks(expected.value, data, path)
    elif expected.is_ == "union" and isinstance(data, dict) and expected.discriminator:
        member = tags(expected).get(str(data.get(expected.discriminator)))
        if member is not None:
            yield from blocks(member, data, path)


def homes(model: type[BaseModel], key: str) -> list[tuple[str, ...]]:
    """Where in a model's tree a key may stand: the keys that lead to each place, the nearest places first."""
    found: list[tuple[str, ...]] = []
    seen: set[type[BaseModel]] = set()
    queue: list[tuple[tuple[str, ...], Any]] = [((), model)]
    while queue:
        path, annotation = queue.pop(0)
        expected = annotation if isinstance(annotation, Kind) else kind(annotation)
        if expected.is_ == "model" and expected.model is not None:
            if expected.model in seen:
                continue
            seen.add(expected.model)
            keys = typed_keys(expected.model)
            if key in keys:
                found.append(path)
            queue.extend(((*path, name), kind(field.annotation, field.discriminator)) for name, field in keys.items())
        elif expected.is_ == "union":
            queue.extend((path, member) for member in expected.members)
        elif expected.is_ != "leaf":
            queue.append((path, expected.value))
    return found
