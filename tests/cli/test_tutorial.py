"""The tutorial: every command in it is run, in an empty folder, and prints what stands there.

`python -m cli.running --write`, in tests/, writes down what the commands print now; read the difference.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .tutorial import ILLUSTRATED, MARK, PAGE, perform

TEXT = PAGE.read_text(encoding="utf-8")


def test_every_command_of_the_tutorial_runs_and_prints_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert perform(TEXT) == TEXT
    assert (tmp_path / "public" / "index.html").is_file()
    assert (tmp_path / "sealed" / "gullies" / "1.0" / "text.docx").is_file()
    assert (tmp_path / "decisions" / "warm-homes.docx").is_file()


def test_the_tutorial_goes_through_the_whole_life() -> None:
    used = set(re.findall(r"^\$ isptool ([a-z-]+)", TEXT, re.MULTILINE))
    assert used >= {
        "decide", "init", "new", "points", "collect", "validate", "move", "sign", "status", "verify", "render", "register",
        "site", "review", "form",
    }  # fmt: skip
    for kind in ("protocol", "partner", "agreement"):
        assert f"$ isptool new {kind}" in TEXT
    wrong = re.findall(r"\[exit (\d)\]", TEXT)
    assert wrong == ["1"], "only the move that is refused may end with anything but 0"


def test_no_other_mark_stands_in_the_tutorial() -> None:
    assert set(MARK.findall(TEXT)) == set(ILLUSTRATED)
