"""What is still to be agreed in a settled document: each open point, of whom it is open, what usually answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from isptool.asking.likely import choosable, fits, sentence
from isptool.law.book import LawBook
from isptool.law.rows import Article, Gateway, Part3Provision, ScheduleParagraph
from isptool.model.point import LikelyAnswer, Point, PointField
from isptool.settling.settled import Cell, Part, Row, Settled, SettledPoint, State


class Blank(Struct, frozen=True):
    """A fact that stands beside a likely answer and must be typed: its key, what it means, the usual value."""

    name: str
    field: PointField
    required: bool


def blanks_of(point: Point, likely: LikelyAnswer) -> tuple[Blank, ...]:
    """The blanks of a likely answer that somebody has to type, in the order of its sentence."""
    return tuple(
        Blank(name, point.fields[name], name in likely.required_blanks)
        for name in likely.blanks
        if name in point.fields and point.fields[name].filled_from is None
    )


class Offer(Struct, frozen=True):
    """A likely answer as it is offered: its key, sentence and hint, whether it fits, and the blanks it brings.

    `written` is what a person writes for it at the home of the point: the key itself, or for a point of law the
    citation or the id of a law, such as `6(1)(e)`; empty where it has no short form.
    """

    key: str
    written: str
    sentence: str
    hint: str
    fits: bool
    blanks: tuple[Blank, ...]
    refused: str = ""
    """Why it cannot be chosen, and what to do instead; empty where it can."""


class OpenCell(Struct, frozen=True):
    """One asking that is open: of whom, in words, and what has been said of it so far."""

    coordinates: tuple[tuple[str, str], ...]
    of: str
    """Such as `Wolds Council, purpose choose-homes`; empty for the document as a whole."""
    state: State
    missing: tuple[str, ...]
    """Blanks that are empty and leave it open."""
    said: str
    """The words of its gap, with who and until when."""
    gap: str = ""
    """The words of its gap alone, as far as they say anything."""
    who: str = ""
    until: str = ""
    rows: frozenset[int] = frozenset()
    """The rows of the settled document for which it is open."""


class OpenPoint(Struct, frozen=True):
    """One point with something left to agree."""

    id: str
    point: Point
    state: State
    cells: tuple[OpenCell, ...]
    """The cells that are open; none where nobody is named of whom the point could be asked."""
    of: int
    """How many cells the point has in all."""
    offers: tuple[Offer, ...]
    why: str


def open_points(settled: Settled, book: LawBook, party: str = "") -> tuple[OpenPoint, ...]:
    """The points of a document that are left to agree, in the order of documents.

    With `party`, only those that this party can answer: with a cell of its own, or one that is nobody's own (the
    document's, a flow's, an item's) and concerns it.
    """
    circumstances = Circumstances(settled, book)
    found = []
    for each in settled.points.values():
        if each.state.left_to_agree:
            cells = tuple(_cells(settled, each, party))
            if cells or not each.cells:
                found.append(_open(each, cells, circumstances))
    return tuple(found)


def as_open(settled: Settled, point: str, book: LawBook) -> OpenPoint:
    """A point as it is asked, however it stands: with its likely answers and all of whom it is asked."""
    each = settled.points[point]
    return _open(each, tuple(_cells(settled, each, "")), Circumstances(settled, book))


def _open(each: SettledPoint, cells: tuple[OpenCell, ...], circumstances: Circumstances) -> OpenPoint:
    open_cells = [cell for cell in each.cells if cell.state.left_to_agree] or list(each.cells)
    rows = {row for cell in open_cells for part in cell.parts for row in part.rows}
    offers = circumstances.offers(each.point, rows)
    return OpenPoint(each.id, each.point, each.state, cells, len(each.cells), offers, each.why)


def _cells(settled: Settled, each: SettledPoint, party: str) -> Iterator[OpenCell]:
    for cell in each.cells:
        if not cell.state.left_to_agree or (party and cell.coordinates and not _concerns(settled, cell, party)):
            continue
        parts = [part for part in cell.parts if part.state in (State.OPEN, State.NOT_YET)]
        missing = tuple(dict.fromkeys(blank for part in parts for blank in part.missing))
        said = "; ".join(dict.fromkeys(text for part in parts if (text := _said(part))))
        told = dict.fromkeys(_gap(part) for part in parts if _gap(part))
        waiting = next((part for part in parts if part.who or part.until), None)
        yield OpenCell(
            cell.coordinates, of_whom(settled, cell), cell.state, missing, said,
            gap="; ".join(told),
            who=waiting.who if waiting else "",
            until=waiting.until if waiting else "",
            rows=frozenset(row for part in parts for row in part.rows),
        )  # fmt: skip


def _concerns(settled: Settled, cell: Cell, party: str) -> bool:
    own = cell.at("party")
    if own:
        return own == party
    rows = [settled.rows[row] for part in cell.parts for row in part.rows]
    named = {each for row in rows for each in (row.actor, row.sender, row.recipient) if each}
    return not named or party in named


def _gap(part: Part) -> str:
    return part.gap if part.gap.lower() != "still to be agreed" else ""


def _said(part: Part) -> str:
    if part.state is not State.NOT_YET:
        return _gap(part)
    who = f" ({part.who}" + (f", until {part.until})" if part.until else ")") if part.who else ""
    return f"{part.gap}{who}"


def rows_of(settled: Settled, point: str, party: str) -> set[int]:
    """The rows of a point that are asked of one party."""
    cells = settled.points[point].cells
    return {row for cell in cells if cell.at("party") == party for part in cell.parts for row in part.rows}


def of_whom(settled: Settled, cell: Cell) -> str:
    """Of whom a cell is asked, in words."""
    return ", ".join(
        settled.name(name) if kind == "party" else f"as {name}" if kind == "direction" else f"{kind} {name}"
        for kind, name in cell.coordinates
    )


_GROUNDS = frozenset({"duty", "power", "duty-and-power", "implied", "common-law"})
_MOST_LAWS = 8


class Circumstances:
    """What decides which likely answers fit: kinds of body, nations, kinds of data and of purpose."""

    def __init__(self, settled: Settled, book: LawBook) -> None:
        self.settled = settled
        self.book = book
        parties = [facts for facts in settled.parties.values() if not facts.is_other]
        self.bodies = {facts.id: self._bodies(facts.kind) for facts in parties}
        self.nations = {facts.id: facts.nations for facts in parties}
        purposes = {} if settled.is_protocol else settled.agreement.purposes
        self.purposes: Mapping[str, str] = {name: purpose.kind or "" for name, purpose in purposes.items()}
        self._offers: dict[tuple[str, str, frozenset[int]], tuple[Offer, ...]] = {}

    def _bodies(self, kind: str) -> tuple[str, ...]:
        if not kind:
            return ()
        try:
            return (kind, *self.book.wider_bodies(kind))
        except KeyError:
            return (kind,)

    def offers(self, point: Point, rows: Iterable[int]) -> tuple[Offer, ...]:
        """The likely answers of a point, those that fit these rows first, each part in the order of the list."""
        wanted = frozenset(rows)
        key = (point.code, point.title, wanted)
        if key not in self._offers:
            self._offers[key] = self._offered(point, [self.settled.rows[row] for row in sorted(wanted)])
        return self._offers[key]

    def likely(self, point: Point) -> tuple[Offer, ...]:
        """The likely answers of a point, those first that fit all that is known of the document.

        Which kinds of data there are excludes nothing while it is being asked for.
        """
        here = self._here(list(self.settled.rows))
        if self.settled.is_protocol or not self.settled.agreement.data or point.home.startswith(("data.", "people.")):
            here["data"] = set()
        here["purposes"] = {kind for kind in self.purposes.values() if kind}
        offers = [self._offer(point, key, each, here) for key, each in choosable(point).items()]
        return tuple(sorted(offers, key=lambda offer: not offer.fits))

    def _offered(self, point: Point, concerned: list[Row]) -> tuple[Offer, ...]:
        if point.home == "law.power" and (laws := self._laws(concerned)):
            return laws
        here = self._here(concerned)
        offers = [self._offer(point, key, likely, here) for key, likely in choosable(point).items()]
        return tuple(sorted(offers, key=lambda offer: not offer.fits))

    def _here(self, rows: list[Row]) -> dict[str, set[str]]:
        """What these rows are about: kinds of bodies, nations, kinds of data and of purpose."""
        actors = {party for row in rows for party in (row.actor, row.sender, row.recipient)} & self.bodies.keys()
        actors = actors or set(self.bodies)
        return {
            "bodies": {body for party in actors for body in self.bodies[party]},
            "nations": {nation for party in actors for nation in self.nations[party]},
            "data": {kind for row in rows for kind in row.kinds},
            "purposes": {kind for row in rows if (kind := self.purposes.get(row.purpose, ""))},
        }

    def _offer(self, point: Point, key: str, likely: LikelyAnswer, here: Mapping[str, set[str]]) -> Offer:
        suits = fits(likely.fits, **here) and fits(likely.only_for, **here)
        written = self._written(point, key, likely)
        return Offer(key, written, sentence(likely), likely.hint or "", suits, blanks_of(point, likely))

    def _written(self, point: Point, key: str, likely: LikelyAnswer) -> str:
        if not point.home.startswith("law."):
            return key
        if likely.law is None:
            return ""
        entry = self.book.entry(likely.law)
        if isinstance(entry, Article):
            return entry.article if entry.article != "10" else "official authority"
        if isinstance(entry, ScheduleParagraph):
            return f"paragraph {entry.paragraph}"
        return entry.section if isinstance(entry, Part3Provision) else entry.id

    def _laws(self, rows: list[Row]) -> tuple[Offer, ...]:
        """The powers and duties that could cover these rows, those that name the purpose first."""
        found: dict[str, tuple[int, Gateway]] = {}
        for giver, receiver, purpose, nation in dict.fromkeys(self._exchanges(rows)):
            for law in self.book.gateways(nation=nation, giver=giver, receiver=receiver, purpose=purpose):
                if law.kind in _GROUNDS and law.status == "in-force":
                    rank = (purpose not in law.purposes) + ("any" in law.givers)
                    found[law.id] = min(found.get(law.id, (rank, law)), (rank, law), key=lambda pair: pair[0])
        best = sorted(found.values(), key=lambda pair: pair[0])[:_MOST_LAWS]
        return tuple(Offer(law.id, law.id, f"{law.title} ({law.citation})", law.note, True, ()) for _, law in best)

    def _exchanges(self, rows: list[Row]) -> Iterator[tuple[str, str, str, str]]:
        for row in rows:
            sender, recipient, own = self._kind(row.sender), self._kind(row.recipient), self._kind(row.actor)
            purpose = self.purposes.get(row.purpose, "")
            for nation in self.nations.get(row.actor) or ("",):
                if own:  # what the body itself may or must do, whichever end it is
                    yield own, "", purpose, nation
                if sender and recipient:
                    yield sender, recipient, purpose, nation

    def _kind(self, party: str) -> str:
        facts = self.settled.parties.get(party)
        return facts.kind if facts is not None else ""
