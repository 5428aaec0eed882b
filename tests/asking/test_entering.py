"""Answers entered into the files: the smallest change that says them, and everything else as it was."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from isptool.asking.form import CITATIONS
from isptool.reading.source import read_text
from isptool.settling.settled import State

from . import ground

NONE_FOUND = "The partners searched their registers on … and found no document that covers this sharing."
COUNCIL, FIRE, REFUGE = "wolds-council", "wolds-fire", "moorland-refuge"


def change(before: str, after: str) -> str:
    """The lines that went and came."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def taken(tmp_path: Path, party: str, values: dict[str, str | bool], file: str = "agreements/visits.yaml") -> str:
    """How a file changes when the form of a party comes back with these values."""
    desk = ground.desk(tmp_path)
    before = desk.text(file)
    found = desk.take(**{party.replace("-", "_"): ground.returned(party, values)})
    assert found.entered.refused == ()
    assert found.conflicts == []
    assert all(each.unread == [] for each in found.read)
    assert [each for each in desk.around.workspace.files() if each.findings] == []
    return change(before, desk.text(file))


@pytest.mark.parametrize(
    ("party", "values", "expected"),
    [
        pytest.param(
            FIRE,
            {"P46.1": True},
            "+  communication:\n+    answer: one-page-guide",
            id="a point that nobody answered",
        ),
        pytest.param(
            FIRE,
            {"P28.1": True, "P28.1.reference": "DPIA-7", "P28.1.residual-risk": "low"},
            "-    not-yet: Drafted; the panel meets in December.   # said by phone\n"
            "-    who: wolds-fire Data Protection Officer\n"
            "-    until: 11 December 2026\n"
            "+    answer: joint-dpia   # said by phone\n"
            "+    reference: DPIA-7\n"
            "+    residual-risk: low",
            id="a gap for all becomes an answer and keeps its comments",
        ),
        pytest.param(
            FIRE,
            {"P28.n": "Finished; the board reads it.", "P28.who": "the board", "P28.until": "18 December 2026"},
            "-    not-yet: Drafted; the panel meets in December.   # said by phone\n"
            "-    who: wolds-fire Data Protection Officer\n"
            "-    until: 11 December 2026\n"
            "+    not-yet: Finished; the board reads it.   # said by phone\n"
            "+    who: the board\n"
            "+    until: 18 December 2026",
            id="a gap becomes another gap",
        ),
        pytest.param(
            REFUGE,
            {"P39.2": True, "P39.2.schedule": "our own"},
            "-      still-to-be-agreed: The refuge asks for a shorter period.\n"
            "+      answer: recipient-schedule\n"
            "+      schedule: our own",
            id="the entry that leaves exactly this open",
        ),
        pytest.param(
            REFUGE,
            {"P12.1": True},
            "-    for: wolds-fire\n"
            "-    answer: case-team\n"
            "+    - for: wolds-fire\n"
            "+      answer: case-team\n"
            "+    - for: moorland-refuge\n"
            "+      answer: case-team",
            id="an answer that stood alone becomes the first of a list",
        ),
        pytest.param(
            COUNCIL,
            {"P19.w": "Section 1 of the Localism Act 2011"},
            "+  - for: [wolds-council]\n+    power: Section 1 of the Localism Act 2011",
            id="law of a party of which nothing is said",
        ),
        pytest.param(
            REFUGE,
            {"P20.4": True, "P20.4.assessment": "LIA-3"},
            "-    article-6:\n"
            "-      not-yet: The trustees meet in December.\n"
            "-      who: moorland-refuge Manager\n"
            "-      until: 4 December 2026\n"
            "+    article-6: 6(1)(f)\n"
            "+    assessment: LIA-3",
            id="a layer of law that is a gap in exactly this row",
        ),
        pytest.param(
            REFUGE,
            {"P31.a": "P31.4 Monthly, by the ….", "P31.4.by-day": "5th working day"},
            "+    when: monthly\n+    by-day: 5th working day",
            id="when a flow is sent",
        ),
        pytest.param(
            REFUGE,
            {"P14.1": True},
            "+    category: ordinary",
            id="the category of an item",
        ),
        pytest.param(
            COUNCIL,
            {"P01.a": f"P01.1 {NONE_FOUND}", "P01.1.on": "1 November 2026"},
            '+related:\n+  - relation: none-found\n+    "on": 1 November 2026',
            id="related documents",
        ),
        pytest.param(
            COUNCIL,
            {"P47.1": True, "P47.5": True},
            "+start:\n+  answer: after-all-sign\n+end:\n+  answer: open-ended",
            id="a point with two homes",
        ),
        pytest.param(
            COUNCIL,
            {"P48.2": True},
            "+review:\n+  answer: annual",
            id="a block of its own",
        ),
        pytest.param(
            FIRE,
            {"P26.for.safety-plan": False, "P26.3": True},
            "-    still-to-be-agreed:\n"
            "+    - still-to-be-agreed:\n"
            "+    - for: choose-homes\n"
            "+      answer: serious-harm",
            id="one of the things that are open",
        ),
        pytest.param(
            FIRE,
            {"P26.w": "First.\n- A point: with a colon\n- # and a mark"},
            "-    still-to-be-agreed:\n"
            "+    in-our-words: |\n"
            "+      First.\n"
            "+      - A point: with a colon\n"
            "+      - # and a mark",
            id="own words under a bar",
        ),
        pytest.param(
            FIRE,
            {"P46.x": "It is known already."},
            "+  communication:\n+    not-applicable-because: It is known already.",
            id="what does not apply",
        ),
    ],
)
def test_the_smallest_change(tmp_path: Path, party: str, values: dict[str, str | bool], expected: str) -> None:
    assert taken(tmp_path, party, values) == expected


def test_contacts_go_to_the_file_of_partners(tmp_path: Path) -> None:
    values: dict[str, str | bool] = {"P10.day-to-day.post": "Manager", "P10.incidents.phone": "01999 555 0109"}
    assert taken(tmp_path, REFUGE, values, "partners.yaml") == (
        "+    contacts:\n+      day-to-day:\n+        post: Manager\n+      incidents:\n+        phone: 01999 555 0109"
    )
    assert ground.Desk(tmp_path).settled.points["contact-points"].open_cells == 1  # the fire service's


def test_what_a_protocol_settled_is_not_said_again_where_only_a_fact_was_missing(tmp_path: Path) -> None:
    values: dict[str, str | bool] = {"P11.2.manager-grade": "the head of service"}
    form = ground.made(FIRE)
    asked = next(each for each in form.questions if each.code == "P11")
    ticked = next(each for each in asked.answers if each.tick and each.tick.ticked)
    values = {f"{ticked.id}.manager-grade": "the head of service"}
    assert taken(tmp_path, FIRE, values) == "+  staff-responsibilities:\n+    manager-grade: the head of service"
    point = ground.Desk(tmp_path).settled.points["staff-responsibilities"]
    assert not point.state.left_to_agree


def test_partners_that_say_the_same_share_one_entry(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    before = desk.text()
    values: dict[str, str | bool] = {"P29.w": "In our own privacy notice."}
    found = desk.take(**{party.replace("-", "_"): ground.returned(party, values) for party in (COUNCIL, FIRE, REFUGE)})
    assert len(found.entered.written) == 3
    assert change(before, desk.text()) == "+  transparency:\n+    in-our-words: In our own privacy notice."


def test_partners_that_say_different_things_of_themselves_each_have_their_own(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    before = desk.text()
    desk.take(wolds_fire=ground.returned(FIRE, {"P35.w": "Ours."}),
              moorland_refuge=ground.returned(REFUGE, {"P35.w": "Theirs."}))  # fmt: skip
    assert change(before, desk.text()) == (
        "+  storage-and-hosting:\n"
        "+    - for: wolds-fire\n"
        "+      in-our-words: Ours.\n"
        "+    - for: moorland-refuge\n"
        "+      in-our-words: Theirs."
    )


def test_the_law_of_one_party_is_one_row(tmp_path: Path) -> None:
    values: dict[str, str | bool] = {"P19.w": "A power", "P20.1": True}
    assert taken(tmp_path, COUNCIL, values) == (
        "+  - for: [wolds-council]\n+    power: A power\n+    article-6: 6(1)(e)"
    )


def test_a_row_for_several_parties_is_left_and_a_narrower_one_put_beside_it(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    path = tmp_path / "agreements" / "visits.yaml"
    everybody = "  - for: [moorland-refuge, wolds-fire, safety-plan]\n"
    path.write_text(desk.text().replace("  - for: moorland-refuge\n", everybody))
    desk = ground.Desk(tmp_path)
    before = desk.text()
    from isptool.asking import words
    from isptool.asking.forms import Forms
    from isptool.asking.word_form import to_word

    from .filling import filled

    settled = desk.settled
    made = Forms(settled, desk.around.book, words.load(), ground.naming(settled)).of(REFUGE)
    data = filled(to_word(made, settled, words.load(), ground.house()), made, {"P20.4": True})
    found = desk.take(moorland_refuge=data)
    assert found.entered.refused == ()
    assert change(before, desk.text()) == "+  - for: [moorland-refuge, safety-plan]\n+    article-6: 6(1)(f)"


def test_an_answer_that_stands_already_changes_nothing(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    data = ground.returned(FIRE, {"P46.1": True, "P28.w": "Ours"})
    assert len(desk.take(wolds_fire=data).entered.written) == 2
    before = desk.text()
    again = desk.take(wolds_fire=data)
    assert len(again.entered.there_already) == 2
    assert again.entered.texts == {}
    assert desk.text() == before


def test_an_answer_that_differs_from_one_taken_before_is_shown_and_not_written(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    desk.take(wolds_fire=ground.returned(FIRE, {"P46.1": True}))
    before = desk.text()
    found = desk.take(wolds_council=ground.returned(COUNCIL, {"P46.2": True}))
    ((answered, why),) = found.entered.refused
    assert answered.reply.keys == ("team-briefing",)
    assert why == "it is answered already: A one-page guide for practitioners."
    assert desk.text() == before


def test_partners_that_answer_differently_are_both_shown_and_neither_is_written(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    before = desk.text()
    found = desk.take(
        wolds_fire=ground.returned(FIRE, {"P46.1": True, "P45.w": "Ours"}),
        wolds_council=ground.returned(COUNCIL, {"P46.2": True, "P45.w": "Ours"}),
        moorland_refuge=ground.returned(REFUGE, {"P46.1": True}),
    )
    (conflict,) = found.conflicts
    assert conflict.question == "P46 Making it known"
    assert [(each.partner, each.reply.keys) for each in conflict.answers] == [
        (FIRE, ("one-page-guide",)), (COUNCIL, ("team-briefing",)), (REFUGE, ("one-page-guide",)),
    ]  # fmt: skip
    assert "communication" not in desk.text()
    assert change(before, desk.text()) == "+  feedback:\n+    in-our-words: Ours"


def test_one_form_filled_by_two_people_in_conflict(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    before = desk.text()
    from isptool.asking import words
    from isptool.asking.collecting import Collector
    from isptool.asking.read_form import open_form

    collector = Collector(desk.around, desk.settled, words.load())
    for number, values in enumerate(({"P12.1": True}, {"P12.5": True})):
        opened = open_form(ground.returned(REFUGE, dict(values)), f"{number}.docx")
        assert opened.told is not None
        collector.add(opened, opened.told)
    found = collector.enter()
    assert [each.file for each in found.conflicts[0].answers] == ["0.docx", "1.docx"]
    assert found.entered.texts == {}
    assert desk.text() == before


def test_one_answer_that_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    path = tmp_path / "agreements" / "visits.yaml"
    alone = "    # Only the fire service has answered.\n    for: wolds-fire\n    answer: case-team\n"
    in_braces = "  who-has-access: {for: wolds-fire, answer: case-team} # in braces\n"
    path.write_text(desk.text().replace(f"  who-has-access:\n{alone}", in_braces))
    desk = ground.Desk(tmp_path)
    found = desk.take(moorland_refuge=ground.returned(REFUGE, {"P12.1": True, "P46.1": True}))
    codes = {each.question.code for each in found.entered.written}
    assert "P46" in codes
    data = read_text(desk.text(), "x").data
    assert data["answers"]["communication"] == {"answer": "one-page-guide"}
    if "P12" in codes:
        assert data["answers"]["who-has-access"][0] == {"for": "wolds-fire", "answer": "case-team"}


def test_a_protocol_is_answered_under_settles(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    from isptool.asking import words
    from isptool.asking.collecting import Collector
    from isptool.asking.forms import Forms
    from isptool.asking.read_form import open_form
    from isptool.asking.word_form import to_word

    from .filling import filled

    settled = ground.settle(desk.around, "wolds")
    made = Forms(settled, desk.around.book, words.load(), ground.naming(settled)).of(COUNCIL)
    asked = {each.point_id: each for each in made.questions}
    assert "incidents" not in asked
    code = asked["feedback"].code
    data = filled(to_word(made, settled, words.load(), ground.house()), made, {f"{code}.w": "By telephone."})
    opened = open_form(data, "x.docx")
    assert opened.told is not None
    collector = Collector(desk.around, settled, words.load())
    collector.add(opened, opened.told)
    found = collector.enter()
    ((name, text),) = found.entered.texts.items()
    assert name.endswith("protocols/wolds.yaml")
    assert change(desk.text("protocols/wolds.yaml"), text) == "+  feedback:\n+    in-our-words: By telephone."


def test_everything_that_was_open_for_a_party_can_be_closed(tmp_path: Path) -> None:
    """Own words to every question but those that take facts: nothing is left that only this party can answer."""
    desk = ground.desk(tmp_path)
    form = ground.made(REFUGE)
    values: dict[str, str | bool] = {
        each.own_words.id: "6(1)(f)" if each.point.home in CITATIONS else f"Our words on {each.code}."
        for each in form.questions
        if each.own_words is not None
    }
    found = desk.take(moorland_refuge=ground.returned(REFUGE, values))
    assert found.entered.refused == ()
    settled = desk.settled
    left = {
        name
        for name, point in settled.points.items()
        for cell in point.cells
        if cell.at("party") == REFUGE and cell.state.left_to_agree
    }
    assert left <= {"contact-points", "signatures"}
    assert settled.points["dpia"].state is State.ANSWERED
