"""LAW-28 to LAW-30 and LAW-32: what words show: outdated law, restricted items, necessity, unclear citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from isptool.checking.bodies import listed
from isptool.checking.gathered import Objection, gathered
from isptool.checking.legal_layers import gateway, item_name, law_rows, legal_layers, purpose_name
from isptool.checking.rule import EVERY_DOCUMENT, At, Rule, rule
from isptool.checking.written import Text, written
from isptool.findings import Edit, Gate, Hit, Severity, ValuePath
from isptool.law.book import LawBook
from isptool.law.citation import CitationError, parse, parse_annex_1, parse_schedule_1, understood
from isptool.law.outdated import occurring, places
from isptool.law.rows import Restriction, StaleTerm
from isptool.model.terms import DataItem, LawRow
from isptool.pattern import Pattern
from isptool.settling.settled import LawCover, Settled, State

# ── outdated law ─────────────────────────────────────────────────────────────────────────────────────

_OF_THE_PAST = frozenset({"history", "related", "earlier-versions", "reviews", "consultation", "references"})
"""Blocks that speak of what was: an old name is right there."""


@rule(
    "LAW-28",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="“{term}” is out of date. {new}",
    fix="Write {instead}; check that the sentence is still right.",
    cites=("The provision or body that has been replaced",),
    serves=("Q7",),
    decides_from="wording",
    profiles=EVERY_DOCUMENT,
)
def outdated_law_cited(doc: Settled, at: At) -> Iterator[Hit]:
    """No text names law, bodies or markings that have been replaced.

    Templates are copied for years. An agreement that cites the Data Protection Act 1998 tells its reader that nobody
    has looked at the law since 2018.

    Only what is out of date on this day, in a nation of the parties, is looked for. Names of old documents, the
    history, and words such as “formerly the …” are let be.
    """
    said = written(doc, at)
    nations = frozenset(nation for each in doc.parties.values() for nation in each.nations)
    terms = occurring(said.lower, _out_of_date(at.law, at.today, nations))
    for text in said.texts if terms else ():
        for term in occurring(text.lower, terms) if text.path[0] not in _OF_THE_PAST else ():
            yield from _outdated(text, term)


@lru_cache(maxsize=64)
def _out_of_date(law: LawBook, today: date, nations: frozenset[str]) -> tuple[StaleTerm, ...]:
    return law.stale_terms(today, nations)


def _outdated(text: Text, term: StaleTerm) -> Iterator[Hit]:
    found_at = places(text.words, term)
    if not found_at:
        return
    start, end = found_at[0]
    found = text.words[start:end]
    edit = None
    if term.one_for_one == "yes":
        mended = text.words
        for a, b in reversed(found_at):
            mended = mended[:a] + term.mended(text.words[a:b]) + mended[b:]
        edit = Edit("set", text.path, mended)
    values = {"term": found, "new": term.why, "instead": term.new}
    yield Hit(text.path, values, file=text.file, words=found, edit=edit)


# ── restricted information ───────────────────────────────────────────────────────────────────────────


@rule(
    "LAW-29",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{item} ({words}): check whether {law} restricts it. Nothing says which exception is relied on.",
    fix="Leave the item out; or say under `restriction-met-by:` of the item which exception permits the disclosure, "
    "or why the restriction does not apply.",
    cites=("The restriction that is named",),
    serves=("Q7",),
    decides_from="wording",
)
def restricted_item_not_addressed(doc: Settled, at: At) -> Iterator[Hit]:
    """Where a law may forbid the disclosure of an item, the exception that permits it is named.

    Some laws beat every power to share: on gender history, adoption, fertility treatment, family courts, tax, social
    security and trading standards. Breaking several of them is a crime of the person who tells.

    The words of the item and its source are read, and the kind of body that it comes from. It is answered by
    `restriction-met-by:` of the item, or by `exception:` in a law row that covers it. For what an authority holds
    under its own Act, a duty or express power named for the sender is taken as its lawful authority.
    """
    said = {name: _words_of(name, item) for name, item in doc.agreement.data.items()}
    together = "\n".join(said.values()).lower()
    restrictions = [
        (each, those)
        for each, signs in _of_their_own(at.law)
        if (those := _standing_in(together, signs)) or each.held_by
    ]
    sent: dict[str, list[int]] = {}
    for number, row in enumerate(doc.rows):
        if row.side == "sender" and row.kinds != {"non-personal"}:
            sent.setdefault(row.item, []).append(number)
    for name, item in doc.agreement.data.items():
        if name not in sent or item.restriction_met_by or _exception_named(doc, at, name):
            continue
        senders = sorted({doc.rows[number].actor for number in sent[name]})
        found = [
            (each, words)
            for each, signs in restrictions
            if (words := _suggests(said[name], signs) or _from_whom(doc, at, name, senders, each))
        ]
        if found:
            values = {
                "item": item_name(doc, name),
                "words": listed(list(dict.fromkeys(words for _, words in found))),
                "law": listed([each.short for each, _ in found]),
            }
            yield Hit(("data", name), values, on_key=True)


@lru_cache(maxsize=8)
def _of_their_own(law: LawBook) -> tuple[tuple[Restriction, tuple[str, ...]], ...]:
    """The restrictions that bind by themselves; one inside the section of a gateway only limits that (LAW-27).

    Each with the words that suggest it, in lower case.
    """
    sections = tuple(f"{each.id}-" for each in law.gateways())
    own = [each for each in law.restrictions() if not each.id.startswith(sections)]
    return tuple((each, tuple(sign.lower() for sign in each.signs)) for each in own)


def _standing_in(said: str, signs: Sequence[str]) -> list[str]:
    """Those of some words that stand in a text, be it within others; all in lower case."""
    return [sign for sign in signs if sign in said]


def _exception_named(doc: Settled, at: At, item: str) -> bool:
    numbers = [number for number, row in enumerate(doc.rows) if row.item == item and row.side == "sender"]
    covers = legal_layers(doc, at).covering(numbers)
    return any(row.exception for cover in covers for row, _ in law_rows(cover))


def _words_of(name: str, item: DataItem) -> str:
    """What an item says that it is, where it comes from, and its fields."""
    return " ".join(filter(None, (item.what or name.replace("-", " "), item.source, *item.fields)))


def _suggests(said: str, signs: Sequence[str]) -> str:
    """The first of some words that stands in the words of an item, quoted as there; empty for none."""
    for sign in _standing_in(said.lower(), signs):
        if found := re.search(rf"\b{re.escape(sign)}\b", said, re.IGNORECASE):
            return f"“{found[0]}”"
    return ""


def _from_whom(doc: Settled, at: At, item: str, senders: Sequence[str], restriction: Restriction) -> str:
    """The body from which an item comes, where a restriction binds it and it names no authority; empty for none."""
    for party in senders if restriction.held_by else ():
        kind = doc.parties[party].kind
        bound = any(at.law.body_is_a(kind, each) for each in restriction.held_by)
        if bound and not _has_authority(doc, at, item, party):
            return f"from {doc.name(party)}"
    return ""


def _has_authority(doc: Settled, at: At, item: str, party: str) -> bool:
    """Whether a sender names a duty or an express power for an item, or law in its own words."""
    layers = legal_layers(doc, at)
    numbers = [
        number
        for number, row in enumerate(doc.rows)
        if row.item == item and row.actor == party and row.side == "sender"
    ]
    named = [gateway(each) for number in numbers for each in layers.powers_of_row(number)]
    return any(each is None or each.requires or each.kind == "power" for each in named)


# ── necessity ────────────────────────────────────────────────────────────────────────────────────────

_LONG_ENOUGH = 40
"""Characters: shorter texts may well be the same by chance."""


@rule(
    "LAW-30",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="What is said on necessity and human rights {trouble} ({purposes}).",
    fix="Say what else was considered, why it would not do, and what protects the people concerned here.",
    cites=(
        "Human Rights Act 1998 section 6 and Article 8 of the Convention",
        "Christian Institute v Lord Advocate [2016] UKSC 51",
    ),
    serves=("Q7", "Q3"),
    speaks_for=("necessity-and-human-rights",),
)
def necessity_says_nothing_of_its_own(doc: Settled, at: At) -> Iterator[Hit]:
    """The answer on necessity speaks of this sharing: what else was considered, why it fails, what protects people.

    The courts have struck down a whole scheme of sharing that was well meant and not clearly necessary. A sentence
    that stands in every agreement weighs nothing.

    No words are counted. What is looked for is an answer that holds only standing sentences, and one that stands word
    for word in another agreement of the workspace.
    """
    point = doc.points.get("necessity-and-human-rights")
    objections: list[Objection] = []
    for cell, part in point.parts() if point else ():
        if part.state is not State.ANSWERED or part.place is None:
            continue
        own = [part.own_words, *(each.text for each in part.fields.values())]
        own = [each for each in own if each.strip()]
        elsewhere = [
            at.words_elsewhere[words] for each in own if (words := " ".join(each.split())) in at.words_elsewhere
        ]
        elsewhere = elsewhere if any(len(each) >= _LONG_ENOUGH for each in own) else []
        if not own:
            trouble = "holds only standing sentences"
        elif len(elsewhere) == len(own):
            trouble = f"stands word for word in “{elsewhere[0]}”"
        else:
            continue
        purpose = purpose_name(cell.at("purpose"))
        objections.append(Objection(part.place.path, "", purpose, {"trouble": trouble}, part.place.file))
    yield from gathered(objections)


# ── citations that are not understood ────────────────────────────────────────────────────────────────

_LOOKS_LIKE_AN_ID = Pattern(r"[a-z0-9]+(?:[-.][a-z0-9]+)+")
_CITED = ("article-6", "article-9", "article-10", "part-3", "schedule-8")
_NAMED = ("power", "duty", "requested-under", "restriction", "exception", "authorised-by")


@rule(
    "LAW-32",
    Severity.ERROR,
    gate=Gate.DRAFT,
    message="{problem}",
    fix="{mend} `isptool law` finds ids, bases and conditions.",
    cites=("The law data of the tool",),
    serves=("Q7",),
    profiles=EVERY_DOCUMENT,
)
def citation_not_understood(doc: Settled, at: At) -> Iterator[Hit]:
    """A citation in a field of law is one that the law data knows, written in any way in which people write it.

    Every rule about the law reads citations. One that is not understood slips past them all, and looks as if it had
    been checked.

    Bases and conditions stand in fields of their own, one citation a line. A power or duty may be written in the
    partners' own words; only what looks like an id of the law data (`frsa-2004-s6`) must be one. Words that may mean
    several provisions are pointed out.
    """
    for cover in doc.law:
        if _of_another_law(doc, cover):
            continue
        for row, path in law_rows(cover):
            for where, text, field in _texts(row, path):
                yield from _not_understood(at, where, text, field, cover.place.file)
    for settled in doc.points.values():
        if settled.point.home.startswith("law."):
            continue
        cited = settled.point.citations
        for _, part in settled.parts() if cited else ():
            for name in cited:
                value = part.fields.get(name)
                if value is not None and value.place.document == doc.document.id:
                    yield from _not_understood(at, value.place.path, str(value.value), "power", value.place.file)


def _of_another_law(doc: Settled, cover: LawCover) -> bool:
    """Whether a law row is only for parties outside the UK, whose law is not in the law data."""
    actors = {doc.rows[number].actor for number in cover.rows}
    return bool(actors) and all(each in doc.parties and doc.parties[each].outside_uk for each in actors)


def _texts(row: LawRow, path: ValuePath) -> Iterator[tuple[ValuePath, str, str]]:
    """The citations of a law row: path, text, field."""
    for field in (*_CITED, "schedule-1", "annex-1", *_NAMED):
        value = getattr(row, field.replace("-", "_"))
        if isinstance(value, str):
            yield (*path, field), value, field
        for number, text in enumerate(value if isinstance(value, Sequence) and not isinstance(value, str) else ()):
            yield (*path, field, number), text, field


def _not_understood(at: At, path: ValuePath, text: str, field: str, file: str) -> Iterator[Hit]:
    if field in _NAMED:
        yield from _not_named(at, path, text, file)
        return
    if field != "annex-1" and understood(text, field) is not None:
        return
    try:
        if field == "schedule-1":
            parse_schedule_1(text)
        elif field == "annex-1":
            parse_annex_1(text)
        else:
            parse(text, field)
    except CitationError as error:
        mend = f"Write it as in {_FOR_EXAMPLE[field]}."
        yield Hit(path, {"problem": str(error), "mend": mend}, file=file)


_FOR_EXAMPLE = {
    "article-6": "6(1)(e)",
    "article-9": "9(2)(g) with Schedule 1 paragraph 18",
    "article-10": "official authority, or Schedule 1 paragraph 10",
    "part-3": "35(2)(b)",
    "schedule-8": "Schedule 8 paragraph 4",
    "schedule-1": "paragraph 18",
    "annex-1": "crime",
}


def _not_named(at: At, path: ValuePath, text: str, file: str) -> Iterator[Hit]:
    meanings = at.law.meanings(text)
    if len(meanings) == 1:
        return
    if meanings:
        named = [at.law.entry(each) for each in meanings]
        problem = f"“{text}” may mean {', '.join(each.short for each in named[:-1])} or {named[-1].short}."
        mend = f"Name the Act as well, or write the id: {', '.join(each.id for each in named)}."
        yield Hit(path, {"problem": problem, "mend": mend}, file=file, severity=Severity.INFO)
    elif _LOOKS_LIKE_AN_ID.fullmatch(text) and any(each.isdigit() for each in text):
        near = at.law.near(text, 1)
        guess = f" Did you mean {near[0].id} ({near[0].title})?" if near else ""
        yield Hit(
            path,
            {
                "problem": f"“{text}” is not in the law data.{guess}",
                "mend": "Write an id of the law data, or name the law in words, by Act and section.",
            },
            file=file,
        )


RULES: tuple[Rule, ...] = (
    outdated_law_cited,
    restricted_item_not_addressed,
    necessity_says_nothing_of_its_own,
    citation_not_understood,
)
