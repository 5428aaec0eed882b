"""The questions of a checklist, each with how it stands and the points that decide it; and what the whole means."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from isptool.checking.check import Checked
from isptool.checking.places import dotted
from isptool.findings import Gate, Severity
from isptool.model.checked import PointRow, QuestionRow
from isptool.model.point import Checklist, Question
from isptool.model.signed import Signed
from isptool.settling.questions import confirmed_by, own_blocks, points_of, state_of
from isptool.settling.settled import Part, Place, Settled, SettledPoint, State


def question_rows(
    doc: Settled, checklist: Checklist, checked: Checked | None = None, signed: Signed | None = None
) -> tuple[QuestionRow, ...]:
    """The questions of a checklist for one document, in their order.

    A question is decided by the points that it names and this document answers or should answer. With `checked`,
    its rows count the findings that serve each; with `signed`, the partners that have agreed to the text.
    """
    counted = _served(checked)
    confirmed = confirmed_by(doc, signed) if signed is not None else None
    points = _PointRows(doc)
    return tuple(_row(doc, question, points, counted, confirmed) for question in checklist.questions)


class _PointRows(dict[str, PointRow]):
    """The points of a document as questions list them; each is made once, though several questions name it."""

    def __init__(self, doc: Settled) -> None:
        self.doc = doc

    def __missing__(self, point: str) -> PointRow:
        made = self[point] = _point_row(self.doc, self.doc.points[point])
        return made


def _row(
    doc: Settled, question: Question, points: _PointRows, counted: Mapping[str, tuple[int, int]], confirmed: int | None
) -> QuestionRow:
    errors, warnings = counted.get(question.id, (0, 0))
    return QuestionRow(
        id=question.id,
        question=question.question,
        about=question.about or "",
        state=state_of(doc, question),
        points=tuple(points[each.id] for each in points_of(doc, question)),
        errors=errors,
        warnings=warnings,
        confirmed_by=confirmed,
        blocks=tuple((name, state.value) for name, state in own_blocks(doc, question).items()),
    )


def _point_row(doc: Settled, settled: SettledPoint) -> PointRow:
    clauses: dict[str, None] = {}
    answered_at: dict[str, None] = {}
    why = settled.why
    for _, part in settled.parts():
        if part.inherited is not None:
            clause = f", clause {part.inherited.clause}" if part.inherited.clause else ""
            clauses[f"{part.inherited.title}{clause}"] = None
        elif part.place is not None and part.state in (State.ANSWERED, State.NOT_APPLICABLE, State.WITHHELD):
            answered_at[dotted(_own_place(doc, part).path)] = None
        why = why or part.gap
    return PointRow(
        id=settled.id,
        code=settled.point.code,
        title=settled.point.title,
        state=settled.state.value,
        cells=len(settled.cells),
        open_cells=settled.open_cells,
        clauses=tuple(clauses),
        answered_at=tuple(answered_at),
        why=why,
    )


def _own_place(doc: Settled, part: Part) -> Place:
    """Where the document itself answers a part: it may only fill in a blank of what a protocol settled."""
    assert part.place is not None
    places = [part.place, *(field.place for field in part.fields.values())]
    return next((each for each in places if each.document == doc.document.id), part.place)


def _served(checked: Checked | None) -> dict[str, tuple[int, int]]:
    """By question: how many errors and warnings that count serve it."""
    found: dict[str, tuple[int, int]] = {}
    for each in checked.findings if checked else ():
        for question in each.serves:
            errors, warnings = found.get(question, (0, 0))
            error = each.severity is Severity.ERROR
            warning = each.severity is Severity.WARNING
            found[question] = (errors + error, warnings + warning)
    return found


class Verdict(Struct, frozen=True):
    """What checking came to, in one line, and the figures it is made of."""

    text: str
    errors: int
    warnings: int
    open_points: int
    """Points still to be agreed, or not yet; the halves of a split point count once."""
    answered: int
    """Findings that were waived or accepted."""
    before_next: int
    """Errors to mend before the next step."""
    before_signing: int
    """Errors to mend before signing that do not stand in the way of the next step."""


_STEPS = {
    Gate.DRAFT: (Gate.CONSULTATION, "can go to consultation", "to do before consultation"),
    Gate.CONSULTATION: (Gate.SIGNING, "can be signed", "to do before signing"),
    Gate.SIGNING: (Gate.SIGNING, "can be signed", "to do before signing"),
    Gate.IN_FORCE: (Gate.IN_FORCE, "in order", "to put right"),
    Gate.REGISTER: (Gate.REGISTER, "in order", "to put right"),
}


def verdict(doc: Settled, checked: Checked) -> Verdict:
    """What the findings mean for the next step: "can go to consultation; 3 things to do before signing"."""
    gate, can, before = _STEPS[checked.gate]
    now = checked.errors_before(gate)
    before_signing = checked.errors_before(Gate.SIGNING) if gate is Gate.CONSULTATION else ()
    later = [each for each in before_signing if not each.gate.bites(gate)]
    text = f"{_things(len(now))} {before}" if now else can
    if gate is Gate.CONSULTATION:
        if later:
            text += f"; {_things(len(later), more=bool(now))} to do before signing"
        elif not now:
            text += ", and nothing stands in the way of signing"
    return Verdict(
        text=text,
        errors=checked.count(Severity.ERROR),
        warnings=checked.count(Severity.WARNING),
        open_points=doc.count(State.OPEN, State.PARTLY, State.NOT_YET),
        answered=len(checked.waived) + len(checked.accepted),
        before_next=len(now),
        before_signing=len(later),
    )


def _things(count: int, *, more: bool = False) -> str:
    things = "thing" if count == 1 else "things"
    return f"{count} more {things}" if more else f"{count} {things}"
