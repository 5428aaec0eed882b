"""Which document waits for whom, on what, and since when."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from cli.running import run
from isptool.asking.open_points import open_points
from isptool.asking.waiting import Waiting, longest_first, waiting
from isptool.law.book import LawBook

from . import ground

TODAY = date(2026, 11, 2)
FILE = "agreements/visits.yaml"


def changed(root: Path, *pairs: tuple[str, str], more: str = "") -> list[Waiting]:
    """The county with its agreement changed: for whom it waits."""
    desk = ground.desk(root)
    text = desk.text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (root / FILE).write_text(text + more)
    it = ground.settle(ground.around.__wrapped__(root))
    return longest_first(waiting(it, open_points(it, LawBook.load())), TODAY)


ROUND = """\
consultation:
  - sent: 1 September 2026
    deadline: 15 September 2026
    to: [wolds-council, moorland-refuge]
    replied:
      wolds-council: 9 September 2026
    comments:
      - party: wolds-council
        about: clause 4
        said: Who pays?
      - party: wolds-council
        about: clause 5
        said: Agreed.
        answer: Thank you.
"""


def test_a_consultation_that_nobody_answered_waits_since_it_was_sent(tmp_path: Path) -> None:
    found = changed(tmp_path, more=ROUND)
    first = found[0]
    assert (first.kind, first.party) == ("no-reply", "moorland-refuge")
    assert (first.since, first.until, first.days(TODAY)) == (date(2026, 9, 1), date(2026, 9, 15), 62)


def test_a_comment_without_an_answer_waits_since_it_was_made(tmp_path: Path) -> None:
    (found,) = [each for each in changed(tmp_path, more=ROUND) if each.kind == "comment"]
    assert [comment.about for comment in found.comments] == ["clause 4"]
    assert (found.since, found.days(TODAY)) == (date(2026, 9, 9), 54)


def test_what_is_open_for_a_partner_waits_since_it_was_asked(tmp_path: Path) -> None:
    found = {each.party: each for each in changed(tmp_path, more=ROUND) if each.kind == "open"}
    assert found["moorland-refuge"].since == date(2026, 9, 1)
    assert found["wolds-council"].since is None  # it replied, so what it left open has no date


def test_what_is_open_while_sharing_goes_on_waits_since_it_began(tmp_path: Path) -> None:
    began = "began:\n  on: 3 October 2026\n  authorised-by: wolds-council director\n  because: It could not wait.\n"
    found = [each for each in changed(tmp_path, more=began) if each.kind == "open"]
    assert found
    assert {each.days(TODAY) for each in found} == {30}


def promised(root: Path, until: str) -> Waiting:
    desk = ground.desk(root)
    text = desk.text()
    answers = "answers:\n"
    assert answers in text
    entry = f"  dpia:\n    not-yet: Drafted.\n    who: wolds-council DPO\n    until: {until}\n"
    (root / FILE).write_text(text.replace(answers, answers + entry))
    it = ground.settle(ground.around.__wrapped__(root))
    found = waiting(it, open_points(it, LawBook.load()))
    return next(each for each in found if each.kind == "not-yet" and "dpia" in [point.id for point in each.points])


@pytest.mark.parametrize(("until", "days"), [("20 October 2026", 13), ("2 November 2026", 0), ("2026-11-05", -3)])
def test_a_promise_is_late_from_its_day_on(tmp_path: Path, until: str, days: int) -> None:
    found = promised(tmp_path, until)
    assert (found.party, found.said, found.days(TODAY)) == ("wolds-council", "Drafted.", days)
    assert found.who.endswith(" DPO")
    assert not found.who.startswith("wolds-council")


def test_the_longest_first_then_those_without_a_date_then_what_is_to_come() -> None:
    def one(name: str, since: date | None = None, until: date | None = None) -> Waiting:
        return Waiting(name, name, "not-yet" if until else "open", "", "", since=since, until=until)

    rows = [
        one("later", until=date(2026, 12, 1)), one("undated"), one("sooner", until=date(2026, 11, 3)),
        one("short", since=date(2026, 11, 1)), one("late", until=date(2026, 10, 1)), one("today", until=TODAY),
        one("long", since=date(2026, 5, 1)),
    ]  # fmt: skip
    names = [each.document for each in longest_first(rows, TODAY)]
    assert names == ["long", "late", "short", "today", "undated", "sooner", "later"]


def test_the_command_says_it_for_one_partner_and_as_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(tmp_path, more=ROUND)
    monkeypatch.chdir(tmp_path)
    ran = run(["points", "--for", "moorland-refuge", "--today", "2026-11-02"])
    lines = ran.output.splitlines()
    assert lines[0] == "Waiting, the longest first (as at 2 November 2026):"
    assert "62 days" in lines[1]
    assert lines[1].endswith(
        "Moorland Refuge: no reply to the consultation sent on 1 September 2026, due by 15 September 2026"
    )
    assert all("Moorland Refuge" in line or "the refuge" in line for line in lines[1:])
    data = json.loads(run(["points", "--to", "json", "--today", "2026-11-02"]).output)
    first = data["waiting"][0]
    assert (first["document"], first["why"], first["party"], first["days"]) == (
        "visits", "no-reply", "moorland-refuge", 62,
    )  # fmt: skip
    comment = next(each for each in data["waiting"] if each["why"] == "comment")
    assert comment["comments"] == [{"party": "wolds-council", "about": "clause 4", "said": "Who pays?"}]


def test_a_partner_that_takes_no_part_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ground.desk(tmp_path)
    monkeypatch.chdir(tmp_path)
    ran = run(["points", "--for", "moorland-refug"])
    assert ran.code == 2
    assert ran.errors == ("Error: moorland-refug takes no part in any document here.\nDid you mean moorland-refuge?\n")


def test_where_nothing_is_asked_of_a_partner_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ground.EXAMPLES, tmp_path / "county")
    (tmp_path / "county" / "agreements" / "domestic-abuse-conference.yaml").unlink()
    monkeypatch.chdir(tmp_path / "county")
    ran = run(["points", "--for", "dales-council"])
    assert (ran.output, ran.code) == ("Nothing waits for dales-council.\n", 0)
