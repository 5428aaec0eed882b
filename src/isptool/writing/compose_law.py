"""On what law: the powers of each party, its lawful bases and conditions for each purpose, and what bears on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from isptool.law.book import LawBook
from isptool.model.documents import Agreement
from isptool.model.terms import LawRow
from isptool.settling.settled import Part, Place, State
from isptool.writing.compose_facts import Fact, as_bullets, facts, flat, gap_runs, row_gap
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import Body, said_of_gap
from isptool.writing.compose_scope import named
from isptool.writing.compose_words import capital, listed, small
from isptool.writing.document import Block, Bullets, Callout, Cell, Gap, Para, Prose, Run, Runs, Table, Text

LAW_FACTS = (
    "function", "requested_under", "restriction", "exception", "annex_1", "assessment", "strictly_necessary",
    "authorised_by", "policy_document", "secrecy", "withdrawal", "request_states_task", "objective",
    "code_of_practice", "register_entry", "explanation", "transfer", "since", "until",
)  # fmt: skip
"""The fields of a law row that stand under the tables."""

_CITED = frozenset({"requested_under", "restriction", "exception", "authorised_by", "code_of_practice"})
_LAYERS = ("power", "duty", "regime", "article_6", "article_9", "article_10", "schedule_1", "part_3", "schedule_8")
_BASES = {
    "article-6-basis": ("article_6",),
    "article-9-condition": ("article_9",),
    "schedule-1-condition": ("schedule_1",),
    "criminal-offence-basis": ("article_10",),
    "law-enforcement-basis": ("part_3", "schedule_8"),
}
"""The points about lawful bases and conditions, and the fields of a law row that answer each."""


# --- citations ------------------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def cited(book: LawBook, text: str, field: str = "") -> str:
    """A citation as a document prints it in full; what the law book does not know is printed as it was typed.

    `field` is the field of a law row where it stands (`article-9`), which tells what a bare number means.
    """
    from isptool.law import citation

    if field in citation.FIELDS:
        try:
            return citation.print_in_full(citation.parse(text, field))
        except citation.CitationError:
            return text
    entry = book.find(text if field != "schedule-1" or not text[:1].isdigit() else f"Schedule 1 paragraph {text}")
    if entry is None:
        return text
    told = small(entry.title)
    return entry.citation if told in entry.citation.casefold() else f"{entry.citation} ({told})"


# --- powers ---------------------------------------------------------------------------------------


class Law:
    """Composes the law of one agreement, and notes which law rows the tables have printed."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        self.printed: set[int] = set()

    def blocks(self) -> list[Block]:
        """Powers, bases and conditions as tables, and what else the law rows say."""
        gap = self.matter.head.gaps.get("law")
        words = self.matter.words
        blocks: list[Block] = [Callout("gap", flat(gap_runs(self.matter, gap)), words.say("law"))] if gap else []
        return [*blocks, *self._powers(), *self._bases(), *self._more()]

    def _powers(self) -> list[Block]:
        settled = self.matter.settled_point("legal-power")
        if settled is None or not settled.cells:
            return []
        say = self.matter.words.say
        found: dict[tuple[str, str], list[Part]] = {}
        for cell in settled.cells:
            key = (cell.at("party"), cell.at("direction"))
            found.setdefault(key, []).extend(part for part in cell.parts if not _in_schedule(part))
        by_party: dict[str, tuple[Body, Body]] = {}
        for party in dict.fromkeys(party for party, _ in found):
            disclose, receive = (
                self._cell(found.get((party, side), []), ("duty", "power", "any_of"), settled.point.title)
                for side in ("sender", "recipient")
            )
            by_party[party] = (disclose, receive)
        rows = [
            (capital(listed(self.matter.party(each) for each in parties)), _prose(disclose), _prose(receive))
            for parties, (disclose, receive) in _merged(by_party)
        ]
        if not rows:
            return []
        self.matter.anchors["legal-power"] = "law-powers"
        head = (say("party"), say("to-disclose"), say("to-receive"))
        table: tuple[tuple[Cell, ...], ...] = tuple(rows)
        if all(disclose == receive for disclose, receive in by_party.values()):
            head, table = (say("party"), say("to-disclose-and-receive")), tuple(row[:2] for row in rows)
        return [
            Table(
                say("powers-caption"),
                head,
                table,
                anchor="law-powers",
                widths=(1, 2.4) if len(head) == 2 else (1, 2, 2),
            )
        ]

    # --- bases ------------------------------------------------------------------------------------

    def _bases(self) -> list[Block]:
        say = self.matter.words.say
        cells: dict[tuple[str, str], dict[str, list[Part]]] = {}
        for point in _BASES:
            settled = self.matter.settled_point(point)
            for cell in settled.cells if settled else ():
                key = (cell.at("party"), cell.at("purpose"))
                parts = [part for part in cell.parts if not _in_schedule(part)]
                cells.setdefault(key, {}).setdefault(point, []).extend(parts)
        if not cells:
            return []
        contents: dict[str, dict[str, tuple[Body, Body]]] = {}
        for (party, purpose), by_point in cells.items():
            contents.setdefault(purpose, {})[party] = self._basis(by_point)
        rows: list[tuple[Cell, ...]] = []
        several = len(contents) > 1
        for purpose, by_party in contents.items():
            for parties, (basis, conditions) in _merged(by_party):
                who = capital(listed(self.matter.party(each) for each in parties))
                row: list[Cell] = [who, self.matter.name(purpose)] if several else [who]
                rows.append((*row, _prose(basis), _prose(conditions)))
        head = (say("party"), say("what-for"), say("lawful-basis"), say("conditions"))
        if not several:
            head = (head[0], *head[2:])
        if not any(row[-1] for row in rows):
            head, rows = head[:-1], [row[:-1] for row in rows]
        for point in _BASES:
            if any(point in by_point for by_point in cells.values()):
                self.matter.anchors[point] = "law-bases"
        return [Table(say("bases-caption"), head, tuple(rows), anchor="law-bases", description=say("bases-described"))]

    def _basis(self, by_point: Mapping[str, list[Part]]) -> tuple[Body, Body]:
        basis: Body = []
        conditions: Body = []
        for point, fields in _BASES.items():
            parts = by_point.get(point, [])
            if not parts:
                continue
            title = self.matter.settled.points[point].point.title
            into = basis if point in ("article-6-basis", "law-enforcement-basis") else conditions
            if point == "schedule-1-condition" and not any(_is_open(part) for part in parts):
                fields = fields if any(self._row(part) and self._own_paragraphs(part) for part in parts) else ()
            into += self._cell(parts, fields, title)
        return basis, [block for position, block in enumerate(conditions) if block not in conditions[:position]]

    def _own_paragraphs(self, part: Part) -> bool:
        """Whether a law row names paragraphs of Schedule 1 apart from its other citations."""
        row = self._row(part)
        return row is not None and bool(row.schedule_1)

    def _cell(self, parts: Iterable[Part], fields: tuple[str, ...], title: str) -> Body:
        """What the law rows behind these parts name, each citation in a paragraph; gaps where they name nothing."""
        body: Body = []
        for part in parts:
            if part.state is State.NOT_APPLICABLE and not part.place:
                continue
            if _is_open(part) or part.state in (State.WITHHELD, State.NOT_APPLICABLE):
                if fields:
                    body += self._gap(part, title)
                continue
            row = self._row(part)
            if row is None:
                body += [Para(capital(text)) for text in (*part.sentences, part.own_words) if text]
                continue
            self.printed.add(id(row))
            body += self._citations(row, fields)
        return [block for position, block in enumerate(body) if block not in body[:position]]

    def _citations(self, row: LawRow, fields: Iterable[str]) -> Body:
        body: Body = []
        say = self.matter.words.say
        for name in fields:
            if name == "any_of":
                lines = [
                    flat(block.runs)
                    for each in row.any_of
                    for block in self._citations(each, _LAYERS)
                    if isinstance(block, Para)
                ]
                if lines:
                    body += [Para(say("any-one-of")), Bullets(tuple(lines))]
                continue
            for text in getattr(row, name):
                full = capital(self._cited(text, name))
                body.append(Para(say(f"law-{name}", what=full) if name in ("duty", "power") else full))
        return body

    def _cited(self, text: str, name: str) -> str:
        return cited(self.matter.book, text, name.replace("_", "-"))

    def _gap(self, part: Part, title: str) -> Body:
        say, title = self.matter.words.say, title
        if part.state is State.NOT_APPLICABLE:
            return [Para(f"{title}: {say('does-not-apply').lower()}. {part.gap}")]
        words = said_of_gap(self.matter, part.gap, part.who, part.until) if part.gap else ""
        key = {State.NOT_YET: "not-yet", State.WITHHELD: "withheld"}.get(part.state, "still-to-be-agreed")
        state = say(key).lower()
        lead: Run = Text(f"{title}: {state}") if part.state is State.WITHHELD else Gap(f"{title}: {state}")
        return [Para((lead, Text(f". {words}" if words else ".")))]

    def _row(self, part: Part) -> LawRow | None:
        return _law_row(self.matter, part.place) if part.place else None

    # --- the rest ---------------------------------------------------------------------------------

    def _more(self) -> list[Block]:
        rows: list[tuple[Cell, ...]] = []
        for row in self.matter.agreement.law:
            found = self.details(row)
            if found:
                rows.append((scope(self.matter, row), Prose(tuple(as_bullets(found)))))
        if not rows:
            return []
        say = self.matter.words.say
        return [Table(say("more-law-caption"), (say("for"), say("what-to-know")), tuple(rows), widths=(1, 2.2))]

    def details(self, row: LawRow, *, everything: bool = False) -> list[Fact]:
        """What a law row says beside the citations that the tables have printed, or all that it says."""
        found: list[Fact] = [*row_gap(self.matter, row)]
        if everything or id(row) not in self.printed:
            found += [(self._label(name), said) for name in (*_LAYERS, "any_of") if (said := self._layer(row, name))]
        elif row.regime:
            found.append((self._label("regime"), self.matter.words.name("regime", row.regime)))
        for name in LAW_FACTS:
            value = getattr(row, name)
            if isinstance(value, str) and name in _CITED:
                found.append((self._label(name), capital(self._cited(value, name))))
            else:
                found += facts(self.matter, "law", row, (name,))
        for each in row.any_of:
            more = [fact for name in LAW_FACTS for fact in facts(self.matter, "law", each, (name,))]
            found += more
        return found

    def _layer(self, row: LawRow, name: str) -> str:
        if name == "regime":
            return self.matter.words.name("regime", row.regime) if row.regime else ""
        if name == "any_of":
            return "; ".join(
                flat(block.runs)
                for each in row.any_of
                for block in self._citations(each, _LAYERS[:2] + _LAYERS[3:])
                if isinstance(block, Para)
            )
        return "; ".join(capital(self._cited(text, name)) for text in getattr(row, name))

    def _label(self, name: str) -> str:
        from isptool.writing.compose_facts import label

        return label(self.matter, "law", name)


def scope(matter: Matter, row: LawRow) -> str:
    """For whom and what a law row is, in words."""
    sides = listed(matter.words.name("direction", each) for each in row.as_)
    whom = named(matter, row.for_) or matter.words.say("every-use")
    return f"{whom} ({small(sides)})" if sides else whom


def bases_in_short(matter: Matter) -> list[tuple[str, Runs]]:
    """For the first page: each lawful basis, and whose it is."""
    found: dict[str, dict[str, None]] = {}
    for point in ("article-6-basis", "law-enforcement-basis"):
        settled = matter.settled_point(point)
        for cell in settled.cells if settled else ():
            for part in cell.parts:
                row = _law_row(matter, part.place) if part.place and not _in_schedule(part) else None
                for name in _BASES[point][:1]:
                    for text in getattr(row, name) if row else ():
                        basis = capital(cited(matter.book, text, name.replace("_", "-")))
                        found.setdefault(basis, {})[cell.at("party")] = None
    return [(listed(matter.party(each) for each in parties), basis) for basis, parties in found.items()]


def powers_in_short(matter: Matter) -> list[str]:
    """For the first page: every power and duty that is named, once."""
    rows: Callable[[], Iterable[LawRow]] = lambda: (  # noqa: E731
        each for row in matter.agreement.law for each in (row, *row.any_of)
    )
    texts = [text for row in rows() for text in (*row.duty, *row.power)]
    return list(dict.fromkeys(_short(matter, text) for text in texts))


def _short(matter: Matter, text: str) -> str:
    entry = matter.book.find(text)
    return capital(entry.citation if entry else text)


def _law_row(matter: Matter, place: Place) -> LawRow | None:
    """The law row at a place of the agreement; None if none stands there."""
    document = matter.settled.document
    if not isinstance(document, Agreement) or place.tier != "agreement" or place.path[:1] != ("law",):
        return None
    position = place.path[1] if len(place.path) > 1 else None
    return document.law[position] if isinstance(position, int) and position < len(document.law) else None


def _in_schedule(part: Part) -> bool:
    return part.place is not None and part.place.tier == "schedule"


def _is_open(part: Part) -> bool:
    return part.state.left_to_agree


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
