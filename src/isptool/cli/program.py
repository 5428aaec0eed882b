"""The commands, one line each. What a command needs is imported inside it, so that `--help` stays quick."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

import typer

from isptool.cli import (
    check_templates,
    collect,
    config,
    consult,
    decide,
    diff,
    explain,
    form,
    init,
    law,
    migrate,
    move,
    new,
    points,
    register,
    render,
    review,
    schema,
    sign,
    site,
    status,
    validate,
    verify,
)


class Command(NamedTuple):
    """One command: its function, whose name it bears, what it does in a line, and the examples below its help."""

    function: Callable[..., int]
    does: str
    examples: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name that people type: the function's, with hyphens."""
        return self.function.__name__.rstrip("_").replace("_", "-")


COMMANDS = (
    Command(init.init, "A workspace: settings, a partner, a protocol to fill in.", init.EXAMPLES),
    Command(decide.decide, "Whether to share, and by what: an agreement or less.", decide.EXAMPLES),
    Command(new.new, "A new agreement, protocol or partner, question by question.", new.EXAMPLES),
    Command(points.points, "What still has to be agreed, and what usually answers it.", points.EXAMPLES),
    Command(collect.collect, "What partners sent back in Word, into the files.", collect.EXAMPLES),
    Command(consult.consult, "Who has replied, what was said, and what became of it.", consult.EXAMPLES),
    Command(validate.validate, "Every finding in every file, and what it means.", validate.EXAMPLES),
    Command(explain.explain, "A code, point, question, law or field in plain words.", explain.EXAMPLES),
    Command(law.law, "Powers, duties, bases and conditions, with their limits and standing.", law.EXAMPLES),
    Command(render.render, "Documents as Word, Markdown and HTML.", render.EXAMPLES),
    Command(diff.diff, "What changed between two versions, and who must sign again.", diff.EXAMPLES),
    Command(
        check_templates.check_templates,
        "A house style, own words, points and forms, before anything is rendered.",
        check_templates.EXAMPLES,
    ),
    Command(move.move, "A document's next status, if all holds that must.", move.EXAMPLES),
    Command(sign.sign, "A sign-off of exactly the text that was sealed.", sign.EXAMPLES),
    Command(verify.verify, "Whether what was signed is intact, and what differs from it.", verify.EXAMPLES),
    Command(status.status, "Who has signed what, who is missing, and what is due.", status.EXAMPLES),
    Command(review.review, "Reviews that are due, their form and outcome; reminders.", review.EXAMPLES),
    Command(form.form, "The forms of the process: a request, a decision, an exit certificate.", form.EXAMPLES),
    Command(migrate.migrate, "Files of an older format, lifted to the present one.", migrate.EXAMPLES),
    Command(register.register, "Who shares what with whom, and what is due.", register.EXAMPLES),
    Command(site.site, "The register as a website that the public can read.", site.EXAMPLES),
    Command(schema.schema, "JSON Schema, for editors.", schema.EXAMPLES),
    Command(config.config, "The settings in force, and where each comes from.", config.EXAMPLES),
)
"""Every command, in the order of the help."""


def program(*, rich: bool) -> Callable[[Sequence[str]], int | None]:
    """The whole command line as one function: arguments in, exit code out. `rich` draws help for a terminal."""

    def run(arguments: Sequence[str]) -> int | None:
        completing = "_ISPTOOL_COMPLETE" in os.environ
        first = next((each for each in arguments if not each.startswith("-")), "")
        command = typer.main.get_command(application(rich=rich, first=first, only_names=not completing))
        if completing:  # the shell asks how a word may go on
            command.main(list(arguments), prog_name="isptool")
        # Not `command.main`: it would answer a broken pipe with 1, which means that documents are wrong.
        try:
            with command.make_context("isptool", list(arguments)) as context:
                result: int | None = command.invoke(context)
                return result
        except typer.Exit as ended:
            return ended.exit_code

    return run


def application(*, rich: bool, first: str = "", only_names: bool = False) -> typer.Typer:
    """The command tree, as typer has it.

    Where the `first` argument is the name of a command, the tree has only that one: typer takes two milliseconds
    to read the annotations of each. Else, with `only_names`, the commands are there to be listed and have no options:
    enough for the help of the whole and for a word that is no command.
    """
    app = typer.Typer(
        name="isptool",
        rich_markup_mode="rich" if rich else None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog=_examples(("isptool init sharing", "isptool validate examples/wolds-and-dales")),
    )
    app.callback()(_isptool)
    named = [each for each in COMMANDS if each.name == first]
    for each in named or COMMANDS:
        function = _named_only if only_names and not named else each.function
        app.command(each.name, short_help=each.does, epilog=_examples(each.examples))(function)
    return app


def _isptool(
    version: bool = typer.Option(False, "--version", "-V", help="Print the version, and nothing else."),
    debug: bool = typer.Option(False, "--debug", help="If isptool itself fails, show where. Works in any place."),
) -> None:
    """Write, check and print information sharing protocols and agreements, kept as plain files."""
    del version, debug  # both are answered before this is reached


def _named_only() -> None:
    """Stands for a command in the list of commands."""


def _examples(lines: Sequence[str]) -> str:
    # \b tells the plain help to keep the lines as they are; the rich help keeps them anyway and drops the \b.
    return "\b\n" + "\n".join(["Examples:", *(f"  {line}" for line in lines)])
