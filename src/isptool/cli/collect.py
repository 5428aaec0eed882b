"""`isptool collect`: what partners sent back, in Word, into the files, with the difference shown first."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli import options

_BACK = "examples/wolds-and-dales/returned"
EXAMPLES = (
    f"isptool collect {_BACK}/form-from-moorland-refuge.docx --in examples/wolds-and-dales",
    f"isptool collect {_BACK}/draft-from-wolds-council.docx --from wolds-council --in examples/wolds-and-dales",
)


def collect(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Word files that came back.", show_default=False)
    ],
    workspace: Annotated[
        str, typer.Option("--in", metavar="DIR", help="The workspace, if not the one around the current folder.")
    ] = ".",
    partner: Annotated[
        str | None, typer.Option("--from", metavar="PARTNER", help="Who sent a draft with changes or comments in it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Make the changes without asking; they are shown.")] = False,
    today: options.Today = None,
) -> int:
    """Take over what partners sent back: forms that they filled in, and drafts with their changes and comments.

    Forms (`isptool points ID --to form`): each answer is found by its tag, else by its bookmark, else by the code that
    people see; which it was is said. What could not be read is reported, and where partners answered the same question
    differently, both answers are shown and neither is written.

    Forms of the process (`isptool form`): a request, a decision, an exit certificate are kept as records in forms/; a
    proposed variation becomes a comment of the consultation, a new partner an entry in partners.yaml and the protocol,
    a review its record.

    Drafts (`isptool render`): tracked changes and comments are listed by clause and author. A change of one value is
    offered as an edit; the rest is kept as comments of the consultation, to be answered.
    """
    from isptool.cli.collecting import Collection

    collection = Collection(workspace, force=force, partner=partner, today=today)
    for file in files:
        collection.add(file)
    return collection.finish()
