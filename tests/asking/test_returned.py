"""A draft that came back: changes and comments by clause and author, values offered as edits, the rest answered."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from cli.running import run
from isptool.cli import terminal
from isptool.cli.opening import open_one
from isptool.cli.printing import Printable, printable
from isptool.cli.rendering import Order, Press
from isptool.reading.source import read_file
from isptool.settling.canonical import canonical
from isptool.writing.document import Document
from isptool.writing.redline import redline
from isptool.writing.word import to_word

from . import ground
from .commenting import commented
from .filling import W, changed, without_part

FILE = Path("agreements", "visits.yaml")
DAY = date(2026, 11, 2)
SPACE = W.strip("{}")


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ground.COUNTY, tmp_path / "county")
    (tmp_path / "back").mkdir()
    monkeypatch.chdir(tmp_path / "county")
    return tmp_path / "county"


def composed(name: Path = FILE) -> tuple[Document, Printable, Press]:
    opened = open_one(str(name))
    printed = printable(opened, DAY)[0]
    press = Press(opened, Order(str(opened.workspace.root), ("",), ("docx",), "full", DAY.isoformat()))
    return press.composed(printed), printed, press


def sent_out() -> bytes:
    """The draft as `render` writes it."""
    document, printed, press = composed()
    return to_word(replace(document, embedded=canonical(printed.settled)), press.house)


def sent_back(*edits: tuple[str, str], author: str = "A. Lawyer", name: Path = FILE) -> bytes:
    """The draft with these changes tracked, as if somebody had made them in Word."""
    before, printed, press = composed(name)
    old = name.read_text()
    new = old
    for was, now in edits:
        assert was in new, was
        new = new.replace(was, now, 1)
    name.write_text(new)
    after = composed(name)[0]
    name.write_text(old)
    marked = redline(before, after, press.house, author=author, on=date(2026, 11, 5))
    return with_data(marked, to_word(replace(before, embedded=canonical(printed.settled)), press.house))


def with_data(data: bytes, other: bytes) -> bytes:
    """A file with the unseen data of another."""
    done = io.BytesIO()
    one, two = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(other))
    with zipfile.ZipFile(done, "w") as new:
        for name in one.namelist():
            new.writestr(name, one.read(name))
        for name in two.namelist():
            if name.startswith("customXml"):
                new.writestr(name, two.read(name))
    return done.getvalue()


def collect(data: bytes, *more: str, party: str = "wolds-fire", name: str = "draft.docx") -> str:
    path = Path("..", "back", name)
    path.write_bytes(data)
    ran = run(["collect", str(path), "--from", party, "--today", "2026-11-09", *more])
    assert ran.code == 0, ran.errors + ran.output
    return ran.output


def data() -> dict[str, object]:
    found: dict[str, object] = read_file(FILE, "x").data
    return found


def comments() -> list[dict[str, str]]:
    rounds = data()["consultation"]
    assert isinstance(rounds, list)
    return [each for one in rounds for each in one["comments"]]


# ── changes of one value ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("was", "now", "clause", "where", "typed"),
    [
        pytest.param(
            "period: 12 months", "period: 6 months", "clause 5.1 Retention and disposal",
            "answers.retention-and-disposal.0.period", "6 months", id="a period",
        ),
        pytest.param(
            "aim: Decide which homes to offer a visit.", "aim: Decide which homes to visit.", "At a glance",
            "purposes.choose-homes.aim", "Decide which homes to visit.", id="words",
        ),
        pytest.param(
            "owner: wolds-council Information Sharing Officer", "owner: wolds-council Head of Governance",
            "the first page", "owner", "wolds-council Head of Governance", id="a post",
        ),
        pytest.param(
            "number: about 4,000", "number: about 3,000", "At a glance", "people.adults.number", "about 3,000",
            id="a number",
        ),
        pytest.param(
            "      Nothing is decided by a machine.", "      Nothing is decided by machines.",
            "clause 3.7 Automated decisions", "answers.automated-decisions.in-our-words",
            "Nothing is decided by machines.\n\n- Ever.", id="a paragraph of own words",
        ),
        pytest.param(
            "      - Ever.", "      - Ever, or in future.", "clause 3.7 Automated decisions",
            "answers.automated-decisions.in-our-words", "Nothing is decided by a machine.\n\n- Ever, or in future.",
            id="a bullet of own words",
        ),
    ],
)  # fmt: skip
def test_a_change_of_one_value_is_made_where_it_stands(
    county: Path, was: str, now: str, clause: str, where: str, typed: str
) -> None:
    before = FILE.read_text()
    said = collect(sent_back((was, now)), "--force")
    assert f"         would set {where} to: {' '.join(typed.split())}\n" in said
    assert "   A. Lawyer: Instead of “" in said
    assert "1 value changed; no remarks to answer.\n" in said
    after = FILE.read_text()
    assert after.startswith(before.replace(was, now, 1).rstrip("\n"))
    assert len(comments()) == 1
    assert comments()[0]["party"] == "wolds-fire"
    assert comments()[0]["answer"].startswith("Done. It now reads: “")
    heading = clause.partition(" ")[2].partition(" ")[2] or clause
    assert heading in comments()[0]["about"]


def test_two_values_in_one_sentence_are_two_edits(county: Path) -> None:
    edits = [("period: 12 months", "period: 2 years"), ("from: the date of the visit", "from: the day of closure")]
    said = collect(sent_back(*edits), "--force")
    assert "would set answers.retention-and-disposal.0.period to: 2 years" in said
    assert "would set answers.retention-and-disposal.0.counted-from to: the day of closure" in said
    assert "2 values changed; no remarks to answer." in said


def test_what_is_printed_twice_is_said_once(county: Path) -> None:
    said = collect(
        sent_back(("owner: wolds-council Information Sharing Officer", "owner: wolds-council Clerk")), "--force"
    )
    assert said.count("would set owner to") == 1
    assert len(comments()) == 1


# ── what stays to be answered ────────────────────────────────────────────────────────────────────────


def test_a_change_that_is_no_value_of_ours_is_kept_as_a_comment(county: Path) -> None:
    def edit(root: object) -> None:
        from lxml import etree

        assert isinstance(root, etree._Element)
        text = next(each for each in root.iter(f"{W}t") if "within 24 hours" in (each.text or ""))
        run_ = text.getparent()
        by = {f"{W}author": "B. Officer", f"{W}date": "2026-11-07T10:00:00Z"}
        gone, new = (etree.Element(f"{W}{tag}", {f"{W}id": "901", **by}) for tag in ("del", "ins"))
        old = etree.fromstring(etree.tostring(run_))
        inside = old.find(f"{W}t")
        inside.tag = f"{W}delText"
        fresh = etree.fromstring(etree.tostring(run_))
        fresh.find(f"{W}t").text = text.text.replace("within 24 hours", "within 12 hours")
        gone.append(old)
        new.append(fresh)
        run_.addprevious(gone)
        run_.addprevious(new)
        run_.getparent().remove(run_)

    before = FILE.read_text()
    said = collect(changed(sent_out(), edit), "--force")
    assert "      B. Officer: Instead of “24” write “12” in: “" in said
    assert re.search(r"Wolds protocol, clause \d+\.\d+ settles this for all; propose a change to the protocol\.", said)
    assert "no values changed; 1 remark to answer." in said
    assert FILE.read_text().startswith(before)
    (comment,) = comments()
    assert "answer" not in comment
    assert comment["about"].endswith("Incidents")


def test_a_comment_is_kept_with_the_words_it_is_on(county: Path) -> None:
    data = commented(sent_out(), "Only staff who work on the case", "Which case is meant?")
    said = collect(data, "--force")
    assert "1 comment, by A. Lawyer" in said
    (comment,) = comments()
    assert comment["said"] == "On “Only staff who work on the case.”: Which case is meant?"
    assert "Who may see it" in comment["about"]


def test_the_same_file_taken_twice_keeps_each_remark_once(county: Path) -> None:
    data = commented(sent_out(), "Only staff who work on the case", "Which case is meant?")
    collect(data, "--force")
    once = FILE.read_text()
    collect(data, "--force")
    assert FILE.read_text() == once


def test_a_no_keeps_the_remark_and_changes_no_value(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def agrees(question: str) -> bool:
        asked.append(question)
        return "Make these changes" in question

    monkeypatch.setattr(terminal, "can_ask", lambda: True)
    monkeypatch.setattr(terminal, "agrees", agrees)
    collect(sent_back(("period: 12 months", "period: 6 months")))
    assert asked == [
        "Set answers.retention-and-disposal.0.period as A. Lawyer would have it?", "Make these changes?",
    ]  # fmt: skip
    assert "period: 12 months" in FILE.read_text()
    assert "answer" not in comments()[0]


def test_partners_that_want_different_values_get_neither(county: Path) -> None:
    names = []
    for name, value in (("fire", "6 months"), ("council", "3 years")):
        path = Path("..", "back", f"{name}.docx")
        path.write_bytes(sent_back(("period: 12 months", f"period: {value}"), author=name))
        names.append(str(path))
    ran = run(["collect", *names, "--from", "wolds-fire", "--force", "--today", "2026-11-09"])
    assert ran.code == 0, ran.errors
    assert ran.output.count("partners would have it differently, so it is kept to be answered.") == 2
    assert "period: 12 months" in FILE.read_text()
    assert len(comments()) == 2


# ── changes that nobody tracked ──────────────────────────────────────────────────────────────────────


def untracked(edit: Callable[[str], str]) -> bytes:
    """The draft with its text changed and nothing tracked."""

    def rewrite(root: object) -> None:
        from lxml import etree

        assert isinstance(root, etree._Element)
        for text in root.iter(f"{W}t"):
            text.text = edit(text.text or "")

    return changed(sent_out(), rewrite)


def test_changes_that_nobody_tracked_are_found(county: Path) -> None:
    data = untracked(lambda text: text.replace("at most 12 months after", "at most 6 months after"))
    said = collect(data, "--force")
    assert "      not tracked: Instead of “12” write “6” in: “" in said
    assert "would set answers.retention-and-disposal.0.period to: 6 months" in said


def test_a_draft_that_nobody_touched_holds_nothing(county: Path) -> None:
    before = FILE.read_text()
    said = collect(sent_out(), "--force")
    assert "no changes and no comments" in said
    assert "visits: nothing new to keep." in said
    assert FILE.read_text() == before


def test_on_another_day_nothing_that_the_day_prints_counts_as_a_change(county: Path) -> None:
    data = sent_out()
    path = Path("..", "back", "draft.docx")
    path.write_bytes(data)
    ran = run(["collect", str(path), "--from", "wolds-fire", "--today", "2027-03-01", "--force"])
    assert "no changes and no comments" in ran.output


def test_what_another_version_of_the_program_prints_of_itself_is_no_change(county: Path) -> None:
    def older(text: str) -> str:
        return text.replace(" sentences from the library", "7 sentences from the library")  # one figure more

    data = untracked(older)
    assert data != sent_out()
    assert "no changes and no comments" in collect(data, "--force")


def test_where_the_document_has_moved_on_only_what_is_tracked_is_read(county: Path) -> None:
    data = sent_back(("period: 12 months", "period: 6 months"))
    FILE.write_text(FILE.read_text().replace("number: about 4,000", "number: about 5,000"))
    said = collect(data, "--force")
    assert "The document has changed since this file was made, so only tracked changes are read." in said
    assert "not tracked" not in said
    assert "1 value changed" in said


# ── which draft, from whom ───────────────────────────────────────────────────────────────────────────


def test_who_sent_it_must_be_said(county: Path) -> None:
    path = Path("..", "back", "draft.docx")
    path.write_bytes(sent_back(("period: 12 months", "period: 6 months")))
    before = FILE.read_text()
    ran = run(["collect", str(path), "--force"])
    assert ran.code == 2
    assert ran.errors.startswith(
        "../back/draft.docx was not read: nobody says who sent it.\n   Add --from with one of: "
    )
    ran = run(["collect", str(path), "--force", "--from", "nobody"])
    assert "nobody takes no part in visits" in ran.errors
    assert FILE.read_text() == before


def test_a_draft_that_lost_its_data_is_known_by_its_title(county: Path) -> None:
    data = without_part(sent_back(("period: 12 months", "period: 6 months")), "customXml/item1.xml")
    said = collect(data, "--force")
    assert "only tracked changes are read" in said
    assert "1 value changed" in said


def test_a_draft_of_another_workspace(county: Path) -> None:
    data = sent_back(("period: 12 months", "period: 6 months"))
    FILE.write_text(FILE.read_text().replace("id: visits", "id: others").replace("Safe and well visits", "Other"))
    path = Path("..", "back", "draft.docx")
    path.write_bytes(data)
    ran = run(["collect", str(path), "--force", "--from", "wolds-fire"])
    assert ran.code == 2
    assert ran.errors.splitlines()[0] == "../back/draft.docx is a draft of visits, which is not in this workspace."


# ── what is done with it ─────────────────────────────────────────────────────────────────────────────


def test_a_reply_is_noted_in_the_round_that_is_open(county: Path) -> None:
    FILE.write_text(FILE.read_text() + "consultation:\n  - sent: 1 November 2026\n    deadline: 20 November 2026\n")
    collect(sent_back(("period: 12 months", "period: 6 months")), "--force")
    (round_,) = data()["consultation"]  # type: ignore[misc]
    assert round_["replied"] == {"wolds-fire": "9 November 2026"}
    assert [each["party"] for each in round_["comments"]] == ["wolds-fire"]


def test_points_show_what_is_unanswered_and_the_move_counts_it(county: Path) -> None:
    collect(commented(sent_out(), "Only staff who work on the case", "Which case is meant?"), "--force")
    said = run(["points", "visits"]).output
    assert re.search(
        r"Consultation: no answer yet to 1 of 1 comment\n   wolds-fire, clause \S+ Who may see it: On “", said
    )
    found = json.loads(run(["points", "visits", "--to", "json"]).output)["consultation"]
    assert (found["comments"], [each["party"] for each in found["unanswered"]]) == (1, ["wolds-fire"])
    FILE.write_text(FILE.read_text().replace("status: draft", "status: consultation"))
    ran = run(["move", "visits", "agreed-in-principle", "--check"])
    assert "  NO   Every comment of the consultation has an answer (0 of 1 have).\n" in ran.output
    FILE.write_text(FILE.read_text().rstrip() + "\n        answer: The case of the visit.\n")
    assert "Consultation:" not in run(["points", "visits"]).output
    ran = run(["move", "visits", "agreed-in-principle", "--check"])
    assert "  yes  Every comment of the consultation has an answer (1 of 1 have).\n" in ran.output


def test_you_said_we_did_is_a_table_in_word(county: Path, tmp_path: Path) -> None:
    import docx

    collect(commented(sent_back(("period: 12 months", "period: 6 months")), "Only staff who work on the case",
                      "Which case?"), "--force")  # fmt: skip
    ran = run(["points", "visits", "--to", "replies", "-o", str(tmp_path)])
    assert ran.code == 0, ran.errors
    table = docx.Document(str(tmp_path / "visits.you-said-we-did.docx")).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["Who", "About", "You said", "We did"]
    assert [row[0] for row in rows[1:]] == ["The fire service"] * 2
    assert rows[1][3].startswith("Done. It now reads: “")
    assert rows[2][3] == "Still to be answered"
