"""A form of the process made for one occasion: its fields with their controls, and what is known filled in.

The same paper is made to send it out and to know what comes back: what a returned file says of itself is never
trusted further than to find the form, the document and the partner that it names.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from isptool.asking.form import Control, Kind
from isptool.asking.words import AskingWords
from isptool.model.fields import Misread, read_date, show_date
from isptool.model.process_form import FilledForm, FormSection, ProcessField, ProcessForm

Answers = Mapping[str, Sequence[str]]
"""What is answered, by the id of a field: one text, or the keys of the boxes that are ticked."""


class Occasion(Struct, frozen=True):
    """For what a form is made: which form, its own number, the document and version it is about, and who fills it in.

    What is not so is empty.
    """

    form: str
    number: str
    about: str = ""
    version: str = ""
    partner: str = ""

    def reference(self, mark: str) -> str:
        """What stands on the form so that a person, and we, can tell which it is."""
        about = f" about {self.about} {self.version or '0'}" if self.about else ""
        by = f" by {self.partner}" if self.partner else ""
        return f"{self.form} ({mark}), number {self.number}{about}{by}"


_NAME = r"[a-z0-9]+(?:[-.][a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"(?:^|\s)({_NAME}) \(([0-9A-F]{{4}}-[0-9A-F]{{4}})\), number ({_NAME})"
    rf"(?: about ({_NAME}) (\S+))?(?: by ({_NAME}))?$"
)


class Asked(Struct, frozen=True):
    """One field on the paper. `controls` is one, or a box for each answer that can be ticked, in their order."""

    code: str
    id: str
    field: ProcessField
    controls: tuple[Control, ...]

    @property
    def printed(self) -> tuple[str, ...]:
        """What is printed as the question, paragraph by paragraph."""
        help_ = " ".join((self.field.help or "").split())
        return (self.field.asks, help_) if help_ else (self.field.asks,)


class Paper(Struct, frozen=True):
    """A form of the process for one occasion."""

    form: ProcessForm
    occasion: Occasion
    sections: tuple[tuple[FormSection, tuple[Asked, ...]], ...]

    def asked(self) -> Iterator[Asked]:
        """Every field in order."""
        for _, fields in self.sections:
            yield from fields

    @property
    def mark(self) -> str:
        """Eight characters that change with what the form asks, such as 7F3A-91C2."""
        return mark_of(self.occasion.form, self.form)

    @property
    def reference(self) -> str:
        """What stands on the form so that a person, and we, can tell which it is."""
        return self.occasion.reference(self.mark)

    def embedded(self) -> bytes:
        """What the file carries unseen: which form it is, and for what."""
        told = self.occasion
        said = {
            "process-form": told.form, "number": told.number, "document": told.about, "version": told.version,
            "partner": told.partner, "mark": self.mark,
        }  # fmt: skip
        return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()


def mark_of(name: str, form: ProcessForm) -> str:
    """Eight characters that change with what a form asks and with the answers that it offers."""
    asked = [[code, each, field.asks, field.is_, dict(field.answers)] for code, each, field in form.fields()]
    digest = hashlib.sha256(json.dumps([name, asked]).encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"


def paper(form: ProcessForm, occasion: Occasion, answers: Answers, words: AskingWords) -> Paper:
    """The form for an occasion, with `answers` filled in."""
    made = {name: _asked(code, name, field, answers.get(name, ()), words) for code, name, field in form.fields()}
    return Paper(
        form, occasion, tuple((section, tuple(made[name] for name in section.fields)) for section in form.sections)
    )


def _asked(code: str, name: str, field: ProcessField, said: Sequence[str], words: AskingWords) -> Asked:
    boxes = field.boxes
    if boxes:
        ticks = tuple(
            Control(f"{code}.{key}", "tick", f"{code}: {text}", ticked=key in said) for key, text in boxes.items()
        )
        return Asked(code, name, field, ticks)
    value = said[0] if said else ""
    title = f"{code}: {field.asks}"
    if field.is_ == "choice":
        choices = tuple((text, key) for key, text in field.answers.items())
        shown = field.answers.get(value, "")
        return Asked(
            code, name, field, (Control(code, "choice", title, words.say("form-choice"), choices, value=shown),)
        )
    if field.is_ == "date":
        return Asked(code, name, field, (Control(code, "date", title, words.say("form-until"), value=_day(value)),))
    kind: Kind = "line" if field.is_ == "line" else "lines"
    return Asked(code, name, field, (Control(code, kind, title, words.say("form-own-words"), value=value.strip()),))


def _day(text: str) -> str:
    try:
        return show_date(read_date(text))
    except Misread:
        return text


def answers_of(filled: FilledForm) -> dict[str, tuple[str, ...]]:
    """The answers of a form that came back."""
    return {name: tuple(said) for name, said in filled.answers.items()}


class ToldOfPaper(Struct, frozen=True):
    """What a returned file says of itself."""

    occasion: Occasion
    mark: str


def told_of(carried: bytes | None, lines: Sequence[str]) -> ToldOfPaper | None:
    """Which form of the process a file is, by what it carries unseen, else by the line that people see.

    None where it is none.
    """
    try:
        said = json.loads(carried or b"null")
    except ValueError:
        said = None
    if isinstance(said, dict):
        name, number, about, version, partner, mark = (
            str(said.get(key) or "") for key in ("process-form", "number", "document", "version", "partner", "mark")
        )
        if name and number:
            return ToldOfPaper(Occasion(name, number, about, version, partner), mark)
        return None
    for line in (*lines[:40], *lines[-10:]):
        found = _REFERENCE.search(" ".join(line.split()))
        if found:
            version = "" if found[5] in (None, "0") else found[5]
            return ToldOfPaper(Occasion(found[1], found[3], found[4] or "", version, found[6] or ""), found[2])
    return None
