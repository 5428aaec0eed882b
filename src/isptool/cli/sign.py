"""`isptool sign`: a sign-off of exactly the text that was sealed, kept as one file."""

from __future__ import annotations

from typing import Annotated

import typer

from isptool.cli.options import Today

_DOCUMENT = "examples/signed-agreement/agreements/flood-and-gully-data.yaml --partner wolds-fire"
EXAMPLES = (
    f"isptool sign {_DOCUMENT} --role siro --post SIRO --method e-mail --mark 5241-C5DC",
    f"isptool sign {_DOCUMENT} --role siro --post SIRO --method wet-ink --mark 5241-C5DC --decision decline",
)


def sign(
    document: Annotated[str, typer.Argument(metavar="ID", help="The id of the document.")],
    partner: Annotated[str, typer.Option("--partner", metavar="ID", help="The partner that signs.")],
    post: Annotated[str, typer.Option("--post", metavar="TEXT", help="The post that signs for it.")],
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="ROLE",
            help="In what capacity: chief-officer, siro, caldicott, director, police-officer, headteacher, "
            "practice-partner, dpo or other.",
        ),
    ],
    mark: Annotated[
        str | None, typer.Option("--mark", metavar="MARK", help="The text mark on the pages that were signed.")
    ] = None,
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="HOW", help="wet-ink, e-mail, e-signature, meeting, or ssh-key with --key."),
    ] = None,
    decision: Annotated[
        str, typer.Option("--decision", metavar="WHAT", help="agree, agree-with-conditions or decline.")
    ] = "agree",
    conditions: Annotated[str | None, typer.Option("--conditions", metavar="TEXT", help="On what conditions.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it was signed; else today.")] = None,
    authority: Annotated[
        str | None, typer.Option("--authority", metavar="TEXT", help="For a delegate: what lets the post sign.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help="The person's name; never in a public edition.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="TEXT", help="Where the signed page, e-mail or minute is kept.")
    ] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option("--evidence", metavar="FILE", help="A certificate or scanned page, kept by its digest."),
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", metavar="FILE", help="Sign with this SSH key, through ssh-keygen.")
    ] = None,
    today: Today = None,
) -> int:
    """Record that a partner agrees to (or declines) the sealed text, and with --key sign that record.

    The mark stands on every page of the text that was sent out: a sign-off with another mark is refused, for it was
    given for another text.
    """
    from isptool.cli.recording import open_desk
    from isptool.cli.signing import Order, make

    order = Order(
        partner=partner,
        post=post,
        role=role,
        mark=mark or "",
        method=method or ("ssh-key" if key else ""),
        decision=decision,
        conditions=conditions or "",
        on=on,
        authority=authority or "",
        name=name or "",
        reference=reference or "",
        evidence=tuple(evidence or ()),
        key=key,
    )
    return make(open_desk([document], today), document, order)
