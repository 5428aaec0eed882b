"""The statuses of a document and the moves between them. Who makes a move is recorded; what allows it is a guard."""

from __future__ import annotations

from collections.abc import Mapping

from isptool.errors import IspError

STATUSES = (
    "idea", "draft", "consultation", "agreed-in-principle", "signing", "signed", "in-force", "under-review",
    "suspended", "superseded", "expired", "terminated", "withdrawn",
)  # fmt: skip
"""Every status, in the order of a life."""

LIVE = ("in-force", "under-review", "suspended")
"""The statuses of a document that binds its parties."""
IN_FORCE = ("in-force", "under-review")
"""The statuses in which information may be shared."""
DERIVED = {
    "signed": "It is signed when every party has signed: `isptool sign` records each.",
    "expired": "It expires by itself, on the day after its last, or 90 days after a review that nobody held.",
}
"""Statuses that nobody moves to: they follow from records and the day."""

MOVES: Mapping[str, tuple[str, ...]] = {
    "idea": ("draft",),
    "draft": ("consultation", "withdrawn"),
    "consultation": ("agreed-in-principle", "withdrawn"),
    "agreed-in-principle": ("signing", "withdrawn"),
    "signing": ("draft", "consultation", "withdrawn", "in-force"),
    "signed": ("in-force", "draft", "consultation", "terminated"),
    "in-force": ("under-review", "suspended", "superseded", "terminated"),
    "under-review": ("in-force", "suspended", "superseded", "terminated"),
    "suspended": ("in-force", "superseded", "terminated"),
    "expired": ("terminated",),
    "superseded": (),
    "terminated": (),
    "withdrawn": (),
}
"""From each status, those it may move to. From `signing` to `in-force` only where each party begins as it signs."""

PARTY_MOVES = ("joining", "objecting", "not-objecting", "leaving", "left")
"""What one party does with a document that is out for signature or in force."""


def check_move(origin: str, to: str) -> None:
    """Raise `IspError` where no document moves from one status to the other; the message names where it may go."""
    if to not in STATUSES:
        from isptool.reading.nearest import nearest

        near = nearest(to, STATUSES)
        raise IspError(
            f"There is no status {to}.", f"Did you mean {near}?" if near else f"They are: {', '.join(STATUSES)}."
        )
    if to in DERIVED:
        raise IspError(f"Nobody moves a document to {to}.", DERIVED[to])
    if to not in MOVES[origin]:
        onward = ", ".join(MOVES[origin])
        said = f"From {origin} it can move to: {onward}." if onward else f"{origin.capitalize()} is the end of it."
        raise IspError(f"A document that is {_said(origin)} does not move to {to}.", said)


def _said(status: str) -> str:
    return {"idea": "an idea", "draft": "a draft", "consultation": "in consultation", "signing": "out for signature",
            "in-force": "in force", "agreed-in-principle": "agreed in principle", "under-review": "under review",
            }.get(status, status)  # fmt: skip
