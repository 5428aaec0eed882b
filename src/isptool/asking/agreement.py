"""The questions for a new agreement: first the facts, then the points that the protocol leaves open for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from isptool.asking import differing, scoping
from isptool.asking.draft import Around, Draft, entry, gap
from isptool.asking.open_points import Circumstances, Offer, OpenPoint, open_points, rows_of
from isptool.asking.put import likely_offers, own_blanks, plain_offers, point_question, value_of
from isptool.asking.question import Question, Reply, Table
from isptool.asking.tables import READERS
from isptool.model.fields import Misread, slug
from isptool.model.point import Point
from isptool.settling.settled import Settled
from isptool.writing.compose_words import capital

_ENTRY_HOMES = ("answers", "start", "review", "publish", "sign-off")
"""The homes in which a point is answered by one entry."""


class AgreementInterview:
    """What is still to be asked for an agreement, from what its draft says so far."""

    def __init__(self, draft: Draft, around: Around) -> None:
        self.draft = draft
        self.around = around
        self._by_home = {point.home: (name, point) for name, point in around.points.items()}
        self._circumstances: Circumstances | None = None

    def questions(self) -> list[Question]:
        """Every question still to be asked: the facts first, because the points follow from them."""
        settled = self.draft.settled(self.around)
        self._circumstances = Circumstances(settled, self.around.book) if settled is not None else None
        facts = [each for each in self._facts() if not self.draft.has(*each.id.split("."))]
        if settled is None:
            return facts
        return [*facts, *self._points(settled), *differing.questions(settled, self.draft, self.around)]

    def take(self, question: Question, reply: Reply) -> None:
        """Keep a reply in the draft."""
        first, _, rest = question.id.partition(".")
        if reply.table is not None:
            block = "flows" if "flows" in question.id.split(".") else "data"
            self.draft.put({**self.draft.block(block), **reply.table.found}, block)
        elif first == "differ":
            differing.take(self.draft, question, reply)
        elif first == "more":
            self._another(rest.partition(".")[0], reply)
        elif first in ("parties", "purposes", "people", "data") and not rest:
            self._named(first, question, reply)
        elif first == "flows":
            self._flow(rest, reply)
        elif first == "law":
            self._law(rest, question, reply)
        elif first == "related":
            self._related(question, reply)
        elif first == "answers":
            scoping.put(self.draft, question, reply)
        elif first in _ENTRY_HOMES:
            self.draft.put(entry(reply), *question.id.split("."))
        else:
            self.draft.put(value_of(reply), *question.id.split("."))

    # ── the facts ────────────────────────────────────────────────────────────────────────────────────

    def _facts(self) -> Iterator[Question]:
        yield Question("title", "Title", "What is the agreement called?", "text", required=True)
        protocols = self.around.protocols()
        if len(protocols) > 1:
            offers = (*plain_offers(protocols), Offer("none", "none", "It stands alone.", "", True, ()))
            yield Question(
                "under", "Protocol", "Under which protocol is it made?", "choice", offers=offers, required=True
            )
        partners = self.around.partner_names()
        if partners:
            text = "Which partners take part?"
            yield Question("parties", "Parties", text, "choices", offers=plain_offers(partners), required=True)
        yield self._kinds("purposes", "purposes.aim")
        yield from self._more("purposes", "Is there another purpose? Say which decision or help it is for.")
        parties = {name: partners.get(name, name) for name in self.draft.block("parties")}
        for name in self.draft.block("purposes"):
            text = f"Who uses the information for “{name.replace('-', ' ')}”?"
            yield Question(f"purposes.{name}.used-by", "Users", text, "choices", offers=plain_offers(parties))
        yield self._kinds("people", "people.kind")
        yield from self._more("people", "Is it about anybody else? Say who they are.")
        yield replace(self._kinds("data", "data.kind"), table=self._table("data"))
        yield from self._more("data", "Is anything else shared? Say what it is.")
        yield from self._items()
        if len(parties) > 1 and self.draft.block("data"):
            yield from self._flows(parties)

    def _more(self, block: str, text: str) -> Iterator[Question]:
        """One more of a block, in own words, until there are no more."""
        there = self.draft.block(block)
        if there:
            named = [(facts or {}).get("aim") or (facts or {}).get("what") or name for name, facts in there.items()]
            table = self._table(block) if block in READERS else None
            yield Question(
                f"more.{block}.{len(there)}", block.capitalize(), f"{text} Enter when there is nothing more.", "text",
                about=(f"So far: {'; '.join(str(each).rstrip('.') for each in named)}",), read=_named_by, table=table,
            )  # fmt: skip

    def _table(self, block: str) -> Callable[[Sequence[Sequence[str]]], Table]:
        return lambda rows: READERS[block](rows, self.draft, self.around)

    def _likely(self, point: Point) -> tuple[Offer, ...]:
        """The likely answers of a point: those first that fit the partners, purposes and data so far."""
        if self._circumstances is None:
            return likely_offers(point)
        return self._circumstances.likely(point)

    def _kinds(self, block: str, home: str) -> Question:
        """One or several things by their kinds, or one in own words."""
        _, point = self._by_home[home]
        offers = self._likely(point)
        return Question(
            block, point.title, point.question, "choices", why=point.why, offers=offers, own_words=True, read=_named_by
        )

    def _items(self) -> Iterator[Question]:
        people = self.draft.block("people")
        _, categories = self._by_home["data.category"]
        for name, item in self.draft.block("data").items():
            about = f"{(item or {}).get('what') or name.replace('-', ' ')}"
            yield Question(
                f"data.{name}.category", f"Category of: {about}", categories.question, "choices",
                why=categories.why, offers=self._likely(categories),
            )  # fmt: skip
            if len(people) > 1:
                who = {each: (facts or {}).get("what") or each for each, facts in people.items()}
                text = "Whom is it about?"
                yield Question(f"data.{name}.about", f"People in: {about}", text, "choices", offers=plain_offers(who))

    def _flows(self, parties: Mapping[str, str]) -> Iterator[Question]:
        """Of each flow what is not known of it; then whether there is another."""
        there = self.draft.block("flows")
        groups = {f"each of {each}": "" for each in self.draft.block("groups")}
        ends = plain_offers({**parties, **groups})
        for number, name in enumerate(there or ("main",)):
            title = "the flow" if name == "main" else f"Flow: {(there[name] or {}).get('what') or name}"
            table = None if there else self._table("flows")
            for end, text in (("from", "Who sends it?"), ("to", "Who receives it?")):
                yield Question(f"flows.{name}.{end}", capital(title), text, "choices", offers=ends, table=table)
                table = None
            if number:
                yield from self._carried(name, title)
            for home in ("flows.when", "flows.how"):
                _, point = self._by_home[home]
                yield Question(
                    f"flows.{name}.{home.partition('.')[2]}", f"{point.title}: {title.removeprefix('Flow: ')}",
                    point.question, "choices", why=point.why, offers=self._likely(point), own_words=True,
                )  # fmt: skip
        yield from self._more("flows", "Does anything else move? Say what is sent, in a few words.")

    def _carried(self, name: str, title: str) -> Iterator[Question]:
        """What a further flow carries and what for, where there is a choice."""
        for key, block, words, text in (
            ("data", "data", "what", "Which items does it carry?"),
            ("purpose", "purposes", "aim", "Which purposes does it serve?"),
        ):
            known = {each: (facts or {}).get(words) or each for each, facts in self.draft.block(block).items()}
            if len(known) > 1:
                yield Question(f"flows.{name}.{key}", title, text, "choices", offers=plain_offers(known))

    def _named(self, block: str, question: Question, reply: Reply) -> None:
        """Things by their ids: parties as they are, the rest with their kind and in words."""
        if block == "parties":
            self.draft.put(dict.fromkeys(reply.keys), "parties")
            return
        words = "aim" if block == "purposes" else "what"
        _, point = self._by_home[{"purposes": "purposes.aim"}.get(block, f"{block}.kind")]
        offers = {offer.key: offer for offer in question.offers}
        found: dict[str, dict[str, Any]] = {}
        for key in reply.keys:
            likely, blanks = point.answers[key], own_blanks(offers[key], reply)
            found[key] = {"kind": key}
            if set(likely.required_blanks) <= set(blanks):  # else it is called by its kind until they are known
                found[key][words] = likely.sentence(blanks)
            found[key] |= blanks
        if reply.words:
            found[_named_by(reply.words)] = {words: reply.words}
        self._complete(block, found)
        self.draft.put(found, block)

    def _another(self, block: str, reply: Reply) -> None:
        """One more thing of a block, in own words."""
        name = base = _named_by(reply.words)
        number = 2
        while name in self.draft.block(block):
            name, number = f"{base}-{number}", number + 1
        found: dict[str, dict[str, Any]] = {name: {"aim" if block == "purposes" else "what": reply.words}}
        self._complete(block, found)
        self.draft.put(found[name], block, name)

    def _complete(self, block: str, found: Mapping[str, dict[str, Any]]) -> None:
        """Say of new data items whose they are and what for, where there is only one thing to say."""
        for facts in found.values():
            if block == "data" and len(people := list(self.draft.block("people"))) == 1:
                facts["about"] = people[0]
            if block == "data" and (purposes := list(self.draft.block("purposes"))):
                facts["needed-for"] = dict.fromkeys(purposes)

    def _flow(self, rest: str, reply: Reply) -> None:
        name, _, end = rest.partition(".")
        self.draft.put(value_of(reply), "flows", name, end)
        for blank, typed in reply.blanks.items():
            self.draft.put(typed, "flows", name, blank)
        flows = self.draft.block("flows")
        if next(iter(flows)) == name:  # the first carries everything, unless somebody says otherwise
            flows[name].setdefault("data", list(self.draft.block("data")))
        if len(self.draft.block("data")) == 1:
            flows[name].setdefault("data", list(self.draft.block("data")))
        purposes = list(self.draft.block("purposes"))
        if purposes and (next(iter(flows)) == name or len(purposes) == 1):
            flows[name].setdefault("purpose", purposes[0] if len(purposes) == 1 else purposes)

    # ── the points ───────────────────────────────────────────────────────────────────────────────────

    def _points(self, settled: Settled) -> Iterator[Question]:
        for each in open_points(settled, self.around.book):
            home = each.point.home
            if home == "answers":
                circumstances = self._circumstances or Circumstances(settled, self.around.book)
                yield from scoping.questions(settled, each, self.draft, circumstances)
            elif home in _ENTRY_HOMES and not self.draft.has(home):
                yield point_question(home, each)
            elif home == "related.relation" and not self.draft.has("related"):
                yield point_question("related", each)
            elif home.startswith("law."):
                yield from self._law_questions(settled, each)

    def _law_questions(self, settled: Settled, each: OpenPoint) -> Iterator[Question]:
        """A point of law is asked once of each party: its power and its bases are its own."""
        attribute = each.point.home.partition(".")[2]
        circumstances = Circumstances(settled, self.around.book)
        by_party: dict[str, list[str]] = {}
        for cell in each.cells:
            by_party.setdefault(dict(cell.coordinates).get("party", ""), []).append(cell.of)
        for party, cells in by_party.items():
            if not party or self._law_row(party).get(attribute) is not None:
                continue
            rows = rows_of(settled, each.id, party)
            question = point_question(f"law.{attribute}.{party}", each)
            about = tuple(dict.fromkeys(cells))[:4]
            yield replace(question, about=about, offers=circumstances.offers(each.point, rows))

    def _law_row(self, party: str) -> dict[str, Any]:
        rows = self.draft.data.setdefault("law", [])
        for row in rows:
            if isinstance(row, dict) and row.get("for") == [party]:
                return row
        return {}

    def _law(self, rest: str, question: Question, reply: Reply) -> None:
        attribute, _, party = rest.partition(".")
        row = self._law_row(party)
        if not row:
            row = {"for": [party]}
            self.draft.data["law"].append(row)
        written = {offer.key: offer.written or offer.sentence for offer in question.offers}
        value: Any = gap(reply) or [written[key] for key in reply.keys] or reply.words
        row[attribute] = value[0] if isinstance(value, list) and len(value) == 1 else value
        row.update({blank: typed for blank, typed in reply.blanks.items() if blank not in row})

    def _related(self, question: Question, reply: Reply) -> None:
        offers = {offer.key: offer for offer in question.offers}
        rows: list[dict[str, Any]] = [{"relation": key, **own_blanks(offers[key], reply)} for key in reply.keys]
        if reply.words:
            rows.append({"text": reply.words})
        self.draft.put(rows or [gap(reply) or {}], "related")


def _named_by(text: str) -> str:
    """The id that own words make; raises `Misread` where they make none."""
    words = slug(text).split("-")
    name = "-".join(words[:5])
    if len(name) < 2 or not any(each.isalpha() for each in name):
        raise Misread("has no letters of which an id could be made")
    return name
