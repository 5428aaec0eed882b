"""A form of the process that came back: what was answered, found by tag, else by bookmark, else by visible code.

What cannot be read with certainty is reported and not taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field

from isptool.asking.form import Control
from isptool.asking.paper import Asked, Occasion, Paper, mark_of
from isptool.asking.read_controls import ControlReader, by_visible_code, plain, value_of
from isptool.asking.read_form import Unread
from isptool.asking.word_reader import Contents, Filled, ticked
from isptool.model.fields import Misread, read_date, show_date


class ReadPaper(Struct):
    """Everything in one form that came back. `answers` are by the ids of its fields, as they are kept."""

    file: str
    occasion: Occasion
    answers: dict[str, str | list[str]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    left_empty: list[str] = field(default_factory=list)
    """The codes of fields that the form needs and that nobody answered."""
    gone: list[str] = field(default_factory=list)
    """The codes of fields that are not in the file any more."""
    ways: Counter[str] = field(default_factory=Counter)


def read_paper(contents: Contents, file: str, paper: Paper, mark: str) -> ReadPaper:
    """What a form says. `paper` is our own, made for the same occasion; `mark` is what the file says was asked."""
    found = ReadPaper(file, paper.occasion)
    if mark and mark != mark_of(paper.occasion.form, paper.form):
        why = "the form asks otherwise today; each field was read by its code, so look at every answer"
        found.unread.append(Unread(paper.occasion.form, mark, why))
    reader = ControlReader(contents, [each for asked in paper.asked() for each in asked.controls])
    codes: Mapping[str, str] | None = None

    def visible() -> Mapping[str, str]:
        nonlocal codes
        if codes is None:
            codes = by_visible_code(contents, {each.code for each in paper.asked()})
        return codes

    for asked in paper.asked():
        values = [
            reader.value(control, lambda asked=asked, control=control: _beside(visible(), asked, control))  # type: ignore[misc]
            for control in asked.controls
        ]
        if all(value is None for value in values):
            found.gone.append(asked.code)
            continue
        try:
            said = _answer(asked, values)
        except Misread as misread:
            shown = next((each for each in values if isinstance(each, str)), "")
            found.unread.append(Unread(asked.code, shown, str(misread).replace("`", "")))
            continue
        if said:
            found.answers[asked.id] = said
        elif asked.field.needed:
            found.left_empty.append(asked.code)
    found.ways = reader.ways
    return found


def _answer(asked: Asked, values: list[str | bool | None]) -> str | list[str]:
    """What a field says, as it is kept; empty where nobody answered. Raises `Misread` where it cannot be taken."""
    boxes = asked.field.boxes
    if boxes:
        keys = [key for key, value in zip(boxes, values, strict=True) if value is True]
        if asked.field.is_ == "yes-no":
            if len(keys) > 1:
                raise Misread("both boxes are ticked")
            return keys[0] if keys else ""
        return keys
    text = str(values[0] or "").strip()
    if not text:
        return ""
    if asked.field.is_ == "choice":
        key = value_of(asked.controls[0], text)
        if not key:
            raise Misread("it is none of the answers that were offered")
        return key
    if asked.field.is_ == "date":
        return _day(text)
    return " ".join(text.split()) if asked.field.is_ == "line" else text


def _day(text: str) -> str:
    try:
        return show_date(read_date(text))
    except Misread as misread:
        if misread.suggestion:
            return misread.suggestion
        raise


def _beside(codes: Mapping[str, str], asked: Asked, control: Control) -> Filled | None:
    """A control found by the code at the head of its row: what stands there behind the question."""
    text = codes.get(asked.code)
    if text is None:
        return None
    lines = [line for line in text.split("\n") if line.strip()]
    for printed in asked.printed:
        if lines and plain(lines[0]) == plain(printed):
            lines = lines[1:]
    boxes = asked.field.boxes
    if not boxes:
        return Filled("\n".join(lines))
    label = plain(boxes[control.id.rpartition(".")[2]])
    for each in _boxes("\n".join(lines)):
        if plain(each[1:]) == label:
            return Filled(each, ticked(each))
    return None


def _boxes(text: str) -> list[str]:
    """Each box with what stands behind it, up to the next."""
    found: list[str] = []
    for each in text.replace("\n", " \n"):
        if ticked(each) is not None:
            found.append(each)
        elif found:
            found[-1] += each
    return [" ".join(each.split()) for each in found]
