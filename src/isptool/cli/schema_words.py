"""What the JSON Schema says beyond the model: likely answers, typed blanks, kinds of body, citations of law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from isptool.asking.likely import sentence
from isptool.cli.json_schema import Schema, Schemas, choice, either, many
from isptool.law.book import LawBook
from isptool.model.answer import Answer, Settlement
from isptool.model.documents import Agreement, Head, Protocol, Schedule
from isptool.model.fields import Id, Number, Prose, Text
from isptool.model.node import Gap
from isptool.model.own_law import OwnLaw, OwnLimit
from isptool.model.partner import Partner
from isptool.model.point import LikelyAnswer, Point, PointField
from isptool.model.terms import DataItem, Flow, LawRow, Party, People, Purpose, Related

_BLOCKS: Mapping[type[BaseModel], str] = {
    Related: "related",
    Purpose: "purposes",
    People: "people",
    DataItem: "data",
    Flow: "flows",
}
"""The models whose fields are homes of points, by the name of their block."""


_ANSWERS_OF_THE_HEAD = ("start", "end", "review", "publish", "sign-off")
"""The blocks that hold one answer to a point each."""


_SNIPPETS: Mapping[str, Schema] = {
    "parties": {"${1:wolds-council}": None},
    "purposes": {"${1:choose-homes}": {"kind": "$2", "aim": "$3", "used-by": ["$4"]}},
    "people": {"${1:adults}": {"what": "$2", "number": "about $3"}},
    "data": {"${1:address}": {"what": "$2", "about": "$3", "category": "${4:ordinary}", "needed-for": {"$5": "$6"}}},
    "flows": {
        "${1:monthly-list}": {"from": "$2", "to": "$3", "data": ["$4"], "purpose": "$5", "when": "$6", "how": "$7"}
    },
}
"""What editors offer for one more entry of a block of an agreement; `$1` and so on are where the cursor goes."""


class Words:
    """Gives the fields of the language the words that may stand in them, from the points and the law data."""

    def __init__(self, points: Mapping[str, Point], book: LawBook) -> None:
        self._points = points
        self._book = book
        self._suggestions: dict[tuple[type[BaseModel], str], Callable[[], dict[str, str]]] = {
            (Partner, "kind"): self._bodies,
            (Party, "kind"): self._bodies,
            (Purpose, "kind"): self._purposes,
            (DataItem, "category"): self._categories,
            (LawRow, "power"): lambda: self._gateways("power"),
            (LawRow, "duty"): lambda: self._gateways("duty"),
            **{(OwnLaw, key): self._bodies for key in ("from", "to")},
            **{(OwnLimit, key): self._bodies for key in ("only-to", "only-from")},
            (OwnLaw, "purposes"): self._purposes,
            (OwnLimit, "only-for"): self._purposes,
            (OwnLaw, "does-not-reach"): self._categories,
            (OwnLimit, "not-this-data"): self._categories,
            (LawRow, "article-6"): lambda: self._articles("lawful-basis"),
            (LawRow, "article-9"): lambda: self._articles("special-category-condition"),
        }

    def __call__(self, schemas: Schemas, model: type[BaseModel], key: str) -> Schema | None:
        """The schema of a field for which there are words, or None."""
        if key == "answers" and issubclass(model, Agreement | Schedule):
            homed = {name: point for name, point in self._points.items() if point.home == "answers"}
            return self._by_point(schemas, homed, Answer)
        if key == "settles" and issubclass(model, Protocol):
            return self._by_point(schemas, self._points, Settlement)
        if issubclass(model, Head | Schedule) and key in _ANSWERS_OF_THE_HEAD:
            for name, point in self._points.items():
                if key in (point.home, point.second_home):
                    return {"anyOf": [self._answer(schemas, name, point, Answer), {"type": "null"}]}
        if issubclass(model, Agreement) and key in _SNIPPETS:
            plain = schemas.value(model.model_fields[key].annotation, model.model_fields[key].metadata)
            return plain | {"defaultSnippets": [{"label": f"One more: {key}", "body": _SNIPPETS[key]}]}
        texts = self._texts(model, key)
        if not texts:
            return None
        field = next(each for name, each in _typed(model).items() if name == key)
        plain = schemas.value(field.annotation, field.metadata)
        words = schemas.define(f"words.{model.__name__}.{key}", choice(texts))
        one = either(words, schemas.value(Text))  # any other word may be meant: the check says so with the nearest
        return many(one) if "array" in str(plain) else one

    # ── points ───────────────────────────────────────────────────────────────────────────────────────

    def _by_point(self, schemas: Schemas, points: Mapping[str, Point], model: type[Answer]) -> Schema:
        properties = {
            name: {"description": f"{point.title}. {point.question}"} | many(self._answer(schemas, name, point, model))
            for name, point in points.items()
        }
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def _answer(self, schemas: Schemas, name: str, point: Point, model: type[Answer]) -> Schema:
        """A reference to the definition of an answer to one point: its keys with their sentences, its typed blanks."""
        title = f"{model.__name__}.{name}"
        if title not in schemas.definitions:
            schemas.definitions[title] = {}
            schema = schemas.model(model)
            sentences = {key: _sentence(likely) for key, likely in point.answers.items()}
            keys = schemas.define(f"keys.{name}", choice(sentences))
            never = schemas.define(f"never.{name}", choice(sentences | dict(point.never))) if point.never else keys
            gap = schemas.reference(Gap)
            own: Schema = {
                "for": schema["properties"]["for"],
                "answer": _described(schema, "answer", either(_listed(keys, point), gap)),
                "also": _described(schema, "also", either(many(keys), gap)),
            }
            blanks = {
                blank: either(self._blank(schemas, field), schemas.reference(Gap))
                for blank, field in point.fields.items()
                if blank not in schema["properties"]
            }
            rest = {key: value for key, value in schema["properties"].items() if key not in own}
            rest["never"] = _described(schema, "never", many(never))
            schema["properties"] = own | blanks | rest
            schema["additionalProperties"] = False
            schema["title"] = point.title
            schema["description"] = point.question
            schemas.definitions[title] = schema
        return {"$ref": f"#/$defs/{title}"}

    def _blank(self, schemas: Schemas, field: PointField) -> Schema:
        usual = f" Usually {field.default}." if field.default else ""
        return {"description": f"{field.what}{usual}"} | self._of_field(schemas, field)

    def _of_field(self, schemas: Schemas, field: PointField) -> Schema:
        text = schemas.value(Text)
        match field.is_:
            case "duration" | "date":
                return {"type": "string"}
            case "count":
                return schemas.value(Number)
            case "percent":
                return {"type": ["string", "number"]}
            case "yes-no":
                return {"enum": ["yes", "no", True, False]}
            case "one-of":
                return {"enum": list(field.values)}
            case "texts":
                return many(text)
            case "ids" | "parties":
                return many(schemas.value(Id))
            case "rows":
                return many(self._row(schemas, field))
            case "prose":
                return schemas.value(Prose)
            case _:
                return text

    def _row(self, schemas: Schemas, field: PointField) -> Schema:
        columns = {name: self._blank(schemas, column) for name, column in field.columns.items()}
        table: Schema = {"type": "object", "properties": columns, "additionalProperties": False}
        return {"anyOf": [table, schemas.value(Text)]}  # a row of one column may be written without its name

    # ── words from elsewhere ─────────────────────────────────────────────────────────────────────────

    def _texts(self, model: type[BaseModel], key: str) -> dict[str, str]:
        if (model, key) in self._suggestions:
            return self._suggestions[model, key]()
        home = f"{_BLOCKS[model]}.{key}" if model in _BLOCKS else ""
        for point in self._points.values():
            if home and point.home == home:
                return {name: _sentence(likely) for name, likely in point.answers.items()}
        return {}

    def _bodies(self) -> dict[str, str]:
        return {each.id: each.title for each in self._book.bodies()}

    def _purposes(self) -> dict[str, str]:
        likely = next((point.answers for point in self._points.values() if point.home == "purposes.aim"), {})
        return {each.id: each.title for each in self._book.purposes()} | {
            key: _sentence(answer) for key, answer in likely.items()
        }

    def _categories(self) -> dict[str, str]:
        return {each.id: each.title for each in self._book.categories()}

    def _gateways(self, kind: str) -> dict[str, str]:
        rows = [each for each in self._book.gateways() if (kind == "duty") == each.requires]
        return {each.id: f"{each.title} ({each.citation})" for each in rows}

    def _articles(self, group: str) -> dict[str, str]:
        return {each.article: each.title for each in self._book.articles(group)}


def _typed(model: type[BaseModel]) -> Mapping[str, Any]:
    from isptool.reading.schema import typed_keys

    return typed_keys(model)


def _described(schema: Schema, key: str, words: Schema) -> Schema:
    return {"description": schema["properties"][key]["description"]} | words


def _listed(keys: Schema, point: Point) -> Schema:
    listed: Schema = {"type": "array", "items": keys}
    if point.choose == "one":
        listed["maxItems"] = 1
    return {"anyOf": [keys, listed]}


def _sentence(likely: LikelyAnswer) -> str:
    return f"{sentence(likely)} ({likely.hint})" if likely.hint else sentence(likely)
