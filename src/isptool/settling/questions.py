"""The questions of a checklist: how each stands in a settled document. Findings and documents both ask here."""

from __future__ import annotations

from collections.abc import Iterable

from isptool.model.checked import QuestionRow, QuestionState
from isptool.model.documents import Head
from isptool.model.node import Node, Row
from isptool.model.point import Checklist, Question
from isptool.model.signed import Signed
from isptool.settling.settled import Settled, SettledPoint, State

_GAPS = {
    "not-yet": State.NOT_YET,
    "withheld-because": State.WITHHELD,
    "not-applicable-because": State.NOT_APPLICABLE,
    "still-to-be-agreed": State.OPEN,
}


def rows_in_print(settled: Settled, checklist: Checklist, signed: Signed) -> tuple[QuestionRow, ...]:
    """The questions of a checklist as a document prints them: how each stands, and how many partners confirmed it.

    They are without their points, and without what rules found; `checking.questions` has rows with both.
    """
    confirmed = confirmed_by(settled, signed)
    return tuple(
        QuestionRow(each.id, each.question, each.about or "", state_of(settled, each), (), confirmed_by=confirmed)
        for each in checklist.questions
    )


def confirmed_by(settled: Settled, signed: Signed) -> int | None:
    """How many parties have agreed to the text as it stands; none where nothing was signed."""
    if not signed.sign_offs:
        return None
    version = settled.document.version
    agreed = {
        each.party
        for each in signed.sign_offs
        if each.decision != "decline" and not each.broken and each.version == version
    }
    return len(agreed)


def state_of(settled: Settled, question: Question) -> QuestionState:
    """How a question stands: by the points that answer it, and by the blocks of the document that do."""
    return question_state(
        [*(each.state for each in points_of(settled, question)), *own_blocks(settled, question).values()]
    )


def points_of(settled: Settled, question: Question) -> tuple[SettledPoint, ...]:
    """The points that answer a question and that this document answers or should answer."""
    return tuple(settled.points[each] for each in question.answered_by if each in settled.points)


def own_blocks(settled: Settled, question: Question) -> dict[str, State]:
    """The blocks of the document itself that answer a question (`partnership`), each with how it stands."""
    return {name: _block(settled.document, name) for name in question.answered_in}


def _block(document: Head, name: str) -> State:
    key = name.replace("-", "_")
    gap = document.gaps.get(name)
    if gap is not None and gap.gap is not None:
        return _GAPS[gap.gap[0]]
    value = getattr(document, key, None)
    if isinstance(value, Row) and value.gap is not None:
        return _GAPS[value.gap[0]]
    return State.ANSWERED if value and _says_something(value) else State.OPEN


def _says_something(value: object) -> bool:
    """Whether a block says anything: one that holds nothing but remarks does not."""
    if not isinstance(value, Node):
        return True
    extra = value.__pydantic_extra__ or {}
    said = value.model_fields_set & (type(value).model_fields.keys() - {"note", "gaps"})
    return bool(extra) or any(getattr(value, name) for name in said)


def question_state(states: Iterable[State]) -> QuestionState:
    """How a question stands that is answered by what is in these states.

    What does not apply decides nothing; where nothing applies, the question does not. A withheld answer is one.
    """
    asked = [each for each in states if each is not State.NOT_APPLICABLE]
    if not asked:
        return "does-not-apply"
    left = [each for each in asked if each.left_to_agree]
    if not left:
        return "inherited" if all(each is State.INHERITED for each in asked) else "answered"
    if len(left) < len(asked) or State.PARTLY in left:
        return "partly"
    return "not-yet" if all(each is State.NOT_YET for each in left) else "still-to-be-agreed"
