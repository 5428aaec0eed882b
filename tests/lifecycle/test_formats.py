"""Files and sealed copies of every released format stay readable, and lifting keeps comments and signatures.

`formats/1` is a workspace as the first format has it, sealed and signed once and never made anew: if it cannot be read
any more, some partnership's signed agreement cannot.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import run
from isptool.findings import Edit
from isptool.reading import formats
from isptool.reading.source import Source
from sealing.ground import (
    AGREEMENT_FILE,
    FLOOD,
    PARTIES,
    PROTOCOL_FILE,
    change,
    county,
    did,
    inside,
    sealed,
    signs,
    the_version,
)

FIRST = Path(__file__).parent / "formats" / "1"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A copy of the workspace that was written and signed in the first format."""
    shutil.copytree(FIRST, tmp_path / "kept")
    with inside(tmp_path / "kept"):
        yield tmp_path / "kept"


def test_what_was_sealed_in_the_first_format_is_intact_and_every_signature_holds(kept: Path) -> None:
    found = json.loads(run(["verify", "--to", "json"]).output)
    assert found["intact"] is True
    assert {each["document"]: len(each["statements"]) for each in found["documents"]} == {
        FLOOD: len(PARTIES), "wolds-and-dales": len(PARTIES),
    }  # fmt: skip
    assert all(each["not_compared"] is None for each in found["documents"])


def test_it_can_be_shown_compared_and_rendered_in_any_later_version(kept: Path) -> None:
    assert run(["status"]).output.count("in force since 2 November 2026") == 2
    did("render", f"{FLOOD}@1.0", "--to", "md,docx", "-o", "shown")
    assert run(["diff", f"{FLOOD}@1.0", FLOOD]).code == 0
    shutil.copy(the_version(FLOOD).folder / "text.docx", "back.docx")
    assert "exactly the file that was sent out" in run(["verify", "back.docx"]).output
    said = did("migrate", "--check").output
    assert "0 to lift" in said
    assert "2 sealed texts can be read, and stay as they are." in said


# ── a later format ───────────────────────────────────────────────────────────────────────────────────


def _renamed(source: Source) -> list[Edit]:
    data = source.data if isinstance(source.data, dict) else {}
    return [Edit("rename-key", ("abstract",), "summary")] if "abstract" in data else []


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The county as if `summary:` had been called `abstract:` in the first format, and today's were the second."""
    folder = county(tmp_path / "county")
    monkeypatch.setattr(formats, "FORMAT", "2")
    monkeypatch.setattr(formats, "LIFTS", {"1": ("2", _renamed)})
    with inside(folder):
        for path in (AGREEMENT_FILE, PROTOCOL_FILE):
            change(path, "\nsummary: |", "\nabstract: |  # what it is, in short")
        yield folder


def test_a_file_of_an_older_format_is_read_without_being_changed(later: Path) -> None:
    before = Path(AGREEMENT_FILE).read_bytes()
    did("render", AGREEMENT_FILE, "--to", "md", "-o", "shown")
    assert "The two councils and the fire service pool" in Path(f"shown/{FLOOD}.md").read_text(encoding="utf-8")
    assert Path(AGREEMENT_FILE).read_bytes() == before


def test_lifting_keeps_comments_and_every_signature(later: Path) -> None:
    sealed()
    for party in PARTIES:
        signs(party)
    before = {path: path.read_bytes() for path in Path("sealed").rglob("*") if path.is_file()}
    assert b"abstract:" in next(
        content for path, content in before.items() if path.match(f"source/agreements/{FLOOD}.yaml")
    )
    ran = run(["migrate", "--check"])
    assert (ran.code, "to lift; the present format is 2." in ran.output) == (1, True)
    did("migrate", "--force")
    text = Path(AGREEMENT_FILE).read_text(encoding="utf-8")
    assert "\nsummary: |  # what it is, in short\n" in text
    assert "abstract" not in text
    assert "format: 2\n" in text
    assert {path: path.read_bytes() for path in before} == before
    found = json.loads(run(["verify", FLOOD, "--to", "json"]).output)
    assert found["intact"] is True
    assert found["documents"][0]["drifted"] == []
    assert len(found["documents"][0]["statements"]) == len(PARTIES)
    assert "Nothing changed" in did("diff", f"{FLOOD}@1.0", FLOOD).output
    assert "0 lifted; the present format is 2." in did("migrate", "--force").output


def test_a_format_of_a_newer_isptool_is_named_and_not_touched(later: Path) -> None:
    change(AGREEMENT_FILE, "kind: agreement\n", 'kind: agreement\nformat: "7"\n')
    before = Path(AGREEMENT_FILE).read_bytes()
    ran = run(["migrate", AGREEMENT_FILE, "--force"])
    assert (ran.code, "is written in format 7, which this version of isptool does not know" in ran.errors) == (2, True)
    assert Path(AGREEMENT_FILE).read_bytes() == before
