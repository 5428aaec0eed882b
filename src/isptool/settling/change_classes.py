"""How much a change between two versions weighs, from the key that changed.

*Administrative*: a contact, a name, a link; the owner makes it and tells the partners. *Minor*: a clarification, a
shorter period, stronger security, an added safeguard; the owner makes it and the partners may object. *Material*: a
purpose, a data item, a group of people, a partner, a power or basis, a country, a longer period, passing on; a new
version, the impact assessment looked at again, and those whom it concerns sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

ChangeClass = Literal["administrative", "minor", "material"]
CLASSES: tuple[ChangeClass, ...] = ("administrative", "minor", "material")
"""From the lightest."""

Kind = Literal["added", "removed", "changed"]

A: ChangeClass = "administrative"
m: ChangeClass = "minor"
M: ChangeClass = "material"


class Weight(NamedTuple):
    """What a change of one key weighs: added, removed, changed; and why, in a few words."""

    added: ChangeClass
    removed: ChangeClass
    changed: ChangeClass
    why: str

    def of(self, kind: Kind) -> ChangeClass:
        """The class of one kind of change."""
        return {"added": self.added, "removed": self.removed, "changed": self.changed}[kind]


def _safeguard(why: str) -> Weight:
    """Something that protects: more of it is minor, less of it is material."""
    return Weight(m, M, M, why)


_KEYS: dict[str, Weight] = {
    # the head
    "title": Weight(A, A, A, "what the document is called"),
    "called": Weight(A, A, A, "what the document is called"),
    "format": Weight(A, A, A, "the form of the file"),
    "version": Weight(A, A, A, "the number of the version"),
    "status": Weight(A, A, A, "the status"),
    "id": Weight(A, A, A, "what the document is called"),
    "kind": Weight(M, M, M, "the kind of document"),
    "references.**": Weight(A, A, A, "a reference"),
    "marking": Weight(m, m, m, "the protective marking"),
    "owner": Weight(A, A, A, "who keeps the document"),
    "drawn-up-by": Weight(A, A, A, "who wrote the document"),
    "area": Weight(M, M, M, "the area"),
    "summary": Weight(m, m, m, "a clarification"),
    "supports.**": Weight(m, m, m, "what the sharing supports"),
    "related.**": Weight(A, A, A, "another document"),
    "earlier-versions.**": Weight(A, A, A, "the document's history"),
    "history.**": Weight(A, A, A, "the document's history"),
    "prevails-over": Weight(M, M, M, "over which documents this one prevails"),
    "local-form-of": Weight(m, m, m, "the scheme this is a form of"),
    "under": Weight(M, M, M, "the protocol it is made under"),
    "follows": Weight(M, M, M, "whether it moves with the protocol"),
    "information": Weight(M, M, M, "whether people can be identified"),
    "not-personal-because": Weight(m, M, M, "why nobody can be identified"),
    "shape": Weight(m, m, m, "the shape of the sharing"),
    "as-defined-in.*.link": Weight(A, A, A, "a link"),
    "as-defined-in.**": Weight(M, M, M, "the definition of the data"),
    # records beside the text
    "reviews.**": Weight(A, A, A, "a record"),
    "consultation.**": Weight(A, A, A, "a record"),
    "waivers.*.on": Weight(A, A, A, "the date of a record"),
    "waivers.*.until": Weight(A, A, A, "the date of a record"),
    "waivers.**": Weight(m, m, m, "a check that is answered in the document"),
    "accepted.*.on": Weight(A, A, A, "the date of a record"),
    "accepted.*.until": Weight(A, A, A, "the date of a record"),
    "accepted.**": Weight(m, m, m, "a check that a senior officer accepts"),
    "began.**": Weight(m, m, m, "sharing that began before signing"),
    # who
    "parties.*": Weight(M, M, M, "a partner"),
    "parties.*.contacts.**": Weight(A, A, A, "a contact"),
    "parties.*.called-here": Weight(A, A, A, "a name"),
    "parties.*.name": Weight(A, A, A, "a name"),
    "parties.*.list": Weight(A, A, A, "a link"),
    "parties.*.since": Weight(A, A, A, "a date"),
    "parties.**": Weight(M, M, M, "who a partner is, and in what role"),
    "groups.**": Weight(M, M, M, "which partners are meant"),
    "roles.**": Weight(M, M, M, "who may take a role"),
    "others.*": Weight(M, m, M, "somebody else who handles the data"),
    "others.*.name": Weight(A, A, A, "a name"),
    "others.*.contract": Weight(A, A, A, "a reference"),
    "others.*.bound-by": _safeguard("what binds somebody else"),
    "others.**": Weight(M, M, M, "what somebody else may do, and where"),
    # what for, whose, what
    "purposes.*.not-for": _safeguard("a limit on a purpose"),
    "purposes.*.must-not": _safeguard("a limit on a purpose"),
    "purposes.*.only-if": _safeguard("a condition of a purpose"),
    "purposes.**": Weight(M, M, M, "a purpose"),
    "people.*.number": Weight(m, m, m, "how many people it is about"),
    "people.**": Weight(M, M, M, "a group of people"),
    "data.*.needed-for.*": Weight(M, M, m, "what an item is needed for"),
    "data.*.source": Weight(m, m, m, "where an item comes from"),
    "data.*.caveats": Weight(m, m, m, "a warning that travels with an item"),
    "data.*.must-not": _safeguard("a limit on an item"),
    "data.*.before-release": _safeguard("what is done before an item is released"),
    "data.*.values": Weight(m, m, m, "how an item is written"),
    "data.*.form": Weight(m, m, m, "how an item is written"),
    "data.*.optional": Weight(m, m, m, "how an item is written"),
    "data.*.fact-or-opinion": Weight(m, m, m, "how an item is written"),
    "data.*.role-in-case": Weight(m, m, m, "how an item is written"),
    "data.*.machine-field": Weight(A, A, A, "the name of a column"),
    "data.*.source-keeps": Weight(m, m, m, "where an item comes from"),
    "data.*.part-of": Weight(m, m, m, "where an item comes from"),
    "data.*.checked-by": Weight(A, A, A, "a post"),
    "data.*.decided-by": Weight(A, A, A, "a post"),
    "data.*.handling": _safeguard("how an item is handled"),
    "data.*.relevance-test": _safeguard("a limit on an item"),
    "data.**": Weight(M, M, M, "a data item"),
    "sets.*.what": Weight(A, A, A, "a name"),
    "sets.**": Weight(M, M, M, "which items are meant"),
    "caveats.**": Weight(m, m, m, "a warning that travels with the data"),
    "holdings.*.location": Weight(M, M, M, "the country where the data lies"),
    "holdings.**": Weight(m, m, m, "where copies lie"),
    "left-out.**": _safeguard("what is never shared"),
    "opt-outs.*.code": Weight(A, A, A, "a code"),
    "opt-outs.**": _safeguard("how people can say no"),
    "cases.**": Weight(m, M, M, "when it happens"),
    "conditions.*.met": Weight(A, A, A, "whether a condition is met"),
    "conditions.*.evidence": Weight(m, m, m, "what shows that a condition is met"),
    "conditions.**": _safeguard("a condition"),
    # how it moves, on what law
    "flows.*.must-not": _safeguard("a limit on a flow"),
    "flows.*.only-if": _safeguard("a condition of a flow"),
    "flows.*.only-own": _safeguard("a limit on a flow"),
    "flows.*.what": Weight(m, m, m, "how a flow is described"),
    "flows.*.trigger": Weight(m, m, m, "when information is sent"),
    "flows.*.by": Weight(A, A, A, "a post"),
    "flows.*.decided-by": Weight(A, A, A, "a post"),
    "flows.*.record": Weight(m, m, m, "the record that is kept"),
    "flows.*.volume": Weight(m, m, m, "how much is sent"),
    "flows.*.expects": Weight(m, m, m, "the reply that is expected"),
    "flows.*.phase": Weight(m, m, m, "when information is sent"),
    "flows.*.since": Weight(m, m, m, "when information is sent"),
    "flows.*.deadline": Weight(m, m, m, "when information is sent"),
    "flows.*.standard": Weight(m, M, m, "how it is sent"),
    "flows.*.encryption": Weight(m, M, m, "how it is sent"),
    "flows.*.verification": Weight(m, M, m, "how it is sent"),
    "flows.*.fallback": Weight(m, m, m, "how it is sent"),
    "flows.*.caveats": Weight(m, m, m, "a warning that travels with the data"),
    "flows.**": Weight(M, M, M, "a flow"),
    "law.*.explanation": Weight(m, m, m, "a clarification"),
    "law.*.assessment": Weight(A, A, A, "a reference"),
    "law.*.policy-document": Weight(A, A, A, "a reference"),
    "law.*.register-entry": Weight(A, A, A, "a reference"),
    "law.*.transfer": Weight(M, M, M, "a transfer outside the UK"),
    "law.**": Weight(M, M, M, "a power, basis or condition"),
    # the tail
    "sections.**": Weight(m, m, m, "a section in the partners' own words"),
    "annexes.*.file": Weight(A, A, A, "a link"),
    "annexes.*.reference": Weight(A, A, A, "a reference"),
    "annexes.**": Weight(m, m, m, "an annex"),
    "glossary.**": Weight(m, m, m, "what a word means here"),
    # a protocol
    "partnership.purpose": Weight(M, M, M, "why the partners share"),
    "partnership.name": Weight(A, A, A, "a name"),
    "partnership.board": Weight(A, A, A, "who answers for it"),
    "partnership.secretariat": Weight(A, A, A, "who keeps it"),
    "partnership.**": Weight(m, m, m, "what the partnership says of itself"),
    "covers": Weight(M, M, M, "the kinds of data it covers"),
    "partners.*": Weight(M, M, A, "a partner"),
    "partners.**": Weight(A, A, A, "how a partner takes part"),
    "principles": Weight(M, M, M, "a principle"),
    "settles.*.agreements": Weight(M, M, M, "what an agreement may do with a term"),
    "adopts.**": Weight(M, M, M, "the protocol it adopts"),
    # a party's schedule
    "schedules.*": Weight(M, M, M, "a party's schedule"),
    "schedules.*.reference": Weight(A, A, A, "a reference"),
    "schedules.*.contacts.**": Weight(A, A, A, "a contact"),
    "schedules.*.volume": Weight(m, m, m, "how much is sent"),
    "schedules.*.facts.**": Weight(m, m, m, "a fact of a party"),
    "schedules.*.start.**": Weight(m, m, m, "when a party starts"),
    "schedules.*.takes-part.**": Weight(M, M, M, "in which purposes a party takes part"),
    "schedules.*.law.**": Weight(M, M, M, "a power, basis or condition"),
}
"""Path of the key → its weight. `*` is any one name or number, `**` anything further down, or nothing."""

_UNKNOWN = Weight(M, M, M, "something this version of isptool has no class for")

ALWAYS_ADMINISTRATIVE = frozenset(
    {"contact-points", "existing-arrangements", "communication", "foi-and-publication", "feedback"}
)
"""Points whose change is a contact, a link or a notice, and never needs a signature."""

ALWAYS_MINOR = frozenset({"review", "dpia", "need-and-benefit", "staff-responsibilities"})
"""Points whose change partners may object to, and need not sign."""

MATERIAL_UNLESS_STRICTER = frozenset({
    "parent-protocol", "scope-and-exclusions", "purposes", "data-subjects", "parties", "signatory-bodies",
    "controller-relationship", "data-items", "data-classification", "de-identification", "legal-power",
    "article-6-basis", "article-9-condition", "schedule-1-condition", "criminal-offence-basis", "law-enforcement-basis",
    "duty-of-confidence", "compatible-purpose", "automated-decisions", "transfers-outside-uk", "onward-sharing",
    "retention-and-disposal", "disputes-and-liability", "start-and-duration", "who-may-sign",
})  # fmt: skip
"""Points that decide what is shared, why, on what law and for how long: material unless shown to be stricter."""


def weight(path: Sequence[str]) -> Weight:
    """What a change at this path weighs; the most exact entry counts. What is not listed is material."""
    return _weight(tuple(path))


@lru_cache(maxsize=4096)
def _weight(path: tuple[str, ...]) -> Weight:
    best: tuple[int, Weight] = (-1, _UNKNOWN)
    for pattern, found in _PATTERNS:
        fits = _fits(pattern, path)
        if fits > best[0]:
            best = (fits, found)
    return best[1]


def _fits(pattern: tuple[str, ...], path: tuple[str, ...]) -> int:
    """How exactly a pattern fits a path: -1 not at all, else more for every name that it gives."""
    open_end = pattern[-1] == "**"
    named = pattern[:-1] if open_end else pattern
    if len(path) < len(named) or (len(path) > len(named) and not open_end):
        return -1
    if any(each not in ("*", name) for each, name in zip(named, path, strict=False)):
        return -1
    return 4 * len(named) - sum(each == "*" for each in named) - open_end


_PATTERNS = tuple((tuple(key.split(".")), found) for key, found in _KEYS.items())


def class_of_point(point_id: str, stricter: bool | None) -> ChangeClass:
    """The class of a changed answer, given whether it can be shown to be stricter (None: it cannot be shown)."""
    if point_id in ALWAYS_ADMINISTRATIVE:
        return A
    if point_id in ALWAYS_MINOR or stricter:
        return m
    return M if stricter is False or point_id in MATERIAL_UNLESS_STRICTER else m


def heaviest(classes: Sequence[ChangeClass]) -> ChangeClass | None:
    """The class that counts for all together; None where nothing changed."""
    return max(classes, key=CLASSES.index, default=None)
