"""The pages of the documentation that say what each command does, from the command tree itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from isptool.cli.program import COMMANDS, application

_MADE = "<!-- Made by scripts/generate_docs.py from src/isptool/cli; change that, not this page. -->"
_EXITS = (
    ("0", "nothing is wrong"),
    ("1", "the documents are wrong: errors, and under `--strict` warnings"),
    ("2", "wrong use, or something could not be read or written; nothing was checked"),
    ("3", "isptool itself failed"),
)


def pages() -> dict[str, str]:
    """The text of each page by its file name: one a command, and `README.md`, which lists them."""
    tree: Any = typer.main.get_command(application(rich=False))
    context = typer.Context(tree, info_name="isptool")
    found = {"README.md": "\n".join(_index(tree))}
    for each in COMMANDS:
        name = each.name
        command = tree.commands[name]
        inner = typer.Context(command, info_name=name, parent=context)
        found[f"{name}.md"] = "\n".join(_page(name, command, inner, each.examples))
    return found


def _index(tree: Any) -> Iterator[str]:
    yield from ("# The commands", "", _MADE, "", "| Command | Does |", "|---|---|")
    for each in COMMANDS:
        name = each.name
        yield f"| [`isptool {name}`]({name}.md) | {each.does} |"
    yield from (
        "",
        "DOC is the path of a file, the id of a document, or `id@version`; PATH is a file, a folder, or nothing, which",
        "means the workspace around the current folder. `--debug`, in any place, shows where isptool itself failed.",
        "Results go to standard output, remarks and errors to standard error. `NO_COLOR` and `FORCE_COLOR` are heeded.",
        "",
        "Exit codes, of every command:",
        "",
        *(f"- {code}: {what}" for code, what in _EXITS),
        "",
    )
    hidden = [parameter for parameter in tree.params if parameter.name not in ("version", "debug", "help")]
    yield "Beside them: " + ", ".join(f"`{_names(each)}`" for each in hidden) + ", for completion in your shell."
    yield ""


def _page(name: str, command: Any, context: Any, examples: tuple[str, ...]) -> Iterator[str]:
    yield from (f"# isptool {name}", "", _MADE, "", command.help.strip(), "")
    yield from ("```", " ".join(["isptool", name, *command.collect_usage_pieces(context)]), "```", "")
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    for title, rows in (("Argument", arguments), ("Option", options)):
        if rows:
            yield from (f"| {title} | |", "|---|---|")
            yield from (f"| `{_names(each)}` | {_cell(_help(each, context))} |" for each in rows)
            yield ""
    yield from ("For example:", "", "```console", *(f"$ {example}" for example in examples), "```", "")


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name)
    value = "" if parameter.is_flag else f" {parameter.metavar}" if parameter.metavar else ""
    return ", ".join(parameter.opts) + value


def _help(parameter: Any, context: Any) -> str:
    record = parameter.get_help_record(context)
    return str(record[1]) if record else str(parameter.help or "")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
