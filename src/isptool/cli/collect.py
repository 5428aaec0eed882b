"""`isptool collect`: what partners sent back, in Word, into the files, with the difference shown first."""

from __future__ import annotations

from typing import Annotated

import typer

EXAMPLES = (
    "isptool collect returned/*.docx --in examples/wolds-and-dales",
    "isptool collect wolds-council.docx --force",
)


def collect(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Word files that came back.", show_default=False)
    ],
    workspace: Annotated[
        str, typer.Option("--in", metavar="DIR", help="The workspace, if not the one around the current folder.")
    ] = ".",
    force: Annotated[bool, typer.Option("--force", help="Make the changes without asking; they are shown.")] = False,
) -> int:
    """Take over what partners filled in: forms made by `isptool points ID --to form`.

    Each answer is found by its tag, else by its bookmark, else by the code that people see; which it was is said.
    What could not be read is reported, and where partners answered the same question differently, both answers are
    shown and neither is written.
    """
    from isptool.cli.collecting import Collection

    collection = Collection(workspace, force=force)
    for file in files:
        collection.add(file)
    return collection.finish()
