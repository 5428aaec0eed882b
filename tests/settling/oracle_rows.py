"""The oracle's first half: names, rows and cells, written slowly from the specification (docs/settling.md).

Everything is loops over sets of ids. Nothing here is shared with the program but the models and the points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from isptool.model.documents import Agreement, Protocol, Schedules
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.model.terms import Flow, RoleHeld

KINDS_OF_DATA = ("personal", "special-category", "criminal-offence", "non-personal")

NOT_PERSONAL = ("non-personal", "anonymised", "aggregate", "about-the-dead", "confidential-commercial")

Meaning = tuple[str, frozenset[str]]
"""The kind of an id in a `for` (party, purpose, data, category, people, flow, case, holding), and its ids."""


class Scope(dict[str, frozenset[str]]):
    """What a `for` names: for each kind that it names, the ids; and the words, with what is declared inside them."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, set[str]] = {}
        self.inside: dict[str, set[str]] = {}


Found = set[tuple[str, ...]]
"""What is wrong: (what kind of thing, where, and what)."""


class OracleRow(NamedTuple):
    """One party's side of one movement; an empty text where nothing is named."""

    flow: str = ""
    sender: str = ""
    recipient: str = ""
    actor: str = ""
    side: str = ""
    item: str = ""
    purpose: str = ""
    category: str = ""
    people: str = ""
    case: str = ""
    regime: str = ""
    kinds: frozenset[str] = frozenset()


def kinds_of_category(category: str) -> set[str]:
    """The kinds of data that a category of an item is."""
    if category.startswith("special-") or category == "inferred":
        return {"personal", "special-category"}
    if category == "criminal-offence":
        return {"personal", "criminal-offence"}
    if category == "mixed-document":
        return {"personal", "special-category", "criminal-offence"}
    if category in NOT_PERSONAL:
        return {"non-personal"}
    return {"personal"}


def members(groups: Mapping[str, Sequence[str]], name: str) -> set[str]:
    """The ids a group stands for: its members, and theirs; a group that holds itself stands for nobody."""
    if name not in groups:
        return {name}
    if holds_itself(groups, name):
        return set()
    found: set[str] = set()
    for each in groups[name]:
        found |= members(groups, each)
    return found


def holds_itself(groups: Mapping[str, Sequence[str]], name: str) -> bool:
    """Whether a group is among the groups that it holds, at any depth."""
    held: set[str] = set()
    to_see = list(groups[name])
    while to_see:
        each = to_see.pop()
        if each == name:
            return True
        if each in groups and each not in held:
            held.add(each)
            to_see += groups[each]
    return False


def within(one: Scope, other: Scope, kind: str) -> bool:
    """Whether a scope is no wider than another in one kind: by its ids, or by words declared inside the other's."""
    if one[kind] == other[kind]:
        return one.words[kind] <= other.inside[kind]
    return one[kind] < other[kind]


def narrower(one: Scope, other: Scope) -> bool:
    """Whether a scope is narrower than another: within it for every kind the other names, and not the same."""
    for kind in other:
        if kind not in one or not within(one, other, kind):
            return False
    return any(kind not in other for kind in one) or any(not within(other, one, kind) for kind in other)


class Facts:
    """What one agreement and its surroundings say, looked up by id."""

    def __init__(
        self,
        document: Agreement,
        schedules: Sequence[tuple[str, Schedules]],
        partners: Mapping[str, Partner],
        points: Mapping[str, Point],
        book: Any,
    ) -> None:
        self.document = document
        self.schedules = schedules
        self.partners = partners
        self.book = book
        self.found: Found = set()
        self.purpose_kinds = [key for point in points.values() if point.code == "P05" for key in point.answers]
        self.flows = {name: self.written_flow(name) for name in document.flows}
        for name in document.groups:
            if holds_itself(document.groups, name):
                self.found.add(("group holds itself", "agreement", name))
        self.categories = {category for item in document.data.values() for category in item.category}

    # ── names ────────────────────────────────────────────────────────────────────────────────────

    def parties_of(self, name: str) -> set[str]:
        """The parties and others that one id of the agreement stands for."""
        if name == "everyone":
            return set(self.document.parties)
        if name in self.document.roles:
            found: set[str] = set()
            for each in self.document.roles[name].may_be:
                found |= self.parties_of(each)
            return found or set(self.document.parties)
        found = set()
        for each in members(self.document.groups, name):
            found |= {each} if each == name or each not in self.document.roles else self.parties_of(each)
        return found

    def items_of(self, name: str) -> set[str]:
        """The items that an item or a set stands for."""
        if name not in self.document.sets:
            return {name}
        found: set[str] = set()
        for each in self.document.sets[name].holds:
            found |= self.items_of(each)
        return found

    def meaning(self, name: str, protocol: Protocol | None = None) -> Meaning | None:
        """What an id in a `for` of the agreement, or else of that protocol, stands for; None where it is unknown."""
        document = self.document
        if protocol is not None:
            if name in protocol.groups:
                return "party", frozenset(members(protocol.groups, name))
            if name in protocol.partners:
                return "party", frozenset({name})
            return self.word(name)
        if name in document.parties or name in document.others or name in document.groups or name in document.roles:
            return "party", frozenset(self.parties_of(name))
        if name in document.data or name in document.sets:
            return "data", frozenset(self.items_of(name))
        for kind, names in (
            ("purpose", document.purposes),
            ("people", document.people),
            ("flow", document.flows),
            ("case", document.cases),
            ("holding", document.holdings),
        ):
            if name in names:
                return kind, frozenset({name})
        if name in document.conditions or name in document.caveats:
            return None
        return self.word(name)

    def word(self, name: str) -> Meaning | None:
        """What a word of the vocabularies stands for in the agreement."""
        if name in self.book.kinds():
            return "party", frozenset(
                party for party in self.document.parties if self.book.is_a(self.kind_of(party), name)
            )
        if name in self.purpose_kinds:
            purposes = self.document.purposes
            return "purpose", frozenset(each for each, purpose in purposes.items() if purpose.kind == name)
        if name in KINDS_OF_DATA:
            return "category", frozenset(each for each in self.categories if name in kinds_of_category(each))
        if name in self.book.categories():
            return "category", frozenset(each for each in self.categories if self.book.category_is_a(each, name))
        return None

    def scope(self, names: Iterable[str], protocol: Protocol | None = None) -> tuple[Scope, list[str]]:
        """What a `for` names, kind by kind, and the ids in it that are unknown."""
        scope = Scope()
        unknown: list[str] = []
        for name in names:
            if name == "everyone":
                continue
            meaning = self.meaning(name, protocol)
            if meaning is None:
                unknown.append(name)
            else:
                kind, ids = meaning
                scope[kind] = scope.get(kind, frozenset()) | ids
                scope.words.setdefault(kind, set()).add(name)
                scope.inside.setdefault(kind, set()).update({name}, ids, self.declared_inside(name, protocol))
        return scope, unknown

    def declared_inside(self, name: str, protocol: Protocol | None) -> set[str]:
        """The words that are declared inside a word, at any depth, besides the ids it stands for."""
        groups = protocol.groups if protocol is not None else self.document.groups
        found: set[str] = set()
        if name in groups:
            for each in groups[name]:
                if each not in found:
                    found |= {each}
                    if each != name and not holds_itself(groups, name):
                        found |= self.declared_inside(each, protocol)
            return found
        if protocol is None and name in self.document.sets:
            for each in self.document.sets[name].holds:
                found |= {each} | (self.declared_inside(each, protocol) if each in self.document.sets else set())
            return found
        if protocol is None and any(name in block for block in (self.document.parties, self.document.data)):
            return found
        found |= {each for each in self.book.kinds() if self.book.is_a(each, name)}
        if name in KINDS_OF_DATA:
            found |= {each for each in self.book.categories() if name in kinds_of_category(each)}
        elif name in self.book.categories():
            found |= {each for each in self.book.categories() if self.book.category_is_a(each, name)}
        return found

    # ── what is known of a party ─────────────────────────────────────────────────────────────────

    def partner_of(self, party: str) -> Partner | None:
        """The partner that a party is, or is an office or division of."""
        written = self.document.parties.get(party)
        return self.partners.get(party) or (self.partners.get(written.of) if written and written.of else None)

    def kind_of(self, party: str) -> str:
        """The kind of body of a party, or an empty text."""
        written = self.document.parties.get(party)
        partner = self.partner_of(party)
        return (written and written.kind) or (partner and partner.kind) or ""

    def maybe_public(self, party: str) -> bool:
        """Whether a party is, or may be, a public authority."""
        partner = self.partner_of(party)
        for said in (
            self.document.parties[party].public_authority,
            partner.public_authority if partner else None,
            self.book.public_authority(self.kind_of(party)),
        ):
            if said is not None:
                return bool(said)
        return True

    def competent(self, actor: str) -> bool:
        """Whether a party is a competent authority, for some purposes or for all."""
        written = self.document.parties.get(actor)
        partner = self.partner_of(actor)
        for said in (
            written.competent_authority if written else None,
            partner.competent_authority if partner else None,
            self.book.competent_authority(self.kind_of(actor)),
        ):
            if said:
                return said in ("yes", "for-some-purposes")
        return False

    def is_processor(self, row: OracleRow) -> bool:
        """Whether the party of a row is a processor in it."""
        held: list[RoleHeld] = self.document.parties[row.actor].roles
        for role in held:
            if role.role == "processor" and (not role.for_ or self.matches(self.scope(role.for_)[0], row)):
                return True
        return False

    def takes_part(self, party: str, purpose: str) -> bool:
        """Whether the schedules leave a party in a purpose."""
        for _, file in self.schedules:
            schedule = file.schedules.get(party)
            if schedule and purpose in schedule.takes_part:
                said = schedule.takes_part[purpose]
                if said is not None and said.takes_part is False:
                    return False
        return True

    # ── cover ────────────────────────────────────────────────────────────────────────────────────

    def matches(self, scope: Scope, row: OracleRow, either_end: bool = False) -> bool:
        """Whether a row is one of those that a scope names."""
        for kind, ids in scope.items():
            if kind == "party":
                at_stake = {row.sender, row.recipient} if either_end else {row.actor}
            elif kind == "data":
                at_stake = {row.item}
            elif kind == "holding":
                at_stake = self.holdings_of(row)
            else:
                at_stake = {getattr(row, kind)}
            if not at_stake & ids:
                return False
        return True

    def holdings_of(self, row: OracleRow) -> set[str]:
        """The holdings that the item of a row comes from, or its flow goes into."""
        found: set[str] = set()
        if row.item:
            item = self.document.data[row.item]
            found |= {item.part_of or "", item.source or ""}
        if row.flow:
            found.add(self.flows[row.flow].into or "")
        return found - {""}

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────

    def written_flow(self, name: str) -> Flow:
        """A flow with what it takes from the flow that it is the same as."""
        flow = self.document.flows[name]
        if flow.same_as is None or flow.same_as not in self.document.flows:
            return flow
        base = self.written_flow(flow.same_as)
        taken = {field: getattr(base, field) for field in base.model_fields_set if field not in flow.model_fields_set}
        return flow.model_copy(update=taken)

    def ends(self, entries: Iterable[str]) -> set[str]:
        """The parties and others at one end of a flow; nobody sends to itself, which makes *everyone else* of everyone."""
        found: set[str] = set()
        for entry in entries:
            if entry == "everyone-else":
                found |= set(self.document.parties)
            elif entry.startswith("each of "):
                found |= self.parties_of(entry.removeprefix("each of "))
            else:
                found |= self.parties_of(entry)
        return found

    def pairs(self, flow: Flow) -> set[tuple[str, str]]:
        """Who sends to whom in a flow."""
        found: set[tuple[str, str]] = set()
        senders, recipients = self.ends(flow.from_), self.ends(flow.to)
        if flow.from_ or flow.to:
            for sender in senders or {""}:
                for recipient in recipients or {""}:
                    found.add((sender, recipient))
        for place, one in enumerate(flow.between):
            for other_place, other in enumerate(flow.between):
                if place == other_place and not one.startswith("each pair of ") and len(flow.between) > 1:
                    continue
                for sender in self.ends([one.removeprefix("each pair of ")]):
                    for recipient in self.ends([other.removeprefix("each pair of ")]):
                        found.add((sender, recipient))
        return {(sender, recipient) for sender, recipient in found if sender != recipient}

    def names_a_case(self) -> bool:
        """Whether some `for` of the document names a case."""
        document = self.document
        named: list[str] = []
        for answers in document.answers.values():
            for answer in answers:
                named += answer.for_
        for law in document.law:
            named += law.for_
        for party in document.parties.values():
            for role in party.roles:
                named += role.for_
        for _, file in self.schedules:
            for schedule in file.schedules.values():
                for law in schedule.law:
                    named += law.for_
                for answers in schedule.answers.values():
                    for answer in answers:
                        named += answer.for_
        return any(name in document.cases for name in named)

    def cases_of(self, flow: Flow, purpose: str) -> list[str]:
        """The cases in which a flow happens for a purpose."""
        if flow.cases:
            return list(flow.cases)
        if purpose and self.document.purposes[purpose].cases:
            return list(self.document.purposes[purpose].cases)
        if self.document.cases and self.names_a_case():
            return list(self.document.cases)
        return [""]

    def bare_rows(self) -> list[OracleRow]:
        """All rows of the agreement, before their regime and their kinds of data."""
        document = self.document
        rows: list[OracleRow] = []
        for name, flow in self.flows.items():
            items: set[str] = set()
            for each in flow.data:
                items |= self.items_of(each)
            for sender, recipient in self.pairs(flow):
                for item in items or {""}:
                    for purpose in flow.purpose or [""]:
                        if purpose and not (self.takes_part(sender, purpose) and self.takes_part(recipient, purpose)):
                            continue
                        for category, people in self.what_and_whose(item):
                            for case in self.cases_of(flow, purpose):
                                about = (item, purpose, category, people, case)
                                for actor, side in ((sender, "sender"), (recipient, "recipient")):
                                    if actor:
                                        rows.append(OracleRow(name, sender, recipient, actor, side, *about))
        for purpose, written in document.purposes.items():
            users: set[str] = set()
            for each in written.used_by:
                users |= self.parties_of(each)
            for user in users & set(document.parties):
                at_an_end = any(each.purpose == purpose and each.side and each.actor == user for each in rows)
                if not at_an_end and self.takes_part(user, purpose):
                    rows.append(OracleRow(actor=user, purpose=purpose))
        for party in document.parties:
            if all(row.actor != party for row in rows):
                rows.append(OracleRow(actor=party))
        for item in document.data:
            if all(row.item != item for row in rows):
                rows += [OracleRow(item=item, category=cat, people=whose) for cat, whose in self.what_and_whose(item)]
        for purpose in document.purposes:
            if all(row.purpose != purpose for row in rows):
                rows.append(OracleRow(purpose=purpose))
        for people in document.people:
            if all(row.people != people for row in rows):
                rows.append(OracleRow(people=people))
        return rows

    def what_and_whose(self, item: str) -> list[tuple[str, str]]:
        """Each category of an item with each group of people that it is about."""
        if not item:
            return [("", "")]
        written = self.document.data[item]
        return [(category, people) for category in written.category or [""] for people in written.about or [""]]

    def rows(self) -> set[OracleRow]:
        """All rows of the agreement."""
        rows = self.bare_rows() or [OracleRow()]
        return {self.with_regime(row) for row in rows}

    def with_regime(self, row: OracleRow) -> OracleRow:
        """The row with its regime and its kinds of data."""
        kinds = kinds_of_category(row.category)
        whose = self.document.people.get(row.people)
        if self.document.information == "non-personal" or (whose is not None and whose.living == "no"):
            kinds = {"non-personal"}
        if kinds == {"non-personal"}:
            return row._replace(kinds=frozenset(kinds))
        regime = self.regime(row)
        if regime == "part-3":
            kinds = {"law-enforcement"}
        return row._replace(regime=regime, kinds=frozenset(kinds))

    def regime(self, row: OracleRow) -> str:
        """The regime that the law rows, or else the purpose and the party, give to a row of personal data."""
        covering: list[tuple[Scope, str]] = []
        laws = [("", law) for law in self.document.law]
        for _, file in self.schedules:
            for party, schedule in file.schedules.items():
                laws += [(party, law) for law in schedule.law]
        for party, law in laws:
            scope, unknown = self.scope(law.for_)
            if law.regime is None or unknown or (party and party != row.actor):
                continue
            if law.as_:
                scope["side"] = frozenset(law.as_)
                scope.words["side"] = scope.inside["side"] = set(law.as_)
            if self.matches(scope, row):
                covering.append((scope, law.regime))
        winning = {regime for scope, regime in covering if not any(narrower(other, scope) for other, _ in covering)}
        if len(winning) == 1:
            return winning.pop()
        if winning:
            self.found.add(("tie", "law"))
        purpose = self.document.purposes.get(row.purpose)
        if purpose is not None and purpose.law_enforcement and self.competent(row.actor):
            users: set[str] = set()
            for each in purpose.used_by:
                users |= self.parties_of(each)
            if row.actor in users or (not purpose.used_by and row.side == "recipient"):
                return "part-3"
        return "uk-gdpr"


def cell_of(facts: Facts, point: Point, row: OracleRow) -> tuple[tuple[str, str], ...] | None:
    """The coordinates of the cell of a point that a row falls in, or None where the point leaves the row out."""
    if not set(point.applies_to) & row.kinds:
        return None
    asked = point.asked_of
    is_party = row.actor in facts.document.parties
    if asked == "document":
        return ()
    if asked == "party":
        return (("party", row.actor),) if is_party else None
    if asked == "public-body-and-direction":
        if is_party and row.side and facts.maybe_public(row.actor):
            return (("party", row.actor), ("direction", row.side))
        return None
    if asked in ("controller", "controller-and-purpose"):
        if not is_party or facts.is_processor(row):
            return None
        if asked == "controller":
            return (("party", row.actor),)
        return (("party", row.actor), ("purpose", row.purpose)) if row.purpose else None
    if asked in ("recipient", "recipient-and-category"):
        other = facts.document.others.get(row.actor)
        if row.side != "recipient" or (other is not None and list(other.is_) == ["processor"]):
            return None
        if asked == "recipient":
            return (("party", row.actor),)
        return (("party", row.actor), ("category", row.category)) if row.category else None
    if asked == "flow":
        return (("flow", row.flow),) if row.flow and row.side == "recipient" else None
    coordinate = str(getattr(row, asked))
    return ((asked, coordinate),) if coordinate else None
