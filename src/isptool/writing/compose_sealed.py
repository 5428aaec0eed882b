"""The words of a composed document, sorted into the parts of its seal: every printed sentence belongs to exactly one.

What comes down from a protocol is found by dye. The document is composed a second time with a character in every
inherited word that is never printed, and wherever it shows, the words are inherited. So nothing that composes needs to
know of seals, and no summary can pass inherited words off as the document's own.

- `template`: what the template itself says,
- `inherited`: what shows dye, and the clauses of points that a protocol settles whole,
- `schedule`: each party's annex,
- `beside`: the annex of particulars, the last line, and words explained that only these use,
- `own`: everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from msgspec.structs import replace

from isptool.law.book import LawBook
from isptool.model.point import Checklist, Point
from isptool.sealing.data import never_above
from isptool.sealing.words import Belongs, Sentence
from isptool.settling.settled import FieldValue, Inherited, Part, Settled, SettledPoint, State, Version
from isptool.writing import compose_words, plain
from isptool.writing.compose import Composed, Composing, compose_knowing
from isptool.writing.compose_annexes import is_used
from isptool.writing.compose_words import Term
from isptool.writing.document import Document, Heading, KeyFacts, numbered

_FROM_ABOVE = "\U000f0001"
_OF_THE_DOCUMENT = "\U000f0002"
_WORD = re.compile(r"(?<!\w)(\w)")
_DYES = re.compile("[\U000f0001\U000f0002]")


class Printed(NamedTuple):
    """A composed document, numbered, and its sentences, each with its part."""

    document: Document
    sentences: tuple[Sentence, ...]


def compose_sealed(
    settled: Settled,
    *,
    points: Mapping[str, Point],
    checklists: Mapping[str, Checklist],
    book: LawBook,
    at: Composing,
) -> Printed:
    """The full edition of a document, with each of its sentences put to the part of the seal that covers it."""
    made = compose_knowing(settled, points=points, checklists=checklists, book=book, at=at)
    dyed = compose_knowing(_dyed(settled), points=points, checklists=checklists, book=book, at=at)
    document = numbered(made.document)
    texts = list(_texts(Composed(document, made.origins)))
    shown = _dye_of(texts, [each.text for each in _texts(Composed(numbered(dyed.document), dyed.origins))])
    sentences = [*_cover(document)]
    whole = _whole_points(settled)
    for each, dye in zip(texts, shown, strict=True):
        sentences.append(_sentence(each, dye, whole, settled))
    return Printed(document, tuple(_with_terms(sentences, texts, settled, at)))


# ── every printed text, and where it stands ──────────────────────────────────────────────────────────


class _Text(NamedTuple):
    text: str
    place: str
    origin: str
    point: str
    party: str
    term: str


def _texts(made: Composed) -> Iterator[_Text]:
    """The texts without the numbers of clauses: a reference names its anchor, so that renumbering breaks no part."""
    place = point = party = ""
    labels = {anchor: f"[{anchor}]" for anchor in made.document.labels}
    for block, origin in zip(made.document.blocks, made.origins, strict=True):
        if isinstance(block, Heading):
            place = block.anchor
            if block.level <= 2:
                point = place.removeprefix("point-") if place.startswith("point-") else ""
            if block.level == 1:
                named = origin == "schedules" and place.startswith("schedule-")
                party = place.removeprefix("schedule-") if named else ""
            yield _Text(block.text, place, origin, point, party, "")
        elif isinstance(block, KeyFacts) and origin == "glossary":
            for term, said in block.rows:
                for text in (term, *plain.words([KeyFacts((("", said),))], labels)):
                    if text.strip():
                        yield _Text(text, place, origin, point, party, term)
        else:
            for text in plain.words([block], labels):
                if text.strip():
                    yield _Text(text, place, origin, point, party, "")


def _cover(document: Document) -> Iterator[Sentence]:
    """The cover: its title, reference and parties. The status that it shows is no part of the text."""
    parties = document.cover.parties if document.cover else ()
    head = (document.kind, document.title, document.subtitle, document.reference, document.version, document.marking)
    for text in (*head, *parties):
        if text:
            yield Sentence(text, "cover", "own")


def _sentence(each: _Text, dye: str, whole: frozenset[str], settled: Settled) -> Sentence:
    belongs: Belongs = "own"
    if each.origin in ("particulars", "colophon"):
        belongs = "beside"
    elif each.party:
        return Sentence(each.text, each.place, "schedule", each.party)
    elif _FROM_ABOVE in dye or each.point in whole:
        belongs = "inherited"
    elif (each.origin == "glossary" and not each.term) or (
        not each.origin and _OF_THE_DOCUMENT not in dye and not _names_it(each.text, settled)
    ):
        belongs = "template"
    return Sentence(each.text, each.place, belongs)


def _names_it(text: str, settled: Settled) -> bool:
    """Whether a sentence says what the document is called."""
    called = settled.document.called
    return bool(called) and re.search(rf"\b{re.escape(called or '')}\b", text) is not None


def _whole_points(settled: Settled) -> frozenset[str]:
    """The points of which every answer has come down from a protocol: their clauses are inherited as they stand."""
    return frozenset(
        each.id
        for each in settled.points.values()
        if each.cells and all(part.state is State.INHERITED for _, part in each.parts())
    )


def _with_terms(
    sentences: Sequence[Sentence], texts: Sequence[_Text], settled: Settled, at: Composing
) -> Iterator[Sentence]:
    """Each explained word put to the first part that uses it, so that no part explains words for another."""
    words = at.words or compose_words.load()
    known = {term.term: term for term in words.terms}
    used: dict[Belongs, str] = {}
    offset = len(sentences) - len(texts)
    for sentence, each in zip(sentences[offset:], texts, strict=True):
        if each.origin != "glossary":
            used[sentence.belongs] = f"{used.get(sentence.belongs, '')}\n{sentence.text}"
    yield from sentences[:offset]
    found: dict[str, Belongs] = {}
    for sentence, each in zip(sentences[offset:], texts, strict=True):
        if not each.term:
            yield sentence
            continue
        if each.term not in found:
            term = known.get(each.term) if each.term not in settled.document.glossary else None
            found[each.term] = _first_user(term, used) if term is not None else "own"
        yield replace(sentence, belongs=found[each.term])


def _first_user(term: Term, used: Mapping[Belongs, str]) -> Belongs:
    """The first part whose words use a term; `beside` where only what no signature covers does."""
    order: tuple[Belongs, ...] = ("template", "inherited", "own")
    return next((part for part in order if is_used(term, words := used.get(part, ""), words.casefold())), "beside")


# ── dye ──────────────────────────────────────────────────────────────────────────────────────────────


def _dye_of(texts: Sequence[_Text], dyed: Sequence[str]) -> list[str]:
    """What each text looks like in the dyed document; where dye itself changed the layout, the nearest counts."""
    plain_texts = [each.text for each in texts]
    washed = [_DYES.sub("", each) for each in dyed]
    if plain_texts == washed:
        return list(dyed)
    found = [""] * len(plain_texts)
    for kind, start, end, first, last in SequenceMatcher(None, plain_texts, washed, autojunk=False).get_opcodes():
        if kind == "equal":
            found[start:end] = dyed[first:last]
        else:
            together = "".join(dyed[first:last])
            found[start:end] = [together] * (end - start)
    return found


def _in_dye(text: str, dye: str) -> str:
    return _WORD.sub(rf"\1{dye}", text)


def _dyed(settled: Settled) -> Settled:
    document = settled.document.model_copy(update={"title": _in_dye(settled.document.title, _OF_THE_DOCUMENT)})
    return replace(
        settled,
        document=document,
        protocols=tuple(_above(each) for each in settled.protocols) if not settled.is_protocol else settled.protocols,
        clauses={} if settled.is_protocol else {p: _in_dye(c, _FROM_ABOVE) for p, c in settled.clauses.items()},
        points={name: _point(settled, point) for name, point in settled.points.items()},
    )


def _above(version: Version) -> Version:
    protocol = version.protocol
    update: dict[str, Any] = {"title": _in_dye(protocol.title, _FROM_ABOVE)}
    if protocol.version:
        update["version"] = _in_dye(protocol.version, _FROM_ABOVE)
    return replace(version, protocol=protocol.model_copy(update=update))


def _point(settled: Settled, point: SettledPoint) -> SettledPoint:
    cells = tuple(replace(cell, parts=tuple(_part(point.point, part) for part in cell.parts)) for cell in point.cells)
    above = never_above(settled, point.id)
    spec = point.point
    if above:
        never = {key: _in_dye(words, _FROM_ABOVE) if key in above else words for key, words in spec.never.items()}
        chosen = {key for _, part in point.parts() for key in part.keys}
        answers = {
            key: answer.model_copy(update={"text": _in_dye(answer.text, _FROM_ABOVE)})
            if key in above and key not in chosen
            else answer
            for key, answer in spec.answers.items()
        }
        spec = spec.model_copy(update={"never": never, "answers": answers})
    return replace(point, cells=cells, point=spec)


def _part(point: Point, part: Part) -> Part:
    if part.state is not State.INHERITED or part.inherited is None:
        return part
    above: Inherited = part.inherited
    return replace(
        part,
        sentences=tuple(_in_dye(each, _FROM_ABOVE) for each in part.sentences),
        own_words=_in_dye(part.own_words, _FROM_ABOVE),
        fields={name: _field(point, value) for name, value in part.fields.items()},
        duties=tuple((of, towards, _in_dye(words, _FROM_ABOVE)) for of, towards, words in part.duties),
        rights=tuple((of, towards, _in_dye(words, _FROM_ABOVE)) for of, towards, words in part.rights),
        inherited=replace(above, title=_in_dye(above.title, _FROM_ABOVE), clause=_in_dye(above.clause, _FROM_ABOVE)),
    )


def _field(point: Point, value: FieldValue) -> FieldValue:
    spec = point.fields.get(value.name)
    typed = value.value
    if spec is not None and spec.is_ == "prose" and isinstance(typed, str):
        typed = _in_dye(typed, _FROM_ABOVE)
    elif isinstance(typed, tuple):
        typed = tuple(_in_dye(each, _FROM_ABOVE) if isinstance(each, str) and " " in each else each for each in typed)
    return replace(value, value=typed, text=_in_dye(value.text, _FROM_ABOVE))
