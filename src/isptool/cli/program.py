"""The commands, one line each. What a command needs is imported inside it, so that `--help` stays quick."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer

from isptool.cli import explain, schema, validate

COMMANDS: tuple[tuple[Callable[..., int], tuple[str, ...]], ...] = (
    (validate.validate, validate.EXAMPLES),
    (explain.explain, explain.EXAMPLES),
    (schema.schema, schema.EXAMPLES),
)
"""Each command: its function, whose name it bears, and the examples at the foot of its help."""


def program(*, rich: bool) -> Callable[[Sequence[str]], int | None]:
    """The whole command line as one function: arguments in, exit code out. `rich` draws help for a terminal."""
    command = typer.main.get_command(application(rich=rich))

    def run(arguments: Sequence[str]) -> int | None:
        result: int | None = command.main(list(arguments), prog_name="isptool", standalone_mode=False)
        return result

    return run


def application(*, rich: bool) -> typer.Typer:
    """The command tree, as typer has it."""
    app = typer.Typer(
        name="isptool",
        rich_markup_mode="rich" if rich else None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog=_examples(("isptool init sharing", "isptool validate examples/wolds-and-dales")),
    )
    app.callback()(_isptool)
    for function, examples in COMMANDS:
        app.command(function.__name__, epilog=_examples(examples))(function)
    return app


def _isptool(
    version: bool = typer.Option(False, "--version", "-V", help="Print the version, and nothing else."),
    debug: bool = typer.Option(False, "--debug", help="If isptool itself fails, show where. Works in any place."),
) -> None:
    """Write, check and print information sharing protocols and agreements, kept as plain files."""
    del version, debug  # both are answered before this is reached


def _examples(lines: Sequence[str]) -> str:
    # An empty line between any two: the plain help would join lines, and the rich one keeps no line breaks.
    return "\n\n".join(["Examples:", *(f"  {line}" for line in lines)])
