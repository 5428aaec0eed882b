"""A model's errors as findings in plain words: what is missing, misspelt, of the wrong kind, or not understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from pydantic import BaseModel

from isptool.findings import Edit, Finding, ValuePath
from isptool.reading import schema, traps
from isptool.reading.nearest import nearest, sure
from isptool.reading.schema import Place
from isptool.reading.source import Source

Error = dict[str, Any]
"""One of pydantic's error details: `type`, `loc`, `ctx`."""

_MOST_KEYS = 8
_LONG = 60

# What kind of value an error of pydantic's own asks for, by the beginning of its type.
_WANTED = {
    "model": "a block of keys and values",
    "dict": "a block of keys and values",
    "mapping": "a block of keys and values",
    "dataclass": "a block of keys and values",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "frozen": "a list",
    "iterable": "a list",
    "string": "a text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bool": "yes or no",
    "date": "a date",
    "time": "a time",
    "none": "empty",
}


class Slip(Struct, frozen=True):
    """A misspelt key and the key that is surely meant: the block it stands in (as read), as typed, as meant."""

    block: ValuePath
    typed: str
    meant: str


class _Block(Struct):
    """The keys that one block lacks, and those that have no meaning in it."""

    place: Place
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class Objections:
    """Findings about one file read as one model. `as_typed` turns a path as read into the path in the file."""

    def __init__(self, source: Source, model: type[BaseModel], as_typed: Callable[[ValuePath], ValuePath]) -> None:
        self.source = source
        self.model = model
        self.as_typed = as_typed
        self.slips: list[Slip] = []

    def of(self, errors: Iterable[tuple[Error, Place]]) -> list[Finding]:
        """A finding for each error; a missing key and an unknown one that is nearly the same are one."""
        found: list[Finding] = []
        blocks: dict[ValuePath, _Block] = {}
        for error, place in errors:
            kind = error["type"]
            if kind in ("missing", "extra_forbidden"):
                block = blocks.setdefault(place.block_path, _Block(place))
                (block.missing if kind == "missing" else block.unknown).append(str(place.path[-1]))
            elif kind == "union_tag_not_found":
                name = place.expected.discriminator or "kind"
                found.append(self.missing(place.path, name, schema.tags(place.expected)))
            else:
                found.append(self.value(error, place))
        for block in blocks.values():
            found.extend(self.keys(block))
        return found

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────

    def keys(self, block: _Block) -> list[Finding]:
        holder, path = block.place.holder, block.place.block_path
        known = schema.typed_keys(holder) if holder is not None else {}
        present = block.place.block if isinstance(block.place.block, dict) else {}
        own = holder.__annotations__ if holder is not None else {}
        inherited = {
            key for key, each in known.items() if holder and not any(holder.model_fields[n] is each for n in own)
        }
        free = sorted((key for key in known if key not in present), key=inherited.__contains__)
        missing = list(block.missing)
        found = []
        for key in block.unknown:
            if present.get(key) is None and self.in_brackets(self.as_typed(path)):
                continue  # a comma split a text in braces: a trap, and said as such
            near = nearest(key, missing)
            if near:
                missing.remove(near)
                free.remove(near)
                self.slips.append(Slip(path, key, near))
                message = f"`{key}` is no key here, and `{near}` is missing: is it meant?"
                found.append(self.key_finding(path, key, message, f"Write `{near}`.", near))
            else:
                found.append(self.unknown(path, key, free))
        for key in missing:
            field_ = known.get(key)
            about = (field_.description or "") if field_ is not None else ""
            allowed = schema.choices(field_.annotation) if field_ is not None else []
            found.append(self.missing(path, key, allowed, about))
        return found

    def unknown(self, path: ValuePath, key: str, free: list[str]) -> Finding:
        near = nearest(key, free)
        if near:
            is_sure = sure(key, near)
            if is_sure:
                free.remove(near)
                self.slips.append(Slip(path, key, near))
            message = f"`{key}` is no key here. Did you mean `{near}`?"
            return self.key_finding(path, key, message, f"Write `{near}`.", near if is_sure else "")
        homes = [home for home in schema.homes(self.model, key) if home]
        if homes:
            places = " or ".join(_in_words(home) for home in homes[:2])
            return self.key_finding(path, key, f"`{key}` is no key here: it belongs {places}.", "Move it there.")
        shown = ", ".join(free[:_MOST_KEYS]) + (f" and {len(free) - _MOST_KEYS} more" if len(free) > _MOST_KEYS else "")
        message = f"`{key}` is no key here." + (f" What can still be written: {shown}." if shown else "")
        return self.key_finding(path, key, message)

    def key_finding(self, path: ValuePath, key: str, message: str, fix: str = "", meant: str = "") -> Finding:
        where = self.as_typed((*path, key))
        edit = Edit("rename-key", where, meant) if meant else None
        return self.source.finding("FMT-01", message, path=where, on_key=True, fix=fix, edit=edit)

    def missing(self, path: ValuePath, key: str, allowed: Iterable[str] = (), about: str = "") -> Finding:
        where = f" in {_name(path)}" if path else ""
        choices = list(allowed)
        fix = f"Add `{key}: {choices[0]}`." if len(choices) == 1 else f"Add `{key}:`."
        if len(choices) > 1:
            fix += f" One of: {_listed(choices)}."
        elif about and not choices:
            fix += f" {about}"
        return self.source.finding(
            "STR-01", f"`{key}` is missing{where}.", path=(*self.as_typed(path), key), on_key=True, fix=fix
        )

    # ── values ───────────────────────────────────────────────────────────────────────────────────────

    def value(self, error: Error, place: Place) -> Finding:
        allowed = self.allowed(place)
        name = place.expected.discriminator
        if error["type"] == "union_tag_invalid" and name is not None and isinstance(place.data, dict):
            place = replace(place, path=(*place.path, name), data=place.data.get(name))
        path = self.as_typed(place.path)
        if place.wants_text and isinstance(place.data, dict) and not place.on_key:
            became = traps.text_became_mapping(self.source, path)
            if became is not None:
                return became
        words, suggestion = self.words(error, place, allowed)
        typed = str(place.path[-1]) if place.on_key and place.path else place.data
        if not suggestion and allowed and isinstance(typed, str):
            suggestion = nearest(typed, allowed)
            certain = sure(typed, suggestion) if suggestion else False
        else:
            certain = bool(suggestion)
        message = _sentence(words, "The key" if place.on_key else _name(place.path))
        if suggestion:
            message += f" Did you mean `{_short(suggestion)}`?"
        wrong_kind = not place.on_key and (not isinstance(place.data, str) or _wanted(error["type"]).startswith("a "))
        edit = None
        if certain and path and (place.on_key or isinstance(place.data, str)):
            in_list = isinstance(path[-1], int)  # a key that was typed as an item of a list
            edit = Edit("rename-key" if place.on_key and not in_list else "set", path, suggestion)
        fix = f"Write `{_short(suggestion)}`." if suggestion else ""
        if wrong_kind and place.wants_text and self.in_brackets(path):
            fix = "Brackets make it a list or block; put the text in quotation marks, or under `|`."
        elif wrong_kind and not fix:
            fix = _as_block(place, error["type"]) or "Write it as the message says, or leave the key out."
        return self.source.finding(
            "STR-01" if wrong_kind else "FMT-03",
            message,
            path=path,
            on_key=place.on_key or isinstance(place.data, dict | list),
            fix=fix,
            edit=edit,
        )

    def words(self, error: Error, place: Place, allowed: list[str]) -> tuple[str, str]:
        """What is wrong, as a predicate or a sentence, and what was probably meant."""
        kind, ctx = error["type"], error.get("ctx") or {}
        if kind in ("value_error", "assertion_error"):
            cause = ctx.get("error")
            return str(cause), str(getattr(cause, "suggestion", ""))
        if kind in ("literal_error", "enum", "union_tag_invalid"):
            if not isinstance(place.data, str):
                return f"{_is(place.data)}; it should be one of {_listed(allowed)}", ""
            return f"cannot be `{_short(place.data)}`; it is one of {_listed(allowed)}", ""
        wanted = _wanted(kind)
        if wanted:
            return f"{_is(place.data)}; it should be {wanted}", ""
        return _bounds(kind, ctx) or "is not what belongs here", ""

    def allowed(self, place: Place) -> list[str]:
        """The texts that may stand at a place, where there are only some."""
        expected = place.expected
        if expected.is_ == "union":
            return list(schema.tags(expected))
        return schema.choices(expected.value if expected.is_ == "list" else place.annotation)

    def in_brackets(self, path: ValuePath) -> bool:
        span = self.source.span(path)
        return self.source.line(span.line)[span.column - 1 : span.column] in ("[", "{")


def _as_block(place: Place, kind: str) -> str:
    """How a list of words, or one word, is written as the block that is wanted; empty where that cannot be said."""
    if _wanted(kind) != _WANTED["model"] or not place.path:
        return ""
    data, expected = place.data, place.expected
    name = _name(place.path)
    if isinstance(data, list) and data and expected.is_ == "mapping" and all(isinstance(each, str) for each in data):
        return f"Write each on a line of its own below {name}, with a colon after it: `{_short(data[0])}:`."
    if isinstance(data, str) and expected.model is not None:
        keys = schema.typed_keys(expected.model)
        needed = [key for key, each in keys.items() if each.is_required()]
        if len(needed) == 1:
            return f"Write `{needed[0]}: {_short(data)}` on the line below {name}, two spaces further in."
    return ""


def _bounds(kind: str, ctx: dict[str, Any]) -> str:
    """Lengths and limits in words."""
    if kind == "too_short":
        return f"has {ctx['actual_length']} entries; it needs at least {ctx['min_length']}"
    if kind == "too_long":
        return f"has {ctx['actual_length'] or 'too many'} entries; there may be at most {ctx['max_length']}"
    if kind == "string_too_short":
        return f"is too short: at least {ctx['min_length']} letters"
    if kind == "string_too_long":
        return f"is too long: at most {ctx['max_length']} letters"
    limits = {
        "greater_than": ("gt", "more than"),
        "greater_than_equal": ("ge", "at least"),
        "less_than": ("lt", "less than"),
        "less_than_equal": ("le", "at most"),
    }
    if kind in limits:
        key, word = limits[kind]
        return f"should be {word} {ctx[key]}"
    return "is not written in the form that belongs here" if kind == "string_pattern_mismatch" else ""


def _is(data: Any) -> str:
    if data is None:
        return "has no value"
    if isinstance(data, dict):
        return "is a block of keys and values"
    return "is a list" if isinstance(data, list) else "is a text"


def _wanted(kind: str) -> str:
    if not kind.endswith(("_type", "_parsing", "_required")):
        return ""
    return next((wanted for begins, wanted in _WANTED.items() if kind.startswith(begins)), "")


_PREDICATES = ("is ", "has ", "runs ", "must ", "should ", "cannot ", "needs ", "may ", "does ", "was ")


def _sentence(words: str, subject: str) -> str:
    words = words.strip().rstrip(".") or "is not what belongs here"
    if words.startswith(_PREDICATES) or (subject == "The key" and words.startswith("`")):
        return f"{subject} {words}."
    return f"{subject}: {words}."


def _name(path: ValuePath) -> str:
    """A value's name for a sentence: its key, or its place in the list of that key."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "The file"
    if isinstance(path[-1], int):
        return f"Item {path[-1] + 1} of `{names[-1]}`"
    return f"`{names[-1]}`"


def _in_words(home: tuple[str, ...]) -> str:
    return "under " + " of ".join(f"`{key}`" for key in reversed(home[-2:]))


def _listed(allowed: list[str]) -> str:
    shown = ", ".join(allowed[:12])
    return shown + (f" and {len(allowed) - 12} more" if len(allowed) > 12 else "")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
