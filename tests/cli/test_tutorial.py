"""The tutorial: every command in it is run, in an empty folder, and prints what stands there.

To write down what the commands print now: `ISPTOOL_RENEW=1 pytest tests/cli/test_tutorial.py`; read the difference.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest

from asking.filling import filled_controls
from isptool import library

from . import running

DOCS = library.templates_root().parent / "docs"
TUTORIAL = DOCS / "tutorial.md"
_MARK = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}\b")
ILLUSTRATED = ("1111-AAAA", "2222-BBBB")
"""What the page prints for the marks of the sealed texts: the real ones change with every word of the templates."""


def fill(name: str, *values: str) -> None:
    """Fill the controls of a form as Word would: `P39.2` ticks a box, `P39.2.schedule=words` fills a blank."""
    controls = {}
    given: dict[str, str | bool] = {}
    for each in values:
        code, equals, words = each.partition("=")
        controls[code] = SimpleNamespace(tag=f"isp:{code}", kind="text" if equals else "tick")
        given[code] = words if equals else True
    path = Path(name)
    path.write_bytes(filled_controls(path.read_bytes(), controls, given))


def append(name: str, text: str) -> None:
    """Write lines at the end of a file, as a person would."""
    with Path(name).open("a", encoding="utf-8") as file:
        file.write(text.replace("\\n", "\n") + "\n")


class Marks:
    """Runs commands, with the marks that the page prints in place of the real ones, in the order in which they come."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}

    def run(self, arguments: list[str]) -> tuple[str, int]:
        real = {shown: mark for mark, shown in self.shown.items()}
        output, code = running.run_in_order([real.get(each, each) for each in arguments])
        return _MARK.sub(lambda found: self._shown(found[0]), output), code

    def _shown(self, mark: str) -> str:
        if mark not in self.shown:
            self.shown[mark] = ILLUSTRATED[len(self.shown)]
        return self.shown[mark]


def perform(text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    marks = Marks()
    monkeypatch.setitem(running.STEPS, "fill", fill)
    monkeypatch.setitem(running.STEPS, "append", append)

    def console(block: str) -> str:
        printed = []
        for line in block.splitlines():
            if line.startswith("$ "):
                printed.append(f"{line}\n{_ran(line[2:], marks)}")
        return "".join(printed)

    monkeypatch.setattr(running, "_console", console)
    return running.perform(text)


def _ran(line: str, marks: Marks) -> str:
    program, *arguments = shlex.split(line)
    if program == "rm":
        for name in arguments:
            Path(name).unlink()
        return ""
    assert program == "isptool", f"{program} is not run here"
    output, code = marks.run(arguments)
    assert code != 3, output
    return running._shown(output) + (f"[exit {code}]\n" if code else "")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_of_the_tutorial_runs_and_prints_what_stands_there(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    now = perform(text, monkeypatch)
    if os.environ.get("ISPTOOL_RENEW"):
        TUTORIAL.write_text(now, encoding="utf-8")
    assert now == TUTORIAL.read_text(encoding="utf-8")
    assert (here / "public" / "index.html").is_file()
    assert (here / "sealed" / "gullies" / "1.0" / "text.docx").is_file()
    assert not (here / "answers.yaml").exists()


def test_the_tutorial_goes_through_the_whole_life() -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    used = set(re.findall(r"^\$ isptool ([a-z-]+)", text, re.MULTILINE))
    assert used >= {
        "decide", "init", "new", "points", "collect", "validate", "move", "sign", "status", "verify", "render", "register",
        "site", "review", "form",
    }  # fmt: skip
    for kind in ("protocol", "partner", "agreement"):
        assert f"$ isptool new {kind}" in text
    wrong = re.findall(r"\[exit (\d)\]", text)
    assert wrong == ["1"], "only the move that is refused may end with anything but 0"


def test_no_other_mark_stands_in_the_tutorial() -> None:
    assert set(_MARK.findall(TUTORIAL.read_text(encoding="utf-8"))) == set(ILLUSTRATED)
