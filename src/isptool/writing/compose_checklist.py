"""The questions of a checklist: how each stands, and where in the document it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from isptool.model.checked import QuestionState
from isptool.model.documents import Protocol
from isptool.model.point import Checklist, Question
from isptool.settling.settled import SettledPoint, State
from isptool.writing.compose_matter import Matter
from isptool.writing.document import Block, Cell, Gap, Ref, Run, Table, Text

_MANY = 3
_MANY_LEFT = 4
_ANSWERED_IN = {"PQ1": ("purpose",), "PQ2": ("partners", "principles"), "PQ3": ("life",)}


def checklist(matter: Matter) -> Checklist | None:
    """The checklist whose questions this kind of document prints: the ten questions, or the three."""
    wanted = "protocol-questions" if matter.settled.is_protocol else "ten-questions"
    return matter.checklists.get(wanted)


def questions(matter: Matter) -> list[Block]:
    """The questions as a table: the question, how it stands, and where."""
    asked = checklist(matter)
    if asked is None:
        return []
    say = matter.words.say
    seen = {row.id: row for row in matter.at.questions}
    rows: list[tuple[Cell, ...]] = []
    for question in asked.questions:
        row = seen.get(question.id)
        points = [point for each in question.answered_by if (point := matter.settled_point(each)) is not None]
        state = row.state if row else question_state(point.state for point in points)
        sections = _own_sections(matter, question)
        if sections and state == "does-not-apply":
            state = "answered"
        confirmed = row.confirmed_by if row else None
        rows.append((question.question, _state(matter, state, confirmed), _where(matter, sections, points)))
    head = (say("question"), say("how-it-stands"), say("where"))
    return [Table(say(f"{asked.id}-caption"), head, tuple(rows), widths=(2.2, 1, 1.5), anchor="questions-table")]


def question_state(states: Iterable[State]) -> QuestionState:
    """How a question stands whose points are in these states; points that do not apply decide nothing."""
    asked = [state for state in states if state is not State.NOT_APPLICABLE]
    if not asked:
        return "does-not-apply"
    left = [state for state in asked if state.left_to_agree]
    if not left:
        return "inherited" if all(state is State.INHERITED for state in asked) else "answered"
    if len(left) < len(asked) or State.PARTLY in left:
        return "partly"
    return "not-yet" if all(state is State.NOT_YET for state in left) else "still-to-be-agreed"


def _state(matter: Matter, state: QuestionState, confirmed: int | None) -> Cell:
    words = matter.words.name("question-state", state)
    if state in ("partly", "not-yet", "still-to-be-agreed"):
        return (Gap(words),)
    if confirmed:
        return f"{words}; {matter.words.say('confirmed-by', count=str(confirmed))}"
    return words


def _own_sections(matter: Matter, question: Question) -> list[str]:
    """The sections of a protocol that answer a question by facts of its own, which are no points."""
    document = matter.settled.document
    if not isinstance(document, Protocol):
        return []
    stands = {
        "purpose": document.partnership is not None and document.partnership.purpose is not None,
        "partners": bool(document.partners),
        "principles": bool(document.principles),
        "life": document.review is not None,
    }
    return [section for section in _ANSWERED_IN.get(question.id, ()) if stands[section]]


def _where(matter: Matter, sections: Sequence[str], points: Sequence[SettledPoint]) -> Cell:
    """Where the points of a question are printed; many in one section are cited by their section."""
    found = [point for point in points if point.id in matter.anchors and point.state is not State.NOT_APPLICABLE]
    by_section: dict[str, list[SettledPoint]] = {}
    for point in found:
        by_section.setdefault(matter.sections.get(point.id, ""), []).append(point)
    runs: list[Run] = []
    for anchor in sections:
        runs += [*([Text("; ")] if runs else []), Ref(anchor)]
    for section, members in by_section.items():
        anchors = dict.fromkeys(matter.anchors[point.id] for point in members)
        if section and len(anchors) >= _MANY:
            anchors = {section: None}
        for anchor in anchors:
            runs += [*([Text("; ")] if runs else []), Ref(anchor)]
    left = [point.point.title for point in found if point.state.left_to_agree]
    if len(left) > _MANY_LEFT:
        runs.append(Text(f" ({matter.words.say('left-here-many', count=str(len(left)))})"))
    elif left:
        runs.append(Text(f" ({matter.words.say('left-here', what='; '.join(left))})"))
    return tuple(runs)
