"""Which modules each command may load: what makes a command quick is what it leaves alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .running import HERE

SCRIPT = """
import contextlib, io, json, sys
from isptool.cli.entry import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    code = main(sys.argv[1:])
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules}), sorted(sys.modules)]))
"""
HEAVY = {"pydantic", "docx", "jinja2", "rich", "yaml", "ruamel", "markdown_it", "lxml", "msgspec", "typer"}
OF_REGISTERS = {"isptool.model.record", "isptool.model.decision", "isptool.model.own_law"}
"""The models of files that few workspaces have: each takes its time to build."""
PRINTING = {"docx", "jinja2", "markdown_it", "lxml", "ruamel", "rich"}


def loaded(arguments: list[str], folder: Path) -> tuple[int, set[str], set[str]]:
    """The exit code of a command in a fresh Python, the packages it loaded, and every module."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], cwd=folder, capture_output=True, text=True, check=True, timeout=120
    )
    code, packages, modules = json.loads(done.stdout)
    return code, set(packages), set(modules)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(HERE / "small", folder, dirs_exist_ok=True)
    return folder


@pytest.mark.parametrize(
    ("arguments", "left_alone"),
    [
        (["--version"], HEAVY | {"importlib.metadata"}),
        (["--help"], HEAVY - {"typer"}),
        (["validate", "--help"], HEAVY - {"typer"}),
        (["validate", "visits"], PRINTING | OF_REGISTERS),
        (["validate", "visits", "--output-format", "sarif"], PRINTING),
        (["points", "visits"], PRINTING),
        (["explain", "P43"], PRINTING),
        (["explain", "YML-28"], PRINTING),
        (["schema", "agreement"], PRINTING),
        (["config"], PRINTING),
        (["render", "visits", "--to", "md", "-o", "md"], {"rich", "docx", "ruamel", "isptool.checking.rules"}),
        (["new", "agreement", "more", "--no-input"], {"rich", "docx", "jinja2"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_a_command_leaves_alone(arguments: list[str], left_alone: set[str], small: Path) -> None:
    code, packages, modules = loaded(arguments, small)
    assert code == 0
    assert not left_alone & packages
    assert not left_alone & modules
