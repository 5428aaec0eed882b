"""The data of a settled document as one plain value, and as the one sequence of bytes that stands for it.

Two files that say the same make the same bytes: keys are hyphenated and sorted (RFC 8785), text is in Unicode's
composed form, days are `2026-11-25`, what is not set is left out, and there are no numbers but the format's. Remarks
(`note:`), comments and what is said of publication (`publish:`) stand beside the text, and are not in it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from isptool.model.fields import Count, Misread, Period, read_date, read_period
from isptool.model.node import Node, Published, hyphenated
from isptool.model.point import Point
from isptool.settling.settled import Cell, Part, Row, Settled, SettledPoint, State

FORMAT = 1
"""The version of this form. Another form of the same data has another number."""

_OTHER_NUMBER = re.compile(r"[:,\[](?:-?\d+(?:[.eE]|\d{15})|-0)")
"""A number that JSON may write in several ways, or something within a text that looks like one."""
_SORTED_OTHERWISE = re.compile("[\ud800-\U0010ffff]")
"""Below these, keys sort by their letters as they sort in UTF-16, which is what RFC 8785 asks for."""
_UNSAID: tuple[object, ...] = (None, [], {}, ())


def canonical(settled: Settled) -> bytes:
    """The data of a settled document, as UTF-8 in the form of RFC 8785."""
    return as_bytes(data_of(settled))


def as_bytes(data: Any) -> bytes:
    """Plain data in the form of RFC 8785.

    The standard library writes the same where it sorts alike and there is no number but short whole ones, and it is
    many times quicker; everything else is left to a library that does nothing else.
    """
    import json

    try:
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        written = text.encode()
    except (TypeError, ValueError):
        text, written = "", b""
    if (
        text[:1] in ("{", "[")
        and not _OTHER_NUMBER.search(text)
        and (text.isascii() or not _SORTED_OTHERWISE.search(text))
    ):
        return written
    import rfc8785

    return rfc8785.dumps(data)


def digest(data: Any) -> str:
    """SHA-256, in hexadecimal, of plain data in canonical form."""
    return hashlib.sha256(as_bytes(data)).hexdigest()


def data_of(settled: Settled) -> dict[str, Any]:
    """The data of a settled document: what its file says, what is above it, and how each point stands.

    `document` is the file; `schedules` each party's schedule; `under` each protocol that counts, by id, version and
    digest; `settled` each point, with its cells, and each answer by key and as printed.
    """
    known = {point_id: point.point for point_id, point in settled.points.items()}
    found: dict[str, Any] = {"format": FORMAT, "document": _own(settled.document, known)}
    schedules = {
        party: _own(schedule, known) for _, file in settled.schedules for party, schedule in file.schedules.items()
    }
    above = [
        {"id": each.protocol.id, "version": each.protocol.version or "", "sha256": digest(_own(each.protocol, known))}
        for each in settled.protocols
    ]
    if schedules:
        found["schedules"] = schedules
    if above:
        found["under"] = above
    found["settled"] = {
        point_id: _point(settled, point) for point_id, point in settled.points.items() if _stands(point)
    }
    return found


def _own(node: BaseModel, points: Mapping[str, Point]) -> dict[str, Any]:
    """A document or schedule as plain data, the typed blanks of its answers each in one form."""
    found: dict[str, Any] = plain(node)
    for place in ("answers", "settles"):
        for point_id, answers in found.get(place, {}).items():
            if point_id in points:
                for answer in answers:
                    _alike(answer, points[point_id])
    for point in points.values():
        for home in (point.home, point.second_home):
            if home in _ANSWER_BLOCKS and isinstance(found.get(home), dict):
                _alike(found[home], point)
    return found


_ANSWER_BLOCKS = ("start", "end", "review", "publish", "sign-off")
"""The blocks that are an answer to one point, and hold its blanks."""


def _alike(answer: dict[str, Any], point: Point) -> None:
    for name, value in answer.items():
        field = point.fields.get(name)
        if field is None or not isinstance(value, str):
            continue
        try:
            if field.is_ == "date":
                answer[name] = read_date(value).isoformat()
            elif field.is_ == "duration":
                answer[name] = str(read_period(value))
        except Misread:
            continue  # a finding says so; it stays as it was typed


_REMARKS = frozenset({"note", "gaps"})
_BESIDE = _REMARKS | frozenset(Published.model_fields)
"""What is written beside the text, and is no part of it: remarks, and what is published."""


def plain(value: Any) -> Any:
    """A value of the model as plain data: mappings, lists, text and yes or no."""
    if isinstance(value, BaseModel):
        return _node(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) if each is not None else {} for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return _text(value)


def _node(node: BaseModel) -> dict[str, Any]:
    found: dict[str, Any] = {}
    beside = _BESIDE if isinstance(node, Published) else _REMARKS
    for name in type(node).model_fields:
        value = getattr(node, name)
        if name not in beside and value not in _UNSAID:
            found[hyphenated(name)] = plain(value)
    for name, value in (node.__pydantic_extra__ or {}).items():
        if value not in _UNSAID:
            found[name] = plain(value)
    if isinstance(node, Node):
        found |= {name: plain(gap) for name, gap in node.gaps.items()}
    return found


def _text(value: Any) -> str:
    if isinstance(value, (str, Period, Count)):
        return unicodedata.normalize("NFC", str(value))
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _stands(point: SettledPoint) -> bool:
    return point.state is not State.NOT_APPLICABLE or any(part.gap for _, part in point.parts())


def _point(settled: Settled, point: SettledPoint) -> dict[str, Any]:
    cells = [_cell(settled, cell) for cell in point.cells]
    return {"state": point.state.value, "cells": sorted(cells, key=lambda each: sorted(each["of"].items()))}


def _cell(settled: Settled, cell: Cell) -> dict[str, Any]:
    """A cell with its parts; where there are several, each says for which movements it holds."""
    if len(cell.parts) == 1:
        return {"of": dict(cell.coordinates), "parts": [_part(cell.parts[0])]}
    parts = [{**_part(part), "for": sorted(_movement(settled.rows[row]) for row in part.rows)} for part in cell.parts]
    return {"of": dict(cell.coordinates), "parts": sorted(parts, key=lambda each: each["for"])}


def _movement(row: Row) -> str:
    """A row by its ids, as one text."""
    named = ((name, getattr(row, name)) for name in _COORDINATES)
    return " ".join(f"{name}={value}" for name, value in named if value)


_COORDINATES = ("flow", "sender", "recipient", "actor", "side", "item", "purpose", "category", "people", "case")


def _part(part: Part) -> dict[str, Any]:
    """How a part stands."""
    fields = {name: _text(field.text) for name, field in part.fields.items()}
    above = part.inherited
    inherited = {"protocol": above.protocol, "version": above.version, "clause": above.clause} if above else {}
    sided = {
        name: [{"of": list(of), "towards": list(towards), "text": _text(words)} for of, towards, words in each]
        for name, each in (("duties", part.duties), ("rights", part.rights))
    }
    found: dict[str, Any] = {
        "state": part.state.value,
        "keys": list(part.keys),
        "sentences": [_text(each) for each in part.sentences],
        "words": _text(part.own_words or part.gap),
        "fields": fields,
        "never": list(part.never),
        **sided,
        "only-if": list(part.only_if),
        "who": _text(part.who),
        "until": _text(part.until),
        "missing": list(part.missing),
        "inherited": inherited,
    }
    return {name: value for name, value in found.items() if value not in ("", [], {})}
