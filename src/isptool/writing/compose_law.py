"""On what law: the powers of each party, its lawful bases and conditions for each purpose, and what bears on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from isptool.law.book import LawBook
from isptool.law.rows import Article
from isptool.model.documents import Agreement
from isptool.model.terms import LawRow
from isptool.settling.settled import Part, Place, State
from isptool.writing.compose_facts import Fact, as_bullets, facts, flat, gap_runs, label, row_gap
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import Body, said_of_gap
from isptool.writing.compose_scope import named
from isptool.writing.compose_words import capital, listed, small
from isptool.writing.document import Block, Bullets, Callout, Cell, Gap, Para, Prose, Run, Runs, Table, Text

LAYERS = ("power", "duty", "regime", "article_6", "article_9", "schedule_1", "article_10", "part_3", "schedule_8")
"""The fields of a law row that hold its citations, each of a legal layer of its own."""
LAW_FACTS = (
    "function", "requested_under", "restriction", "exception", "annex_1", "assessment", "strictly_necessary",
    "authorised_by", "policy_document", "secrecy", "withdrawal", "request_states_task", "objective",
    "code_of_practice", "register_entry", "explanation", "transfer", "since", "until",
)  # fmt: skip
"""The fields of a law row that stand under the tables."""
BASES: Mapping[str, tuple[str, ...]] = {
    "article-6-basis": ("article_6",),
    "law-enforcement-basis": ("part_3", "schedule_8"),
    "article-9-condition": ("article_9",),
    "schedule-1-condition": ("schedule_1",),
    "criminal-offence-basis": ("article_10",),
}
"""The points about lawful bases and conditions, and the fields of a law row that answer each."""

_CITED = frozenset({"requested_under", "restriction", "exception", "authorised_by", "code_of_practice"})


@lru_cache(maxsize=2048)
def cited(book: LawBook, text: str, field: str = "") -> str:
    """A citation as a document prints it in full; what the law book does not know is printed as it was typed.

    `field` is the field of a law row where it stands (`article-9`), which tells what a bare number means.
    """
    from isptool.law import citation

    try:
        if field in citation.FIELDS:
            return citation.print_in_full(citation.parse(text, field))
    except citation.CitationError:
        return text
    entry = book.find(f"Schedule 1 paragraph {text}" if field == "schedule-1" and text[:1].isdigit() else text)
    if entry is None:
        return text
    told = small(entry.title)
    return entry.citation if told.casefold() in entry.citation.casefold() else f"{entry.citation} ({told})"


class Law:
    """Composes the law of one agreement, and notes which law rows the tables have printed.

    `only` are the positions of the law rows of which more is told; None means all.
    """

    def __init__(self, matter: Matter, only: frozenset[int] | None = None) -> None:
        self.matter = matter
        self.only = only
        self.printed: dict[int, set[str]] = {}

    def blocks(self) -> list[Block]:
        """Powers, bases and conditions as tables, and what else the law rows say."""
        gap = self.matter.head.gaps.get("law")
        blocks: list[Block] = []
        if gap is not None:
            blocks.append(Callout("gap", flat(gap_runs(self.matter, gap)), self.matter.words.say("law")))
        return [*blocks, *self._powers(), *self._bases(), *self._more()]

    # --- powers -----------------------------------------------------------------------------------

    def _powers(self) -> list[Block]:
        settled = self.matter.settled_point("legal-power")
        if settled is None or not settled.cells:
            return []
        say = self.matter.words.say
        by_party: dict[str, tuple[Body, Body]] = {}
        for party in dict.fromkeys(cell.at("party") for cell in settled.cells):
            sides = []
            for side in ("sender", "recipient"):
                found = [cell for cell in settled.cells if (cell.at("party"), cell.at("direction")) == (party, side)]
                parts = [part for cell in found for part in cell.parts if not in_schedule(part)]
                sides.append(self._said(parts, ("duty", "power", "any_of", "function"), settled.point.title))
            by_party[party] = (sides[0], sides[1])
        merged = _merged(by_party)
        if not merged:
            return []
        self.matter.anchors["legal-power"] = "law-powers"
        head = (say("party"), say("powers"))
        rows = tuple((self._who(parties), _prose(self._both_sides(*said))) for parties, said in merged)
        return [Table(say("powers-caption"), head, rows, widths=(1, 2.6), anchor="law-powers")]

    def _both_sides(self, disclose: Body, receive: Body) -> Body:
        """What lets a party disclose and receive: once what serves for both, then what serves for one side only."""
        if not disclose or not receive or disclose == receive:
            return disclose or receive
        body = [block for block in disclose if block in receive]
        for key, own, other in (("only-disclose", disclose, receive), ("only-receive", receive, disclose)):
            left = [block for block in own if block not in other]
            if left:
                body += [Para((Text(self.matter.words.say(key), bold=True),)), *left]
        return body

    def _who(self, parties: Iterable[str]) -> str:
        named_here = set(parties)
        return capital(listed(self.matter.party(each) for each in self.matter.settled.parties if each in named_here))

    # --- bases ------------------------------------------------------------------------------------

    def _bases(self) -> list[Block]:
        say = self.matter.words.say
        cells: dict[str, dict[str, dict[str, list[Part]]]] = {}
        for point in BASES:
            settled = self.matter.settled_point(point)
            for cell in settled.cells if settled else ():
                of_party = cells.setdefault(cell.at("purpose"), {}).setdefault(cell.at("party"), {})
                of_party.setdefault(point, []).extend(part for part in cell.parts if not in_schedule(part))
                self.matter.anchors[point] = "law-bases"
        rows: list[tuple[Cell, ...]] = []
        for purpose, by_party in cells.items():
            said: dict[str, tuple[Body, Body]] = {
                party: (self._basis(by_point), []) for party, by_point in by_party.items()
            }
            for parties, (basis, _) in _merged(said):
                who: Cell = self._who(parties)
                if len(cells) > 1:
                    who = (Text(self._who(parties), bold=True), Text(f": {small(self.matter.name(purpose))}"))
                rows.append((who, _prose(basis)))
        if not rows:
            return []
        head = (say("party-and-purpose") if len(cells) > 1 else say("party"), say("basis-and-conditions"))
        return [
            Table(
                say("bases-caption"),
                head,
                tuple(rows),
                widths=(1, 2.6),
                row_heads=len(cells) < 2,
                anchor="law-bases",
                description=say("bases-described"),
            )
        ]

    def _basis(self, by_point: Mapping[str, list[Part]]) -> Body:
        body: Body = []
        for point, fields in BASES.items():
            parts = by_point.get(point, [])
            title = self.matter.settled.points[point].point.title if parts else ""
            for block in self._said(parts, fields, title):
                if block not in body:
                    body.append(block)
        return body

    def _said(self, parts: Iterable[Part], fields: tuple[str, ...], title: str) -> Body:
        """What the law rows behind these parts name, a citation a paragraph; gaps where they name nothing."""
        body: Body = []
        for part in parts:
            row = law_row(self.matter, part.place) if part.place else None
            if part.state.left_to_agree or part.state is State.WITHHELD:
                body += self._gap(part, title)
            elif part.state is State.NOT_APPLICABLE:
                body += self._does_not_apply(part, title) if row is not None and row.gaps else []
            elif row is None:
                body += [Para(capital(text)) for text in (*part.sentences, part.own_words) if text]
            else:
                body += self._citations(row, fields)
        return [block for position, block in enumerate(body) if block not in body[:position]]

    def _citations(self, row: LawRow, fields: Iterable[str]) -> Body:
        say = self.matter.words.say
        body: Body = []
        for name in fields:
            self.printed.setdefault(id(row), set()).add(name)
            if name == "any_of":
                lines = [line for each in row.any_of for line in self._lines(each)]
                body += [Para(say("any-one-of")), Bullets(tuple(lines))] if lines else []
                continue
            if name == "function":
                body += [Para(say("law-function", what=capital(row.function)))] if row.function else []
                continue
            for text in getattr(row, name):
                full = capital(self._cited(text, name))
                body.append(Para(say(f"law-{name}", what=full) if name in ("duty", "power") else full))
        return body

    def _lines(self, row: LawRow) -> Iterator[str]:
        """The citations of one of several alternatives, each in a line."""
        for name in LAYERS:
            if name != "regime":
                for text in getattr(row, name):
                    yield f"{label(self.matter, 'law', name)}: {self._cited(text, name)}"
        for name in LAW_FACTS:
            yield from (fact.line() for fact in self._facts(row, name))
        yield from (fact.line() for fact in facts(self.matter, "law", row, (), elsewhere=LAW_FACTS))

    def _cited(self, text: str, name: str) -> str:
        return cited(self.matter.book, text, name.replace("_", "-"))

    def _gap(self, part: Part, title: str) -> Body:
        words = said_of_gap(self.matter, part.gap, part.who, part.until) if part.gap or part.who else ""
        key = {State.NOT_YET: "not-yet", State.WITHHELD: "withheld"}.get(part.state, "still-to-be-agreed")
        state = f"{title}: {small(self.matter.words.say(key))}"
        lead: Run = Text(state) if part.state is State.WITHHELD else Gap(state)
        return [Para((lead, Text(f". {words}" if words else ".")))]

    def _does_not_apply(self, part: Part, title: str) -> Body:
        return [Para(f"{title}: {small(self.matter.words.say('does-not-apply'))}. {part.gap}")]

    # --- the rest ---------------------------------------------------------------------------------

    def _more(self) -> list[Block]:
        rows: list[tuple[Cell, ...]] = []
        for position, row in enumerate(self.matter.agreement.law):
            found = self.details(row) if self.only is None or position in self.only else []
            if found:
                rows.append((scope(self.matter, row), Prose(tuple(as_bullets(found)))))
        if not rows:
            return []
        say = self.matter.words.say
        return [Table(say("more-law-caption"), (say("for"), say("what-to-know")), tuple(rows), widths=(1, 2.6))]

    def details(self, row: LawRow) -> list[Fact]:
        """What a law row says beside the citations that the tables have printed."""
        found: list[Fact] = [*row_gap(self.matter, row)]
        printed = self.printed.get(id(row), set())
        for name in LAYERS:
            words = "" if name in printed else self._layer(row, name)
            if words:
                found.append(Fact(label(self.matter, "law", name), words))
        if row.any_of and "any_of" not in printed:
            lines = "; ".join(line for each in row.any_of for line in self._lines(each))
            found.append(Fact(label(self.matter, "law", "any_of"), lines))
        for name in LAW_FACTS:
            found += self._facts(row, name) if name != "function" or name not in printed else []
        found += facts(self.matter, "law", row, (), elsewhere=(*LAW_FACTS, *self._layers_in_tables(row)))
        return found

    def _layers_in_tables(self, row: LawRow) -> set[str]:
        """The layers whose gaps stand in the tables already: those of a row that covers somebody."""
        index = next((number for number, each in enumerate(self.matter.agreement.law) if each is row), -1)
        found: set[str] = set()
        for point, fields in {"legal-power": ("power", "duty"), **BASES}.items():
            settled = self.matter.settled_point(point)
            for _, part in settled.parts() if settled else ():
                if part.gap and part.place is not None and part.place.path[:2] == ("law", index):
                    found.update(fields)
        return found

    def _facts(self, row: LawRow, name: str) -> list[Fact]:
        value = getattr(row, name)
        if not value and not row.gaps and value in (None, [], {}):
            return []
        if isinstance(value, str) and name in _CITED:
            return [Fact(label(self.matter, "law", name), capital(self._cited(value, name)))]
        return facts(self.matter, "law", row, (name,))

    def _layer(self, row: LawRow, name: str) -> str:
        """The citations of one layer in a line. That the UK GDPR applies goes without saying."""
        if name == "regime":
            return self.matter.words.name("regime", row.regime) if row.regime in ("part-3", "part-4") else ""
        return "; ".join(capital(self._cited(text, name)) for text in getattr(row, name))


def scope(matter: Matter, row: LawRow) -> str:
    """For whom and what a law row is, in words."""
    sides = listed(matter.words.name("direction", each) for each in row.as_)
    whom = named(matter, row.for_) or matter.words.say("every-use")
    return f"{whom} ({small(sides)})" if sides else whom


# --- in short -------------------------------------------------------------------------------------


def bases_in_short(matter: Matter) -> list[tuple[str, Runs]]:
    """For the first page: whose each lawful basis is, and the basis."""
    found: dict[str, dict[str, None]] = {}
    for point in ("article-6-basis", "law-enforcement-basis"):
        settled = matter.settled_point(point)
        for cell, part in settled.parts() if settled else ():
            row = law_row(matter, part.place) if part.place and not in_schedule(part) else None
            for text in getattr(row, BASES[point][0]) if row else ():
                basis = _basis_in_short(matter, text, BASES[point][0].replace("_", "-"))
                found.setdefault(basis, {})[cell.at("party")] = None
    ordered = {basis: [each for each in matter.settled.parties if each in parties] for basis, parties in found.items()}
    return [(listed(matter.party(each) for each in parties), basis) for basis, parties in ordered.items()]


def _basis_in_short(matter: Matter, text: str, field: str) -> str:
    """A lawful basis as the first page names it: Public task, Article 6(1)(e)."""
    entry = matter.book.find(text)
    if isinstance(entry, Article) and entry.name:
        return f"{capital(entry.name)}, Article {entry.article}"
    if field == "part-3" and re.fullmatch(r"\d+(?:\([0-9a-z]+\))*", text):
        return matter.words.say("law-enforcement-basis", section=text)
    return capital(cited(matter.book, text, field))


def powers_in_short(matter: Matter, party: str = "") -> list[str]:
    """For the first page: every Act that gives a duty or power, with its provisions; of one party, or of all."""
    rows = [each for row in _rows_of(matter, party) for each in (row, *row.any_of)]
    by_act: dict[str, dict[str, None]] = {}
    for text in (text for row in rows for text in (*row.duty, *row.power)):
        entry = matter.book.find(text)
        found = _PROVISION.fullmatch(entry.citation) if entry else None
        if found:
            by_act.setdefault(found[2], {})[found[1]] = None
        else:
            by_act.setdefault(small(entry.title) if entry else text, {})
    return [f"{act}, {_provisions(list(provisions))}" if provisions else act for act, provisions in by_act.items()]


def _rows_of(matter: Matter, party: str) -> list[LawRow]:
    """The law rows of an agreement on which a party relies; all of them where none is named."""
    if not party:
        return list(matter.agreement.law)
    rows = matter.settled.rows
    covers = [cover for cover in matter.settled.law if cover.place.tier == "agreement"]
    return [cover.row for cover in covers if any(rows[number].actor == party for number in cover.rows)]


_PROVISION = re.compile(r"((?:sections?|articles?|regulations?) [^ ]+(?: (?:to|and) [^ ]+)?) of the (.+)")


def _provisions(provisions: list[str]) -> str:
    """`section 10`, `section 11` as sections 10 and 11."""
    kinds = {each.partition(" ")[0] for each in provisions}
    if len(provisions) == 1 or kinds != {"section"}:
        return listed(provisions)
    return f"sections {listed(each.removeprefix('section ') for each in provisions)}"


# --- parts and places -----------------------------------------------------------------------------


def law_row(matter: Matter, place: Place) -> LawRow | None:
    """The law row at a place of the agreement; None if none stands there."""
    document = matter.settled.document
    if not isinstance(document, Agreement) or place.tier != "agreement" or place.path[:1] != ("law",):
        return None
    position = place.path[1] if len(place.path) > 1 else None
    return document.law[position] if isinstance(position, int) and position < len(document.law) else None


def in_schedule(part: Part) -> bool:
    """Whether an answer stands in a party's schedule."""
    return part.place is not None and part.place.tier == "schedule"


def _merged(by_party: Mapping[str, tuple[Body, Body]]) -> list[tuple[list[str], tuple[Body, Body]]]:
    """Parties that say the same, together; a party that says nothing is left out."""
    merged: list[tuple[list[str], tuple[Body, Body]]] = []
    for party, said in by_party.items():
        if not said[0] and not said[1]:
            continue
        same = next((parties for parties, other in merged if other == said), None)
        if same is None:
            merged.append(([party], said))
        else:
            same.append(party)
    return merged


def _prose(body: Body) -> Cell:
    if len(body) == 1 and isinstance(body[0], Para):
        return body[0].runs
    return Prose(tuple(body)) if body else ""
