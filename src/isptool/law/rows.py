"""The rows of the law book as light values: what the rules, the settling and the documents read.

Made one at a time from the compiled data when somebody asks for them. `isptool.law.entries` holds the same
shapes with their checks, for the YAML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

NATIONS = ("england", "wales", "scotland", "northern-ireland")


class Frozen:
    """A value that is made once and never changed.

    A dataclass would do, but the twenty classes below would cost 30 ms each time the tool starts; here what a
    row does not say is the default that stands in its class.
    """

    def __init__(self, **said: Any) -> None:
        self.__dict__.update(said)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is made once and never changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is made once and never changed")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.__dict__!r})"


class Row(Frozen):
    """Anything in the law book: its id, what it is called, and how far it has been verified.

    `verified`: V was read in `verified_in`; V~ was seen there, its detail was not; K is from knowledge.
    `to_check` lists what in the row nobody has checked. `as_at` is the day for which the row was written.
    """

    id: str
    family: str
    title: str
    as_at: date
    verified: str
    verified_in: str = ""
    source: str = ""
    aliases: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    note: str = ""


class Entry(Row):
    """A provision of law that a document can cite.

    `citation` is how a document prints it, `short` how a table does. `number` is the library's own (G51, X1).
    `nations_past` gives, for a nation where it applied once, the last day. `status` is one of in-force,
    not-commenced, repealed, held-unlawful and check (nobody knows). `equivalent_in` names what stands for it
    in another nation.
    """

    citation: str
    short: str
    number: str = ""
    nations: tuple[str, ...] = NATIONS
    nations_past: Mapping[str, date] = MappingProxyType({})
    status: str = "in-force"
    in_force_from: date | None = None
    until: date | None = None
    replaced_by: tuple[str, ...] = ()
    equivalent_in: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Article(Entry):
    """A basis or condition of the UK GDPR.

    `group` is lawful-basis, recognised-legitimate-interest, compatible-purpose, special-category-condition or
    criminal-offence-basis. `article` is written `6(1)(e)`; `name` is what stands in brackets when it is
    printed in full; `called` is the word that people write for an Annex 1 or 2 condition (`crime`).
    `schedule_1` are the paragraphs of which one must be named. `public_authority_tasks` is `no` where a public
    authority cannot use it in the performance of its tasks.
    """

    group: str
    article: str
    name: str = ""
    called: str = ""
    annex_paragraphs: tuple[int, ...] = ()
    schedule_1: tuple[int, ...] = ()
    public_authority_tasks: str = "yes"
    automated_decisions: str = "yes"
    fits: str = ""
    needs: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()


class ScheduleParagraph(Entry):
    """A paragraph of Schedule 1 or 8 to the Data Protection Act 2018.

    `condition` is `no` for the paragraphs about policy documents. `apd` says whether an appropriate policy
    document is needed: yes, no, or as-extended (as the paragraph that it `extends`).
    """

    schedule: int
    paragraph: int
    part: int = 0
    condition: str = "yes"
    spi_test: str = "no"
    no_consent_test: str = "no"
    apd: str = "no"
    apd_waived_when: tuple[str, ...] = ()
    extends: tuple[int, ...] = ()
    relevance: str = ""
    fits: str = ""


class Part3Provision(Entry):
    """A provision of Part 3. `basis` ones ground a use; `needs` is what the document must then name."""

    section: str
    says: str
    name: str = ""
    basis: str = "no"
    needs: tuple[str, ...] = ()


class Limit(Frozen):
    """One limit of a gateway: its kind (see `isptool.law.entries.Limit`), what it covers, and its words."""

    kind: str
    says: str
    bodies: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()


class Gateway(Entry):
    """A power, duty or function under which a body may, or must, share.

    `givers` and `receivers` are kinds of bodies, or `any`; `purposes` are kinds of purposes, or `any`.
    `lifts_confidentiality` is yes, no or check. `kind` is duty, power, duty-and-power, implied, common-law,
    guidance or prohibition.
    """

    kind: str
    givers: tuple[str, ...]
    receivers: tuple[str, ...]
    purposes: tuple[str, ...]
    for_: str
    lifts_confidentiality: str
    does_not_reach: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def requires(self) -> bool:
        """Whether it can be a legal obligation: a power alone is none."""
        return self.kind in ("duty", "duty-and-power")


class Restriction(Entry):
    """A law that forbids or limits a disclosure. `signs` are words in an item's name that suggest it."""

    restricts: str
    offence: str
    signs: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()
    exceptions: str = ""


class Offence(Entry):
    """A crime worth printing in a guide for staff."""

    says: str


class TimeLimit(Entry):
    """A number that the law fixes: `figure` prints it; `amount` in `unit` is for rules."""

    figure: str
    amount: float
    unit: str
    counted_from: str = ""
    extendable_by: str = ""


class Ground(Entry):
    """A rule of law beside data protection: confidence, human rights, equality, codes, transfers, exemptions."""

    group: str
    says: str
    regime: str = ""
    for_purposes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class Change(Entry):
    """What an amending Act changed, since when, and which rows it changed."""

    says: str
    changes: tuple[str, ...] = ()
    relevant: str = "yes"


class Direction(Row):
    """Which regime governs each end of a flow (part-3 or uk-gdpr), and what each end then names."""

    sender: str
    recipient: str
    sender_needs: str
    recipient_needs: str


class Category(Row):
    """A category of data. `choose` is `no` for a heading that is too wide to be the category of an item."""

    personal: str
    says: str
    within: str = ""
    special: str = "no"
    criminal: str = "no"
    sensitive: str = "no"
    choose: str = "yes"
    signs: tuple[str, ...] = ()


class BodyKind(Row):
    """A kind of body, with what is usually true of it; a partner's own answer wins.

    `public_authority` and `competent_authority` are yes, no, for-some-purposes or check.
    """

    public_authority: str
    competent_authority: str
    foi: str
    within: tuple[str, ...] = ()
    nations: tuple[str, ...] = NATIONS
    health_or_care: str = "no"
    can_sign: str = "yes"


class PurposeKind(Row):
    """A kind of purpose: whether it is law enforcement (yes, no, for-some), and health or social care."""

    law_enforcement: str
    health_or_care: str = "no"
    signs: tuple[str, ...] = ()


class Identifier(Row):
    """An identifying item. Where `for_bodies` and `for_purposes` are empty it may be used anywhere."""

    signs: tuple[str, ...]
    identifies: str = "yes"
    for_bodies: tuple[str, ...] = ()
    for_purposes: tuple[str, ...] = ()
    why: str = ""


class DpiaTrigger(Row):
    """A kind of use on the ICO's list; `alone` is `no` where it counts only together with another."""

    alone: str
    says: str
    signs: tuple[str, ...] = ()


class StaleTerm(Row):
    """A citation or term that has been replaced since the day `since`, in `nations`.

    `new` says by what; where `one_for_one` is yes, `replacement` can take its place without a person.
    """

    term: str
    pattern: str
    if_has: tuple[str, ...]
    since: date
    new: str
    one_for_one: str
    why: str
    nations: tuple[str, ...] = NATIONS
    case: str = "no"
    replacement: str = ""
    found_in: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where the term stands in `text`: start and end positions in characters, in order."""
        lower = text.lower()
        if not any(word in lower for word in self.if_has):
            return []
        found = re.finditer(self.pattern, text, 0 if self.case == "yes" else re.IGNORECASE)
        return [match.span("term" if match.groupdict().get("term") else 0) for match in found]

    def mended(self, found: str) -> str:
        """What takes the place of `found`, with its first letter large or small as it was; empty if nothing can."""
        small = found[:1].islower() or not self.replacement[:1].islower()
        return self.replacement if small or not found[:1].isalpha() else self.replacement.capitalize()


class Act(Row):
    """An Act, Order or set of regulations: its title, short title, other names and address."""

    short: str
    also: tuple[str, ...] = ()
    address: str = ""


CLASSES: Mapping[str, type[Row]] = MappingProxyType(
    {
        "act": Act,
        "article": Article,
        "body": BodyKind,
        "category": Category,
        "change": Change,
        "direction": Direction,
        "dpia-trigger": DpiaTrigger,
        "gateway": Gateway,
        "ground": Ground,
        "identifier": Identifier,
        "offence": Offence,
        "part-3": Part3Provision,
        "purpose": PurposeKind,
        "restriction": Restriction,
        "schedule-1": ScheduleParagraph,
        "schedule-8": ScheduleParagraph,
        "stale-term": StaleTerm,
        "time-limit": TimeLimit,
    }
)
"""The class of each family of rows."""

R = TypeVar("R", bound=Row)

_DAYS = frozenset({"as_at", "in_force_from", "until", "since"})


def row_from(cls: type[R], row_id: str, family: str, said: Mapping[str, Any]) -> R:
    """The row of the class `cls` from its compiled data."""
    known = {name for one in cls.__mro__ for name in getattr(one, "__annotations__", ())}
    values = {name: _value(name, value) for name, value in said.items() if name in known}
    return cls(**{**values, "id": row_id, "family": family})


def _value(name: str, value: Any) -> Any:
    if name in _DAYS:
        return date.fromisoformat(value)
    if name == "nations_past":
        return MappingProxyType({nation: date.fromisoformat(day) for nation, day in value.items()})
    if name == "equivalent_in":
        return MappingProxyType({nation: tuple(ids) for nation, ids in value.items()})
    if name == "limits":
        return tuple(Limit(**{part: _value(part, item) for part, item in limit.items()}) for limit in value)
    return tuple(value) if isinstance(value, list) else value
