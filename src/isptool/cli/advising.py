"""Recording the view of an officer on a text, in the way of a sign-off: on exactly the text as it is."""

from __future__ import annotations

from collections.abc import Sequence

from isptool.cli import options, sealing, terminal
from isptool.cli.evidence import attached
from isptool.cli.recording import Desk, read_day
from isptool.errors import IspError
from isptool.lifecycle.views import ROLES, view_record
from isptool.reading.workspace import shown
from isptool.sealing.shelf import VIEWS
from isptool.sealing.statement import METHODS


def record_view(
    desk: Desk,
    name: str,
    *,
    party: str,
    role: str,
    post: str,
    advice: str,
    on: str | None = None,
    authority: str = "",
    method: str = "",
    person: str = "",
    reference: str = "",
    evidence: Sequence[str] = (),
) -> int:
    """Record a view. Raises `IspError` where it is not whole, or the party takes no part."""
    judged = desk.document(name)
    document = judged.settled.document
    options.one_of("--role", role, tuple(ROLES))
    if method:
        options.one_of("--method", method, METHODS)
    if not advice.strip():
        raise IspError("The view itself is missing.", "Say what it is with --text.")
    if party and party not in judged.settled.parties:
        raise IspError(
            f"{party} takes no part in {document.id}.", f"Those who do: {', '.join(judged.settled.parties)}."
        )
    version = desk.version(document.id, document.version or "")
    seal = sealing.fresh(desk, judged)[1]
    day = read_day("--on", on, desk.today)
    if day > desk.today:
        raise IspError(f"{day.isoformat()} is still to come.", "Give the day on which the view was given.")
    values = view_record(
        version, seal.digests, seal.mark, party=party, role=role, post=" ".join(post.split()), advice=advice, on=day,
        recorded=desk.today, authority=authority, method=method, name=person, reference=reference,
        evidence=dict(attached(evidence, desk.root)),
    )  # fmt: skip
    path = desk.record(version, VIEWS, f"{party or 'all'}-{role}", values)
    who = f"{ROLES[role]}{f' of {desk.called(party)}' if party else ''}"
    said = f"The view of the {who} on {document.id} {version.version} ({seal.mark}) is recorded in {shown(path)}."
    terminal.say(terminal.printable(said))
    terminal.say("No signature covers it. If the text changes after it, `isptool move … signing` says so.")
    return 0
