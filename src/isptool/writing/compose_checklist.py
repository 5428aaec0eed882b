"""The questions of a checklist: how each stands, and where in the document it is answered."""

from __future__ import annotations

from collections.abc import Sequence

from isptool.model.checked import QuestionState
from isptool.model.point import Checklist, Question
from isptool.settling.questions import own_blocks, points_of, state_of
from isptool.settling.settled import SettledPoint, State
from isptool.writing.compose_citing import cited
from isptool.writing.compose_matter import Matter
from isptool.writing.document import Block, Cell, Gap, Run, Table, Text

_MANY = 3
_MANY_LEFT = 4


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
    for number, question in enumerate(asked.questions if not matter.is_outline else (), 1):
        row = seen.get(question.id)
        points = points_of(matter.settled, question)
        state = row.state if row else state_of(matter.settled, question)
        sections = _own_sections(matter, question)
        confirmed = row.confirmed_by if row else None
        words = (Text(f"{number}. ", bold=True), Text(question.question))
        rows.append((words, _state(matter, state, confirmed), _where(matter, sections, points)))
    head = (say("question"), say("how-it-stands"), say("where"))
    return [Table(say(f"{asked.id}-caption"), head, tuple(rows), widths=(3.6, 1.2, 1.8), anchor="questions-table")]


def _state(matter: Matter, state: QuestionState, confirmed: int | None) -> Cell:
    words = matter.words.name("question-state", state)
    if state in ("partly", "not-yet", "still-to-be-agreed"):
        return (Gap(words),)
    if confirmed:
        return f"{words}; {matter.words.say('confirmed-by', count=str(confirmed))}"
    return words


_SECTIONS = {"partnership": "purpose", "review": "life", "start": "life", "end": "life", "publish": "life"}
"""The anchor of the section that prints a block of the document, where it is not called like it."""


def _own_sections(matter: Matter, question: Question) -> list[str]:
    """The sections that print the blocks of the document by which a question is answered."""
    found = own_blocks(matter.settled, question)
    return [_SECTIONS.get(name, name) for name, state in found.items() if not state.left_to_agree]


def _where(matter: Matter, sections: Sequence[str], points: Sequence[SettledPoint]) -> Cell:
    """Where the points of a question are printed; many in one section are cited by their section."""
    found = [point for point in points if point.id in matter.anchors and point.state is not State.NOT_APPLICABLE]
    by_section: dict[str, list[str]] = {}
    for point in found:
        by_section.setdefault(matter.sections.get(point.id, ""), []).append(matter.anchors[point.id])
    anchors = list(sections)
    for section, members in by_section.items():
        anchors += [section] if section and len(set(members)) >= _MANY else members
    where = cited(matter, anchors)
    runs: list[Run] = list(matter.words.runs("answered-at", where=where)) if where else []
    left = [point.point.title for point in found if point.state.left_to_agree]
    if len(left) > _MANY_LEFT:
        runs.append(Text(f" ({matter.words.say('left-here-many', count=str(len(left)))})"))
    elif left:
        runs.append(Text(f" ({matter.words.say('left-here', what='; '.join(left))})"))
    return tuple(runs)
