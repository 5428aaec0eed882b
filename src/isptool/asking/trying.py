"""A draft protocol tried on real agreements: what each would inherit, still have to agree, depart from, and break.

Nothing is changed: each agreement is settled once as it is, and once as if it were made under the draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from isptool.findings import Finding
from isptool.law.book import LawBook
from isptool.model.documents import Agreement, Protocol
from isptool.model.point import Point
from isptool.reading.workspace import File, Workspace
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled, SettledPoint, State

CONFLICTS = ("STR-08", "SET-05", "SET-11")
"""Changes what cannot be changed, chooses what is never allowed, or does not say why it is stricter."""
_LEFT = (State.OPEN, State.PARTLY, State.NOT_YET)
REPEATS = "STR-10"


class Tried(Struct, frozen=True):
    """One agreement under the draft. Points are by id, in the order of documents."""

    agreement: str
    title: str
    file: str
    under: str
    """What it is under today; empty for a standalone agreement."""
    inherits: tuple[str, ...]
    answers: tuple[str, ...]
    left: tuple[str, ...]
    left_cells: int
    figures: tuple[int, int, int, int]
    """How many of the fifty points it inherits, answers, still has to agree, and has to agree as it is today."""
    departs: tuple[str, ...]
    """Points on which it says otherwise than the draft, as it may: stricter, more, or with a reason."""
    repeats: tuple[str, ...]
    """Points that it answers as the draft does, and could leave out."""
    conflicts: tuple[Finding, ...]


class Trial(Struct, frozen=True):
    """A draft protocol on several agreements."""

    protocol: str
    version: str
    file: str
    tried: tuple[Tried, ...]
    points: Mapping[str, Point]

    @property
    def left_in_all(self) -> tuple[str, ...]:
        """Points that every one of them would still have to agree, and that a protocol may settle."""
        return self._in_all(lambda each: each.left)

    @property
    def answered_in_all(self) -> tuple[str, ...]:
        """Points under `answers:` that every one of them answers for itself, and that a protocol usually settles."""
        found = self._in_all(lambda each: each.answers)
        known = self.points
        return tuple(name for name in found if known[name].settled != "agreement" and known[name].home == "answers")

    def _in_all(self, of: Callable[[Tried], tuple[str, ...]]) -> tuple[str, ...]:
        sets = [set(of(each)) for each in self.tried]
        common = set.intersection(*sets) if len(sets) > 1 else set()
        return tuple(name for name, point in self.points.items() if name in common and point.home != "records")


def try_protocol(
    protocol: File[Protocol],
    agreements: Sequence[File[Agreement]],
    workspace: Workspace,
    points: Mapping[str, Point],
    book: LawBook,
) -> Trial:
    """Try a draft protocol on agreements. Those that cannot be read as agreements are not among them."""
    assert protocol.model is not None
    draft = protocol.model
    others = [each for each in workspace.protocols if each.model is not None and each.model.id != draft.id]
    tried = []
    for each in agreements:
        if each.model is None:
            continue
        around = replace(workspace, protocols=[protocol, *others], agreements=[each])
        today = _settled(around, each, points, book)
        model = each.model.model_copy(update={"under": draft.id})
        under = _settled(replace(around, agreements=[replace(each, model=model)]), each, points, book)
        tried.append(_tried(each.model, each.shown_as, today, under))
    return Trial(draft.id, draft.version or "", protocol.shown_as, tuple(tried), points)


def _settled(workspace: Workspace, file: File[Agreement], points: Mapping[str, Point], book: LawBook) -> Settled:
    return settle_workspace(workspace, points, book, [file.shown_as]).documents[0]


def _tried(agreement: Agreement, file: str, today: Settled, under: Settled) -> Tried:
    def points_in(*states: State) -> tuple[str, ...]:
        return tuple(name for name, each in under.points.items() if each.state in states)

    left = [each for each in under.points.values() if each.state.left_to_agree]
    broken = {name for code in CONFLICTS for name in _points_of(under, code)}
    return Tried(
        agreement.id,
        agreement.title,
        file,
        "" if agreement.under in (None, "none") else str(agreement.under),
        points_in(State.INHERITED),
        points_in(State.ANSWERED, State.WITHHELD),
        tuple(each.id for each in left),
        sum(each.open_cells for each in left),
        (
            under.count(State.INHERITED),
            under.count(State.ANSWERED, State.WITHHELD),
            under.count(*_LEFT),
            today.count(*_LEFT),
        ),
        tuple(name for name, each in under.points.items() if _departs(each) and name not in broken),
        tuple(_points_of(under, REPEATS)),
        tuple(each for each in under.findings if each.code in CONFLICTS),
    )


def _departs(point: SettledPoint) -> bool:
    return any(part.departs for _, part in point.parts())


def _points_of(settled: Settled, code: str) -> dict[str, None]:
    """The points that findings of a code are about, by where they stand: `answers.incidents` is one."""
    known = settled.points
    found: dict[str, None] = {}
    for each in settled.findings:
        if each.code == code:
            steps = [str(step) for step in each.path]
            named = [step for step in steps if step in known]
            found.update(dict.fromkeys(named or steps[:1]))
    return found
