"""`isptool review`: what is due, the form, the outcome; a calendar; chasers for signatures that are late."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli.options import Paths, Today

EXAMPLES = (
    "isptool review examples/wolds-and-dales",
    "isptool review examples/wolds-and-dales --ics /tmp/reviews.ics",
)


def review(
    paths: Paths = None,
    form: Annotated[
        str | None, typer.Option("--form", metavar="ID", help="Print the review form of a document, filled.")
    ] = None,
    record: Annotated[
        str | None, typer.Option("--record", metavar="ID", help="Record the outcome of its review.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="WHAT", help="unchanged, minor, new-version or ended.")
    ] = None,
    following: Annotated[
        str | None, typer.Option("--next", metavar="DATE", help="With --record: the day of the next review.")
    ] = None,
    confirmed: Annotated[
        list[str] | None,
        typer.Option("--confirmed", metavar="ID", help="With --record: a partner that confirms the outcome."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="POST", help="The post that answers for it.")] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="What was found, or where the form is kept.")
    ] = None,
    view: Annotated[
        str | None,
        typer.Option(
            "--view", metavar="ID", help="Record the view of an officer on the text as it is, in the way of a sign-off."
        ),
    ] = None,
    role: Annotated[
        str | None,
        typer.Option("--role", metavar="ROLE", help="With --view: dpo, caldicott, iao, siro, legal, security, …"),
    ] = None,
    partner: Annotated[
        str | None, typer.Option("--partner", metavar="ID", help="With --view, --note or --confirm: for whom.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="With --view or --note: the day of it; else today.")
    ] = None,
    method: Annotated[
        str | None, typer.Option("--method", metavar="HOW", help="With --view: e-mail, meeting, wet-ink, …")
    ] = None,
    authority: Annotated[
        str | None,
        typer.Option("--authority", metavar="TEXT", help="With --view, for a delegate: what lets it advise."),
    ] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="TEXT", help="With --view or --note: where more of it is kept.")
    ] = None,
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", metavar="FILE", help="With --view: a file, kept by its digest.")
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(
            "--note", metavar="ID", help="Note what the next review must look at: --kind, and --text in a sentence."
        ),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="WHAT", help="incident, near-miss, feedback, complaint or request.")
    ] = None,
    confirm: Annotated[
        str | None,
        typer.Option(
            "--confirm", metavar="ID@VERSION", help="Confirm agreements under this version of their protocol."
        ),
    ] = None,
    agreement: Annotated[
        list[str] | None,
        typer.Option("--agreement", metavar="ID", help="With --confirm: these; else all with administrative changes."),
    ] = None,
    law: Annotated[
        str | None,
        typer.Option("--law", metavar="ID", help="What changed in the law since it was signed; `all` for every one."),
    ] = None,
    ics: Annotated[
        str | None, typer.Option("--ics", metavar="FILE", help="Write reviews and ends as a calendar.")
    ] = None,
    chase: Annotated[
        bool, typer.Option("--chase", help="Print the reminders due for signatures: day 5, day 10, day 15.")
    ] = False,
    today: Today = None,
) -> int:
    """List the reviews that are due within 90 days, overdue, or lapsed; the exit code is 1 when one is overdue."""
    from isptool.cli import reviewing
    from isptool.cli.recording import open_desk

    desk = open_desk(paths or [], today)
    if form is not None:
        return reviewing.form(desk, form)
    if law is not None:
        return reviewing.law(desk, "" if law == "all" else law)
    if record is not None:
        return reviewing.record(desk, record, outcome or "", following, by or "", text or "", confirmed or [])
    if view is not None:
        from isptool.cli.advising import record_view

        return record_view(
            desk, view, party=partner or "", role=role or "", post=by or "", advice=text or "", on=on,
            authority=authority or "", method=method or "", reference=reference or "", evidence=evidence or [],
        )  # fmt: skip
    if note is not None:
        return reviewing.note(
            desk, note, kind=kind or "", text=text or "", on=on, partner=partner or "", reference=reference or ""
        )
    if confirm is not None:
        return reviewing.confirm(desk, confirm, partner or "", by or "", agreement or [])
    if chase:
        return reviewing.chase(desk)
    return reviewing.listing(desk, ics)
