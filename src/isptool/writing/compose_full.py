"""The full edition: everything that was agreed, with its cover, in one document.

The standing sentences come from a template (`agreement/full.md.j2`, `protocol/full.md.j2`), the blocks between
them from the settled document. Only what applies is printed; a document with gaps says so on its first page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from isptool.errors import IspError
from isptool.settling.clauses import FIRST_SECTION
from isptool.writing import compose_agreement, compose_glance, compose_protocol
from isptool.writing.compose_agreement import kind_name
from isptool.writing.compose_annexes import glossary, own_section
from isptool.writing.compose_citing import spots
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital
from isptool.writing.document import Block, Cover, Document, Heading, PageBreak, Para, Provenance, Section
from isptool.writing.prose import prose
from isptool.writing.wording import place

_NEED_NOT_STAND = frozenset({"new-page", "contents", "terms: other"})


class Composed(Struct, frozen=True):
    """A document, and for each of its blocks which named block it is; empty for the template's own sentences."""

    document: Document
    origins: tuple[str, ...]


def full(matter: Matter) -> Composed:
    """The full edition, with where each block comes from."""
    settled, words = matter.settled, matter.words
    parts = compose_protocol if settled.is_protocol else compose_agreement
    template = f"{folder(matter)}/full.md.j2"
    made = parts.fills(matter)
    marks: dict[str, Sequence[Block]] = {
        name: [Para(name)] for name in (*parts.LATE, "glossary", "own-sections", "terms: other")
    }
    everything = {**made, **marks}
    rendered = words.templates.render(template, parts.values(matter, asker(everything)))
    placed = place(rendered, everything)
    _everything_stands(template, made, placed.names)
    blocks = _swapped(placed.blocks, marks["terms: other"], _elsewhere(matter, made, placed.names))
    blocks = _with_own_sections(matter, blocks, marks["own-sections"])
    if settled.is_protocol:
        _terms_begin_right(template, blocks)
    matter.sections.update(sections_of_points(blocks))
    matter.spots.update(spots(blocks))
    late: dict[int, str] = {}
    for name, make in parts.LATE.items():
        fresh = [
            Provenance(block.runs) if name == "colophon" and isinstance(block, Para) else block
            for block in make(matter)
        ]
        late |= {id(block): name for block in fresh}
        blocks = _swapped(blocks, marks[name], fresh)
    terms = glossary(matter, blocks)
    late |= {id(block): "glossary" for block in terms}
    blocks = _swapped(blocks, marks["glossary"], terms)
    blocks = without_empty(blocks)
    standing = {id(block) for block in placed.blocks} - {id(block) for fill in everything.values() for block in fill}
    origins = {id(block): name for name, fill in made.items() for block in fill} | late
    named = tuple("" if id(block) in standing else origins.get(id(block), "own-sections") for block in blocks)
    return Composed(document_of(matter, blocks), named)


def folder(matter: Matter) -> str:
    """The folder of the templates for this kind of document."""
    return "protocol" if matter.settled.is_protocol else "agreement"


def asker(blocks: Mapping[str, Sequence[Block]]) -> Callable[[str], bool]:
    """`has('people')` in a template: whether a block will hold anything."""

    def has(name: str) -> bool:
        if name not in blocks:
            from isptool.templating import nearest

            raise IspError(f"has('{name}'): there is no block called {name}{nearest(name, list(blocks))}")
        return bool(blocks[name])

    return has


def _everything_stands(template: str, made: Mapping[str, Sequence[Block]], names: frozenset[str]) -> None:
    """Refuse a template that would leave out what was agreed."""
    elsewhere = "terms: other" in names
    for name, blocks in made.items():
        covered = name in names or name in _NEED_NOT_STAND or (elsewhere and name.startswith("terms: "))
        if blocks and not covered:
            raise IspError(
                f"{template} has no place for the block {name}, and this document fills it.",
                f"Put [[{name}]] on a line of its own where it should stand.",
            )


def _terms_begin_right(template: str, blocks: Sequence[Block]) -> None:
    """Refuse a template of a protocol that would give its terms other numbers than agreements cite."""
    before = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1 and block.anchor.startswith("terms-"):
            break
        before += isinstance(block, Heading) and block.level == 1 and block.numbered
    else:
        return
    if before != FIRST_SECTION - 1:
        raise IspError(
            f"{template} has {before} numbered sections before [[terms]], and agreements cite the first term as "
            f"clause {FIRST_SECTION}.1.",
            f"Let {FIRST_SECTION - 1} numbered sections stand before [[terms]]; a heading that ends with "
            "{name, plain} is not numbered.",
        )


def _elsewhere(matter: Matter, made: Mapping[str, Sequence[Block]], names: frozenset[str]) -> list[Block]:
    """The clauses of sections for which the template has no place of their own."""
    blocks: list[Block] = []
    for name, clauses in made.items():
        section = name.removeprefix("terms: ")
        if name.startswith("terms: ") and name not in names and clauses:
            blocks += [Heading(1, matter.words.name("section", section), numbered=True), *clauses]
    return blocks


def _swapped(blocks: Iterable[Block], mark: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with `new` in the place of a mark."""
    swapped: list[Block] = []
    for block in blocks:
        swapped += new if block is mark[0] else [block]
    return tuple(swapped)


def _with_own_sections(matter: Matter, blocks: tuple[Block, ...], mark: Sequence[Block]) -> tuple[Block, ...]:
    """Put each own section after the section that it names, and the others where the template has their place.

    In a protocol none stands before the terms end: it would change the numbers by which agreements cite them.
    """
    loose: list[Block] = []
    first = 0
    if matter.settled.is_protocol:
        tops = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.anchor.startswith("terms-")]
        first = (_end_of(blocks[tops[-1] :], _anchor(blocks[tops[-1]])) or 0) + tops[-1] if tops else 0
    for section in matter.head.sections:
        own = own_section(section.title, section.text)
        at = _end_of(blocks, section.after) if section.after else None
        if at is None or at < first:
            loose += own
        else:
            blocks = (*blocks[:at], *own, *blocks[at:])
    return _swapped(blocks, mark, loose)


def _anchor(block: Block) -> str:
    return block.anchor if isinstance(block, Heading) else ""


def _end_of(blocks: Sequence[Block], title: str) -> int | None:
    """Where the section with this title or anchor ends; None if there is none."""
    wanted = title.casefold().strip()
    inside = False
    for position, block in enumerate(blocks):
        if isinstance(block, Heading) and block.level == 1:
            if inside:
                return position
            inside = wanted in (block.text.casefold(), block.anchor)
    return len(blocks) if inside else None


def sections_of_points(blocks: Iterable[Block]) -> dict[str, str]:
    """Each point that is a clause, and the anchor of the section in which it stands."""
    found: dict[str, str] = {}
    section = ""
    for block in blocks:
        if isinstance(block, Heading):
            section = block.anchor if block.level == 1 else section
            if block.anchor.startswith("point-"):
                found[block.anchor.removeprefix("point-")] = section
    return found


def without_empty(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks without headings under which nothing stands."""
    kept: list[Block] = []
    for block in reversed(blocks):
        if isinstance(block, Heading):
            after = next((each for each in reversed(kept) if not isinstance(each, (PageBreak, Section))), None)
            if after is None or (isinstance(after, Heading) and after.level <= block.level):
                continue
        kept.append(block)
    return tuple(reversed(kept))


def document_of(matter: Matter, blocks: tuple[Block, ...]) -> Document:
    """The document with its cover, of these blocks."""
    head, words = matter.head, matter.words
    reference = next(iter(head.references.values()), "")
    parties = tuple(capital(facts.name) for facts in matter.settled.parties.values() if not facts.is_other)
    facts = [(words.say("status"), words.name("status", matter.at.signed.status or head.status))]
    if head.owner:
        facts.append((words.say("owner"), capital(matter.post(head.owner))))
    facts += compose_glance.standing(matter)
    facts += compose_glance.accepted_on_the_cover(matter)
    subtitle = ""
    if head.summary:
        first = prose(head.summary).blocks[0]
        subtitle = (
            first.runs if isinstance(first, Para) and isinstance(first.runs, str) and len(first.runs) < 160 else ""
        )
    return Document(
        head.title,
        blocks,
        subtitle=subtitle,
        kind=capital(kind_name(matter)),
        reference=reference,
        version=head.version or "",
        marking=head.marking or "",
        mark=matter.at.mark,
        subject=subtitle,
        author=capital(matter.post(head.owner).partition(",")[0]) if head.owner else "",
        date=next((change.on for change in reversed(head.history) if change.on), None),
        cover=Cover(parties, tuple(facts), words.say("between")),
    )
