"""The paragraphs of Schedule 1 to the Data Protection Act 2018 on which uses rely."""

from __future__ import annotations

from collections.abc import Iterator

from isptool.checking.legal_layers import Cited, Use, legal_layers
from isptool.checking.rule import At
from isptool.law.book import Paragraph
from isptool.law.citation import Article9, Article10, understood
from isptool.law.rows import Article
from isptool.settling.settled import Settled


def schedule_1(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of Schedule 1 that a text means; empty where it is not understood."""
    meant = understood(text, "schedule-1")
    return meant.paragraphs if isinstance(meant, Article10) else ()


def paragraphs(cited: Cited, use: Use) -> tuple[Paragraph, ...]:
    """The paragraphs of Schedule 1 that a citation goes with: its own, and those under `schedule-1:` beside it."""
    own = cited.meant.paragraphs if isinstance(cited.meant, Article9 | Article10) else ()
    beside = [paragraph for said in use.says for text in said.schedule_1 for paragraph in schedule_1(text)]
    return tuple(dict.fromkeys((*own, *beside)))


def condition(cited: Cited) -> str:
    """The letter of the condition of Article 9 that a citation names; empty where it names none."""
    return cited.meant.letter if isinstance(cited.meant, Article9) else ""


def asked_for(letter: str, at: At) -> tuple[int, ...]:
    """The paragraphs of Schedule 1 of which one must be named with a condition of Article 9; empty where none must."""
    row = at.law.entry(f"9-2-{letter}") if letter else None
    return row.schedule_1 if isinstance(row, Article) else ()


def named(cited: Cited, use: Use, at: At) -> tuple[Paragraph, ...]:
    """The paragraphs named with a condition of Article 9 that go with it."""
    fitting = asked_for(condition(cited), at)
    return tuple(each for each in paragraphs(cited, use) if each.number in fitting)


def relied_on(cited: Cited, use: Use, at: At) -> tuple[Paragraph, ...]:
    """The paragraphs of Schedule 1 that a use relies on through a citation."""
    if isinstance(cited.meant, Article10):
        return paragraphs(cited, use) if not cited.meant.official_authority else ()
    return named(cited, use, at)


def with_paragraphs(doc: Settled, at: At) -> tuple[tuple[Use, Cited], ...]:
    """Every use with each of its citations through which it relies on paragraphs of Schedule 1."""
    return at.once("with-paragraphs", lambda: tuple(_with_paragraphs(doc, at)))


def _with_paragraphs(doc: Settled, at: At) -> Iterator[tuple[Use, Cited]]:
    layers = legal_layers(doc, at)
    for layer in ("article-9", "article-10"):
        for use in layers.uses(layer):
            for cited in use.cited:
                if relied_on(cited, use, at):
                    yield use, cited
