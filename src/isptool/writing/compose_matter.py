"""What one document is composed from, and how everything in it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from isptool.law.book import LawBook
from isptool.model.checked import AnsweredCheck, QuestionRow
from isptool.model.documents import Agreement, Head, Protocol
from isptool.model.fields import show_date
from isptool.model.point import Checklist, Point
from isptool.model.signed import NOTHING_SIGNED, Signed
from isptool.settling.settled import Settled, SettledPoint
from isptool.writing.compose_words import Words, capital, listed, phrase, small
from isptool.writing.document import Ref

if TYPE_CHECKING:
    from isptool.writing.compose_citing import Spot


_ORDINARY = frozenset({"A", "An", "The", "Each", "Every", "All"})
"""Words that have a capital only because they begin a name."""


class Composing(Struct, frozen=True):
    """How a document is to be composed.

    `today` is the day as at which it is made. `mark` is its state in words, printed on every page. `edition`
    names the template, and `party` the id of the partner for whom it is, where it is one partner's. `questions`
    are the questions of the checklist as checking sees them (none: they are told from the settled document);
    `answered` the checks that people answered in the document (none: its own waivers and acceptances are printed as
    they are written); `signed` what has been signed. `made_with` names what made it, each with its version.
    `words` are the words of the document; None means those that ship with the tool.
    """

    today: date
    mark: str = "DRAFT"
    edition: str = "full"
    party: str = ""
    questions: tuple[QuestionRow, ...] = ()
    answered: tuple[AnsweredCheck, ...] = ()
    signed: Signed = NOTHING_SIGNED
    made_with: tuple[tuple[str, str], ...] = ()
    words: Words | None = None


class Matter(Struct):
    """One document as it is being composed.

    `anchors` gives the place where each point is printed, by its id, and `sections` the section in which that
    stands; `spots` says of each anchor what kind of place has it, once all have theirs; `used` holds the likely
    answers whose sentences were printed, as pairs of point and key. `is_outline` says that only the headings are
    wanted, with their numbers, and whether anything stands under each: the first page and long tables are not composed.
    """

    settled: Settled
    points: Mapping[str, Point]
    checklists: Mapping[str, Checklist]
    book: LawBook
    at: Composing
    words: Words
    is_outline: bool = False
    anchors: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    used: dict[tuple[str, str], None] = field(default_factory=dict)
    _cache: dict[str, Any] = field(default_factory=dict)

    @property
    def head(self) -> Head:
        """The head of the document, protocol or agreement."""
        return self.settled.document

    @property
    def agreement(self) -> Agreement:
        """The agreement; raises `TypeError` for a protocol."""
        return self.settled.agreement

    @property
    def above(self) -> Protocol | None:
        """The protocol that an agreement is under; None for a standalone agreement, and for a protocol."""
        return None if self.settled.is_protocol or not self.settled.protocols else self.settled.protocols[0].protocol

    @property
    def information_is_personal(self) -> bool:
        """Whether anyone can be identified from what is shared."""
        document = self.settled.document
        return isinstance(document, Protocol) or document.information != "non-personal"

    # --- names ------------------------------------------------------------------------------------

    def party(self, party: str) -> str:
        """How a party is called in running text."""
        return self.settled.name(party)

    def of_law(self, kind: str) -> str:
        """What a kind of body, category of data or kind of purpose is called; empty if the law knows none such."""
        for find in (self.book.body, self.book.category, self.book.purpose):
            try:
                return find(kind).title
            except KeyError:
                continue
        return ""

    def name(self, name: str) -> str:
        """How the thing with this id is called: a party, a group, an item, a purpose, …; else the words themselves."""
        found = self.names.get(name)
        return found if found is not None else self.of_law(name) or name

    @property
    def names(self) -> Mapping[str, str]:
        """What each id of the document is called."""
        if "names" not in self._cache:
            self._cache["names"] = self._all_names()
        found: Mapping[str, str] = self._cache["names"]
        return found

    def _all_names(self) -> dict[str, str]:
        document = self.settled.document
        names = {group: phrase(group) for group in document.groups}
        if isinstance(document, Agreement):
            names.update({each: phrase(each) for each in document.purposes})
            names.update({each: phrase(each) for each in document.conditions})
            names.update({each: phrase(each) for each in document.caveats})
            for block in (document.people, document.data, document.sets, document.cases, document.roles):
                names.update({each: getattr(facts, "what", None) or phrase(each) for each, facts in block.items()})
            names.update({each: facts.what or phrase(each) for each, facts in document.flows.items()})
            names.update({each: facts.what for each, facts in document.holdings.items()})
            names.update({each: facts.title for each, facts in document.as_defined_in.items()})
        names.update({each: facts.called for each, facts in self.settled.parties.items()})
        return names

    def called(self, ids: Iterable[str]) -> str:
        """Several ids as a list in a sentence."""
        return listed(self.within(each) for each in ids)

    def post(self, text: str) -> str:
        """A post or organisation as typed, with a party's name for the id it begins with: `wolds-council DPO`."""
        first, _, rest = text.partition(" ")
        if first in self.settled.parties:
            return f"{self.party(first)} {rest}".strip()
        return text

    def text(self, text: str) -> str:
        """A text as typed; where it is, or begins with, an id of the document, what that is called."""
        found = self.names.get(text)
        return found if found is not None else self.post(text)

    def end(self, text: str) -> str:
        """An end of a flow as people read it: `each of hub-partners` is each of the hub partners."""
        name = text.removeprefix("each of ").removeprefix("each pair of ").strip()
        if name in ("everyone", "everyone-else"):
            return self.words.say(name)
        for lead, key in (("each of ", "each-of"), ("each pair of ", "each-pair-of")):
            if text.startswith(lead):
                group = self.within(name)
                return group if self._is_everyone(name) else self.words.say(key, group=group)
        return self.within(text)

    def within(self, name: str) -> str:
        """What the thing with this id is called in a sentence: a party by its name, a group `the hub partners`."""
        if name in self.head.groups:
            group = small(self.name(name))
            return group if self._is_everyone(name) else self.words.say("the-group", group=group)
        known = self.names.get(name)
        if known is None:
            return small(self.of_law(name)) or name
        return known if name in self.settled.parties else self.small(known)

    def _is_everyone(self, group: str) -> bool:
        """Whether a group's name needs no article: `everyone-concerned`, `all-partners`."""
        first = small(self.name(group)).partition(" ")[0]
        return group in self.head.groups and first in self.words.say("without-article").split()

    def show(self, value: Any) -> str:
        """A typed value of the model as it is printed."""
        if isinstance(value, bool):
            return self.words.say("yes" if value else "no")
        if isinstance(value, date):
            return show_date(value)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Sequence):
            return "; ".join(self.show(each) for each in value)
        if isinstance(value, Mapping):
            return "; ".join(self.show(each) for each in value.values())
        return str(value)

    def small(self, text: str) -> str:
        """A text as it goes on in a sentence: a capital is made small, unless a name begins it."""
        first = text.partition(" ")[0].strip(",.;:").removesuffix("'s")
        return text if first in self._proper else small(text)

    @property
    def _proper(self) -> frozenset[str]:
        """The words that have a capital because they belong to the name of a party or of the area."""
        if "proper" not in self._cache:
            names = [each for facts in self.settled.parties.values() for each in (facts.name, facts.called)]
            found = {word.strip(",.;:()") for each in (*names, self.head.area or "") for word in each.split()}
            self._cache["proper"] = frozenset(found - _ORDINARY)
        words: frozenset[str] = self._cache["proper"]
        return words

    # --- points -----------------------------------------------------------------------------------

    def settled_point(self, point: str) -> SettledPoint | None:
        """A point as settled, or None if this document is not asked it."""
        return self.settled.points.get(point)

    def ref(self, point: str) -> Ref | None:
        """A cross reference to where a point is printed; None if it is not."""
        anchor = self.anchors.get(point)
        return Ref(anchor) if anchor else None

    def own_name(self, *, start: bool = False) -> str:
        """What the document calls itself in a sentence: this agreement, this protocol."""
        said = self.words.say("this-protocol" if self.settled.is_protocol else "this-agreement")
        return capital(said) if start else said
