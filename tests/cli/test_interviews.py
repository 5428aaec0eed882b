"""Interviews that are stopped and gone on with: nothing is lost, and they go on exactly there."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from isptool.cli import interviewing, terminal
from isptool.cli.interviewing import edits_between, without_gaps
from isptool.findings import Edit
from isptool.reading.edit import apply
from isptool.reading.source import read_file, read_text

from .running import EXAMPLES, HERE, run

if TYPE_CHECKING:
    from .typing_at import Terminal


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Lines that a person will type; `^C` is Ctrl-C, and at the end of them input is closed."""
    waiting: list[str] = []

    def read(prompt: str) -> str:
        if not waiting:
            raise EOFError
        line = waiting.pop(0)
        if line == "^C":
            raise KeyboardInterrupt
        return line

    monkeypatch.setattr(terminal, "can_ask", lambda: True)
    monkeypatch.setattr(terminal, "read_line", read)
    yield lambda *lines: waiting.extend(lines)
    assert waiting == []


KEPT = Path(".isptool-interviews/agreement-more.json")
BEGUN = ("More visits", "more", "1,2", "fire-safety", "", "2")
"""Title, id, parties, purpose, no other purpose, who uses it."""


def titles(output: str) -> list[str]:
    """The titles of the questions that were put, in order."""
    return re.findall(r"^(\S.*)  \(\d+ left\)$", output, re.MULTILINE)


@pytest.mark.parametrize("way", ["q", "stop", "^C", None])
def test_every_way_of_stopping_keeps_everything(small: Path, typed: Callable[..., None], way: str | None) -> None:
    typed(*BEGUN, *([way] if way else []))
    ran = run(["new", "agreement"])
    assert ran.code == 0
    assert "Stopped, and nothing is lost: 3 replies kept, " in ran.output
    assert "Go on:               isptool new agreement more --resume\n" in ran.output
    assert not (small / "agreements" / "more.yaml").exists()
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert kept["data"]["purposes"]["fire-safety"]["used-by"] == "wolds-fire"
    assert [step[0] for step in kept["steps"]] == [
        "parties", "purposes", "more.purposes.1", "purposes.fire-safety.used-by",
    ]  # fmt: skip


@pytest.mark.parametrize("again", [["more"], ["more", "--resume"], ["--resume"]])
def test_the_same_command_goes_on_exactly_there(small: Path, typed: Callable[..., None], again: list[str]) -> None:
    typed(*BEGUN, "q")
    stopped_at = titles(run(["new", "agreement"]).output)[-1]
    typed("q")
    ran = run(["new", "agreement", *again])
    assert titles(ran.output) == [stopped_at]
    assert ran.output.startswith("Going on with more: 3 replies so far.\n")
    typed("b", "1", "w")  # back over the stop
    ran = run(["new", "agreement", "more"])
    assert titles(ran.output)[1] == "Users"
    assert "   You had said: wolds-fire\n" in ran.output
    data = read_file(small / "agreements" / "more.yaml", "x").data
    assert data["purposes"]["fire-safety"]["used-by"] == "wolds-council"
    assert not KEPT.parent.exists()


def test_what_was_kept_can_be_written_without_asking(small: Path, typed: Callable[..., None]) -> None:
    typed(*BEGUN, "q")
    run(["new", "agreement"])
    ran = run(["new", "agreement", "more", "--resume", "--no-input"])
    assert ran.code == 0, ran.errors
    assert read_file(small / "agreements" / "more.yaml", "x").data["title"] == "More visits"
    assert run(["validate", "more"]).code == 0


def test_before_it_has_an_id_it_takes_one_of_its_title(small: Path, typed: Callable[..., None]) -> None:
    typed("More visits")
    ran = run(["new", "agreement"])
    assert "isptool new agreement more-visits --resume" in ran.output
    typed("q")
    assert titles(run(["new", "agreement", "--resume"]).output)[0] == "Parties"


def test_before_it_has_a_title_there_is_nothing(small: Path, typed: Callable[..., None]) -> None:
    typed("^C")
    ran = run(["new", "agreement"])
    assert (ran.output[-19:], ran.code) == ("Nothing was begun.\n", 0)
    assert not Path(".isptool-interviews").exists()


def test_which_one_is_asked_for_where_several_are_kept(small: Path, typed: Callable[..., None]) -> None:
    for name in ("one", "two"):
        typed("Title", "1,2", "q")
        run(["new", "agreement", name])
    ran = run(["new", "agreement", "--resume", "--no-input"])
    assert ran.code == 2
    assert ran.errors == ("Error: Several are kept: one, two.\nSay which: isptool new agreement one --resume\n")


def test_where_nothing_is_kept_it_says_so(small: Path) -> None:
    ran = run(["new", "agreement", "--resume", "--no-input"])
    assert ran.errors.startswith("Error: No interview for a new agreement is kept here.\n")
    ran = run(["new", "protocol", "nothing", "--resume", "--no-input"])
    assert ran.errors == (
        "Error: No interview for the protocol nothing is kept, and there is no file of it.\n"
        "Begin it: isptool new protocol nothing\n"
    )


def test_a_kept_interview_that_cannot_be_read(small: Path) -> None:
    KEPT.parent.mkdir()
    for text in ("{", "[]", '{"format": 2, "data": {}, "notes": {}, "steps": [], "base": null}', '{"steps": [[1]]}'):
        KEPT.write_text(text)
        ran = run(["new", "agreement", "more", "--no-input"])
        assert ran.code == 2
        assert ran.errors.startswith("Error: .isptool-interviews/agreement-more.json, in which the interview is kept, ")


def test_a_document_that_was_written_is_gone_on_with_and_nothing_else_changes(
    small: Path, typed: Callable[..., None]
) -> None:
    run(["new", "agreement", "more", "--from", "visits", "--no-input"])
    path = small / "agreements" / "more.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# Our own remark\nx-ours: kept\n", encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert "  communication:\n    still-to-be-agreed:\n" in before

    def answers() -> Iterator[str]:
        while True:
            yield "s"

    source = answers()
    last: list[str] = []

    def read(prompt: str) -> str:
        return "y" if prompt.startswith("Change ") else "1" if last[-1:] == ["P46 Making it known"] else next(source)

    with pytest.MonkeyPatch.context() as patch:
        say = terminal.say

        def said(text: str = "") -> None:
            found = titles(text)
            last.extend(found)
            say(text)

        patch.setattr(terminal, "read_line", read)
        patch.setattr(terminal, "say", said)
        ran = run(["new", "agreement", "more", "--resume"])
    assert ran.code == 0, ran.errors
    after = path.read_text(encoding="utf-8")
    assert after == before.replace(
        "  communication:\n    still-to-be-agreed:\n", "  communication:\n    answer: one-page-guide\n"
    )
    assert "-    still-to-be-agreed:\n+    answer: one-page-guide\n" in ran.output
    assert not KEPT.exists()


@pytest.mark.parametrize("path", sorted((EXAMPLES / "wolds-and-dales").glob("*s/*.yaml")), ids=lambda path: path.stem)
def test_every_document_can_be_gone_on_with_and_where_nothing_is_said_nothing_changes(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: Callable[..., None]
) -> None:
    kind = path.parent.name.removesuffix("s")
    if kind not in ("agreement", "protocol"):
        return
    shutil.copytree(EXAMPLES / "wolds-and-dales", tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")
    typed("w")
    ran = run(["new", kind, path.stem, "--resume"])
    assert ran.code == 0, ran.errors
    assert ran.output.endswith("Nothing is new, so nothing was changed.\n")
    assert (tmp_path / "county" / path.parent.name / path.name).read_bytes() == path.read_bytes()


def test_a_no_to_the_difference_keeps_the_interview(small: Path, typed: Callable[..., None]) -> None:
    before = (small / "agreements" / "visits.yaml").read_bytes()
    typed("Another aim entirely.", "w", "n")
    ran = run(["new", "agreement", "visits", "--resume"])
    assert ran.output.endswith("Nothing was changed.\n")
    assert (small / "agreements" / "visits.yaml").read_bytes() == before
    assert Path(".isptool-interviews/agreement-visits.json").exists()


def test_an_id_that_is_taken_says_how_to_go_on(small: Path) -> None:
    ran = run(["new", "agreement", "visits", "--no-input"])
    assert ran.errors == (
        "Error: visits is the id of agreements/visits.yaml already.\n"
        "Choose another id, or go on with it: isptool new agreement visits --resume\n"
    )


def test_a_protocol_and_a_partner_are_gone_on_with_too(small: Path, typed: Callable[..., None]) -> None:
    typed("Dales", "dales", "To help.", *"sssss", "1", "1,2", "n", "2", "q")
    ran = run(["new", "protocol"])
    stopped_at = titles(ran.output)[-1]
    typed("q")
    again = run(["new", "protocol", "dales"])
    assert titles(again.output) == [stopped_at]
    kept = json.loads(Path(".isptool-interviews/protocol-dales.json").read_text())
    assert list(kept["notes"]["split"].values()) == ["may-add"]
    typed("Dales Council", "", "Dales", "q")
    ran = run(["new", "partner"])
    assert "isptool new partner dales-council --resume" in ran.output
    typed("district council", "w", "y")
    ran = run(["new", "partner", "--resume"])
    partners = read_file(small / "partners.yaml", "x").data["partners"]
    assert partners["dales-council"] == {"name": "Dales Council", "called": "Dales", "kind": "district-council"}


def test_only_what_is_new_becomes_an_edit() -> None:
    text = (
        "answers:\n  # why\n  a:\n    still-to-be-agreed:\n  b:\n    answer: x\nlaw:\n  - for: [p]\n    power:\n"
        "      still-to-be-agreed:\n    # kept\n    duty: d\n"
    )
    old = read_text(text, "x").data
    new = without_gaps(old)
    assert new == {"answers": {"b": {"answer": "x"}}, "law": [{"for": ["p"], "duty": "d"}]}
    assert list(edits_between(old, new)) == []
    new["answers"]["a"] = {"answer": "other"}
    new["law"][0]["power"] = "z"
    new["law"].append({"for": ["q"], "power": "r"})
    new["people"] = {}
    edits = list(edits_between(old, new))
    assert edits == [
        Edit("set", ("answers", "a"), {"answer": "other"}),
        Edit("set", ("law", 0, "power"), "z"),
        Edit("add-item", ("law",), {"for": ["q"], "power": "r"}),
    ]
    assert apply(read_text(text, "x"), edits) == (
        "answers:\n  # why\n  a:\n    answer: other\n  b:\n    answer: x\nlaw:\n  - for: [p]\n    power: z\n"
        "    # kept\n    duty: d\n  - for: [q]\n    power: r\n"
    )


def test_who_cannot_be_asked_is_told_which_options_to_use(small: Path) -> None:
    ran = run(["new", "agreement"])
    assert ran.code == 2
    assert ran.errors == (
        "Error: Nobody can be asked here, because input or output is not a terminal.\n"
        "Add --no-input, and give what is known with --answers FILE or --set title=...\n"
    )


def test_rows_of_files_are_taken_without_asking(small: Path) -> None:
    (small / "items.csv").write_text("Item;Category;Owner\nKey safe;ordinary;x\nOxygen;health;y\n", encoding="utf-8")
    (small / "flows.csv").write_text("From\tTo\tHow often\nwolds-council\twolds-fire\tmonthly\n", encoding="utf-8")
    known = "parties: {wolds-council: , wolds-fire: }\npeople: {adults: {what: Adults}}\ntitle: More\n"
    (small / "known.yaml").write_text(known, encoding="utf-8")
    ran = run(
        [
            "new",
            "agreement",
            "more",
            "--no-input",
            "--answers",
            "known.yaml",
            "--data",
            "items.csv",
            "--flows",
            "flows.csv",
        ]
    )
    assert ran.code == 0, ran.errors
    assert "items.csv: Columns not used: “Owner”\n" in ran.errors
    data = read_file(small / "agreements" / "more.yaml", "x").data
    assert data["data"]["oxygen"] == {"what": "Oxygen", "about": "adults", "category": "special-health"}
    assert data["flows"]["wolds-council-to-wolds-fire"] == {
        "from": "wolds-council", "to": "wolds-fire", "data": ["key-safe", "oxygen"], "when": "monthly",
    }  # fmt: skip
    ran = run(["new", "protocol", "p", "--no-input", "--data", "items.csv"])
    assert ran.errors == "Error: --data is for agreements.\nLeave it out for a protocol.\n"


def test_without_the_extra_menus_say_what_to_install(
    small: Path, typed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "questionary", None)
    ran = run(["new", "agreement", "--ask-with", "menus"])
    assert ran.code == 2
    assert ran.errors == (
        "Error: Menus need a further package, which is not installed.\n"
        'Install it with `pip install "isptool[menus]"`, or leave out --ask-with menus.\n'
    )
    assert interviewing.ASKERS == ("plain", "menus")


# ── at a terminal ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def terminals(small: Path) -> Iterator[Callable[..., Terminal]]:
    """Terminals in the workspace; whatever still runs at the end of the test is ended."""
    pytest.importorskip("termios")  # there are no pseudo-terminals on Windows
    from .typing_at import at_terminal

    with at_terminal(small) as begin:
        yield begin


def test_two_at_one_interview_overwrite_no_reply(small: Path, terminals: Callable[..., Terminal]) -> None:
    first, second = terminals("new", "agreement", "more"), terminals("new", "agreement", "more")
    first.until_asked()
    second.until_asked()
    first.type("Visits")
    said = second.type("Other visits")
    assert "Error: Another isptool asks for more too, and has kept a reply since.\n" in said
    assert second.end() == 2
    assert "Wrote agreements/more.yaml.\n" in first.type("w")
    assert first.end() == 0
    assert "\ntitle: Visits\n" in (small / "agreements" / "more.yaml").read_text(encoding="utf-8")


def test_what_was_answered_is_kept_where_another_wrote_the_file_meanwhile(
    small: Path, terminals: Callable[..., Terminal]
) -> None:
    first = terminals("new", "agreement", "more")
    first.until_asked()
    first.type("Visits")
    assert run(["new", "agreement", "more", "--no-input"]).code == 0
    said = first.type("w")
    assert "Error: agreements/more.yaml is there already, and was left as it is.\n" in said
    assert first.end() == 2
    (kept,) = (small / ".isptool-interviews").iterdir()
    assert '"title": "Visits"' in kept.read_text(encoding="utf-8")


def test_an_interview_at_a_terminal_stopped_gone_on_with_and_finished(
    small: Path, terminals: Callable[..., Terminal]
) -> None:
    first = terminals("new", "agreement")
    assert first.until_asked().startswith("\nTitle  (2 left)\nWhat is it called?\n")
    for line in BEGUN[:-1]:
        said = first.type(line)
    assert titles(said) == ["Users"]
    said = first.type("2")
    assert titles(said) == ["The people concerned"]
    said = first.press(b"\x03")  # Ctrl-C
    assert "Stopped, and nothing is lost: 3 replies kept, " in said
    assert first.end() == 0
    assert not (small / "agreements" / "more.yaml").exists()

    second = terminals("new", "agreement", "more")
    said = second.until_asked()
    assert said.startswith("Going on with more: 3 replies so far.\n")
    assert titles(said) == ["The people concerned"]
    second.type("Adults known to need care")
    second.type("")  # nobody else
    said = second.type("identity,contact")
    left = int(re.findall(r"\((\d+) left\)", said)[-1])
    assert left > 10
    second.hang_up()  # the window is closed

    third = terminals("new", "agreement", "more", "--resume")
    said = third.until_asked()
    assert titles(said) == ["Data"]
    assert "So far: Name, date of birth, sex and address history; Telephone" in said
    count = 0
    while "Wrote agreements/more.yaml." not in said:
        count += 1
        assert count < 90, said
        title = titles(said)[-1] if titles(said) else ""
        if title.startswith("Category of"):
            said = third.type("1")
        elif title == "The flow":
            said = third.type("1" if "Who sends it?" in said else "2")
        elif title.startswith("P39"):
            third.type("n")
            third.type("Being looked into")
            third.type("wolds-fire records manager")
            said = third.type("1 May 2027")
        elif title.startswith("P46"):
            said = third.type("In the staff newsletter.")
        else:
            said = third.type("s")
    assert third.end() == 0
    data = read_file(small / "agreements" / "more.yaml", "x").data
    assert data["title"] == "More visits"
    assert data["people"] == {"adults-known-to-need-care": {"what": "Adults known to need care"}}
    assert data["data"]["contact"]["category"] == "ordinary"
    assert data["flows"]["main"]["to"] == "wolds-fire"
    assert data["answers"]["retention-and-disposal"] == {
        "not-yet": "Being looked into", "who": "wolds-fire records manager", "until": "1 May 2027",
    }  # fmt: skip
    assert data["answers"]["communication"] == {"in-our-words": "In the staff newsletter."}
    assert run(["validate", "more"]).code == 0
    assert not (small / ".isptool-interviews").exists()


def test_rows_are_pasted_at_a_terminal(small: Path, terminals: Callable[..., Terminal]) -> None:
    known = "title: More\nparties: {wolds-council: , wolds-fire: }\npurposes: {visit: {aim: To visit., used-by: wolds-fire}}\n"
    (small / "known.yaml").write_text(known + "people: {adults: {what: Adults}}\n", encoding="utf-8")
    at = terminals("new", "agreement", "more", "--answers", "known.yaml")
    said = at.until_asked()
    while titles(said) != ["Data items"]:
        said = at.type("")
    said = at.type("Item\tCategory\tOwner\nOxygen\thealth\tx\n")
    assert "1 data item: oxygen" in said
    assert "Columns not used: “Owner”" in said
    at.type("y")
    said = at.type("w")
    assert at.end() == 0
    assert read_file(small / "agreements" / "more.yaml", "x").data["data"]["oxygen"]["category"] == "special-health"
