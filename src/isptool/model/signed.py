"""What was signed, as plain values: what sealing and the records say, for rules to judge and documents to print."""

from datetime import date
from typing import Literal

from msgspec import Struct

Decision = Literal["agree", "agree-with-conditions", "decline"]
Part = Literal["own", "inherited", "template", "schedule"]
"""The parts of a sealed text, each with its own digest."""

Capacity = Literal[
    "", "chief-officer", "siro", "caldicott", "director", "police-officer", "headteacher", "practice-partner", "dpo",
    "other",
]  # fmt: skip
"""In what capacity a post signs. `chief-officer` is the chief executive, chief constable, accountable officer or
equivalent; `police-officer` the rank or staff grade that a force's policy requires; empty: nobody recorded it."""


class SignOff(Struct, frozen=True):
    """One sign-off: which party said what to which version, when, by which post, on what authority.

    `broken` names the parts of the sealed text whose bytes no longer match what was signed; empty where it is
    intact. `recorded` says that the change is recorded as administrative or minor, and so needs no signature.
    `role` is the capacity of the post, as recorded with the sign-off and not read from the words of the post;
    `authority` what allows the post to sign, such as the reference of a delegation.
    """

    party: str
    version: str
    on: date | None
    post: str = ""
    authority: str = ""
    decision: Decision = "agree"
    broken: tuple[Part, ...] = ()
    recorded: bool = False
    role: Capacity = ""

    @property
    def agrees(self) -> bool:
        """Whether the party agreed, with or without conditions."""
        return self.decision != "decline"


class Signed(Struct, frozen=True):
    """The sign-offs of one document, and what its records say of its life (empty where they say nothing).

    `version` is the version that is in force or, before one is, the one out for signature; the working file may be
    a later one.
    """

    sign_offs: tuple[SignOff, ...] = ()
    status: str = ""
    version: str = ""
    since: date | None = None
    """The day from which that version is in force; of a protocol, the day from which it counts."""
    reviewed: date | None = None
    """The day of the last review that is recorded."""
    next_review: date | None = None
    """The day of the next review, as the last review set it; it wins over the day in the text."""
    changed: date | None = None
    """The day of the last change that was recorded as material."""
    protocol_version: str = ""
    """Of an agreement: the version of its protocol with which it was sealed."""
    terms_changed: tuple[str, ...] = ()
    """Of an agreement: the points whose inherited answer differs between that version and the newest one."""

    def of(self, party: str) -> tuple[SignOff, ...]:
        """The sign-offs of one party, in the order in which they were recorded."""
        return tuple(each for each in self.sign_offs if each.party == party)


NOTHING_SIGNED = Signed()
"""No sign-offs, and no status but the one in the file."""
