"""The life of a document as its records tell it: each party first, and the status of the document from that.

Nothing here reads the text or the library. What the records must know of the text (who signs, when it starts and
ends, when it is reviewed) was written into the seal when it was sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from isptool.lifecycle.moves import IN_FORCE, LIVE
from isptool.model.signed import NOTHING_SIGNED, Signed, SignOff
from isptool.sealing.record import Record
from isptool.sealing.shelf import MOVES, PARTIES, REVIEWS, Shelf, SignedStatement, Version

Stand = Literal["signed", "declined", "carried", "broken", "not-yet", "objects", "joining", "left"]
"""How a party stands: `carried` is one whose signature of an earlier version still counts, for what changed since is
no material change that concerns it, or whose predecessor signed, in whose place it is by law; `objects` one that could
have been carried and objected in time; `broken` one whose statement no longer fits the sealed text."""
WAITED_FOR = ("declined", "broken", "not-yet", "objects")
"""How a party stands whose signature is still needed."""

LAPSE = timedelta(days=90)
"""How long after a missed review a document is still in force."""


class Move(Struct, frozen=True):
    """One recorded move of a version: from which status to which, and on what day."""

    name: str
    origin: str
    to: str
    on: date
    record: Record


class PartyLife(Struct, frozen=True):
    """How one party stands with one version. `conditions` are those on which it agreed."""

    party: str
    stand: Stand
    sign_off: SignOff | None = None
    conditions: str = ""
    since: date | None = None
    """Since when: the day it signed, joins or left."""
    in_place_of: str = ""
    """The body whose place it has taken by law, and whose signature counts for it."""
    successor: str = ""
    """The body that has taken its place by law."""
    objected_by: tuple[str, ...] = ()
    """Those who object to its joining; for one that `objects`, itself."""

    @property
    def agrees(self) -> bool:
        """Whether it has agreed, with this version or with one whose signature still counts."""
        return self.stand in ("signed", "carried")


class VersionLife(Struct, frozen=True):
    """One version: its status as at a day, its moves, and each party."""

    version: Version
    status: str
    moves: tuple[Move, ...]
    parties: Mapping[str, PartyLife]
    sign_offs: tuple[SignOff, ...]
    since: date | None
    next_review: date | None
    reviewed: date | None
    ends: date | None
    nobody_objects: bool = True
    """Whether the time to object to what changed is over, so that signatures of the version before count for it."""

    @property
    def number(self) -> str:
        """The number of the version."""
        return self.version.version

    @property
    def missing(self) -> tuple[str, ...]:
        """The parties whose signature it still needs."""
        return tuple(each.party for each in self.parties.values() if each.stand in WAITED_FOR)

    @property
    def bound(self) -> tuple[str, ...]:
        """The parties that have agreed and have not left."""
        return tuple(each.party for each in self.parties.values() if each.agrees)

    @property
    def firm(self) -> tuple[str, ...]:
        """The bound parties, without those whose earlier signature counts only when nobody has objected in time."""
        return tuple(each for each in self.bound if self.nobody_objects or self.parties[each].stand != "carried")

    def last(self, *statuses: str) -> Move | None:
        """The last move to one of these statuses."""
        return next((each for each in reversed(self.moves) if each.to in statuses), None)


class Life(Struct, frozen=True):
    """The life of one document as at a day: its versions, the oldest first."""

    document: str
    versions: tuple[VersionLife, ...]

    def version(self, number: str) -> VersionLife | None:
        """One version, or None where nothing is recorded of it."""
        return next((each for each in self.versions if each.number == number), None)

    @property
    def in_force(self) -> VersionLife | None:
        """The version that is in force, under review or suspended; None where none is."""
        return next((each for each in reversed(self.versions) if each.status in LIVE), None)

    @property
    def current(self) -> VersionLife | None:
        """The version that counts: the one in force, else the one out for signature, else the last with records."""
        if self.in_force is not None:
            return self.in_force
        out = [each for each in self.versions if each.status in ("signing", "signed", "expired")]
        return out[-1] if out else self.versions[-1] if self.versions else None


def life_of(shelf: Shelf, document: str, today: date, accepted: date | None = None) -> Life:
    """The life of a document. `accepted` is the day until which a missed review is accepted by a senior officer."""
    lives: list[VersionLife] = []
    agreed: dict[str, Mapping[str, PartyLife]] = {}
    for version in shelf.of(document):
        life = _version_life(version, agreed, today, accepted)
        agreed[version.version] = life.parties
        lives.append(life)
    newest = next((n for n in range(len(lives) - 1, -1, -1) if lives[n].status in (*LIVE, "expired")), None)
    for number, each in enumerate(lives):
        if newest is not None and number < newest and each.status in (*LIVE, "expired"):
            lives[number] = _with_status(each, "superseded")
    return Life(document, tuple(lives))


def _version_life(
    version: Version, earlier: Mapping[str, Mapping[str, PartyLife]], today: date, accepted: date | None
) -> VersionLife:
    moves = moves_of(version)
    statements = version.statements()
    seal = version.seal if version.is_sealed else None
    offs = tuple(_sign_off(version, each) for each in statements if each.intact)
    parties = _parties(version, seal, statements, earlier, today) if seal is not None else {}
    reviews = [(day, record.record) for record in version.records(REVIEWS) if (day := _day(record.record, "date"))]
    reviews = [(day, record) for day, record in reviews if record.text("outcome")]
    reviews.sort(key=lambda each: each[0])
    planned = _day(seal, "review-next") if seal is not None else None
    for _, record in reviews:
        planned = _day(record, "next") or planned
    ends = _day(seal, "ends-on") if seal is not None else None
    since = next((each.on for each in moves if each.to == "in-force"), None)
    status = moves[-1].to if moves else "draft"
    waiting = [each for each in parties.values() if not each.agrees and each.stand not in ("joining", "left")]
    if status == "signing" and parties and not waiting:
        status = "signed"
    if status in LIVE:
        late = planned is not None and today > planned + LAPSE and not (accepted is not None and accepted >= today)
        if (ends is not None and ends < today) or late:
            status = "expired"
    reviewed = reviews[-1][0] if reviews else None
    sealing = next((each for each in reversed(moves) if each.to == "signing"), None)
    until = _day(sealing.record, "objections-until") if sealing is not None else None
    over = until is None or until < today or status in LIVE
    return VersionLife(version, status, moves, parties, offs, since, planned, reviewed, ends, over)


def moves_of(version: Version) -> tuple[Move, ...]:
    """The moves of a version in their order."""
    found = []
    for held in version.records(MOVES):
        day = _day(held.record, "date")
        if day is not None and held.record.intact:
            found.append(Move(held.name, held.record.text("from"), held.record.text("to"), day, held.record))
    return tuple(found)


def _parties(
    version: Version,
    seal: Record,
    statements: Iterable[SignedStatement],
    earlier: Mapping[str, Mapping[str, PartyLife]],
    today: date,
) -> dict[str, PartyLife]:
    latest: dict[str, SignedStatement] = {}
    for each in sorted(
        statements, key=lambda each: (each.statement.on, each.statement.number, each.name.removesuffix(".yaml"))
    ):
        if each.intact:
            latest[each.statement.party] = each
    carried_from = earlier.get(seal.text("carries-from"), {})
    carried = set(seal.texts("carried"))
    records = [each.record for each in version.records(PARTIES) if each.record.intact]
    objecting = objections(version)
    found: dict[str, PartyLife] = {}
    for party in seal.texts("signs"):
        found[party] = _party(version, party, latest.get(party), carried_from if party in carried else {})
        if found[party].stand == "carried" and party in objecting.get(version.version, {}):
            day = objecting[version.version][party]
            found[party] = replace(found[party], stand="objects", since=day, objected_by=(party,))
    for record in sorted(records, key=_order):
        party, day = record.text("party"), _day(record, "date")
        kind = record.text("record")
        if kind == "joining" and record.text("takes-the-place-of"):
            _succeed(found, version, record, latest.get(party), today)
        elif kind == "joining":
            life = _party(version, party, latest.get(party), {})
            until = _day(record, "objections-until")
            against = tuple(objecting.get(party, ()))
            waiting = not life.agrees or (until is not None and today <= until) or against
            joins = replace(life, stand="joining", since=day, objected_by=against)
            found[party] = joins if waiting else life
        elif kind == "left" and day is not None and day <= today:
            before = found.get(party)
            found[party] = PartyLife(party, "left", before.sign_off if before else None, since=day)
    return found


def _order(record: Record) -> tuple[str, int, str, str]:
    """The order of what parties did: by day, then by its number on that day."""
    number = record.text("number")
    return record.text("date"), int(number) if number.isdecimal() else 0, record.text("party"), record.text("record")


def _succeed(
    found: dict[str, PartyLife], version: Version, record: Record, latest: SignedStatement | None, today: date
) -> None:
    """One body in the place of another, by law: what that one agreed to binds it, without signing again."""
    party, old, day = record.text("party"), record.text("takes-the-place-of"), _day(record, "date")
    before = found.get(old)
    if before is None or day is None or day > today:
        return
    found[old] = PartyLife(old, "left", before.sign_off, since=day, successor=party)
    own = _party(version, party, latest, {})
    if latest is None and before.agrees:
        own = replace(before, party=party, stand="carried", in_place_of=old)
    found[party] = own


def objections(version: Version) -> dict[str, dict[str, date | None]]:
    """Who objects to what as recorded: by the party that joins, or the number of the version, each with its day."""
    found: dict[str, dict[str, date | None]] = {}
    records = [each.record for each in version.records(PARTIES) if each.record.intact]
    for record in sorted(records, key=_order):
        against, party = record.text("against"), record.text("party")
        if record.text("record") == "objecting":
            found.setdefault(against, {})[party] = _day(record, "date")
        elif record.text("record") == "not-objecting":
            found.get(against, {}).pop(party, None)
    return {against: parties for against, parties in found.items() if parties}


def _party(version: Version, party: str, latest: SignedStatement | None, carried: Mapping[str, PartyLife]) -> PartyLife:
    if latest is None:
        before = carried.get(party)
        if before is not None and before.agrees:
            return PartyLife(party, "carried", before.sign_off, before.conditions, before.since)
        return PartyLife(party, "not-yet")
    statement = latest.statement
    sign_off = _sign_off(version, latest)
    if (
        sign_off.broken
        or statement.mark != version.mark
        or (statement.document, statement.version)
        != (
            version.document,
            version.version,
        )
    ):
        return PartyLife(party, "broken", sign_off, since=statement.on)
    if not sign_off.agrees:
        return PartyLife(party, "declined", sign_off, since=statement.on)
    return PartyLife(party, "signed", sign_off, statement.conditions, statement.on)


def _sign_off(version: Version, each: SignedStatement) -> SignOff:
    statement = each.statement
    return SignOff(
        party=statement.party,
        version=statement.version,
        on=statement.on,
        post=statement.post,
        authority=statement.authority,
        decision=statement.decision,
        broken=version.broken(statement.covers),
        role=statement.role,
    )


def _with_status(life: VersionLife, status: str) -> VersionLife:
    return replace(life, status=status)


def _day(record: Record | None, key: str) -> date | None:
    if record is None:
        return None
    try:
        return date.fromisoformat(record.text(key))
    except ValueError:
        return None


# ── what rules and documents read ────────────────────────────────────────────────────────────────────


def signed_of(life: Life, protocol_version: str = "", terms_changed: tuple[str, ...] = ()) -> Signed:
    """What rules judge and documents print of a document's life; nothing where nothing is recorded."""
    current = life.current
    if current is None:
        return NOTHING_SIGNED
    carried = {each.party for each in current.parties.values() if each.stand == "carried"}
    sign_offs = [
        replace(each, recorded=each.party in carried and each.version != current.number)
        for version in life.versions
        for each in version.sign_offs
        if version.number == current.number or version.status not in ("draft", "consultation", "withdrawn")
    ]
    sign_offs += [
        replace(each.sign_off, party=each.party, recorded=True)
        for each in current.parties.values()
        if each.in_place_of and each.sign_off is not None
    ]
    material = [each.since for each in life.versions if each.since and each.version.is_sealed
                and each.version.seal.text("change") in ("", "material")]  # fmt: skip
    return Signed(
        sign_offs=tuple(sign_offs),
        status=current.status if current.status not in ("idea", "draft", "consultation") else "",
        version=current.number,
        since=current.since,
        reviewed=current.reviewed,
        next_review=current.next_review if current.reviewed is not None else None,
        changed=max(material, default=None),
        protocol_version=protocol_version or _protocol_version(current.version),
        terms_changed=terms_changed,
    )


def signed_of_version(version: VersionLife) -> Signed:
    """The same of one version, whether or not it is the one that counts now."""
    return Signed(
        sign_offs=version.sign_offs,
        status=version.status,
        version=version.number,
        since=version.since,
        reviewed=version.reviewed,
        next_review=version.next_review if version.reviewed is not None else None,
        protocol_version=_protocol_version(version.version),
    )


def _protocol_version(version: Version) -> str:
    if not version.is_sealed:
        return ""
    return next(iter(version.seal.mapping("under").values()), "")


def status_of(life: Life, file_version: str, file_status: str) -> str:
    """The status of the version that is being written: what its records say, or else its file."""
    found = life.version(file_version)
    if found is None or not found.moves:
        return file_status
    return found.status


__all__ = ["IN_FORCE", "Life", "Move", "PartyLife", "VersionLife", "life_of", "moves_of", "signed_of", "status_of"]
