"""How the program begins and ends: help, exit codes, streams, and what a crash may say."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from isptool import __version__
from isptool.cli import explaining, terminal
from isptool.cli.program import COMMANDS

from .running import EXAMPLES, HERE, run

NAMES = [each.name for each in COMMANDS]
PROGRAM = [sys.executable, "-c", "import sys; from isptool.cli.entry import main; sys.exit(main())"]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(option: str) -> None:
    ran = run([option])
    assert (ran.output, ran.errors, ran.code) == (f"isptool {__version__}\n", "", 0)


def test_alone_it_shows_its_commands_and_counts_as_wrong_use() -> None:
    ran = run([])
    assert ran.code == 2
    assert all(f"\n  {name} " in ran.errors for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_help_ends_with_two_examples_one_a_line(name: str) -> None:
    ran = run([name, "--help"])
    assert ran.code == 0
    examples = next(each.examples for each in COMMANDS if each.name == name)
    assert len(examples) == 2
    assert ran.output.endswith("  Examples:\n" + "".join(f"    {example}\n" for example in examples))
    assert "\x1b" not in ran.output
    assert "─" not in ran.output


@pytest.mark.parametrize("example", [example for each in COMMANDS for example in each.examples])
def test_examples_of_the_help_work(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    # Some are for the folder that holds `examples`, and some, which name no path, for the workspace in it.
    from_above = "examples/" in example or " init " in example
    monkeypatch.chdir(tmp_path if from_above else tmp_path / "examples" / "wolds-and-dales")
    monkeypatch.setattr(terminal, "can_ask", lambda: True)
    monkeypatch.setattr(terminal, "read_line", lambda prompt: "q")
    program, *arguments = shlex.split(example)
    assert program == "isptool"
    ran = run(arguments)
    judged = arguments[0] in ("validate", "move", "verify", "status")  # what they say of a draft may be no
    assert ran.code == 0 or (judged and ran.code == 1), ran.errors


def test_help_for_a_terminal_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "is_terminal", lambda stream: True)
    ran = run(["validate", "--help"])
    assert ran.code == 0
    assert "╭─ Options" in ran.output
    assert "isptool validate examples/wolds-and-dales" in ran.output


def failing(*arguments: Any) -> Any:
    raise KeyError("the words of a document")


def test_a_crash_is_our_fault_and_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "explanations", failing)
    ran = run(["explain", "P43"])
    assert ran.code == 3
    assert ran.output == ""
    assert ran.errors.startswith("isptool itself has failed (KeyError in cli/explain.py, line ")
    assert "This is our fault" in ran.errors
    assert "--debug" in ran.errors
    assert "the words of a document" not in ran.errors
    assert "Traceback" not in ran.errors


@pytest.mark.parametrize("arguments", [["--debug", "explain", "P43"], ["explain", "P43", "--debug"]])
def test_debug_shows_the_traceback_from_any_place(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "explanations", failing)
    ran = run(arguments)
    assert ran.code == 3
    assert "Traceback" in ran.errors
    assert "the words of a document" in ran.errors


def test_debug_behind_two_dashes_is_an_argument() -> None:
    ran = run(["explain", "--", "--debug"])
    assert ran.code == 2
    assert ran.errors.startswith("Error: Nothing here is called --debug.")


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(explaining, "explanations", interrupted)
    ran = run(["explain", "P43"])
    assert (ran.code, ran.errors[:8]) == (2, "Stopped.")


def test_a_reader_that_has_gone_is_no_crash(small: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [*PROGRAM, "explain", "P43"], stdout=closed, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert done.stderr == b""
    assert done.returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("arguments", [["explain", "P43"], ["--help"], ["schema", "record"]])
def test_a_full_disk_behind_the_output_is_said(arguments: list[str], small: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "Error: What was to be printed could not be written: No space left on device.",
        "Make room where the output goes, or send it elsewhere. What was already saved is whole.",
    ]


@pytest.mark.skipif(os.name == "nt", reason="there streams are closed in another way")
@pytest.mark.parametrize(("closed", "wanted"), [(">&-", 0), ("2>&-", 0), (">&- 2>&-", 0), ("<&-", 0)])
def test_streams_that_are_closed_are_no_crash(closed: str, wanted: int, small: Path) -> None:
    command = f"{shlex.join([*PROGRAM, 'validate'])} {closed}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, timeout=60)
    assert (done.returncode, b"Traceback" in done.stderr) == (wanted, False)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850", "latin-1"])
def test_no_code_page_can_break_it(encoding: str, small: Path) -> None:
    path = small / "agreements" / "visits.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Safe and", "Safe → “łzy” and"), encoding="utf-8")
    ran = run(["validate", "visits"], encoding=encoding)
    assert ran.code == 0
    arrow = {"ascii": '-> "?zy"', "cp1252": "-> “?zy”", "cp850": '-> "?zy"', "latin-1": '-> "?zy"'}[encoding]
    assert f"Safe {arrow} and" in ran.output


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"NO_COLOR": "", "FORCE_COLOR": ""}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_only_where_it_is_wanted(environment: dict[str, str], coloured: bool, small: Path) -> None:
    path = small / "agreements" / "visits.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft", "status: drat"), encoding="utf-8")
    plain = run(["validate", "visits"], environment={"NO_COLOR": "1"})
    ran = run(["validate", "visits"], environment=environment)
    assert ("\x1b[1;31merror\x1b[0m" in ran.output) is coloured
    import re

    assert re.sub("\x1b\\[[0-9;]*m", "", ran.output) == plain.output


def test_what_a_document_says_cannot_steer_the_terminal(small: Path) -> None:
    (small / "agreements" / "bad\x1b[2J.yaml").write_text("title: x\n", encoding="utf-8")
    ran = run(["validate"])
    assert "\x1b" not in ran.output
    assert "agreements/bad?[2J.yaml:1:1: error" in ran.output


def test_machine_formats_are_utf8_whatever_the_code_page(small: Path) -> None:
    path = small / "agreements" / "visits.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Safe and", "Łzy and"), encoding="utf-8")
    import contextlib
    import io

    from isptool.cli.entry import main

    out = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", newline="\n")
    with contextlib.redirect_stdout(out):
        assert main(["validate", "visits", "--output-format", "json"]) == 0
    raw = out.buffer
    assert isinstance(raw, io.BytesIO)
    assert "Łzy and".encode() in raw.getvalue()
