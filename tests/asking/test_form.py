"""The form of a partner: its own questions and those of all, as controls that can be found again."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator

from cli.running import run
from isptool.asking.form import REFERENCE, FormQuestion
from isptool.asking.word_reader import Contents, carried
from isptool.writing.word import digest

from . import ground
from .filling import W14, W, by_id, filled

PARTIES = ("wolds-council", "wolds-fire", "moorland-refuge")


def question(party: str, code: str) -> FormQuestion:
    return next(each for each in ground.made(party).questions if each.code == code)


def codes(party: str, *, own: bool) -> set[str]:
    form = ground.made(party)
    return {each.code for each in (form.own if own else form.shared)}


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────


def test_each_partner_is_asked_only_what_it_can_answer() -> None:
    assert "P19" in codes("wolds-council", own=True)  # its power to give
    assert "P19" not in codes("moorland-refuge", own=True)  # no public body
    assert "P19" in codes("wolds-fire", own=True)  # as sender of the alarms; as recipient it has answered
    assert question("wolds-fire", "P19").cells == ((("party", "wolds-fire"), ("direction", "sender")),)
    assert "P12" not in codes("wolds-fire", own=True)  # answered
    assert "P12" in codes("moorland-refuge", own=True)
    assert "P12" not in codes("wolds-council", own=True)  # receives nothing


def test_what_is_nobodys_own_is_asked_of_those_whom_it_concerns() -> None:
    everyone = [codes(party, own=False) for party in PARTIES]
    assert all("P28" in each for each in everyone)  # asked once, of the document
    when = question("moorland-refuge", "P31")
    assert when.cells == ((("flow", "alarms"),),)
    assert "P31" not in codes("wolds-council", own=False)  # takes no part in that flow


@pytest.mark.parametrize("party", PARTIES)
def test_nothing_is_asked_that_is_answered_or_the_leads(party: str) -> None:
    asked = {each.point_id for each in ground.made(party).questions}
    settled = ground.settled()
    assert all(settled.points[each].state.left_to_agree for each in asked)
    assert asked.isdisjoint({"parent-protocol", "signatures", "parties"})


def test_several_things_have_a_box_each_and_one_has_none() -> None:
    items = question("moorland-refuge", "P25")
    assert [control.title for _, control in items.scope] == [
        "Full name, and address of the home", "Whether the home has an alarm",
    ]  # fmt: skip
    assert all(control.ticked for _, control in items.scope)
    assert question("moorland-refuge", "P39").whom == "Ordinary personal data"
    assert question("moorland-refuge", "P12").scope == ()


def test_a_point_that_takes_one_answer_is_a_drop_down_and_others_are_boxes() -> None:
    when = question("moorland-refuge", "P31")
    assert when.choice is not None
    assert ("P31.1 Continuously, through a link between systems.", "real-time") in when.choice.choices
    assert all(each.tick is None for each in when.answers)
    who = question("moorland-refuge", "P12")
    assert who.choice is None
    assert [each.tick is not None for each in who.answers] == [True] * len(who.answers)


def test_blanks_are_controls_of_the_kind_that_they_hold() -> None:
    blanks = {name: control for each in question("moorland-refuge", "P28").answers
              for name, control in each.blanks.items()}  # fmt: skip
    assert blanks["reference"].kind == "line"
    assert blanks["date"].kind == "date"
    assert blanks["residual-risk"].kind == "choice"
    lead = dict(blanks["lead"].choices)
    assert lead == {"Wolds Council": "wolds-council", "The fire service": "wolds-fire",
                    "Moorland Refuge": "moorland-refuge"}  # fmt: skip
    answers = {each.offer.key: each for each in question("moorland-refuge", "P39").answers}
    period = answers["purpose-then-delete"]
    assert period.blanks["period"].prompt == "[period, usually 12 months]"
    assert period.words == "Deleted when the purpose is met, and at most … after …."


def test_what_was_said_so_far_is_told() -> None:
    said = question("moorland-refuge", "P28").said
    who = "the fire service Data Protection Officer, 11 December 2026"
    assert said == f"So far: Drafted; the panel meets in December. ({who})"


def test_contacts_are_asked_for_post_by_post() -> None:
    contacts = question("moorland-refuge", "P10")
    assert [control.id for control in contacts.contacts][:2] == ["P10.day-to-day.post", "P10.day-to-day.mailbox"]
    assert contacts.answers == ()
    assert contacts.own_words is None
    assert "P10" not in codes("wolds-council", own=True)  # its post is in partners.yaml


def test_an_answer_that_only_lacks_a_fact_is_ticked_already(tmp_path: Path) -> None:
    desk = ground.desk(tmp_path)
    path = tmp_path / "agreements" / "visits.yaml"
    path.write_text(desk.text().replace("      period: 12 months\n", ""))
    desk = ground.Desk(tmp_path)
    from isptool.asking import words
    from isptool.asking.forms import Forms

    settled = desk.settled
    made = Forms(settled, desk.around.book, words.load(), ground.naming(settled)).of("wolds-fire")
    asked = next(each for each in made.questions if each.code == "P39")
    ticked = {each.offer.key: each.tick.ticked for each in asked.answers if each.tick}
    assert [key for key, on in ticked.items() if on] == ["purpose-then-delete"]
    assert asked.said == "Still missing: period."
    blanks = next(each for each in asked.answers if each.offer.key == "purpose-then-delete").blanks
    assert blanks["counted-from"].value == "the date of the visit"


# ── what it is as a file ─────────────────────────────────────────────────────────────────────────────


def body(data: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))


@pytest.mark.parametrize("party", PARTIES)
def test_names_are_unique_short_and_the_same_every_time(party: str) -> None:
    controls = by_id(ground.made(party)).values()
    for names, most in (([each.tag for each in controls], 64), ([each.bookmark.lower() for each in controls], 40)):
        assert len(names) == len(set(names))
        assert max(map(len, names)) <= most
    assert all(re.fullmatch(r"isp_\w+", each.bookmark) for each in controls)
    again = {each.id: each.tag for each in by_id(ground.made(party, everything=True)).values()}
    assert all(again[each.id] == each.tag for each in controls)


def test_a_name_that_is_too_long_is_cut_and_stays_unique() -> None:
    from isptool.asking.form import Control

    first, second = (Control(f"P99.12.{'a-very-long-name' * 5}-{end}", "line", "") for end in "ab")
    assert first.tag != second.tag
    assert first.bookmark != second.bookmark
    assert (len(first.tag), len(first.bookmark)) == (64, 40)


def test_every_control_is_locked_named_in_its_bookmark_and_in_the_order_that_word_wants() -> None:
    form, root = ground.made("moorland-refuge"), body(ground.file("moorland-refuge"))
    found = list(root.iter(f"{W}sdt"))
    controls = by_id(form)
    assert len(found) == len(controls)
    order = ["alias", "tag", "id", "lock", "showingPlcHdr", "kind"]
    kinds = {f"{W}dropDownList", f"{W}date", f"{W}text", f"{W}richText", f"{W14}checkbox"}
    ids = set()
    for sdt in found:
        names = ["kind" if each.tag in kinds else etree.QName(each).localname for each in sdt.find(f"{W}sdtPr")]
        assert names == [name for name in order if name in names]
        assert sdt.find(f"{W}sdtPr/{W}lock").get(f"{W}val") == "sdtLocked"
        ids.add(sdt.find(f"{W}sdtPr/{W}id").get(f"{W}val"))
        assert sdt.getprevious().tag == f"{W}bookmarkStart"
        assert sdt.getnext().tag == f"{W}bookmarkEnd"
    assert len(ids) == len(found)
    by_tag = {each.find(f"{W}sdtPr/{W}tag").get(f"{W}val"): each for each in found}
    for control in controls.values():
        mark = by_tag[control.tag].getprevious().get(f"{W}name")
        assert mark == control.bookmark


def test_each_row_begins_with_its_visible_code() -> None:
    text = [
        ["".join(cell.itertext()).strip() for cell in row.iter(f"{W}tc")]
        for row in body(ground.file("moorland-refuge")).iter(f"{W}tr")
    ]
    rows = {row[0]: row[1] for row in text}
    assert rows["P12.1"].startswith("☐ Only staff who work on the case.")
    assert rows["P31.a"] == "Choose one of the answers"
    assert rows["P25.for"].startswith("This answer is for (untick what it is not for):☒ Full name")
    assert rows["P28.n"].startswith("Not settled yet: [how it stands]")


def test_the_file_says_which_form_it_is_seen_and_unseen() -> None:
    data, form = ground.file("moorland-refuge"), ground.made("moorland-refuge")
    said = json.loads(carried(data) or b"")
    assert (said["document"], said["version"], said["partner"], said["mark"]) == (
        "visits", "1.0", "moorland-refuge", form.mark,
    )  # fmt: skip
    assert list(said["questions"]["P25"][1:]) == ["address", "alarm"]
    seen = next(found for line in Contents(body(data)).lines if (found := REFERENCE.search(line)))
    assert seen.groups() == ("visits", "1.0", "moorland-refuge", form.mark)
    assert b"oxygen" not in (carried(data) or b"")


def test_the_mark_changes_with_what_is_asked() -> None:
    assert len({ground.made(party).mark for party in PARTIES}) == 3


def test_the_same_form_is_the_same_file() -> None:
    ground.file.cache_clear()
    first = ground.file("moorland-refuge")
    ground.file.cache_clear()
    assert digest(first) == digest(ground.file("moorland-refuge"))


@pytest.mark.parametrize("filled_in", [False, True])
def test_word_files_are_valid(tmp_path: Path, filled_in: bool) -> None:
    data = ground.file("moorland-refuge")
    if filled_in:
        values = {"P12.2": True, "P12.2.team": "A & B", "P28.w": "One\nTwo", "P39.n": "Soon", "P39.until": "1 May 2027"}
        data = filled(data, ground.made("moorland-refuge"), values)
    path = tmp_path / "form.docx"
    path.write_bytes(data)
    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(path)
    assert [str(error) for error in result.errors] == []


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def test_a_form_for_each_partner_or_for_one(tmp_path: Path) -> None:
    ran = run(["points", str(ground.VISITS), "--to", "form", "-o", str(tmp_path / "all")])
    assert ran.code == 0, ran.errors
    assert sorted(path.name for path in (tmp_path / "all").glob("*.docx")) == sorted(
        f"visits.form.for-{party}.docx" for party in PARTIES
    )
    ran = run(["points", str(ground.VISITS), "--to", "form", "--for", "wolds-fire", "-o", str(tmp_path / "one")])
    assert ran.code == 0, ran.errors
    assert [path.name for path in (tmp_path / "one").glob("*.docx")] == ["visits.form.for-wolds-fire.docx"]


def test_forms_of_a_whole_workspace_are_refused(tmp_path: Path) -> None:
    ran = run(["points", str(ground.COUNTY), "--to", "form", "-o", str(tmp_path)])
    assert ran.code == 2
    assert ran.errors.startswith("Error: Forms are made for one document at a time.\nName it:")


def test_a_partner_that_takes_no_part_is_refused(tmp_path: Path) -> None:
    ran = run(["points", str(ground.VISITS), "--to", "form", "--for", "nobody", "-o", str(tmp_path)])
    assert ran.code == 2
    assert ran.errors == (
        "Error: nobody takes no part in visits.\nThose who do are: wolds-council, wolds-fire, moorland-refuge.\n"
    )
