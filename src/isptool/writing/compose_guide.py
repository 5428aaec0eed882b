"""The guide for those who share: on one page what they may share, when, how, never, and whom to ring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from isptool.model.partner import Contact
from isptool.model.terms import Flow
from isptool.settling.settled import Part, PartyFacts, SettledPoint, State
from isptool.writing import compose_flows, compose_glance
from isptool.writing.compose_facts import flat
from isptool.writing.compose_fit import PAGE, SHEET_HEAD, fitted, height
from isptool.writing.compose_flows import flows_of, title
from isptool.writing.compose_glance import in_line
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_particulars import contacts_of
from isptool.writing.compose_points import forbidden
from isptool.writing.compose_summary import in_full
from isptool.writing.compose_words import capital, listed, phrase, stopped, unstopped
from isptool.writing.document import Block, Bullets, Cell, KeyFacts, Link, Prose, Run, Runs, Text
from isptool.writing.prose import prose, safe_target


class _Size(NamedTuple):
    """How much a guide says: items of a flow, sentences of a point, and of contacts (3: with posts, 1: one number).

    `whole` says whether it has all its rows.
    """

    items: int
    sentences: int
    contacts: int
    whole: bool = True


_SIZES = (
    _Size(8, 4, 3), _Size(5, 3, 3), _Size(5, 3, 2), _Size(4, 2, 2), _Size(3, 2, 2), _Size(2, 2, 2), _Size(2, 1, 2),
    _Size(1, 1, 2), _Size(1, 1, 1), _Size(1, 1, 1, False), _Size(0, 1, 1, False),
)  # fmt: skip
"""From what it would say to what it says where there is least room."""

_FIRST: Mapping[str, tuple[str, ...]] = {
    "staff-responsibilities": ("author-checks", "manager-decides", "no-browsing"),
    "request-and-decision": ("urgent-phone", "decision-log"),
    "incidents": ("immediately-24h", "near-miss", "suspend"),
}
"""Of these points the likely answers that matter most to those who share; they are given before the others."""

_RING = ("incidents", "out-of-hours", "day-to-day", "data-protection", "dpo", "spoc")


def fills(matter: Matter) -> dict[str, Sequence[Block]]:
    """The blocks of a guide."""
    where = in_full(matter)
    room = PAGE - SHEET_HEAD - height([*compose_glance.in_short(matter), *where])
    return {"guide": fitted(lambda size: _guide(matter, size), room, _SIZES), "in-full": where}


def _guide(matter: Matter, size: _Size) -> list[Block]:
    say = matter.words.say
    flows = _own_flows(matter)
    rows: list[tuple[str, Cell]] = [
        (say("guide-what-for"), _bulleted(_aims(matter))),
        (say("guide-what"), _bulleted(_what(matter, each, flow, size.items) for each, flow in flows.items())),
        (say("guide-only-if"), _bulleted(_conditions(matter))),
        (say("guide-how"), _bulleted(_how(matter, flows, size.sentences))),
        (say("guide-urgent"), _bulleted(_sentences(matter, "request-and-decision", min(size.sentences, 2)))),
        (say("guide-never"), _bulleted(_never(matter, size.sentences))),
        (say("guide-no"), _bulleted(_opt_outs(matter))),
        (say("guide-wrong"), _bulleted(_sentences(matter, "incidents", min(size.sentences, 3)))),
        (say("guide-ring"), _bulleted(_ring(matter, size.contacts))),
    ]
    left_out = () if size.whole else (say("guide-what-for"), say("guide-urgent"))
    return [KeyFacts(tuple((name, said) for name, said in rows if said not in ("", ()) and name not in left_out))]


def _bulleted(lines: Iterable[Runs]) -> Cell:
    found = list(lines)
    return Prose((Bullets(tuple(found)),)) if len(found) > 1 else found[0] if found else ""


def _own_flows(matter: Matter) -> dict[str, Flow]:
    """The flows of the agreement; for one partner, those that it sends or gets."""
    found, party = flows_of(matter), matter.at.party
    if not party:
        return found
    ends = {row.flow for row in matter.settled.rows if party in (row.sender, row.recipient)}
    return {each: flow for each, flow in found.items() if each in ends}


# --- what, when, how ------------------------------------------------------------------------------


def _aims(matter: Matter) -> list[Runs]:
    purposes = matter.agreement.purposes
    if matter.at.party:
        party = matter.at.party
        own = {row.purpose for row in matter.settled.rows if party in (row.sender, row.recipient, row.actor)}
        purposes = {each: purpose for each, purpose in purposes.items() if each in own}
    return [stopped(flat(prose(purpose.aim)) if purpose.aim else phrase(each)) for each, purpose in purposes.items()]


def _what(matter: Matter, each: str, flow: Flow, most: int) -> Runs:
    """A flow in a line or two: what it is, who to whom, which items, and when."""
    say = matter.words.say
    items = [unstopped(matter.name(item)) for item in _items(matter, flow.data)]
    said: Cell = in_line(matter, items, "items-table", most) if items and most else ""
    if items and not most:
        said = say("guide-items", count=str(len(items))) if len(items) > 1 else stopped(items[0])
    sender, recipient = flat(compose_flows.sender(matter, flow)), flat(compose_flows.recipient(matter, flow))
    lead = say("guide-flow-between" if flow.between else "guide-flow", sender=sender, recipient=recipient)
    due = compose_flows.when(matter, each, flow)
    lead_word = "When "  # it stands before the sentence already
    if isinstance(due, str) and due.startswith(lead_word):
        due = due.removeprefix(lead_word)
    return (
        Text(title(matter, each), bold=True),
        Text(f" ({lead})" + (": " if items else ". ")),
        *_going_on(matter, said),
        Text(f" {say('guide-when')}: " if items else f"{say('guide-when')}: ", bold=True),
        *_going_on(matter, due),
    )


def _going_on(matter: Matter, cell: Cell) -> tuple[Run, ...]:
    """A cell as running text that goes on in a sentence."""
    runs = cell if isinstance(cell, tuple) else (Text(flat(cell)),)
    first = runs[0] if runs else Text("")
    return (Text(matter.small(first.text)), *runs[1:]) if isinstance(first, Text) and not first.bold else runs


def _items(matter: Matter, ids: Iterable[str]) -> Iterator[str]:
    """Items by id, each set as its items."""
    sets = matter.agreement.sets
    for each in dict.fromkeys(ids):
        yield from _items(matter, sets[each].holds) if each in sets else (each,)


def _how(matter: Matter, flows: Mapping[str, Flow], most: int) -> list[Runs]:
    return [*_routes(matter, flows), *_sentences(matter, "staff-responsibilities", most)]


def _conditions(matter: Matter) -> list[Runs]:
    return [stopped(capital(flat(prose(each.what)))) for each in matter.agreement.conditions.values()]


def _routes(matter: Matter, flows: Mapping[str, Flow]) -> list[Runs]:
    """The routes by which it is sent, by their everyday names."""
    routes: dict[str, None] = {}
    for each, flow in flows.items():
        keys = flow.how or [key for part in _parts(matter, "transfer-method", flow=each) for key in part.keys]
        routes.update(
            {matter.words.name("method", key) if key == key.lower() and " " not in key else key: None for key in keys}
        )
        portal = flow.portal or flow.system
        routes.update({portal: None} if portal else {})
    return [stopped(capital(matter.words.say("guide-by", routes=listed(routes))))] if routes else []


def _parts(matter: Matter, point: str, *, flow: str = "") -> Iterator[Part]:
    """The answers of a point: those for one flow, or all; for one partner, those that concern it."""
    settled = matter.settled_point(point)
    for cell, part in settled.parts() if settled else ():
        if flow and cell.at("flow") != flow:
            continue
        party = cell.at("party")
        if matter.at.party and party and party != matter.at.party:
            continue
        if part.state in (State.ANSWERED, State.INHERITED):
            yield part


def _sentences(matter: Matter, point: str, most: int) -> list[Runs]:
    """What a point says, the most important first, and so many sentences at most."""
    found: dict[str, int] = {}
    first = _FIRST.get(point, ())
    for part in _parts(matter, point):
        for key, sentence in zip(part.keys, part.sentences, strict=False):
            found.setdefault(stopped(sentence), first.index(key) if key in first else len(first))
        if part.own_words:
            found.setdefault(stopped(flat(prose(part.own_words))), 0)
    return list(sorted(found, key=found.__getitem__)[:most])


# --- never ----------------------------------------------------------------------------------------


def _never(matter: Matter, most: int) -> list[Runs]:
    """What is never shared, what it is never used for, and the routes that are never taken."""
    say, document = matter.words.say, matter.agreement
    lines: list[Runs] = []
    out = [matter.small(unstopped(flat(prose(each.what)))) for each in document.left_out]
    lines.append(say("guide-share-never", what="; ".join(out[:most])) if out else say("guide-nothing-else"))
    purposes = document.purposes.values()
    uses = [matter.small(unstopped(flat(prose(text)))) for each in purposes for text in each.not_for]
    if uses:
        lines.append(say("guide-use-never", what="; ".join(dict.fromkeys(uses[:most]))))
    bans = [matter.small(unstopped(flat(prose(text)))) for each in purposes for text in each.must_not]
    bans += [matter.small(unstopped(flat(prose(text)))) for each in flows_of(matter).values() for text in each.must_not]
    if bans:
        lines.append(say("guide-must-not", what="; ".join(dict.fromkeys(bans[:most]))))
    settled = matter.settled_point("transfer-method")
    routes = _never_sent_by(settled) if settled else []
    if routes:
        lines.append(say("guide-send-never", what=listed(routes[: max(most, 2)])))
    return lines


def _never_sent_by(settled: SettledPoint) -> list[str]:
    return list(dict.fromkeys(forbidden(settled.point, key) for _, part in settled.parts() for key in part.never))


def _opt_outs(matter: Matter) -> list[Runs]:
    say = matter.words.say
    return [
        stopped(
            say("guide-opt-out", what=capital(unstopped(each.what)), where=each.made_at) if each.made_at else each.what
        )
        for each in matter.agreement.opt_outs.values()
    ]


# --- whom to ring ---------------------------------------------------------------------------------


def _ring(matter: Matter, level: int) -> Iterator[Runs]:
    """Whom to ring at each party; for one partner its own people first."""
    parties = [facts for facts in matter.settled.parties.values() if not facts.is_other]
    parties.sort(key=lambda facts: facts.id != matter.at.party)
    for facts in parties:
        own = facts.id == matter.at.party
        line = _contacts(matter, facts, full=level > 2 or own, both=level > 1 or own)
        if line:
            yield (Text(f"{capital(facts.called)}: ", bold=True), *line)


def _contacts(matter: Matter, facts: PartyFacts, *, full: bool, both: bool) -> tuple[Run, ...]:
    """How one party is reached when something goes wrong, and with questions."""
    known = contacts_of(matter, facts)
    wrong = next((known[role] for role in ("incidents", "out-of-hours") if role in known), None)
    asked = next((known[role] for role in ("day-to-day", "spoc", "data-protection", "dpo") if role in known), None)
    runs: list[Run] = []
    for contact, key in ((wrong, "guide-incidents"), (asked, "guide-questions")):
        if contact is None or (contact is asked and contact == wrong) or (runs and not both):
            continue
        runs += [Text("; ")] if runs else []
        runs += [Text(f"{matter.words.say(key)} "), *_reach(contact, full)]
    return tuple(runs)


def _reach(contact: Contact, full: bool) -> tuple[Run, ...]:
    said: list[Run] = []
    if contact.phone:
        said.append(Text(contact.phone + (f" ({contact.hours})" if contact.hours and full else "")))
    if contact.mailbox and (full or not contact.phone):
        target = safe_target(f"mailto:{contact.mailbox}")
        said.append(Link(contact.mailbox, target) if target else Text(contact.mailbox))
    if contact.post and (full or not said):
        said.insert(0, Text(contact.post))
    runs: list[Run] = []
    for each in said:
        runs += [*([Text(", ")] if runs else []), each]
    return tuple(runs)
