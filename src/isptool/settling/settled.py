"""The settled document: what everything after settling reads.

A point has *cells* (of whom it is asked); a cell has *parts* where its answer differs from row to row; each
part is answered here, inherited, not applicable, not yet, withheld, or still to be agreed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from msgspec import Struct, field

from isptool.findings import Finding, ValuePath
from isptool.model.documents import Agreement, Protocol, Schedules
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.model.terms import LawRow, Party


class State(Enum):
    """How a part, cell or point stands. Only a point can be `partly`."""

    ANSWERED = "answered"
    INHERITED = "inherited"
    NOT_APPLICABLE = "not-applicable"
    NOT_YET = "not-yet"
    WITHHELD = "withheld"
    PARTLY = "partly"
    OPEN = "still-to-be-agreed"

    left_to_agree: bool
    """Whether it still has to be agreed: open, partly, or not yet."""

    def __init__(self, word: str) -> None:
        self.left_to_agree = word in ("still-to-be-agreed", "partly", "not-yet")


class Row(NamedTuple):
    """One party's side of one movement of one item, from facts alone. A coordinate is empty where none is named.

    `actor` is the party whose side it is: the sender's (`side` is `sender`), the recipient's, or (side empty)
    a party or controller that no flow names. `kinds` are the kinds of data the points are asked about.
    """

    flow: str = ""
    sender: str = ""
    recipient: str = ""
    actor: str = ""
    side: str = ""
    item: str = ""
    purpose: str = ""
    category: str = ""
    people: str = ""
    case: str = ""
    regime: str = ""
    kinds: frozenset[str] = frozenset()

    def under(self, regime: str, kinds: frozenset[str]) -> Row:
        """The same row with its regime and the kinds of data that follow from it."""
        return Row(*self[:10], regime, kinds)


class Place(Struct, frozen=True):
    """Where something is written: which document (`agreement`, `protocol`, …), its file, and the path in it."""

    tier: str
    document: str
    version: str
    file: str
    path: ValuePath


class Inherited(Struct, frozen=True):
    """From which clause of which protocol an answer comes."""

    protocol: str
    version: str
    title: str
    clause: str


class FieldValue(Struct, frozen=True):
    """A typed blank as settled: its value (a typed value such as `Period`, or text) and where it is written."""

    name: str
    value: Any
    text: str
    """As it is printed in a sentence: ids become names, dates and periods are written as people write them."""
    place: Place


class Part(Struct, frozen=True):
    """The rows of a cell that share an answer, and that answer."""

    rows: tuple[int, ...]
    state: State
    keys: tuple[str, ...] = ()
    """Likely answers, by key, in the order chosen."""
    sentences: tuple[str, ...] = ()
    """The likely answers as printed, blanks filled."""
    own_words: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    duties: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = ()
    """One-sided duties: (of whom, towards whom, words)."""
    rights: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = ()
    only_if: tuple[str, ...] = ()
    gap: str = ""
    """The words of the gap, for a state other than answered and inherited."""
    who: str = ""
    until: str = ""
    missing: tuple[str, ...] = ()
    """Required blanks that are empty, and so leave it open."""
    place: Place | None = None
    inherited: Inherited | None = None
    departs: bool = False
    """Whether it differs from what a tier above settled."""
    because: str = ""


class Cell(Struct, frozen=True):
    """One asking of a point: of a party, a purpose, a flow, …

    `coordinates` are pairs such as `("party", "wolds-fire"), ("purpose", "choose-homes")`; empty for the
    document as a whole.
    """

    coordinates: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]

    def at(self, kind: str) -> str:
        """The id at a coordinate (party, purpose, item, category, flow, people, direction), or empty."""
        for name, each in self.coordinates:
            if name == kind:
                return each
        return ""

    @property
    def state(self) -> State:
        """The state of the whole cell: open if any part is, then not yet, else what its parts share."""
        if len(self.parts) == 1:
            return self.parts[0].state
        states = [part.state for part in self.parts]
        for state in (State.OPEN, State.NOT_YET, State.WITHHELD, State.ANSWERED, State.INHERITED):
            if state in states:
                return state
        return State.NOT_APPLICABLE


class SettledPoint(Struct, frozen=True):
    """One point of one document, settled."""

    id: str
    point: Point
    cells: tuple[Cell, ...]
    state: State
    why: str = ""
    """For a point that does not apply, or has no cells: the reason in words."""

    def parts(self) -> Iterator[tuple[Cell, Part]]:
        """Every part with its cell."""
        for cell in self.cells:
            for part in cell.parts:
                yield cell, part

    @property
    def open_cells(self) -> int:
        """How many cells still have to be agreed."""
        return sum(cell.state.left_to_agree for cell in self.cells)


class PartyFacts(Struct, frozen=True):
    """A party of an agreement with what partners.yaml says of it."""

    id: str
    name: str
    called: str
    """The name in running text."""
    kind: str
    """The kind of body, or empty where unknown."""
    public_authority: bool | None
    competent_authority: str
    """yes, no, for-some-purposes, or empty where unknown."""
    nations: tuple[str, ...]
    party: Party | None
    partner: Partner | None
    outside_uk: bool = False
    is_other: bool = False
    """Whether it is one of the `others`, not a party."""

    @property
    def is_described(self) -> bool:
        """Whether it is said who this is: in partners.yaml, or by the document itself."""
        party = self.party
        if party is None or self.partner is not None:
            return True
        return bool(party.class_ or party.office or party.of or party.to_be_named or party.name)


class Version(Struct, frozen=True):
    """One protocol that counts for this document, nearest first, with where it was read from."""

    protocol: Protocol
    file: str


class LawCover(Struct, frozen=True):
    """One law row of the agreement or of a schedule: where it stands, what it says, and the rows that it is for."""

    place: Place
    row: LawRow
    rows: frozenset[int]


class Settled(Struct, frozen=True):
    """A document with everything decided about it: the one thing that checking and writing read."""

    document: Agreement | Protocol
    file: str
    protocols: tuple[Version, ...]
    """The protocol it is under, then the one that adopts, and so on; empty when standalone."""
    schedules: tuple[tuple[str, Schedules], ...]
    """Each file of schedules (as shown, and read)."""
    parties: Mapping[str, PartyFacts]
    """Parties, then others, by id."""
    rows: tuple[Row, ...]
    points: Mapping[str, SettledPoint]
    clauses: Mapping[str, str]
    """For a protocol: the clause number of each point it settles; for an agreement: its protocol's."""
    findings: tuple[Finding, ...]
    law: tuple[LawCover, ...] = ()
    """Every law row, those of the agreement first; which of them counts for a row is said by the points."""

    @property
    def is_protocol(self) -> bool:
        """Whether this is a protocol."""
        return isinstance(self.document, Protocol)

    @property
    def agreement(self) -> Agreement:
        """The agreement; raises `TypeError` for a protocol."""
        if not isinstance(self.document, Agreement):
            raise TypeError("this settled document is a protocol")
        return self.document

    @property
    def protocol(self) -> Protocol | None:
        """The protocol it is under, or itself if it is one."""
        if isinstance(self.document, Protocol):
            return self.document
        return self.protocols[0].protocol if self.protocols else None

    def name(self, party: str) -> str:
        """How a party is called in running text; its id where unknown."""
        facts = self.parties.get(party)
        return facts.called if facts else party

    def count(self, *states: State) -> int:
        """How many points (halves of a split point counted once, by the worst) are in one of these states."""
        return sum(state in states for state in self.by_number().values())

    def by_number(self) -> dict[int, State]:
        """The state of each of the fifty points; a split point has the worse state of its halves."""
        worst = list(State)
        order = [State.NOT_APPLICABLE, State.INHERITED, State.ANSWERED, State.WITHHELD, State.NOT_YET, State.PARTLY]
        rank = {state: order.index(state) if state in order else len(worst) for state in State}
        found: dict[int, State] = {}
        for each in self.points.values():
            number = each.point.number
            if number not in found or rank[each.state] > rank[found[number]]:
                found[number] = each.state
        return found
