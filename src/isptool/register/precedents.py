"""What the register can say where it is decided whether to share: what is there already, and who has signed what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from isptool.model.decision import Found, FoundBy, Sharing
from isptool.model.fields import slug
from isptool.register.entry import Entry, Register
from isptool.register.similar import Similar, Sought, related, sought
from isptool.settling.filling import listed

LIKE = 30
"""From what likeness an agreement is named that does not quite fit."""
_IN_FORCE = frozenset({"in-force", "under-review"})
_RUN_OUT = frozenset({"expired", "suspended"})
_FRAMEWORKS = {
    "wales": ("the Wales Accord on the Sharing of Personal Information (WASPI)", "Welsh"),
    "scotland": ("the Scottish Information Sharing Toolkit", "Scottish"),
}


class Precedents(Struct, frozen=True):
    """Looks into a register. `nations` are those of the workspace, for partners that say none of their own."""

    register: Register
    nations: tuple[str, ...] = ()

    def find(self, kind: FoundBy, sharing: Sharing) -> Found | None:
        """How the register would answer a question; None where too little is known of the sharing to look."""
        if not sharing.partners:
            return None
        if kind == "agreement":
            return self._agreement(sharing)
        if kind == "framework":
            return self._framework(sharing)
        return self._protocol(sharing) if kind == "protocol" else self._missing(sharing)

    # ── T9: an agreement that is there already ───────────────────────────────────────────────────────

    def _agreement(self, sharing: Sharing) -> Found | None:
        if not sharing.purposes and not sharing.data:
            return None
        wanted = Sought(
            frozenset(sharing.partners),
            frozenset(sharing.purposes),
            frozenset(each.casefold() for each in sharing.data),
        )
        agreements = [each for each in self.register.entries if not each.is_protocol and each.is_live]
        found = related(wanted, agreements, count=5)
        alike = [each for each in found if each.likeness >= LIKE and _more_than_partners(wanted, each.entry)]
        whole = [each for each in _ordered(agreements) if not _lacking(wanted, each)]
        current = [each for each in whole if each.status not in _RUN_OUT]
        if current:
            says = f"{_called(current[0])} covers these partners, purposes and data."
            if current[0].status not in _IN_FORCE:
                says += " It is not in force yet: join in making it, and share nothing under it before it is."
            return Found("yes", says, _named(current[0]))
        if whole:
            says = f"{_called(whole[0])} covers this, but does not count now. Renew it rather than write another."
            return Found("no", says, _named(whole[0]))
        if alike:
            return Found("no", f"Nothing covers all of it. {_nearest(alike[0], wanted)}", _named(alike[0].entry))
        return Found("no", f"No agreement in the register is like it (of {len(agreements)}).")

    # ── T13: one protocol ────────────────────────────────────────────────────────────────────────────

    def _best(self, sharing: Sharing) -> tuple[Entry, tuple[str, ...]] | None:
        """The live protocol with the most of the partners bound by it, and those who are not."""
        protocols = [each for each in self.register.entries if each.is_protocol and each.is_live]
        found = [(each, _not_bound(each, sharing)) for each in protocols]
        found = [(entry, missing) for entry, missing in found if _takes_part(entry, sharing)]
        return min(found, key=lambda each: (len(each[1]), each[0].id)) if found else None

    def _protocol(self, sharing: Sharing) -> Found:
        best = self._best(sharing)
        if best is None:
            return Found("no", "No protocol in the register names any of these partners.")
        entry, missing = best
        if not missing:
            says = f"{_called(entry)} is signed by all of them. Check that it covers this kind of purpose."
            return Found("yes", says, {"protocol": entry.id})
        named = [each for each in missing if each in entry.organisations]
        others = [each for each in missing if each not in entry.organisations]
        parts = []
        if named:
            parts.append(f"names {_names(entry, named)}, but no signature of theirs is recorded")
        if others:
            parts.append(f"does not name {_names(entry, others)}")
        return Found("no", f"{_called(entry)} {'; it '.join(parts)}.", _missing_values(entry, missing))

    def _missing(self, sharing: Sharing) -> Found:
        best = self._best(sharing)
        if best is None:
            return Found("no", "There is no protocol in the register that they could join.")
        entry, missing = best
        named = all(each in entry.organisations for each in missing)
        how = "by signing it, since it names them" if named else "by a declaration of acceptance; ask its keeper"
        says = f"{_names(entry, missing)} can become bound by {_called(entry)} {how}."
        return Found("yes", says, _missing_values(entry, missing))

    # ── T15: a framework ─────────────────────────────────────────────────────────────────────────────

    def _framework(self, sharing: Sharing) -> Found:
        nations = self._nations(sharing)
        for nation, (framework, adjective) in _FRAMEWORKS.items():
            if nations == {nation}:
                says = f"All of these partners are {adjective}, so {framework} may fit: check what it asks of them."
                return Found("yes", says)
        records = [each for each in self.register.entries if each.is_protocol and each.is_live]
        others = [each for each in records if not _takes_part(each, sharing)]
        if others:
            says = (
                f"{_called(others[0])} is in the register, and none of these partners is in it: it may be open to them."
            )
            return Found("yes", says, {"framework": others[0].id} if others[0].facts.kind == "protocol" else {})
        return Found("no", "The register knows of no framework for these partners; ask neighbouring partnerships too.")

    def _nations(self, sharing: Sharing) -> set[str]:
        found: set[str] = set()
        for entry in self.register.entries[:1]:
            for each in sharing.partners:
                partner = entry.known.partners.get(each)
                found |= set(partner.nations if partner is not None and partner.nations else self.nations)
        return found


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Those in force first, then those that are being made."""
    order = ("in-force", "under-review", "signed", "signing", "agreed-in-principle", "consultation", "draft", "idea")
    return sorted(entries, key=lambda each: (order.index(each.status) if each.status in order else len(order), each.id))


def _more_than_partners(wanted: Sought, entry: Entry) -> bool:
    """Whether an agreement shares a purpose, or data, with what is sought."""
    theirs = sought(entry)
    return bool(wanted.purposes & theirs.purposes or wanted.items & theirs.items)


def _lacking(wanted: Sought, entry: Entry) -> tuple[str, ...]:
    """What an agreement lacks of what is sought, in words; nothing where it covers all of it."""
    theirs = sought(entry)
    found = []
    if missing := sorted(wanted.partners - theirs.partners):
        found.append(_names(entry, missing))
    if purposes := sorted(wanted.purposes - theirs.purposes):
        found.append(f"the purpose {listed(each.replace('-', ' ') for each in purposes)}")
    if items := sorted(wanted.items - theirs.items):
        found.append(f"data of the kind {listed(each.replace('-', ' ') for each in items)}")
    return tuple(found)


def _nearest(similar: Similar, wanted: Sought) -> str:
    entry = similar.entry
    return f"Nearest is {_called(entry)}: it lacks {listed(_lacking(wanted, entry))}. It may be varied, or joined."


def _takes_part(entry: Entry, sharing: Sharing) -> bool:
    return not set(sharing.partners).isdisjoint(entry.organisations)


def _not_bound(entry: Entry, sharing: Sharing) -> tuple[str, ...]:
    """The partners that a protocol does not name, or whose signature is not recorded."""
    signed = {entry.organisation(party) for party, _ in entry.signed}
    return tuple(each for each in sharing.partners if each not in signed)


def _missing_values(entry: Entry, missing: Sequence[str]) -> dict[str, str]:
    return {"protocol": entry.id, "missing": missing[0] if slug(missing[0]) == missing[0] else ""}


def _named(entry: Entry) -> dict[str, str]:
    """What commands about an agreement need; nothing for a record, which they do not take."""
    return {"agreement": entry.id} if entry.facts.kind == "agreement" else {}


def _called(entry: Entry) -> str:
    status = entry.status.replace("-", " ")
    return f"{entry.facts.title} ({entry.id}, {status})"


def _names(entry: Entry, names: Iterable[str]) -> str:
    return listed(entry.name(each) for each in names)
