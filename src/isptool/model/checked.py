"""What checking found, as plain values that documents print: questions answered, and checks answered by people."""

from datetime import date
from typing import Literal

from msgspec import Struct

QuestionState = Literal["answered", "inherited", "partly", "not-yet", "still-to-be-agreed", "does-not-apply"]
"""How a question stands; the words of `isptool.settling.settled.State`, but for *does not apply*."""


class PointRow(Struct, frozen=True):
    """One point that decides a question: how it stands, in how many cells, and which clause answers it."""

    id: str
    code: str
    title: str
    state: str
    cells: int
    open_cells: int
    clauses: tuple[str, ...] = ()
    """The clauses of protocols that answer it, such as `Wolds and Dales protocol, clause 7.2`."""
    answered_at: tuple[str, ...] = ()
    """Where the document itself answers it: paths with dots, such as `answers.dpia`."""
    why: str = ""
    """The words of its gap, or why it does not apply."""


class QuestionRow(Struct, frozen=True):
    """One question of a checklist, and the points that decide it."""

    id: str
    question: str
    about: str
    state: QuestionState
    points: tuple[PointRow, ...]
    errors: int = 0
    warnings: int = 0
    """Findings that serve this question and count at the document's gate."""
    confirmed_by: int | None = None
    """How many partners have signed the text that answers it; none where nothing was signed."""
    blocks: tuple[tuple[str, str], ...] = ()
    """The blocks of the document itself that answer it, such as `partnership`, each with how it stands."""

    @property
    def open_cells(self) -> int:
        """How many cells of its points are still to be agreed."""
        return sum(each.open_cells for each in self.points)


class AnsweredCheck(Struct, frozen=True):
    """A check that people answered in the document: waived, or (an error) accepted by a senior officer."""

    code: str
    name: str
    message: str
    file: str
    where: str
    """The value, as a path with dots."""
    because: str
    by: str
    on: date | None
    until: date | None
    accepted: bool = False
    advice: str = ""
    """The reference of the advice taken, where an error was accepted."""
