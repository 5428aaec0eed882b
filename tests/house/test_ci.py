"""What CI runs is what a developer runs, on every Python and system that is promised, with everything installed once."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = yaml.load((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
MATRIX = WORKFLOW["jobs"]["tests"]["strategy"]["matrix"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands(job: str) -> list[str]:
    return [line for step in WORKFLOW["jobs"][job]["steps"] for line in step.get("run", "").splitlines()]


def test_every_python_and_system_that_is_promised_is_tried() -> None:
    named = [each.rpartition(" ")[2] for each in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", each)]
    assert MATRIX["python"] == named == ["3.11", "3.12", "3.13", "3.14"]
    assert PROJECT["requires-python"] == f">={named[0]}"
    assert MATRIX["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]


def test_what_the_matrix_leaves_out_runs_in_the_other_job() -> None:
    [left_out] = MATRIX["exclude"]
    programs = WORKFLOW["jobs"]["programs"]
    python = next(
        step["with"]["python-version"] for step in programs["steps"] if "python-version" in step.get("with", {})
    )
    assert left_out == {"os": programs["runs-on"], "python": python}


def test_the_commands_are_those_of_a_developer() -> None:
    assert commands("tests") == [
        "make test PYTHON=python",
        "python -m pip install --editable .[dev]",
        "python scripts/run_tests.py",
    ]
    assert commands("programs") == [".ci/run", "make demo"]
    local = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"make --no-print-directory ([\w-]+)", local) == ["install-dev", "test", "test-programs"]
    targets = re.findall(r"^([\w-]+):", MAKEFILE, re.MULTILINE)
    assert {"install-dev", "test", "test-programs", "demo"} <= set(targets)


@pytest.mark.skipif(shutil.which("make") is None, reason="without make there is nothing to hold")
@pytest.mark.parametrize(
    ("targets", "installed"),
    [(["demo"], ["."]), (["test"], [".[dev]"]), (["install-dev", "test", "test-programs"], [".[dev]"])],
)
def test_nothing_is_installed_twice(targets: list[str], installed: list[str], tmp_path: Path) -> None:
    """On a fresh machine: what `make` would do with no environment there yet."""
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", f"VENV={tmp_path}/none", f"PYTHON={sys.executable}", *targets],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [each.strip("'") for each in re.findall(r"install\.sh \S+ (\S+)", done.stdout)] == installed


def test_the_page_of_the_readme_for_windows_installs_what_is_here() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [windows] = re.findall(r"```bat\n(.*?)```", readme, re.DOTALL)
    assert windows.splitlines()[0] == "py -m pip install -e ."
    assert all(line.startswith("py -m ") for line in windows.splitlines())


def test_text_files_have_the_same_lines_everywhere() -> None:
    """A golden file with Windows lines would differ from what is written; Word files are no text."""
    rules = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert rules[0] == "* text=auto eol=lf"
    assert {"*.docx binary", "*.png binary"} <= set(rules)
