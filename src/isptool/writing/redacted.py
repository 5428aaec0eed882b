"""A settled document without what is not published: a copy in which only what may be published is left.

Everything is denied that the list of what is published does not allow, fields that the model gains later included. So
whatever is printed of the copy, nothing else can come out. What was left out is marked where it stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from msgspec.structs import replace

from isptool.errors import IspError
from isptool.model import answer, documents, terms
from isptool.model.documents import Agreement, Protocol
from isptool.model.node import Gap, Node, Published, Row, hyphenated
from isptool.model.point import PointField
from isptool.settling.settled import Cell, FieldValue, LawCover, Part, PartyFacts, Settled, SettledPoint, State
from isptool.settling.settled import Row as SettledRow
from isptool.templating import nearest
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_scope import answer_at
from isptool.writing.publication import NOT_CLEARED, PEOPLE, Publication, left_out

KINDS: Mapping[type[Node], str] = {
    Agreement: "head",
    Protocol: "head",
    documents.Partnership: "partnership",
    documents.Joins: "joins",
    documents.Adoption: "adoption",
    terms.EarlierVersion: "earlier-version",
    terms.Change: "change",
    terms.Related: "related",
    terms.Party: "party",
    terms.RoleHeld: "role-held",
    terms.Other: "other",
    terms.ExchangeRole: "role",
    terms.Case: "case",
    terms.Condition: "condition",
    terms.Purpose: "purpose",
    terms.People: "people",
    terms.DataItem: "item",
    terms.DataSet: "set",
    terms.Catalogue: "catalogue",
    terms.LeftOut: "left-out",
    terms.Flow: "flow",
    terms.LawRow: "law",
    answer.Answer: "answer",
    answer.Settlement: "answer",
    answer.OneSided: "one-sided",
    terms.OptOut: "opt-out",
    terms.Began: "began",
    terms.OwnSection: "section",
    terms.Annex: "annex",
}
"""What each part of the model is called in the list of what is published; a part without a name never is."""

_ONLY_IF_CLEARED = (terms.OwnSection, terms.Annex)
_ALWAYS_PUBLIC = (terms.Party, terms.Purpose)
_UNTOUCHED = frozenset({"id", "kind", "format"})
_SILENT = frozenset({"note", "gaps", "marking"})
_WISHES = frozenset(hyphenated(name) for name in Published.model_fields) - _SILENT
"""Fields that a public edition does not even mention."""
_BY_WHOM = frozenset({("head", "owner"), ("change", "by")})
"""Fields that name an organisation, with or without a post."""
_GAP_FIELDS = frozenset(hyphenated(name) for name in Gap.model_fields)
_NAMES = ("what", "name")
"""The fields by which a thing is known; without one its id would be printed."""

_N = TypeVar("_N", bound=Node)


def redacted(matter: Matter, rules: Publication) -> Settled:
    """What may be published of the settled document of a matter.

    Raises `IspError` where the document asks for something that cannot be left out, or names a field that is none.
    """
    settled = matter.settled
    work = _Work(matter, rules)
    document = work.node(settled.document)
    assert isinstance(document, (Agreement, Protocol))
    protocols = []
    for version in settled.protocols:
        protocol = work.node(version.protocol)
        assert isinstance(protocol, Protocol)
        protocols.append(replace(version, protocol=protocol))
    return replace(
        settled,
        document=document,
        protocols=tuple(protocols),
        schedules=(),
        parties={each: work.party(facts) for each, facts in settled.parties.items()},
        rows=tuple(SettledRow() if row.flow in work.hidden else row for row in settled.rows),
        points={each: work.point(point) for each, point in settled.points.items()},
        findings=(),
        law=tuple(work.cover(cover) for cover in settled.law if cover.place.tier != "schedule"),
    )


class _Work:
    """Redacts one document, and remembers which ids it hides."""

    def __init__(self, matter: Matter, rules: Publication) -> None:
        self.matter = matter
        self.rules = rules
        self.hidden: dict[str, str] = {}
        """The ids of what the document does not publish, each with its reason."""

    # --- the model --------------------------------------------------------------------------------

    def node(self, node: _N) -> _N:
        """A mapping of the document with only what may be published of it."""
        kind = KINDS[type(node)]
        without, reason = self._wishes(node, kind)
        blotted = isinstance(node, Published) and node.publish is False
        update: dict[str, Any] = {}
        for name, key, treated in _fields_of(type(node)):
            value = getattr(node, name)
            if value is None:
                update[name] = None
            elif treated == "silent" or value == [] or value == {}:
                update[name] = _emptied(value)
            elif treated == "gap":
                update[name] = _gap_words(key, value)
            elif blotted or key in without:
                update[name] = _marked(value, reason)
            elif treated == "by-whom":
                update[name] = self._owner(str(value))
            else:
                update[name] = self._value(kind, key, value)
        if blotted:
            update |= {name: left_out(reason) for name in _NAMES if name in type(node).model_fields}
        update["gaps"] = {
            key: _gap(gap) for key, gap in node.gaps.items() if not self.rules.field(kind, key) and not blotted
        }
        copy = node.model_copy(update=update)
        blanks = dict(node.__pydantic_extra__ or {})
        if blanks and copy.__pydantic_extra__ is not None:
            copy.__pydantic_extra__.clear()
            copy.__pydantic_extra__.update(self._blanks(blanks, dict.fromkeys(without, reason)))
        return copy

    def _blanks(self, blanks: dict[str, Any], without: Mapping[str, str]) -> dict[str, Any]:
        """The blanks of an answer that may be published: they are printed of the blocks of a protocol itself."""
        specs = {name: spec for point in self.matter.points.values() for name, spec in point.fields.items()}
        kept: dict[str, Any] = {}
        for name, value in blanks.items():
            reason = without.get(name) or self._of_spec(specs.get(name), str(value))
            kept[name] = _marked(value, reason) if reason else value
        return {name: value for name, value in kept.items() if value not in (None, [], {})}

    def _wishes(self, node: Node, kind: str) -> tuple[frozenset[str], str]:
        """What the document itself leaves out of this, and why."""
        if not isinstance(node, Published):
            return frozenset(), NOT_CLEARED
        if node.publish_without:
            known = [hyphenated(name) for name in type(node).model_fields]
            known += (node.__pydantic_extra__ or {}).keys()
            for wrong in (each for each in node.publish_without if each not in known):
                raise IspError(
                    f"`publish-without: {wrong}` names no field that stands there{nearest(wrong, known)}",
                    "Name a field of the same entry.",
                )
        if node.publish is False and isinstance(node, _ALWAYS_PUBLIC):
            raise IspError(
                f"`publish: no` cannot stand in a {kind}: who takes part and what for is in every public edition.",
                "Leave out single fields (`publish-without:`), or say under `publish:` that the document is not "
                "published.",
            )
        return frozenset(node.publish_without), node.publish_reason or NOT_CLEARED

    def _value(self, kind: str, key: str, value: Any) -> Any:
        """A field: what it holds is looked through, and it is marked where it may not be published."""
        if isinstance(value, Node):
            return self.node(value) if self._may_stand(value) else None
        if isinstance(value, list) and value and all(isinstance(each, Node) for each in value):
            return [self.node(each) for each in value if self._may_stand(each)]
        if isinstance(value, dict) and value and any(_is_node(each) for each in value.values()):
            return self._block(value)
        reason = self.rules.field(kind, key)
        return _marked(value, reason) if reason else value

    def _block(self, block: dict[str, Any]) -> dict[str, Any]:
        """A block of the document: its entries by id, or the answers to each point."""
        kept: dict[str, Any] = {}
        for each, value in block.items():
            if isinstance(value, list):
                kept[each] = [self.node(one) for one in value if self._may_stand(one)]
            elif value is None or self._may_stand(value):
                kept[each] = None if value is None else self.node(value)
                if isinstance(value, Published) and value.publish is False:
                    self.hidden[each] = value.publish_reason or NOT_CLEARED
        return kept

    def _may_stand(self, node: Node) -> bool:
        if isinstance(node, _ONLY_IF_CLEARED):
            return node.publish is True
        return KINDS.get(type(node), "") in self.rules.fields

    def _owner(self, text: str) -> str:
        """An organisation and a post: the post only if it is one that is published."""
        first, _, post = text.partition(" ")
        if self.rules.post(post):
            return text
        return first if first in self.matter.settled.parties else left_out(PEOPLE)

    def party(self, facts: PartyFacts) -> PartyFacts:
        """A party without what only its partners need: its contacts, its registration."""
        party = self.node(facts.party) if facts.party is not None else None
        reason = self.hidden.get(facts.id, "")
        if reason:
            return replace(facts, name=left_out(reason), called=left_out(reason), partner=None, party=party)
        return replace(facts, partner=None, party=party)

    def cover(self, cover: LawCover) -> LawCover:
        """A law row as it may be published."""
        return replace(cover, row=self.node(cover.row))

    # --- points -----------------------------------------------------------------------------------

    def point(self, point: SettledPoint) -> SettledPoint:
        """A point with only those answers that may be published."""
        cells = tuple(self._cell(point, cell) for cell in point.cells)
        return replace(point, cells=cells)

    def _cell(self, point: SettledPoint, cell: Cell) -> Cell:
        hidden = next((self.hidden[each] for _, each in cell.coordinates if each in self.hidden), "")
        if hidden:
            return Cell(cell.coordinates, tuple(_withheld(part, hidden) for part in cell.parts))
        return Cell(cell.coordinates, tuple(self._part(point, part) for part in cell.parts))

    def _part(self, point: SettledPoint, part: Part) -> Part:
        said = answer_at(self.matter, part.place) if part.place is not None else None
        reason = self.rules.point(point.id, said.publish if said is not None else None)
        if reason:
            return _withheld(part, said.publish_reason if said is not None and said.publish_reason else reason)
        without = dict.fromkeys(said.publish_without, said.publish_reason or NOT_CLEARED) if said is not None else {}
        fields: dict[str, FieldValue] = {}
        sentences = list(part.sentences)
        for name, value in part.fields.items():
            why = without.get(name) or self._of_field(point, name, value)
            if not why:
                fields[name] = value
                continue
            mark = left_out(why)
            fields[name] = replace(value, value=mark, text=mark)
            holds = [name in point.point.answers[key].blanks for key in part.keys[: len(sentences)]]
            sentences = [
                _struck(sentence, value.text, mark) if held else sentence
                for sentence, held in zip(sentences, holds, strict=False)
            ]
        words = left_out(without["in-our-words"]) if "in-our-words" in without and part.own_words else part.own_words
        gap = "" if part.state.left_to_agree else part.gap
        return replace(part, sentences=tuple(sentences), own_words=words, fields=fields, who="", gap=gap)

    def _of_field(self, point: SettledPoint, name: str, value: FieldValue) -> str:
        """Why a typed blank is left out: it is a mailbox, or a post that is not published."""
        return self._of_spec(point.point.fields.get(name), value.text)

    def _of_spec(self, spec: PointField | None, text: str) -> str:
        if spec is None:
            return NOT_CLEARED
        if spec.is_ == "address" or (spec.is_ == "post" and not self.rules.post(text)):
            return PEOPLE
        if spec.is_ == "rows" and any(column.is_ in ("post", "address") for column in spec.columns.values()):
            return PEOPLE
        return ""


# --- fields ---------------------------------------------------------------------------------------


@lru_cache
def _fields_of(kind: type[Node]) -> tuple[tuple[str, str, str], ...]:
    """The fields of a part of the model that are looked through: each by name and YAML key, and how it is treated.

    `silent` is not even mentioned, `gap` says that the whole row is a gap, `by-whom` names an organisation.
    """
    called = KINDS[kind]
    found = []
    for name in kind.model_fields:
        key = hyphenated(name)
        if called == "head" and key in _UNTOUCHED:
            continue
        treated = ""
        if key in _SILENT or (issubclass(kind, Published) and key in _WISHES):
            treated = "silent"
        elif issubclass(kind, Row) and key in _GAP_FIELDS:
            treated = "gap"
        elif (called, key) in _BY_WHOM:
            treated = "by-whom"
        found.append((name, key, treated))
    return tuple(found)


# --- small marks ----------------------------------------------------------------------------------


def _is_node(value: Any) -> bool:
    return isinstance(value, Node) or (isinstance(value, list) and any(isinstance(each, Node) for each in value))


def _emptied(value: Any) -> Any:
    return type(value)() if isinstance(value, (list, dict)) else None


def _marked(value: Any, reason: str) -> Any:
    """A mark in the place of a value: in that of each text; other values simply go."""
    if isinstance(value, str):
        return left_out(reason)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [left_out(reason)]
    return _emptied(value)


def _gap_words(key: str, value: Any) -> Any:
    """A gap of a whole row: that it is one is published, not who works on it, nor how it stands."""
    if key in ("who", "note"):
        return None
    if key in ("not-yet", "still-to-be-agreed"):
        return ""
    return value


def _gap(gap: Gap) -> Gap:
    return gap.model_copy(update={name: _gap_words(hyphenated(name), getattr(gap, name)) for name in _set(gap)})


def _set(gap: Gap) -> list[str]:
    return [name for name in type(gap).model_fields if getattr(gap, name) is not None]


def _withheld(part: Part, reason: str) -> Part:
    state = part.state if part.state.left_to_agree else State.WITHHELD
    gap = "" if part.state.left_to_agree else left_out(reason)
    return Part(part.rows, state, gap=gap, place=part.place, inherited=part.inherited, missing=part.missing)


def _struck(sentence: str, text: str, mark: str) -> str:
    """A sentence with a text struck out of it; a mark alone where it cannot be told where the text stands."""
    words = text.rstrip(". ")
    found = next((form for form in (words, words[:1].upper() + words[1:]) if form and form in sentence), "")
    return sentence.replace(found, mark) if found else mark
