"""Rendering from the command line: what is written where, what is left, and one document never stops another."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from isptool.cli import rendering
from isptool.cli.saving import MANIFEST

from .running import HERE, run


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir() if path.name != MANIFEST)


def second_agreement(name: str, text: str = "") -> Path:
    path = Path("agreements") / f"{name}.yaml"
    whole = Path("agreements/visits.yaml").read_text(encoding="utf-8").replace("id: visits", f"id: {name}")
    path.write_text(text or whole, encoding="utf-8")
    return path


def test_the_whole_workspace_goes_into_its_own_folder() -> None:
    ran = run(["render"])
    assert (ran.code, ran.errors) == (0, "")
    assert names("rendered") == ["visits.docx", "visits.md", "wolds.docx", "wolds.md"]
    assert ran.output.splitlines() == [
        f"rendered/{name}" for name in ("wolds.docx", "wolds.md", "visits.docx", "visits.md")
    ]
    assert zipfile.ZipFile(io.BytesIO(Path("rendered/visits.docx").read_bytes())).testzip() is None
    assert "# Safe and well visits" in Path("rendered/visits.md").read_text(encoding="utf-8")


def test_a_file_in_place_of_the_folder_is_said_once() -> None:
    Path("rendered").write_text("mine", encoding="utf-8")
    ran = run(["render"])
    assert (ran.code, ran.output) == (2, "")
    assert ran.errors == (
        "Error: rendered is a file, not a folder, so nothing can be written into it.\n"
        "Move it, or give another folder with -o.\n"
    )
    assert Path("rendered").read_text(encoding="utf-8") == "mine"


def test_the_settings_may_name_another_folder() -> None:
    settings = Path("isptool.yaml")
    settings.write_text(settings.read_text(encoding="utf-8") + "rendered: out/here\n", encoding="utf-8")
    assert run(["render", "visits", "--to", "md"]).output == "out/here/visits.md\n"


def test_formats_and_folder_as_asked() -> None:
    ran = run(["render", "visits", "--to", "html, md", "-o", "out"])
    assert ran.code == 0
    assert names("out") == ["visits.html", "visits.md"]


def test_again_replaces_what_is_untouched_and_leaves_the_rest() -> None:
    run(["render", "visits", "--to", "md"])
    path = Path("rendered/visits.md")
    assert run(["render", "visits", "--to", "md", "--today", "2026-12-01"]).code == 0
    path.write_text("my remarks", encoding="utf-8")
    ran = run(["render", "visits", "--to", "docx,md"])
    assert ran.code == 2
    assert ran.output == "rendered/visits.docx\n"
    assert ran.errors.startswith("rendered/visits.md was left as it is")
    assert path.read_text(encoding="utf-8") == "my remarks"


def test_a_broken_document_does_not_stop_the_rest() -> None:
    second_agreement("broken", "kind: agreement\nid: broken\n  title: x\n")
    second_agreement("half").write_text(
        Path("agreements/half.yaml").read_text(encoding="utf-8").replace("number: about 4,000", "number: many"),
        encoding="utf-8",
    )
    ran = run(["render", "--to", "md"])
    assert ran.code == 1
    assert names("rendered") == ["visits.md", "wolds.md"]
    assert "agreements/broken.yaml was not rendered: line 3: " in ran.errors
    assert "agreements/half.yaml was not rendered: line 19: " in ran.errors


def test_two_documents_with_one_id_never_share_a_file() -> None:
    Path("agreements/another.yaml").write_bytes(Path("agreements/visits.yaml").read_bytes())
    ran = run(["render", "--to", "md"])
    assert ran.code == 1
    assert "agreements/visits.yaml was not rendered: agreements/another.yaml has the same id, visits." in ran.errors
    assert names("rendered") == ["visits.md", "wolds.md"]


def test_our_own_fault_with_one_document_is_said_and_the_rest_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    composed = rendering.compose

    def failing(settled: Any, **given: Any) -> Any:
        if settled.document.id == "visits":
            raise ZeroDivisionError("what the document says")
        return composed(settled, **given)

    monkeypatch.setattr(rendering, "compose", failing)
    ran = run(["render", "--to", "md"])
    assert ran.code == 3
    assert names("rendered") == ["wolds.md"]
    assert "agreements/visits.yaml was not rendered: isptool itself has failed (ZeroDivisionError in " in ran.errors
    assert "what the document says" not in ran.errors
    assert "what the document says" in run(["render", "--to", "md", "--debug"]).errors


def test_several_processes_make_the_same_files() -> None:
    for name in ("one", "two"):
        second_agreement(name)
    one = run(["render", "--to", "docx,md", "-o", "one-process"])
    two = run(["render", "--to", "docx,md", "-o", "two-processes", "--jobs", "2"])
    assert (one.code, two.code) == (0, 0)
    assert two.output == one.output.replace("one-process", "two-processes")
    for name in names("one-process"):
        assert (Path("one-process") / name).read_bytes() == (Path("two-processes") / name).read_bytes(), name


def test_a_bar_shows_how_far_it_is_and_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal only: what is piped or kept in a file has nothing of it."""
    for name in ("one", "two"):
        second_agreement(name)
    monkeypatch.setattr("isptool.cli.terminal.is_terminal", lambda stream: True)
    shown = run(["render", "--to", "md"]).errors
    steps = [step.removeprefix("\x1b[K") for step in shown.split("\r") if "] " in step]
    assert steps == [
        "[######..................] 1 of 4: protocols/wolds.yaml",
        "[############............] 2 of 4: agreements/one.yaml",
        "[##################......] 3 of 4: agreements/two.yaml",
        "[########################] 4 of 4: agreements/visits.yaml",
    ]
    assert shown.endswith("\r\x1b[K"), "the line is empty again"
    monkeypatch.undo()
    assert "[" not in run(["render", "--to", "md"]).errors


def test_ones_own_words_and_looks_stand_in_place_of_ours_file_by_file() -> None:
    """A template folder with one label and a house style: the rest is as it comes."""
    from isptool.library import house_style

    assert run(["render", "--to", "docx,md", "-o", "ours"]).code == 0
    words = Path("templates/words/labels.yaml")
    words.parent.mkdir(parents=True)
    words.write_text("labels:\n  contents: What is in it\n", encoding="utf-8")
    looks = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(house_style())) as old, zipfile.ZipFile(looks, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/footer2.xml":
                data = data.replace(b"[title]", b"Wolds Partnership: [title]")
            new.writestr(entry.filename, data)
    Path("templates/house-style.docx").write_bytes(looks.getvalue())
    assert run(["render", "--to", "docx,md", "-o", "own"]).code == 0
    ours, own = (Path(folder, "visits.md").read_text(encoding="utf-8") for folder in ("ours", "own"))
    assert own == ours.replace("Contents", "What is in it")
    assert own != ours
    with zipfile.ZipFile("own/visits.docx") as archive:
        assert b"Wolds Partnership: " in archive.read("word/footer2.xml")
        assert b"What is in it" in archive.read("word/document.xml")
        assert b"At a glance" in archive.read("word/document.xml")


def test_nothing_to_render() -> None:
    ran = run(["render", "partners.yaml"])
    assert ran.code == 2
    assert ran.errors.startswith("Error: Nothing was rendered")


def test_an_edition_has_its_own_name() -> None:
    from isptool.cli.render import names_of

    assert names_of("visits", "full", ["docx"]) == [("docx", "visits.docx")]
    assert names_of("visits", "public", ["md", "html"]) == [("md", "visits.public.md"), ("html", "visits.public.html")]
