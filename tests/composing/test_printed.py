"""Whatever is written in the YAML stands in the document: every text, every choice, every gap.

The documents of `everything` have every field of the model filled. A field that is added to the model fails
here until it is printed, or is listed in `NOT_PRINTED` with the reason.
"""

from __future__ import annotations

import copy
import types
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from isptool.model import answer, documents, partner, terms
from isptool.model.documents import Agreement, Protocol, Schedules
from isptool.model.partner import Partners
from isptool.writing.document import Document
from isptool.writing.plain import plain_text

from . import ground
from .everything import NOT_PRINTED, Field, Filling, named_fields, owner

Path = tuple[str | int, ...]
UPPER = ground.PROTOCOL.replace("id: wolds-and-dales", "id: upper")
NO_GAP: Mapping[Field, str] = {
    ("Answer", "in-our-words"): "the gap stands on the answer itself",
    ("OwnSection", "after"): "where a section stands is no fact of the sharing",
}


@cache
def whole() -> tuple[Filling, dict[str, dict[str, Any]]]:
    """An agreement, its partners and its schedules with everything in them."""
    filling = Filling()
    made = {"partners": filling.model(Partners), "agreement": filling.model(Agreement)}
    return filling, {**made, "schedules": filling.model(Schedules)}


def made(parts: Mapping[str, Any]) -> Document:
    """The agreement, composed."""
    known = Partners.model_validate(parts["partners"]).partners
    return ground.composed(ground.settled(parts["agreement"], under=UPPER, schedules=parts["schedules"], known=known))


def squeezed(text: str) -> str:
    """A text without its last full stop, which a list or a table may leave out."""
    return text.rstrip(".")


def test_every_text_of_an_agreement_stands_in_its_document() -> None:
    filling, parts = whole()
    text = plain_text(made(parts))
    missing = [
        f"{where[0]} {where[1]}: {words}"
        for where, words in filling.texts
        if where not in NOT_PRINTED and squeezed(words) not in text
    ]
    assert missing == []
    assert len(filling.texts) > 250


def test_every_text_of_a_protocol_stands_in_its_document() -> None:
    filling = Filling()
    own = filling.model(Protocol)
    known = Partners.model_validate(filling.model(Partners)).partners
    document = ground.composed(ground.settled_protocol(own, adopted=(NATIONAL,), known=known))
    text = plain_text(document)
    missing = [
        f"{where[0]} {where[1]}: {words}"
        for where, words in filling.texts
        if where not in NOT_PRINTED and squeezed(words) not in text
    ]
    assert missing == []


NATIONAL = """
kind: protocol
id: national
title: National Accord
version: 2
settles:
  incidents:
    in-our-words: Incidents are told at once.
"""


def test_notes_and_private_fields_are_never_printed() -> None:
    _, parts = whole()
    noted = copy.deepcopy(parts["agreement"])
    blocks = [
        noted,
        *(each for name in ("parties", "purposes", "data", "flows", "people") for each in noted[name].values()),
    ]
    for each in [*blocks, *noted["law"]]:
        each["note"] = "Secretnote"
        each["x-own"] = "Secretfield"
    text = plain_text(made({**parts, "agreement": noted}))
    assert "Secret" not in text


def test_every_choice_makes_a_difference() -> None:
    """Yes or no, one of several words, the ids that a field names: without it, the document is another."""
    _, parts = whole()
    before = made(parts)
    same = []
    for name, cls in (("agreement", Agreement), ("partners", Partners), ("schedules", Schedules)):
        for path, owner_class, key in places(cls, parts[name]):
            where = owner(owner_class, key)
            if where in NOT_PRINTED or (owner_class.__name__, key) in NOT_PRINTED or not is_choice(owner_class, key):
                continue
            after = made({**parts, name: without(parts[name], path)})
            if (after.blocks, after.marking) == (before.blocks, before.marking):
                same.append(f"{owner_class.__name__} {key}")
    assert sorted(set(same)) == []


def test_a_gap_on_any_single_field_is_printed() -> None:
    """All fields that may be left out are gaps at once, each in words of its own."""
    _, parts = whole()
    gaps: dict[str, str] = {}
    left = {name: copy.deepcopy(data) for name, data in parts.items()}
    for name, cls in (("agreement", Agreement), ("partners", Partners), ("schedules", Schedules)):
        for path, owner_class, key in places(cls, parts[name]):
            if may_be_gap(owner_class, key) and not isinstance(value_at(parts[name], path), dict | list):
                words = f"Gapword{len(gaps)}x"
                gaps[words] = f"{owner_class.__name__} {key}"
                value_at(left[name], path[:-1])[path[-1]] = {"not-yet": words, "who": "Whoword", "until": "2 May 2039"}
    text = plain_text(made(left))
    assert [where for words, where in gaps.items() if words not in text] == []
    assert len(gaps) > 200


def test_a_gap_on_any_block_is_printed() -> None:
    _, parts = whole()
    missing = []
    for name, cls in (("agreement", Agreement), ("partners", Partners), ("schedules", Schedules)):
        for path, owner_class, key in places(cls, parts[name]):
            if not may_be_gap(owner_class, key) or not isinstance(value_at(parts[name], path), dict | list):
                continue
            changed = copy.deepcopy(parts[name])
            value_at(changed, path[:-1])[path[-1]] = {"not-yet": "Gapword.", "who": "Whoword", "until": "2 May 2039"}
            text = plain_text(made({**parts, name: changed}))
            if "Gapword" not in text or "Whoword" not in text or "2 May 2039" not in text:
                missing.append(f"{owner_class.__name__} {key}")
    assert missing == []


@pytest.mark.parametrize("where", sorted(set(named_fields())), ids=lambda where: f"{where[0]} {where[1]}")
def test_every_field_that_these_tests_name_is_in_the_model(where: Field) -> None:
    module = next(each for each in (documents, terms, partner, answer) if hasattr(each, where[0]))
    cls = getattr(module, where[0])
    assert where[1] in {info.alias or name for name, info in cls.model_fields.items()}


# --- the model, walked ----------------------------------------------------------------------------


def places(
    cls: type[BaseModel], data: Mapping[str, Any], path: Path = ()
) -> Iterator[tuple[Path, type[BaseModel], str]]:
    """Each optional field that is filled: where it stands, and the class and key that it is."""
    for name, info in cls.model_fields.items():
        key = info.alias or name
        if key in data:
            if not info.is_required():
                yield (*path, key), cls, key
            yield from _inside(info.annotation, data[key], (*path, key))


def _inside(annotation: Any, value: Any, path: Path) -> Iterator[tuple[Path, type[BaseModel], str]]:
    if hasattr(annotation, "__value__"):
        annotation = annotation.__value__
    if hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        for each in args:
            yield from _inside(each, value, path)
    elif origin is list:
        for position, each in enumerate(value if isinstance(value, list) else [value]):
            yield from _inside(args[0], each, (*path, position) if isinstance(value, list) else path)
    elif origin is dict and isinstance(value, dict):
        for each, below in value.items():
            yield from _inside(args[1], below, (*path, each))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel) and isinstance(value, dict):
        yield from places(annotation, value, path)
    elif hasattr(annotation, "__value__") or hasattr(annotation, "__metadata__"):
        yield from _inside(annotation, value, path)


def is_choice(cls: type[BaseModel], key: str) -> bool:
    """Whether a field holds yes or no, one of several words, or ids."""
    annotation = next(info.annotation for name, info in cls.model_fields.items() if (info.alias or name) == key)
    return _is_choice(annotation)


def _is_choice(annotation: Any) -> bool:
    if getattr(annotation, "__name__", "") in ("YesNo", "Id"):
        return True
    if hasattr(annotation, "__value__"):
        return _is_choice(annotation.__value__)
    if hasattr(annotation, "__metadata__"):
        return _is_choice(annotation.__origin__)
    if get_origin(annotation) is Literal:
        return True
    if get_origin(annotation) in (Union, types.UnionType, list):
        return any(_is_choice(each) for each in get_args(annotation))
    return False


def may_be_gap(cls: type[BaseModel], key: str) -> bool:
    """Whether a gap may stand in a field, and should be printed."""
    where = (cls.__name__, key)
    return where not in NO_GAP and where not in NOT_PRINTED and owner(cls, key) not in NOT_PRINTED


def value_at(data: Any, path: Sequence[str | int]) -> Any:
    """The value at a path of plain data."""
    for step in path:
        data = data[step]
    return data


def without(data: Any, path: Path) -> Any:
    """A copy of plain data without the value at a path."""
    copied = copy.deepcopy(data)
    del value_at(copied, path[:-1])[path[-1]]
    return copied
