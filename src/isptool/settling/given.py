"""What somebody wrote in answer to a point, made comparable: slot, additions, blanks, and permission."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from isptool.findings import ValuePath
from isptool.model.answer import Answer, Settlement
from isptool.model.fields import Misread, Period, read_count, read_date, read_period, show_date
from isptool.model.point import Point, PointField
from isptool.settling.codes import Trouble, near
from isptool.settling.cover import EVERYTHING, Scope
from isptool.settling.names import Names
from isptool.settling.settled import Place, State

SLOT_STATES = {
    "not-applicable-because": State.NOT_APPLICABLE,
    "not-yet": State.NOT_YET,
    "withheld-because": State.WITHHELD,
    "still-to-be-agreed": State.OPEN,
}
"""The gaps a slot may hold, and the state each gives."""


def blanks_of(point: Point, key: str) -> tuple[str, ...]:
    """The blanks in the sentence of a likely answer, in order."""
    likely = point.answers.get(key)
    return likely.blanks if likely else ()


class Slot(Struct, frozen=True):
    """The one thing an answer says: likely answers, own words, or a gap."""

    kind: str
    keys: tuple[str, ...] = ()
    words: str = ""
    who: str = ""
    until: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether this is a gap, and not an answer or own words."""
        return self.kind in SLOT_STATES


class Value(Struct, frozen=True):
    """A typed blank: what was typed, and what it means."""

    raw: Any
    value: Any
    path: ValuePath


class Given(Struct):
    """One answer by one document to one point, with the rows it covers."""

    place: Place
    slot: Slot | None = None
    also: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    blanks: dict[str, Value] = field(default_factory=dict)
    because: str = ""
    stricter_because: str = ""
    duties: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = ()
    rights: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = ()
    only_if: tuple[str, ...] = ()
    word: str = ""
    scope: Scope = EVERYTHING
    rows: int = 0
    facts: bool = False
    """Whether it stands in a block of facts, whose own fields say what the blanks of a sentence would."""
    unknown_for: bool = False
    """Whether its `for` names an id that does not exist: then it covers no row."""
    typed: tuple[str, ...] = ()
    """What was typed where a key or own words may stand, so that a forbidden word is seen in either form."""
    stands_alone: bool = False
    """Whether its blanks answer the point without a likely answer, as a review date does in `review:`."""
    used_blanks: set[str] = field(default_factory=set)

    @property
    def keys(self) -> tuple[str, ...]:
        """The likely answers it chooses or adds."""
        return (*(self.slot.keys if self.slot else ()), *self.also)


class Tier(Struct, frozen=True):
    """One document that may answer: its name among the tiers, and what it is called in messages."""

    name: str
    document: str
    version: str
    file: str
    title: str
    clauses: Mapping[str, str]
    own: bool
    """Whether the writer's own: agreement or schedule, not a protocol."""

    def place(self, path: ValuePath) -> Place:
        """A value of this document."""
        return Place(self.name, self.document, self.version, self.file, path)

    def clause(self, point: str) -> str:
        """` clause 7.2` where this document numbers that point, else nothing."""
        return f" clause {self.clauses[point]}" if point in self.clauses else ""


def read_value(name: str, spec: PointField, raw: Any, names: Names | None) -> Any:
    """A typed blank's value by its declared type; raises `Misread` with a plain sentence."""
    if spec.is_ in ("texts", "ids", "parties"):
        many = raw if isinstance(raw, list) else [raw]
        return tuple(str(_flat(each)) for each in many)
    if spec.is_ == "rows":
        many = raw if isinstance(raw, list) else [raw]
        return tuple(_columns(name, spec, each, names) for each in many)
    text = _flat(raw)
    match spec.is_:
        case "duration":
            return read_period(text)
        case "date":
            return read_date(text)
        case "count":
            return read_count(text)
        case "percent":
            if match := re.fullmatch(r"(\d+(?:\.\d+)?) ?(?:%|per ?cent)?", text):
                return f"{match[1]}%"
            raise Misread(f"`{text}` is not a percentage: write it as 5%")
        case "yes-no":
            if text.lower() in ("yes", "no", "true", "false"):
                return "yes" if text.lower() in ("yes", "true") else "no"
            raise Misread(f"`{text}` is not yes or no")
        case "one-of":
            plain = {value.lower().replace("-", " "): value for value in spec.values}
            if text.lower().replace("-", " ") in plain:
                return plain[text.lower().replace("-", " ")]
            raise Misread(f"`{text}` is not one of: {', '.join(spec.values)}{near(text, spec.values)}")
    return text


def _flat(raw: Any) -> str:
    if isinstance(raw, str):
        return raw.strip("\n")
    if raw is None:
        raise Misread("has no value")
    if isinstance(raw, list) and len(raw) == 1 and isinstance(raw[0], str):
        return raw[0]
    raise Misread("is a list or mapping, and should be one value")


def _columns(name: str, spec: PointField, raw: Any, names: Names | None) -> dict[str, Any]:
    if not isinstance(raw, dict):
        first = next(iter(spec.columns), "")
        raw = {first: raw}
    row: dict[str, Any] = {}
    for column, value in raw.items():
        if column not in spec.columns:
            raise Misread(f"has no part `{column}`{near(str(column), list(spec.columns))}")
        row[column] = read_value(f"{name}.{column}", spec.columns[column], value, names)
    return row


def show_value(spec: PointField, value: Any, names: Names | None) -> str:
    """A typed blank as it is printed in a sentence: names for ids, dates as people write them."""
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, tuple):
        return _listed([show_value(spec, each, names) for each in value])
    if isinstance(value, dict):
        return "; ".join(
            show_value(spec.columns[column], each, names) if column in spec.columns else str(each)
            for column, each in value.items()
        )
    text = str(value)
    if spec.is_ in ("party", "parties", "ids", "post") and names is not None:
        return called(text, names)
    return text


def called(text: str, names: Names) -> str:
    """An id, or a text that begins with the id of a party (`wolds-council DPO`), with the name in its place."""
    first, _, rest = text.partition(" ")
    if first in names.parties:
        return f"{names.parties[first].called} {rest}".strip()
    facts = names.document
    if text in names.groups:
        return _listed([names.parties[each].called for each in names.groups[text]])
    for block in (facts.data, facts.holdings, facts.purposes, facts.people):
        if text in block:
            what = getattr(block[text], "what", None) or getattr(block[text], "aim", None)
            return str(what) if what else text
    return text


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


class Reader:
    """Turns answers into `Given`s for one tier, noting what is wrong with them."""

    def __init__(self, tier: Tier, names: Names | None, troubles: list[Trouble]) -> None:
        self.tier = tier
        self.names = names
        self.troubles = troubles

    def say(self, code: str, path: ValuePath, **values: str) -> None:
        """Note a trouble at a value of this tier's document."""
        self.troubles.append(Trouble(code, path, self.tier.file, values))

    def read(self, point: Point, answer: Answer, path: ValuePath) -> Given:
        """One answer under `answers:`, `settles:` or a block such as `review:`."""
        given = Given(self.tier.place(path))
        given.slot = self._slot(point, answer, path)
        given.also = self._keys(point, answer.also, (*path, "also"))
        given.never = tuple(answer.never)
        for position, key in enumerate(answer.never):
            if key not in point.answers and key not in point.never:
                self._not_likely(point, key, (*path, "never", position), [*point.answers, *point.never])
        self._exclusions(point, given, path)
        for name, raw in answer.blanks.items():
            self._blank(point, given, name, raw, path)
        given.because = answer.because or ""
        given.stricter_because = answer.stricter_because or ""
        given.duties = tuple((tuple(each.of), tuple(each.towards), each.text) for each in answer.duties)
        given.rights = tuple((tuple(each.of), tuple(each.towards), each.text) for each in answer.rights)
        given.only_if = tuple(answer.only_if)
        if isinstance(answer, Settlement):
            given.word = answer.agreements or ""
            for key in given.keys:
                if key in point.answers and point.answers[key].level == "particular":
                    self.say("SET-22", (*path, "answer"), point=point.title, key=key)
        return given

    def _slot(self, point: Point, answer: Answer, path: ValuePath) -> Slot | None:
        slots: list[tuple[str, Slot]] = []
        if answer.answer:
            keys = self._keys(point, answer.answer, (*path, "answer"))
            if keys:
                slots.append(("answer", Slot("answer", keys)))
        if answer.in_our_words is not None:
            slots.append(("in-our-words", Slot("in-our-words", words=answer.in_our_words)))
        if answer.gap is not None:
            kind, words = answer.gap
            until = show_date(answer.until) if isinstance(answer.until, date) else ""
            slots.append((kind, Slot(kind, words=words, who=answer.who or "", until=until)))
            missing = [name for name, value in (("who", answer.who), ("until", answer.until)) if value is None]
            if kind == "not-yet" and missing:
                what = " and ".join(f"`{name}:`" for name in missing)
                self.say("SET-19", (*path, kind), where=point.title, what=what)
        if len(slots) > 1:
            self.say("SET-16", (*path, slots[1][0]), point=point.title, first=slots[0][0], second=slots[1][0])
        return slots[0][1] if slots else None

    def _keys(self, point: Point, keys: list[str], path: ValuePath) -> tuple[str, ...]:
        good = []
        for position, key in enumerate(keys):
            if key in point.answers:
                good.append(key)
            else:
                self._not_likely(point, key, (*path, position), list(point.answers))
        return tuple(dict.fromkeys(good))

    def _not_likely(self, point: Point, key: str, path: ValuePath, allowed: list[str]) -> None:
        self.say("SET-08", path, key=key, point=point.title, near=near(key, allowed), allowed=", ".join(allowed))

    def _exclusions(self, point: Point, given: Given, path: ValuePath) -> None:
        keys = given.keys
        if point.choose == "one" and len(keys) > 1:
            self.say("SET-12", (*path, "answer"), point=point.title, keys=" and ".join(f"`{key}`" for key in keys))
        for position, first in enumerate(keys):
            for second in keys[position + 1 :]:
                if point.choose != "one" and point.contradicts(first, second):
                    self.say("SET-13", (*path, "answer"), point=point.title, first=first, second=second)

    def _blank(self, point: Point, given: Given, name: str, raw: Any, path: ValuePath) -> None:
        where = (*path, name)
        spec = point.fields.get(name)
        if spec is None:
            allowed = ", ".join(point.fields) or "none"
            guess = near(name, list(point.fields))
            self.say("SET-07", where, point=point.title, blank=name, near=guess, allowed=allowed)
            return
        try:
            given.blanks[name] = Value(raw, read_value(name, spec, raw, self.names), where)
        except Misread as error:
            what = spec.what[:1].lower() + spec.what[1:].rstrip(".")
            fix = f"Write {error.suggestion}." if error.suggestion else f"It is {what}."
            self.say("SET-09", where, point=point.title, blank=name, trouble=str(error), fix=fix)
