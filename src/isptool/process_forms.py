"""The forms of the process (templates/forms): found, the user's folder first, and held against what came back.

Which forms there are, and what they ask, is data that an organisation may change: a file of its own of the same name
stands in place of ours, and one that only it has is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from isptool.errors import IspError
from isptool.findings import Finding, Severity, ValuePath
from isptool.library import find, templates_root
from isptool.reading.codes import Code

if TYPE_CHECKING:
    from isptool.model.process_form import FilledForm, ProcessField, ProcessForm
    from isptool.reading.source import Source
    from isptool.reading.workspace import File

Objection = tuple[str, ValuePath, str]
"""What is wrong: a code, where, and in words."""


def process_form_names(folders: Sequence[Path] = ()) -> list[str]:
    """The names of all forms of the process, ours and those of the user's own, in the order of the alphabet."""
    places = (templates_root(), *folders)
    found = {path.stem for place in places for path in (place / "forms").glob("*.y*ml")}
    return sorted(name for name in found if not name.startswith((".", "~")))


def process_form(name: str, folders: Sequence[Path] = ()) -> ProcessForm:
    """A form of the process: the user's own of that name, else ours.

    Raises `IspError` where there is none, and with the place in the file where it cannot be read whole.
    """
    names = process_form_names(folders)
    if name not in names:
        from isptool.reading.nearest import nearest

        near = nearest(name, names)
        hint = f"Did you mean {near}?" if near else f"The forms are: {', '.join(names)}."
        raise IspError(f"There is no form called {name}.", hint)
    form, findings = _process_form(find(f"forms/{name}.yaml", folders))
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if errors:
        span = errors[0].span
        place = f"{errors[0].file}:{span.line}:{span.column}" if span else errors[0].file
        raise IspError(f"{place}: {errors[0].message}", errors[0].fix or "See `isptool check-templates`.")
    assert form is not None
    return form


def _process_form(path: Path) -> tuple[ProcessForm | None, list[Finding]]:
    from isptool.model.process_form import ProcessForm
    from isptool.reading.shape import shape
    from isptool.reading.source import read_file
    from isptool.reading.workspace import shown

    source = read_file(path, shown(path))
    shaped = shape(source, ProcessForm)
    objections = _form_objections(shaped.model) if shaped.model is not None else ()
    return shaped.model, [*source.findings, *shaped.findings, *(_finding(source, *each) for each in objections)]


def check_forms(folders: Sequence[Path]) -> list[Finding]:
    """Everything wrong with the forms in the user's own folders, each with its place."""
    paths = [path for folder in folders for path in sorted((folder / "forms").glob("*.y*ml"))]
    return [finding for path in paths for finding in _process_form(path)[1]]


def check_filled(files: Sequence[File[FilledForm]], folders: Sequence[Path] = ()) -> list[Finding]:
    """What is wrong with forms that came back: what they answer that is not asked, or cannot be read, or is missing."""
    found: list[Finding] = []
    known: dict[str, ProcessForm | None] = {}
    for file in files:
        filled = file.model
        if filled is None:
            continue
        if filled.form not in known:
            known[filled.form] = (
                process_form(filled.form, folders) if filled.form in process_form_names(folders) else None
            )
        form = known[filled.form]
        if form is None:
            found.append(_finding(file.source, "FRM-02", ("form",), f"There is no form called `{filled.form}`."))
        else:
            found += [_finding(file.source, *each) for each in filled_objections(filled, form)]
    return found


def filled_objections(filled: FilledForm, form: ProcessForm) -> Iterator[Objection]:
    """What is wrong with the answers of one form that came back."""
    fields = {name: field for _, name, field in form.fields()}
    for name, said in filled.answers.items():
        field = fields.get(name)
        if field is None:
            yield "FRM-03", ("answers", name), f"The form `{filled.form}` does not ask `{name}`."
        elif wrong := _misfit(field, said):
            yield "FRM-04", ("answers", name), f"{field.asks}: {wrong}."
    missing = [
        f"{field.asks} (`{name}`)" for name, field in fields.items() if field.needed and not filled.answers.get(name)
    ]
    if missing:
        yield "FRM-05", ("answers",), f"The form needs more: {'; '.join(missing)}."


def _misfit(field: ProcessField, said: Sequence[str]) -> str:
    """Why an answer cannot be one to this field; empty where it can."""
    from isptool.model.fields import Misread, read_date

    allowed = field.boxes or (field.answers if field.is_ == "choice" else {})
    unknown = [each for each in said if allowed and each not in allowed]
    if unknown:
        return f"`{unknown[0]}` is none of {', '.join(allowed)}"
    if field.is_ != "ticks" and len(said) > 1:
        return "it takes one answer, and here is a list"
    if field.is_ == "date":
        try:
            read_date(said[0])
        except Misread as misread:
            return str(misread)
    return ""


def _form_objections(form: ProcessForm) -> Iterator[Objection]:
    seen: dict[str, str] = {}
    for at, section in enumerate(form.sections):
        for name, field in section.fields.items():
            here: ValuePath = ("sections", at, "fields", name)
            if name in seen:
                yield "FRM-01", here, f"`{name}` is asked under “{seen[name]}” already."
            seen[name] = section.title
            if (field.is_ in ("choice", "ticks")) != bool(field.answers):
                lacks = "has no answers to choose from" if not field.answers else "has answers, and none can be chosen"
                yield "FRM-01", here, f"`{name}` is {field.is_} and {lacks}."


CODES = {
    code.code: code
    for code in (
        Code("FRM-01", "form-cannot-be-asked", Severity.ERROR, "A form asks something that cannot be answered",
             "Each answer is kept by the id of its field, and a choice needs something to choose from.",
             "Give each field its own id; give `answers` to choice and ticks, and to no other."),
        Code("FRM-02", "no-such-form", Severity.ERROR, "A form that came back is of a kind that there is not",
             "Without the form nobody can tell what its answers mean.",
             "See `isptool form --list`."),
        Code("FRM-03", "not-asked", Severity.ERROR, "A form that came back answers what the form does not ask",
             "It would never be printed or read.",
             "Correct the id of the field, or take it out."),
        Code("FRM-04", "not-an-answer", Severity.ERROR, "A form that came back has an answer that cannot stand there",
             "A choice has its answers, and a day is a day.",
             "Write one of those that can be chosen, or the day as 15 December 2026."),
        Code("FRM-05", "form-not-complete", Severity.WARNING, "A form that came back lacks what it needs",
             "The record does not show what it is kept for.",
             "Ask whoever filled it in, and collect the form again."),
    )
}  # fmt: skip
"""What can be wrong with forms of the user's own, and with forms that came back."""


def _finding(source: Source, code: str, path: ValuePath, message: str) -> Finding:
    return source.finding(CODES[code], message, path=path)
