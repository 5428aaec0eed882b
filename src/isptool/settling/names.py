"""What each id of a document names, and whom a group, a role or an end of a flow stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from isptool.findings import Edit, ValuePath
from isptool.model.documents import Agreement
from isptool.model.partner import Partner
from isptool.model.terms import Party
from isptool.settling.codes import Trouble, near, surely_meant
from isptool.settling.settled import PartyFacts
from isptool.settling.vocabulary import Vocabulary

KIND_OF_BLOCK = {
    "parties": "party",
    "others": "party",
    "groups": "group",
    "roles": "role",
    "cases": "case",
    "conditions": "condition",
    "purposes": "purpose",
    "people": "people",
    "data": "item",
    "sets": "set",
    "caveats": "caveat",
    "holdings": "holding",
    "flows": "flow",
}
"""The blocks whose keys are ids of the document, and what each names."""


class Names(Struct):
    """The ids of one agreement: what each names, and its members where it stands for several."""

    document: Agreement
    file: str
    kind_of: dict[str, str] = field(default_factory=dict)
    parties: dict[str, PartyFacts] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Groups and exchange roles, each with the parties it stands for."""
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Sets of items, each with its items."""
    inside: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each group and set, what is declared inside it, at any depth."""
    troubles: list[Trouble] = field(default_factory=list)

    def say(self, code: str, path: ValuePath, **values: str) -> None:
        """Note a trouble at a value of the document."""
        self.troubles.append(Trouble(code, path, self.file, values))

    def party_ids(self) -> list[str]:
        """The parties in order, without the others."""
        return [name for name, facts in self.parties.items() if not facts.is_other]

    def unknown(self, text: str, path: ValuePath, also: Iterable[str] = (), before: str = "") -> None:
        """Note a reference to an id that does not exist, with the nearest one.

        `before` is what stands before the id in the value (`each of `).
        """
        meant = near(text, [*self.kind_of, *also])
        edit = Edit("set", path, before + meant.meant) if before and surely_meant(text, meant.meant) else None
        self.troubles.append(Trouble("STR-04", path, self.file, {"id": text, "near": meant}, edit))

    def check(self, ids: Iterable[str], path: ValuePath, *kinds: str) -> list[str]:
        """Those of `ids` that name one of `kinds`; the rest are noted as unknown."""
        good = []
        for position, each in enumerate(ids):
            if self.kind_of.get(each) in kinds:
                good.append(each)
            else:
                self.unknown(each, (*path, position))
        return good

    def members(self, ids: Iterable[str]) -> set[str]:
        """The parties that these ids of parties, groups and roles stand for."""
        found: set[str] = set()
        for each in ids:
            found.update(self.groups.get(each, (each,) if each in self.parties else ()))
        return found

    def ends(self, texts: Sequence[str], path: ValuePath) -> list[str]:
        """The parties that the ends of a flow stand for, in order; `everyone-else` stays as written."""
        found: list[str] = []
        for position, text in enumerate(texts):
            for party in self.end(text, (*path, position)):
                if party not in found:
                    found.append(party)
        return found

    def end(self, text: str, path: ValuePath) -> Sequence[str]:
        """The parties that one end stands for: a party, group, role, `each of GROUP`, everyone."""
        name = text.removeprefix("each of ").removeprefix("each pair of ").strip()
        if name == "everyone":
            return self.party_ids()
        if name == "everyone-else":
            return ["everyone-else"]
        kind = self.kind_of.get(name)
        if kind == "party":
            return [name]
        if kind in ("group", "role"):
            return self.groups[name]
        self.unknown(name, path, ("everyone", "everyone-else"), text.removesuffix(name))
        return []


def name_everything(document: Agreement, file: str, partners: Mapping[str, Partner], vocabulary: Vocabulary) -> Names:
    """The names of an agreement, with what partners.yaml and the law data say of its parties."""
    names = Names(document, file)
    for block, kind in KIND_OF_BLOCK.items():
        for each in getattr(document, block):
            if each in names.kind_of:
                names.say("STR-05", (block, each), id=each, first=names.kind_of[each], second=kind)
            else:
                names.kind_of[each] = kind
    for each, party in document.parties.items():
        partner = partners.get(each) or (partners.get(party.of) if party.of else None)
        names.parties[each] = party_facts(each, party, partner, vocabulary)
        kind = names.parties[each].kind
        if kind and kind not in set(vocabulary.kinds()):
            where: ValuePath = ("parties", each, "kind") if party.kind else ("parties", each)
            names.say("SET-15", where, kind=kind, what="kind of body", near=near(kind, list(vocabulary.kinds())))
        if not names.parties[each].is_described:
            candidates = list(partners)
            names.say("STR-04", ("parties", each), id=each, near=near(each, candidates))
    for each, other in document.others.items():
        names.parties.setdefault(
            each,
            PartyFacts(each, other.name, other.name, "", None, "", (), None, partners.get(each), False, True),
        )
    _groups(names)
    _sets(names)
    return names


def party_facts(each: str, party: Party | None, partner: Partner | None, vocabulary: Vocabulary) -> PartyFacts:
    """What is known of a party: from the agreement first, then partners.yaml, then its kind of body."""
    kind = (party.kind if party else None) or (partner.kind if partner else None) or ""
    full = (
        (party.name if party else None)
        or (partner.name if partner else None)
        or (party.class_ if party else None)
        or each
    )
    if party and party.office and partner:
        full = f"{party.office}, {partner.name}"
    elif party and party.division:
        full = f"{full} ({party.division})"
    short = partner.called if partner and not (party and (party.office or party.division)) else None
    known = bool(kind) and kind in set(vocabulary.kinds())
    public = party.public_authority if party else None
    if public is None and partner:
        public = partner.public_authority
    if public is None and known:
        public = vocabulary.public_authority(kind)
    competent = (party.competent_authority if party else None) or (partner.competent_authority if partner else None)
    if competent is None and known:
        competent_text = vocabulary.competent_authority(kind)
    else:
        competent_text = competent or ""
    return PartyFacts(
        id=each,
        name=full,
        called=(party.called_here if party else None) or short or full,
        kind=kind,
        public_authority=public,
        competent_authority=competent_text,
        nations=tuple((party.nations if party else []) or (partner.nations if partner else [])),
        party=party,
        partner=partner,
        outside_uk=party is not None and party.law_of is not None,
    )


def _groups(names: Names) -> None:
    """Whom each group and exchange role stands for; a group that holds itself, at any depth, stands for nobody."""
    document = names.document
    circular = {
        group for group in document.groups if names.kind_of.get(group) == "group" and _holds_itself(names, group)
    }
    for group in document.groups:
        if group in circular:
            names.say("SET-01", ("groups", group), id=group, round=" → ".join(_round(names, group)))

    def members(name: str, path: ValuePath) -> Iterator[str]:
        kind = names.kind_of.get(name)
        if kind == "party":
            yield name
        elif kind == "role":
            may_be = document.roles[name].may_be
            for position, each in enumerate(may_be):
                if each != name:
                    yield from members(each, ("roles", name, "may-be", position))
            if not may_be:
                yield from names.party_ids()
        elif kind == "group" and name not in circular:
            for position, each in enumerate(document.groups[name]):
                yield from members(each, ("groups", name, position))
        elif kind != "group":
            names.unknown(name, path)

    for role in document.roles:
        if names.kind_of.get(role) == "role":
            names.groups[role] = tuple(dict.fromkeys(members(role, ())))
    for group in document.groups:
        if names.kind_of.get(group) == "group":
            names.groups[group] = tuple(dict.fromkeys(members(group, ())))
            names.inside[group] = frozenset(_held(names, group))


def _held(names: Names, group: str) -> set[str]:
    """Everything that a group holds, at any depth: parties, roles and groups."""
    held: set[str] = set()
    to_see = [group]
    while to_see:
        for each in names.document.groups.get(to_see.pop(), ()):
            if each not in held:
                held.add(each)
                to_see.append(each)
    return held


def _holds_itself(names: Names, group: str) -> bool:
    return group in _held(names, group)


def _round(names: Names, group: str) -> list[str]:
    """The shortest way from a group back to itself."""
    ways = [[group]]
    for way in ways:
        for each in names.document.groups.get(way[-1], ()):
            if each == group:
                return [*way, group]
            if each in names.document.groups and each not in way:
                ways.append([*way, each])
    return [group]


def _sets(names: Names) -> None:
    document = names.document

    def items(name: str, above: tuple[str, ...]) -> tuple[str, ...]:
        if name in above:
            names.say("SET-01", ("sets", above[0]), id=above[0], round=" → ".join((*above, name)))
            return ()
        found: list[str] = []
        for position, each in enumerate(document.sets[name].holds):
            kind = names.kind_of.get(each)
            if kind == "item":
                found.append(each)
            elif kind == "set":
                found.extend(items(each, (*above, name)))
            elif not above:
                names.unknown(each, ("sets", name, "holds", position))
        return tuple(dict.fromkeys(found))

    for name in document.sets:
        if names.kind_of.get(name) == "set":
            names.sets[name] = items(name, ())
            names.inside[name] = frozenset(document.sets[name].holds)
