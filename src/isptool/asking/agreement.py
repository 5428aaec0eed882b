"""The questions for a new agreement: first the facts, then the points that the protocol leaves open for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from isptool.asking.draft import Around, Draft, entry, gap
from isptool.asking.likely import choosable, sentence
from isptool.asking.open_points import Circumstances, Offer, OpenPoint, blanks_of, open_points, rows_of
from isptool.asking.question import Question, Reply
from isptool.model.fields import Misread, slug
from isptool.model.point import Point
from isptool.settling.settled import Settled

_ENTRY_HOMES = ("answers", "start", "review", "publish", "sign-off")
"""The homes in which a point is answered by one entry."""


class AgreementInterview:
    """What is still to be asked for an agreement, from what its draft says so far."""

    def __init__(self, draft: Draft, around: Around) -> None:
        self.draft = draft
        self.around = around
        self._by_home = {point.home: (name, point) for name, point in around.points.items()}

    def questions(self) -> list[Question]:
        """Every question still to be asked: the facts first, because the points follow from them."""
        facts = [each for each in self._facts() if not self.draft.has(*each.id.split("."))]
        settled = self.draft.settled(self.around)
        return [*facts, *(self._points(settled) if settled is not None else ())]

    def take(self, question: Question, reply: Reply) -> None:
        """Keep a reply in the draft."""
        first, _, rest = question.id.partition(".")
        if first in ("parties", "purposes", "people", "data") and not rest:
            self._named(first, question, reply)
        elif first == "flows":
            self._flow(rest, reply)
        elif first == "law":
            self._law(rest, question, reply)
        elif first == "related":
            self._related(question, reply)
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
            yield Question("under", "Protocol", "Under which protocol is it made?", "choice", offers=offers)
        partners = self.around.partner_names()
        if partners:
            text = "Which partners take part?"
            yield Question("parties", "Parties", text, "choices", offers=plain_offers(partners), required=True)
        yield self._kinds("purposes", "purposes.aim")
        parties = {name: partners.get(name, name) for name in self.draft.block("parties")}
        for name in self.draft.block("purposes"):
            text = f"Who uses the information for “{name.replace('-', ' ')}”?"
            yield Question(f"purposes.{name}.used-by", "Users", text, "choices", offers=plain_offers(parties))
        yield self._kinds("people", "people.kind")
        yield self._kinds("data", "data.kind")
        yield from self._items()
        yield from self._first_flow(parties)

    def _kinds(self, block: str, home: str) -> Question:
        """One or several things by their kinds, or one in own words."""
        _, point = self._by_home[home]
        offers = likely_offers(point)
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
                why=categories.why, offers=likely_offers(categories),
            )  # fmt: skip
            if len(people) > 1:
                who = {each: (facts or {}).get("what") or each for each, facts in people.items()}
                text = "Whom is it about?"
                yield Question(f"data.{name}.about", f"People in: {about}", text, "choices", offers=plain_offers(who))

    def _first_flow(self, parties: Mapping[str, str]) -> Iterator[Question]:
        if len(parties) < 2 or not self.draft.block("data"):
            return
        for end, text in (("from", "Who sends it?"), ("to", "Who receives it?")):
            yield Question(f"flows.main.{end}", "The flow", text, "choices", offers=plain_offers(parties))
        for home in ("flows.when", "flows.how"):
            _, point = self._by_home[home]
            yield Question(
                f"flows.main.{home.partition('.')[2]}", point.title, point.question, "choices", why=point.why,
                offers=likely_offers(point), own_words=True,
            )  # fmt: skip

    def _named(self, block: str, question: Question, reply: Reply) -> None:
        """Things by their ids: parties as they are, the rest with their kind and in words."""
        if block == "parties":
            self.draft.put(dict.fromkeys(reply.keys), "parties")
            return
        words = "aim" if block == "purposes" else "what"
        offers = {offer.key: offer for offer in question.offers}
        found: dict[str, dict[str, Any]] = {
            key: {"kind": key, words: offers[key].sentence, **own_blanks(offers[key], reply)} for key in reply.keys
        }
        if reply.words:
            found[_named_by(reply.words)] = {words: reply.words}
        for facts in found.values():
            if block == "data" and len(people := list(self.draft.block("people"))) == 1:
                facts["about"] = people[0]
            if block == "data" and (purposes := list(self.draft.block("purposes"))):
                facts["needed-for"] = dict.fromkeys(purposes)
        self.draft.put(found, block)

    def _flow(self, rest: str, reply: Reply) -> None:
        name, _, end = rest.partition(".")
        self.draft.put(value_of(reply), "flows", name, end)
        for blank, typed in reply.blanks.items():
            self.draft.put(typed, "flows", name, blank)
        flow = self.draft.block("flows")[name]
        flow.setdefault("data", list(self.draft.block("data")))
        if purposes := list(self.draft.block("purposes")):
            flow.setdefault("purpose", purposes[0] if len(purposes) == 1 else purposes)

    # ── the points ───────────────────────────────────────────────────────────────────────────────────

    def _points(self, settled: Settled) -> Iterator[Question]:
        for each in open_points(settled, self.around.book):
            home = each.point.home
            if home in _ENTRY_HOMES:
                place = f"answers.{each.id}" if home == "answers" else home
                if not self.draft.has(*place.split(".")):
                    yield point_question(place, each)
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
    if not name:
        raise Misread("has no letters of which an id could be made")
    return name


def plain_offers(names: Mapping[str, str]) -> tuple[Offer, ...]:
    """Ids with their names, as things to choose."""
    return tuple(Offer(key, key, name if name != key else "", "", True, ()) for key, name in names.items())


def likely_offers(point: Point) -> tuple[Offer, ...]:
    """The likely answers of a point as things to choose, whatever the circumstances."""
    return tuple(
        Offer(key, key, sentence(likely), likely.hint or "", True, blanks_of(point, likely))
        for key, likely in choosable(point).items()
    )


def own_blanks(offer: Offer, reply: Reply) -> dict[str, str]:
    """The blanks of one chosen answer, as typed."""
    return {blank.name: reply.blanks[blank.name] for blank in offer.blanks if blank.name in reply.blanks}


def value_of(reply: Reply) -> Any:
    """A reply as one value: a key, several keys, or words."""
    keys = list(reply.keys)
    return keys[0] if len(keys) == 1 else keys or reply.words


def point_question(place: str, each: OpenPoint) -> Question:
    """The question of an open point, to be answered at a place of the file."""
    point = each.point
    named = [cell.of for cell in each.cells if cell.of]
    about: Sequence[str] = [f"Asked of: {'; '.join(named[:6])}{' and more' if len(named) > 6 else ''}"] if named else []
    return Question(
        place,
        f"{point.code} {point.title}",
        point.question,
        "choice" if point.choose == "one" else "choices",
        why=point.why,
        offers=each.offers,
        about=tuple(about),
        own_words=True,
        may_wait=True,
    )
