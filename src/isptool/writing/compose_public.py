"""The public edition: the full edition with what is not published left out, each gap with the reason for it.

Two full editions are composed: one of the whole document, which gives the headings and so the numbers of clauses, and
one of its redacted copy, which alone gives the words. What the redacted copy does not say cannot be printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from isptool.errors import IspError
from isptool.settling.settled import State
from isptool.writing import compose_glance, publication
from isptool.writing.compose_citing import spots
from isptool.writing.compose_full import Composed, full
from isptool.writing.compose_life import answer_lines
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_scope import answer_at
from isptool.writing.compose_summary import signers
from isptool.writing.compose_words import Words, capital
from isptool.writing.document import (
    Block,
    Callout,
    Cell,
    Cover,
    Document,
    Figure,
    FlowDiagram,
    Heading,
    KeyFacts,
    Link,
    PageBreak,
    Para,
    Ref,
    Run,
    Runs,
    Section,
    Table,
    Text,
    numbered,
)
from isptool.writing.publication import MARK, NOT_CLEARED, Publication, is_whole, left_out, without_contacts
from isptool.writing.redacted import redacted
from isptool.writing.rewording import reworded, told

REASONS = "not-published"
"""The anchor of the list of reasons."""

BLOCKS = ("accepted", "glance", "published-as", "reasons", "document", "new-page")
"""The blocks of a public edition."""

_REFUSED = ("not-published",)
_SUMMARY, _IN_FULL = "summary-only", "publish-full"
_GLANCE = "glance"


class _Letters(Struct):
    """The letters by which reasons are cited, in the order in which they are met."""

    rules: Publication
    words: Words
    given: dict[str, str] = field(default_factory=dict)

    def told(self, reason: str) -> str:
        """What is printed where something is left out for a reason."""
        return self.words.say("left-out-here", letter=self.of(reason))

    def of(self, reason: str) -> str:
        """The letter of a reason."""
        words = self.rules.why(reason)
        number = len(self.given)
        return self.given.setdefault(words, chr(ord("A") + number) if number < 26 else f"Z{number - 25}")


def public(matter: Matter) -> tuple[Document, dict[str, Sequence[Block]]]:
    """The document of a public edition without its blocks, and the blocks that its template places.

    Raises `IspError` where the document is not published, or does not say that it is.
    """
    rules = publication.load(matter.words.folders)
    status = _status(matter)
    if status in _REFUSED:
        why = _said(matter)
        raise IspError(
            f"{matter.head.id} says that it is not published: {why}", "Its register entry may say that much."
        )
    open_to_all = _redacted_matter(matter, rules)
    whole = _numbered(full(_outline(matter)))
    shown = _numbered(full(open_to_all))
    letters = _Letters(rules, matter.words)
    blocks = list(_merged(matter, whole, shown, rules)) if status != _SUMMARY else []
    anchors = spots([*blocks, Heading(1, "", REASONS)])
    glance = told(_without_breaks(_under(shown, _GLANCE)), anchors, whole.document.labels)
    fills: dict[str, Sequence[Block]] = {
        "accepted": _marked(_accepted(matter), letters),
        "glance": _marked(glance, letters),
        "published-as": [Para(_said(matter))] if status != _IN_FULL else [],
        "document": _marked(told(blocks, anchors, whole.document.labels), letters),
        "new-page": [PageBreak()],
    }
    fills["reasons"] = _reasons(letters)
    document = _cover(matter, shown.document, letters)
    return document, fills


# --- whether it is published ----------------------------------------------------------------------


def _status(matter: Matter) -> str:
    """Which likely answer of the point about publication counts.

    Raises `IspError` where none does: what does not say that it is published is not.
    """
    point = matter.points.get("foi-and-publication")
    keys = set(point.answers) if point else set()
    found = [key for key in _keys(matter) if key in keys and key.startswith(("publish", "summary", "not-published"))]
    if not found:
        raise IspError(
            f"{matter.head.id} does not say whether it is published.",
            "Say it under `publish:` with a likely answer such as publish-full; see `isptool points`.",
        )
    return found[0]


def _keys(matter: Matter) -> list[str]:
    publish = matter.head.publish
    if matter.settled.is_protocol:
        return list(publish.answer) if publish is not None else []
    settled = matter.settled_point("foi-and-publication")
    if settled is None:
        return []
    return [key for _, part in settled.parts() if part.state in (State.ANSWERED, State.INHERITED) for key in part.keys]


def _said(matter: Matter) -> str:
    """What the document says of its publication, in its own sentence."""
    if matter.settled.is_protocol:
        return " ".join(answer_lines(matter, "publish"))
    settled = matter.settled_point("foi-and-publication")
    sentences = [sentence for _, part in settled.parts() for sentence in part.sentences[:1]] if settled else []
    return " ".join(dict.fromkeys(sentences))


# --- two editions into one ------------------------------------------------------------------------


class _Part(Struct, frozen=True):
    """A heading and what stands under it, down to the next heading; `origin` is the block that it belongs to."""

    heading: Heading
    blocks: tuple[Block, ...]
    origin: str


def _redacted_matter(matter: Matter, rules: Publication) -> Matter:
    at = replace(matter.at, answered=(), signed=replace(matter.at.signed, sign_offs=()))
    return Matter(redacted(matter, rules), matter.points, matter.checklists, matter.book, at, matter.words)


def _outline(matter: Matter) -> Matter:
    """The whole document, of which only the headings and the names of its parts are wanted."""
    return Matter(
        matter.settled, matter.points, matter.checklists, matter.book, matter.at, matter.words, is_outline=True
    )


def _numbered(made: Composed) -> Composed:
    return Composed(numbered(made.document), made.origins)


def _parts(made: Composed) -> Iterator[_Part]:
    heading, blocks, origin = None, list[Block](), ""
    for block, source in zip(made.document.blocks, made.origins, strict=True):
        if isinstance(block, Heading):
            if heading is not None:
                yield _Part(heading, tuple(blocks), origin)
            heading, blocks, origin = block, [], source
        else:
            blocks.append(block)
            origin = origin or source if not isinstance(block, PageBreak | Section) else origin
    if heading is not None:
        yield _Part(heading, tuple(blocks), origin)


def _under(made: Composed, anchor: str) -> tuple[Block, ...]:
    return next((each.blocks for each in _parts(made) if each.heading.anchor == anchor), ())


def _merged(matter: Matter, whole: Composed, shown: Composed, rules: Publication) -> Iterator[Block]:
    """The headings of the whole, with the words that may be published under them."""
    words = {each.heading.anchor: each for each in _parts(shown)}
    cleared = _cleared(matter)
    hidden_level = 9
    for part in _parts(whole):
        heading = part.heading
        if heading.anchor == _GLANCE or heading.level > hidden_level:
            continue
        hidden_level = 9
        reason = _reason(part, rules, cleared)
        given = words.get(heading.anchor)
        if heading.anchor == "signatures":
            yield from (_fresh(heading), *_signed(matter))
        elif reason:
            yield _fresh(_named(part, heading))
            yield _gap(reason)
            hidden_level = heading.level
        elif given is not None:
            yield _fresh(given.heading)
            said = [_bare(block) for block in _without_breaks(given.blocks)]
            yield from said if said or not _without_breaks(part.blocks) else [_gap(NOT_CLEARED)]
        else:
            yield _fresh(_named(part, heading))
            if _without_breaks(part.blocks):
                yield _gap(NOT_CLEARED)


def _bare(block: Block) -> Block:
    """A panel that says nothing but that something is left out, as that alone."""
    if isinstance(block, Callout) and isinstance(block.runs, str) and MARK.fullmatch(block.runs.rstrip(".")):
        return Para(block.runs.rstrip("."))
    return block


def _fresh(heading: Heading) -> Heading:
    """A heading that is numbered again."""
    return replace(heading, number="")


def _reason(part: _Part, rules: Publication, cleared: frozenset[str]) -> str:
    """Why what stands under a heading is left out; empty where it is published."""
    anchor = part.heading.anchor
    if part.heading.level == 2 and anchor.startswith("point-"):
        point = anchor.removeprefix("point-")
        return "" if point in cleared else rules.point(point)
    if not _without_breaks(part.blocks) and part.heading.level == 1:
        return rules.block(part.origin) if part.origin in rules.withheld else ""
    if part.origin == "" or part.origin.startswith("terms: "):
        return ""
    if part.origin in ("own-sections", "own-annexes"):
        return ""  # the redacted copy has those that are cleared
    return rules.block(part.origin)


def _cleared(matter: Matter) -> frozenset[str]:
    """The points of which the document itself publishes an answer that the list does not allow."""
    found = set()
    for settled in matter.settled.points.values():
        for _, part in settled.parts():
            said = answer_at(matter, part.place) if part.place is not None else None
            if said is not None and said.publish:
                found.add(settled.id)
    return frozenset(found - publication.NEVER_POINTS)


def _named(part: _Part, heading: Heading) -> Heading:
    """The heading of something that is left out: in its own words only where they are not the document's."""
    if part.origin in ("own-sections", "own-annexes", "flows"):
        return replace(heading, text=left_out(NOT_CLEARED))
    return heading


def _without_breaks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without page breaks: with parts left out, every page would be half empty."""
    return [block for block in blocks if not isinstance(block, PageBreak | Section)]


def _gap(reason: str) -> Para:
    return Para(left_out(reason))


def _signed(matter: Matter) -> list[Block]:
    """Who has signed, by name of the party alone."""
    lines = signers(matter)
    return [Para(" ".join(lines) if lines else matter.words.say("nobody-signed")), _gap(publication.PEOPLE)]


def _accepted(matter: Matter) -> list[Block]:
    """That checks are accepted, and how many: which ones is a record of the parties."""
    checks = compose_glance.accepted_in_short(matter)
    return [Callout("warning", matter.words.say("accepted-elsewhere"), checks)] if checks else []


# --- marks and reasons ----------------------------------------------------------------------------


def _marked(blocks: Sequence[Block], letters: _Letters) -> tuple[Block, ...]:
    """The blocks with each mark told as what it is, and without any mailbox or telephone number."""
    done = []
    for block in blocks:
        changed = reworded([block], lambda runs: _runs(runs, letters))[0]
        if isinstance(changed, Heading):
            changed = replace(changed, text=_plain(changed.text, letters))
        elif isinstance(changed, Table):
            changed = replace(changed, caption=_plain(changed.caption, letters))
        elif isinstance(changed, Callout):
            changed = replace(changed, label=_plain(changed.label, letters))
        elif isinstance(changed, KeyFacts):
            changed = replace(changed, rows=tuple((_plain(name, letters), said) for name, said in changed.rows))
        elif isinstance(changed, Figure) and isinstance(changed.drawing, FlowDiagram):
            changed = replace(changed, drawing=_diagram(changed.drawing, letters), alt=_plain(changed.alt, letters))
        done.append(changed)
    return tuple(done)


def _diagram(drawing: FlowDiagram, letters: _Letters) -> FlowDiagram:
    parties = tuple(
        replace(each, name=_plain(each.name, letters), note=_plain(each.note, letters)) for each in drawing.parties
    )
    flows = tuple(replace(each, lines=tuple(_plain(line, letters) for line in each.lines)) for each in drawing.flows)
    return FlowDiagram(parties, flows)


def _runs(runs: Runs, letters: _Letters) -> Runs:
    if isinstance(runs, str):
        return runs if is_whole(runs) else tuple(_split(Text(runs), letters))
    done: list[Run] = []
    for run in runs:
        if isinstance(run, Text):
            done += _split(run, letters)
        elif isinstance(run, Link) and run.target.startswith(("mailto:", "tel:")):
            done += _split(Text(left_out(publication.PEOPLE)), letters)
        elif isinstance(run, Link) or (isinstance(run, Ref) and run.text):
            done.append(replace(run, text=_plain(run.text, letters)))
        else:
            done.append(run)
    return tuple(done)


def _split(run: Text, letters: _Letters) -> Iterator[Run]:
    """Text with each mark as a cross reference to the reasons."""
    if run.text and is_whole(run.text):
        yield run
        return
    pieces = MARK.split(without_contacts(run.text))
    for position, piece in enumerate(pieces):
        if position % 2:
            yield Ref(REASONS, letters.told(piece))
        elif piece:
            yield Text(piece, run.bold)


def _plain(text: str, letters: _Letters) -> str:
    """A text that has no running words, such as a heading, with each mark in words."""
    if is_whole(text):
        return text
    return MARK.sub(lambda found: letters.told(found[1]), without_contacts(text))


def _reasons(letters: _Letters) -> list[Block]:
    rows: list[tuple[str, Cell]] = [(letter, why) for why, letter in letters.given.items()]
    return [KeyFacts(tuple(rows))] if rows else []


def _cover(matter: Matter, shown: Document, letters: _Letters) -> Document:
    """The document without its blocks: its cover, and what stands on every page."""

    def plain(text: str) -> str:
        return _plain(text, letters)

    facts = dict((shown.cover or Cover()).facts)
    facts |= dict(compose_glance.standing(matter))
    parties = tuple(plain(each) for each in (shown.cover or Cover()).parties)
    cover = Cover(parties, tuple((name, plain(said)) for name, said in facts.items()), (shown.cover or Cover()).lead)
    return replace(
        shown,
        blocks=(),
        title=plain(shown.title),
        subtitle=plain(shown.subtitle),
        subject=plain(shown.subject),
        reference=plain(shown.reference),
        author=plain(shown.author),
        kind=capital(matter.words.say("public-kind", kind=shown.kind)),
        marking=matter.words.name("edition", "public"),
        cover=cover,
        embedded=None,
        labels={},
        is_numbered=False,
    )
