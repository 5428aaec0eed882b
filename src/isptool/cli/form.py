"""`isptool form`: the forms of the process, filled with what is known already."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli import options

EXAMPLES = (
    "isptool form --list",
    "isptool form request safe-and-well-visits --for wolds-fire --with wolds-council --in examples/wolds-and-dales",
)
FORMATS = ("docx", "md")


def form(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The form, such as request, decision, urgent or exit.")
    ] = None,
    document: Annotated[str | None, typer.Argument(metavar="[DOC]", help="The id or path of what it is about.")] = None,
    partner: Annotated[str | None, typer.Option("--for", metavar="PARTNER", help="Who fills it in.")] = None,
    other: Annotated[
        str | None, typer.Option("--with", metavar="PARTNER", help="The other one: who is asked, or gets it.")
    ] = None,
    number: Annotated[
        str | None, typer.Option("--number", metavar="ID", help="Its own number, if not form, document and day.")
    ] = None,
    filled: Annotated[
        str | None, typer.Option("--filled", metavar="NUMBER", help="A form that came back, again with its answers.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Every form: what it is for, and what it is about.")] = False,
    to: Annotated[str, typer.Option("--to", metavar="FORMATS", help="docx, md, or both with a comma.")] = "docx",
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="DIR", help="Where the files go; else to rendered/.")
    ] = None,
    workspace: Annotated[
        str, typer.Option("--in", metavar="DIR", help="The workspace, if not the one around the current folder.")
    ] = ".",
    today: options.Today = None,
) -> int:
    """Make a form of the process in Word, with what is known filled in: a request, a decision, an exit certificate, …

    It is filled in Word and comes back through `isptool collect`, which keeps it in forms/ and does what follows: a
    proposed variation becomes a comment of the consultation, a new partner an entry in partners.yaml. Forms of your
    own, in templates/forms, stand in place of ours of the same name.
    """
    from isptool.cli.forming import Desk
    from isptool.errors import IspError

    formats = [options.one_of("--to", each.strip(), FORMATS) for each in to.split(",") if each.strip()]
    desk = Desk(workspace, today)
    if list_:
        return desk.listing()
    if filled is not None:
        return desk.again(filled, formats, output)
    if name is None:
        raise IspError("It is not said which form.", "See `isptool form --list`.")
    return desk.make(name, document or "", partner or "", other or "", number or "", formats, output)
