"""An agreement in the order and under the headings of somebody else's form, which says what it does not answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from isptool.model.headings import HeadingMap, SubHeading
from isptool.settling.settled import SettledPoint, State
from isptool.writing import compose_agreement
from isptool.writing.compose_annexes import colophon, glossary, own_section
from isptool.writing.compose_citing import spots
from isptool.writing.compose_full import document_of, sections_of_points
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import anchor_of, clause
from isptool.writing.document import Block, Bullets, Callout, Document, Heading, PageBreak, Para, Provenance, Ref, Text
from isptool.writing.rewording import told

_WITH: Mapping[str, tuple[str, ...]] = {
    "parties": ("others",),
    "purposes": ("not-personal", "cases", "conditions", "began"),
    "items": ("catalogues", "left-out", "holdings"),
}
"""Blocks that belong to no point of their own, and the block right after which they stand."""
_AFTER_POINT = {"rights-requests": "opt-outs"}
_ANCHORS = {
    "purposes": "why",
    "parties": "parties",
    "people": "people",
    "items": "information",
    "flows": "movement",
    "law": "law",
}
"""By which name the rest of a document refers to the section in which a block stands."""
SIGNATURES = "signatures"
"""The point whose answers are records, and the block with the places to sign."""
_ANSWERED = frozenset({State.ANSWERED, State.INHERITED, State.PARTLY, State.WITHHELD})


class Unanswered(Struct, frozen=True):
    """A heading of the form without an answer, and why: still to be agreed, does not apply, or nothing is asked."""

    heading: str
    why: str


class Arranged(Struct, frozen=True):
    """A document under the headings of a form, and which of them have no answer."""

    document: Document
    unanswered: tuple[Unanswered, ...]


def arranged(matter: Matter, form: HeadingMap) -> Arranged:
    """The agreement under the headings of a form. What has no place in it stands at the end."""
    made = compose_agreement.fills(matter)
    work = _Arranging(matter, made)
    body: list[Block] = []
    for top in form.headings:
        body += work.section(top, 1)
        for sub in top.under:
            body += work.section(sub, 2)
    blocks: list[Block] = [*work.front(form), *body, *work.left(form), *work.back()]
    matter.sections.update(sections_of_points(blocks))
    matter.spots.update(spots(blocks))
    last = [Provenance(each.runs) if isinstance(each, Para) else each for each in colophon(matter)]
    blocks = [*blocks, *glossary(matter, blocks), *last]
    names = {each.anchor: each.text for fill in made.values() for each in fill if isinstance(each, Heading)}
    whole = told(blocks, frozenset(spots(blocks)), names)
    return Arranged(document_of(matter, whole), tuple(work.unanswered))


class _Arranging(Struct):
    """Where each block and point was printed so far."""

    matter: Matter
    made: Mapping[str, Sequence[Block]]
    printed: dict[str, str] = field(default_factory=dict)
    """Each block of several points that has its place, and the anchor of the heading above it."""
    at_the_end: dict[str, None] = field(default_factory=dict)
    unanswered: list[Unanswered] = field(default_factory=list)
    _count: int = 0

    # ── the headings of the form ─────────────────────────────────────────────────────────────────────

    def section(self, heading: SubHeading, level: int) -> list[Block]:
        """One heading of the form with what answers it."""
        say = self.matter.words.say
        points = [self.matter.settled.points[each] for each in heading.points if each in self.matter.settled.points]
        self._count += 1
        anchor = self._anchor(points)
        body = self._body(points, anchor)
        elsewhere = [self.matter.settled.points[each] for each in heading.see if each in self.matter.settled.points]
        answered = [each for each in elsewhere if each.state in _ANSWERED]
        for at in dict.fromkeys(self._place_of(each) for each in answered):
            body += self._see(at)
        if level == 2:
            body, anchor = _below(body, anchor)
        if SIGNATURES in heading.points:
            anchor = SIGNATURES
            body += self._once(SIGNATURES, anchor)
        above = getattr(heading, "under", None)
        if not body and not heading.points and above:
            return [Heading(level, heading.heading, anchor, numbered=True)]
        why = "" if SIGNATURES in heading.points else self._why([*points, *elsewhere])
        if why:
            self.unanswered.append(Unanswered(heading.heading, why))
        if not body:
            applies = why != say("heading-does-not-apply")
            body = [Callout("gap", say("heading-nothing"), say("no-answer"))] if applies else [Para(why)]
        return [Heading(level, heading.heading, anchor, numbered=True), *body]

    def _why(self, points: Sequence[SettledPoint]) -> str:
        """Why a heading has no answer; empty where it has one."""
        states = {each.state for each in points}
        if states & _ANSWERED:
            return ""
        if not points:
            return self.matter.words.say("heading-not-asked")
        if states == {State.NOT_APPLICABLE}:
            return self.matter.words.say("heading-does-not-apply")
        return self.matter.words.say("still-to-be-agreed")

    def _anchor(self, points: Iterable[SettledPoint]) -> str:
        for each in points:
            name = self._block_of(each)
            if name in _ANCHORS and name not in self.printed:
                return _ANCHORS[name]
        return f"form-{self._count}"

    def _place_of(self, settled: SettledPoint) -> str:
        """The anchor of the place where a point is, or will be, printed."""
        name = self._block_of(settled)
        blocks = self.made.get(name, ())
        if blocks and isinstance(blocks[0], Heading) and blocks[0].level == 1:
            return blocks[0].anchor
        return self.printed.get(name) or _ANCHORS.get(name) or anchor_of(settled.id)

    def _block_of(self, settled: SettledPoint) -> str:
        """The block that prints a point; empty where it is a clause like any other."""
        name = compose_agreement.block_of(settled)
        return "" if name.startswith("terms: ") else name

    def _body(self, points: Iterable[SettledPoint], anchor: str) -> list[Block]:
        body: list[Block] = []
        for settled in points:
            name = self._block_of(settled)
            body += self._named(name, anchor) if name else clause(self.matter, settled.id)
            if settled.id in _AFTER_POINT:
                body += self._once(_AFTER_POINT[settled.id], anchor)
        return list(dict.fromkeys(body)) if _all_refs(body) else body

    def _named(self, name: str, anchor: str) -> list[Block]:
        """A block the first time; after that, where it stands."""
        blocks = self.made[name]
        if name in self.printed:
            return [] if self.printed[name] == anchor else self._see(self.printed[name])
        if blocks and isinstance(blocks[0], Heading) and blocks[0].level == 1:
            self.at_the_end.setdefault(name)
            return self._see(blocks[0].anchor)
        return [*self._once(name, anchor), *(each for more in _WITH.get(name, ()) for each in self._once(more, anchor))]

    def _once(self, name: str, anchor: str) -> list[Block]:
        if name in self.printed:
            return []
        self.printed[name] = anchor
        return list(self.made[name])

    def _see(self, anchor: str) -> list[Block]:
        return [Para(self.matter.words.runs("heading-see", where=Ref(anchor)))]

    # ── what stands around them ──────────────────────────────────────────────────────────────────────

    def front(self, form: HeadingMap) -> list[Block]:
        """The first page: what this is, what is open, which headings have no answer."""
        say = self.matter.words.say
        blocks: list[Block] = [Heading(1, say("headings-about"), "glance")]
        blocks += [*self.made["accepted"], *self.made["left-to-agree"]]
        blocks.append(Para(say("headings-lead", form=form.title, of=form.of)))
        if self.unanswered:
            blocks.append(Para((Text(say("headings-unanswered"), bold=True),)))
            blocks.append(Bullets(tuple(f"{each.heading}: {_small(each.why)}" for each in self.unanswered)))
        blocks += [*self.made["control"], *self.made["history"], PageBreak()]
        return blocks

    def left(self, form: HeadingMap) -> list[Block]:
        """What was agreed and has no place in the form."""
        placed = form.placed()
        points = [each for each in self.matter.settled.points.values() if each.id not in placed]
        body: list[Block] = []
        for settled in points:
            name = self._block_of(settled)
            if name and name not in self.printed:
                starts_a_section = self.made[name] and isinstance(self.made[name][0], Heading)
                if name == "particulars" or not starts_a_section:
                    body += self._titled(settled, name)
                    continue
            body += [] if name else clause(self.matter, settled.id)
        for name in (*(each for names in _WITH.values() for each in names), *_AFTER_POINT.values()):
            body += self._once(name, "not-in-this-form")
        heading = Heading(1, self.matter.words.say("headings-left"), "not-in-this-form", numbered=True)
        return [heading, *body] if body else []

    def _titled(self, settled: SettledPoint, name: str) -> list[Block]:
        blocks = self._named(name, "not-in-this-form")
        return [Heading(2, settled.point.title, numbered=True), *blocks] if blocks else []

    def back(self) -> list[Block]:
        """Own sections, signatures unless the form has a place for them, and the annexes."""
        say = self.matter.words.say
        blocks: list[Block] = []
        for section in self.matter.head.sections:
            blocks += own_section(section.title, section.text)
        if SIGNATURES not in self.printed and self.made[SIGNATURES]:
            heading = Heading(1, say("headings-signatures"), SIGNATURES, numbered=True)
            blocks += [heading, *self._once(SIGNATURES, SIGNATURES)]
        for name in ("waivers", "own-annexes", "particulars", "schedules"):
            blocks += self._once(name, "annexes")
        return blocks


def _all_refs(body: Sequence[Block]) -> bool:
    """Whether nothing but references stands here; then each needs to stand once."""
    return all(isinstance(each, Para) and any(isinstance(run, Ref) for run in each.runs) for each in body)


def _below(body: Sequence[Block], anchor: str) -> tuple[list[Block], str]:
    """What stands under a heading of level 2: its one clause gives the heading its anchor, others go a level down."""
    heads = [each for each in body if isinstance(each, Heading)]
    if len(heads) == 1 and body and body[0] is heads[0]:
        return list(body[1:]), heads[0].anchor
    lowered = {each.anchor for each in heads}
    return list(_lower(each for each in body if not _counts(each, lowered))), anchor


def _counts(block: Block, lowered: Collection[str]) -> bool:
    """Whether a paragraph cites, by number, headings right below it which have none when they stand a level down."""
    runs = block.runs if isinstance(block, Para) and not isinstance(block.runs, str) else ()
    return any(isinstance(run, Ref) and run.bare and run.anchor in lowered for run in runs)


def _lower(body: Iterable[Block]) -> Iterator[Block]:
    for each in body:
        if isinstance(each, Heading):
            yield replace(each, level=min(each.level + 1, 4), numbered=False, annex=False)
        else:
            yield each


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
