"""`isptool migrate`: every file in the present form of the language, comments kept; what is sealed stays as it is."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli.options import Paths

EXAMPLES = (
    "isptool migrate examples/wolds-and-dales",
    "isptool migrate examples/wolds-and-dales --check",
)


def migrate(
    paths: Paths = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what would be lifted.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Change without asking; the difference is shown.")] = False,
) -> int:
    """Lift files of an older format to the present one, comments and order kept.

    A sealed text is never lifted: it stays byte for byte, and every format that was ever released stays readable.
    """
    from isptool.cli.migrating import make

    return make(paths or [], check=check, force=force)
