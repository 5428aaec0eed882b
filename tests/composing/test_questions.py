"""Documents and findings say the same of the questions of a checklist."""

from __future__ import annotations

import pytest

from isptool import library
from isptool.checking.questions import question_rows
from isptool.writing.document import Table
from isptool.writing.plain import line

from . import ground

BARE = "kind: protocol\nid: bare\ntitle: Bare\n"
PURPOSE = "partnership:\n  purpose: To help people early.\n"
STANDS = {"answered": "Answered", "partly": "Partly answered", "not-yet": "Not yet answered"}


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("", "still-to-be-agreed", "still-to-be-agreed"),
        (PURPOSE, "answered", "still-to-be-agreed"),
        ("partnership:\n  note: ask the board\n", "still-to-be-agreed", "still-to-be-agreed"),
        ("partnership:\n  not-yet: The board meets in May.\n", "not-yet", "still-to-be-agreed"),
        (PURPOSE + "principles: [Share what is needed.]\n", "answered", "partly"),
    ],
)
def test_the_sections_of_a_protocol_answer_its_questions_in_findings_and_documents(
    text: str, first: str, second: str
) -> None:
    settled = ground.settled_protocol(BARE + text)
    rows = question_rows(settled, library.checklists()["protocol-questions"])
    assert [each.state for each in rows[:2]] == [first, second]
    made = ground.composed(settled)
    table = next(block for block in made.blocks if isinstance(block, Table) and block.anchor == "questions-table")
    printed = [line(row[1], made.labels) for row in table.rows if not hasattr(row[1], "blocks")]
    assert printed[:2] == [STANDS.get(each, "Still to be agreed") for each in (first, second)]


def test_a_question_row_names_the_blocks_that_answer_it() -> None:
    rows = question_rows(ground.settled_protocol(BARE + PURPOSE), library.checklists()["protocol-questions"])
    assert rows[0].blocks == (("partnership", "answered"),)
    assert rows[1].blocks == (("partners", "still-to-be-agreed"), ("principles", "still-to-be-agreed"))
