"""`isptool decide`: do we need a protocol, an agreement, a contract, a form, or nothing; and the record of it."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli.options import Today

EXAMPLES = (
    "isptool decide --in examples/wolds-and-dales --set title='A solicitor asks' --set T4=yes --no-input",
    "isptool decide --answers decisions/warm-homes.yaml --no-input",
)
FORMATS = ("text", "json")


def decide(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Keep the record under this id, in the folder decisions of the workspace."),
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option("--answers", metavar="FILE", help="YAML with answers, such as the record of an earlier decision."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="WHAT=VALUE", help="One answer, such as T7=no or partners=wolds-council,wolds-fire."
        ),
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing; every answer is given or found.")] = False,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="text or json.")] = "text",
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="DIR", help="The folder for the record, if another.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Change the record of that id without asking.")] = False,
    workspace: Annotated[
        str, typer.Option("--in", metavar="DIR", help="The workspace, if not the one around the current folder.")
    ] = ".",
    today: Today = None,
) -> int:
    """Find out what a sharing needs: a protocol, an agreement, a contract, a form, or nothing at all.

    Each question says why it is asked, and takes y, n or k (not known), with a reason after it. What the register of
    the workspace can say, it says; you may overrule it. With an ID the answers are kept as evidence, in YAML, Word and
    Markdown.
    """
    from isptool.cli import options
    from isptool.cli.deciding import Wish, make

    options.one_of("--to", to, FORMATS)
    return make(Wish(name, answers, tuple(set_ or ()), no_input, to, output, force, workspace, today))
