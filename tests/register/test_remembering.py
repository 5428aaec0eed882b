"""What is kept between two runs never says anything that the files do not say: any edits, with the cache and without."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.running import run
from isptool.cli import remembering
from isptool.cli.remembering import FOLDER

from .ground import PARTNERS, SETTINGS, agreement, put, workspace

PROTOCOL = """\
kind: protocol
id: county
title: County Protocol
version: 1.0
owner: council Head of Safety
partners:
  council:
  police:
settles:
  retention-and-disposal:
    answer: purpose-then-delete
    period: 3 years
    counted-from: receipt
review:
  next: 1 May 2027
"""
RECORD = """\
kind: record
id: old
title: An old agreement
status: in-force
owner: council Head
parties:
  council:
    signed: 1 May 2020
  police:
file:
  path: records/old.pdf
  sha256: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
"""
SIGNED = b"foo"  # its SHA-256 stands above

Edit = Callable[[Path, int], None]


def _agreements(root: Path) -> list[Path]:
    return sorted((root / "agreements").glob("*.yaml"))


def _one(root: Path, number: int) -> Path:
    found = _agreements(root)
    return found[number % len(found)] if found else put(root / "agreements" / "new.yaml", agreement("new"))


def _changed(path: Path, old: str, new: str) -> None:
    put(path, path.read_text(encoding="utf-8").replace(old, new))


def _retitle(root: Path, number: int) -> None:
    _changed(_one(root, number), "title: ", f"title: {number} ")


def _keep_otherwise(root: Path, number: int) -> None:
    _changed(_one(root, number), "period: 12 months", f"period: {number} months")


def _leave_to_the_protocol(root: Path, number: int) -> None:
    path = _one(root, number)
    text = path.read_text(encoding="utf-8").replace("under: none", "under: county")
    put(path, text.partition("answers:\n")[0])


def _delete(root: Path, number: int) -> None:
    _one(root, number).unlink()


def _copy(root: Path, number: int) -> None:
    shutil.copy(_one(root, number), root / "agreements" / f"copy-{number}.yaml")


def _rename(root: Path, number: int) -> None:
    _one(root, number).rename(root / "agreements" / f"renamed-{number}.yaml")


def _break(root: Path, number: int) -> None:
    _changed(_one(root, number), "version: 1.0", "version: [")


def _rename_the_council(root: Path, number: int) -> None:
    _changed(root / "partners.yaml", "Beckshire Council", f"Beckshire Council {number}")


def _spell_the_fire_authority_as_the_council(root: Path, number: int) -> None:
    _changed(root / "partners.yaml", "Beckshire Fire Authority", "The Beckshire Council")


def _abolish_the_police(root: Path, number: int) -> None:
    put(root / "partners.yaml", PARTNERS.replace("    kind: police\n", "    kind: police\n    ended: 1 May 2026\n"))


def _let_the_protocol_say_otherwise(root: Path, number: int) -> None:
    put(root / "protocols" / "county.yaml", PROTOCOL.replace("3 years", f"{number} years"))


def _lose_the_protocol(root: Path, number: int) -> None:
    (root / "protocols" / "county.yaml").unlink(missing_ok=True)


def _another_day(root: Path, number: int) -> None:
    put(root / "isptool.yaml", SETTINGS.replace("2026", str(2000 + number)))


def _take_the_signed_file_away(root: Path, number: int) -> None:
    (root / "records" / "old.pdf").unlink(missing_ok=True)


def _put_the_signed_file_there(root: Path, number: int) -> None:
    (root / "records" / "old.pdf").write_bytes(SIGNED if number % 2 else b"another")


EDITS: tuple[Edit, ...] = (
    _retitle, _keep_otherwise, _leave_to_the_protocol, _delete, _copy, _rename, _break, _rename_the_council,
    _spell_the_fire_authority_as_the_council, _abolish_the_police, _let_the_protocol_say_otherwise, _lose_the_protocol,
    _another_day, _take_the_signed_file_away, _put_the_signed_file_there,
)  # fmt: skip


@pytest.fixture
def small_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a register of a few files is kept."""
    monkeypatch.setattr(remembering, "_WORTH_IT", 1)


def _ground(root: Path) -> Path:
    workspace(root, **{f"a_{n}": agreement(f"a-{n}", purpose=("fraud", "early-help")[n % 2]) for n in range(4)})
    put(root / "protocols" / "county.yaml", PROTOCOL)
    put(root / "records" / "old.yaml", RECORD)
    (root / "records" / "old.pdf").write_bytes(SIGNED)
    return root


def _said(root: Path, *more: str) -> tuple[int, str, str]:
    ran = run(["register", str(root), "--to", "json", *more])
    return ran.code, ran.output, ran.errors


@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(1, 60)), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_edits_the_cache_says_what_the_files_say(
    small_ones_too: None,
    edits: list[tuple[Edit, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = _ground(Path(folder) / "w")
        _said(root)
        for edit, number in edits:
            edit(root, number)
            assert _said(root) == _said(root, "--no-cache"), edit.__name__
            assert _said(root) == _said(root, "--no-cache"), f"{edit.__name__}, read a second time"


@pytest.mark.usefixtures("small_ones_too")
@pytest.mark.parametrize("edit", EDITS, ids=lambda each: each.__name__.strip("_"))
def test_each_edit_by_itself(tmp_path: Path, edit: Edit) -> None:
    root = _ground(tmp_path)
    before = _said(root)
    edit(root, 8)
    after = _said(root)
    assert after == _said(root, "--no-cache")
    assert after != before, "the edit is one that the register tells of"


@pytest.mark.usefixtures("small_ones_too")
def test_an_edit_that_leaves_size_and_time_as_they_were_is_seen(tmp_path: Path) -> None:
    import os

    root = _ground(tmp_path)
    _said(root)
    path = _one(root, 0)
    about = path.stat()
    _changed(path, "period: 12 months", "period: 21 months")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert path.stat().st_size == about.st_size
    assert "21 months" in _said(root)[1]


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts how often doubts are worked out."""
    from isptool.cli import registering

    times: list[int] = []
    real = registering.doubts

    def counted(*arguments: object) -> object:
        times.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(registering, "doubts", counted)
    return times


@pytest.mark.usefixtures("small_ones_too")
def test_doubts_are_worked_out_once_while_nothing_changes(tmp_path: Path, worked_out: list[int]) -> None:
    root = _ground(tmp_path)
    first = _said(root)
    assert json.loads(first[1])["doubts"]
    assert _said(root) == first
    assert len(worked_out) == 1
    _retitle(root, 3)
    _said(root)
    assert len(worked_out) == 2


@pytest.mark.usefixtures("small_ones_too")
@pytest.mark.parametrize("harm", ["", "{", "[]", "9", '{"stamp": 1}', "no-code", "numbers", "too-few", "deep"])
def test_doubts_that_are_damaged_are_worked_out_again(tmp_path: Path, worked_out: list[int], harm: str) -> None:
    root = _ground(tmp_path)
    first = _said(root)
    kept = root / FOLDER / "doubts.json"
    data = json.loads(kept.read_bytes())
    rows = {
        "no-code": [["REG-99", "a", "b", "c"]], "numbers": [["REG-11", 1, 2, 3]], "too-few": [["REG-11", "a"]],
    }  # fmt: skip
    text = json.dumps({**data, "doubts": rows[harm]}) if harm in rows else harm
    kept.write_text("[" * (sys.getrecursionlimit() * 50) if harm == "deep" else text, encoding="utf-8")
    assert _said(root) == first
    assert len(worked_out) == 2


@pytest.mark.usefixtures("small_ones_too")
def test_the_cache_may_be_deleted_and_its_folder_may_be_in_the_way(tmp_path: Path) -> None:
    root = _ground(tmp_path)
    first = _said(root)
    assert (root / FOLDER / ".gitignore").read_text(encoding="utf-8").endswith("*\n")
    shutil.rmtree(root / FOLDER)
    assert _said(root) == first
    shutil.rmtree(root / FOLDER)
    (root / FOLDER).write_text("a file of somebody's", encoding="utf-8")
    assert _said(root) == first
    assert (root / FOLDER).read_text(encoding="utf-8") == "a file of somebody's"


@pytest.mark.usefixtures("small_ones_too")
def test_no_cache_keeps_nothing(tmp_path: Path) -> None:
    root = _ground(tmp_path)
    _said(root, "--no-cache")
    assert not (root / FOLDER).exists()
