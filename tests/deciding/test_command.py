"""`isptool decide`: every outcome's commands run, the record is kept, and nobody's file is lost."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.running import EXAMPLES, Ran, run
from isptool import library
from isptool.asking.deciding import Given
from isptool.asking.decision_record import given
from isptool.cli import terminal
from isptool.model.decision import Decision
from isptool.reading.shape import shape
from isptool.reading.source import read_file

from .test_tree import PATHS, TREE, journey

COUNTY = EXAMPLES / "wolds-and-dales"
TITLE = "Warm homes – finding people who are cold"
ABOUT = ("--set", f"title={TITLE}", "--set", "partners=wolds-council,wolds-fire", "--set", "purposes=fire-safety", "--set", "data=identity,contact")  # fmt: skip


def path_to(code: str) -> tuple[tuple[str, str], ...]:
    """The shortest path that ends with an outcome, or adds it, without anything that is not known."""
    fit = [path for path in PATHS if all(answer != "not-known" for _, answer in path)]
    return min(
        (path for path in fit if code in (journey(path).at, *journey(path).tasks)),
        key=lambda path: (len(path), len(journey(path).tasks)),
    )


def sets(path: tuple[tuple[str, str], ...]) -> list[str]:
    return [part for code, answer in path for part in ("--set", f"{code}={answer}")]


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(COUNTY, tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")
    return tmp_path / "county"


def somebody(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    """Somebody at the terminal who types these lines and then no more; what they were prompted with."""
    waiting = iter(lines)
    prompts: list[str] = []

    def read(prompt: str) -> str:
        prompts.append(prompt)
        line = next(waiting, None)
        if line is None:
            raise EOFError
        return line

    monkeypatch.setattr(terminal, "can_ask", lambda: True)
    monkeypatch.setattr(terminal, "read_line", read)
    return prompts


def ran(*arguments: str, code: int = 0) -> Ran:
    done = run(list(arguments))
    assert done.code == code, done.output + done.errors
    return done


# ── every outcome ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", TREE.outcomes)
def test_the_commands_of_every_outcome_run(code: str, county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = ran("decide", "warm-rooms", *ABOUT, *sets(path_to(code)), "--to", "json", "--no-input")
    decided = json.loads(told.output)
    assert code in (decided["outcome"]["code"], *(each["code"] for each in decided["tasks"]))
    somebody(monkeypatch, "w", "w", "w", "w")
    for step in decided["next"]:
        assert step["do"]
        if step["run"]:
            program, *arguments = shlex.split(step["run"])
            assert program == "isptool"
            done = run(arguments)
            # What is judged here is a draft that nobody has filled in: that something is missing is right.
            judged = arguments[0] in ("validate", "status")
            assert done.code == 0 or (judged and done.code == 1), f"{step['run']}\n{done.output}{done.errors}"
            assert done.output


def test_every_command_of_an_outcome_is_met_by_the_test_above() -> None:
    """Those that are used where a value is not known run in the test after this one."""
    told = [step.run for outcome in TREE.outcomes.values() for step in outcome.steps if step.run]
    assert len(told) >= 20
    assert all(command.startswith("isptool ") for command in told)


@pytest.mark.parametrize(
    "code", [code for code, each in TREE.outcomes.items() if any(step.or_run for step in each.steps)]
)
def test_the_commands_run_where_nothing_is_known_and_there_is_no_workspace(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    decided = json.loads(ran("decide", *sets(path_to(code)), "--to", "json", "--no-input").output)
    assert decided["files"] == []
    assert list(tmp_path.iterdir()) == []
    commands = [step["run"] for step in decided["next"] if step["run"]]
    needing = [at for at, each in enumerate(commands) if each.startswith(("isptool new", "isptool form"))]
    assert commands.count("isptool init") == bool(needing)
    if needing:
        assert commands.index("isptool init") == needing[0] - 1
    somebody(monkeypatch, "w", "w", "w", "w")
    for command in commands:
        done = run(shlex.split(command)[1:])
        nothing_there = done.code == 2 and code == "O10"  # there is no register here; it says so
        assert nothing_there or done.code in (0, 1), f"{command}\n{done.output}{done.errors}"


def test_the_agreement_that_follows_begins_with_the_partners_of_the_decision(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = json.loads(
        ran("decide", "warm-rooms", *ABOUT, *sets(path_to("O17")), "--to", "json", "--no-input").output
    )
    command = decided["next"][0]["run"]
    assert command == (
        f'isptool new agreement warm-rooms --protocol none --set title="{TITLE}" '
        '--set parties="{wolds-council: , wolds-fire: }"'
    )
    somebody(monkeypatch, "w")
    ran(*shlex.split(command)[1:])
    text = (county / "agreements" / "warm-rooms.yaml").read_text(encoding="utf-8")
    assert f"title: {TITLE}\n" in text
    assert "\nparties:\n  wolds-council:\n  wolds-fire:\n" in text


def test_partners_that_the_workspace_does_not_know_are_not_written_into_an_agreement(county: Path) -> None:
    about = ("--set", "partners=wolds-council,Village Hall Trust")
    decided = json.loads(
        ran("decide", "warm-rooms", *about, *sets(path_to("O17")), "--to", "json", "--no-input").output
    )
    assert decided["next"][0]["run"] == 'isptool new agreement warm-rooms --protocol none --set title="Warm rooms"'


# ── the record ───────────────────────────────────────────────────────────────────────────────────────


def kept(path: Path) -> Decision:
    source = read_file(path, path.name)
    shaped = shape(source, Decision)
    assert [*source.findings, *shaped.findings] == []
    assert shaped.model is not None
    return shaped.model


def test_the_record_is_kept_in_yaml_word_and_markdown_and_serves_as_answers(county: Path) -> None:
    path = path_to("O14a")
    ran(
        "decide",
        "warm-rooms",
        *ABOUT,
        *sets(path),
        "--set",
        "flags=children,ai",
        "--set",
        "by=wolds-council Head",
        "--no-input",
    )
    assert sorted(each.name for each in (county / "decisions").iterdir() if "warm-rooms" in each.name) == [
        "warm-rooms.docx", "warm-rooms.md", "warm-rooms.yaml",
    ]  # fmt: skip
    record = kept(county / "decisions" / "warm-rooms.yaml")
    assert (record.id, record.title, record.outcome, record.tasks) == ("warm-rooms", TITLE, "O14", ["O14a"])
    assert record.flags == ["children", "ai"]
    assert record.decided_by == "wolds-council Head"
    assert [(code, each.answer) for code, each in record.answers.items()] == list(path)
    again = ran("decide", "--answers", "decisions/warm-rooms.yaml", "--to", "json", "--no-input")
    assert json.loads(again.output)["outcome"]["code"] == "O14"
    text = (county / "decisions" / "warm-rooms.md").read_text(encoding="utf-8")
    assert "- **Decided by:** Wolds County Council, Head\n" in text
    assert "| **Any of the people are children** |" in text


def test_the_same_decision_is_the_same_bytes(county: Path) -> None:
    for name in ("one", "two"):
        ran("decide", "warm-rooms", *ABOUT, *sets(path_to("O17")), "--no-input", "-o", name)
    for form in ("yaml", "docx", "md"):
        first, second = (Path(name, f"warm-rooms.{form}").read_bytes() for name in ("one", "two"))
        assert first.replace(b"one/", b"two/") == second, form


def test_a_record_that_is_there_is_not_changed_unasked(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = county / "decisions" / "warm-rooms.yaml"
    ran("decide", "warm-rooms", *ABOUT, *sets(path_to("O1")), "--no-input")
    before = path.read_bytes()
    refused = ran("decide", "warm-rooms", *ABOUT, *sets(path_to("O5")), "--no-input", code=2)
    assert "-outcome: O1" in refused.output
    assert "+outcome: O5" in refused.output
    assert refused.errors == (
        "Error: decisions/warm-rooms.yaml was not changed: nobody can be asked here.\n"
        "Add --force to make the change shown above.\n"
    )
    assert path.read_bytes() == before
    ran("decide", "warm-rooms", *ABOUT, *sets(path_to("O5")), "--no-input", "--force")
    assert kept(path).outcome == "O5"


def test_a_paper_that_somebody_changed_is_left(county: Path) -> None:
    ran("decide", "warm-rooms", *ABOUT, *sets(path_to("O1")), "--no-input")
    paper = county / "decisions" / "warm-rooms.md"
    paper.write_text("Mine.\n", encoding="utf-8")
    told = ran("decide", "warm-rooms", *ABOUT, *sets(path_to("O5")), "--no-input", "--force", code=2)
    assert paper.read_text(encoding="utf-8") == "Mine.\n"
    assert "decisions/warm-rooms.md was left as it is" in told.errors


def test_without_an_id_nothing_is_written(county: Path) -> None:
    before = sorted(county.rglob("*"))
    told = ran("decide", *ABOUT, *sets(path_to("O1")), "--no-input")
    assert sorted(county.rglob("*")) == before
    assert told.output.startswith("O1  An internal access policy\n")


# ── the register ─────────────────────────────────────────────────────────────────────────────────────


def answers_of(told: Ran) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in json.loads(told.output)["path"]}


def test_the_register_answers_what_it_can_and_says_why(county: Path) -> None:
    base = path_to("O10")[:-1]
    told = ran("decide", *ABOUT, *sets(base), "--to", "json", "--no-input")
    found = answers_of(told)["T9"]
    assert (found["answer"], found["by"]) == ("yes", "register")
    assert found["found"] == (
        "Safe and well visits – finding the homes most at risk of fire (safe-and-well-visits, consultation) covers these "
        "partners, purposes and data. It is not in force yet: join in making it, and share nothing under it before it is."
    )
    assert [each["run"] for each in json.loads(told.output)["next"]] == [
        "isptool render safe-and-well-visits", "isptool points safe-and-well-visits", "isptool status safe-and-well-visits",
        "isptool form variation safe-and-well-visits",
    ]  # fmt: skip


def test_somebody_may_overrule_the_register_and_that_stays_so(county: Path) -> None:
    base = path_to("O11")
    told = ran("decide", "warm-rooms", *ABOUT, *sets(base), "--set", "T9=no, it ends in March", "--no-input")
    assert "Because: it ends in March." in told.output
    assert "The register would have answered yes." in told.output
    record = kept(county / "decisions" / "warm-rooms.yaml")
    assert record.answers["T9"].found_answer == "yes"
    assert given(record)["T9"] == Given("no", "it ends in March")


def test_what_the_register_said_before_is_looked_up_again(county: Path) -> None:
    ran("decide", "warm-rooms", *ABOUT, *sets(path_to("O10")[:-1]), "--no-input")
    record = kept(county / "decisions" / "warm-rooms.yaml")
    assert "T9" in record.answers
    assert "T9" not in given(record)
    (county / "agreements" / "safe-and-well-visits.yaml").unlink()
    told = ran("decide", "--answers", "decisions/warm-rooms.yaml", "--no-input", code=2)
    assert told.errors.startswith("Error: T10 is not answered: Can each public body name a power")


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_asked_without_a_terminal(county: Path) -> None:
    told = ran("decide", "--set", "T4=no", code=2)
    assert told.errors == (
        "Error: T1 is not answered, and nobody can be asked here: Is any information going to another legal organisation, "
        "or being made visible to one (a shared screen, a log-in, a meeting, a system)? So far: T4 no.\n"
        "Add --set T1=yes or no, or run it in a terminal.\n"
    )


def test_a_conversation_from_the_first_question_to_the_record(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody(
        monkeypatch,
        "Visits to cold homes", "n", "y", "y, names and addresses", "n", "n", "?", "no, because a crew knocks on a door", "k",
        "1,4", "fire-safety", "identity, contact", "", "3,8", "cold-homes",
    )  # fmt: skip
    told = ran("decide", "--set", "T10=yes")
    assert "T4 Who gets it\nIs the receiver" in told.output
    assert "left)" not in told.output
    assert "y or n; a reason may follow: no, because …; ? why, b back, q stop" in told.output
    assert "y, n or k (not known); Enter for yes; a reason may follow" in told.output  # what the register found
    assert "Sharing what identifies people must be necessary." in told.output  # asked why
    assert "O10  Use the agreement that is there" in told.output
    assert "  - It is for research or statistics\n" in told.output
    assert "  - Any of it leaves the United Kingdom, or can be seen from abroad\n" in told.output
    assert "  - Ask the legal team whether a law sets the items, the time and the form.\n" in told.output
    assert told.output.endswith(
        "Kept in decisions/cold-homes.yaml, decisions/cold-homes.docx, decisions/cold-homes.md.\n"
    )
    assert told.errors == "T10 was answered, and did not matter: the way led past it.\n"
    record = kept(county / "decisions" / "cold-homes.yaml")
    assert record.partners == ["wolds-council", "wolds-fire"]
    assert record.data == ["identity", "contact"]
    assert record.answers["T5"].because == "names and addresses"
    assert (record.answers["T9"].answer, record.answers["T9"].found_answer) == ("yes", "yes")


def test_a_whole_conversation_is_kept_under_the_id_that_is_given_at_the_end(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody(
        monkeypatch, "Census of pupils", "n", "y", "y", "n", "n", "n", "y: the regulations list it", "1", "pupil-census"
    )
    told = ran("decide")
    assert "O9  No agreement needed – the law has settled it" in told.output
    assert "Their best interests come first" in told.output
    record = kept(county / "decisions" / "pupil-census.yaml")
    assert (record.title, record.outcome, record.flags) == ("Census of pupils", "O9", ["children"])
    assert record.answers["T8"].because == "the regulations list it"


def test_whoever_stops_can_go_on(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody(monkeypatch, "Census of pupils", "n", "y", "q")
    told = ran("decide", "pupil-census")
    assert told.output.endswith(
        "Nothing is decided yet.\nThe answers so far are in decisions/pupil-census.yaml.\n"
        "Go on with: isptool decide pupil-census --answers decisions/pupil-census.yaml\n"
    )
    assert [(code, each.answer) for code, each in kept(county / "decisions" / "pupil-census.yaml").answers.items()] == [
        ("T4", "no"), ("T1", "yes"),
    ]  # fmt: skip
    somebody(monkeypatch, "no", "y", "", "y")
    told = ran("decide", "pupil-census", "--answers", "decisions/pupil-census.yaml", "--force")
    assert "O6  Publish it; no agreement" in told.output


def test_numbers_keys_and_names_may_be_mixed_with_words(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [part for code in ("T4", "T1", "T5", "T2", "T3", "T7", "T8") for part in ("--set", f"{code}={'yes' if code in ('T1', 'T5') else 'no'}")]  # fmt: skip
    somebody(
        monkeypatch, "1, beck-homes, MOORLAND REFUGE, 77, Upper Dale Parish Council", "16", "s", "no", "n", "", "mixed"
    )
    ran("decide", "--set", "title=Mixed", *answers)
    record = kept(county / "decisions" / "mixed.yaml")
    assert record.partners == ["wolds-council", "beck-homes", "moorland-refuge", "77", "Upper Dale Parish Council"]
    assert record.purposes == ["fire-safety"]
    assert record.data == []


def test_somebody_may_go_back(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody(monkeypatch, "Census", "n", "n", "b", "b", "y", "b", "k", "y", "", "")
    told = ran("decide")
    assert told.output.count("T4 Who gets it") == 3
    assert told.output.count("What asks for more care") == 3
    assert "O5  Not sharing" in told.output


def test_an_answer_that_is_none_is_asked_for_again(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody(monkeypatch, "Census", "perhaps", "k", "y", "", "")
    told = ran("decide")
    assert "`perhaps` does not begin with an answer to this: yes, no." in told.output
    assert "O5  Not sharing" in told.output


# ── what is given wrongly ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Warm Rooms"], "Warm Rooms cannot be an id: ids are lower-case letters, digits and hyphens.\nFor example: warm-rooms\n"),
        (["--set", "T4"], "--set T4 has no value."),
        (["--set", "colour=red"], "--set colour is not known."),
        (["--set", "T77=yes"], "There is no question T77."),
        (["--set", "flags=dragons"], "There is no red flag dragons."),
        (["--set", "T4=no", "--set", "T1=not-known"], "T1 cannot be answered with not-known."),
        (["--set", "T4=maybe"], "--set answers.T4.answer: "),
        (["--to", "docx"], "--to cannot be docx."),
        (["--in", "nowhere"], "There is no folder nowhere."),
        (["--answers", "nowhere.yaml"], "nowhere.yaml"),
    ],
)  # fmt: skip
def test_what_is_given_wrongly_is_said(arguments: list[str], said: str, county: Path) -> None:
    told = ran("decide", *arguments, "--no-input", code=2)
    assert said in told.errors
    assert "Traceback" not in told.errors


def test_answers_that_did_not_matter_are_named(county: Path) -> None:
    told = ran("decide", "--set", "T4=yes", "--set", "T7=no", "--no-input")
    assert "T7 was answered, and did not matter: the way led past it." in told.errors


def test_questions_of_the_workspace_are_asked(county: Path) -> None:
    text = (library.templates_root() / "decide" / "outcomes.yaml").read_text(encoding="utf-8")
    (county / "templates" / "decide").mkdir(parents=True)
    own = text.replace("title: An internal access policy", "title: Form IG-7")
    (county / "templates" / "decide" / "outcomes.yaml").write_text(own, encoding="utf-8")
    told = ran("decide", "--set", "T4=no", "--set", "T1=no", "--no-input")
    assert told.output.startswith("O1  Form IG-7\n")


def test_the_example_is_what_the_command_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(COUNTY, tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")
    before = Path("decisions/warm-homes.yaml").read_text(encoding="utf-8")
    ran("decide", "warm-homes", "--answers", "decisions/warm-homes.yaml", "--no-input")
    assert Path("decisions/warm-homes.yaml").read_text(encoding="utf-8") == before
