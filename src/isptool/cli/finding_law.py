"""Finding law: the rows of the law data that words, kinds, nations and bodies ask for, the best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from isptool.law.book import LawBook
from isptool.law.rows import Article, BodyKind, Entry, Gateway, Row, StaleTerm
from isptool.law.spelling import spelled

KINDS: Mapping[str, str] = {
    "gateway": "every power, duty and function to share",
    "duty": "gateways that require it",
    "power": "gateways that allow it",
    "implied": "functions from which sharing may be implied",
    "common-law": "powers of the common law",
    "guidance": "guidance, which gives no power",
    "prohibition": "laws that forbid and then allow",
    "restriction": "laws that forbid or limit a disclosure",
    "lawful-basis": "Article 6",
    "recognised-legitimate-interest": "Annex 1",
    "compatible-purpose": "Annex 2",
    "special-category-condition": "Article 9",
    "criminal-offence-basis": "Article 10",
    "schedule-1": "paragraphs of Schedule 1",
    "schedule-8": "paragraphs of Schedule 8",
    "part-3": "law-enforcement processing",
    "ground": "confidence, human rights, transfers, exemptions, codes",
    "time-limit": "numbers that the law fixes",
    "offence": "crimes for guides",
    "change": "what amending Acts changed",
    "outdated": "citations and terms that have been replaced",
}
"""The words of `--kind`, and what each means."""

STATUSES = ("in-force", "not-commenced", "repealed", "held-unlawful", "check")
NATIONS: Mapping[str, str] = {
    "england": "england",
    "wales": "wales",
    "scotland": "scotland",
    "northern-ireland": "northern-ireland",
    "ni": "northern-ireland",
}


class Wanted(Struct, frozen=True):
    """What is looked for. Everything that is given must hold; empty means anything.

    `purpose` and `category` are ids of the law data; `giver` and `receiver` kinds of bodies.
    """

    words: str = ""
    kind: str = ""
    nation: str = ""
    status: str = ""
    purpose: str = ""
    category: str = ""
    giver: str = ""
    receiver: str = ""


def find(wanted: Wanted, book: LawBook) -> list[Row]:
    """The rows that answer, the best first: the one that is cited by the words, then those that hold them all."""
    rows: list[Row] = [row for row in (*book.entries(), *book.stale_terms()) if _fits(row, wanted, book)]
    if not wanted.words:
        return rows
    cited = [row for row in rows if row.id in book.meanings(wanted.words)]
    if cited:
        return cited
    words = spelled(wanted.words).split()
    scored = [(score, number, row) for number, row in enumerate(rows) if (score := _score(row, words, book))]
    return [row for _, _, row in sorted(scored, key=lambda each: (-each[0], each[1]))]


def near(wanted: Wanted, book: LawBook, count: int = 3) -> list[Row]:
    """Rows that may have been meant where nothing answers: those most alike, then those with most of the words."""
    found: list[Row] = list(book.near(wanted.words, count)) if wanted.words else []
    words = spelled(wanted.words).split()
    rows: Iterable[Row] = (*book.entries(), *book.stale_terms())
    some = [(sum(_score(row, [word], book) for word in words), row) for row in rows]
    for score, row in sorted(some, key=lambda each: -each[0]):
        if score and row not in found:
            found.append(row)
        if len(found) >= count:
            break
    return found[:count]


def body_of(text: str, book: LawBook) -> BodyKind | None:
    """The kind of body that is meant, by id or as people write it."""
    known = {row.id: row for row in book.bodies()}
    return known.get(text.strip().lower()) or book.find_body(text)


def _fits(row: Row, wanted: Wanted, book: LawBook) -> bool:
    if wanted.kind and wanted.kind not in kinds_of(row):
        return False
    if wanted.nation and wanted.nation not in getattr(row, "nations", ()):
        return False
    if wanted.status and getattr(row, "status", "") != wanted.status:
        return False
    asks_of_gateways = wanted.purpose or wanted.category or wanted.giver or wanted.receiver
    if not asks_of_gateways:
        return True
    return isinstance(row, Gateway) and _could_cover(row, wanted, book)


def _could_cover(row: Gateway, wanted: Wanted, book: LawBook) -> bool:
    return (
        (not wanted.giver or book.body_could_be(wanted.giver, row.givers))
        and (not wanted.receiver or book.body_could_be(wanted.receiver, row.receivers))
        and (not wanted.purpose or "any" in row.purposes or wanted.purpose in row.purposes)
        and (
            not wanted.category or not any(book.category_is_a(wanted.category, barred) for barred in row.does_not_reach)
        )
    )


def kinds_of(row: Row) -> set[str]:
    """The words of `--kind` under which a row is found."""
    if isinstance(row, StaleTerm):
        return {"outdated"}
    if isinstance(row, Gateway):
        named = {"duty", "power"} if row.kind == "duty-and-power" else {row.kind}
        return {"gateway", *named}
    if isinstance(row, Article):
        return {row.group}
    return {row.family}


def _score(row: Row, words: list[str], book: LawBook) -> int:
    """How well a row answers: 0 where a word is nowhere in it; words of its name count more than those of its text."""
    name, text = _texts(row, book)
    total = 0
    for word in words:
        if _holds(name, word):
            total += 3
        elif _holds(text, word):
            total += 1
        else:
            return 0
    return total


def _holds(text: str, word: str) -> bool:
    """Whether a word of the text begins so; numbers and letters of a section must be the same in full."""
    if len(word) < 3 or word[0].isdigit():
        return f" {word} " in text
    return f" {word}" in text


def _texts(row: Row, book: LawBook) -> tuple[str, str]:
    name = [row.id.replace("-", " "), row.title, *row.aliases]
    text = [row.note]
    if isinstance(row, Entry):
        name += [row.citation, row.short, row.number]
    if isinstance(row, StaleTerm):
        name += [row.term]
        text += [row.new, row.why, *row.found_in]
    if isinstance(row, Gateway):
        text += [row.for_, *(limit.says for limit in row.limits)]
        text += list(_titles(row, book))
    text += [str(getattr(row, field, "")) for field in ("says", "fits", "restricts", "exceptions", "name", "called")]
    return f" {spelled(' '.join(name))} ", f" {spelled(' '.join(text))} "


def _titles(row: Gateway, book: LawBook) -> Iterator[str]:
    bodies = {each.id: each.title for each in book.bodies()}
    purposes = {each.id: each.title for each in book.purposes()}
    for each in (*row.givers, *row.receivers):
        yield bodies.get(each, "")
    for each in row.purposes:
        yield purposes.get(each, "")
