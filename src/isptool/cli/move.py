"""`isptool move`: the life of a document, one step at a time; it refuses a step whose guards do not hold."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli.options import Today

EXAMPLES = (
    "isptool move flood-and-gully-data agreed-in-principle --check",
    "isptool move examples/wolds-and-dales/agreements/flood-and-gully-data.yaml agreed-in-principle --check",
)
_Several = list[str] | None


def move(
    document: Annotated[str, typer.Argument(metavar="ID", help="The id of the document, or its file.")],
    status: Annotated[
        str, typer.Argument(metavar="STATUS", help="Where it moves to, such as consultation or signing.")
    ],
    because: Annotated[str | None, typer.Option("--because", metavar="TEXT", help="Why.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="POST", help="The post that decides it.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it takes effect; else today.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="By when partners reply or object.")
    ] = None,
    partner: Annotated[
        str | None, typer.Option("--partner", metavar="ID", help="Who joins, objects, leaves, or asked for it.")
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="ID", help="For objecting: the partner that joins, or a version.")
    ] = None,
    escalated: Annotated[
        _Several, typer.Option("--escalated", metavar="ID", help="A partner whose silence was taken further.")
    ] = None,
    flow: Annotated[_Several, typer.Option("--flow", metavar="ID", help="For suspended: only these flows.")] = None,
    successor: Annotated[
        str | None, typer.Option("--successor", metavar="ID", help="For superseded: the document that follows.")
    ] = None,
    done: Annotated[
        _Several, typer.Option("--done", metavar="TEXT", help="An exit task that is done, and where it is shown.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what holds and what does not.")] = False,
    today: Today = None,
) -> int:
    """Move a document to its next status, if everything holds that must; each move is kept as a record.

    idea, draft, consultation, agreed-in-principle, signing, then (by itself) signed, in-force, under-review; and
    suspended, superseded, terminated, withdrawn. Moving to signing seals the text. One partner moves with
    --partner: joining, leaving, left; and objecting (or not-objecting any more) to who joins or to a new version.
    """
    from isptool.cli.moving import Order, make
    from isptool.cli.recording import open_desk

    desk = open_desk([document], today)
    order = Order(
        status=status,
        because=because or "",
        by=by or "",
        on=on,
        until=until,
        partner=partner or "",
        against=against or "",
        escalated=tuple(escalated or ()),
        flows=tuple(flow or ()),
        successor=successor or "",
        done=tuple(done or ()),
        only_check=check,
    )
    return make(desk, desk.document(document), order)
