"""The answer of one part, folded from the farthest tier to the nearest.

The rules are in docs/settling.md, under *Folding* and *Permission*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from isptool.model.point import Point
from isptool.settling.codes import Trouble
from isptool.settling.given import Given, Slot, Tier, Value
from isptool.settling.settled import State
from isptool.settling.strictness import Saying, changed, stricter

T = TypeVar("T")


class Standing(Struct):
    """How a part stands after some tiers: the slot, the keys, the blanks, and who wrote each."""

    slot: Slot | None = None
    slot_from: Given | None = None
    slot_tier: int = -1
    keys: tuple[str, ...] = ()
    key_from: Given | None = None
    key_tier: int = -1
    """The nearest tier that chose or added a key."""
    blanks: dict[str, tuple[Value, Given, int]] = field(default_factory=dict)
    tied: bool = False
    tied_blanks: frozenset[str] = frozenset()
    word: str = ""
    """What the tier that wrote the slot lets those below it do with it."""

    def copy(self) -> Standing:
        """The same standing, to be changed without changing this one."""
        return replace(self, blanks=dict(self.blanks))


class Change(Struct):
    """A tier wrote something where a tier above had settled the point."""

    given: Given
    above: Given
    upper: Tier
    code: str
    """STR-08, STR-09, STR-10, SET-11, or empty where it is allowed and reasoned."""
    differs: bool = False
    what: str = ""


class Folded(Struct):
    """The settled answer of one part."""

    standing: Standing
    state: State
    missing: tuple[str, ...]
    never: tuple[str, ...]
    troubles: list[Trouble]
    changes: list[Change]
    source: Given | None
    """The answer that the part's place is taken from: the one that holds the slot, else an added key or blank."""
    covering: list[Given]
    """Every answer that covers the part, nearest tier first."""


class Fold:
    """Folds the answers to one point, tier by tier."""

    def __init__(self, point_id: str, point: Point, tiers: Sequence[Tier], describe: Callable[[Given], str]) -> None:
        """`tiers` are nearest first."""
        self.point_id = point_id
        self.point = point
        self.tiers = tiers
        self.describe = describe
        self._owners = point.owners

    def part(self, covering: Sequence[Sequence[Given]]) -> Folded:
        """The settled answer for rows that exactly these answers (per tier, nearest first) cover."""
        if not any(covering):
            return Folded(Standing(), State.OPEN, (), (), [], [], None, [])
        standing = Standing()
        after: dict[int, Standing] = {}
        troubles: list[Trouble] = []
        for number in range(len(self.tiers) - 1, -1, -1):
            if covering[number]:
                standing = after[number] = self._tier(number, covering[number], standing, troubles)
        standing = standing.copy()
        self._drop_orphans(standing, covering)
        never = tuple(dict.fromkeys(key for tier in reversed(covering) for given in tier for key in given.never))
        self._forbidden(standing, covering, troubles)
        changes = self._changes(after, covering)
        if any(trouble.code == "SET-05" for trouble in troubles):
            for change in changes:
                if change.code in ("STR-09", "SET-11"):
                    change.code = ""  # no reason could allow it
        needed = dict.fromkeys(blank for key in standing.keys for blank in self.point.typed_blanks[key])
        missing = tuple(blank for blank in needed if blank not in standing.blanks)
        return Folded(
            standing,
            self._state(standing, missing),
            missing,
            never,
            troubles,
            changes,
            self._source(standing, covering),
            [given for tier in covering for given in tier],
        )

    # ── one tier ─────────────────────────────────────────────────────────────────────────────────────

    def _tier(self, number: int, covering: Sequence[Given], before: Standing, troubles: list[Trouble]) -> Standing:
        tier = self.tiers[number]
        now = before.copy()
        setters = [(given, slot) for given in covering if (slot := self._slot_of(given, tier)) is not None]
        won = self._winners(setters)
        if won:
            self._set_slot(number, won, now, troubles)
        gap_here = bool(won) and not now.tied and won[0][1].is_gap
        for given in covering if not gap_here else ():
            added = tuple(dict.fromkeys(key for key in self._added(given, tier) if key not in now.keys))
            if not added:
                continue
            if now.slot is not None and now.slot.is_gap:
                now.slot, now.slot_from, now.slot_tier, now.word = Slot("answer", added), given, number, given.word
            now.keys = (*now.keys, *added)
            now.key_from, now.key_tier = given, number
        self._blanks(number, covering, now, [given for given, _ in won], troubles)
        return now

    def _set_slot(self, number: int, won: Sequence[tuple[Given, Slot]], now: Standing, troubles: list[Trouble]) -> None:
        given, slot = won[0]
        now.tied = len(won) > 1 and len({_says(each) for _, each in won}) > 1
        if now.tied:
            self._tie(won[0][0], won[1][0], [self._show(each) for _, each in won], self.tiers[number], troubles)
        kept = set() if now.tied else {*now.keys} & {*slot.keys}
        now.blanks = {name: held for name, held in now.blanks.items() if self._belongs(name, kept)}
        now.tied_blanks = frozenset(name for name in now.tied_blanks if self._belongs(name, kept))
        now.slot, now.slot_from, now.slot_tier = None if now.tied else slot, given, number
        now.keys, now.key_from, now.key_tier = () if now.tied else slot.keys, given, number
        now.word = next((each.word for each, _ in won if each.word), "")

    def _belongs(self, name: str, keys: AbstractSet[str]) -> bool:
        """Whether a blank stands beside these keys: it is in a sentence of one, or a fact of the point."""
        owners = self._owners[name]
        return not owners or not owners.isdisjoint(keys)

    def _slot_of(self, given: Given, tier: Tier) -> Slot | None:
        slot = given.slot
        if slot is None or tier.own:
            return slot
        if slot.is_gap and slot.kind != "not-applicable-because":
            return None
        if slot.kind == "answer":
            keys = tuple(key for key in self._coming_down(slot.keys, tier) if not self.point.answers[key].home)
            return replace(slot, keys=keys) if keys else None
        return slot

    def _added(self, given: Given, tier: Tier) -> tuple[str, ...]:
        """The keys a tier adds: its `also`, and of a protocol's answers those that have a home of their own below."""
        if tier.own:
            return given.also
        standing = () if given.slot is None else given.slot.keys
        apart = tuple(key for key in standing if self.point.answers[key].home)
        return self._coming_down((*given.also, *apart), tier)

    def _coming_down(self, keys: tuple[str, ...], tier: Tier) -> tuple[str, ...]:
        if tier.own:
            return keys
        return tuple(key for key in keys if self.point.answers[key].level == "term")

    @staticmethod
    def _winners(candidates: list[tuple[Given, T]]) -> list[tuple[Given, T]]:
        if len(candidates) < 2:
            return candidates
        return [
            each
            for each in candidates
            if not any(other[0].scope.narrower_than(each[0].scope) for other in candidates if other is not each)
        ]

    def _blanks(
        self, number: int, covering: Sequence[Given], now: Standing, won: Sequence[Given], troubles: list[Trouble]
    ) -> None:
        tier = self.tiers[number]
        for name in dict.fromkeys(name for given in covering for name in given.blanks):
            if not tier.own and self.point.fields[name].level == "particular":
                continue
            owners = self._owners[name]
            candidates = [
                (given, given.blanks[name])
                for given in covering
                if name in given.blanks and self._counts(given, owners, tier, won, now)
            ]
            winners = self._winners(candidates)
            if not winners:
                continue
            values = {str(value.value) for _, value in winners}
            if len(values) > 1:
                now.blanks.pop(name, None)
                now.tied_blanks |= {name}
                if not owners or owners & set(now.keys):
                    said = sorted(f"{name}: {value}" for value in values)
                    self._tie(winners[0][0], winners[1][0], said, tier, troubles)
                continue
            given, value = winners[0]
            now.blanks[name] = (value, given, number)
            now.tied_blanks -= {name}

    def _counts(self, given: Given, owners: frozenset[str], tier: Tier, won: Sequence[Given], now: Standing) -> bool:
        """Whether a blank of one answer counts: not beside a gap that stays above, nor beside a slot that lost."""
        if not owners:
            return True
        if given.slot is not None and given.slot.is_gap and self._slot_of(given, tier) is None:
            return False
        lost = bool(won) and self._slot_of(given, tier) is not None and all(given is not each for each in won)
        return not lost or bool(owners & set(given.slot.keys if given.slot else ()) & set(now.keys))

    def _tie(self, first: Given, second: Given, values: list[str], tier: Tier, troubles: list[Trouble]) -> None:
        troubles.append(
            Trouble(
                "SET-03",
                second.place.path,
                tier.file,
                {
                    "point": self.point.title,
                    "where": f"{self.describe(first)}; {self.describe(second)}",
                    "values": " and ".join(values),
                },
            )
        )

    @staticmethod
    def _show(slot: Slot) -> str:
        return "`" + "`, `".join(slot.keys) + "`" if slot.keys else f"{slot.kind}: {slot.words.splitlines()[0]}"

    # ── at the end ───────────────────────────────────────────────────────────────────────────────────

    def _drop_orphans(self, standing: Standing, covering: Sequence[Sequence[Given]]) -> None:
        given_blanks = [given for tier in covering for given in tier if given.blanks]
        if not given_blanks:
            return
        keys = set(standing.keys)
        used = {name for name in self._owners if self._belongs(name, keys)}
        standing.blanks = {name: held for name, held in standing.blanks.items() if name in used}
        standing.tied_blanks &= used
        for given in given_blanks:
            given.used_blanks |= used & given.blanks.keys()

    def _forbidden(self, standing: Standing, covering: Sequence[Sequence[Given]], troubles: list[Trouble]) -> None:
        typed = standing.slot_from.typed if standing.slot_from is not None else ()
        chosen = {*standing.keys, *(text.strip().lower().replace(" ", "-") for text in typed)}
        for number, tier in enumerate(covering):
            for forbidding in tier:
                for key in forbidding.never:
                    chooser = self._chooser(key, covering) or standing.slot_from
                    if key in chosen and chooser is not None:
                        troubles.append(self._is_forbidden(key, chooser, self.tiers[number]))

    def _is_forbidden(self, key: str, chooser: Given, by: Tier) -> Trouble:
        path = chooser.place.path
        values = {"key": key, "point": self.point.title, "protocol": by.title, "clause": by.clause(self.point_id)}
        at = path if chooser.facts or chooser.slot is None else (*path, "answer")
        return Trouble("SET-05", at, chooser.place.file, values)

    @staticmethod
    def _chooser(key: str, covering: Sequence[Sequence[Given]]) -> Given | None:
        for tier in covering:
            for given in tier:
                if key in given.keys:
                    return given
        return None

    def _state(self, standing: Standing, missing: tuple[str, ...]) -> State:
        slot = standing.slot
        if standing.tied or standing.tied_blanks:
            return State.OPEN
        if slot is not None and slot.is_gap and not standing.keys:
            from isptool.settling.given import SLOT_STATES

            return SLOT_STATES[slot.kind]
        facts = standing.slot_from is not None and standing.slot_from.facts
        alone = any(given.stands_alone for _, given, _ in standing.blanks.values())
        if (missing and not facts) or (slot is None and not standing.keys and not alone):
            return State.OPEN
        tiers = [standing.slot_tier, standing.key_tier, *(number for _, _, number in standing.blanks.values())]
        return State.ANSWERED if any(number >= 0 and self.tiers[number].own for number in tiers) else State.INHERITED

    @staticmethod
    def _source(standing: Standing, covering: Sequence[Sequence[Given]]) -> Given | None:
        """Who wrote what counts: the nearest that set the slot or added a key, else a blank that stands alone."""
        added_nearer = standing.slot_from is None or 0 <= standing.key_tier < standing.slot_tier
        if added_nearer and standing.key_from is not None:
            return standing.key_from
        if standing.slot_from is not None:
            return standing.slot_from
        return next((given for tier in covering for given in tier if given.blanks), None)

    # ── permission ───────────────────────────────────────────────────────────────────────────────────

    def _changes(self, after: Mapping[int, Standing], covering: Sequence[Sequence[Given]]) -> list[Change]:
        """What the tiers that wrote did to each other; `after` is how the part stood after each of them."""
        found: list[Change] = []
        for lower, upper in combinations(sorted(after), 2):
            above = after[upper]
            if self.tiers[upper].own and self.point.settled == "agreement":
                continue
            if above.slot_tier == upper and not above.tied and self._settles(above):
                writers = self._writers(lower, covering[lower], after[lower])
                if writers:
                    found.append(self._change(writers, covering[lower], lower, after[lower], upper, above))
        return found

    def _writers(self, number: int, covering: Sequence[Given], standing: Standing) -> list[Given]:
        """The answers of a tier that wrote something which counts, the one that holds the slot first."""
        found = self._choosers(number, covering, standing)
        keys = set(standing.keys)
        for name, (_, given, tier) in standing.blanks.items():
            if tier == number and self._belongs(name, keys):
                found.append(given)
        return found

    def _choosers(self, number: int, covering: Sequence[Given], standing: Standing) -> list[Given]:
        """The answers of a tier that set the slot or add to it; beside a gap of the tier nothing is added."""
        found: list[Given] = []
        if standing.slot_tier == number:
            setters = [(given, slot) for given in covering if (slot := self._slot_of(given, self.tiers[number]))]
            found += [given for given, _ in self._winners(setters)]
            if standing.slot is not None and standing.slot.is_gap:
                return found
        return found + [given for given in covering if self._added(given, self.tiers[number])]

    def _settles(self, standing: Standing) -> bool:
        slot = standing.slot
        if slot is None or (slot.is_gap and slot.kind != "not-applicable-because"):
            return False
        return slot.kind != "answer" or any(self._is_term(key) for key in standing.keys)

    def _is_term(self, key: str) -> bool:
        return self.point.answers[key].level == "term"

    def _written(self, lower: int, now: Standing, covering: Sequence[Given], theirs: Saying) -> Saying:
        """What one tier itself writes over what one above says; what it does not write is theirs."""
        keys = set(now.keys)
        values = {
            name: value.value
            for name, (value, _, tier) in now.blanks.items()
            if tier == lower and self.point.fields[name].level == "term" and self._belongs(name, keys)
        }
        if now.slot_tier == lower:
            return replace(self._saying(now), values=values)
        added = [key for given in covering for key in self._added(given, self.tiers[lower]) if self._is_term(key)]
        if added and theirs.is_gap:
            return Saying("answer", tuple(dict.fromkeys(added)), values)
        return replace(theirs, keys=tuple(dict.fromkeys((*theirs.keys, *added))), values=values)

    def _saying(self, standing: Standing, tier: int | None = None) -> Saying:
        """What a standing says in terms, of blanks only what a tier wrote itself; a particular is free."""
        slot = standing.slot
        kind = "answer" if slot is None else slot.kind
        return Saying(
            kind,
            tuple(key for key in standing.keys if self._is_term(key)),
            {
                name: value.value
                for name, (value, _, at) in standing.blanks.items()
                if self.point.fields[name].level == "term" and tier in (None, at)
            },
            is_gap=slot is not None and slot.is_gap,
            words="" if slot is None or kind == "answer" else "\n".join((slot.words, slot.who, slot.until)),
        )

    def _change(
        self,
        writers: Sequence[Given],
        covering: Sequence[Given],
        lower: int,
        now: Standing,
        upper: int,
        above: Standing,
    ) -> Change:
        tier = self.tiers[upper]
        assert above.slot_from is not None
        change = Change(writers[0], above.slot_from, tier, "")
        if now.tied and now.slot_tier == lower:
            change.differs = True
            return change
        theirs = self._saying(above, upper)
        mine = self._written(lower, now, covering, theirs)
        blanks = changed(self.point, mine, theirs)
        same = (mine.kind, mine.words, set(mine.keys)) == (theirs.kind, theirs.words, set(theirs.keys))
        if same and not blanks:
            keys = set(now.keys)
            named = all(
                name in above.blanks
                for name, (_, _, at) in now.blanks.items()
                if at == lower and self._belongs(name, keys)
            )
            nothing_new = named and set(now.keys) <= set(above.keys)
            change.code = "STR-10" if nothing_new and not writers[0].facts else ""
            return change
        change.differs = True
        differing = [now.blanks[name][1] for name in blanks]
        if not same:
            differing += self._choosers(lower, covering, now)
        match "cannot-change" if tier.own else above.word or self.point.word:
            case "cannot-change":
                change.code, change.what = "STR-08", "this agreement cannot change it"
            case "may-add":
                if blanks or any(self._slot_of(given, self.tiers[lower]) is not None for given in covering):
                    change.code, change.what = "STR-08", "this agreement may only add to it (`also:`)"
            case "may-be-stricter":
                shown = stricter(self.point, mine, theirs)
                if shown is False:
                    change.code, change.what = "STR-08", "this agreement may be stricter, but this is looser"
                elif shown is None and not any(given.stricter_because for given in differing):
                    change.code = "SET-11"
            case _:
                change.code = "" if any(given.because for given in differing) else "STR-09"
        return change


def _says(slot: Slot) -> tuple[object, ...]:
    """What makes two slots the same: their keys in any order, and all their words."""
    return (slot.kind, frozenset(slot.keys), slot.words if slot.kind != "answer" else "", slot.who, slot.until)
