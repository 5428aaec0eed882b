"""The contracts of `.importlinter` hold in the code, and each one breaks when somebody goes through the wall."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

VIOLATIONS = {
    "The floors: data goes one way": ("model/answer.py", "import isptool.settling.settled"),
    "One door: typer and rich only in cli": ("settling/settle.py", "import rich"),
    "One door: YAML only in reading": ("checking/check.py", "import yaml"),
    "One door: Jinja2 only in templating": ("writing/document.py", "import jinja2"),
    "One door: Word files only in writing, and read back only in asking": ("settling/part.py", "import docx"),
    "One door: docxtpl, which is an extra, only where forms are filled": ("writing/compose.py", "import docxtpl"),
    "Only cli starts programs; nobody opens the network": ("law/book.py", "import subprocess"),
    "Rule families are independent of each other": (
        "checking/rules/partners.py",
        "import isptool.checking.rules.structure",
    ),
}


def contracts() -> list[str]:
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    return [line.removeprefix("name = ") for line in text.splitlines() if line.startswith("name = ")]


def lint(folder: Path) -> str:
    """What import-linter says of the copy of the code in `folder`."""
    program = Path(sys.executable).parent / "lint-imports"
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [str(program), "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_every_contract_breaks_when_it_is_violated(tmp_path: Path) -> None:
    assert sorted(VIOLATIONS) == sorted(contracts())
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.json"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for name, line in VIOLATIONS.values():
        path = tmp_path / "src" / "isptool" / name
        path.write_text(path.read_text(encoding="utf-8") + f"\n{line}  # noqa\n", encoding="utf-8")
    said = lint(tmp_path)
    for contract in VIOLATIONS:
        assert f"{contract} BROKEN" in " ".join(said.split()), said
