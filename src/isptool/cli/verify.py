"""`isptool verify`: intact? what was signed, against what lies there. Drifted? today's files against it."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli.options import Today

EXAMPLES = (
    "isptool verify examples/signed-agreement",
    "isptool verify examples/signed-agreement/sealed/flood-and-gully-data/1.0/text.docx examples/signed-agreement",
)


def verify(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Ids, files or the workspace; or .docx files that a partner sent back.",
            show_default=False,
        ),
    ] = None,
    signers: Annotated[
        str | None,
        typer.Option("--signers", metavar="FILE", help="The list of allowed signers, from outside the workspace."),
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="text or json.")] = "text",
    today: Today = None,
) -> int:
    """Say whether every sealed text, statement and signature is as it was given, and what today's files say instead.

    These are two questions. Not intact is an error. A working file that differs is the next version being written.
    A .docx is held against the text that was sent out: its digest, then what can be read in it.
    """
    from isptool.cli import options
    from isptool.cli.verifying import make

    options.one_of("--to", to, ("text", "json"))
    return make(paths or [], signers, to, today)
