"""Settling: one agreement under its protocols → one `Settled` document. The specification is docs/settling.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from isptool.findings import Edit, Finding, ValuePath
from isptool.model.documents import Agreement, Schedules
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.model.terms import LawRow
from isptool.settling.cells import Cells
from isptool.settling.clauses import clauses
from isptool.settling.codes import Trouble, finding, near
from isptool.settling.cover import EVERYTHING, Cover, Scope, only
from isptool.settling.filling import Facts
from isptool.settling.fold import Change, Fold, Folded
from isptool.settling.given import Given, Reader, Tier, blanks_of
from isptool.settling.homes import Homes, gap_slot
from isptool.settling.movements import movements, rows_of
from isptool.settling.names import Names, name_everything
from isptool.settling.part import part_of
from isptool.settling.settled import Cell, LawCover, Part, Place, Row, Settled, SettledPoint, State, Version
from isptool.settling.vocabulary import IDENTIFIES_NOBODY, NOT_PERSONAL, Vocabulary

_NON_PERSONAL = frozenset({"non-personal"})
_PART_3 = frozenset({"law-enforcement"})


def settle(
    document: Agreement,
    *,
    file: str,
    protocols: Sequence[Version],
    schedules: Sequence[tuple[str, Schedules]],
    partners: Mapping[str, Partner],
    points: Mapping[str, Point],
    book: Vocabulary,
) -> Settled:
    """Settle one agreement.

    `protocols` are nearest first: the one it is under, then the one that adopts. `file` and the files of
    protocols and schedules are names to show. What is wrong is in the result's findings, each with its
    path and without its place in the file.
    """
    return _Settling(document, file, protocols, schedules, partners, points, book).settle()


class _Settling:
    """The settling of one agreement, step by step."""

    def __init__(
        self,
        document: Agreement,
        file: str,
        protocols: Sequence[Version],
        schedules: Sequence[tuple[str, Schedules]],
        partners: Mapping[str, Partner],
        points: Mapping[str, Point],
        book: Vocabulary,
    ) -> None:
        self.document = document
        self.file = file
        self.protocols = protocols
        self.schedules = schedules
        self.points = points
        self.book = book
        self.names: Names = name_everything(document, file, partners, book)
        self.troubles: list[Trouble] = self.names.troubles
        self._check_references()
        moved = movements(self.names, schedules)
        self.rows: Sequence[Row] = rows_of(self.names, moved, schedules, self._named_cases())
        self.cover = Cover(self.names, self.rows, book, moved, purpose_kinds=_purpose_kinds(points))
        self._regimes()
        self.processors = self._processors()
        self.tiers = self._tiers()
        self.cells = Cells(self.cover, self.names, self.processors)
        self.facts = Facts(self.names, self.rows, protocols)
        self.rows_exist = any(row != Row(kinds=row.kinds, regime=row.regime) for row in self.rows)
        self.reader = Reader(self.tiers[1], self.names, self.troubles)

    # ── facts ────────────────────────────────────────────────────────────────────────────────────────

    def _named_cases(self) -> frozenset[str]:
        named: set[str] = set()
        for each in _every_for(self.document, self.schedules):
            named.update(name for name in each if name in self.document.cases)
        return frozenset(named)

    def _check_references(self) -> None:
        """References between facts that no row shows: each must name something of the right kind."""
        names, document = self.names, self.document
        for each, item in document.data.items():
            path = ("data", each)
            for purpose in item.needed_for:
                if names.kind_of.get(purpose) != "purpose":
                    names.unknown(purpose, (*path, "needed-for", purpose))
            names.check(item.derived_from, (*path, "derived-from"), "item", "set")
            names.check(item.caveats, (*path, "caveats"), "caveat")
            names.check([item.part_of] if item.part_of else [], (*path, "part-of"), "holding")
            names.check([item.made_by] if item.made_by else [], (*path, "made-by"), "party")
            if item.as_defined_in and item.as_defined_in not in document.as_defined_in:
                names.unknown(item.as_defined_in, (*path, "as-defined-in"), document.as_defined_in)
        for each, purpose_facts in document.purposes.items():
            names.check(purpose_facts.only_if, ("purposes", each, "only-if"), "condition")
            names.check(purpose_facts.cases, ("purposes", each, "cases"), "case")
        for each, case in document.cases.items():
            names.check(case.becomes, ("cases", each, "becomes"), "case")
        for each, holding in document.holdings.items():
            names.check(holding.held_by, ("holdings", each, "held-by"), "party", "group")
            names.check(holding.controller, ("holdings", each, "controller"), "party", "group")
        for each, other in document.others.items():
            names.check(other.acts_for, ("others", each, "acts-for"), "party", "group")
        for each, opt_out in document.opt_outs.items():
            names.check(opt_out.stops, ("opt-outs", each, "stops"), "flow", "purpose")
        for each, party in document.parties.items():
            names.check(party.acts_for, ("parties", each, "acts-for"), "party", "group")
        for name, file in self.schedules:
            for party_id in file.schedules:
                if party_id not in document.parties:
                    values = {"id": party_id, "agreement": document.id}
                    self.troubles.append(Trouble("SET-17", ("schedules", party_id), name, values))
        self._check_categories()
        self._check_non_personal()

    def _check_categories(self) -> None:
        """No item is said to identify people and to identify nobody."""
        for each, item in self.document.data.items():
            nobody = [category for category in item.category if category in IDENTIFIES_NOBODY]
            somebody = [category for category in item.category if category not in NOT_PERSONAL]
            if nobody and somebody:
                values = " and ".join(f"`{category}`" for category in (*nobody, *somebody))
                self.names.say("SET-21", ("data", each, "category"), item=item.what or each, values=values)

    def _check_non_personal(self) -> None:
        if self.document.information != "non-personal":
            return
        for each, item in self.document.data.items():
            for position, category in enumerate(item.category):
                if category not in NOT_PERSONAL and not item.not_identifying_because:
                    what = f"“{item.what or each}” is {category}"
                    self.names.say("SET-14", ("data", each, "category", position), what=what)

    def _regimes(self) -> None:
        """Give every row its regime, from the law rows or else from its purpose and actor, and so its kinds of data."""
        tiers = [tier for tier in self._stated_regimes() if tier]
        usual: dict[tuple[str, str, str], str] = {}
        settled: list[Row] = []
        for number, row in enumerate(self.rows):
            if row.kinds == _NON_PERSONAL:
                settled.append(row)
                continue
            regime = self._stated_regime(tiers, number) if tiers else ""
            if not regime:
                alike = row.purpose, row.actor, row.side
                if alike not in usual:
                    usual[alike] = self._usual_regime(*alike)
                regime = usual[alike]
            kinds = _PART_3 if regime == "part-3" else row.kinds
            settled.append(row.under(regime, kinds))
        self.rows = settled
        self.cover.rows = settled

    def _stated_regimes(self) -> list[list[tuple[Scope, int, LawRow, Place]]]:
        """The law rows that state a regime, those of schedules before the agreement's, with the rows they cover."""
        of_schedules = []
        for name, file in self.schedules:
            for party, schedule in file.schedules.items():
                own = self.cover.rows_of(only("party", party), False) if party in self.document.parties else 0
                place = Place("schedule", self.document.id, "", name, ("schedules", party, "law"))
                of_schedules += self._regimes_of(schedule.law, place, own)
        place = Place("agreement", self.document.id, "", self.file, ("law",))
        return [of_schedules, self._regimes_of(self.document.law, place, self.cover.all)]

    def _regimes_of(self, law: Sequence[LawRow], place: Place, within: int) -> list[tuple[Scope, int, LawRow, Place]]:
        found = []
        for position, row in enumerate(law):
            scope, unknown = self.cover.scope(row.for_, row.as_)
            for where, text in unknown:
                values = {"id": text, "near": near(text, list(self.names.kind_of))}
                self.troubles.append(Trouble("STR-04", (*place.path, position, "for", where), place.file, values))
            if row.regime and not unknown:
                at = replace(place, path=(*place.path, position, "regime"))
                found.append((scope, self.cover.rows_of(scope, False) & within, row, at))
        return found

    def _stated_regime(self, tiers: Sequence[Sequence[tuple[Scope, int, LawRow, Place]]], number: int) -> str:
        """The regime that the law rows state for one row; empty where none does, or where two tie."""
        for tier in tiers:
            covering = [each for each in tier if each[1] >> number & 1]
            best = [each for each in covering if not any(other[0].narrower_than(each[0]) for other in covering)]
            regimes = {row.regime for _, _, row, _ in best if row.regime}
            if len(regimes) > 1:
                where = "; ".join(self.cover.describe(each[0]) for each in best)
                values = {"point": "Regime", "where": where, "values": " and ".join(sorted(regimes))}
                at = best[1][3]
                self.troubles.append(Trouble("SET-03", at.path, at.file, values))
                return ""
            if regimes:
                return regimes.pop()
        return ""

    def _usual_regime(self, purpose_id: str, actor: str, side: str) -> str:
        """The regime of a row that no law row gives one."""
        purpose = self.document.purposes.get(purpose_id)
        facts = self.names.parties.get(actor)
        enforcing = purpose is not None and purpose.law_enforcement is True
        competent = facts is not None and facts.competent_authority in ("yes", "for-some-purposes")
        if purpose is None or not enforcing or not competent:
            return "uk-gdpr"
        used_by = purpose.used_by
        own = actor in self.names.members(used_by) if used_by else side == "recipient"
        return "part-3" if own else "uk-gdpr"

    def _processors(self) -> int:
        rows = 0
        for each, facts in self.names.parties.items():
            for position, role in enumerate(facts.party.roles if facts.party else []):
                if role.role == "processor":
                    scope, unknown = self.cover.scope(role.for_)
                    for place, name in unknown:
                        self.names.unknown(name, ("parties", each, "roles", position, "for", place))
                    if not unknown:
                        rows |= self.cover.rows_of(scope, False) & self.cover.rows_of(only("party", each), False)
        return rows

    # ── tiers ────────────────────────────────────────────────────────────────────────────────────────

    def _tiers(self) -> list[Tier]:
        document = self.document
        own = Tier("agreement", document.id, document.version or "", self.file, "this agreement", {}, True)
        schedule = replace(own, name="schedule", title="the party's schedule")
        protocols = []
        for number, each in enumerate(self.protocols):
            protocol = each.protocol
            title = f"protocol {protocol.title}" if number == 0 else f"the adopted protocol {protocol.title}"
            name = "protocol" if number == 0 else "adopted-protocol"
            numbers = clauses(protocol, self.points)
            protocols.append(Tier(name, protocol.id, protocol.version or "", each.file, title, numbers, False))
        return [schedule, own, *protocols]

    def _givens(self, point_id: str, point: Point, homes: Homes) -> list[list[Given]]:
        either = point.asked_of == "flow"
        own: list[Given] = []
        if point.home == "answers":
            for position, answer in enumerate(self.document.answers.get(point_id, [])):
                path = ("answers", point_id, position)
                given = self.reader.read(point, answer, path)
                self._cover_own(given, answer.for_, path, either)
                own.append(given)
        else:
            own = homes.givens(point_id, point)
        found = [self._schedule_givens(point_id, point, homes, either), own]
        for number, version in enumerate(self.protocols, 2):
            found.append(self._protocol_givens(point_id, point, version, self.tiers[number], either))
        return found

    def _cover_own(self, given: Given, ids: Iterable[str], path: tuple[str | int, ...], either: bool) -> None:
        given.scope, unknown = self.cover.scope(ids)
        for position, name in unknown:
            self.names.unknown(name, (*path, "for", position))
        given.unknown_for = bool(unknown)
        given.rows = 0 if unknown else self.cover.rows_of(given.scope, either)

    def _schedule_givens(self, point_id: str, point: Point, homes: Homes, either: bool) -> list[Given]:
        found: list[Given] = []
        for name, file in self.schedules:
            tier = replace(self.tiers[0], file=name)
            reader = Reader(tier, self.names, self.troubles)
            for party, schedule in file.schedules.items():
                if party not in self.document.parties:
                    continue
                mine: list[Given] = []
                for position, answer in enumerate(schedule.answers.get(point_id, [])):
                    path = ("schedules", party, "answers", point_id, position)
                    given = reader.read(point, answer, path)
                    given.scope, unknown = self.cover.scope(answer.for_)
                    given.unknown_for = bool(unknown)
                    for place, text in unknown:
                        values = {"id": text, "near": near(text, list(self.names.kind_of))}
                        self.troubles.append(Trouble("STR-04", (*path, "for", place), name, values))
                    mine.append(given)
                if point.home == "start" and schedule.start is not None:
                    mine.append(reader.read(point, schedule.start, ("schedules", party, "start")))
                if point.home.startswith("law."):
                    for given in homes.law_of_schedules(point, party, file):
                        given.place = tier.place(given.place.path)
                        mine.append(given)
                for given in mine:
                    own = self.cover.rows_of(only("party", party), either)
                    given.rows = 0 if given.unknown_for else self.cover.rows_of(given.scope, either) & own
                found.extend(mine)
        return found

    def _protocol_givens(self, point_id: str, point: Point, version: Version, tier: Tier, either: bool) -> list[Given]:
        quiet: list[Trouble] = []  # what is wrong with a protocol is found when the protocol itself is settled
        reader = Reader(tier, self.names, quiet)
        found = []
        for position, settlement in enumerate(version.protocol.settles.get(point_id, [])):
            given = reader.read(point, settlement, ("settles", point_id, position))
            scope = self.cover.protocol_scope(version.protocol, settlement.for_)
            given.unknown_for = scope is None
            given.scope = scope or EVERYTHING
            given.rows = 0 if scope is None else self.cover.rows_of(scope, either)
            found.append(given)
        return found

    # ── points ───────────────────────────────────────────────────────────────────────────────────────

    def settle(self) -> Settled:
        homes = Homes(self.names, self.cover, self.reader, self.book)
        self._check_points()
        settled = {
            point_id: self._point(point_id, point, homes)
            for point_id, point in self.points.items()
            if point.home != "records"
        }
        numbers = dict(self.tiers[2].clauses) if len(self.tiers) > 2 else {}
        return Settled(
            document=self.document,
            file=self.file,
            protocols=tuple(self.protocols),
            schedules=tuple(self.schedules),
            parties=self.names.parties,
            rows=tuple(self.rows),
            points=settled,
            clauses=numbers,
            findings=_unique(finding(trouble, self.document.id) for trouble in self.troubles),
            law=tuple(self._law()),
        )

    def _law(self) -> Iterator[LawCover]:
        for position, row in enumerate(self.document.law):
            yield self._law_cover(self.tiers[1], ("law", position), row, self.cover.all)
        for name, file in self.schedules:
            tier = replace(self.tiers[0], file=name)
            for party, schedule in file.schedules.items():
                own = self.cover.rows_of(only("party", party), False)
                for position, row in enumerate(schedule.law):
                    yield self._law_cover(tier, ("schedules", party, "law", position), row, own)

    def _law_cover(self, tier: Tier, path: ValuePath, row: LawRow, within: int) -> LawCover:
        scope, unknown = self.cover.scope(row.for_, row.as_)
        rows = 0 if unknown else self.cover.rows_of(scope, False) & within
        return LawCover(tier.place(path), row, frozenset(self.cover.bits(rows)))

    def _check_points(self) -> None:
        places: list[tuple[str, tuple[str | int, ...], Iterable[str]]] = [(self.file, (), self.document.answers)]
        for name, file in self.schedules:
            places += [(name, ("schedules", party), each.answers) for party, each in file.schedules.items()]
        for name, path, answers in places:
            for point_id in answers:
                where = (*path, "answers", point_id)
                point = self.points.get(point_id)
                if point is None:
                    values = {"id": point_id, "near": near(point_id, list(self.points))}
                    self.troubles.append(Trouble("SET-18", where, name, values))
                elif point.home != "answers" and not path:
                    home = point.home.replace(".", ": … ") + ":"
                    values = {"point": point.title, "home": home, "here": "answers:"}
                    self.troubles.append(Trouble("SET-10", where, name, values))

    def _point(self, point_id: str, point: Point, homes: Homes) -> SettledPoint:
        givens = self._givens(point_id, point, homes)
        cells = self.cells.of(point)
        all_rows = 0
        for rows in cells.values():
            all_rows |= rows
        self._uncovering(point, givens, all_rows)
        if not cells:
            return self._no_cells(point_id, point)
        if (
            point.asked_in
            and "agreement" not in point.asked_in
            and not any(_answers(tier, all_rows) for tier in givens)
        ):
            return SettledPoint(point_id, point, (), State.NOT_APPLICABLE, "It is asked of protocols only.")
        if not any(givens):
            return SettledPoint(point_id, point, self.cells.unwritten(point), State.OPEN)
        written = [(number, given) for number, tier in enumerate(givens) for given in tier]
        answers = [given for _, given in written]
        fold = Fold(point_id, point, self.tiers, lambda given: self.cover.describe(given.scope))
        done: dict[tuple[int, ...], Folded] = {}
        made: dict[tuple[object, ...], Part] = {}
        settled_cells = []
        for coordinates, rows in cells.items():
            parts = []
            for key, some in _split(rows, answers):
                if key not in done:
                    done[key] = fold.part(self._covering([written[each] for each in key]))
                    self._note(point_id, point, done[key])
                numbers = self.cover.bits(some)
                filled = self.facts.fill(point, done[key].standing.keys, numbers)
                alike = (key, *filled.items())
                if alike not in made:
                    made[alike] = part_of(point_id, point, done[key], self.tiers, self.names, filled)
                parts.append(replace(made[alike], rows=numbers))
            settled_cells.append(Cell(coordinates, tuple(parts)))
        self._orphans(point, givens, all_rows)
        self._restated(point_id, point, list(done.values()))
        return SettledPoint(point_id, point, tuple(settled_cells), _state(settled_cells))

    def _no_cells(self, point_id: str, point: Point) -> SettledPoint:
        rows_exist = self.rows_exist
        applies = bool(self.cells.applies(point))
        block = point.home.partition(".")[0]
        slot = gap_slot(self.document.gaps.get(block))
        if slot is not None:
            from isptool.settling.given import SLOT_STATES

            return SettledPoint(point_id, point, (), SLOT_STATES[slot.kind], slot.words)
        if not applies and rows_exist:
            return SettledPoint(point_id, point, (), State.NOT_APPLICABLE, "It does not apply to this kind of data.")
        if self.document.information == "non-personal" and not applies:
            return SettledPoint(point_id, point, (), State.NOT_APPLICABLE, "The information is not personal.")
        if point.none_means == "not-applicable" and rows_exist:
            return SettledPoint(point_id, point, (), State.NOT_APPLICABLE, "There is nothing here that it asks about.")
        return SettledPoint(point_id, point, (), State.OPEN, "Nothing is written yet that it could be asked about.")

    def _covering(self, written: Iterable[tuple[int, Given]]) -> list[list[Given]]:
        """These answers by the tier that wrote them, nearest first."""
        found: list[list[Given]] = [[] for _ in self.tiers]
        for tier, given in written:
            found[tier].append(given)
        return found

    # ── findings ─────────────────────────────────────────────────────────────────────────────────────

    def _note(self, point_id: str, point: Point, folded: Folded) -> None:
        self.troubles.extend(folded.troubles)
        for change in folded.changes:
            if change.code and change.code != "STR-10":
                self._say_change(point_id, point, change)

    def _say_change(self, point_id: str, point: Point, change: Change) -> None:
        given = change.given
        path = given.place.path
        values = {
            "point": point.title,
            "protocol": change.upper.title,
            "clause": change.upper.clause(point_id),
            "what": change.what,
        }
        edit = Edit("delete", path) if change.code == "STR-10" else None
        self.troubles.append(Trouble(change.code, path, given.place.file, values, edit))

    def _restated(self, point_id: str, point: Point, folded: Sequence[Folded]) -> None:
        """An answer is a repetition only if nothing it writes differs anywhere."""
        same: dict[int, Change] = {}
        differs: set[int] = set()
        for each in folded:
            for change in each.changes:
                if change.code == "STR-10" and not (change.given.duties or change.given.rights):
                    same.setdefault(id(change.given), change)
                else:
                    differs.add(id(change.given))
        for key, change in same.items():
            if key not in differs:
                self._say_change(point_id, point, change)

    def _uncovering(self, point: Point, givens: Sequence[Sequence[Given]], all_rows: int) -> None:
        """An answer of the document for something that is not there."""
        for given in (*givens[0], *givens[1]):
            in_schedule = given.place.tier == "schedule"
            if given.rows & all_rows or given.unknown_for or given.facts or not (given.scope.sets or in_schedule):
                continue
            scope = self.cover.describe(given.scope) if given.scope.sets else str(given.place.path[1])
            values = {"point": point.title, "scope": scope}
            self.troubles.append(Trouble("SET-04", given.place.path, given.place.file, values))

    def _orphans(self, point: Point, givens: Sequence[Sequence[Given]], all_rows: int) -> None:
        for tier in givens[:2]:
            for given in tier:
                if not given.rows & all_rows:
                    continue
                for name, value in given.blanks.items():
                    if name in given.used_blanks or given.facts:
                        continue
                    keys = [key for key in point.answers if name in blanks_of(point, key)]
                    values = {
                        "blank": name,
                        "point": point.title,
                        "keys": " or ".join(f"`{key}`" for key in keys),
                        "chosen": "is not chosen here" if len(keys) == 1 else "are not chosen here",
                    }
                    self.troubles.append(Trouble("SET-06", value.path, given.place.file, values))


def _split(rows: int, givens: Sequence[Given]) -> list[tuple[tuple[int, ...], int]]:
    """The rows of a cell by the set of answers that cover them: (numbers of those answers, rows)."""
    pieces: list[tuple[tuple[int, ...], int]] = [((), rows)]
    for number, given in enumerate(givens):
        if not given.rows & rows:
            continue
        split: list[tuple[tuple[int, ...], int]] = []
        for key, some in pieces:
            inside, outside = some & given.rows, some & ~given.rows
            if inside:
                split.append(((*key, number), inside))
            if outside:
                split.append((key, outside))
        pieces = split
    return pieces


def _answers(givens: Sequence[Given], rows: int) -> bool:
    """Whether one of these says something of these rows that counts: a protocol's gap is as if it were not written."""
    return any(
        given.also
        or (
            given.slot
            and (
                given.place.tier in ("agreement", "schedule")
                or given.slot.kind in ("answer", "in-our-words", "not-applicable-because")
            )
        )
        for given in givens
        if given.rows & rows
    )


def _state(cells: Sequence[Cell]) -> State:
    states = [cell.state for cell in cells]
    if all(state is State.NOT_APPLICABLE for state in states):
        return State.NOT_APPLICABLE
    left = [state for state in states if state.left_to_agree]
    if left:
        asked = [state for state in states if state is not State.NOT_APPLICABLE]
        if len(left) < len(asked) or any(_partly(cell) for cell in cells):
            return State.PARTLY
        return State.NOT_YET if all(state is State.NOT_YET for state in left) else State.OPEN
    for state in (State.ANSWERED, State.WITHHELD):
        if state in states:
            return state
    return State.INHERITED


def _partly(cell: Cell) -> bool:
    states = {part.state.left_to_agree for part in cell.parts if part.state is not State.NOT_APPLICABLE}
    return states == {True, False}


def _purpose_kinds(points: Mapping[str, Point]) -> frozenset[str]:
    point = points.get("purposes")
    return frozenset(point.answers) if point else frozenset()


def _every_for(document: Agreement, schedules: Sequence[tuple[str, Schedules]]) -> Iterable[list[str]]:
    for row in document.law:
        yield row.for_
    for answers in document.answers.values():
        for answer in answers:
            yield answer.for_
    for party in document.parties.values():
        for role in party.roles:
            yield role.for_
    for block in (document.start, document.end, document.review, document.publish, document.sign_off):
        if block is not None:
            yield block.for_
    for _, file in schedules:
        for schedule in file.schedules.values():
            for answers in schedule.answers.values():
                for answer in answers:
                    yield answer.for_


def _unique(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    seen: dict[tuple[object, ...], Finding] = {}
    for each in findings:
        seen.setdefault((each.code, each.file, each.path, each.message), each)
    return tuple(seen.values())
