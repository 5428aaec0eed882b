"""What a document prints of checking is what checking says; and rules run only where the text answers some of them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from isptool.checking import check as checking
from isptool.cli.judging import judge
from isptool.cli.opening import open_named
from isptool.cli.printing import printable

from .running import EXAMPLES, HERE, run
from .test_waivers import ACCEPTED, WAIVED

DAY = date(2026, 11, 2)


def _same(root: Path) -> int:
    """How many documents of a workspace print what checking says of their questions and their answered checks."""
    [opened] = open_named([str(root)])
    judged, printed = judge(opened, DAY)[0], printable(opened, DAY)
    assert [each.settled for each in printed] == [each.settled for each in judged]
    assert [each.answered for each in printed] == [each.checked.answered for each in judged]
    for ours, theirs in zip(printed, judged, strict=True):
        assert ours.questions == tuple(
            replace(row, points=(), errors=0, warnings=0, blocks=()) for row in theirs.questions
        )
    return len(printed)


@pytest.mark.parametrize(("name", "count"), [("wolds-and-dales", 7), ("signed-agreement", 2)])
def test_it_is_what_checking_says(name: str, count: int) -> None:
    assert _same(EXAMPLES / name) == count


def test_with_waivers_and_acceptances_too(tmp_path: Path) -> None:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "agreements" / "visits.yaml"
    file.write_text(file.read_text(encoding="utf-8") + WAIVED + ACCEPTED, encoding="utf-8")
    _same(tmp_path)
    [opened] = open_named([str(file)])
    assert [each.code for each in printable(opened, DAY)[0].answered] == ["PUR-11", "LAW-24"]


def test_rules_do_not_run_for_a_document_that_answers_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    file = Path("agreements/visits.yaml")
    ran: list[str] = []
    monkeypatch.setattr(checking, "_run", lambda rule, *_: ran.append(rule.code) or iter(()))
    assert run(["render", "visits", "--to", "md"]).code == 0
    assert ran == []
    file.write_text(file.read_text(encoding="utf-8") + WAIVED, encoding="utf-8")
    assert run(["render", "visits", "--to", "md"]).code == 0
    assert "PUR-11" in ran
