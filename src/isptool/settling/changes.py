"""What changed between two versions of a document, how much each change weighs, and so who must sign again.

Two things are compared: what the files say, key by key, and how each point stands once settled, so that a term that
changed in the protocol above is seen too. A point whose home is `answers`, or a block that answers one point, is
compared as settled; everything else as written. Values in, values out: nothing here reads a file or a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from isptool.model.documents import Agreement
from isptool.settling.canonical import data_of
from isptool.settling.change_classes import ChangeClass, Kind, class_of_point, heaviest, weight
from isptool.settling.settled import Cell, Part, Row, Settled, SettledPoint, State
from isptool.settling.strictness import Saying, stricter

SealedPart = Literal["own", "inherited", "template", "schedule"]
"""The part of a signed text that a change touches."""

_SETTLED_BLOCKS = frozenset({"answers", "settles", "start", "end", "review", "publish", "sign-off"})
_SETTLED_FLOW_FIELDS = frozenset(
    {"when", "event", "within", "before", "by-day", "on", "how", "portal", "system", "approved-by"}
)
_BY_FLOW = frozenset({"direction-and-frequency", "transfer-method"})
_GAPS = ("not-applicable-because", "not-yet", "withheld-because", "still-to-be-agreed")


class Change(Struct, frozen=True):
    """One change: where, what was said and what is said now, and what that means.

    `where` is a path with dots. `old` and `new` are as printed, empty for what is not there. `concerns` are the
    parties it touches, in the new version; `party` is set where it is in one party's schedule.
    """

    where: str
    kind: Kind
    change_class: ChangeClass
    why: str
    part: SealedPart
    old: str
    new: str
    concerns: tuple[str, ...]
    point: str = ""
    """The point whose answer changed, where it is one."""
    party: str = ""


class Changes(Struct, frozen=True):
    """Everything that changed between two versions of a document, in the order of the document."""

    changes: tuple[Change, ...]
    must_sign: tuple[str, ...]
    """The parties that must sign again, or sign for the first time because they join."""
    joining: tuple[str, ...]
    leaving: tuple[str, ...]

    @property
    def change_class(self) -> ChangeClass | None:
        """The class of all changes together: that of the heaviest; None where nothing changed."""
        return heaviest([each.change_class for each in self.changes])

    def of(self, change_class: ChangeClass) -> tuple[Change, ...]:
        """The changes of one class."""
        return tuple(each for each in self.changes if each.change_class == change_class)


def changes(old: Settled, new: Settled) -> Changes:
    """What changed from `old` to `new`, two versions of one document (or two documents of one kind)."""
    comparison = _Comparison(old, new)
    found = (*comparison.as_written(), *comparison.as_settled())
    return Changes(found, comparison.must_sign(found), comparison.joining, comparison.leaving)


class _Comparison:
    def __init__(self, old: Settled, new: Settled) -> None:
        self.old, self.new = old, new
        self.before, self.after = data_of(old), data_of(new)
        here, there = _parties(old), _parties(new)
        self.joining = tuple(each for each in there if each not in here)
        self.leaving = tuple(each for each in here if each not in there)
        self.parties = there

    # ── as written ───────────────────────────────────────────────────────────────────────────────────

    def as_written(self) -> Iterator[Change]:
        """What the files say differently, but for what is compared as settled."""
        before, after = dict(self.before["document"]), dict(self.after["document"])
        for block in _SETTLED_BLOCKS:
            before.pop(block, None)
            after.pop(block, None)
        yield from self._mapping((), before, after)
        words = _permissions(self.before), _permissions(self.after)
        yield from self._mapping(("settles",), *words)
        mine, theirs = self.before.get("schedules", {}), self.after.get("schedules", {})
        yield from self._mapping(("schedules",), _facts(mine), _facts(theirs))

    def _mapping(self, path: tuple[str, ...], old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
        for key in dict.fromkeys((*old, *new)):
            here = (*path, key)
            if len(path) == 2 and path[0] == "flows" and key in _SETTLED_FLOW_FIELDS:
                continue
            before, after = old.get(key), new.get(key)
            if before != after:
                yield from self._value(here, before, after)

    def _value(self, path: tuple[str, ...], old: Any, new: Any) -> Iterator[Change]:
        both = isinstance(old, dict) and isinstance(new, dict)
        if both and not _is_gap(old) and not _is_gap(new):
            yield from self._mapping(path, old, new)
        elif len(path) == 1 and all(_is_block(each) for each in (old, new)):
            yield from self._mapping(path, old or {}, new or {})
        elif all(_is_rows(each) for each in (old, new)) and (old or new):
            yield from self._rows(path, old or [], new or [])
        else:
            yield self._change(path, old, new)

    def _rows(self, path: tuple[str, ...], old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
        """Rows without a name: the same ones first, then those for the same, then those at the same place."""
        gone = [each for each in old if each not in new]
        for after in (each for each in new if each not in old):
            before = _counterpart(after, gone)
            here = (*path, str(list(new).index(after)))
            if before is None:
                yield self._change(here, None, after)
            else:
                gone.remove(before)
                yield from self._mapping(here, before, after)
        for before in gone:
            yield self._change((*path, str(list(old).index(before))), before, None)

    def _change(self, path: tuple[str, ...], old: Any, new: Any) -> Change:
        kind = _kind(old, new)
        found = weight(path)
        is_schedule = path[0] == "schedules"
        return Change(
            where=".".join(path),
            kind=kind,
            change_class=found.of(kind),
            why=found.why,
            part="schedule" if is_schedule else "own",
            old=_shown(old),
            new=_shown(new),
            concerns=(path[1],) if is_schedule else self._concerned(path, old, new),
            party=path[1] if is_schedule else "",
        )

    # ── as settled ───────────────────────────────────────────────────────────────────────────────────

    def as_settled(self) -> Iterator[Change]:
        """Answers that say something else now, whoever wrote them."""
        for point_id, point in self.new.points.items():
            before = self.old.points.get(point_id)
            if before is None:
                continue
            whole = point.point.home in _SETTLED_BLOCKS or point_id in _BY_FLOW or self.new.is_protocol
            yield from self._point(point_id, before, point, whole=whole)

    def _point(self, point_id: str, old: SettledPoint, new: SettledPoint, *, whole: bool) -> Iterator[Change]:
        """The changed cells of a point, those that changed alike as one change.

        Cells that only one version has follow from its facts (a new flow, a party that joins), and those are changes
        of their own. Unless `whole`, the point is written where its facts are, and only what comes down is compared.
        """
        before = {cell.coordinates: cell for cell in old.cells}
        alike: dict[tuple[Any, ...], list[tuple[Cell, Change]]] = {}
        for cell in new.cells:
            was = before.get(cell.coordinates)
            if was is None:
                continue
            change = self._cell(point_id, new, was, cell, whole=whole)
            if change is not None:
                key = (change.kind, change.change_class, change.part, change.party, change.old, change.new)
                alike.setdefault(key, []).append((cell, change))
        for found in alike.values():
            first = found[0][1]
            concerns = _in_order(self.parties, (party for _, each in found for party in each.concerns))
            every = len(found) == len(new.cells)
            of = "" if every else f" ({'; '.join(_of(self.new, cell) for cell, _ in found)})"
            yield Change(
                where=f"{self._place(point_id, new)}{of}", kind=first.kind, change_class=first.change_class,
                why=first.why, part=first.part, old=first.old, new=first.new, concerns=concerns, point=point_id,
                party=first.party,
            )  # fmt: skip

    def _cell(self, point_id: str, point: SettledPoint, old: Cell, new: Cell, *, whole: bool) -> Change | None:
        was, now = (list(dict.fromkeys(_says(part) for part in cell.parts)) for cell in (old, new))
        if sorted(was) == sorted(now):
            return None
        every = (*old.parts, *new.parts)
        comes_down = State.INHERITED in {part.state for part in every} and not any(self._is_own(part) for part in every)
        if not whole and not comes_down:
            return None
        before = [part for part in old.parts if _says(part) not in now]
        after = [part for part in new.parts if _says(part) not in was]
        schedule = next((p.place for p in (*after, *before) if p.place and p.place.tier == "schedule"), None)
        texts = _printed(before), _printed(after)
        sealed: SealedPart = "inherited" if comes_down else "schedule" if schedule else "own"
        if [_meant(part) for part in before] == [_meant(part) for part in after]:
            change_class: ChangeClass = "minor"
            if [part.sentences for part in before] == [part.sentences for part in after]:
                why, texts = "why it departs from what stands above", (_reasons(before), _reasons(after))
            else:
                why, sealed = "the wording of a likely answer", "template"
        else:
            shown = _strictness(point, before, after)
            change_class = class_of_point(point_id, shown)
            why = {True: "it is stricter", False: "it is looser", None: point.point.title.lower()}[shown]
        party = new.at("party") or str(schedule.path[1]) if schedule and len(schedule.path) > 1 else ""
        rows = {row for part in (*after, *(new.parts if not after else ())) for row in part.rows}
        concerned = _ends(self.new.rows[row] for row in rows) or set(self.parties)
        return Change(
            where="", kind=_kind(*texts), change_class=change_class, why=why, part=sealed, old=texts[0], new=texts[1],
            concerns=(party,) if sealed == "schedule" and party else _in_order(self.parties, concerned),
            party=party if sealed == "schedule" else "",
        )  # fmt: skip

    def _is_own(self, part: Part) -> bool:
        """Whether it is written in the document itself or a schedule of it."""
        own = ("protocol",) if self.new.is_protocol else ("agreement", "schedule")
        return part.place is not None and part.place.tier in own

    def _place(self, point_id: str, point: SettledPoint) -> str:
        if self.new.is_protocol:
            return f"settles.{point_id}"
        return f"answers.{point_id}" if point.point.home == "answers" else point.point.home

    # ── whom it concerns ─────────────────────────────────────────────────────────────────────────────

    def _concerned(self, path: tuple[str, ...], old: Any, new: Any) -> tuple[str, ...]:
        """The parties that a change of this key touches; all of them where the key does not say."""
        block, name = path[0], path[1] if len(path) > 1 else ""
        if block in ("parties", "partners"):
            if name in self.joining:
                return (name,)
            near = _near(self.old.rows, name) | _near(self.new.rows, name) | {name}
            return _in_order(self.parties, near) if block == "parties" else ()
        named = self._only_joining(old, new)
        if named:
            return named
        kind = {"purposes": "purpose", "data": "item", "flows": "flow", "people": "people", "cases": "case"}.get(block)
        if kind:
            rows = [row for row in (*self.old.rows, *self.new.rows) if getattr(row, kind) == name]
            return _in_order(self.parties, _ends(rows)) or self.parties
        if block == "law":
            return self._covered(old, new, path)
        return self.parties

    def _only_joining(self, old: Any, new: Any) -> tuple[str, ...]:
        """The parties that join, where a list grew by them and by nothing else: nobody else signs for that."""
        if isinstance(new, list) and (old is None or isinstance(old, list)):
            came = [each for each in new if each not in (old or [])]
            if came and all(each in new for each in old or []) and all(each in self.joining for each in came):
                return tuple(came)
        return ()

    def _covered(self, old: Any, new: Any, path: tuple[str, ...]) -> tuple[str, ...]:
        document = self.new.document
        rows = self.after["document"].get("law", [])
        row = new if isinstance(new, dict) else old if isinstance(old, dict) else rows[int(path[1])]
        ids = row.get("for", []) if isinstance(row, dict) else []
        found: set[str] = set()
        for each in ids:
            found |= set(document.groups.get(each, [])) if each in document.groups else {each}
        purposes = [each for each in ids if isinstance(document, Agreement) and each in document.purposes]
        named = found & set(self.parties)
        if not named and purposes:
            named = _ends(each for each in self.new.rows if each.purpose in purposes)
        return _in_order(self.parties, named) or self.parties

    def must_sign(self, found: Iterable[Change]) -> tuple[str, ...]:
        """Those whom a material change concerns; a party that joins signs whatever else changed."""
        wanted = {party for each in found if each.change_class == "material" for party in each.concerns}
        return _in_order(self.parties, wanted | set(self.joining))


# ── small things ─────────────────────────────────────────────────────────────────────────────────────


def _parties(settled: Settled) -> tuple[str, ...]:
    return tuple(each for each, facts in settled.parties.items() if not facts.is_other)


def _in_order(parties: Sequence[str], wanted: Iterable[str]) -> tuple[str, ...]:
    chosen = set(wanted)
    return tuple(each for each in parties if each in chosen)


def _ends(rows: Iterable[Row]) -> set[str]:
    return {party for row in rows for party in (row.actor, row.sender, row.recipient) if party}


def _near(rows: Iterable[Row], party: str) -> set[str]:
    return _ends(row for row in rows if party in (row.actor, row.sender, row.recipient))


def _is_gap(value: Any) -> bool:
    return isinstance(value, dict) and any(key in value for key in _GAPS)


def _is_block(value: Any) -> bool:
    """Named entries, each a mapping or empty; or nothing at all."""
    return value is None or (isinstance(value, dict) and bool(value) and not _is_gap(value))


def _is_rows(value: Any) -> bool:
    return value is None or (isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value))


def _counterpart(row: Any, among: Sequence[Any]) -> Any | None:
    """The row that another one was: for the same, or with the same first words."""
    for key in ("for", "rule", "title", "what", "document", "role", "version"):
        same = [each for each in among if key in row and each.get(key) == row[key]]
        if len(same) == 1:
            return same[0]
    return None


def _kind(old: Any, new: Any) -> Kind:
    if isinstance(old, list) and isinstance(new, list):
        if all(each in new for each in old):
            return "added"
        return "removed" if all(each in old for each in new) else "changed"
    return "added" if old in (None, "") else "removed" if new in (None, "") else "changed"


def _shown(value: Any) -> str:
    """A value in one line, as a person would read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        named = value.get("what") or value.get("aim") or value.get("title") or value.get("name")
        if isinstance(named, str):
            return " ".join(named.split())
        return "; ".join(f"{key}: {_shown(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    return " ".join(str(value).split())


def _permissions(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a protocol lets an agreement do with each term it settles."""
    found = {}
    for point_id, answers in data["document"].get("settles", {}).items():
        words = [each["agreements"] for each in answers if "agreements" in each]
        if words:
            found[point_id] = {"agreements": words[0] if len(words) == 1 else words}
    return found


def _facts(schedules: Mapping[str, Any]) -> dict[str, Any]:
    """The schedules without their answers: those are compared as settled."""
    return {
        party: {key: value for key, value in schedule.items() if key not in ("answers", "start")}
        for party, schedule in schedules.items()
    }


def _says(part: Part) -> tuple[Any, ...]:
    """Everything an answer says."""
    return (part.sentences, part.because, *_meant(part))


def _meant(part: Part) -> tuple[Any, ...]:
    """What an answer means, apart from the wording of likely answers and from why it departs."""
    state = "answer" if part.state in (State.ANSWERED, State.INHERITED) else part.state.value
    fields = tuple(sorted((name, field.text) for name, field in part.fields.items()))
    sided = (part.never, part.duties, part.rights, part.only_if)
    return (state, tuple(sorted(part.keys)), fields, part.own_words, part.gap, part.who, part.until, *sided)


def _printed(parts: Sequence[Part]) -> str:
    texts = []
    for part in parts:
        said = [*part.sentences, part.own_words]
        if part.gap or part.state in (State.OPEN, State.NOT_YET):
            said.append(f"({part.state.value.replace('-', ' ')}{': ' + part.gap if part.gap else ''})")
        said += [words for _, _, words in (*part.duties, *part.rights)]
        if not any(said):
            said = [f"{name}: {field.text}" for name, field in part.fields.items()]
        texts.append(" ".join(" ".join(each.split()) for each in said if each))
    return " / ".join(dict.fromkeys(texts))


def _reasons(parts: Sequence[Part]) -> str:
    return " / ".join(dict.fromkeys(" ".join(part.because.split()) for part in parts))


def _strictness(point: SettledPoint, old: Sequence[Part], new: Sequence[Part]) -> bool | None:
    """Whether all that is said now is stricter than all that was said; None where it cannot be shown."""
    if not old or not new:
        return None
    shown = {stricter(point.point, _saying(now), _saying(was)) for now in new for was in old}
    if shown == {True}:
        return True
    return False if shown == {False} else None


def _saying(part: Part) -> Saying:
    is_gap = part.state in (State.OPEN, State.NOT_YET, State.WITHHELD) or (
        part.state is State.NOT_APPLICABLE and bool(part.gap)
    )
    kind = part.state.value if is_gap else "in-our-words" if part.own_words else "answer"
    values = {name: field.value for name, field in part.fields.items()}
    return Saying(kind, part.keys, values, is_gap=is_gap)


def _of(settled: Settled, cell: Cell) -> str:
    return ", ".join(settled.name(value) for _, value in cell.coordinates)
