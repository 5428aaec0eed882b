"""One entry of the register: the facts of a file, with the names, the protocol, the records and the day beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct, field

from isptool.law.book import LawBook
from isptool.model.fields import show_date
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.model.signed import NOTHING_SIGNED, Signed
from isptool.register.facts import Facts, Ground, Item, Leg, PartyIn, Term
from isptool.settling.filling import listed

LIVE = frozenset({"in-force", "under-review", "suspended", "expired"})
"""Statuses of a document that is, or was until it ran out, in force."""

PUBLIC = {
    "publish-full": "yes",
    "publish-redacted": "redacted",
    "summary-only": "redacted",
    "not-published": "no",
}
"""What the likely answers about publication come to."""

_POINT_OF = {"publish": "foi-and-publication", "review": "review", "start": "start-and-duration"}
"""The points of terms that have a block of their own."""

ENDED = frozenset({"superseded", "terminated", "withdrawn"})
"""Statuses of a document that somebody ended."""


class Known(Struct):
    """What the entries of one workspace have in common."""

    root: str
    """The folder of the workspace, as shown."""
    partners: Mapping[str, Partner]
    points: Mapping[str, Point]
    book: LawBook
    today: date
    protocols: dict[str, Facts] = field(default_factory=dict)
    recorded: set[str] = field(default_factory=set)
    """The ids of what was written elsewhere, of which there are records."""
    schedules: dict[str, list[Facts]] = field(default_factory=dict)
    """The facts of schedules, by the agreement they belong to."""
    signed: Mapping[str, Signed] = field(default_factory=dict)
    publisher: str = ""
    _powers: dict[str, str] = field(default_factory=dict)

    def has_protocol(self, name: str) -> bool:
        """Whether a protocol of this id, or a record of one, is in the workspace."""
        return name in self.protocols or name in self.recorded

    def partner(self, name: str) -> str:
        """The full name of a partner; its id where it is not known."""
        found = self.partners.get(name)
        return found.name if found else name

    def power(self, text: str) -> str:
        """A power or duty as a table prints it: `Children Act 2004 s.10`, or the partners' own words."""
        short = self._powers.get(text)
        if short is None:
            try:
                short = self.book.entry(text).short
            except KeyError:
                short = text
            self._powers[text] = short
        return short


class Entry:
    """One protocol, agreement or record of the register, or one decision.

    `file` is its name to show, `digest` the SHA-256 of its bytes.
    """

    __slots__ = ("__dict__", "being_written", "digest", "facts", "file", "known")

    def __init__(self, facts: Facts, known: Known, file: str, digest: str) -> None:
        self.facts = facts
        self.known = known
        self.file = file
        self.digest = digest
        self.being_written = ""
        """The version of the working file, where that is not the version in force which this entry tells of."""

    def as_in_force(self, facts: Facts) -> None:
        """Tell of the version in force instead of the one being written."""
        self.being_written = self.facts.version
        self.facts = facts

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.facts.id

    @property
    def is_protocol(self) -> bool:
        """Whether it is a protocol, also one that was written elsewhere."""
        return self.facts.kind == "protocol" or (self.facts.kind == "record" and self.facts.called == "protocol")

    def party(self, name: str) -> PartyIn | None:
        """A party or other by its id."""
        return next((each for each in self.facts.parties if each.id == name), None)

    def name(self, name: str) -> str:
        """The name of a party or other; its id where nothing says it."""
        party = self.party(name)
        if party is None:
            return self.known.partner(name)
        if party.of and party.name:
            return f"{party.name}, {self.known.partner(party.of)}"
        known = self.known.partners.get(name)
        return known.name if known else party.name or name

    def organisation(self, name: str) -> str:
        """The partner that a party is, or belongs to."""
        party = self.party(name)
        return party.of if party is not None and party.of else name

    @property
    def organisations(self) -> tuple[str, ...]:
        """The partners that take part, each once."""
        return tuple(dict.fromkeys(each.of or each.id for each in self.facts.parties if not each.other))

    @property
    def controllers(self) -> tuple[str, ...]:
        """The parties that are controllers: all but those who are only processors or hosts."""
        only = {"processor", "host"}
        return tuple(
            each.id
            for each in self.facts.parties
            if not each.other and not (each.roles and only.issuperset(each.roles))
        )

    @property
    def processors(self) -> tuple[str, ...]:
        """The parties and others that are processors."""
        return tuple(each.id for each in self.facts.parties if "processor" in each.roles)

    @property
    def lead(self) -> str:
        """The partner that owns it; empty where the owner is not one."""
        first = self.facts.owner.split(" ", 1)[0]
        return first if first in self.known.partners or self.party(first) else ""

    @property
    def owner(self) -> str:
        """The owner as people read it: the partner's name and the post."""
        lead = self.lead
        post = self.facts.owner.removeprefix(lead).strip(" ,")
        return ", ".join(each for each in (self.name(lead) if lead else "", post) if each)

    @property
    def contact(self) -> str:
        """The shared mailbox for questions: its own, or that of its lead partner."""
        if self.facts.contact:
            return self.facts.contact
        partner = self.known.partners.get(self.lead)
        for role in ("information-sharing", "day-to-day", "data-protection"):
            contact = partner.contacts.get(role) if partner else None
            if contact is not None and contact.mailbox:
                return contact.mailbox
        return ""

    # ── life ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def signed_facts(self) -> Signed:
        """What the records say of it."""
        return self.known.signed.get(self.id, NOTHING_SIGNED)

    @property
    def status(self) -> str:
        """How it stands: what its records say, or else its file."""
        return self.signed_facts.status or self.facts.status or "draft"

    @property
    def is_live(self) -> bool:
        """Whether it is being made or in force, not ended."""
        return self.status not in ENDED

    @property
    def signatories(self) -> tuple[str, ...]:
        """The parties whose signature it needs."""
        return tuple(each.id for each in self.facts.parties if each.signs)

    @property
    def signed(self) -> tuple[tuple[str, date | None], ...]:
        """The parties that have signed the version that counts, each with the day."""
        if self.facts.kind == "record":
            return tuple((each.id, _day(each.on)) for each in self.facts.parties if each.on)
        records = self.signed_facts
        found: dict[str, date | None] = {}
        for each in records.sign_offs:
            counts = each.agrees and not each.broken and (each.recorded or each.version == records.version)
            if counts:
                found[each.party] = each.on
            elif each.version == records.version:
                found.pop(each.party, None)
        return tuple(found.items())

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The parties whose signature it needs and has not; of a record, nothing where no days of signing are known."""
        have = {party for party, _ in self.signed}
        if self.facts.kind == "record" and not have:
            return ()
        return tuple(each for each in self.signatories if each not in have)

    @property
    def starts(self) -> date | None:
        """The day it starts: as it says, or as its records say."""
        return _day(self.facts.starts) or (self.signed_facts.since if not self.is_protocol else None)

    @property
    def ends(self) -> date | None:
        """Its last day, if it has one."""
        return _day(self.facts.ends)

    @property
    def next_review(self) -> date | None:
        """The day of its next review: as the last review set it, or as it says."""
        return self.signed_facts.next_review or _day(self.facts.next_review)

    @property
    def days_to_review(self) -> int | None:
        """How many days are left to the next review; less than nothing when it is overdue."""
        due = self.next_review
        return (due - self.known.today).days if due is not None else None

    @property
    def overdue(self) -> bool:
        """Whether its review, or its end, has passed while it still counts."""
        days = self.days_to_review
        past = self.ends is not None and self.ends < self.known.today
        return self.is_live and self.status not in ("idea", "draft", "consultation") and ((days or 0) < 0 or past)

    # ── what ─────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def categories(self) -> frozenset[str]:
        """The categories of what is shared."""
        return frozenset(category for item in self.facts.items for category in item.categories)

    def is_sensitive(self, category: str) -> bool:
        """Whether a category is special, or about criminal offences; an unknown one is not."""
        return self._says(category, "special") or self._says(category, "criminal")

    def _says(self, category: str, field: str) -> bool:
        book = self.known.book
        return book.category_is_a(category, category) and getattr(book.category(category), field) == "yes"

    def _category(self, field: str) -> bool:
        return any(self._says(each, field) for each in self.categories)

    @property
    def special(self) -> bool:
        """Whether special category data is shared."""
        return self.facts.information != "non-personal" and self._category("special")

    @property
    def criminal(self) -> bool:
        """Whether criminal offence data is shared."""
        return self.facts.information != "non-personal" and self._category("criminal")

    @property
    def children(self) -> bool:
        """Whether any of it is about children."""
        if self.facts.children:
            return self.facts.children == "yes"
        return any(
            each.children in ("yes", "some") or (not each.children and "children" in each.kinds)
            for each in self.facts.people
        )

    @property
    def part_3(self) -> bool:
        """Whether Part 3 of the Data Protection Act 2018 governs any of it."""
        return self.facts.part_3 == "yes" or any(each.regime == "part-3" for each in self.law)

    @property
    def outside_uk(self) -> bool | None:
        """Whether any of it leaves the UK; None where nothing says so."""
        if self.facts.outside_uk:
            return self.facts.outside_uk == "yes"
        terms = self.terms("transfers-outside-uk")
        keys = {key for each in terms for key in each.keys}
        if any(each.transfer for each in self.facts.law) or keys - {"none"}:
            return True
        return False if keys else None

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The ways of its flows, less the parties that take no part in any of their purposes."""
        absent = {each for file in self._schedules for each in file.absent}
        if not absent:
            return self.facts.legs
        return tuple(_without(each, absent) for each in self.facts.legs)

    @property
    def _schedules(self) -> Sequence[Facts]:
        return self.known.schedules.get(self.id, ())

    @property
    def law(self) -> tuple[Ground, ...]:
        """Every ground, those of its schedules last."""
        return (*self.facts.law, *(each for file in self._schedules for each in file.law))

    def grounds(self, kind: str) -> tuple[str, ...]:
        """What its law says of one kind (powers, article_6, article_9, article_10, part_3), each once, as typed."""
        return tuple(dict.fromkeys(text for each in self.law for text in getattr(each, kind)))

    @property
    def powers(self) -> tuple[str, ...]:
        """Its powers and duties, each as a table prints it."""
        return tuple(dict.fromkeys(self.known.power(each) for each in self.grounds("powers")))

    @cached_property
    def purpose_kinds(self) -> frozenset[str]:
        """The kinds of its purposes."""
        return frozenset(each.kind for each in self.facts.uses if each.kind)

    def recipients_of(self, item: str) -> tuple[str, ...]:
        """The organisations that get an item."""
        found = (self.organisation(each) for leg in self.legs if item in leg.items for each in leg.recipients)
        return tuple(dict.fromkeys(found))

    def words_of(self, item: Item) -> str:
        """An item in words."""
        return item.words or item.id.replace("-", " ")

    # ── what was agreed ──────────────────────────────────────────────────────────────────────────────

    def terms(self, point: str) -> tuple[Term, ...]:
        """The answers to a point: of its schedules, its own, and last its protocol's where its own are not for all."""
        own = [each for file in (*self._schedules, self.facts) for each in file.terms if each.point == point]
        if any(not each.ids and not each.adds for each in own):
            return tuple(own)
        above, seen = self.known.protocols.get(self.facts.under), {self.id}
        while above is not None and above.id not in seen:
            seen.add(above.id)
            inherited = [each for each in above.terms if each.point == point and self._is_inherited(each)]
            own += inherited
            if any(not each.ids for each in inherited):
                break
            above = self.known.protocols.get(above.under)
        return tuple(own)

    def _is_inherited(self, term: Term) -> bool:
        """Whether a term of a protocol comes down: an answer that a protocol may settle, or that it does not apply."""
        if term.gap:
            return term.gap.startswith("not-applicable-because")
        point = self.known.points.get(_POINT_OF.get(term.point, term.point))
        if point is None or term.words:
            return True
        return any(key in point.answers and point.answers[key].level == "term" for key in term.keys)

    def agreed(self, point: str) -> str:
        """What was agreed on a point, in sentences; for whom, where that differs."""
        terms = self.terms(point)
        lines = []
        for each in terms:
            words = self._sentences(point, each)
            if words:
                whom = listed(self._called(name) for name in each.ids)
                lines.append(f"{whom[:1].upper()}{whom[1:]}: {words}" if whom and len(terms) > 1 else words)
        return "\n".join(lines)

    def _called(self, name: str) -> str:
        facts = self.facts
        for use in facts.uses:
            if use.id == name:
                return use.words.rstrip(".") or name
        for item in facts.items:
            if item.id == name:
                return self.words_of(item)
        known = self.party(name) or name in self.known.partners
        return self.name(name) if known else name.replace("-", " ")

    def _sentences(self, point: str, term: Term) -> str:
        blanks: dict[str, str] = {each[0]: each[1] for each in term.blanks}
        if term.words:
            return term.words
        known = self.known.points.get(point)
        if known is None or not term.keys:
            return ""
        return " ".join(known.answers[key].sentence(blanks) for key in term.keys if key in known.answers)

    def gap(self, point: str) -> str:
        """The words of a gap on a point: `not yet: …`; empty where there is none."""
        found = next((each.gap for each in self.terms(point) if each.gap), "")
        return found.replace("-", " ", 1) if found.startswith(("not-yet", "still")) else found

    @property
    def method(self) -> str:
        """How it is sent, in words."""
        known = self.known.points.get("transfer-method")
        words = []
        for key in dict.fromkeys(how for leg in self.facts.legs for how in leg.how):
            likely = known.answers.get(key) if known is not None else None
            words.append(key.replace("-", " ") if likely is not None else key)
        return listed(words)

    @property
    def dpia(self) -> str:
        """The reference of the impact assessment, or what stands in its place."""
        for term in self.terms("dpia"):
            blanks = {each[0]: each[1] for each in term.blanks}
            if blanks.get("reference"):
                return blanks["reference"]
        return self.agreed("dpia") or self.gap("dpia")

    @property
    def dpia_on(self) -> str:
        """The day of the impact assessment, as typed."""
        for term in self.terms("dpia"):
            for name, text in term.blanks:
                if name == "date":
                    return text
        return ""

    @property
    def publication(self) -> str:
        """Whether it is published, as it says itself or its protocol says: yes, redacted, no, not-said."""
        if self.facts.public:
            return self.facts.public
        keys = [key for each in self.terms("publish") for key in each.keys]
        return next((PUBLIC[key] for key in keys if key in PUBLIC), "not-said")


def _without(leg: Leg, absent: set[tuple[str, ...]]) -> Leg:
    def takes_part(party: str) -> bool:
        return not leg.purposes or any((party, purpose) not in absent for purpose in leg.purposes)

    return Leg(
        leg.id, leg.words, tuple(filter(takes_part, leg.senders)), tuple(filter(takes_part, leg.recipients)),
        leg.items, leg.purposes, leg.when, leg.how, leg.system,
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def shown_day(day: date | None) -> str:
    """A day as people read it; empty where there is none."""
    return show_date(day) if day is not None else ""


class Unread(Struct, frozen=True):
    """A file that is not in the register as it should be, and why."""

    file: str
    reason: str


class Register(Struct, frozen=True):
    """The entries of one or several workspaces, protocols first; decisions; files that could not be read whole."""

    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...] = ()
    decisions: tuple[Entry, ...] = ()
    """What was decided whether to share, and by what: the last first. They are no documents and are not counted."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def find(self, name: str) -> Entry | None:
        """The entry with an id."""
        return next((each for each in self.entries if each.id == name), None)

    def followed(self, decision: Entry) -> Entry | None:
        """What a decision led to: what it names, or the document of the same id; None while there is none."""
        wanted = next(iter(decision.facts.related), decision.id)
        return next((each for each in self.entries if each.id == wanted and each.known is decision.known), None)


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Protocols first, then by title."""
    return tuple(sorted(entries, key=lambda each: (not each.is_protocol, each.facts.title.casefold(), each.id)))
