"""What of an entry the public may read: by default nothing that was not said to be public."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from isptool.register.columns import COLUMNS, Column
from isptool.register.entry import Entry

KEPT_BACK = frozenset({"contact", "lead", "systems", "file", "sha256", "dpia", "publication", "days_to_review"})
"""Columns that are never published: whom to ring, which systems, and what only the partners need."""

SENSITIVE = frozenset({"sharing_method", "retention_period", "benefits"})
"""Columns that hold own words, and so are left out where an agreement is published without details."""

SETTLED = frozenset({"in-force", "under-review", "suspended", "expired", "superseded", "terminated", "unknown"})
"""Statuses of documents that were agreed."""


class Reader(Struct, frozen=True):
    """For whom a website is: the public, or (`inside`) the partners themselves, who see everything."""

    inside: bool = False
    drafts: bool = False
    """Whether documents that are still being made are shown."""

    def sees(self, entry: Entry) -> bool:
        """Whether an entry is on the site at all."""
        if self.inside:
            return True
        agreed = entry.status in SETTLED or self.drafts
        return agreed and entry.publication in ("yes", "redacted")

    def columns(self, entry: Entry) -> tuple[Column, ...]:
        """The columns of an entry that are printed."""
        if self.inside:
            return COLUMNS
        hidden = KEPT_BACK | (SENSITIVE if entry.publication == "redacted" else frozenset())
        return tuple(each for each in COLUMNS if each.key not in hidden)

    def seen(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """The entries that are on the site."""
        return tuple(each for each in entries if self.sees(each))

    def left_out(self, entry: Entry) -> str:
        """What is left out of an entry's page, and under which key; empty where nothing is."""
        if self.inside or entry.publication != "redacted":
            return ""
        said: dict[str, str] = {}
        for term in entry.terms("publish"):
            said |= {each[0]: each[1] for each in term.blanks if len(each) > 1}
        what = said.get("removed", "details of how it works")
        under = f", under {said['exemption']}" if said.get("exemption") else ""
        return f"Left out of this page{under}: {what}. How it is sent and kept is left out with them."
