"""The pages about commands say what the commands say, and every command of the recipe for CI runs."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from isptool import __version__, library
from isptool.cli.command_pages import pages
from isptool.reading.workspace import FOLDERS

from .core_yaml import load
from .running import HERE, run

ROOT = library.templates_root().parent
CI = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.*)$", CI, re.MULTILINE)
RECIPES = re.findall(r"```yaml\n(.*?)```", CI, re.DOTALL)
STEPS = [line.strip().removeprefix("- ").removeprefix("run: ") for recipe in RECIPES for line in recipe.splitlines()]
IN_RECIPES = [step.removesuffix(" || true") for step in STEPS if step.startswith("isptool ")]


def test_the_pages_of_commands_are_what_the_script_makes() -> None:
    folder = ROOT / "docs" / "commands"
    made = pages()
    for name, text in made.items():
        assert (folder / name).read_text(encoding="utf-8") == text, "run: python scripts/generate_docs.py commands"
    assert sorted(path.name for path in folder.iterdir()) == sorted(made)


def test_the_picture_of_the_readme_is_what_the_command_prints_now() -> None:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "scripts" / "generate_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    [(path, text)] = module.pictures().items()
    assert path.read_text(encoding="utf-8") == text, "run: python scripts/generate_docs.py pictures"
    root = ElementTree.fromstring(text)
    words = "".join(root.itertext())
    assert "error LAW-13 " in words
    assert "1 thing to do before signing." in words
    assert str(ROOT) not in text


def test_every_picture_that_the_readme_shows_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", readme)
    assert [path for _, path in shown if not (ROOT / path).is_file()] == []
    assert {path for _, path in shown} >= {"docs/pictures/agreement.png", "docs/pictures/validate.svg"}
    assert all(len(words) > 20 for words, _ in shown), "what is to be seen, for those who cannot see it"


def test_every_option_has_words() -> None:
    for name, text in pages().items():
        for row in re.findall(r"^\| `.*$", text, re.MULTILINE):
            assert len(row.split("|")[2].strip()) >= 4, f"{name}: {row}"


@pytest.mark.parametrize("command", [*COMMANDS, *IN_RECIPES])
def test_every_command_of_the_ci_recipe_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(command)
    assert program == "isptool"
    ran = run(arguments)
    held_against_more = "--gate" in command or "--strict" in command
    assert ran.code == 0 or (held_against_more and ran.code == 1), ran.errors + ran.output


def test_the_recipes_use_commands() -> None:
    assert len(COMMANDS) >= 8
    assert len(IN_RECIPES) == 4
    assert len(RECIPES) == 3


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (["--ci", "github"], ".github/workflows/isptool.yml"),
        (["--ci", "gitlab"], ".gitlab-ci.yml"),
        (["--pre-commit"], ".pre-commit-config.yaml"),
    ],
)
def test_init_writes_what_the_page_shows(
    arguments: list[str], path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", *arguments]).code == 0
    written = Path(path).read_text(encoding="utf-8")
    assert f"isptool=={__version__}" in written
    assert f"```yaml\n{written}```" in re.sub(r"isptool==[0-9.]+", f"isptool=={__version__}", CI)
    load(written)


def test_the_hooks_of_pre_commit_run_the_same_command() -> None:
    hook = load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    ours = load(next(recipe for recipe in RECIPES if "repos:" in recipe))["repos"][0]["hooks"][0]
    assert hook["entry"] == ours["entry"] == "isptool validate"
    assert hook["files"] == ours["files"]
    assert hook["pass_filenames"] is ours["pass_filenames"] is False
    wanted = re.compile(hook["files"])
    names = [
        "isptool.yaml",
        "a/partners.yaml",
        "agreements/x.yaml",
        "sharing/protocols/y.yml",
        "templates/points/z.yaml",
        *(f"{folder}/a.yaml" for folder in FOLDERS),
    ]
    assert all(wanted.search(name) for name in names)
    assert not any(wanted.search(name) for name in ["README.md", "agreements/x.docx", "mkdocs.yaml"])
