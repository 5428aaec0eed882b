"""One partner joins or leaves a document in force: the others do not sign again.

Who joins accepts the sealed text as it stands and signs it, with its own schedule sealed beside; the others have 20
working days to object. A body that takes the place of another by law does neither: what that one signed binds it.
Who leaves gives notice, does the exit tasks, and is bound until then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from isptool.checking.life import later
from isptool.lifecycle.guards import Guard
from isptool.lifecycle.life import Life, VersionLife, objections
from isptool.model.fields import Misread, Period, read_period
from isptool.model.partner import Partner
from isptool.sealing.record import Record, Value, begun
from isptool.sealing.seal import Seal, digest, schedule_name
from isptool.sealing.shelf import PARTIES
from isptool.sealing.words import PARTS
from isptool.settling.settled import Settled

OBJECTIONS = Period(20, "working day")
"""How long the other parties have to object to a party that joins."""
_OUT = ("signing", "signed")
_NOTICE = {"agreement": Period(30, "day"), "protocol": Period(90, "day")}

Values = dict[str, Value]


def join(
    settled: Settled,
    life: VersionLife,
    party: str,
    day: date,
    today: date,
    fresh: Seal,
    partners: Mapping[str, Partner],
    because: str = "",
) -> tuple[list[Guard], Values, Mapping[str, bytes]]:
    """What must hold for a party to join, the record of it, and its schedule to be sealed beside the text.

    `partners` are those described in partners.yaml, by id. `fresh` is the seal of the text as it is today: only its
    schedule of that party is taken from it.
    """
    known = party in settled.parties or party in partners
    successor = _successor_of(life, party, partners)
    name = schedule_name(party)
    stands = life.parties.get(party)
    asked = [
        Guard(f"{party} is described", known, "Describe it in partners.yaml."),
        Guard(f"{party} is not a party already", stands is None or stands.stand == "left", "See `isptool status`."),
        Guard("The sealed text is intact", not life.version.damage(), f"See `isptool verify {settled.document.id}`."),
    ]
    if successor:
        asks = f"It is said by what law it takes the place of {successor}"
        asked.append(Guard(asks, bool(because), "Say it with --because, for example the order that made the change."))
    content = fresh.parts.get(name)
    until = today if successor else later(today, OBJECTIONS)
    values: Values = {
        **begun("joining", settled.document.id, life.number),
        "party": party,
        "called": settled.name(party),
        "date": day.isoformat(),
        "recorded": today.isoformat(),
        "objections-until": "" if successor else until.isoformat(),
        "takes-the-place-of": successor,
        "covers": {
            **{each: life.version.digests.get(each, "") for each in PARTS},
            **({name: digest(content)} if content is not None else {}),
        },
    }
    if content is None:
        return asked, values, {}
    files = {f"{name}.json": content}
    return asked, {**values, "files": {key: digest(each) for key, each in files.items()}}, files


def under_the_protocol(party: str, above: Mapping[str, Life]) -> list[Guard]:
    """Whoever joins an agreement has signed its protocol, or joins that too."""
    asked = []
    for protocol, life in above.items():
        stands = [each.parties[party].stand for each in life.versions if party in each.parties]
        asks = f"{party} has signed the protocol, {protocol}, or joins it"
        mend = f"First: `isptool move {protocol} joining --partner {party}`."
        asked.append(Guard(asks, any(each in ("signed", "carried", "joining") for each in stands), mend))
    return asked


def _successor_of(life: VersionLife, party: str, partners: Mapping[str, Partner]) -> str:
    """The party whose place this one takes by law: a body that ended and names it as its successor."""
    for each, stands in life.parties.items():
        partner = partners.get(each)
        if partner is not None and partner.successor == party and stands.stand != "left":
            return each
    return ""


# ── objecting ────────────────────────────────────────────────────────────────────────────────────────


def open_to_objection(life: Life, party: str, today: date) -> dict[str, VersionLife]:
    """What a party may object to today: a partner that joins, or a new version that its signature is carried to.

    By the id of that partner, or the number of that version.
    """
    found: dict[str, VersionLife] = {}
    for version in life.versions:
        for record in (held.record for held in version.version.records(PARTIES) if held.record.intact):
            joins = record.text("party")
            can = record.text("record") == "joining" and party in version.bound and joins != party
            if can and _not_over(record, today):
                found[joins] = version
        move, stands = version.last("signing"), version.parties.get(party)
        carried = stands is not None and stands.stand in ("carried", "objects") and not stands.in_place_of
        if carried and version.status in _OUT and move is not None and _not_over(move.record, today):
            found[version.number] = version
    return found


def _not_over(record: Record, today: date) -> bool:
    until = record.text("objections-until")
    return bool(until) and date.fromisoformat(until) >= today


def object_to(
    version: VersionLife, party: str, against: str, day: date, because: str, *, objects: bool
) -> tuple[list[Guard], Values]:
    """What must hold for a party to object, or to object no longer, and the record of it."""
    asked = []
    if objects:
        asked.append(Guard("It is said why", bool(because), "Say it with --because."))
    else:
        objecting = party in objections(version.version).get(against, {})
        asked.append(Guard(f"{party} objects to {against}", objecting, "There is nothing to take back."))
    values: Values = {
        **begun("objecting" if objects else "not-objecting", version.version.document, version.number),
        "party": party,
        "against": against,
        "date": day.isoformat(),
    }
    return asked, values


# ── leaving ──────────────────────────────────────────────────────────────────────────────────────────


def leave(
    settled: Settled, life: VersionLife, party: str, day: date, today: date, because: str
) -> tuple[list[Guard], Values]:
    """What must hold for a party to give notice, and the record of it: the day on which it is no longer bound."""
    ends = later(day, notice_of(settled))
    asked = [
        Guard(
            f"{party} is a party",
            party in life.parties and life.parties[party].stand != "left",
            "See `isptool status`.",
        ),
        Guard("It is said why", bool(because), "Say it with --because; put the written notice there by its reference."),
    ]
    values: Values = {
        **begun("leaving", settled.document.id, life.number),
        "party": party,
        "called": settled.name(party),
        "date": day.isoformat(),
        "recorded": today.isoformat(),
        "ends": ends.isoformat(),
    }
    return asked, values


def notice_of(settled: Settled) -> Period:
    """The notice that a party gives: as the document has it, else 30 days (an agreement) or 90 (a protocol)."""
    usual = _NOTICE["protocol" if settled.is_protocol else "agreement"]
    point = settled.points.get("joining-changing-leaving")
    for _, part in point.parts() if point is not None else ():
        value = part.fields.get("notice")
        if value is not None:
            if isinstance(value.value, Period):
                return value.value
            try:
                return read_period(value.text)
            except Misread:
                continue
    return usual


def left(life: VersionLife, party: str, day: date, done: Sequence[str]) -> tuple[list[Guard], Values]:
    """What must hold for a party to have left, and the record of it."""
    notices = [
        held.record
        for held in life.version.records(PARTIES)
        if held.record.text("record") == "leaving" and held.record.text("party") == party
    ]
    ends = notices[-1].text("ends") if notices else ""
    over = bool(ends) and date.fromisoformat(ends) <= day
    asked = [
        Guard("It has given notice", bool(notices), f"Record it: `isptool move {life.version.document} leaving`."),
        Guard("The time of notice is over", over, f"It runs until {ends}." if ends else "It has not begun."),
        Guard("The exit tasks are done", bool(done), "Say with --done what was returned, deleted or kept, and where "
              "that is certified."),
    ]  # fmt: skip
    values: Values = {
        **begun("left", life.version.document, life.number),
        "party": party,
        "date": day.isoformat(),
        "done": tuple(done),
    }
    return asked, values
