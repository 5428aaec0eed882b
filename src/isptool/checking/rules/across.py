"""REG: rules across documents. They read the whole workspace (`At.others`), and count in a register of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from isptool.checking.bodies import is_class, listed, organisation, parties
from isptool.checking.life import ENDED, later, signatories
from isptool.checking.rule import EVERY_AGREEMENT, EVERY_DOCUMENT, At, Profile, Rule, rule
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.documents import Agreement, Protocol
from isptool.model.fields import Misread, read_date, read_period, show_date
from isptool.model.partner import Contact
from isptool.model.signed import NOTHING_SIGNED, Signed
from isptool.settling.settled import PartyFacts, Settled

_PROTOCOL: tuple[Profile, ...] = ("protocol",)
_LOG = "ICO Accountability Framework (a central log of current agreements)"


def _others(doc: Settled, at: At) -> list[Settled]:
    """The other documents of the workspace."""
    return [each for each in at.others if each.file != doc.file]


def _before(doc: Settled, at: At) -> list[Settled]:
    """The documents that stand before this one, so that what two have in common is said once, at the second."""
    found: list[Settled] = []
    for each in at.others:
        if each.file == doc.file:
            return found
        found.append(each)
    return []


def _signed(doc: Settled, at: At) -> Signed:
    return at.others_signed.get(doc.document.id, NOTHING_SIGNED)


def _live(doc: Settled, at: At) -> bool:
    """Whether a document is being made or in force, not ended."""
    return _signed(doc, at).status not in ENDED


# ── two agreements for one sharing ───────────────────────────────────────────────────────────────────

_EVERYWHERE = frozenset({"identity", "contact"})
"""Kinds of items that nearly every agreement has: alone they are no overlap."""


class _Shared(Struct, frozen=True):
    """What is shared from one organisation to another for one kind of purpose: kinds of items, or their words."""

    sender: str
    recipient: str
    purpose: str
    items: frozenset[str]


_Sharings = Mapping[tuple[str, str, str], _Shared]


@rule(
    "REG-01",
    Severity.WARNING,
    gate=Gate.REGISTER,
    message="“{title}” already has {sender} give {recipient} the same for the same kind of purpose: {items}.",
    fix="End one, merge them, or say under `related:` how this one stands to `{id}` (replaces, extends, "
    "sits-alongside) and what it adds.",
    cites=(_LOG, "Common experience: the same sharing is negotiated twice"),
    serves=("Q1", "Q2"),
    profiles=EVERY_AGREEMENT,
)
def same_sharing_in_two_agreements(doc: Settled, at: At) -> Iterator[Hit]:
    """No two agreements are about the same sharing: the same organisations, the same kind of purpose, the same kinds
    of items.

    Two agreements for one sharing are negotiated twice, drift apart, and leave staff with two sets of terms.

    Said at the later of the two, and once for each pair. Names and addresses alone are no overlap, for nearly every
    agreement has them. Not said where either names the other under `related:`, nor of documents that have ended.
    """
    if not at.others or not _live(doc, at):
        return
    known = at.once_for_all("sharings", lambda: _Known.of(at.others))
    mine = known.shared_by(doc)
    for other, theirs in known.before(doc, mine):
        if not _live(other, at) or _says_how(doc, other):
            continue
        found = _overlap(mine, theirs)
        if found is not None:
            values = {
                "title": other.document.title,
                "sender": doc.name(found.sender),
                "recipient": doc.name(found.recipient),
                "items": listed(sorted(found.items)),
                "id": other.document.id,
            }
            yield Hit(("title",), values)


class _Known(Struct, frozen=True):
    """The agreements of a workspace with what each shares, and which of them share by each key."""

    agreements: dict[int, tuple[Settled, _Sharings]]
    by_key: dict[tuple[str, str, str], list[int]]
    places: dict[str, int]
    """Where each file first stands in the order of the workspace."""

    @staticmethod
    def of(documents: Iterable[Settled]) -> _Known:
        known = _Known({}, {}, {})
        for number, each in enumerate(documents):
            known.places.setdefault(each.file, number)
            if each.is_protocol:
                continue
            known.agreements[number] = (each, _sharings(each))
            for key in known.agreements[number][1]:
                known.by_key.setdefault(key, []).append(number)
        return known

    def shared_by(self, doc: Settled) -> _Sharings:
        """What an agreement shares, whether or not it is among them."""
        known = self.agreements.get(self.places.get(doc.file, -1))
        return known[1] if known is not None and known[0] is doc else _sharings(doc)

    def before(self, doc: Settled, mine: _Sharings) -> Iterator[tuple[Settled, _Sharings]]:
        """The agreements before this one that share something by a key of its own, in order."""
        here = self.places.get(doc.file, 0)
        numbers = {number for key in mine for number in self.by_key.get(key, ()) if number < here}
        yield from (self.agreements[number] for number in sorted(numbers))


def _sharings(doc: Settled) -> _Sharings:
    agreement = doc.agreement
    found: dict[tuple[str, str, str], set[str]] = {}
    moved = dict.fromkeys((row.sender, row.recipient, row.purpose, row.item) for row in doc.rows if row.flow)
    for sender, recipient, purpose_id, item_id in moved:
        purpose, item = agreement.purposes.get(purpose_id), agreement.data.get(item_id)
        if purpose is None or not purpose.kind or item is None:
            continue
        kinds = set(item.kind) or {_plain(item.what or item_id)}
        ends = (_organisation(sender, doc), _organisation(recipient, doc))
        found.setdefault((*ends, purpose.kind), set()).update(kinds)
    return {key: _Shared(*key, frozenset(items)) for key, items in found.items()}


def _organisation(party: str, doc: Settled) -> str:
    facts = doc.parties.get(party)
    return organisation(facts) if facts is not None else party


def _overlap(
    mine: Mapping[tuple[str, str, str], _Shared], theirs: Mapping[tuple[str, str, str], _Shared]
) -> _Shared | None:
    for key, shared in mine.items():
        items = shared.items & theirs[key].items if key in theirs else frozenset()
        only_names = shared.items <= _EVERYWHERE and theirs[key].items <= _EVERYWHERE if items else False
        if items - _EVERYWHERE or only_names:
            return _Shared(*key, items)
    return None


def _says_how(doc: Settled, other: Settled) -> bool:
    """Whether one of two documents names the other among those it is related to."""
    return _names(doc, other) or _names(other, doc)


def _names(doc: Settled, other: Settled) -> bool:
    wanted = {other.document.id.casefold(), other.document.title.casefold()}
    return any(each.document is not None and each.document.casefold() in wanted for each in doc.document.related)


# ── agreements and the versions of their protocol ────────────────────────────────────────────────────


@rule(
    "REG-02",
    Severity.WARNING,
    gate=Gate.REGISTER,
    message="“{protocol}” {trouble}; this agreement was signed under {signed}.",
    fix="Bring it under a version that is in force: {mend}.",
    cites=("The versions of a protocol that an agreement is under",),
    serves=("Q2", "PQ3"),
    decides_from="records",
    profiles=EVERY_AGREEMENT,
)
def protocol_has_moved_on(doc: Settled, at: At) -> Iterator[Hit]:
    """An agreement in force rests on the version of its protocol that is in force.

    What it inherits may have changed: until its parties have signed the new version, some are bound by other terms
    than others.

    It is a warning, with how many of the parties have signed the new version: the agreement moves to it when all have.
    It is an error only for an agreement that `follows: as-signed`, once the protocol no longer lets its version count
    (`earlier-versions:` with `valid-for:` a length of time, or a day). A protocol that has ended is said too.
    """
    if not doc.protocols or not at.signed.sign_offs:
        return
    protocol = doc.protocols[0].protocol
    above = at.protocol_signed.get(protocol.id, at.others_signed.get(protocol.id, NOTHING_SIGNED))
    signed = at.signed.protocol_version
    values = {"protocol": protocol.title, "signed": f"version {signed}" if signed else "it"}
    if above.status in ENDED - {"superseded"}:
        mend = "or make it standalone (`under: none`), and have it signed"
        yield Hit(("under",), {**values, "trouble": f"has ended ({above.status})", "mend": mend})
    elif signed and above.version and above.version != signed:
        yield _superseded(doc, at, protocol, above, values)


def _superseded(doc: Settled, at: At, protocol: Protocol, above: Signed, values: dict[str, str]) -> Hit:
    asked = [organisation(each) for each in signatories(doc, at)]
    have = [party for party in asked if any(each.agrees and each.version == above.version for each in above.of(party))]
    since = f" since {show_date(above.since)}" if above.since is not None else ""
    trouble = f"is at version {above.version}{since}, which {len(have)} of {len(asked)} parties here have signed"
    mend = "have the others sign the new one (`isptool status` shows who), and what is inherited moves with it"
    last = _counts_until(protocol, at.signed.protocol_version, above.since)
    late = doc.agreement.follows == "as-signed" and last is not None and last < at.today
    if late and last is not None:
        trouble += f"; the old version counted until {show_date(last)}"
        mend = "have this agreement signed again under the new one"
    severity = Severity.ERROR if late else None
    return Hit(("under",), {**values, "trouble": trouble, "mend": mend}, severity=severity)


def _counts_until(protocol: Protocol, version: str, since: date | None) -> date | None:
    """The last day on which an earlier version of a protocol still counts, where the protocol says so."""
    for each in protocol.earlier_versions:
        if each.version != version or each.valid_for is None:
            continue
        try:
            return read_date(each.valid_for.removeprefix("until "))
        except Misread:
            pass
        try:
            return later(since, read_period(each.valid_for)) if since is not None else None
        except Misread:
            return None
    return None


@rule(
    "REG-03",
    Severity.WARNING,
    gate=Gate.REGISTER,
    message="“{point}” differs from the version under which {count} signed: {agreements}.",
    fix="Show their owners the clauses that changed (`isptool diff`), and tell them from when they count.",
    cites=("The versions of a protocol that an agreement is under",),
    serves=("PQ3", "Q2"),
    decides_from="records",
    profiles=_PROTOCOL,
)
def inherited_answer_has_changed(doc: Settled, at: At) -> Iterator[Hit]:
    """Where a new version of a protocol changes an answer that agreements inherit, their owners know.

    Partners must know when agreed terms move under them.

    Said once for each point, at the protocol, with the agreements in force that inherit it.
    """
    affected: dict[str, list[str]] = {}
    for other in _others(doc, at):
        if isinstance(other.document, Agreement) and other.document.under == doc.document.id and _live(other, at):
            for point in _signed(other, at).terms_changed:
                affected.setdefault(point, []).append(other.document.title)
    for point, titles in affected.items():
        known = doc.points.get(point)
        count = "1 agreement was" if len(titles) == 1 else f"{len(titles)} agreements were"
        values = {"point": known.point.title if known else point, "count": count, "agreements": listed(titles)}
        yield Hit(("settles", point), values, on_key=True)


# ── partners ─────────────────────────────────────────────────────────────────────────────────────────

_ONE_POST = {
    "data-protection": "data protection", "dpo": "data protection", "siro": "the Senior Information Risk Owner",
    "caldicott": "the Caldicott Guardian",
}  # fmt: skip
"""Roles of which an organisation has one, whichever agreement it is."""


@rule(
    "REG-04",
    Severity.WARNING,
    gate=Gate.REGISTER,
    message="{party} is {here} here, and {there} in {where}.",
    fix="Describe it once, in partners.yaml, and refer to it by its id.",
    cites=(_LOG,),
    serves=("Q4", "Q9"),
    profiles=EVERY_AGREEMENT,
)
def partner_described_differently(doc: Settled, at: At) -> Iterator[Hit]:
    """An organisation has one name, and one post for data protection, wherever it is described.

    The same body in three spellings cannot be found in a register, nor reached when it matters.

    Compared are names, and the contacts of which an organisation has one: data protection, the Senior Information Risk
    Owner, the Caldicott Guardian. A division, an office or a class of bodies has a name of its own, and contacts of
    every day differ from agreement to agreement.
    """
    for facts in parties(doc):
        party = facts.party
        if party is None or is_class(facts) or party.of or party.office:
            continue
        yield from _names_differ(facts, doc, at)
        yield from _contacts_differ(facts, doc, at)


def _names_differ(facts: PartyFacts, doc: Settled, at: At) -> Iterator[Hit]:
    name = facts.party.name if facts.party is not None else None
    if name is None:
        return
    for other_id, other, where in _names_elsewhere(doc, at):
        same_body = other_id == facts.id and _plain(other) != _plain(name)
        same_name = other_id != facts.id and _plain(other) == _plain(name)
        if same_body or same_name:
            there = f"“{other}”" if same_body else f"`{other_id}`"
            here = f"“{name}”" if same_body else f"`{facts.id}`"
            called = f"{facts.called[:1].upper()}{facts.called[1:]}"
            values = {"party": called, "here": here, "there": there, "where": where}
            yield Hit(("parties", facts.id, "name"), values)
            return


def _names_elsewhere(doc: Settled, at: At) -> Iterator[tuple[str, str, str]]:
    """Every id and name of an organisation in partners.yaml and the documents before this one, with where it is."""
    for partner_id, partner in at.partners.items():
        yield partner_id, partner.name, "partners.yaml"
    named = at.once_for_all("names", lambda: list(_named_in(at.others)))
    for other, its_names in named:
        if other.file == doc.file:
            break
        for facts_id, name in its_names:
            yield facts_id, name, f"“{other.document.title}”"


def _named_in(documents: Iterable[Settled]) -> Iterator[tuple[Settled, list[tuple[str, str]]]]:
    """The documents, in order, with the id and name of each organisation that they name themselves."""
    for each in documents:
        named = [
            (facts.id, facts.party.name)
            for facts in parties(each)
            if facts.party is not None and facts.party.name and not facts.party.of
        ]
        yield each, named


def _contacts_differ(facts: PartyFacts, doc: Settled, at: At) -> Iterator[Hit]:
    assert facts.party is not None
    for role, here in facts.party.contacts.items():
        if role not in _ONE_POST:
            continue
        for there, where in _contacts_elsewhere(facts, role, doc, at):
            if (here.mailbox or "").casefold() != (there.mailbox or "").casefold() and here.mailbox and there.mailbox:
                values = {
                    "party": f"For {_ONE_POST[role]}, {facts.called}",
                    "here": f"at {here.mailbox}",
                    "there": f"at {there.mailbox}",
                    "where": where,
                }
                yield Hit(("parties", facts.id, "contacts", role, "mailbox"), values)
                break


def _contacts_elsewhere(facts: PartyFacts, role: str, doc: Settled, at: At) -> Iterator[tuple[Contact, str]]:
    if facts.partner is not None and role in facts.partner.contacts:
        yield facts.partner.contacts[role], "partners.yaml"
    for other in _before(doc, at):
        same = other.parties.get(facts.id)
        if same is not None and same.party is not None and role in same.party.contacts:
            yield same.party.contacts[role], f"“{other.document.title}”"


@rule(
    "REG-05",
    Severity.INFO,
    gate=Gate.REGISTER,
    message="{party} takes part in this protocol, and in no agreement here.",
    fix="Note what it is to share, or take it out at the next review.",
    cites=(_LOG,),
    serves=("PQ3",),
    profiles=_PROTOCOL,
)
def partner_shares_nothing(doc: Settled, at: At) -> Iterator[Hit]:
    """Every partner of a protocol takes part in an agreement.

    A signature with no sharing is either work that is planned, or clutter.

    Nothing is said before there is any agreement, nor of a partner that is planned to join. A class of bodies may hold
    every partner of its kind.
    """
    agreements = [each for each in _others(doc, at) if not each.is_protocol and _live(each, at)]
    if not agreements or not isinstance(doc.document, Protocol):
        return
    involved = {organisation(facts) for each in agreements for facts in parties(each)}
    kinds = {facts.kind for each in agreements for facts in parties(each) if is_class(facts) and facts.kind}
    for facts in parties(doc):
        joins = doc.document.partners.get(facts.id)
        if facts.id in involved or (joins is not None and joins.joins) or _is_in_class(facts, kinds, at):
            continue
        name = f"{facts.called[:1].upper()}{facts.called[1:]}"
        yield Hit(("partners", facts.id), {"party": name}, on_key=True)


def _is_in_class(facts: PartyFacts, kinds: Iterable[str], at: At) -> bool:
    return any(at.law.body_is_a(facts.kind, each) for each in kinds)


# ── references ───────────────────────────────────────────────────────────────────────────────────────

_ENOUGH = 3
"""How many other references make a series."""


@rule(
    "REG-06",
    Severity.WARNING,
    gate=Gate.REGISTER,
    message="{reference} {trouble}.",
    fix="Give one of them another number.",
    cites=(_LOG,),
    serves=("Q1",),
    profiles=EVERY_DOCUMENT,
)
def reference_used_twice(doc: Settled, at: At) -> Iterator[Hit]:
    """A reference number names one document, and looks like the others of its owner.

    A register in which one number means two things, or a number is not found where it should be, is no register.

    Said at the later of two documents. A series is taken to be there where at least three other references of the same
    owner have one form (letters and figures in the same places), and this one has not.
    """
    if not doc.document.references:
        return
    known = at.once_for_all("references", lambda: _References.of(at.others))
    for owner, reference in doc.document.references.items():
        path: ValuePath = ("references", owner)
        twice = known.before(doc, reference)
        if twice is not None:
            yield Hit(path, {"reference": reference, "trouble": f"is the number of “{twice.document.title}” as well"})
            continue
        like = known.series(doc, owner)
        if like and _form(reference) != _form(like):
            trouble = f"is out of the series of {owner}, whose numbers look like {like}"
            yield Hit(path, {"reference": reference, "trouble": trouble})


class _References(Struct, frozen=True):
    """The references of all documents: by number the documents that have it, by owner the numbers; and their order."""

    by_number: dict[str, list[Settled]]
    by_owner: dict[str, list[tuple[str, str]]]
    """For each owner the files and what they say, in order."""
    forms: dict[str, Counter[str]]
    """For each owner how many of its references have which form."""
    places: dict[str, int]

    @staticmethod
    def of(documents: Iterable[Settled]) -> _References:
        known = _References({}, {}, {}, {})
        for number, each in enumerate(documents):
            known.places.setdefault(each.file, number)
            for owner, said in each.document.references.items():
                known.by_number.setdefault(_plain(said), []).append(each)
                known.by_owner.setdefault(_plain(owner), []).append((each.file, said))
                known.forms.setdefault(_plain(owner), Counter())[_form(said)] += 1
        return known

    def before(self, doc: Settled, reference: str) -> Settled | None:
        """The first document before this one that has the same number."""
        here = self.places.get(doc.file, 0)
        having = self.by_number.get(_plain(reference), ())
        return next((each for each in having if self.places[each.file] < here), None)

    def series(self, doc: Settled, owner: str) -> str:
        """A reference of this owner in another document, where enough of them all have one form; else empty."""
        said = self.by_owner.get(_plain(owner), [])
        own = [text for whose, text in doc.document.references.items() if _plain(whose) == _plain(owner)]
        forms = self.forms.get(_plain(owner), Counter()) - Counter(_form(text) for text in own)
        if len(forms) != 1 or forms.total() < _ENOUGH:
            return ""
        return next(text for file, text in said if file != doc.file)


def _form(reference: str) -> str:
    """The form of a reference: `WD-ISA-014` is `A-A-9`."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "A", reference.strip()))


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


RULES: tuple[Rule, ...] = (
    same_sharing_in_two_agreements,
    protocol_has_moved_on,
    inherited_answer_has_changed,
    partner_described_differently,
    partner_shares_nothing,
    reference_used_twice,
)
