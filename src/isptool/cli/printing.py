"""From what was named to what is printed of it: documents settled, with their questions and the checks answered there.

Rules run only for a document whose text answers some of them: of what rules find, a document prints nothing else.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from isptool.cli.opening import Opened
from isptool.cli.settled import settle
from isptool.model.checked import AnsweredCheck, QuestionRow
from isptool.settling.questions import rows_in_print
from isptool.settling.settled import Settled


class Printable(Struct, frozen=True):
    """One document: settled, how the questions of its checklist stand, and the checks that people answered in it."""

    settled: Settled
    questions: tuple[QuestionRow, ...]
    answered: tuple[AnsweredCheck, ...]


def printable(opened: Opened, today: date) -> list[Printable]:
    """Every named document as it is printed."""
    ready = settle(opened, today)
    answered: dict[str, tuple[AnsweredCheck, ...]] = {}
    with_answers = [each for each in ready.documents if each.document.waivers or each.document.accepted]
    if with_answers:
        from isptool.cli.judging import Bench

        bench = Bench(opened, ready)
        answered = {each.file: bench.check(each).answered for each in with_answers}
    found = []
    for each in ready.documents:
        asked = ready.list_of(each)
        rows = rows_in_print(each, asked, ready.signed_of(each)) if asked is not None else ()
        found.append(Printable(each, rows, answered.get(each.file, ())))
    return found
