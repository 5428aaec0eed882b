"""The law book: every row of the law data, found by id or by any of the ways in which people write it.

It reads `compiled.json` beside it, and `aliases.json` when something is to be found by its wording. Rows become
values when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from isptool.law.compiled_file import read_compiled
from isptool.law.rows import (
    CLASSES,
    Act,
    Article,
    BodyKind,
    Category,
    Change,
    Direction,
    DpiaTrigger,
    Entry,
    Gateway,
    Ground,
    Identifier,
    Offence,
    Part3Provision,
    PurposeKind,
    Restriction,
    Row,
    ScheduleParagraph,
    StaleTerm,
    TimeLimit,
    row_from,
)
from isptool.law.spelling import spelled

R = TypeVar("R", bound=Row)

_HERE = Path(__file__).parent
_EXTENDS_PART_2 = 36
_EXTENDS_INSURANCE = 37
_INSURANCE = 20


class Paragraph(NamedTuple):
    """A paragraph of Schedule 1; paragraph 36 names in `extends` the paragraph of Part 2 that it extends."""

    number: int
    extends: int | None = None


class LawBook:
    """The law as data, as at the day in each row. Never complete: local rows can be joined to it."""

    def __init__(
        self, families: Mapping[str, Mapping[str, Any]], aliases: Mapping[str, Mapping[str, list[str]]] | None
    ):
        """`families` maps each family to its compiled rows by id; `aliases` is read when first needed if None."""
        self.families = families
        self._loaded_aliases = aliases
        self.made: dict[tuple[str, str], Row] = {}
        self._whole: dict[str, tuple[Row, ...]] = {}
        self._meanings: dict[str, tuple[str, ...]] = {}
        self._health_or_care: dict[str, bool] = {}
        self._special_or_criminal: dict[str, bool] = {}
        self._could_be: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._within: dict[tuple[str, str], tuple[str, ...]] = {}
        self._near: dict[tuple[str, int], tuple[str, ...]] = {}

    @staticmethod
    def load() -> LawBook:
        """The law book that ships with the tool; the same one each time."""
        return _shipped()

    def joined_with(
        self, families: Mapping[str, Mapping[str, Any]], aliases: Mapping[str, Mapping[str, list[str]]]
    ) -> LawBook:
        """This book with local rows (as `isptool.law.compiling` compiles them); a local row replaces ours."""
        merged = {name: {**rows, **families.get(name, {})} for name, rows in self.families.items()}
        ways = {kind: {**known, **aliases.get(kind, {})} for kind, known in self._aliases.items()}
        return LawBook(merged, ways)

    @cached_property
    def as_at(self) -> date:
        """The day for which the newest row was written."""
        entries = (self.families[family] for family, cls in CLASSES.items() if issubclass(cls, Entry))
        return date.fromisoformat(max(row["as_at"] for rows in entries for row in rows.values()))

    # Finding

    def find(self, text: str) -> Entry | None:
        """The provision that `text` means: an id, or a citation as people write it. None if none or several."""
        ids = self.meanings(text)
        return self.entry(ids[0]) if len(ids) == 1 else None

    def meanings(self, text: str) -> tuple[str, ...]:
        """The ids of every provision that `text` may mean (`section 17` means two)."""
        known = self._meanings.get(text)
        if known is None:  # the same citation stands in many documents, and in many places of each
            key = text.strip()
            known = (key,) if key in self._entry_families else tuple(self._aliases["law"].get(spelled(text), ()))
            self._meanings[text] = known
        return known

    def near(self, text: str, count: int = 3) -> tuple[Entry, ...]:
        """Up to `count` provisions that `text` may have meant: those that share it first, then the most alike."""
        known = self._near.get((text, count))
        if known is None:  # a misspelt citation is often the same one in many documents, and comparing takes long
            ids = list(self.meanings(text))
            for alias in _alike(spelled(text), self._aliases["law"], count):
                ids += [row_id for row_id in self._aliases["law"][alias] if row_id not in ids]
            known = self._near[text, count] = tuple(ids[:count])
        return tuple(self.entry(row_id) for row_id in known)

    def entry(self, row_id: str) -> Entry:
        """The provision with this id; KeyError if there is none."""
        row = self._row(self._entry_families[row_id], row_id)
        assert isinstance(row, Entry)
        return row

    def entries(self) -> Iterator[Entry]:
        """Every provision."""
        for family, cls in CLASSES.items():
            if issubclass(cls, Entry):
                yield from self._all(family, cls)

    # Families

    def articles(self, group: str = "") -> tuple[Article, ...]:
        """Bases and conditions of the UK GDPR, all or of one group (`lawful-basis` …), in their order."""
        return tuple(row for row in self._all("article", Article) if not group or row.group == group)

    def schedule_1(self, number: int) -> ScheduleParagraph:
        """A paragraph of Schedule 1 by its number; KeyError if there is none."""
        return self._one("schedule-1", f"schedule-1-paragraph-{number}", ScheduleParagraph)

    def schedule_8(self, number: int) -> ScheduleParagraph:
        """A paragraph of Schedule 8 by its number; KeyError if there is none."""
        return self._one("schedule-8", f"schedule-8-paragraph-{number}", ScheduleParagraph)

    def schedule_1_paragraphs(self) -> tuple[ScheduleParagraph, ...]:
        """All paragraphs of Schedule 1."""
        return self._all("schedule-1", ScheduleParagraph)

    def schedule_8_paragraphs(self) -> tuple[ScheduleParagraph, ...]:
        """All paragraphs of Schedule 8."""
        return self._all("schedule-8", ScheduleParagraph)

    def part_3(self) -> tuple[Part3Provision, ...]:
        """The provisions of Part 3."""
        return self._all("part-3", Part3Provision)

    def direction(self, sender: str, recipient: str) -> Direction:
        """The cell of the matrix of regimes; `sender` and `recipient` are `part-3` or `uk-gdpr`."""
        return self._one("direction", f"{sender}-to-{recipient}", Direction)

    def directions(self) -> tuple[Direction, ...]:
        """The four cells of the matrix of regimes."""
        return self._all("direction", Direction)

    def gateways(
        self, *, nation: str = "", giver: str = "", receiver: str = "", purpose: str = "", data: str = ""
    ) -> tuple[Gateway, ...]:
        """The gateways, narrowed by what is given: a nation, kinds of bodies, a kind of purpose, a category.

        A gateway is kept where its law could cover the body: it names the kind, a wider one or a narrower one.
        """
        return tuple(
            row
            for row in self._all("gateway", Gateway)
            if (not nation or nation in row.nations)
            and (not giver or self.body_could_be(giver, row.givers))
            and (not receiver or self.body_could_be(receiver, row.receivers))
            and (not purpose or "any" in row.purposes or purpose in row.purposes)
            and (not data or not any(self.category_is_a(data, barred) for barred in row.does_not_reach))
        )

    def restrictions(self) -> tuple[Restriction, ...]:
        """The laws that forbid or limit a disclosure."""
        return self._all("restriction", Restriction)

    def offences(self) -> tuple[Offence, ...]:
        """The crimes worth printing in a guide for staff."""
        return self._all("offence", Offence)

    def time_limit(self, row_id: str) -> TimeLimit:
        """A number that the law fixes, by id; KeyError if there is none."""
        return self._one("time-limit", row_id, TimeLimit)

    def time_limits(self) -> tuple[TimeLimit, ...]:
        """The numbers that the law fixes."""
        return self._all("time-limit", TimeLimit)

    def grounds(self, group: str = "") -> tuple[Ground, ...]:
        """Rules of law beside data protection, all or of one group (`confidence-basis`, `transfer` …)."""
        return tuple(row for row in self._all("ground", Ground) if not group or row.group == group)

    def changes(self) -> tuple[Change, ...]:
        """What amending Acts changed, and since when."""
        return self._all("change", Change)

    def stale_terms(self, on: date | None = None, nations: Iterable[str] = ()) -> tuple[StaleTerm, ...]:
        """Terms that were out of date on the day `on` (any day if None) in one of `nations` (anywhere if none)."""
        wanted = set(nations)
        return tuple(
            row
            for row in self._all("stale-term", StaleTerm)
            if (on is None or row.since <= on) and (not wanted or wanted & set(row.nations))
        )

    def identifiers(self) -> tuple[Identifier, ...]:
        """Identifying items, and where those of restricted use belong."""
        return self._all("identifier", Identifier)

    def dpia_triggers(self) -> tuple[DpiaTrigger, ...]:
        """The ICO's list of uses that need an impact assessment."""
        return self._all("dpia-trigger", DpiaTrigger)

    def acts(self) -> tuple[Act, ...]:
        """The Acts, Orders and regulations that the rows come from."""
        return self._all("act", Act)

    # Bodies, purposes, categories

    def body(self, kind: str) -> BodyKind:
        """A kind of body by id; KeyError if there is none."""
        return self._one("body", kind, BodyKind)

    def bodies(self) -> tuple[BodyKind, ...]:
        """Every kind of body."""
        return self._all("body", BodyKind)

    def find_body(self, text: str) -> BodyKind | None:
        """The kind of body that `text` means (`council`, `ICB`), or None."""
        ids = self._aliases["body"].get(spelled(text), ())
        return self.body(ids[0]) if len(ids) == 1 else None

    def near_bodies(self, text: str, count: int = 3) -> tuple[BodyKind, ...]:
        """Up to `count` kinds of body that `text` may have meant."""
        return tuple(self.body(row_id) for row_id in self._near_ids("body", text, count))

    def body_is_a(self, kind: str, wider: str) -> bool:
        """Whether a body of `kind` is also one of `wider` (itself included). Unknown kinds are nothing."""
        return wider in self._up("body", kind)

    def body_could_be(self, kind: str, named: Iterable[str]) -> bool:
        """Whether a law that names the kinds `named` (or `any`) could cover a body of `kind`.

        It does where it names the kind or a wider one, and may where it names a narrower one: a partner that
        is only said to be `police` may be the force that the law means.
        """
        asked = (kind, tuple(named))
        if asked not in self._could_be:
            self._could_be[asked] = any(
                one == "any" or self.body_is_a(kind, one) or self.body_is_a(one, kind) for one in asked[1]
            )
        return self._could_be[asked]

    def wider_bodies(self, kind: str) -> tuple[str, ...]:
        """The kind and every wider kind that it lies in, nearest first."""
        return self._up("body", kind)

    def is_health_or_care(self, kind: str) -> bool:
        """Whether a kind of body, or a wider one that it lies in, is of health or care; unknown kinds are not."""
        known = self._health_or_care.get(kind)
        if known is None:
            known = any(self.body(each).health_or_care == "yes" for each in self.wider_bodies(kind))
            self._health_or_care[kind] = known
        return known

    def category(self, name: str) -> Category:
        """A category of data by id; KeyError if there is none."""
        return self._one("category", name, Category)

    def categories(self) -> tuple[Category, ...]:
        """Every category of data."""
        return self._all("category", Category)

    def is_special_or_criminal(self, name: str) -> bool:
        """Whether a category of data is special, or about criminal offences; an unknown one is not."""
        known = self._special_or_criminal.get(name)
        if known is None:
            row = self.category(name) if name in self.families["category"] else None
            known = self._special_or_criminal[name] = row is not None and "yes" in (row.special, row.criminal)
        return known

    def find_category(self, text: str) -> Category | None:
        """The category that `text` means, or None."""
        ids = self._aliases["category"].get(spelled(text), ())
        return self.category(ids[0]) if len(ids) == 1 else None

    def near_categories(self, text: str, count: int = 3) -> tuple[Category, ...]:
        """Up to `count` categories that `text` may have meant."""
        return tuple(self.category(row_id) for row_id in self._near_ids("category", text, count))

    def category_is_a(self, name: str, wider: str) -> bool:
        """Whether the category `name` is also `wider` (itself included). Unknown categories are nothing."""
        return wider in self._up("category", name)

    def purpose(self, kind: str) -> PurposeKind:
        """A kind of purpose by id; KeyError if there is none."""
        return self._one("purpose", kind, PurposeKind)

    def purposes(self) -> tuple[PurposeKind, ...]:
        """Every kind of purpose."""
        return self._all("purpose", PurposeKind)

    def find_purpose(self, text: str) -> PurposeKind | None:
        """The kind of purpose that `text` means, or None."""
        ids = self._aliases["purpose"].get(spelled(text), ())
        return self.purpose(ids[0]) if len(ids) == 1 else None

    # Judgements that follow from the rows

    def in_force(self, entry: Entry, on: date, nation: str = "") -> bool | None:
        """Whether the provision was in force on the day `on` (in `nation`, if given); None if nobody knows.

        The law of that day judges: what started later was not yet law, what ended later was still law. What
        had not started on the day for which the row was written may have started since, hence None after it.
        """
        if nation and nation not in entry.nations:
            last = entry.nations_past.get(nation)
            if last is None or on > last:
                return False
        if entry.in_force_from and on < entry.in_force_from:
            return False
        if entry.status == "held-unlawful":
            return False
        if entry.until and on > entry.until:
            return False
        if entry.status == "repealed":
            return True if entry.until else None
        if entry.status == "not-commenced":
            return False if on <= entry.as_at else None
        return None if entry.status == "check" else True

    def apd_required(
        self,
        paragraphs: Iterable[Paragraph | int],
        *,
        to_competent_authority: bool = False,
        to_anti_doping_body: bool = False,
    ) -> tuple[Paragraph, ...]:
        """Which of these paragraphs of Schedule 1 need an appropriate policy document.

        `to_competent_authority`: the use is a disclosure to a competent authority, or preparing one (waives
        it for paragraph 10); `to_anti_doping_body` likewise for paragraph 27. Paragraph 36 takes over the rule
        and the waivers of the paragraph that it extends, and needs the document where none is named; paragraph
        37 follows paragraph 20. KeyError for a paragraph that Schedule 1 does not have.
        """
        waivers = {
            "to-competent-authority": to_competent_authority,
            "to-anti-doping-body": to_anti_doping_body,
        }
        need = []
        for given in paragraphs:
            asked = given if isinstance(given, Paragraph) else Paragraph(given)
            row = self.schedule_1(asked.number)
            if asked.number == _EXTENDS_INSURANCE:
                row = self.schedule_1(_INSURANCE)
            elif asked.number == _EXTENDS_PART_2 and asked.extends is not None:
                row = self.schedule_1(asked.extends)
            if row.apd != "no" and not any(waivers[when] for when in row.apd_waived_when):
                need.append(asked)
        return tuple(need)

    # Inside

    @property
    def aliases_were_read(self) -> bool:
        """Whether the index of aliases has been needed yet."""
        return self._loaded_aliases is not None

    @property
    def _aliases(self) -> Mapping[str, Mapping[str, list[str]]]:
        if self._loaded_aliases is None:
            self._loaded_aliases = read_compiled(_HERE / "aliases.json")
        return self._loaded_aliases

    @cached_property
    def _entry_families(self) -> dict[str, str]:
        """The family of each provision by its id; where two families have one id, the first."""
        found: dict[str, str] = {}
        for family, cls in CLASSES.items():
            for row_id in self.families[family] if issubclass(cls, Entry) else ():
                found.setdefault(row_id, family)
        return found

    def _row(self, family: str, row_id: str) -> Row:
        made = self.made.get((family, row_id))
        if made is None:
            made = row_from(CLASSES[family], row_id, family, self.families[family][row_id])
            self.made[family, row_id] = made
        return made

    def _one(self, family: str, row_id: str, cls: type[R]) -> R:
        row = self._row(family, row_id)
        assert isinstance(row, cls)
        return row

    def _all(self, family: str, cls: type[R]) -> tuple[R, ...]:
        if family not in self._whole:
            self._whole[family] = tuple(self._one(family, row_id, cls) for row_id in self.families[family])
        return cast("tuple[R, ...]", self._whole[family])

    def _up(self, family: str, row_id: str) -> tuple[str, ...]:
        """The row and every row that it lies within, nearest first; empty for an unknown id."""
        known = self._within.get((family, row_id))
        if known is None:
            found: list[str] = []
            waiting = [row_id]
            while waiting:
                here = waiting.pop(0)
                if here not in self.families[family] or here in found:
                    continue
                found.append(here)
                row = self._row(family, here)
                assert isinstance(row, BodyKind | Category)
                waiting += [row.within] if isinstance(row.within, str) else row.within
            known = self._within[family, row_id] = tuple(found)
        return known

    def _near_ids(self, kind: str, text: str, count: int) -> list[str]:
        ids: list[str] = []
        for alias in _alike(spelled(text), self._aliases[kind], count):
            ids += [row_id for row_id in self._aliases[kind][alias] if row_id not in ids]
        return ids[:count]


def _alike(text: str, known: Iterable[str], count: int) -> list[str]:
    """The `known` texts most like `text`: those that hold all its words first."""
    from difflib import get_close_matches

    words = set(text.split())
    holding = sorted((one for one in known if words and words <= set(one.split())), key=len)
    return [*holding[:count], *get_close_matches(text, known, n=count, cutoff=0.6)]


@cache
def _shipped() -> LawBook:
    return LawBook(read_compiled(_HERE / "compiled.json"), None)
