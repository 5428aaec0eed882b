"""The outline of a document has the headings, numbers and labels of the whole, though not all of it is composed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from isptool.cli.opening import open_named
from isptool.cli.printing import printable
from isptool.cli.rendering import Order, Press
from isptool.settling.settled import Settled
from isptool.writing.compose_full import Composed, full
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_public import _outline
from isptool.writing.document import Heading, numbered

from . import ground
from .test_editions import under

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = date(2026, 11, 2)


def _under(made: Composed) -> Iterator[tuple[Heading, str, bool]]:
    """Each heading, numbered, with the block to which it belongs and whether anything stands right under it."""
    blocks = numbered(made.document).blocks
    for position, (block, origin) in enumerate(zip(blocks, made.origins, strict=True)):
        if isinstance(block, Heading):
            after = blocks[position + 1 : position + 2]
            yield block, origin, bool(after) and not isinstance(after[0], Heading)


def _agree(matter: Matter) -> None:
    whole = full(matter)
    outline = full(_outline(matter))
    assert list(_under(outline)) == list(_under(whole))
    assert numbered(outline.document).labels == numbered(whole.document).labels


@pytest.mark.parametrize("name", ["wolds-and-dales", "many-partners", "signed-agreement"])
def test_of_every_example(name: str) -> None:
    [opened] = open_named([str(EXAMPLES / name)])
    press = Press(opened, Order("", (), (), "full", DAY.isoformat()))
    printed = printable(opened, DAY)
    assert printed
    for each in printed:
        _agree(press._matter(each))


@pytest.mark.parametrize("document", [ground.settled(), ground.settled(ground.COMPLETE), ground.settled_protocol()])
def test_of_little_and_of_much(document: Settled) -> None:
    _agree(ground.matter(document))


def test_the_first_page_and_the_glossary_are_not_composed() -> None:
    made = ground.matter(ground.settled(ground.COMPLETE))
    outline = numbered(full(_outline(made)).document)
    assert under(outline, "glance") == ["Why"]
    assert under(outline, "glossary") == []
    assert len(under(numbered(full(made).document), "glossary")) > 9
