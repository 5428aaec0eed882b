"""The language as JSON Schema 2020-12, so that editors complete keys, explain them, and mark what is wrong.

Made from the models, whose annotations say more than pydantic's own schema shows: one value or a list of them, a
block that may be left empty, a gap in place of any value, keys of one's own that begin with `x-`. Scalars are
typed as editors type them, by the core schema of YAML 1.2: `5.0` is a number there, `no` is text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, WithJsonSchema
from pydantic.fields import FieldInfo

from isptool.model.decision import Decision
from isptool.model.documents import ANY_FILE, Protocol
from isptool.model.fields import Block, Id, Many, Text
from isptool.model.node import GAP_KEYS, Gap, Node, Row
from isptool.model.record import Record
from isptool.reading.schema import kind, typed_keys

Schema = dict[str, Any]

NAME = "urn:isptool:schema:"
"""With what the name of every schema begins that we make."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID_PATTERN = "^[a-z0-9]+([-.][a-z0-9]+)*$"


def _opened(annotation: Any) -> Any:
    """What a type alias (`type Id = …`) stands for; any other annotation as it is."""
    while hasattr(annotation, "__value__"):
        annotation = annotation.__value__
    return annotation


def _validator(annotation: Any) -> object:
    """The function by which one of the model's own types reads what was typed."""
    annotation = _opened(annotation)
    return next(mark.func for mark in get_args(annotation) if isinstance(mark, BeforeValidator))


_MANY, _BLOCK, _ID = _validator(Many[int]), _validator(Block[int]), _validator(Id)
_LISTED = [
    mark.func
    for field in (Protocol.model_fields["partners"], Record.model_fields["parties"])
    for mark in field.metadata
    if isinstance(mark, BeforeValidator)
]
"""The functions that read a list of ids as a mapping."""
_IN_SHORT = _validator(get_args(Decision.model_fields["answers"].annotation)[1])
"""Reads `no, because names are needed` as an answer with its reason."""

Special = Callable[["Schemas", type[BaseModel], str], Schema | None]
"""Gives the schema of a field (of a model, by its YAML key) that says more than its annotation, or nothing."""


class Schemas:
    """Collects the definitions of every model that is met on the way."""

    def __init__(self, special: Special | None = None) -> None:
        self.definitions: dict[str, Schema] = {}
        self._special = special

    def of_kind(self, name: str) -> Schema:
        """The schema of one kind of file: protocol, agreement, partners, schedules or workspace."""
        root = self.model(ANY_FILE[name])
        root["properties"]["kind"] = {"const": name, "description": f"What this file is: {name}."}
        return self._whole(f"isptool {name}", NAME + name, root)

    def of_any_kind(self) -> Schema:
        """The schema of any file: which one is decided by its `kind:`."""
        kinds = list(ANY_FILE)
        branches = []
        for name in kinds:
            this = {"properties": {"kind": {"const": name}}, "required": ["kind"]}
            branches.append({"if": this, "then": self.reference(ANY_FILE[name])})
        kind_key = {"enum": kinds, "description": "What this file is."}
        root = {"type": "object", "properties": {"kind": kind_key}, "required": ["kind"], "allOf": branches}
        return self._whole("isptool file", NAME + "any", root)

    def _whole(self, title: str, name: str, root: Schema) -> Schema:
        head = {"$schema": DIALECT, "$id": name, "title": title}
        rest = {key: value for key, value in root.items() if key != "title"}
        return head | rest | {"$defs": dict(sorted(self.definitions.items()))}

    # ── models ───────────────────────────────────────────────────────────────────────────────────────

    def reference(self, model: type[BaseModel]) -> Schema:
        """A reference to a model's definition, which is made when it is met first."""
        name = model.__name__
        if name not in self.definitions:
            self.definitions[name] = {}  # it may refer to itself
            self.definitions[name] = self.model(model)
        return {"$ref": f"#/$defs/{name}"}

    def define(self, name: str, schema: Schema) -> Schema:
        """A reference to a definition of this name."""
        self.definitions.setdefault(name, schema)
        return {"$ref": f"#/$defs/{name}"}

    def model(self, model: type[BaseModel]) -> Schema:
        """The schema of a mapping that is read as a model."""
        keys = typed_keys(model)
        ordered = sorted(keys, key=lambda key: (key == "note", key in GAP_KEYS or key in ("who", "until")))
        if not issubclass(model, Row):
            ordered = [key for key in keys if key != "note"] + [key for key in keys if key == "note"]
        if model is Gap:
            ordered = list(keys)
        properties = {key: self.field(model, key, keys[key]) for key in ordered}
        free = model.model_config.get("extra") == "allow"
        found: Schema = {
            "title": _words(model.__name__),
            "description": _first_sentence(model),
            "type": "object",
            "properties": properties,
            "additionalProperties": free,
        }
        if issubclass(model, Node):
            found["patternProperties"] = {"^x-": {}}
        if model is Gap:
            del found["description"]  # editors would show it in place of the description of the field
            found["anyOf"] = [{"required": [key]} for key in GAP_KEYS]
        required = [key for key in ordered if keys[key].is_required()]
        return found | ({"required": required} if required else {})

    def field(self, model: type[BaseModel], key: str, field: FieldInfo) -> Schema:
        """The schema of one key of a model, a gap in its place allowed, with its description."""
        special = self._special(self, model, key) if self._special is not None else None
        schema = special if special is not None else self.value(field.annotation, field.metadata)
        if key == "still-to-be-agreed":
            schema = _nullable(schema)
        if self._may_be_a_gap(model, key, field):
            schema = either(schema, self.reference(Gap))
        if field.description:
            schema = {"description": field.description} | {k: v for k, v in schema.items() if k != "description"}
        return schema

    @staticmethod
    def _may_be_a_gap(model: type[BaseModel], key: str, field: FieldInfo) -> bool:
        if not issubclass(model, Node) or field.is_required() or key in _NO_GAP:
            return False
        return not _is_row(field.annotation)

    # ── values ───────────────────────────────────────────────────────────────────────────────────────

    def value(self, annotation: Any, marks: list[Any] | tuple[Any, ...] = (), *, may_be_empty: bool = False) -> Schema:
        """The schema of a value. `may_be_empty` holds for the values of a mapping: `wolds-council:` and no more."""
        annotation = _opened(annotation)
        if get_origin(annotation) is Annotated:
            inner, *more = get_args(annotation)
            return self.value(inner, [*more, *marks], may_be_empty=may_be_empty)
        for mark in marks:
            if isinstance(mark, WithJsonSchema):
                schema = self._leaf(mark.json_schema, marks)
                return _nullable(schema) if may_be_empty and type(None) in get_args(annotation) else schema
        functions = [mark.func for mark in marks if isinstance(mark, BeforeValidator)]
        if _MANY in functions:
            return many(self.value(get_args(annotation)[0]))
        if _BLOCK in functions:
            return _nullable(self.value(annotation))
        if _IN_SHORT in functions:
            return either(self.value(annotation), self.value(Text))
        if any(each in functions for each in _LISTED):
            listed = {"type": "array", "items": self.value(Id), "uniqueItems": True}
            return either(self.value(annotation), listed)
        members = [each for each in get_args(annotation) if each is not type(None)]
        if _is_optional(annotation):
            schema = self.value(members[0])
            return _nullable(schema) if may_be_empty else schema
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return dict(self.reference(annotation))
        if get_origin(annotation) is Literal:
            return {"enum": list(get_args(annotation))}
        if get_origin(annotation) is list:
            return {"type": "array", "items": self.value(members[0])}
        if get_origin(annotation) is dict:
            return mapping(self.value(get_args(annotation)[1], may_be_empty=True), ids=_is_id(get_args(annotation)[0]))
        return {}

    def _leaf(self, schema: Any, marks: list[Any] | tuple[Any, ...]) -> Schema:
        """A single value as editors type it: an id such as 2024 is a number to them."""
        if any(isinstance(mark, BeforeValidator) and mark.func is _ID for mark in marks):
            return self.define("id", {"type": ["string", "integer"], "pattern": _ID_PATTERN})
        if schema == {"type": ["string", "number", "boolean"]}:
            return self.define("text", dict(schema))
        return {key: value for key, value in schema.items() if key != "description"}


_NO_GAP = frozenset({"note", "who", "until", *GAP_KEYS})


def many(item: Schema) -> Schema:
    """One value, or a list of such."""
    return either(item, {"type": "array", "items": item})


def mapping(value: Schema, *, ids: bool) -> Schema:
    """A mapping of values, by ids or by any names."""
    names: Schema = {"propertyNames": {"pattern": _ID_PATTERN}} if ids else {}
    return {"type": "object", **names, "additionalProperties": value}


def choice(texts: Mapping[str, str]) -> Schema:
    """One of several words, each with the sentence that explains it in editors."""
    sentences = list(texts.values())
    return {"enum": list(texts), "enumDescriptions": sentences, "markdownEnumDescriptions": sentences}


def either(one: Schema, other: Schema) -> Schema:
    """What one schema or the other allows; a description stays beside, not within."""
    described = {"description": one["description"]} if "description" in one else {}
    plain = {key: value for key, value in one.items() if key != "description"}
    alternatives = [*plain.get("anyOf", [plain]), *other.get("anyOf", [other])]
    unique = [each for at, each in enumerate(alternatives) if each not in alternatives[:at]]
    return described | ({"anyOf": unique} if len(unique) > 1 else unique[0])


def _nullable(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    if isinstance(schema.get("type"), list):
        return schema | {"type": [*schema["type"], "null"]}
    return either(schema, {"type": "null"})


def _is_id(annotation: Any) -> bool:
    marks = get_args(_opened(annotation))[1:]
    return any(isinstance(mark, BeforeValidator) and mark.func is _ID for mark in marks)


def _is_optional(annotation: Any) -> bool:
    return type(None) in get_args(annotation) and get_origin(annotation) is not Literal


def _is_row(annotation: Any) -> bool:
    """Whether a field's value is itself a row, which holds its own gap."""
    expected = kind(annotation)
    return expected.is_ == "model" and expected.model is not None and issubclass(expected.model, Row)


def _words(name: str) -> str:
    spaced = "".join(f" {each.lower()}" if each.isupper() else each for each in name).strip()
    return spaced[:1].upper() + spaced[1:]


def _first_sentence(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]
