"""`isptool register`: who shares what with whom, on what law, in which state, and what is due."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli.options import Today

EXAMPLES = (
    "isptool register examples/wolds-and-dales --partner police",
    "isptool register examples/wolds-and-dales --by item --item 'date of birth'",
)
FORMATS = ("text", "csv", "json", "xlsx", "sqlite", "dea-csv", "ropa", "docx")

Words = list[str] | None


def register(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Folders; each a workspace or a part of one. Nothing means the workspace around the current folder.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="VIEW", help="partner, gateway, item, system, status or post.")
    ] = None,
    partner: Annotated[
        Words, typer.Option("--partner", metavar="WORD", help="Only what this body takes part in.")
    ] = None,
    gateway: Annotated[Words, typer.Option("--gateway", metavar="WORD", help="Only what rests on this law.")] = None,
    item: Annotated[Words, typer.Option("--item", metavar="WORD", help="Only what shares this data.")] = None,
    system: Annotated[Words, typer.Option("--system", metavar="WORD", help="Only what uses this system.")] = None,
    post: Annotated[Words, typer.Option("--post", metavar="WORD", help="Only what names this post.")] = None,
    status: Annotated[Words, typer.Option("--status", metavar="WORD", help="Only what stands so.")] = None,
    kind: Annotated[
        Words, typer.Option("--kind", metavar="KIND", help="Only protocol, agreement, record or decision.")
    ] = None,
    find: Annotated[Words, typer.Option("--find", metavar="WORD", help="Only what names this anywhere.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Only what is overdue or has run out.")] = False,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Only what lacks a signature.")] = False,
    related: Annotated[
        str | None,
        typer.Option(
            "--related", metavar="ID", help="The documents most like this one, the most alike first, and why."
        ),
    ] = None,
    board: Annotated[bool, typer.Option("--board", help="The health of the register on one screen.")] = False,
    foi: Annotated[
        str | None,
        typer.Option(
            "--foi",
            metavar="REQUEST",
            help="A draft answer to this request for information, in Word; with -o answer.zip a pack with documents.",
        ),
    ] = None,
    import_: Annotated[
        str | None,
        typer.Option(
            "--import", metavar="FILE", help="Records of agreements written elsewhere, one a line: CSV, XLSX."
        ),
    ] = None,
    columns: Annotated[
        Words, typer.Option("--column", metavar="FIELD=HEADING", help="With --import: which column holds a field.")
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar="FORMAT", help="text, csv, json, xlsx, sqlite, dea-csv, ropa or docx.")
    ] = "text",
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, as Excel likes it.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read every file again.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --import: write without asking.")] = False,
    today: Today = None,
) -> int:
    """Print the register of a workspace, or of several, with views and filters.

    A word of a filter is found in any part of a name, without regard to capitals; of several words one suffices.
    Files that cannot be read are named, and the rest stands; the exit code is then 1.
    """
    from isptool.cli import options
    from isptool.cli.registering import Wish, make
    from isptool.register.views import VIEWS, Filter

    options.one_of("--to", to, FORMATS)
    if by is not None:
        options.one_of("--by", by, VIEWS)
    if import_ is not None:
        from isptool.cli.importing import import_csv

        return import_csv(paths or [], import_, columns or [], force=force, today=today)
    wanted = Filter(
        tuple(partner or ()), tuple(gateway or ()), tuple(item or ()), tuple(system or ()), tuple(post or ()),
        tuple(status or ()), tuple(kind or ()), tuple(find or ()), due, unsigned,
    )  # fmt: skip
    return make(paths or [], Wish(by, wanted, related, board, foi, to, output, bom, not no_cache, today))
