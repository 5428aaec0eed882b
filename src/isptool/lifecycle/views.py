"""Views of officers on a text (data protection officer, Caldicott Guardian, asset owner, SIRO, legal, security).

Each is a record as a sign-off is: the post, on whose authority, the day, how it was given, and the digests of the text
that was seen. So it can be told later whether that is still the text. No signature covers a view.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from isptool.model.terms import Review
from isptool.sealing.record import Record, Value, begun
from isptool.sealing.seal import covered
from isptool.sealing.shelf import VIEWS, Shelf, Version

ROLES: Mapping[str, str] = {
    "dpo": "data protection officer",
    "caldicott": "Caldicott Guardian",
    "iao": "information asset owner",
    "siro": "Senior Information Risk Owner",
    "legal": "legal adviser",
    "security": "information security",
    "records": "records manager",
    "qa": "quality assurance",
}
"""Whose views are recorded, by the key of `reviews:`, and what they are called."""


class View(Struct, frozen=True):
    """One view as recorded. `covers` holds the digest of each part of the text that was seen."""

    party: str
    role: str
    post: str
    advice: str
    on: date
    covers: Mapping[str, str]
    authority: str = ""
    evidence: Mapping[str, str] = {}
    """The files that show it, each with its SHA-256."""

    def other_parts(self, digests: Mapping[str, str]) -> tuple[str, ...]:
        """The parts that read otherwise today than when the view was given; none where it was this text."""
        now = covered(digests, self.party) if self.party else {name: digests[name] for name in self.covers
                                                               if name in digests}  # fmt: skip
        return tuple(name.partition("-")[0] for name, digest in now.items() if self.covers.get(name) != digest)


def view_record(
    version: Version,
    digests: Mapping[str, str],
    mark: str,
    *,
    party: str,
    role: str,
    post: str,
    advice: str,
    on: date,
    recorded: date,
    authority: str = "",
    method: str = "",
    name: str = "",
    reference: str = "",
    evidence: Mapping[str, str] | None = None,
) -> dict[str, Value]:
    """What is recorded of a view. A person's `name` is optional and never published."""
    return {
        **begun("view", version.document, version.version),
        "party": party,
        "role": role,
        "post": post,
        "name": name,
        "authority": authority,
        "advice": advice,
        "date": on.isoformat(),
        "recorded": recorded.isoformat(),
        "method": method,
        "reference": reference,
        "mark": mark,
        "covers": covered(digests, party) if party else dict(digests),
        "evidence": tuple(f"{digest} {file}" for file, digest in (evidence or {}).items()),
    }


def views_of(version: Version) -> tuple[View, ...]:
    """The views recorded of one version, in the order of the names of their files."""
    return tuple(
        made for held in version.records(VIEWS) if held.record.intact and (made := _view(held.record)) is not None
    )


def _view(record: Record) -> View | None:
    try:
        day = date.fromisoformat(record.text("date"))
    except ValueError:
        return None
    return View(record.text("party"), record.text("role"), record.text("post"), record.text("advice"), day,
                record.mapping("covers"), record.text("authority"), record.digests("evidence"))  # fmt: skip


def as_reviews(shelf: Shelf, document: str, version: str) -> list[Review]:
    """The views recorded of a version in the shape of those that a file holds under `reviews:`."""
    kept = shelf.version(document, version)
    return [
        Review(party=each.party or None, role=each.role, post=each.post or None, on=each.on, advice=each.advice or None)
        for each in (views_of(kept) if kept is not None else ())
    ]
