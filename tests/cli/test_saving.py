"""The one door to the disk: whole files or none, links refused, a person's work never lost unseen."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from isptool.cli import saving
from isptool.cli.saving import MANIFEST, Rendered, change, create, difference, file_name, write_whole
from isptool.errors import IspError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_writes_the_file_and_the_folders_above_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b.yaml", b"text")
    assert (tmp_path / "a" / "b.yaml").read_bytes() == b"text"
    assert names(tmp_path / "a") == ["b.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="rights are not kept as a mode there")
def test_keeps_the_rights_of_the_file_it_replaces(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640
    previous = os.umask(0o027)
    try:
        write_whole(tmp_path / "fresh.yaml", b"new")
    finally:
        os.umask(previous)
    assert (tmp_path / "fresh.yaml").stat().st_mode & 0o777 == 0o640


def test_a_failure_half_way_leaves_the_old_file_and_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(IspError) as stopped:
        write_whole(path, b"new")
    assert stopped.value.message == "a.yaml cannot be written: No space left on device."
    assert stopped.value.hint == "Make room on the disk, and run the command again."
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.yaml"]


def test_a_file_held_by_another_program_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    replace = Path.replace
    held = [PermissionError(errno.EACCES, "held"), PermissionError(errno.EACCES, "held")]

    def busy(part: Path, path: Path) -> Path:
        if held:
            raise held.pop()
        return replace(part, path)

    monkeypatch.setattr(Path, "replace", busy)
    write_whole(tmp_path / "a.docx", b"new", sleep=waits.append)
    assert (tmp_path / "a.docx").read_bytes() == b"new"
    assert waits == [0.1, 0.2]


def test_a_file_held_for_good_is_said_after_a_bounded_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def busy(part: Path, path: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", busy)
    with pytest.raises(IspError) as stopped:
        write_whole(tmp_path / "a.docx", b"new", sleep=waits.append)
    assert stopped.value.hint.startswith("Close it in other programs")
    assert sum(waits) == pytest.approx(3.1)
    assert names(tmp_path) == []


def test_never_writes_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.yaml"
    target.write_bytes(b"theirs")
    (tmp_path / "a.yaml").symlink_to(target)
    with pytest.raises(IspError, match="is a link, and was not written"):
        write_whole(tmp_path / "a.yaml", b"new")
    assert target.read_bytes() == b"theirs"


def test_a_folder_or_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IspError, match=r"folder is a folder, so no file of that name can be written\."):
        write_whole(tmp_path / "folder", b"")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(IspError, match=r"file/a\.yaml cannot be written"):
        write_whole(tmp_path / "file" / "a.yaml", b"")


def test_creates_only_what_is_not_there(tmp_path: Path) -> None:
    create(tmp_path / "a.yaml", b"first")
    with pytest.raises(IspError, match=r"a\.yaml is there already, and was left as it is\."):
        create(tmp_path / "a.yaml", b"second")
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "missing")
    with pytest.raises(IspError, match="is there already"):
        create(tmp_path / "nowhere.yaml", b"")
    assert (tmp_path / "a.yaml").read_bytes() == b"first"


def test_the_difference_shows_what_goes_and_what_comes(tmp_path: Path) -> None:
    shown = difference(tmp_path / "a.yaml", "one\ntwo\nthree\n", "one\n2\nthree\n")
    assert shown == "--- a.yaml (now)\n+++ a.yaml (after)\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three"


def test_a_persons_file_changes_only_after_a_yes(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("one\n", encoding="utf-8")
    shown: list[str] = []
    asked: list[str] = []

    def no(question: str) -> bool:
        asked.append(question)
        return False

    assert not change(path, "one\n", "one\n", force=False, show=shown.append, agree=no)
    assert (shown, asked) == ([], [])
    assert not change(path, "one\n", "two\n", force=False, show=shown.append, agree=no)
    assert asked == ["Change a.yaml?"]
    assert "-one\n+two" in shown[0]
    assert path.read_text(encoding="utf-8") == "one\n"
    assert change(path, "one\n", "two\n", force=False, show=shown.append, agree=lambda question: True)
    assert path.read_text(encoding="utf-8") == "two\n"


def test_where_nobody_can_be_asked_nothing_changes_without_force(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("one\n", encoding="utf-8")
    shown: list[str] = []
    with pytest.raises(IspError) as stopped:
        change(path, "one\n", "two\n", force=False, show=shown.append, agree=None)
    assert stopped.value.hint == "Add --force to make the change shown above."
    assert len(shown) == 1
    assert path.read_text(encoding="utf-8") == "one\n"
    assert change(path, "one\n", "two\n", force=True, show=shown.append, agree=None)
    assert len(shown) == 2


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("safe-and-well-visits", "safe-and-well-visits.docx"),
        ("a:b?c<d>", "a-b-c-d.docx"),
        ("con", "con-document.docx"),
        ("nul.2", "document-nul.2.docx"),
        ("../../etc/passwd", "etc-passwd.docx"),
        ("...", "document.docx"),
        ("x" * 300, "x" * 120 + ".docx"),
    ],
)
def test_names_that_every_system_takes(stem: str, name: str) -> None:
    assert file_name(stem, ".docx") == name


# ── rendered files ───────────────────────────────────────────────────────────────────────────────────


def rendered(folder: Path, name: str, content: bytes) -> bool:
    press = Rendered(folder)
    written = press.write(name, content)
    press.close()
    return written


def test_a_file_we_made_and_nobody_touched_is_replaced(tmp_path: Path) -> None:
    assert rendered(tmp_path, "a.md", b"first")
    assert rendered(tmp_path, "a.md", b"second")
    assert (tmp_path / "a.md").read_bytes() == b"second"


def test_a_file_that_somebody_changed_is_left(tmp_path: Path) -> None:
    rendered(tmp_path, "a.md", b"first")
    (tmp_path / "a.md").write_bytes(b"first, with a remark")
    assert not rendered(tmp_path, "a.md", b"second")
    assert (tmp_path / "a.md").read_bytes() == b"first, with a remark"


def test_a_file_that_we_never_made_is_left_unless_it_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"theirs")
    assert not rendered(tmp_path, "a.md", b"ours")
    assert rendered(tmp_path, "a.md", b"theirs")
    assert rendered(tmp_path, "a.md", b"ours")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 1}', '{"files": {"a.md": 1}}', "not json"])
def test_a_lost_or_broken_record_means_that_nothing_is_ours(text: str, tmp_path: Path) -> None:
    rendered(tmp_path, "a.md", b"first")
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    assert not rendered(tmp_path, "a.md", b"second")
    assert (tmp_path / "a.md").read_bytes() == b"first"


def test_a_link_in_the_folder_is_left(tmp_path: Path) -> None:
    target = tmp_path / "theirs.md"
    target.write_bytes(b"first")
    folder = tmp_path / "rendered"
    folder.mkdir()
    (folder / "a.md").symlink_to(target)
    assert not rendered(folder, "a.md", b"first")
    assert target.read_bytes() == b"first"


def test_the_record_is_sorted_and_only_saved_when_something_is_new(tmp_path: Path) -> None:
    press = Rendered(tmp_path)
    press.write("b.md", b"b")
    press.write("a.md", b"a")
    press.close()
    record = tmp_path / MANIFEST
    files = json.loads(record.read_text(encoding="utf-8"))["files"]
    assert list(files) == ["a.md", "b.md"]
    assert files["a.md"] == "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    record.unlink()
    again = Rendered(tmp_path)
    again.close()
    assert not record.exists()


def test_bytes_are_utf8_with_the_line_ends_they_have() -> None:
    assert saving.as_bytes("Łzy\r\n") == "Łzy\r\n".encode()
