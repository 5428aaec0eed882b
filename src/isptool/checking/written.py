"""Everything that people wrote in a document: each text with its path, and each id that something is referred to by.

Worked out once for all rules that check the same document; see `At.once`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args, get_origin

from msgspec import Struct
from pydantic import BaseModel

from isptool.checking.rule import At
from isptool.findings import ValuePath
from isptool.model.fields import Id
from isptool.model.fields import Text as Line
from isptool.model.node import LIFTED, hyphenated
from isptool.settling.settled import Settled

_NEVER_PRINTED = frozenset({"note", "format", "kind", "waivers", "accepted", "version", "status"})
"""Fields that are no words of the document: remarks, what a file is, and what is said about rules."""

_DEFINED = frozenset(
    {
        "parties", "others", "groups", "roles", "cases", "conditions", "purposes", "people", "data", "sets",
        "caveats", "holdings", "flows", "partners", "schedules", "contacts", "answers", "settles", "annexes",
        "opt-outs", "as-defined-in",
    }
)  # fmt: skip
"""Mappings whose keys define something; the keys of any other mapping of ids refer to something."""


def _unnamed(annotation: Any) -> Any:
    """What a named type stands for; anything else as it is."""
    return getattr(annotation, "__value__", annotation) if get_origin(annotation) is None else annotation


_ID = get_args(_unnamed(Id))[1]
_LINE = get_args(_unnamed(Line))[1]

_WORDS, _LINES, _IDS = 0, 1, 2
"""What the strings of a field are: words; lines that may name something; ids."""


class Text(NamedTuple):
    """A text that people wrote: where, in which file, its words as typed, and the same in lower case."""

    path: ValuePath
    words: str
    file: str
    lower: str


class Written(Struct, frozen=True):
    """What one document (with its schedules) holds in words, and which ids it refers to."""

    texts: tuple[Text, ...]
    ids: Mapping[str, ValuePath]
    """Each word that may be an id that something refers to, with the last place where it does."""
    lower: str
    """All texts together in lower case, a line each: one look tells whether a word occurs at all."""


def written(doc: Settled, at: At) -> Written:
    """What people wrote in a document and its schedules."""
    return at.once("written", lambda: _written(doc))


def _written(doc: Settled) -> Written:
    texts: list[Text] = []
    ids: dict[str, ValuePath] = {}
    for file, model in ((doc.file, doc.document), *((name, each) for name, each in doc.schedules)):
        _Walk(file, texts, ids).model(model, ())
    return Written(tuple(texts), ids, "\n".join(each.lower for each in texts))


_Field = tuple[str, int]
"""The key of a field, and what its strings are."""

_FIELDS: dict[type[BaseModel], dict[str, _Field]] = {}


def _fields(cls: type[BaseModel]) -> dict[str, _Field]:
    """The fields of a model that hold words or ids, by attribute."""
    if cls not in _FIELDS:
        keys = {name: info.alias or hyphenated(name) for name, info in cls.model_fields.items()}
        _FIELDS[cls] = {
            name: (keys[name], _strings_of(info.annotation))
            for name, info in cls.model_fields.items()
            if keys[name] not in _NEVER_PRINTED and keys[name] != LIFTED
        }
    return _FIELDS[cls]


def _strings_of(annotation: Any) -> int:
    """What the strings of a field are; of a mapping only its values count."""
    if annotation is Id:
        return _IDS
    if annotation is Line:
        return _LINES
    args = get_args(annotation)
    if getattr(annotation, "__origin__", None) is dict:
        args = args[1:]
    return max((_strings_of(each) for each in args), default=_WORDS)


class _Walk:
    """A walk over one document's model."""

    def __init__(self, file: str, texts: list[Text], ids: dict[str, ValuePath]) -> None:
        self.file = file
        self.texts = texts
        self.ids = ids

    def model(self, model: BaseModel, path: ValuePath) -> None:
        fields = _FIELDS.get(type(model)) or _fields(type(model))
        values = model.__dict__
        for name in sorted(model.__pydantic_fields_set__):  # few of many are set; a set has no order of its own
            value = values.get(name)
            if not value:
                continue
            if name in fields:
                key, strings = fields[name]
                self.value(value, (*path, key), strings)
            elif name == "gaps":
                for key, gap in value.items():
                    self.model(gap, (*path, key))
        extra = model.__pydantic_extra__
        if extra:
            for name, value in extra.items():
                self.value(value, (*path, name), _LINES)

    def value(self, value: Any, path: ValuePath, strings: int) -> None:
        kind = type(value)
        if kind is str:
            if strings == _IDS:
                self.ids[value] = path
            else:
                self.texts.append(Text(path, value, self.file, value.lower()))
                if strings == _LINES:
                    self.names(value, path)
        elif kind is list:
            for position, each in enumerate(value):
                self.value(each, (*path, position), strings)
        elif kind is dict:
            refers = path[-1] not in _DEFINED
            for key, each in value.items():
                if refers:
                    self.ids[key] = path
                if each is not None:
                    self.value(each, (*path, key), strings)
        elif isinstance(value, BaseModel):
            self.model(value, path)

    def names(self, line: str, path: ValuePath) -> None:
        """The ids that a line may name: all of it, the group in `each of GROUP`, the party in `wolds-council DPO`."""
        self.ids[line] = path
        if " " in line:
            self.ids[line[: line.index(" ")]] = path
            if line.startswith("each "):
                self.ids[line[line.rindex(" ") + 1 :]] = path
