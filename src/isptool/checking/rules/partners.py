"""PAR-01 to PAR-10: who the partners are, and their roles. What is recorded of them is in `partner_records`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isptool.checking.bodies import (
    described,
    in_document,
    is_class,
    known_kind,
    listed,
    organisation,
    parties,
    personal,
)
from isptool.checking.rule import EVERY_AGREEMENT, EVERY_DOCUMENT, At, Rule, rule
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.terms import Party
from isptool.pattern import Pattern
from isptool.settling.settled import PartyFacts, Settled, State

# ── who they are ─────────────────────────────────────────────────────────────────────────────────────


@rule(
    "PAR-01",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="{what} needs at least two organisations, and has {count}.",
    fix="Add the other organisation; or, if all teams belong to one body, write an internal policy.",
    cites=("ICO Data Sharing Code of Practice, Data sharing agreements",),
    serves=("Q4",),
    profiles=EVERY_DOCUMENT,
)
def fewer_than_two_organisations(doc: Settled, _at: At) -> Iterator[Hit]:
    """At least two organisations take part.

    Nobody can agree with itself: sharing between teams of one organisation needs an internal policy, no agreement.

    Two divisions or offices of one partner are one organisation. A class of bodies, or a set that is open to others,
    counts as several.
    """
    several = any(is_class(each) for each in parties(doc))
    bodies = {organisation(each) for each in parties(doc)}
    if len(bodies) + several < 2:
        count = {0: "none", 1: "one"}[len(bodies)]
        what = "A protocol" if doc.is_protocol else "An agreement"
        yield Hit(("partners",) if doc.is_protocol else ("parties",), {"what": what, "count": count}, on_key=True)


@rule(
    "PAR-02",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="{party} takes part, but {why_not} {protocol}.",
    fix="Ask it to join the protocol; or, if it joins this agreement alone, say how in `joins-by:` of the party.",
    cites=("Wales Accord on the Sharing of Personal Information", "North Yorkshire information sharing protocol"),
    serves=("Q2",),
    profiles=EVERY_AGREEMENT,
)
def takes_part_without_the_protocol(doc: Settled, at: At) -> Iterator[Hit]:
    """Whoever sends or receives under a protocol is one of its partners.

    An agreement under a protocol leaves out what the protocol settles; a body outside the protocol is bound by none
    of that.

    Not an error: a class of bodies, and a body that joins this agreement alone (`joins-by:` says how), because then
    what it signs holds the inherited terms.
    """
    if not doc.protocols or doc.is_protocol:
        return
    protocol = doc.protocols[0].protocol
    signed = at.protocol_signed.get(protocol.id)
    have_signed = {each.party for each in signed.sign_offs if each.decision != "decline"} if signed else set()
    in_flows = {end for row in doc.rows if row.flow for end in (row.sender, row.recipient)}
    for each in parties(doc):
        if each.id not in in_flows or is_class(each) or (each.party and each.party.joins_by):
            continue
        body = organisation(each)
        joins = protocol.partners.get(body)
        why_not = ""
        if body not in protocol.partners:
            why_not = "is no partner of"
        elif joins is not None and joins.joins and not joins.since:
            why_not = "has not joined yet (“planned”)" if joins.joins == "planned" else f"only joins {joins.joins}:"
        elif signed is not None and signed.sign_offs and body not in have_signed:
            why_not = "has not signed"
        if why_not:
            values = {"party": each.called, "why_not": why_not, "protocol": protocol.title}
            yield Hit(("parties", each.id), values, on_key=True)


_NEEDS_NO_BOND = frozenset({"regulator", "public"})
_MAY_RECEIVE = frozenset({"processor", "recipient", "operator", "regulator", "public", "supplier", "adviser"})


@rule(
    "PAR-03",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Flow `{flow}` {way} {other}, which is not a party, and nothing says what binds it.",
    fix="Make it a party; or say under `others:` what it is (`is:`), for whom it acts and what binds it "
    "(`bound-by:` or `contract:`); or take it out of the flow.",
    cites=("ICO Data Sharing Code of Practice, Data sharing agreements (name all organisations)",),
    serves=("Q4",),
    profiles=EVERY_AGREEMENT,
)
def flow_to_somebody_who_is_no_party(doc: Settled, _at: At) -> Iterator[Hit]:
    """Whoever sends or receives is a party, or it is said what else binds it.

    Information that goes to a body which nobody has bound is out of everybody's hands.

    Not an error: a processor, recipient, operator, supplier or adviser with its contract or `bound-by:`; a regulator
    and the public, whom no agreement binds.
    """
    agreement = doc.agreement
    seen: set[tuple[str, str]] = set()
    for row in doc.rows:
        for end, way in ((row.recipient, "goes to"), (row.sender, "comes from")):
            other = agreement.others.get(end)
            if other is None or (row.flow, end) in seen:
                continue
            seen.add((row.flow, end))
            roles = set(other.is_)
            bound = bool(other.contract or other.bound_by) and bool(roles & _MAY_RECEIVE)
            if bound or roles & _NEEDS_NO_BOND or (way == "comes from" and other.acts_for):
                continue
            path = ("flows", row.flow, "to" if way == "goes to" else "from")
            yield Hit(path, {"flow": row.flow, "way": way, "other": other.name})


@rule(
    "PAR-04",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Say {what}; {because}.",
    fix="Add `kind:` to its entry in partners.yaml, such as county-council, police or charity; where the kind does not "
    "tell, `public-authority:` too: yes for a body under freedom of information law doing a public task, no for a "
    "charity, a company or a parish council.",
    cites=("UK GDPR Article 6(1), last words", "Data Protection Act 2018 section 7"),
    serves=("Q4", "Q7"),
    profiles=EVERY_DOCUMENT,
    speaks_for=("parties",),
    instead_of=("SET-20",),
)
def kind_or_public_authority_unknown(doc: Settled, at: At) -> Iterator[Hit]:
    """Of each organisation it is known what kind of body it is, and whether it is a public authority.

    The law gives a public authority other lawful bases than a charity or a company, so nothing about the law can be
    checked without it.

    The kind usually tells: a council is a public authority, a parish council is not. It has to be said only where it
    differs from body to body, as for GP practices. Of a party under another law, and of one still to be named, it
    is not asked; nor is the status, where no information is about people.
    """
    about_people = personal(doc)
    for each in parties(doc):
        if each.outside_uk or (each.party is not None and each.party.to_be_named):
            continue
        if not each.kind:
            values = {
                "what": f"what kind of body {each.called} is",
                "because": "what the law asks of it depends on that",
            }
            yield Hit(in_document(doc, each), values)
        elif each.public_authority is None and about_people:
            path, file = described(doc, at, each, "public-authority")
            what = f"whether {each.called} is a public authority"
            values = {"what": what, "because": "the lawful basis depends on it"}
            yield Hit(path, values, file=file)


_NOT_A_BODY = Pattern(
    r"\b(MASH|MARAC|hub|team|board|forum|panel|partnership|unit|cell|project|programme|working group)\b", re.IGNORECASE
)
_IS_A_BODY = Pattern(
    r"\b(limited|ltd|llp|plc|CIC|CIO|trust|authority|council|company|association|society|corporation|constable"
    r"|commissioner|university|college|school|academy|charity|foundation|agency|surgery|practice|medical)\b"
    r"|\b(integrated care|health|parole|youth justice|probation|tourist|sport|joint) board\b",
    re.IGNORECASE,
)


@rule(
    "PAR-05",
    Severity.WARNING,
    gate=Gate.CONSULTATION,
    message="“{name}” may not be a legal body that can sign ({why}).",
    fix="Check whether it can hold duties in law. If it cannot, name the organisations behind it as parties, and it in "
    "`acts-through:`.",
    cites=("UK GDPR Article 4(7)",),
    serves=("Q4",),
    decides_from="wording",
    profiles=EVERY_DOCUMENT,
)
def party_may_be_no_legal_body(doc: Settled, at: At) -> Iterator[Hit]:
    """A party is a body that can hold duties in law, not a team, a building or a board.

    Boards, hubs and teams are usually run by several organisations. Their signature binds nobody, and nobody answers
    for what happens there.

    The name is read, and the kind of body. A name that says its legal form, or a body that is registered with the
    ICO, raises nothing; nor does a division or office of a partner.
    """
    for each in parties(doc):
        party = each.party
        if each.partner is not None and each.partner.ico_registration:
            continue
        if party is not None and (party.of or party.office or party.class_ or party.to_be_named):
            continue
        name = (party.name if party else None) or (each.partner.name if each.partner else "") or each.name
        kind = at.law.body(each.kind) if each.kind and known_kind(each.kind, at) else None
        found = _NOT_A_BODY.search(name)
        if kind is not None and kind.can_sign == "no":
            why = f"its kind is {kind.title[:1].lower()}{kind.title[1:]}"
        elif found and not _IS_A_BODY.search(name):
            why = f"it says “{found[0]}”"
        else:
            continue
        path, file = described(doc, at, each, "name")
        yield Hit(path, {"name": name, "why": why}, file=file, words=found[0] if found else "")


# ── roles ────────────────────────────────────────────────────────────────────────────────────────────

_JOINT = ("joint-hub", "joint-dataset-separate-use")
_SAYS_WHO_DOES_WHAT = ("arrangement", "joint-rights", "joint-privacy-notice", "joint-breach")


def _joint(doc: Settled) -> tuple[set[str], set[str], bool]:
    """What is said of joint controllers: the answers chosen, the fields given, whether it is in own words."""
    keys: set[str] = set()
    fields: set[str] = set()
    own_words = False
    point = doc.points.get("controller-relationship")
    for _, part in point.parts() if point else ():
        keys.update(part.keys)
        fields.update(part.fields)
        own_words = own_words or (bool(part.own_words) and part.state in (State.ANSWERED, State.INHERITED))
    return keys & set(_JOINT), fields, own_words


def _joint_by_role(doc: Settled) -> list[PartyFacts]:
    return [
        each
        for each in parties(doc)
        if each.party is not None and any(held.role == "joint-controller" for held in each.party.roles)
    ]


@rule(
    "PAR-06",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="{parties} are joint controllers, but no arrangement says who does what.",
    fix="Under `answers: controller-relationship`, choose joint-hub or joint-dataset-separate-use with `arrangement:`, "
    "or say with `joint-rights:`, `joint-privacy-notice:` and `joint-breach:` who does what.",
    cites=("UK GDPR Article 26(1)", "Data Protection Act 2018 section 58"),
    serves=("Q7", "Q5"),
    speaks_for=("controller-relationship",),
)
def joint_controllers_without_arrangement(doc: Settled, _at: At) -> Iterator[Hit]:
    """Joint controllers have an arrangement that says who does what.

    People may turn to any of them; without an arrangement each thinks that another answers, tells people, reports.

    Joint are those that the point on controllers, or a party's `roles:`, calls so. Own words under that point count
    as an arrangement.
    """
    keys, fields, own_words = _joint(doc)
    by_role = _joint_by_role(doc)
    if (not keys and not by_role) or own_words or fields & set(_SAYS_WHO_DOES_WHAT):
        return
    named = listed([each.called for each in by_role]) if by_role else "The parties"
    if keys:
        path: ValuePath = ("answers", "controller-relationship")
    else:
        path = ("parties", by_role[0].id, "roles")
    yield Hit(path, {"parties": named}, on_key=True)


@rule(
    "PAR-07",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="The joint controllers' arrangement does not say {what}.",
    fix="Add {keys} under `answers: controller-relationship`.",
    cites=("UK GDPR Article 26(2)",),
    serves=("Q9", "Q7"),
)
def joint_arrangement_not_published(doc: Settled, _at: At) -> Iterator[Hit]:
    """The essence of a joint arrangement is published, and people have somewhere to turn.

    Article 26(2) gives people the essence of the arrangement, so that they know who answers for what.

    Only under Article 26: joint controllers under Part 3 of the 2018 Act (section 58) need a contact point and no
    publication.
    """
    keys, fields, _ = _joint(doc)
    if not keys or not fields & set(_SAYS_WHO_DOES_WHAT):
        return
    if all(row.regime == "part-3" for row in doc.rows if row.regime):
        return
    wanted = {
        "essence-at": ("where its essence is published", "`essence-at:`"),
        "joint-contact-point": ("whom people may turn to", "`joint-contact-point:`"),
    }
    missing = [said for field, said in wanted.items() if field not in fields]
    if missing:
        values = {"what": listed([what for what, _ in missing]), "keys": listed([key for _, key in missing])}
        yield Hit(("answers", "controller-relationship"), values, on_key=True)


def _processor_for_nothing(party: Party, doc: Settled) -> bool:
    """Whether a party is simply a processor: without contract, and for no flow or purpose of this agreement."""
    roles = [held for held in party.roles if held.role == "processor"]
    if not roles or any(held.role in ("controller", "joint-controller") for held in party.roles):
        return False
    scopes = {*doc.agreement.flows, *doc.agreement.purposes, *doc.agreement.data, *doc.agreement.cases}
    return not any(held.contract or scopes & set(held.for_) for held in roles)


def _all_but_one_process(doc: Settled) -> bool:
    found = [_processor_for_nothing(each.party, doc) for each in parties(doc) if each.party is not None]
    return len(found) > 1 and found.count(False) == 1


@rule(
    "PAR-08",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="{name} is a party and only acts on instructions: it needs a contract (Article 28), not this agreement.",
    fix="Move it to `others:` as a processor, with `acts-for:` and `contract:`.",
    cites=("UK GDPR Article 28", "ICO Data Sharing Code of Practice (sharing is between controllers)"),
    serves=("Q7",),
)
def processor_as_party(doc: Settled, _at: At) -> Iterator[Hit]:
    """A processor is no party on equal terms.

    An agreement binds controllers, who decide. A processor is bound by its contract, which this agreement could only
    blur.

    Not an error where its role names a contract, or flows or purposes: a host may be processor for one thing and
    controller for another.
    """
    if _all_but_one_process(doc):
        return
    for each in parties(doc):
        if each.party is not None and _processor_for_nothing(each.party, doc):
            yield Hit(("parties", each.id, "roles"), {"name": each.called}, on_key=True)


@rule(
    "PAR-09",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="No contract is recorded for the processor {name}.",
    fix="Add `contract:` with the reference of its contract{where}.",
    cites=("UK GDPR Article 28(3)", "Data Protection Act 2018 section 59"),
    serves=("Q7", "Q8"),
)
def processor_without_contract(doc: Settled, _at: At) -> Iterator[Hit]:
    """Every processor has a contract, and its reference is recorded.

    Without a contract it handles the information against the law, and nobody can tell it what to do.
    """
    for each, other in doc.agreement.others.items():
        if "processor" in other.is_ and not other.contract and "contract" not in other.gaps:
            yield Hit(("others", each), {"name": other.name, "where": ""}, on_key=True)
    if _all_but_one_process(doc):
        return
    for facts in parties(doc):
        party = facts.party
        if party is None or _processor_for_nothing(party, doc):
            continue
        for number, held in enumerate(party.roles):
            if held.role == "processor" and not held.contract:
                values = {"name": facts.called, "where": " beside the role"}
                yield Hit(("parties", facts.id, "roles", number), values)


@rule(
    "PAR-10",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Only {controller} is a controller here: this is a contract for processing, not an agreement to share.",
    fix="Use the terms of Article 28; or correct the `roles:` of the parties.",
    cites=("ICO Data Sharing Code of Practice (sharing is between controllers)", "UK GDPR Article 28"),
    serves=("Q7",),
)
def only_one_controller(doc: Settled, _at: At) -> Iterator[Hit]:
    """At least two parties are controllers.

    What one controller has others do on its instructions is no sharing, and the law asks for another document.

    Not an error where a processor's role names a contract, or the flows or purposes that it is held for.
    """
    if _all_but_one_process(doc):
        sole = next(
            each for each in parties(doc) if each.party is not None and not _processor_for_nothing(each.party, doc)
        )
        yield Hit(("parties",), {"controller": sole.called}, on_key=True)


RULES: tuple[Rule, ...] = (
    fewer_than_two_organisations,
    takes_part_without_the_protocol,
    flow_to_somebody_who_is_no_party,
    kind_or_public_authority_unknown,
    party_may_be_no_legal_body,
    joint_controllers_without_arrangement,
    joint_arrangement_not_published,
    processor_as_party,
    processor_without_contract,
    only_one_controller,
)
