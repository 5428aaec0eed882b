"""What must be true before a document moves: each guard says in words what it asks, and how to satisfy it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct, field

from isptool.checking.bodies import parties
from isptool.checking.check import Checked
from isptool.checking.life import signatories
from isptool.checking.rule import At
from isptool.findings import Finding, Gate
from isptool.lifecycle.life import Life, VersionLife
from isptool.model.documents import Agreement
from isptool.sealing.shelf import REVIEWS
from isptool.settling.settled import Settled, State


class Guard(Struct, frozen=True):
    """Something that must be true: in words, whether it is, and what to do where it is not."""

    asks: str
    holds: bool
    mend: str = ""


class Case(Struct, frozen=True):
    """What guards are asked of: the document as settled and checked, its life, and what the person said."""

    settled: Settled
    checked: Checked
    at: At
    life: Life
    today: date
    escalated: Sequence[str] = ()
    because: str = ""
    by: str = ""
    successor: Life | None = None
    protocols: dict[str, Life] = field(default_factory=dict)
    outcome: str = ""
    tasks: Sequence[str] = ()
    sealed_same: bool | None = None
    """Whether the text is, word for word, the one already sealed under this version; None where none is."""

    @property
    def version(self) -> VersionLife | None:
        """The version that moves."""
        return self.life.version(self.settled.document.version or "")


def guards(case: Case, origin: str, to: str) -> list[Guard]:
    """Every guard of a move, those that hold too."""
    asked = {
        "draft": _to_draft,
        "consultation": _to_consultation,
        "agreed-in-principle": _to_agreed,
        "signing": _to_signing,
        "in-force": _to_force if origin in ("signing", "signed") else _back_to_force,
        "under-review": _to_review,
        "suspended": _explained,
        "superseded": _to_superseded,
        "terminated": _to_terminated,
        "withdrawn": _explained,
    }[to]
    return list(asked(case, origin))


def _to_draft(case: Case, origin: str) -> Iterator[Guard]:
    if origin == "idea":
        asks = "The decision was that an agreement or a protocol is needed"
        yield Guard(asks, bool(case.because), "Say so with --because: the outcome of `isptool decide`.")
    else:
        yield from _explained(case, origin)


def _to_consultation(case: Case, origin: str) -> Iterator[Guard]:
    if origin == "signing":
        yield from _explained(case, origin)
        return
    yield _no_errors(case, Gate.CONSULTATION)
    yield Guard("The lead is named", bool(case.settled.document.owner), "Say who leads, under `owner:`.")
    yield Guard("The partners are named", bool(parties(case.settled)), "Name them under `parties:` or `partners:`.")


def _to_agreed(case: Case, _origin: str) -> Iterator[Guard]:
    rounds = case.settled.document.consultation
    replied = {party for each in rounds for party in (*each.replied, *(comment.party for comment in each.comments))}
    for facts in signatories(case.settled, case.at):
        asks = f"{_capital(facts.called)} has replied, or its silence was taken further"
        mend = f"Put its reply under `consultation: replied:`, or say --escalated {facts.id}."
        yield Guard(asks, facts.id in replied or facts.id in case.escalated, mend)
    said = [comment for each in rounds for comment in each.comments]
    left = [comment for comment in said if comment.answer is None]
    if said:
        asks = f"Every comment of the consultation has an answer ({len(said) - len(left)} of {len(said)} have)"
        about = _some([comment.about or comment.said for comment in left])
        yield Guard(asks, not left, f"Write `answer:` beside what was said of: {about}.")
    loose = [
        point.point.title
        for point in case.settled.points.values()
        if point.state.left_to_agree and any(not part.who for _, part in point.parts() if part.state.left_to_agree)
    ]
    owned = "Every point that is still open has somebody who will answer it"
    yield Guard(owned, not loose, f"Say `not-yet:` with `who:` and `until:` for: {_some(loose)}.")


def _to_signing(case: Case, _origin: str) -> Iterator[Guard]:
    yield _no_errors(case, Gate.SIGNING)
    dpia = case.settled.points.get("dpia")
    if dpia is not None and dpia.cells:
        done = not dpia.state.left_to_agree and dpia.state is not State.WITHHELD
        yield Guard("The impact assessment is done", done, "Answer it under `answers: dpia`.")
    views = [each.message for each in (*case.checked.findings, *case.checked.later) if each.code == "GOV-08"]
    yield Guard("The views it needs are recorded", not views, " ".join(views))
    signing = signatories(case.settled, case.at)
    yield Guard("Somebody signs it", bool(signing), "Name a party that is no class of bodies.")
    if case.sealed_same is False:
        number = case.settled.document.version
        asks = f"No other text is sealed as version {number}"
        yield Guard(asks, False, "What was signed stays as it was: give the new text a new version.")


def _to_force(case: Case, origin: str) -> Iterator[Guard]:
    version = case.version
    if version is None or not version.version.is_sealed:
        yield Guard("The text is sealed", False, "Move it to signing first.")
        return
    seal = version.version.seal
    damage = version.version.damage()
    yield Guard("The sealed text is intact", not damage, "; ".join(f"{each.file} {each.what}" for each in damage[:3]))
    if origin == "signing":
        each_alone = seal.text("start") == "each-on-signing"
        missing = _names(seal.mapping("parties"), version.missing)
        yield Guard(
            "Every party has signed, or each begins as it signs", each_alone, f"Still to sign: {_some(missing)}."
        )
        yield Guard("At least two parties have signed", len(version.bound) > 1, "Nobody shares alone.")
    else:
        yield Guard("Every party has signed", not version.missing, "See `isptool status`.")
    starts_on = seal.text("starts-on")
    reached = not starts_on or date.fromisoformat(starts_on) <= case.today
    yield Guard("The day of the start has come", reached, f"It starts on {starts_on}.")
    yield from _preconditions(case)
    yield from _conditions(case, version)
    yield from _protocol_signed(case, version)
    yield from _objections(case, version)


def _preconditions(case: Case) -> Iterator[Guard]:
    start = case.settled.document.start
    known = case.settled.document.conditions if isinstance(case.settled.document, Agreement) else {}
    for each in start.only_if if start is not None else ():
        condition = known.get(each)
        if condition is not None:
            asks = f"What must be so first is so: {condition.what}"
            yield Guard(asks, condition.met == "yes", f"Set `conditions: {each}: met: yes` when it is.")


def _conditions(case: Case, version: VersionLife) -> Iterator[Guard]:
    """Whoever agreed on conditions: these are met, or the move says how."""
    for each in version.parties.values():
        if each.agrees and each.conditions:
            asks = f"The condition of {each.party} is met ({each.conditions})"
            yield Guard(asks, bool(case.because), "Say with --because how it is met; or have it sign without.")


def _protocol_signed(case: Case, version: VersionLife) -> Iterator[Guard]:
    names = version.version.seal.mapping("parties")
    for protocol, life in case.protocols.items():
        bound = {party for each in life.versions for party in each.firm}
        missing = [each for each in version.bound if each not in bound]
        asks = f"The parties have signed the protocol, {protocol}"
        yield Guard(asks, not missing, f"Not yet: {_some(_names(names, missing))}.")


def _objections(case: Case, version: VersionLife) -> Iterator[Guard]:
    move = version.last("signing")
    until = move.record.text("objections-until") if move is not None else ""
    if until:
        over = date.fromisoformat(until) < case.today
        yield Guard("The time to object to the changes is over", over, f"It runs until {until}.")
        objecting = [each.party for each in version.parties.values() if each.stand == "objects"]
        names = _some(_names(version.version.seal.mapping("parties"), objecting))
        asks = "Nobody whose earlier signature would count objects"
        yield Guard(asks, not objecting, f"It must sign, or take that back (not-objecting): {names}.")


def _back_to_force(case: Case, origin: str) -> Iterator[Guard]:
    if origin == "under-review":
        done = case.version is not None and case.version.reviewed is not None and _after(case.version)
        yield Guard("The review is recorded", done, "Record it: `isptool review --record ID --outcome …`.")
        if done and case.version is not None:
            yield from _confirmed(case, case.version)
    else:
        yield from _explained(case, origin)


def _confirmed(case: Case, version: VersionLife) -> Iterator[Guard]:
    """Each party confirms what the last review came to, or its silence was taken further."""
    held = [each.record for each in version.version.records(REVIEWS) if each.record.intact]
    said = {party for record in held if record.text("date") == str(version.reviewed) for party in
            record.texts("confirmed")}  # fmt: skip
    names = version.version.seal.mapping("parties")
    for party in version.bound:
        asks = f"{_capital(names.get(party, party))} confirms what the review came to, or its silence was taken further"
        mend = f"Record the review with --confirmed {party}, or say --escalated {party}."
        yield Guard(asks, party in said or party in case.escalated, mend)


def _after(version: VersionLife) -> bool:
    move = version.last("under-review")
    return version.reviewed is not None and move is not None and version.reviewed >= move.on


def _to_review(case: Case, _origin: str) -> Iterator[Guard]:
    version = case.version
    due = version is not None and version.next_review is not None and (version.next_review - case.today).days <= 90
    asks = "The review is due within 90 days, or something calls for it earlier"
    yield Guard(asks, due or bool(case.because), "Say with --because what calls for it.")


def _to_superseded(case: Case, _origin: str) -> Iterator[Guard]:
    there = case.successor is not None and case.successor.in_force is not None
    yield Guard("Its successor is in force", there, "Name it with --successor ID, and bring that into force first.")


def _to_terminated(case: Case, _origin: str) -> Iterator[Guard]:
    yield from _explained(case, _origin)
    asks = "The data was returned or deleted, and the certificates are there"
    yield Guard(asks, bool(case.tasks), "Say with --done where each certificate is.")


def _explained(case: Case, _origin: str) -> Iterator[Guard]:
    yield Guard("It is said why", bool(case.because), "Say it with --because.")


def _no_errors(case: Case, gate: Gate) -> Guard:
    errors: Sequence[Finding] = case.checked.errors_before(gate)
    listed = "; ".join(f"{each.code} {each.message}" for each in errors[:3])
    more = f"; and {len(errors) - 3} more" if len(errors) > 3 else ""
    asks = f"Nothing is wrong that counts at the gate of {gate.value}"
    return Guard(asks, not errors, f"{listed}{more}. See `isptool validate --gate {gate.value}`.")


def _some(words: Sequence[str]) -> str:
    shown = ", ".join(words[:4])
    return f"{shown} and {len(words) - 4} more" if len(words) > 4 else shown


def _names(names: dict[str, str], ids: Sequence[str]) -> list[str]:
    return [names.get(each, each) for each in ids]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
