"""Points whose home is a block of the agreement: what the block says, as answers like any other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from isptool.findings import ValuePath
from isptool.law.citation import Article6, Article9, Article10, Citation, Part3, Schedule8, understood
from isptool.model.answer import Answer
from isptool.model.documents import Agreement, Schedules
from isptool.model.fields import Misread, show_date
from isptool.model.node import DepartingRow, Gap, Node, Row
from isptool.model.partner import Contact
from isptool.model.point import Point
from isptool.model.terms import LawRow
from isptool.settling.cover import Cover, Scope, only
from isptool.settling.given import Given, Reader, Slot, Value, read_value
from isptool.settling.names import Names
from isptool.settling.vocabulary import Vocabulary


def gap_slot(gap: Gap | None) -> Slot | None:
    """A gap as a slot, or None."""
    if gap is None or gap.gap is None:
        return None
    kind, words = gap.gap
    return Slot(kind, words=words, who=gap.who or "", until=show_date(gap.until) if gap.until else "")


def _row_slot(row: Row) -> Slot | None:
    if row.gap is None:
        return None
    kind, words = row.gap
    until = row.until
    return Slot(
        kind, words=words, who=row.who or "", until=show_date(until) if until and not isinstance(until, str) else ""
    )


def _as_typed(value: object) -> Any:
    """A typed value of a block as it would be typed beside `answer:`; nothing where it is empty."""
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, list):
        return [str(each) for each in value]
    return None if value is None else str(value)


def _one(kind: str, each: str) -> Scope:
    return only(kind, each)


class Homes:
    """Reads the blocks of one agreement as answers to the points that live there."""

    def __init__(self, names: Names, cover: Cover, reader: Reader, vocabulary: Vocabulary) -> None:
        self.names = names
        self.document: Agreement = names.document
        self.cover = cover
        self.reader = reader
        self.vocabulary = vocabulary
        self._readers: Mapping[str, Callable[[str, Point], list[Given]]] = {
            "related": self._related,
            "under": self._under,
            "purposes": self._purposes,
            "people": self._people,
            "parties": self._parties,
            "data": self._data,
            "flows": self._flows,
            "law": self._law,
            "start": self._block,
            "review": self._block,
            "publish": self._block,
            "sign-off": self._block,
        }

    def givens(self, point_id: str, point: Point) -> list[Given]:
        """The answers that the point's own block gives, with their rows."""
        block = point.home.partition(".")[0]
        found = self._readers[block](point_id, point) if block in self._readers else []
        whole = gap_slot(self.document.gaps.get(block))
        if whole is not None:
            found.append(Given(self.reader.tier.place((block,)), whole, facts=True))
        either = point.asked_of == "flow"
        for given in found:
            given.rows = 0 if given.unknown_for else self.cover.rows_of(given.scope, either)
        return found

    def law_of_schedules(self, point: Point, party: str, file: Schedules) -> list[Given]:
        """The law rows of one party's schedule, as answers to a point about law."""
        found = []
        for position, row in enumerate(file.schedules[party].law):
            found.extend(self._law_row(point, row, ("schedules", party, "law", position)))
        return found

    # ── making one ───────────────────────────────────────────────────────────────────────────────────

    def _given(
        self, point: Point, path: ValuePath, slot: Slot | None, scope: Scope | None = None, row: Node | None = None
    ) -> list[Given]:
        """One answer of a block; the point's fields that `row` has too are its blanks."""
        if slot is None:
            return []
        given = Given(self.reader.tier.place(path), slot, facts=True)
        if scope is not None:
            given.scope = scope
        if isinstance(row, DepartingRow):
            given.because, given.stricter_because = row.because or "", row.stricter_because or ""
        known = type(row).model_fields if row is not None else {}
        for name, spec in point.fields.items():
            attribute = name.replace("-", "_")
            if attribute in known and (raw := _as_typed(getattr(row, attribute))):
                with suppress(Misread):
                    given.blanks[name] = Value(raw, read_value(name, spec, raw, self.names), (*path, name))
        return [given]

    def _keyed(self, point: Point, keys: Iterable[str], path: ValuePath, words: str = "") -> Slot | None:
        """A slot of likely answers; a key the point does not know is noted, and own words are kept."""
        good = []
        for position, key in enumerate(keys):
            if key in point.answers:
                good.append(key)
            else:
                self.reader._not_likely(point, key, (*path, position), list(point.answers))
        if good:
            return Slot("answer", tuple(dict.fromkeys(good)), words)
        return Slot("in-our-words", words=words) if words else None

    # ── the blocks ───────────────────────────────────────────────────────────────────────────────────

    def _related(self, _: str, point: Point) -> list[Given]:
        if not self.document.related:
            return []
        keys = [row.relation for row in self.document.related if row.relation]
        words = "\n".join(row.text or row.document or "" for row in self.document.related).strip()
        gap = next((slot for row in self.document.related if (slot := _row_slot(row))), None)
        slot = gap or self._keyed(point, keys, ("related",), words or "See the list of related documents.")
        found = self._given(point, ("related",), slot, row=self.document.related[0])
        for given in found:
            given.because = "\n\n".join(row.because for row in self.document.related if row.because)
            given.stricter_because = "\n\n".join(
                row.stricter_because for row in self.document.related if row.stricter_because
            )
        return found

    def _under(self, _: str, point: Point) -> list[Given]:
        under = self.document.under
        if under is None:
            return []
        keys = ["standalone" if under == "none" else "under-protocol"]
        if self.document.local_form_of:
            keys.append("national-framework")
        if self.document.supports:
            keys.append("statutory-partnership")
        chosen = Slot("answer", tuple(key for key in keys if key in point.answers))
        return self._given(point, ("under",), chosen, row=self.document)

    def _purposes(self, _: str, point: Point) -> list[Given]:
        found = []
        for each, purpose in self.document.purposes.items():
            path: ValuePath = ("purposes", each)
            slot = _row_slot(purpose) or gap_slot(purpose.gaps.get("aim"))
            if slot is None and purpose.aim:
                slot = Slot("in-our-words", words=purpose.aim)
            elif slot is None and purpose.kind:
                slot = self._keyed(point, [purpose.kind], (*path, "kind"))
            found += self._given(point, path, slot, _one("purpose", each), purpose)
        return found

    def _people(self, _: str, point: Point) -> list[Given]:
        found = []
        for each, people in self.document.people.items():
            path: ValuePath = ("people", each)
            slot = _row_slot(people)
            if slot is None and people.kind:
                slot = self._keyed(point, people.kind, (*path, "kind"), people.what or "")
            elif slot is None and people.what:
                slot = Slot("in-our-words", words=people.what)
            found += self._given(point, path, slot, _one("people", each), people)
        return found

    def _parties(self, _: str, point: Point) -> list[Given]:
        found = []
        for each, facts in self.names.parties.items():
            if facts.party is None:
                continue
            path: ValuePath = ("parties", each)
            slot = _row_slot(facts.party)
            if slot is None and point.home.endswith(".contacts"):
                slot = self._contacts(each)
            elif slot is None and facts.kind and facts.kind in set(self.vocabulary.kinds()):
                keys = [key for key in point.answers if self.vocabulary.is_a(facts.kind, key)]
                slot = Slot("answer", tuple(keys), facts.name) if keys else Slot("in-our-words", words=facts.name)
            elif slot is None and facts.is_described:
                self.reader.say("SET-20", path, party=facts.called, point=f"“{point.title}”")
            found += self._given(point, path, slot, _one("party", each), facts.party)
        return found

    def _contacts(self, party: str) -> Slot | None:
        contacts = self.contacts(party)
        reached = {role: each for role, each in contacts.items() if each.post or each.mailbox or each.phone}
        if not reached:
            return None
        words = "; ".join(
            f"{role.replace('-', ' ')}: {each.post or each.mailbox or each.phone}" for role, each in reached.items()
        )
        return Slot("in-our-words", words=words)

    def contacts(self, party: str) -> dict[str, Contact]:
        """The posts of a party by role: those of partners.yaml, then of the agreement."""
        facts = self.names.parties[party]
        found = dict(facts.partner.contacts) if facts.partner else {}
        return found | (dict(facts.party.contacts) if facts.party else {})

    def _data(self, _: str, point: Point) -> list[Given]:
        found = []
        by_category = point.home.endswith(".category")
        for each, item in self.document.data.items():
            path: ValuePath = ("data", each)
            slot = _row_slot(item)
            if slot is None and by_category:
                slot = gap_slot(item.gaps.get("category")) or self._categories(
                    point, item.category, (*path, "category")
                )
            elif slot is None and item.kind:
                slot = self._keyed(point, item.kind, (*path, "kind"), item.what or "")
            elif slot is None and item.what:
                slot = Slot("in-our-words", words=item.what)
            found += self._given(point, path, slot, _one("data", each), item)
        return found

    def _categories(self, point: Point, categories: list[str], path: ValuePath) -> Slot | None:
        keys = []
        for position, category in enumerate(categories):
            if category not in set(self.vocabulary.categories()):
                from isptool.settling.codes import near

                guess = near(category, list(self.vocabulary.categories()))
                self.reader.say("SET-15", (*path, position), kind=category, what="category of data", near=guess)
            elif category in point.answers:
                keys.append(category)
            elif category.startswith("special-"):
                keys.append("special-other")
            else:
                keys.append(category)
        known = tuple(dict.fromkeys(key for key in keys if key in point.answers))
        if known:
            return Slot("answer", known, ", ".join(categories))
        return Slot("in-our-words", words=", ".join(keys)) if keys else None

    def _flows(self, _: str, point: Point) -> list[Given]:
        found = []
        attribute = point.home.partition(".")[2]
        for movement in self.cover.moved:
            flow = movement.flow
            path: ValuePath = ("flows", movement.id, attribute)
            written = flow.how if attribute == "how" else [flow.when] if flow.when else []
            slot = _row_slot(flow) or gap_slot(flow.gaps.get(attribute))
            if slot is None and attribute == "when" and not written and (flow.trigger or flow.on or flow.deadline):
                slot = Slot(
                    "in-our-words", words=flow.trigger or flow.deadline or (show_date(flow.on) if flow.on else "")
                )
            elif slot is None and written:
                keys = tuple(text for text in written if text in point.answers)
                words = "; ".join(text for text in written if text not in point.answers)
                slot = Slot("answer", keys, words) if keys else Slot("in-our-words", words=words)
                for text in written:
                    if text not in point.answers and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", text):
                        self.reader._not_likely(point, text, path, list(point.answers))
            given = self._given(point, path, slot, _one("flow", movement.id), flow)
            for each in given:
                each.typed = tuple(written)
            found += given
        return found

    def _law(self, _: str, point: Point) -> list[Given]:
        found = []
        for position, row in enumerate(self.document.law):
            found.extend(self._law_row(point, row, ("law", position)))
        return found

    def _law_row(self, point: Point, row: LawRow, path: ValuePath) -> list[Given]:
        scope, unknown = self.cover.scope(row.for_, row.as_)
        if unknown:  # noted where the regimes were read
            return []
        attribute = point.home.partition(".")[2]
        slot = law_slot(attribute, row, point) or gap_slot(row.gaps.get(attribute))
        return self._given(point, path, slot or _row_slot(row), scope, row)

    def _block(self, _: str, point: Point) -> list[Given]:
        block = point.home
        answers = [
            (name, getattr(self.document, name.replace("-", "_"))) for name in filter(None, (block, point.second_home))
        ]
        written = [(name, answer) for name, answer in answers if isinstance(answer, Answer)]
        if not written:
            return []
        given = [self.reader.read(point, answer, (name,)) for name, answer in written]
        for each, (name, answer) in zip(given, written, strict=True):
            each.scope, unknown = self.cover.scope(answer.for_)
            each.unknown_for = bool(unknown)
            for position, text in unknown:
                self.names.unknown(text, (name, "for", position))
        if len(given) == 2:
            given = [_together(*given)]
        for each in given:
            each.stands_alone = bool(each.blanks)
        return [each for each in given if each.slot or each.also or each.blanks or each.never]


def _together(first: Given, second: Given) -> Given:
    """Two blocks of one point as one answer: keys, words and blanks of both."""
    slots = [each.slot for each in (first, second) if each.slot]
    gap = next((slot for slot in slots if slot.is_gap), None)
    keys = tuple(key for slot in slots for key in slot.keys)
    words = "\n\n".join(slot.words for slot in slots if slot.words and not slot.is_gap)
    if keys:
        first.slot = Slot("answer", keys, words)
    elif words:
        first.slot = Slot("in-our-words", words=words)
    else:
        first.slot = gap
    first.unknown_for = first.unknown_for or second.unknown_for
    first.also = (*first.also, *second.also)
    first.blanks = second.blanks | first.blanks
    first.never = (*first.never, *second.never)
    return first


# ── law ──────────────────────────────────────────────────────────────────────────────────────────────

_NEEDS_NO_SCHEDULE_1 = frozenset("acdef")
"""The points of Article 9(2) that need no condition of Schedule 1 (DPA 2018 s.10)."""


def law_slot(attribute: str, row: LawRow, point: Point) -> Slot | None:
    """What a law row says about one legal layer; alternatives (`any-of`) are taken together."""
    rows = [row, *row.any_of]
    texts = [text for each in rows for text in _texts(attribute, each)]
    if not texts:
        return _nothing_needed(rows) if attribute == "schedule-1" else None
    keys = [key for each in rows for citation in _cited(attribute, each) for key in _keys(attribute, citation, point)]
    chosen = tuple(dict.fromkeys(key for key in keys if key))
    words = "; ".join(dict.fromkeys(texts))
    return Slot("answer", chosen, words) if chosen else Slot("in-our-words", words=words)


def _texts(attribute: str, row: LawRow) -> list[str]:
    match attribute:
        case "power":
            return [*row.duty, *row.power] or [text for text in (row.requested_under, row.function) if text]
        case "article-6":
            return row.article_6
        case "article-9":
            return row.article_9
        case "article-10":
            return row.article_10
        case "part-3":
            return [*row.part_3, *row.schedule_8]
        case _:
            named = [("article-9", text) for text in row.article_9] + [("article-10", text) for text in row.article_10]
            return [*row.schedule_1, *(text for field, text in named if _names_paragraphs(text, field))]


def _names_paragraphs(text: str, field: str) -> bool:
    """Whether a citation names paragraphs of Schedule 1; one that is not understood may."""
    meant = understood(text, field)
    if isinstance(meant, Article9 | Article10):
        return bool(meant.paragraphs)
    return "para" in text.lower()


def _cited(attribute: str, row: LawRow) -> Iterator[Citation]:
    """The citations of a row that bear on a legal layer, those that are understood."""
    fields: dict[str, list[str]] = {
        "article-6": row.article_6,
        "article-9": row.article_9,
        "article-10": row.article_10,
        "schedule-1": row.schedule_1,
        "part-3": row.part_3,
        "schedule-8": row.schedule_8,
    }
    beside = {"schedule-1": ("schedule-1", "article-9", "article-10"), "part-3": ("part-3", "schedule-8")}
    for field in beside.get(attribute, (attribute,)):
        for text in fields.get(field, []):
            if (meant := understood(text, field)) is not None:
                yield meant


def _keys(attribute: str, citation: Citation, point: Point) -> Iterator[str]:
    """The likely answers of a point about law that a citation chooses; empty ones where the point has none for it."""
    match citation:
        case Article6(letter=letter) if attribute == "article-6":
            yield _prefixed(point, f"6-1-{letter}-")
        case Article9(letter=letter) if attribute == "article-9":
            yield _prefixed(point, f"9-2-{letter}-")
        case Article9(paragraphs=paragraphs) | Article10(paragraphs=paragraphs):
            for number in (number for paragraph in paragraphs for number in paragraph if number is not None):
                yield _prefixed(point, f"para-{number}-") or _exact(point, f"para-{number}")
            if attribute == "article-10" and citation == Article10(official_authority=True):
                yield _exact(point, "official-authority")
        case Part3(section=section, schedule_8=numbers):
            yield _exact(point, "ca-to-ca" if section.startswith("35") else "ca-to-non-ca")
            yield from (_exact(point, f"sch8-{number}") for number in numbers)
        case Schedule8(paragraphs=numbers):
            yield from (_exact(point, f"sch8-{number}") for number in numbers)


def _nothing_needed(rows: list[LawRow]) -> Slot | None:
    named = [each.letter for row in rows for each in _cited("article-9", row) if isinstance(each, Article9)]
    if named and all(letter in _NEEDS_NO_SCHEDULE_1 for letter in named):
        return Slot("not-applicable-because", words=f"Article 9(2)({named[0]}) needs no condition of Schedule 1.")
    if not named and any(
        each == Article10(official_authority=True) for row in rows for each in _cited("article-10", row)
    ):
        return Slot(
            "not-applicable-because", words="Processing is under the control of official authority (Article 10)."
        )
    return None


def _prefixed(point: Point, prefix: str) -> str:
    return next((key for key in point.answers if key.startswith(prefix)), "")


def _exact(point: Point, key: str) -> str:
    return key if key in point.answers else ""
