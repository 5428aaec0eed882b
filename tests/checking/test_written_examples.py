"""Examples of rules that are about files as they are written, through the commands that say them: against all rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.running import run
from isptool import library
from isptool.checking.example import FOLDER, Change, Example, example_of
from isptool.checking.rules import KNOWN, RULES
from isptool.process_forms import check_forms
from isptool.register.doubts import KINDS

from .written import written

DECIDED_HERE = {each.code for each in RULES}
CODES = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem not in DECIDED_HERE)


def example(code: str) -> Example:
    found = example_of(code)
    assert found is not None, f"write src/isptool/checking/examples/{code}.yaml"
    return found


def cases(kind: str) -> list[object]:
    return [
        pytest.param(code, change, id=f"{code}-{number}")
        for code in CODES
        for number, change in enumerate(getattr(example(code), kind), 1)
    ]


def said(folder: Path, gate: str) -> list[tuple[str, str, int | None]]:
    """What `validate` and `register` say of a workspace: code, file and line."""
    ran = run(["validate", ".", "--gate", gate, "--output-format", "json"])
    if ran.code == 2:
        assert (folder / "templates").is_dir(), ran.errors
        return _of_templates(folder)
    assert ran.code in (0, 1), ran.errors
    found = [(each["code"], each["file"], each["line"]) for each in json.loads(ran.output)["findings"]]
    found += _of_templates(folder)
    if (folder / "old-agreements").is_dir():
        ran = run(["validate", "--scan", "old-agreements", "--output-format", "json"])
        found += [(each["code"], each["file"], each["line"]) for each in json.loads(ran.output)["findings"]]
    ran = run(["register", ".", "--to", "json", "--no-cache"])
    assert ran.code in (0, 1), ran.errors
    return [*found, *((each["code"], each["file"], None) for each in json.loads(ran.output)["doubts"])]


def _of_templates(folder: Path) -> list[tuple[str, str, int | None]]:
    own = [folder / "templates"]
    return [(each.code, each.file, each.span and each.span.line) for each in (*library.check(own), *check_forms(own))]


@pytest.mark.parametrize(("code", "change"), cases("failing"))
def test_failing_example(code: str, change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marked = written(tmp_path / "county", change).get(code, set())
    monkeypatch.chdir(tmp_path / "county")
    found = said(tmp_path / "county", change.gate)
    assert {each[0] for each in found} == {code, *change.also}, found
    assert marked or change.at
    mine = {(file, line) for each, file, line in found if each == code}
    assert change.at in {file for file, _ in mine} if change.at else mine == marked


@pytest.mark.parametrize(("code", "change"), cases("passing"))
def test_passing_example(code: str, change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "county", change)
    monkeypatch.chdir(tmp_path / "county")
    assert {each[0] for each in said(tmp_path / "county", change.gate)} == set(change.also)


@pytest.mark.parametrize("code", [*KNOWN, *KINDS])
def test_every_rule_has_a_failing_and_a_passing_example(code: str) -> None:
    assert example(code).failing
    assert example(code).passing
