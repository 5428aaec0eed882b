"""The answer of one part, folded from the farthest tier to the nearest.

The rules are in docs/settling.md, under *Folding* and *Permission*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from isptool.model.point import Point
from isptool.settling.codes import Trouble
from isptool.settling.given import Given, Slot, Tier, Value, needed_blanks
from isptool.settling.settled import State
from isptool.settling.strictness import Saying, comparable, stricter

T = TypeVar("T")


@dataclass(slots=True)
class Standing:
    """How a part stands after some tiers: the slot, the keys, the blanks, and who wrote each."""

    slot: Slot | None = None
    slot_from: Given | None = None
    slot_tier: int = -1
    keys: tuple[str, ...] = ()
    key_tier: int = -1
    """The nearest tier that added a key."""
    blanks: dict[str, tuple[Value, Given, int]] = field(default_factory=dict)
    tied: bool = False

    def copy(self) -> Standing:
        """The same standing, to be changed without changing this one."""
        return Standing(
            self.slot, self.slot_from, self.slot_tier, self.keys, self.key_tier, dict(self.blanks), self.tied
        )

    def says(self) -> tuple[object, ...]:
        """What it says, for comparing two standings: words and keys, without the blanks."""
        slot = self.slot
        words = (slot.kind, slot.words) if slot is not None and slot.kind != "answer" else ("answer", "")
        return (words, tuple(sorted(self.keys)))


@dataclass(slots=True)
class Change:
    """A tier wrote something where a tier above had settled the point."""

    given: Given
    above: Given
    upper: Tier
    code: str
    """STR-08, STR-09, STR-10, SET-11, or empty where it is allowed and reasoned."""
    what: str = ""


@dataclass(slots=True)
class Folded:
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
        standing = Standing()
        after: list[Standing] = []
        troubles: list[Trouble] = []
        for number in range(len(self.tiers) - 1, -1, -1):
            if covering[number]:
                standing = self._tier(number, covering[number], standing, troubles)
            after.append(standing)
        after.reverse()
        standing = standing.copy()
        self._drop_orphans(standing)
        never = tuple(dict.fromkeys(key for tier in reversed(covering) for given in tier for key in given.never))
        self._forbidden(standing, covering, troubles)
        missing = tuple(
            dict.fromkeys(
                blank
                for key in standing.keys
                for blank in needed_blanks(self.point, key)
                if blank not in standing.blanks
            )
        )
        return Folded(
            standing,
            self._state(standing, missing),
            missing,
            never,
            troubles,
            self._changes(after, covering),
            self._source(standing, covering),
            [given for tier in covering for given in tier],
        )

    # ── one tier ─────────────────────────────────────────────────────────────────────────────────────

    def _tier(self, number: int, covering: Sequence[Given], before: Standing, troubles: list[Trouble]) -> Standing:
        tier = self.tiers[number]
        now = before.copy()
        now.tied = False
        setters = [(given, slot) for given in covering if (slot := self._slot_of(given, tier)) is not None]
        won = self._winners([(given, slot, slot) for given, slot in setters])
        if won:
            values = {(slot.kind, slot.keys if slot.kind == "answer" else slot.words) for _, slot, _ in won}
            if len(values) > 1:
                self._tie(won[0][0], won[1][0], [self._show(slot) for _, slot, _ in won], tier, troubles)
                now.tied = True
            given, slot, _ = won[0]
            kept = set(now.keys) & set(slot.keys)
            now.blanks = {
                name: held for name, held in now.blanks.items() if not self._owners[name] or self._owners[name] & kept
            }
            now.slot, now.slot_from, now.slot_tier, now.keys, now.key_tier = slot, given, number, slot.keys, number
            if now.tied:
                now.keys = ()
        added = [key for given in covering for key in self._added(given, tier) if key not in now.keys]
        if added:
            now.keys = (*now.keys, *dict.fromkeys(added))
            now.key_tier = number
        self._blanks(number, covering, now, won[0][1] if won else None, troubles)
        return now

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
        standing = () if tier.own or given.slot is None else given.slot.keys
        apart = tuple(key for key in standing if self.point.answers[key].home)
        return self._coming_down((*given.also, *apart), tier)

    def _coming_down(self, keys: tuple[str, ...], tier: Tier) -> tuple[str, ...]:
        if tier.own:
            return keys
        return tuple(key for key in keys if self.point.answers[key].level == "term")

    @staticmethod
    def _winners(candidates: list[tuple[Given, Slot, T]]) -> list[tuple[Given, Slot, T]]:
        return [
            each
            for each in candidates
            if not any(other[0].scope.narrower_than(each[0].scope) for other in candidates if other is not each)
        ]

    def _blanks(
        self, number: int, covering: Sequence[Given], now: Standing, won: Slot | None, troubles: list[Trouble]
    ) -> None:
        tier = self.tiers[number]
        for name in dict.fromkeys(name for given in covering for name in given.blanks):
            if not tier.own and self.point.fields[name].level == "particular":
                continue
            candidates = []
            for given in covering:
                if name not in given.blanks:
                    continue
                lost = won is not None and given.slot is not None and given.slot is not won
                own_keys = set(given.slot.keys) if given.slot else set()
                if lost and self._owners[name] and not self._owners[name] & own_keys & set(now.keys):
                    continue
                candidates.append((given, given.slot or Slot(""), given.blanks[name]))
            winners = self._winners(candidates)
            if not winners:
                continue
            values = {str(value.value) for _, _, value in winners}
            if len(values) > 1:
                self._tie(winners[0][0], winners[1][0], sorted(f"{name}: {value}" for value in values), tier, troubles)
                now.tied = True
                continue
            given, _, value = winners[0]
            now.blanks[name] = (value, given, number)

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

    def _drop_orphans(self, standing: Standing) -> None:
        keys = set(standing.keys)
        for name, (_, given, _) in list(standing.blanks.items()):
            if self._owners[name] and not self._owners[name] & keys:
                del standing.blanks[name]
            else:
                given.used_blanks.add(name)

    def _forbidden(self, standing: Standing, covering: Sequence[Sequence[Given]], troubles: list[Trouble]) -> None:
        for number, tier in enumerate(covering):
            for forbidding in tier:
                for key in forbidding.never:
                    if key in standing.keys:
                        chosen = self._chooser(key, covering) or forbidding
                        by = self.tiers[number]
                        troubles.append(
                            Trouble(
                                "SET-05",
                                (*chosen.place.path, "answer") if chosen.slot else chosen.place.path,
                                chosen.place.file,
                                {
                                    "key": key,
                                    "point": self.point.title,
                                    "protocol": by.title,
                                    "clause": by.clause(self.point_id),
                                },
                            )
                        )

    @staticmethod
    def _chooser(key: str, covering: Sequence[Sequence[Given]]) -> Given | None:
        for tier in covering:
            for given in tier:
                if key in given.keys:
                    return given
        return None

    def _state(self, standing: Standing, missing: tuple[str, ...]) -> State:
        slot = standing.slot
        if standing.tied:
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
        if standing.slot_from is not None:
            return standing.slot_from
        for tier in covering:
            for given in tier:
                if given.also or given.blanks:
                    return given
        return None

    # ── permission ───────────────────────────────────────────────────────────────────────────────────

    def _changes(self, after: Sequence[Standing], covering: Sequence[Sequence[Given]]) -> list[Change]:
        found: list[Change] = []
        for lower in range(len(self.tiers)):
            writer = self._writer(lower, covering[lower], after[lower])
            if writer is None:
                continue
            for upper in range(lower + 1, len(self.tiers)):
                if self.tiers[upper].own and self.point.settled == "agreement":
                    continue
                settles = next((g for g in covering[upper] if self._settles(g, self.tiers[upper])), None)
                if settles is None or after[upper].slot_tier != upper:
                    continue
                found.append(self._change(writer, lower, after[lower], upper, after[upper]))
        return found

    def _writer(self, number: int, covering: Sequence[Given], standing: Standing) -> Given | None:
        if standing.slot_tier == number:
            return standing.slot_from
        if standing.key_tier == number:
            return next((given for given in covering if given.also), None)
        keys = set(standing.keys)
        for name, (_, given, tier) in standing.blanks.items():
            if tier == number and self._owners[name] & keys:
                return given
        return None

    def _settles(self, given: Given, tier: Tier) -> bool:
        slot = self._slot_of(given, tier)
        return slot is not None and slot.kind in ("answer", "in-our-words", "not-applicable-because")

    def _change(self, writer: Given, lower: int, now: Standing, upper: int, above: Standing) -> Change:
        tier = self.tiers[upper]
        settled_by = above.slot_from
        assert settled_by is not None
        word = "cannot-change" if tier.own else settled_by.word or self.point.word
        change = Change(writer, settled_by, tier, "")
        if not self._differs(now, above):
            change.code = "STR-10" if now.slot_tier == lower and not tier.own else ""
            return change
        only_also = now.slot_tier != lower and now.key_tier == lower and self._same_but_more(now, above)
        match word:
            case "cannot-change":
                change.code, change.what = "STR-08", "this agreement cannot change it"
            case "may-add":
                if not only_also:
                    change.code, change.what = "STR-08", "this agreement may only add to it (`also:`)"
            case "may-be-stricter":
                stricter = self.stricter(now, above)
                if stricter is False:
                    change.code, change.what = "STR-08", "this agreement may be stricter, but this is looser"
                elif stricter is None and not writer.stricter_because:
                    change.code = "SET-11"
            case _:
                change.code = "" if writer.because else "STR-09"
        return change

    def _differs(self, now: Standing, above: Standing) -> bool:
        """Whether two standings say different things; a fact that only one of them states is no difference."""
        if now.tied or now.says() != above.says():
            return True
        return any(
            name not in now.blanks
            or name not in above.blanks
            or str(now.blanks[name][0].value) != str(above.blanks[name][0].value)
            for name in comparable(self.point, _saying(now), _saying(above))
        )

    @staticmethod
    def _same_but_more(now: Standing, above: Standing) -> bool:
        return set(above.keys) <= set(now.keys) and now.slot == above.slot

    def stricter(self, now: Standing, above: Standing) -> bool | None:
        """Whether one standing is stricter than another: yes, no (looser), or None where it cannot be shown."""
        if now.tied:
            return False
        return stricter(self.point, _saying(now), _saying(above))


def _saying(standing: Standing) -> Saying:
    slot = standing.slot
    return Saying(
        (slot.kind if slot is not None else "") or "answer",
        standing.keys,
        {name: value.value for name, (value, _, _) in standing.blanks.items()},
        is_gap=slot is not None and slot.is_gap,
    )
