"""`isptool status`: per document and partner, who has signed what, who is missing, and what is due."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli.options import Paths, Today

EXAMPLES = (
    "isptool status examples/wolds-and-dales",
    "isptool status examples/signed-agreement --partner wolds-fire",
)


def status(
    paths: Paths = None,
    partner: Annotated[
        str | None,
        typer.Option("--partner", metavar="ID", help="What this partner has to sign, everywhere, with the e-mail."),
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="text or json.")] = "text",
    today: Today = None,
) -> int:
    """Print how each document stands: its status, each party, what the protocol asks, and what is due."""
    from isptool.cli import options
    from isptool.cli.standing import make

    options.one_of("--to", to, ("text", "json"))
    return make(paths or [], partner, to, today)
