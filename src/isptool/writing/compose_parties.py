"""Who takes part: the parties, their groups, and the others who matter but are no parties."""

from __future__ import annotations

from collections.abc import Sequence

from isptool.model.documents import Agreement
from isptool.model.terms import Party, RoleHeld
from isptool.settling.settled import PartyFacts, State
from isptool.writing.compose_facts import as_bullets, as_text, facts, flat, gap_runs, row_gap
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital, listed
from isptool.writing.document import Block, Bullets, Cell, Gap, Heading, Para, Prose, Run, Table, Text

PARTY_FACTS = (
    "division", "office", "of", "class_", "acts_for", "acts_through", "law_of", "open_to", "joins_by", "list_", "name",
    "to_be_named", "since",
)  # fmt: skip
"""The facts of a party that stand under its name."""

OTHER_FACTS = ("acts_for", "contract", "bound_by", "may", "location", "sub_processors")
_KIND_FACTS = ("public_authority", "competent_authority", "nations")


def parties(matter: Matter) -> list[Block]:
    """The table of parties, and what their groups and roles stand for."""
    found = [facts for facts in matter.settled.parties.values() if not facts.is_other]
    blocks: list[Block] = []
    gap = matter.head.gaps.get("parties")
    if gap is not None:
        blocks.append(Para(gap_runs(matter, gap)))
    if found:
        matter.anchors["parties"] = "parties-table"
        say = matter.words.say
        head = (say("party"), say("kind-of-body"), say("role-here"))
        rows = tuple((_name(matter, each), _kind(matter, each), role(matter, each)) for each in found)
        blocks.append(
            Table(say("parties-caption"), head, rows, anchor="parties-table", description=say("parties-described"))
        )
    return [*blocks, *_groups(matter), *_exchange_roles(matter)]


def _name(matter: Matter, party: PartyFacts) -> Cell:
    runs: list[Run] = [Text(capital(party.name), bold=True)]
    if party.called != party.name:
        runs.append(Text(f" ({matter.words.say('called-here', name=party.called)})"))
    if party.party is None:
        return tuple(runs)
    found = facts(matter, "party", party.party, PARTY_FACTS, elsewhere=_KIND_FACTS)
    own = [fact for fact in found if flat(fact.said) not in party.name]
    return Prose((Para(tuple(runs)), *as_bullets([*own, *row_gap(matter, party.party)])))


def _kind(matter: Matter, party: PartyFacts) -> Cell:
    words = matter.of_law(party.kind) or party.kind.replace("-", " ")
    lead = (
        (Text(words) if words else Gap(matter.words.say("still-to-be-agreed")))
        if _is_asked(matter, party)
        else Text(words)
    )
    if party.party is None:
        return (lead,)
    more = facts(matter, "party", party.party, _KIND_FACTS)
    return Prose((Para((lead,)), *as_bullets(more))) if more else (lead,)


def _is_asked(matter: Matter, party: PartyFacts) -> bool:
    """Whether the kind of this party's body is still open, and not said to be no matter."""
    settled = matter.settled_point("parties")
    states = [cell.state for cell in settled.cells if cell.at("party") == party.id] if settled else []
    return not states or any(state.left_to_agree for state in states)


def role(matter: Matter, party: PartyFacts) -> Cell:
    """The role or roles of a party, for what and for how long."""
    roles = party.party.roles if party.party else []
    if roles:
        return Prose(tuple(Para(_held(matter, role)) for role in roles))
    if not matter.information_is_personal:
        return matter.words.name("role", "partner")
    joint = any(party.id in each for each in _joint(matter))
    return matter.words.name("role", "joint-controller" if joint else "controller")


def _joint(matter: Matter) -> list[Sequence[str]]:
    settled = matter.settled_point("controller-relationship")
    if settled is None:
        return []
    fields = [part.fields.get("joint-controllers") for _, part in settled.parts() if part.state is not State.OPEN]
    groups = matter.head.groups
    found: list[Sequence[str]] = []
    for each in fields:
        if each is not None and isinstance(each.value, tuple):
            found.append([party for name in each.value for party in groups.get(name, [name])])
    return found


def _held(matter: Matter, role: RoleHeld) -> str:
    words, say = [matter.words.name("role", role.role)], matter.words.say
    if role.for_:
        words.append(say("for-these", what=listed(matter.name(each) for each in role.for_)))
    if role.on_behalf_of:
        words.append(say("on-behalf-of", whom=matter.called(role.on_behalf_of)))
    if role.contract:
        words.append(say("under-contract", contract=role.contract))
    if role.since:
        words.append(say("since", day=role.since))
    if role.until:
        words.append(say("until", day=role.until))
    words += [fact.line() for fact in facts(matter, "role-held", role, (), elsewhere=())]
    return ", ".join(words)


def _groups(matter: Matter) -> list[Block]:
    if not matter.head.groups:
        return []
    lines = tuple(
        matter.words.runs("group-means", group=Text(matter.name(group), bold=True), members=matter.called(members))
        for group, members in matter.head.groups.items()
    )
    return [Para(matter.words.say("groups-lead")), Bullets(lines)]


def _exchange_roles(matter: Matter) -> list[Block]:
    document = matter.settled.document
    if not isinstance(document, Agreement) or not document.roles:
        return []
    lines = []
    for role in document.roles.values():
        may_be = matter.called(role.may_be) if role.may_be else matter.words.say("any-party")
        line = matter.words.runs("role-may-be", role=Text(capital(role.what), bold=True), parties=may_be)
        gaps = as_text(facts(matter, "role", role, (), elsewhere=()))
        lines.append((*line, Text(f" {gaps}")) if gaps else line)
    return [Para(matter.words.say("roles-lead")), Bullets(tuple(lines))]


def others(matter: Matter) -> list[Block]:
    """Those who matter but are no parties: processors, recipients, regulators, suppliers."""
    found = matter.agreement.others
    if not found:
        return []
    say = matter.words.say
    rows: list[tuple[Cell, ...]] = []
    for other in found.values():
        kinds = capital(listed(matter.words.name("other", each) for each in other.is_))
        own = facts(matter, "other", other, OTHER_FACTS, elsewhere=())
        rows.append((other.name, kinds, Prose(tuple(as_bullets([*own, *row_gap(matter, other)])))))
    table = Table(
        say("others-caption"), (say("name"), say("what-it-is"), say("what-to-know")), tuple(rows), widths=(1.3, 1, 2)
    )
    return [Heading(2, say("others-heading"), "others", numbered=True), Para(say("others-lead")), table]


def is_class(party: Party | None) -> bool:
    """Whether a party stands for a class of bodies, or is still to be named."""
    return party is not None and bool(party.class_ or party.to_be_named)
