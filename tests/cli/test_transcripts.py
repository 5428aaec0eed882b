"""Every transcript: the command, then exactly what it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from .running import TRANSCRIPTS, blocks, perform

FILES = sorted(TRANSCRIPTS.glob("*.md"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_prints_exactly_this(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert perform(text) == text


def test_every_transcript_runs_a_command() -> None:
    assert FILES
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert any(found[1] == "console" and "$ isptool" in found[2] for found in blocks(text)), path.name
