"""How far a gateway reaches: which of its limits one row of a document goes beyond, judged by facts alone.

Limits that no field of a document can show (that a request meets the conditions of a section, say) are not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from msgspec import Struct

from isptool.checking.bodies import known_kind, listed
from isptool.checking.legal_layers import (
    Power,
    could_be,
    gateway,
    item_name,
    legal_layers,
    purpose_kind,
    regular_flows,
)
from isptool.checking.rule import At
from isptool.law.citation import Article6, Article9
from isptool.law.rows import Gateway, Limit
from isptool.settling.movements import whole_flow
from isptool.settling.settled import Row, Settled


class Reach(Struct, frozen=True):
    """One power, named for one row of a document."""

    doc: Settled
    at: At
    power: Power
    number: int

    @property
    def row(self) -> Row:
        """The row."""
        return self.doc.rows[self.number]

    def broken(self) -> list[tuple[str, str]]:
        """The limits that the row goes beyond, in words, each with what of the row is beyond it."""
        named = gateway(self.power)
        if named is None:
            return []
        found = [(limit.says, beyond) for limit, judge in _judged(named) if (beyond := judge(self, limit, named))]
        if not found and (whose := self._not_its_own(named)):
            found.append((whose, self.doc.name(self.row.actor)))
        return found

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────

    def _kind(self, party: str) -> str:
        facts = self.doc.parties.get(party)
        return facts.kind if facts is not None and known_kind(facts.kind, self.at) else ""

    def _may(self, party: str, bodies: tuple[str, ...]) -> bool:
        """Whether a party may be one of these bodies; one of unknown kind may be anything."""
        kind = self._kind(party)
        return not kind or could_be(kind, bodies, self.at)

    def _not_its_own(self, named: Gateway) -> str:
        """That a public body names what belongs to others, in words; empty where it may be its own."""
        known = self.at.once("not-its-own", _whose)
        asked = (self.row.actor, self.row.side, named.id)
        if asked not in known:
            known[asked] = self._whose_it_is(named)
        return known[asked]

    def _whose_it_is(self, named: Gateway) -> str:
        facts = self.doc.parties.get(self.row.actor)
        if facts is None or facts.public_authority is False:
            return ""
        bodies = named.givers if self.row.side == "sender" else (*named.givers, *named.receivers)
        if self._may(self.row.actor, bodies):
            return ""
        titles = [_small(self.at.law.body(each).title) for each in named.givers]
        return f"It is for: {listed(titles)}."

    def _to(self, limit: Limit, _named: Gateway) -> str:
        return "" if self._may(self.row.recipient, limit.bodies) else self.doc.name(self.row.recipient)

    def _from(self, limit: Limit, _named: Gateway) -> str:
        givers = (self.row.actor, self.row.sender)  # of whoever sends it is the same
        return "" if any(self._may(each, limit.bodies) for each in givers) else self.doc.name(self.row.actor)

    # ── what, and what for ───────────────────────────────────────────────────────────────────────────

    def _data(self, limit: Limit, _named: Gateway) -> str:
        if limit.from_ and not (self._kind(self.row.sender) and self._may(self.row.sender, limit.from_)):
            return ""
        category, law = self.row.category, self.at.law
        mixed = category == "mixed-document" and any(law.category_is_a(each, "special-category") for each in limit.data)
        within = any(law.category_is_a(category, each) for each in limit.data)
        return item_name(self.doc, self.row.item) if within or mixed else ""

    def _purpose(self, limit: Limit, named: Gateway) -> str:
        kind = purpose_kind(self.doc, self.at, self.row.purpose) if self.row.purpose else None
        allowed = limit.purposes or named.purposes
        return "" if kind is None or kind.id in allowed or "any" in allowed else "this purpose"

    def _prescribed(self, limit: Limit, named: Gateway) -> str:
        return "" if self.power.cover.row.objective else self._purpose(limit, named)

    def _about_nobody(self, _limit: Limit, _named: Gateway) -> str:
        return "" if self.row.kinds <= {"non-personal"} else "personal data"

    def _de_identified(self, _limit: Limit, _named: Gateway) -> str:
        point = self.doc.points.get("de-identification")
        keys = {
            key
            for cell, part in (point.parts() if point else ())
            if cell.at("item") == self.row.item
            for key in part.keys
        }
        return item_name(self.doc, self.row.item) if "identifiable" in keys else ""

    # ── on what terms ────────────────────────────────────────────────────────────────────────────────

    def _consent(self, _limit: Limit, _named: Gateway) -> str:
        """What goes without consent; nothing where a condition, a basis or the point on confidentiality asks for it."""
        row, agreement = self.row, self.doc.agreement
        flow = whole_flow(agreement.flows, row.flow) if row.flow else None
        purpose = agreement.purposes.get(row.purpose)
        if (flow is not None and flow.only_if) or (purpose is not None and purpose.only_if):
            return ""
        confidence = self.doc.points.get("duty-of-confidence")
        for cell, part in confidence.parts() if confidence else ():
            if cell.at("item") == row.item and "explicit-consent" in part.keys:
                return ""
        layers = legal_layers(self.doc, self.at)
        for use in (*layers.uses("article-6"), *layers.uses("article-9")):
            if self.number in use.numbers and any(
                isinstance(each.meant, Article6 | Article9) and each.meant.letter == "a" for each in use.cited
            ):
                return ""
        return "people who have not agreed"

    def _on_request(self, _limit: Limit, _named: Gateway) -> str:
        often = regular_flows(self.doc, self.at).get(self.row.flow, "")
        asked = self.power.field == "requested-under" or self.power.cover.row.requested_under
        return f"a flow that runs by itself (`{self.row.flow}`, {often})" if often and not asked else ""

    def _function(self, _limit: Limit, named: Gateway) -> str:
        covers = legal_layers(self.doc, self.at).covering([self.number])
        stated = any(said.function for each in covers for said in (each.row, *each.row.any_of))
        if stated or "any" not in named.purposes:  # a section for one purpose is itself the function
            return ""
        return "this without the function it serves (`function:`)"

    def _no_power(self, _limit: Limit, _named: Gateway) -> str:
        return "any sharing"


_JUDGES: Mapping[str, Callable[[Reach, Limit, Gateway], str]] = {
    "only-to": Reach._to,
    "only-from": Reach._from,
    "not-this-data": Reach._data,
    "only-for": Reach._purpose,
    "needs-prescribed-purpose": Reach._prescribed,
    "not-personal-data": Reach._about_nobody,
    "de-identified-only": Reach._de_identified,
    "needs-consent": Reach._consent,
    "needs-request": Reach._on_request,
    "needs-primary-function": Reach._function,
    "creates-no-power": Reach._no_power,
}
"""The limits that the facts of a row can show, each with what finds what is beyond it (nothing where it holds)."""


def _whose() -> dict[tuple[str, str, str], str]:
    """By party, side and gateway: that a public body names what belongs to others, in words."""
    return {}


@lru_cache(maxsize=512)
def _judged(named: Gateway) -> tuple[tuple[Limit, Callable[[Reach, Limit, Gateway], str]], ...]:
    """The limits of a gateway that facts can show, each with its judge."""
    return tuple((limit, _JUDGES[limit.kind]) for limit in named.limits if limit.kind in _JUDGES)


def _small(title: str) -> str:
    """A title in running text: `police`, `NHS body`."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
