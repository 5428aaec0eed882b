"""What a field of the language means, by its key or by its path with dots: what it takes, and what stands below it."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from isptool.cli.labelled import labelled, listed
from isptool.library import points
from isptool.model.documents import ANY_FILE
from isptool.reading.schema import choices, homes, kind, typed_keys

if TYPE_CHECKING:
    from isptool.model.point import LikelyAnswer, Point, PointField

_TAKES = {
    "Text": "a line of text",
    "Prose": "the partners' own words: paragraphs and bullets",
    "Id": "an id: lower-case letters, digits and hyphens",
    "YesNo": "yes or no",
    "Day": "a date: 15 December 2026 or 2026-12-15",
    "Duration": "a period: 12 months, 5 working days, 24 hours",
    "Number": "a number as typed: about 4,000",
}
"""What a named type of the language takes."""

_FEW = 3
"""So many likely answers of one key are explained in full; more are only listed."""


def field_pages(word: str, folders: Sequence[Path] = ()) -> Iterator[str]:
    """The pages of a key, or of a path with dots as findings print it (`flows.monthly-list.how`, `law.0.power`).

    A path may begin with the kind of its file (`agreement.flows.how`). Ids and numbers in it do not matter. `folders`
    are those of the organisation's own templates, whose points count too.
    """
    known = points(folders)
    plain = word.strip().strip("`").rstrip(":").lower().replace(" ", "-").replace("_", "-")
    steps = [each for each in plain.split(".") if each]
    pages = list(_of_a_point(steps, known))
    generic = pages and steps[0] in ("answers", "settles")  # every point has those keys: the point's own say more
    if len(steps) > 1 and not generic and (places := _exactly(steps)):
        pages.append(_page(places, known))
    yield from pages or _of_a_key(steps, known)


# ── by path ──────────────────────────────────────────────────────────────────────────────────────────


def _exactly(steps: Sequence[str]) -> dict[str, FieldInfo]:
    """Every place to which a path leads from the top of a kind of file, with its field."""
    found: dict[str, FieldInfo] = {}
    for name, model in ANY_FILE.items():
        known = steps[0] in typed_keys(model)
        if steps[0] in ANY_FILE and steps[0] != name and not known:
            continue
        below = steps[1:] if steps[0] == name and not known else steps
        for path, field in _walk(model, below, ()):
            found.setdefault(f"{name}: {'.'.join(path)}", field)
    return found


def _walk(annotation: Any, steps: Sequence[str], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], FieldInfo]]:
    """Down a path, through lists and mappings; a step that is no key there is an id or a number."""
    expected = kind(annotation)
    if expected.is_ == "union":
        for member in expected.members:
            yield from _walk(member, steps, path)
    elif expected.is_ in ("list", "mapping"):
        yield from _walk(expected.value, steps, path)
        if len(steps) > 1:
            yield from _walk(expected.value, steps[1:], path)
    elif expected.model is not None:
        field = typed_keys(expected.model).get(steps[0])
        if field is None:
            return
        if len(steps) == 1:
            yield (*path, steps[0]), field
        else:
            yield from _walk(field.annotation, steps[1:], (*path, steps[0]))


def _page(places: Mapping[str, FieldInfo], known: Mapping[str, Point]) -> str:
    """One field, at all the places that a path names; those that say the same are told once."""
    parts: list[str] = []
    told: dict[tuple[str, str], list[str]] = {}
    fields: dict[tuple[str, str], FieldInfo] = {}
    for place, field in places.items():
        key = (field.description or "", takes(field))
        told.setdefault(key, []).append(place)
        fields.setdefault(key, field)
    for (description, what), where in told.items():
        field = fields[description, what]
        lines = [*where, "", description or "A block of the language.", ""]
        lines += labelled(
            [
                ("Takes", what),
                ("One of", ", ".join(choices(_bare(field.annotation)))),
                ("Must be there", "yes" if field.is_required() else ""),
                ("If left out", _default(field)),
                ("Answers", ", ".join(_points_at(where[0].partition(": ")[2], known))),
            ]
        )
        lines += listed("Below it:", _below(field))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def takes(field: FieldInfo) -> str:
    """What a field takes, in words."""
    return _in_words(field.annotation)


def _in_words(annotation: Any) -> str:
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            members = [each for each in get_args(annotation) if each is not type(None)]
            return " or ".join(dict.fromkeys(_in_words(each) for each in members))
        elif getattr(annotation, "__name__", "") in _TAKES and not isinstance(annotation, type):
            return _TAKES[annotation.__name__]
        elif hasattr(annotation, "__value__"):
            annotation = annotation.__value__
        else:
            break
    expected = kind(annotation)
    if expected.is_ == "list":
        return f"one or several: {_in_words(expected.value)}"
    if expected.is_ == "mapping":
        return f"a block: each key with {_in_words(expected.value)}"
    if expected.model is not None:
        return "a block of keys"
    return "one of a few words" if choices(annotation) else "text"


def _bare(annotation: Any) -> Any:
    """The annotation of one value: without lists."""
    expected = kind(annotation)
    return _bare(expected.value) if expected.is_ == "list" else annotation


def _default(field: FieldInfo) -> str:
    value = field.default
    if field.is_required() or value is None or field.default_factory is not None or value in ("", ()):
        return ""
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _below(field: FieldInfo) -> list[tuple[str, str]]:
    """The keys that may stand below a field, each with what it means."""
    models: dict[type[BaseModel], None] = {}
    waiting = [field.annotation]
    while waiting:
        expected = kind(waiting.pop(0))
        if expected.is_ == "union":
            waiting += expected.members
        elif expected.is_ in ("list", "mapping"):
            waiting.append(expected.value)
        elif expected.model is not None:
            models.setdefault(expected.model)
    rows: dict[str, str] = {}
    for model in models:
        for key, inner in typed_keys(model).items():
            rows.setdefault(key, inner.description or "")
    return list(rows.items())


def _points_at(path: str, known: Mapping[str, Point]) -> Iterator[str]:
    """The points that are answered at a path such as `law.power` or `flows`."""
    for point_id, point in known.items():
        if path in (point.home, point.second_home):
            yield f"{point.code} {point.title} ({point_id})"


# ── of a point ───────────────────────────────────────────────────────────────────────────────────────


def _of_a_point(steps: Sequence[str], known: Mapping[str, Point]) -> Iterator[str]:
    """A likely answer or a typed field of a point: `incidents.immediately-24h`, `answers.incidents.tell`."""
    if len(steps) > 1 and steps[0] in ("agreement", "protocol", "schedules"):
        steps = steps[1:]
    if len(steps) > 2 and steps[0] in ("answers", "settles"):
        steps = steps[1:]
    if len(steps) < 2:
        yield from _answers_called(steps, known)
        return
    point = known.get(steps[0])
    if point is None:
        return
    here = f"{point.code} {point.title} ({steps[0]})"
    name = steps[-1]
    if name in point.answers:
        yield _answer_page(here, steps[0], name, point.answers[name], point)
    if name in point.fields and point.fields[name].filled_from is None:
        yield _blank_page(here, f"answers.{steps[0]}.{name}", point.fields[name], point, name)


def _answers_called(steps: Sequence[str], known: Mapping[str, Point]) -> Iterator[str]:
    """The likely answers of a key, where it is no field as well and few points have it."""
    having = [(name, point) for name, point in known.items() if steps and steps[0] in point.answers]
    if 0 < len(having) <= _FEW and not any(homes(model, steps[0]) for model in ANY_FILE.values()):
        for name, point in having:
            here = f"{point.code} {point.title} ({name})"
            yield _answer_page(here, name, steps[0], point.answers[steps[0]], point)


def _answer_page(here: str, point_id: str, key: str, answer: LikelyAnswer, point: Point) -> str:
    from isptool.asking.likely import sentence

    written = "answers" if point.home == "answers" else answer.home or point.home
    blanks = [(name, point.fields[name].what) for name in answer.required_blanks if name in point.fields]
    rows = [
        ("Answers", here),
        ("Written in", f"`{written}`"),
        ("When", answer.hint or ""),
        ("Not with", ", ".join(answer.excludes)),
    ]
    lines = [f"`{key}` is a likely answer to `{point_id}`", "", sentence(answer), "", *labelled(rows)]
    return "\n".join([*lines, *listed("It needs beside it:", blanks)])


def _blank_page(here: str, path: str, field: PointField, point: Point, name: str) -> str:
    used = [key for key, answer in point.answers.items() if name in answer.blanks]
    rows = [
        ("Beside", here),
        ("Takes", field.is_.replace("-", " ")),
        ("One of", ", ".join(field.values)),
        ("Usually", field.default or ""),
        ("Used by", ", ".join(used)),
        ("Stricter is", field.order if field.order not in ("none", "ladder") else ""),
    ]
    columns = [(key, each.what) for key, each in field.columns.items()]
    return "\n".join([path, "", field.what, "", *labelled(rows), *listed("Each row:", columns)])


# ── by key ───────────────────────────────────────────────────────────────────────────────────────────


def _of_a_key(steps: Sequence[str], known: Mapping[str, Point]) -> Iterator[str]:
    """Every place of a key: kind of file and the keys that lead there, and what it means."""
    if not steps:
        return
    key, within = steps[-1], ".".join(steps)
    places = [(where, what) for where, what in _places(key, known) if len(steps) == 1 or where.endswith(f".{within}")]
    if places:
        yield "\n".join([f"`{key}:` is a key of the language", *listed("It may stand in:", places)])


def _places(key: str, known: Mapping[str, Point]) -> Iterator[tuple[str, str]]:
    for name, model in ANY_FILE.items():
        for path in homes(model, key):
            for place, field in _walk(model, (*path, key), ()):
                if place == (*path, key):
                    yield f"{name}: {'.'.join(place)}", field.description or ""
                    break
    for point_id, point in known.items():
        if key in point.fields and point.fields[key].filled_from is None:
            yield f"answers.{point_id}.{key}", point.fields[key].what
        if key in point.answers:
            yield f"answers.{point_id}: {key}", f"A likely answer to {point.code} {point.title}."
