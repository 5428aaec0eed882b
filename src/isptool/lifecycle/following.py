"""When the protocol gets a new version: which agreements move to it, which are suspect and why, what asks to confirm.

An agreement that follows `as-amended` moves to the newest version that all its parties have signed. Until then it is
*suspect*. What was changed asks for confirmation only where the agreement departs from a default that changed, or
where the change is material to what it shares; everything else moves with the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from isptool.lifecycle.life import Life, VersionLife
from isptool.sealing.shelf import CONFIRMATIONS
from isptool.settling.changes import Change, changes
from isptool.settling.settled import Settled, State


class Following(Struct, frozen=True):
    """How one agreement stands to a newer version of its protocol.

    `signed` and `waiting` are its parties that have, or have not, signed that version; `changed` the inherited
    answers that differ; `to_confirm` those that ask for confirmation, each with why; `confirmed` the parties that
    have confirmed.
    """

    agreement: str
    protocol: str
    sealed_under: str
    newest: str
    follows: str
    signed: tuple[str, ...]
    waiting: tuple[str, ...]
    changed: tuple[Change, ...]
    to_confirm: tuple[tuple[Change, str], ...]
    confirmed: tuple[str, ...]

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The parties that have still to confirm; none where nothing asks for it."""
        if not self.to_confirm:
            return ()
        return tuple(each for each in (*self.signed, *self.waiting) if each not in self.confirmed)

    @property
    def state(self) -> str:
        """stays (as-signed), suspect (not all have signed), to-confirm, or moved."""
        if self.follows == "as-signed":
            return "stays"
        if self.waiting:
            return "suspect"
        return "to-confirm" if self.unconfirmed else "moved"

    @property
    def counts(self) -> str:
        """The version of the protocol that counts for the agreement now: the newest once all its parties signed it.

        What asks for confirmation does not hold that up, for they have all agreed to those words.
        """
        return self.newest if self.state in ("moved", "to-confirm") else self.sealed_under

    @property
    def only_administrative(self) -> bool:
        """Whether nothing that changed is more than administrative, so that it can be confirmed in bulk."""
        return all(each.change_class == "administrative" for each in self.changed)


class Carrying(Struct, frozen=True):
    """What one party carries with it by signing a new version of a protocol: the agreements under it that follow.

    `confirms` are those of them that ask this party to confirm what changed.
    """

    party: str
    has_signed: bool
    agreements: tuple[str, ...]
    confirms: tuple[str, ...]


def carried_with(protocol: str, found: Iterable[Following]) -> tuple[str, tuple[Carrying, ...]]:
    """The newest version of a protocol, and what each party carries with it by signing that; empty where nothing.

    `found` is how every agreement stands to every protocol. One that follows `as-signed` is carried by nobody.
    """
    ours = [each for each in found if each.protocol == protocol and each.follows == "as-amended"]
    parties = sorted({party for each in ours for party in (*each.signed, *each.waiting)})
    rows = []
    for party in parties:
        mine = [each for each in ours if party in (*each.signed, *each.waiting)]
        confirms = tuple(each.agreement for each in mine if party in each.unconfirmed)
        rows.append(Carrying(party, all(party in each.signed for each in mine), tuple(each.agreement for each in mine),
                             confirms))  # fmt: skip
    return (ours[0].newest if ours else ""), tuple(rows)


def newest_out(protocol: Life) -> VersionLife | None:
    """The newest version of a protocol that anybody was asked to sign and that was not taken back."""
    known = ("signing", "signed", "in-force", "under-review", "suspended")
    return next((each for each in reversed(protocol.versions) if each.status in known), None)


def counting_version(protocol: Life, parties: Sequence[str]) -> VersionLife | None:
    """The newest version that all these parties have signed; None where there is none."""
    wanted = set(parties)
    for each in reversed(protocol.versions):
        taken_back = each.status in ("draft", "consultation", "withdrawn")
        if not taken_back and each.version.is_sealed and wanted and wanted <= set(each.firm):
            return each
    return None


def following(agreement: VersionLife, protocol: Life, settle_under: Callable[[str], Settled]) -> Following | None:
    """How an agreement stands to the newest version of its protocol; None where it is sealed under that one.

    `settle_under` settles the sealed agreement under a sealed version of the protocol.
    """
    seal = agreement.version.seal
    sealed_under = seal.mapping("under").get(protocol.document, "")
    newest = newest_out(protocol)
    if not sealed_under or newest is None or newest.number == sealed_under:
        return None
    bound = agreement.bound
    signed = tuple(each for each in bound if each in newest.firm)
    before, after = settle_under(sealed_under), settle_under(newest.number)
    changed = tuple(each for each in changes(before, after).changes if each.point or each.part == "inherited")
    confirmed = tuple(
        held.record.text("party")
        for held in agreement.version.records(CONFIRMATIONS)
        if held.record.intact
        and held.record.text("protocol") == protocol.document
        and held.record.text("protocol-version") == newest.number
    )
    return Following(
        agreement=agreement.version.document,
        protocol=protocol.document,
        sealed_under=sealed_under,
        newest=newest.number,
        follows=seal.text("follows") or "as-amended",
        signed=signed,
        waiting=tuple(each for each in bound if each not in signed),
        changed=changed,
        to_confirm=(*_material(changed), *_departures(before, after)),
        confirmed=tuple(dict.fromkeys(confirmed)),
    )


def _material(changed: Sequence[Change]) -> list[tuple[Change, str]]:
    return [(each, "the change is material to what is shared") for each in changed if each.change_class == "material"]


def _departures(before: Settled, after: Settled) -> list[tuple[Change, str]]:
    """Points on which the agreement departs from a default that is another one now."""
    found = []
    old = {each.protocol.id: each.protocol for each in before.protocols}
    new = {each.protocol.id: each.protocol for each in after.protocols}
    for point_id, point in after.points.items():
        own = any(part.state is not State.INHERITED and part.departs for _, part in point.parts())
        changed = [
            name
            for name in old
            if name in new and _terms(old[name].settles.get(point_id)) != _terms(new[name].settles.get(point_id))
        ]
        if own and changed:
            change = Change(f"answers.{point_id}", "changed", "minor", "its default changed", "inherited", "", "", (),
                            point_id)  # fmt: skip
            found.append((change, "the agreement departs from a default that changed"))
    return found


def _terms(terms: Sequence[object] | None) -> list[str]:
    return [repr(each) for each in terms or ()]
