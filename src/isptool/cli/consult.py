"""`isptool consult`: the rounds of consultation of a document, who has replied, what was said, and the answers."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli import options

EXAMPLES = (
    "isptool consult examples/wolds-and-dales/agreements/safe-and-well-visits.yaml",
    "isptool consult examples/wolds-and-dales/protocols/wolds-and-dales.yaml --to json",
)


def consult(
    document: Annotated[str, typer.Argument(metavar="DOC", help="The id or path of a protocol or agreement.")],
    send: Annotated[bool, typer.Option("--send", help="Open a round, for --until and --partner.")] = False,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="By when partners answer; else in 20 working days.")
    ] = None,
    partner: Annotated[
        list[str] | None,
        typer.Option("--partner", metavar="ID", help="Who is asked (else everybody), who replied, or who said it."),
    ] = None,
    replied: Annotated[bool, typer.Option("--replied", help="Keep that --partner replied, without a comment.")] = False,
    said: Annotated[
        str | None, typer.Option("--said", metavar="TEXT", help="Keep what --partner said, --about a clause or point.")
    ] = None,
    about: Annotated[str | None, typer.Option("--about", metavar="CLAUSE", help="What --said is about.")] = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", metavar="N=TEXT", help="Answer the comment with this number.")
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="text or json.")] = "text",
    force: Annotated[bool, typer.Option("--force", help="Change the file without asking; it is shown.")] = False,
    today: options.Today = None,
) -> int:
    """Show each round of consultation: who was asked by when, who has replied, every comment with its answer.

    Comments come in by `isptool collect` (drafts that partners changed, proposed variations) or by --said. What became
    of them is told to partners by `isptool points DOC --to replies`.
    """
    from isptool.cli.consulting import Desk
    from isptool.errors import IspError

    options.one_of("--to", to, ("text", "json"))
    asked = [name for name, given in (("--send", send), ("--replied", replied), ("--said", said), ("--answer", answer))
             if given]  # fmt: skip
    if len(asked) > 1:
        raise IspError(f"{' and '.join(asked)} are different things.", "Do one after the other.")
    desk = Desk(document, today)
    if not asked:
        return desk.show(to)
    partners = partner or []
    if send:
        return desk.change(desk.send(until, partners), force=force)
    if answer:
        return desk.change([edit for each in answer for edit in desk.answer(each)], force=force)
    if not partners or (said and len(partners) > 1):
        raise IspError("It is not said which partner it was.", "Add --partner ID, one for each comment.")
    if said:
        return desk.change(desk.heard(partners[0], said, about or ""), force=force)
    return desk.change([edit for each in partners for edit in desk.replied(each)], force=force)
