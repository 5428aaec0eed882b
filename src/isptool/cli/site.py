"""`isptool site`: the register as a website of plain files that the public can read."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli.options import Today

EXAMPLES = (
    "isptool site examples/wolds-and-dales --drafts",
    "isptool site examples/wolds-and-dales --inside -o site-for-partners",
)


def site(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Folders of workspaces; nothing means the one around the current folder.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="The folder it is written to.")] = "site",
    drafts: Annotated[bool, typer.Option("--drafts", help="Show documents that are not agreed yet.")] = False,
    inside: Annotated[
        bool, typer.Option("--inside", help="For the partners themselves: every document, contacts and systems too.")
    ] = False,
    word: Annotated[bool, typer.Option("--word", help="A Word file beside each document.")] = False,
    particulars: Annotated[
        bool, typer.Option("--particulars", help="Only what the register says of each document, not its words.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", help="How many processes work at once; else one a core, 4 at most.", min=1),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read every file again.")] = False,
    today: Today = None,
) -> int:
    """Write a static website of the register: search, partners, what is shared, on what law, a map, a feed.

    The public sees documents that were agreed and that say of themselves, or whose protocol says, that they are
    published: each in its public edition, with a mark and a reason where something is left out. The site needs no
    server, works without JavaScript, and asks nothing of any other site.
    """
    from isptool.cli.publishing import Wish, make

    return make(paths or [], Wish(output, drafts, inside, word, not particulars, jobs, not no_cache, today))
