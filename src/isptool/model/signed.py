"""What was signed, as plain values: what sealing and the records say, for rules to judge and documents to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Decision = Literal["agree", "agree-with-conditions", "decline"]
Part = Literal["own", "inherited", "template", "schedule"]
"""The parts of a sealed text, each with its own digest."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """One sign-off: which party said what to which version, when, by which post, on what authority.

    `broken` names the parts of the sealed text whose bytes no longer match what was signed; empty where it is
    intact. `recorded` says that the change is recorded as administrative or minor, and so needs no signature.
    """

    party: str
    version: str
    on: date | None
    post: str = ""
    authority: str = ""
    decision: Decision = "agree"
    broken: tuple[Part, ...] = ()
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """The sign-offs of one document, and the status that its records give it (empty where there are none)."""

    sign_offs: tuple[SignOff, ...] = ()
    status: str = ""

    def of(self, party: str) -> tuple[SignOff, ...]:
        """The sign-offs of one party, in the order in which they were recorded."""
        return tuple(each for each in self.sign_offs if each.party == party)


NOTHING_SIGNED = Signed()
"""No sign-offs, and no status but the one in the file."""
