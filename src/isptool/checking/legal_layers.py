"""The legal layers of a document: what its law rows cite, citation by citation, and for whom and what it counts.

Which law row counts for whom is decided by settling, layer by layer; here the citations of that row are read. A law
row says more than its citations (who owes secrecy, how consent is withdrawn): that is taken from every law row that
covers a use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from isptool.checking.bodies import known_kind
from isptool.checking.gathered import Objection
from isptool.checking.likely import likely_answers, narrowed
from isptool.checking.rule import At
from isptool.findings import ValuePath
from isptool.law.citation import (
    Article6,
    Citation,
    CitationError,
    parse_annex_1,
    understood,
)
from isptool.law.rows import Article, Entry, Gateway, PurposeKind, ScheduleParagraph
from isptool.model.terms import LawRow
from isptool.settling.settled import Cell, LawCover, Part, PartyFacts, Settled, State

Layer = Literal["article-6", "article-9", "article-10", "part-3"]

POINT_OF: Mapping[Layer, str] = {
    "article-6": "article-6-basis",
    "article-9": "article-9-condition",
    "article-10": "criminal-offence-basis",
    "part-3": "law-enforcement-basis",
}
"""The point that each layer answers, asked of each controller and purpose."""


class Cited(Struct, frozen=True):
    """One citation: as typed, where, and what it means (none where it is not understood).

    `alternative` is the number of the alternative it stands in (`any-of`, of which one suffices), or -1.
    """

    text: str
    path: ValuePath
    file: str
    meant: Citation | None
    row: LawRow
    alternative: int


class Use(Struct, frozen=True):
    """What one controller relies on for one purpose in one layer, for the rows (by number) that share it."""

    party: str
    purpose: str
    numbers: tuple[int, ...]
    part: Part
    cell: Cell
    cited: tuple[Cited, ...]
    beside: tuple[LawCover, ...]
    """Every law row that covers any of its rows, narrower or not."""

    @property
    def says(self) -> list[LawRow]:
        """What the law rows that cover it say, alternatives too."""
        return [said for each in self.beside for said in (each.row, *each.row.any_of)]

    def lacks(self, doc: Settled, layer: Layer) -> bool:
        """Whether the law asks for a citation in this layer, none is there, and nothing else has been said of that.

        Where law rows contradict each other, settling has said so. That it does not apply is no answer under the UK
        GDPR.
        """
        if self.part.state is State.NOT_APPLICABLE:
            return any(doc.rows[number].regime == "uk-gdpr" for number in self.numbers)
        tied = self.part.state is State.OPEN and any(_texts(said, layer) for said in self.says)
        return self.part.state.left_to_agree and not tied


class Power(Struct, frozen=True):
    """A power, duty or provision of a request that a law row names: as typed, where, and its row of the law book."""

    text: str
    path: ValuePath
    file: str
    field: Literal["power", "duty", "requested-under"]
    entry: Entry | None
    cover: LawCover


class LegalLayers:
    """The legal layers of one document."""

    def __init__(self, doc: Settled, at: At) -> None:
        self.doc = doc
        self.at = at
        self._by_row: list[list[LawCover]] = [[] for _ in doc.rows]
        for cover in doc.law:
            for number in cover.rows:
                self._by_row[number].append(cover)
        self._places = {(each.place.file, each.place.path): each for each in doc.law}
        self._uses: dict[Layer, tuple[Use, ...]] = {}
        self._powers: dict[int, tuple[Power, ...]] = {}
        self._powers_of_row: dict[int, tuple[Power, ...]] = {}

    def uses(self, layer: Layer) -> tuple[Use, ...]:
        """Every use that is asked about a layer."""
        if layer not in self._uses:
            point = self.doc.points.get(POINT_OF[layer])
            self._uses[layer] = tuple(self._use(layer, *each) for each in point.parts()) if point else ()
        return self._uses[layer]

    def _use(self, layer: Layer, cell: Cell, part: Part) -> Use:
        cited: tuple[Cited, ...] = ()
        if part.place is not None and (cover := self._places.get((part.place.file, part.place.path))):
            cited = tuple(citations(cover, layer))
        return Use(cell.at("party"), cell.at("purpose"), part.rows, part, cell, cited, tuple(self.covering(part.rows)))

    def covering(self, numbers: Iterable[int]) -> list[LawCover]:
        """The law rows that cover any of these rows, in their order."""
        numbers = tuple(numbers)
        if len(numbers) == 1:
            return self._by_row[numbers[0]]
        found = {id(cover): cover for number in numbers for cover in self._by_row[number]}
        return [each for each in self.doc.law if id(each) in found]

    def powers(self, covers: Iterable[LawCover]) -> list[Power]:
        """What these law rows name as power, duty or provision of a request."""
        return [power for cover in covers for power in self._powers_in(cover)]

    def powers_of_row(self, number: int) -> tuple[Power, ...]:
        """What counts as the power of the party whose row this is: of a public body what settling found."""
        if not self._powers_of_row:
            self._settle_powers()
        return self._powers_of_row[number]

    def _settle_powers(self) -> None:
        point = self.doc.points.get("legal-power")
        for _, part in point.parts() if point else ():
            cover = self._places.get((part.place.file, part.place.path)) if part.place else None
            for number in part.rows:
                self._powers_of_row[number] = self._powers_in(cover) if cover else ()
        known: dict[tuple[int, ...], tuple[Power, ...]] = {}
        for number, covers in enumerate(self._by_row):
            if number not in self._powers_of_row:
                same = tuple(map(id, covers))  # many rows have the same few law rows
                if same not in known:
                    known[same] = tuple(self.powers(covers))
                self._powers_of_row[number] = known[same]

    def _powers_in(self, cover: LawCover) -> tuple[Power, ...]:
        if id(cover) not in self._powers:
            self._powers[id(cover)] = tuple(self._read_powers(cover))
        return self._powers[id(cover)]

    def _read_powers(self, cover: LawCover) -> Iterator[Power]:
        for row, path in law_rows(cover):
            named: list[tuple[Literal["power", "duty", "requested-under"], ValuePath, str]] = [
                *(("duty", (*path, "duty", number), text) for number, text in enumerate(row.duty)),
                *(("power", (*path, "power", number), text) for number, text in enumerate(row.power)),
            ]
            if row.requested_under:
                named.append(("requested-under", (*path, "requested-under"), row.requested_under))
            for field, where, text in named:
                yield Power(text, where, cover.place.file, field, self.at.law.find(text), cover)


def legal_layers(doc: Settled, at: At) -> LegalLayers:
    """The legal layers of a document, worked out once for all rules that check it."""
    return at.once("legal-layers", lambda: LegalLayers(doc, at))


# ── reading citations ────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=256)
def annex_1(text: str) -> tuple[str, ...]:
    """The conditions of Annex 1 that a text means, by id; empty where it is not understood."""
    try:
        return parse_annex_1(text)
    except CitationError:
        return ()


def law_rows(cover: LawCover) -> Iterator[tuple[LawRow, ValuePath]]:
    """A law row and then its alternatives, each with its path."""
    yield cover.row, cover.place.path
    for number, row in enumerate(cover.row.any_of):
        yield row, (*cover.place.path, "any-of", number)


def _texts(row: LawRow, layer: Layer) -> list[str]:
    match layer:
        case "article-6":
            return row.article_6
        case "article-9":
            return row.article_9
        case "article-10":
            return row.article_10
        case "part-3":
            return row.part_3


def citations(cover: LawCover, layer: Layer) -> Iterator[Cited]:
    """The citations of one layer in a law row and its alternatives."""
    for alternative, (row, path) in enumerate(law_rows(cover), -1):
        for number, text in enumerate(_texts(row, layer)):
            where = (*path, layer, number)
            yield Cited(text, where, cover.place.file, understood(text, layer), row, alternative)


def failing(use: Use, fails: Callable[[Cited, Use], bool]) -> list[Cited]:
    """Those citations of a use that fail; of alternatives none where another one suffices."""
    if not use.cited:
        return []
    wrong = [each for each in use.cited if fails(each, use)]
    broken = {each.alternative for each in wrong}
    if any(each.alternative >= 0 and each.alternative not in broken for each in use.cited):
        return [each for each in wrong if each.alternative < 0]
    return wrong


def objections(
    doc: Settled,
    at: At,
    layer: Layer,
    fails: Callable[[Cited, Use], bool],
    values: Callable[[Use], Mapping[str, str]] | None = None,
) -> Iterator[Objection]:
    """The citations of a layer that fail, each with whose it is and for what; `values` fill the rule's words."""
    for use in legal_layers(doc, at).uses(layer):
        for cited in failing(use, fails):
            yield objection(doc, use, cited, values(use) if values else {})


def objection(doc: Settled, use: Use, cited: Cited, values: Mapping[str, str]) -> Objection:
    """One citation that a rule objects to, for the party and purpose of a use."""
    return Objection(cited.path, doc.name(use.party), purpose_name(use.purpose), values, cited.file)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────


def purpose_name(purpose: str) -> str:
    """How a purpose is called in a message: “choose homes”; nothing for none."""
    return f"“{purpose.replace('-', ' ')}”" if purpose else ""


def item_name(doc: Settled, item: str) -> str:
    """How an item is called in a message: its words, or else its id."""
    return f"“{doc.agreement.data[item].what or item.replace('-', ' ')}”"


def likely_law(doc: Settled, at: At, layer: Layer, cell: Cell) -> str:
    """The bases or conditions that would be likely for one use: ` (likely: 6(1)(e), 6(1)(c))`, or nothing."""
    settled = doc.points[POINT_OF[layer]]
    about = narrowed([cell], doc, at)
    laws = [settled.point.answers[key].law for key in likely_answers(settled.point, about)]
    forms = [_form(at.law.entry(law)) for law in laws if law][:3]
    return f" (likely: {', '.join(forms)})" if forms else ""


def _form(entry: Entry) -> str:
    """A basis, condition or paragraph as it is typed: `9(2)(h)`, `official authority`, `Schedule 1 paragraph 18`."""
    if isinstance(entry, ScheduleParagraph):
        return f"Schedule {entry.schedule} paragraph {entry.paragraph}"
    assert isinstance(entry, Article)
    return entry.article if "(" in entry.article else entry.called


def gap_words(part: Part) -> str:
    """What a gap says, as a sentence; that something does not apply is no answer where the UK GDPR asks for it."""
    words = part.gap.strip().rstrip(".")
    if not words:
        return ""
    if part.state is State.NOT_APPLICABLE:
        return f"That it does not apply (“{words}”) cannot be said under the UK GDPR."
    return f"{words}."


# ── places ───────────────────────────────────────────────────────────────────────────────────────────


def place_of(doc: Settled, use: Use, layer: Layer) -> tuple[ValuePath, str]:
    """Where a citation of this layer is missing for a use: path and file.

    The gap that is written there; or else the law row that should hold it, the one for the fewest rows; or else the
    purpose.
    """
    place = use.part.place
    if place is not None:
        row = next((each.row for each in use.beside if each.place == place), None)
        below = (layer,) if row is not None and layer in row.gaps else ()
        return (*place.path, *below), place.file
    if use.beside:
        best = min(use.beside, key=lambda each: (len(each.rows), doc.law.index(each)))
        return best.place.path, best.place.file
    return ("purposes", use.purpose), ""


# ── facts of the law about parties and purposes ──────────────────────────────────────────────────────


def public_in_its_tasks(doc: Settled, use: Use) -> bool:
    """Whether a party is a public authority and the purpose is one of its tasks."""
    facts = doc.parties[use.party]
    return facts.public_authority is True and doc.agreement.purposes[use.purpose].outside_public_task is not True


def is_law_enforcement(doc: Settled, at: At, purpose: str) -> bool | None:
    """Whether a purpose is law enforcement: as its field says, or else its kind; none where neither does."""
    facts = doc.agreement.purposes[purpose]
    if facts.law_enforcement is not None:
        return facts.law_enforcement
    kind = purpose_kind(doc, at, purpose)
    return {"yes": True, "no": False}.get(kind.law_enforcement) if kind else None


def purpose_kind(doc: Settled, at: At, purpose: str) -> PurposeKind | None:
    """What the law data says of a purpose's kind; none where the kind is not given or not known."""
    kind = doc.agreement.purposes[purpose].kind
    try:
        return at.law.purpose(kind) if kind else None
    except KeyError:
        return None


def is_competent_authority(facts: PartyFacts, at: At) -> bool:
    """Whether a party is a competent authority as such (DPA 2018 Schedule 7), not only for some of its functions."""
    usual = known_kind(facts.kind, at) and at.law.body(facts.kind).competent_authority == "yes"
    said = facts.competent_authority
    return said == "yes" or (said == "for-some-purposes" and usual)


def could_be(kind: str, named: tuple[str, ...], at: At) -> bool:
    """Whether a body of this kind could be one of those named: a kind of it, or a wider kind that it may fall in."""
    return kind in named or at.law.body_could_be(kind, named)


def gateway(power: Power) -> Gateway | None:
    """The gateway that a power names, where it names one."""
    return power.entry if isinstance(power.entry, Gateway) else None


def requires(power: Power) -> bool:
    """Whether what a law row names requires the sharing: a duty of the law data, or one in the partners' own words."""
    named = gateway(power)
    return named.requires if named is not None else power.field == "duty"


def nameless(doc: Settled, at: At) -> frozenset[tuple[str, str]]:
    """The parties and purposes whose basis needs a law (public task, legal obligation) and names none.

    LAW-07 and LAW-08 say so; what a public body lacks in power is then not said again.
    """
    return at.once("nameless", lambda: frozenset(_nameless(doc, at)))


def _nameless(doc: Settled, at: At) -> Iterator[tuple[str, str]]:
    layers = legal_layers(doc, at)
    for use in layers.uses("article-6"):
        letters = {each.meant.letter for each in use.cited if isinstance(each.meant, Article6)}
        if letters & {"c", "e"} and not layers.powers(use.beside) and not any(said.function for said in use.says):
            yield use.party, use.purpose


def parties_of(doc: Settled, cover: LawCover) -> list[PartyFacts]:
    """The parties that a law row covers, in their order; those under another law are left out."""
    actors = {doc.rows[number].actor for number in cover.rows}
    return [each for each in doc.parties.values() if each.id in actors and not each.is_other and not each.outside_uk]


REGULAR = frozenset({"real-time", "daily", "weekly", "monthly", "quarterly", "annually"})
"""The likely answers about frequency that make a flow planned and regular."""


def regular_flows(doc: Settled, at: At) -> Mapping[str, str]:
    """Each flow that is planned and regular, with how often it happens, in words."""
    return at.once("regular-flows", lambda: _regular_flows(doc))


def _regular_flows(doc: Settled) -> Mapping[str, str]:
    point = doc.points.get("direction-and-frequency")
    return {
        cell.at("flow"): key.replace("-", " ")
        for cell, part in (point.parts() if point else ())
        for key in part.keys
        if key in REGULAR
    }
