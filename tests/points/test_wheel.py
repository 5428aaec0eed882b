"""The points are in the wheel: built, installed outside the checkout, and read from there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from isptool import library

PROGRAM = """
import json, isptool
from isptool import library
known = library.points()
print(json.dumps([isptool.__file__, str(library.templates_root()), len(known), known["transfer-method"].never["fax"]]))
"""


def run(*command: str, cwd: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.programs
def test_an_installed_wheel_brings_its_points(tmp_path: Path) -> None:
    checkout = library.templates_root().parent
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist"), cwd=checkout)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "fresh"), cwd=tmp_path)
    python = tmp_path / "fresh" / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet")
    run(*pip, "--disable-pip-version-check", str(wheel), cwd=tmp_path)
    site = Path(run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    package, templates, number, fax = json.loads(run(str(python), "-c", PROGRAM, cwd=tmp_path))

    assert Path(package) == site / "isptool" / "__init__.py"
    assert Path(templates) == site / "isptool" / "templates"
    assert (number, fax) == (len(library.points()), "ordinary fax")
