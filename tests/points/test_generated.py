"""What is generated from the points is up to date, and what the scripts say when it is not."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from isptool import library

ROOT = library.templates_root().parent


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_points_is_what_the_script_makes() -> None:
    for path, text in script("generate_docs").points().items():
        assert path.read_text(encoding="utf-8") == text, "run: python scripts/generate_docs.py points"


def test_the_compiled_templates_are_what_the_script_makes() -> None:
    script_made = script("compile_data")
    for path, text in {**script_made.templates(), **script_made.decide(), **script_made.maps()}.items():
        assert path.read_text(encoding="utf-8") == text, "run: python scripts/compile_data.py"


def test_the_page_says_where_each_point_is_written() -> None:
    page = (ROOT / "docs" / "points.md").read_text(encoding="utf-8")
    assert "| P33 | [`transfer-method`](#transfer-method) | `flows.how` | flow |" in page
    assert "| P47 | [`start-and-duration`](#start-and-duration) | `start` and `end` | document |" in page
    for point_id in library.points():
        assert f'<a id="{point_id}"></a>' in page


def test_a_page_that_is_out_of_date_is_named_and_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    generated = script("generated")
    page = tmp_path / "docs" / "page.md"
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    jobs = {"page": lambda: {page: "text\n"}}
    assert generated.run("generate_docs.py", jobs, ["page", "--check"]) == 1
    assert capsys.readouterr().out == "docs/page.md is out of date: run python scripts/generate_docs.py page\n"
    assert not page.exists()
    assert generated.run("generate_docs.py", jobs, ["page"]) == 0
    assert page.read_text(encoding="utf-8") == "text\n"
    assert generated.run("generate_docs.py", jobs, ["page", "--check"]) == 0
    assert generated.run("generate_docs.py", jobs, ["nothing"]) == 2
