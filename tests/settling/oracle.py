"""Settling written a second time, slowly, from its specification (docs/settling.md, *Folding* to *States*).

For every part of every cell it walks the tiers from the farthest to the nearest and does what the page says, in
its order. The program is held against it in `test_against_oracle.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from isptool.model.answer import Answer, Settlement
from isptool.model.documents import Agreement, Schedules
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.settling.settled import Version

from .oracle_permission import Slot, direction
from .oracle_rows import NOT_PERSONAL, Facts, Found, OracleRow, Scope, cell_of, holds_itself, narrower

WORST_FIRST = ("still-to-be-agreed", "not-yet", "withheld", "answered", "inherited", "not-applicable")
LEFT = ("still-to-be-agreed", "not-yet")

Coordinates = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Written:
    """One answer to one point, and where it is written."""

    tier: int
    """0 for the farthest protocol, upwards."""
    name: str
    """`schedule`, `agreement`, or the id of the protocol."""
    answer: Answer
    scope: Scope
    unknown: tuple[str, ...]
    schedule: str
    """The party whose schedule it stands in, or empty."""
    path: tuple[str, ...]

    @property
    def here(self) -> bool:
        """Whether the writer of the agreement, or of one of its schedules, wrote it."""
        return self.name in ("agreement", "schedule")


@dataclass
class ExpectedPart:
    """A part as it should be settled."""

    rows: frozenset[OracleRow]
    state: str
    keys: tuple[str, ...]
    words: str
    blanks: dict[str, str]
    never: frozenset[str]
    tier: str
    """Where its slot (or what `also` made of it) is written; empty where there is none."""
    departs: bool


@dataclass
class ExpectedPoint:
    """A point as it should be settled."""

    state: str
    cells: dict[Coordinates, list[ExpectedPart]]


@dataclass
class Expected:
    """What settling should come to."""

    rows: frozenset[OracleRow]
    points: dict[str, ExpectedPoint]
    found: Found = field(default_factory=set)


def settle(
    document: Agreement,
    *,
    protocols: Sequence[Version],
    schedules: Sequence[tuple[str, Schedules]],
    partners: Mapping[str, Partner],
    points: Mapping[str, Point],
    book: Any,
) -> Expected:
    """Settle an agreement as the specification says, with no regard to speed."""
    facts = Facts(document, schedules, partners, points, book)
    chain = list(protocols)[::-1]
    rows = facts.rows()
    result = Expected(frozenset(rows), {}, facts.found)
    _facts_found(facts, protocols)
    for point_id, point in points.items():
        result.points[point_id] = _PointSettler(facts, point_id, point, chain).settle(rows)
    return result


def _facts_found(facts: Facts, protocols: Sequence[Version]) -> None:
    document = facts.document
    for protocol in [version.protocol for version in protocols]:
        for name in protocol.groups:
            if holds_itself(protocol.groups, name):
                facts.found.add(("group holds itself", protocol.id, name))
    seen: set[str] = set()
    for names in (
        document.parties, document.others, document.groups, document.roles, document.cases, document.conditions,
        document.purposes, document.people, document.data, document.sets, document.caveats, document.holdings,
        document.flows,
    ):  # fmt: skip
        for name in names:
            if name in seen:
                facts.found.add(("used twice", name))
            seen.add(name)
    for party in document.parties:
        if facts.kind_of(party) and facts.kind_of(party) not in facts.book.kinds():
            facts.found.add(("unknown kind", party))
    if document.information == "non-personal":
        for name, item in document.data.items():
            if any(each not in NOT_PERSONAL for each in item.category):
                facts.found.add(("contradicts non-personal", name))
    for law in document.law:
        if facts.scope(law.for_)[1]:
            facts.found.add(("unknown id", "law"))


def _in_sentence(point: Point, key: str) -> set[str]:
    likely = point.answers.get(key)
    return set(re.findall(r"\{([^{}]+)\}", likely.text)) if likely else set()


class _PointSettler:
    """Settles one point."""

    def __init__(self, facts: Facts, point_id: str, point: Point, chain: list[Version]) -> None:
        self.facts = facts
        self.id = point_id
        self.point = point
        self.written: list[Written] = []
        self.used: set[tuple[tuple[str, ...], str]] = set()
        self.unused: set[tuple[tuple[str, ...], str]] = set()
        self.same_again: set[tuple[str, ...]] = set()
        self.says_more: set[tuple[str, ...]] = set()
        for tier, version in enumerate(chain):
            protocol = version.protocol
            for number, settlement in enumerate(protocol.settles.get(point_id, [])):
                scope, unknown = facts.scope(settlement.for_, protocol)
                path = (protocol.id, str(number))
                self.written.append(Written(tier, protocol.id, settlement, scope, tuple(unknown), "", path))
        own = [("", facts.document.answers.get(point_id, []))]
        for _, schedules in facts.schedules:
            for party, schedule in schedules.schedules.items():
                own.append((party, schedule.answers.get(point_id, [])))
        for party, answers in own:
            for number, answer in enumerate(answers):
                scope, unknown = facts.scope(answer.for_)
                tier = len(chain) + 1 if party else len(chain)
                name = "schedule" if party else "agreement"
                path = (party or name, str(number))
                self.written.append(Written(tier, name, answer, scope, tuple(unknown), party, path))

    def find(self, kind: str, path: tuple[str, ...] = ()) -> None:
        """Note something wrong with this point."""
        self.facts.found.add((kind, self.id, *path))

    def ask_why(self, kind: str) -> None:
        """Note that a reason is missing; what is never allowed is not asked for one."""
        if not self.is_forbidden:
            self.find(kind)

    def term_keys(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Those likely answers that a protocol may settle."""
        return tuple(key for key in keys if key not in self.point.answers or self.point.answers[key].level == "term")

    def is_term(self, blank: str) -> bool:
        """Whether a protocol may settle a blank."""
        return blank not in self.point.fields or self.point.fields[blank].level == "term"

    def holders(self, blank: str) -> set[str]:
        """The likely answers whose sentence holds a blank; none for a field that belongs to the point."""
        if blank in self.point.fields and self.point.fields[blank].fact:
            return set()
        return {key for key in self.point.answers if blank in _in_sentence(self.point, key)}

    def in_use(self, blank: str, keys: Sequence[str]) -> bool:
        """Whether a chosen key uses a blank, or no sentence holds it."""
        return not self.holders(blank) or bool(self.holders(blank) & set(keys))

    # ── one answer ───────────────────────────────────────────────────────────────────────────────

    def covers(self, written: Written, row: OracleRow) -> bool:
        """Whether an answer covers a row of this point."""
        if written.unknown:
            return False
        either_end = self.point.asked_of == "flow"
        ends = (row.sender, row.recipient) if either_end else (row.actor,)
        if written.schedule and written.schedule not in ends:
            return False
        return self.facts.matches(written.scope, row, either_end)

    def slot(self, written: Written) -> Slot | None:
        """What an answer sets in the slot, as far as it comes down to the agreement; None where it sets nothing."""
        answer = written.answer
        if answer.answer:
            keys = tuple(answer.answer) if written.here else self.term_keys(answer.answer)
            return Slot(keys) if keys else None
        if answer.in_our_words:
            return Slot(words=answer.in_our_words)
        if answer.gap is not None:
            gap, words = answer.gap
            if written.here or gap == "not-applicable-because":
                return Slot(gap=gap, said=(words, answer.who or "", str(answer.until or "")))
        return None

    def also(self, written: Written) -> tuple[str, ...]:
        """The keys that an answer adds."""
        return tuple(written.answer.also) if written.here else self.term_keys(written.answer.also)

    def blanks(self, written: Written) -> dict[str, str]:
        """The blanks that an answer sets."""
        blanks = {name: str(text) for name, text in written.answer.blanks.items()}
        if written.here:
            return blanks
        answer = written.answer
        beside_gap = answer.gap is not None and not answer.answer and not answer.in_our_words
        unsaid = beside_gap and self.slot(written) is None
        return {
            name: text for name, text in blanks.items() if self.is_term(name) and not (unsaid and self.holders(name))
        }

    # ── one tier ─────────────────────────────────────────────────────────────────────────────────

    def tier_slot(self, answers: list[Written]) -> tuple[Slot | None, list[Written]]:
        """The slot that the answers of one tier make, with those that made it."""
        setting = [each for each in answers if self.slot(each) is not None]
        winners = [each for each in setting if not any(narrower(other.scope, each.scope) for other in setting)]
        slots = [slot for each in winners if (slot := self.slot(each)) is not None]
        if not slots:
            return None, []
        if any(slot.what != slots[0].what for slot in slots):
            return Slot(gap="tie"), winners
        return slots[0], winners

    def tier_blanks(self, answers: list[Written]) -> dict[str, tuple[str | None, list[Written]]]:
        """The blanks that the answers of one tier set, with those that set them; None for a tie."""
        slot, slot_winners = self.tier_slot(answers)
        kept = set(slot.keys if slot is not None else ()).union(*(self.also(each) for each in answers))
        found: dict[str, tuple[str | None, list[Written]]] = {}
        for name in dict.fromkeys(name for each in answers for name in self.blanks(each)):
            setting = []
            for each in answers:
                if name not in self.blanks(each):
                    continue
                its_slot = self.slot(each)
                lost = its_slot is not None and slot is not None and each not in slot_winners
                if lost and self.holders(name) and not self.holders(name) & set(each.answer.answer) & kept:
                    continue
                setting.append(each)
            if not setting:
                continue
            winners = [each for each in setting if not any(narrower(other.scope, each.scope) for other in setting)]
            texts = {self.blanks(each)[name] for each in winners}
            found[name] = (texts.pop() if len(texts) == 1 else None, winners)
        return found

    # ── one part ─────────────────────────────────────────────────────────────────────────────────

    def part(self, rows: frozenset[OracleRow], covering: list[Written]) -> ExpectedPart:
        """Fold the answers that cover the rows of one part, from the farthest tier to the nearest."""
        slot: Slot | None = None
        keys: tuple[str, ...] = ()
        tier_name = ""
        slot_is_ours = False
        blanks: dict[str, tuple[str, list[Written]]] = {}
        tied: set[str] = set()
        never: set[str] = set()
        for tier in sorted({each.tier for each in covering}):
            answers = [each for each in covering if each.tier == tier]
            new, _ = self.tier_slot(answers)
            if new is not None:
                if new.gap == "tie":
                    self.find("tie")
                kept = set(keys) & set(new.keys)
                for name in list(blanks):
                    if self.holders(name) and not self.holders(name) & kept:
                        del blanks[name]
                for name in list(tied):
                    if self.holders(name) and not self.holders(name) & kept:
                        tied.remove(name)
                slot, keys = new, new.keys
                tier_name, slot_is_ours = answers[0].name, answers[0].here
            for each in answers:
                never |= set(each.answer.never)
                added = tuple(key for key in self.also(each) if key not in keys)
                if added and slot is not None and slot.gap not in ("", "tie"):
                    if new is not None:
                        continue
                    slot = None
                keys += added
                if added:
                    tier_name, slot_is_ours = each.name, each.here
            for name, (text, winners) in self.tier_blanks(answers).items():
                if text is None:
                    if self.in_use(name, keys):
                        self.find("tie")
                    blanks.pop(name, None)
                    tied.add(name)
                else:
                    blanks[name] = (text, winners)
                    tied.discard(name)
        for name in list(blanks):
            if not self.in_use(name, keys):
                del blanks[name]
        for each in covering:
            for name in each.answer.blanks:
                if each.here:
                    (self.used if self.in_use(name, keys) else self.unused).add((each.path, name))
        self.is_forbidden = any(key in never for key in keys)
        if self.is_forbidden:
            self.find("never allowed")
        filled = {name for name in self.point.fields if self.is_filled(name, rows)}
        tied = {name for name in tied if self.in_use(name, keys)}
        state = self.state(slot, keys, slot_is_ours, blanks, bool(tied), filled)
        texts = {name: text for name, (text, _) in blanks.items()}
        departs = self.permission(covering)
        words = slot.words if slot else ""
        return ExpectedPart(rows, state, keys, words, texts, frozenset(never), tier_name, departs)

    def is_filled(self, blank: str, rows: frozenset[OracleRow]) -> bool:
        """Whether a blank is filled from a fact that is written: a purpose of the rows, or the area of the document."""
        source = self.point.fields[blank].filled_from
        return (source == "purpose" and any(row.purpose for row in rows)) or (
            source == "area" and bool(self.facts.document.area)
        )

    def state(
        self,
        slot: Slot | None,
        keys: tuple[str, ...],
        slot_is_ours: bool,
        blanks: dict[str, tuple[str, list[Written]]],
        tied: bool,
        filled: set[str],
    ) -> str:
        """The state of a part."""
        gap = slot.gap if slot else ""
        if tied or gap in ("tie", "still-to-be-agreed"):
            return "still-to-be-agreed"
        if gap:
            return {
                "not-applicable-because": "not-applicable",
                "not-yet": "not-yet",
                "withheld-because": "withheld",
            }[gap]
        if slot is None and not keys:
            return "still-to-be-agreed"
        for key in keys:
            optional = self.point.answers[key].optional_blanks
            needed = _in_sentence(self.point, key) - set(optional) - filled
            if any(name not in blanks for name in needed):
                return "still-to-be-agreed"
        if slot_is_ours or any(winners[0].here for _, winners in blanks.values()):
            return "answered"
        return "inherited"

    # ── permission ───────────────────────────────────────────────────────────────────────────────

    def stands(self, covering: list[Written], tier: int) -> tuple[Slot | None, tuple[str, ...], list[Written], int]:
        """What stands in a part after a tier: the slot, the keys, who made the slot, and the tier that did."""
        slot: Slot | None = None
        keys: tuple[str, ...] = ()
        makers: list[Written] = []
        made_in = -1
        for number in sorted({each.tier for each in covering if each.tier <= tier}):
            answers = [each for each in covering if each.tier == number]
            new, winners = self.tier_slot(answers)
            if new is not None:
                slot, keys, makers, made_in = new, new.keys, winners, number
            for each in answers:
                added = tuple(key for key in self.also(each) if key not in keys)
                if added and slot is not None and slot.gap not in ("", "tie"):
                    if new is not None:
                        continue
                    slot, makers, made_in = Slot(added), [each], number
                keys += added
        return slot, keys, makers, made_in

    def permission(self, covering: list[Written]) -> bool:
        """Check what each tier writes in a part against every tier above it; whether the writer's own differs."""
        departs = False
        for nearer in sorted({each.tier for each in covering}):
            for above in sorted({each.tier for each in covering if each.tier < nearer}):
                differs = self.check(covering, nearer, above)
                departs |= differs and any(each.here for each in covering if each.tier == nearer)
        return departs

    def all_term_keys(self, slot: Slot, answers: list[Written]) -> set[str]:
        """The likely answers of a tier, added ones among them, that a protocol may settle; beside a gap none is added."""
        if slot.gap:
            return set()
        return set(self.term_keys(slot.keys)) | {key for each in answers for key in self.term_keys(self.also(each))}

    def check(self, covering: list[Written], nearer: int, above: int) -> bool:
        """Check one tier against one above it; whether it writes differently."""
        theirs = [each for each in covering if each.tier == above]
        ours = [each for each in covering if each.tier == nearer]
        settled, _, settlers, made_in = self.stands(covering, above)
        if settled is None or made_in != above or settled.gap not in ("", "not-applicable-because"):
            return False
        if settlers[0].here and self.point.settled == "agreement":
            return False
        if not self.all_term_keys(settled, theirs) and not settled.words and not settled.gap:
            return False
        slot, slot_winners = self.tier_slot(ours)
        if slot is not None and slot.gap == "tie":
            self.says_more.update(each.path for each in slot_winners)
            return True
        before = self.stands(covering, nearer - 1)[0]
        over_gap = slot is None and before is not None and before.gap not in ("", "tie")
        over_gap = over_gap and any(self.also(each) for each in ours)
        standing = self.stands(covering, nearer)[1]
        return self.compare(ours, slot, slot_winners, theirs, settled, settlers, over_gap=over_gap, standing=standing)

    def compare(
        self,
        ours: list[Written],
        slot: Slot | None,
        slot_winners: list[Written],
        theirs: list[Written],
        settled: Slot,
        settlers: list[Written],
        *,
        over_gap: bool,
        standing: tuple[str, ...],
    ) -> bool:
        """Check what one tier writes, with one slot, against one above it; whether it writes differently.

        `over_gap` says that it puts something in the place of a gap by `also`: of the other's *not applicable*, or of a
        gap between the two. `standing` are the keys that stand after it.
        """
        their_keys = self.all_term_keys(settled, theirs)
        their_blanks = {
            name: text
            for name, (text, _) in self.tier_blanks(theirs).items()
            if text is not None and self.is_term(name) and self.in_use(name, tuple(their_keys))
        }
        fills = over_gap and bool(settled.gap)
        adding = ours if slot is None or not slot.gap else []
        adders = [each for each in adding if (self.also(each) if settled.gap else self.term_keys(self.also(each)))]
        added = {key for each in adders for key in self.term_keys(self.also(each))}
        blanks = {
            name: (text, winners)
            for name, (text, winners) in self.tier_blanks(ours).items()
            if text is not None and self.is_term(name)
        }

        differing: list[Written] = []
        replaces = over_gap and (fills or bool(added))
        kept_keys = set() if replaces else their_keys
        our_keys = (set(self.term_keys(slot.keys)) if slot is not None else kept_keys) | added
        blanks = {name: each for name, each in blanks.items() if self.in_use(name, standing)}
        slot_differs = slot is not None and (
            our_keys != their_keys or (slot.words, slot.gap, slot.said) != (settled.words, settled.gap, settled.said)
        )
        adds = (fills or our_keys != their_keys or (replaces and bool(settled.words))) and not slot_differs
        changed = [name for name in blanks if name in their_blanks and blanks[name][0] != their_blanks[name]]
        if slot_differs:
            differing += slot_winners
        if adds or slot_differs:
            differing += adders
        for name in changed:
            differing += blanks[name][1]
        writers = [*slot_winners, *adders, *(each for _, setters in blanks.values() for each in setters)]
        if writers:
            every_key = set(slot.keys if slot is not None else ()) | {key for each in ours for key in self.also(each)}
            every_blank = {
                name for each in ours for name in self.blanks(each) if self.in_use(name, (*every_key, *their_keys))
            }
            nothing_new = every_blank <= set(their_blanks) and every_key <= their_keys
            (self.same_again if nothing_new and not differing else self.says_more).add(writers[0].path)
        if not differing:
            return False

        word = self.word(settlers)
        ours_alone = {name: text for name, (text, _) in blanks.items()}
        said = Slot(tuple(our_keys)) if replaces else slot
        shown = direction(self.point, said, our_keys, settled, their_keys, changed, ours_alone, their_blanks)
        if word == "cannot-change":
            self.find("cannot change")
        elif word == "may-add":
            if slot_differs or changed:
                self.find("may only add")
        elif word == "may-be-stricter":
            if shown == "looser":
                self.find("looser")
            elif shown == "unknown" and not any(each.answer.stricter_because for each in differing):
                self.ask_why("needs stricter-because")
        elif not any(each.answer.because for each in differing):
            self.ask_why("needs because")
        return True

    def word(self, settlers: list[Written]) -> str:
        """What a tier allows those below it to do with a point."""
        if settlers[0].here:
            return "cannot-change"
        for each in settlers:
            if isinstance(each.answer, Settlement) and each.answer.agreements is not None:
                return each.answer.agreements
        return self.point.word

    # ── the point ────────────────────────────────────────────────────────────────────────────────

    def settle(self, rows: set[OracleRow]) -> ExpectedPoint:
        """Settle the point over all rows."""
        cells: dict[Coordinates, set[OracleRow]] = {}
        for row in rows:
            coordinates = cell_of(self.facts, self.point, row)
            if coordinates is not None:
                cells.setdefault(coordinates, set()).add(row)
        for each in self.written:
            slots = [each.answer.answer, each.answer.in_our_words, each.answer.gap]
            if each.here and sum(bool(slot) for slot in slots) > 1:
                self.find("answered twice", each.path)
            for name in each.unknown if each.here else ():
                self.find("unknown id", (*each.path, "for", str(each.answer.for_.index(name))))
            covered = [row for group in cells.values() for row in group if self.covers(each, row)]
            if each.here and not each.unknown and not covered and (each.scope or each.schedule):
                self.find("covers nothing", each.path)
        settled = {coordinates: self.cell(group) for coordinates, group in cells.items()}
        if self.point.asked_in == ["protocol"] and not any(self.says_something(parts) for parts in settled.values()):
            return ExpectedPoint("not-applicable", {})
        if self.same_again - self.says_more:
            self.find("writes the same again")
        for path, name in self.unused - self.used:
            self.find("blank without its answer", (*path, name))
        return ExpectedPoint(self.point_state(rows, settled), settled)

    def says_something(self, parts: list[ExpectedPart]) -> bool:
        """Whether anybody has answered some part of a cell."""
        return any(part.tier for part in parts)

    def cell(self, rows: set[OracleRow]) -> list[ExpectedPart]:
        """The parts of a cell: rows with the same set of covering answers."""
        groups: dict[tuple[int, ...], set[OracleRow]] = {}
        for row in rows:
            covering = tuple(place for place, each in enumerate(self.written) if self.covers(each, row))
            groups.setdefault(covering, set()).add(row)
        return [
            self.part(frozenset(group), [self.written[place] for place in covering])
            for covering, group in groups.items()
        ]

    def point_state(self, rows: set[OracleRow], cells: dict[Coordinates, list[ExpectedPart]]) -> str:
        """The state of the point."""
        real = rows != {OracleRow(regime=row.regime, kinds=row.kinds) for row in rows}
        applies = any(set(self.point.applies_to) & row.kinds for row in rows)
        if not applies and (real or self.facts.document.information == "non-personal"):
            return "not-applicable"
        if not cells:
            return "not-applicable" if real and self.point.none_means == "not-applicable" else "still-to-be-agreed"
        states = [min((part.state for part in parts), key=WORST_FIRST.index) for parts in cells.values()]
        left = [state for state in states if state in LEFT]
        if not left:
            for state in ("answered", "withheld", "inherited"):
                if state in states:
                    return state
            return "not-applicable"
        one_cell_partly = any(
            {part.state in LEFT for part in parts if part.state != "not-applicable"} == {True, False}
            for parts in cells.values()
        )
        if len(left) < len([state for state in states if state != "not-applicable"]) or one_cell_partly:
            return "partly"
        return "not-yet" if all(state == "not-yet" for state in left) else "still-to-be-agreed"
