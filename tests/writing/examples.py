"""The documents of the example county, composed in every edition that has a template."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import fields, replace

from isptool import library
from isptool.cli.opening import open_named
from isptool.cli.printing import Printable, printable
from isptool.cli.rendering import Order, Press
from isptool.model.documents import Agreement
from isptool.reading.shape import shape
from isptool.reading.source import read_text
from isptool.reading.workspace import open_document
from isptool.settling.canonical import canonical
from isptool.settling.everything import settle_workspace
from isptool.writing.compose import Composing, compose
from isptool.writing.document import Callout, Document, Gap, LineBreak, Link, Ref, Text, label, numbered

COUNTY = Path(__file__).resolve().parents[2] / "examples" / "wolds-and-dales"
DAY = date(2026, 11, 2)


class Example(NamedTuple):
    """One document in one edition; `party` is the partner whose it is, where it is one partner's."""

    id: str
    edition: str
    party: str = ""


@cache
def _opened() -> tuple[dict[str, Printable], Press]:
    [opened] = open_named([str(COUNTY)])
    printed = printable(opened, DAY)
    order = Order(str(COUNTY), tuple(each.settled.file for each in printed), ("docx",), "full", DAY.isoformat())
    return {each.settled.document.id: each for each in printed}, Press(opened, order)


def every() -> list[Example]:
    """Each document of the county in each edition of its kind, but for those made for one partner."""
    found = []
    for path in sorted((COUNTY / "protocols").glob("*.yaml")) + sorted((COUNTY / "agreements").glob("*.yaml")):
        kind = path.parent.name.removesuffix("s")
        editions = sorted(each.name.partition(".")[0] for each in (library.templates_root() / kind).glob("*.md.j2"))
        if "information: non-personal" in path.read_text(encoding="utf-8"):
            editions.remove("notice")  # nobody need be told
        found += [Example(path.stem, edition) for edition in editions if edition[0] != "_" and edition != "partner"]
    return found


def every_pack() -> list[Example]:
    """Each document of the county as each of its parties gets it."""
    printed, _ = _opened()
    return [
        Example(each, "partner", party)
        for each, one in printed.items()
        for party, facts in one.settled.parties.items()
        if not facts.is_other
    ]


@cache
def composed(example: Example) -> Document:
    """The document of an example."""
    printed, press = _opened()
    settled = printed[example.id]
    press.order = replace(press.order, edition=example.edition, party=example.party)
    document = press.composed(settled)
    if example.edition == "full":
        document = replace(document, embedded=canonical(settled.settled))
    return numbered(document)


def composed_from(path: Path, text: str) -> Document:
    """The full edition of an agreement of the county whose file says this instead."""
    workspace = open_document(path)
    source = read_text(text, path.name)
    shaped = shape(source, Agreement)
    assert shaped.model is not None, shaped.findings
    for number, file in enumerate(workspace.agreements):
        workspace.agreements[number] = replace(file, model=shaped.model)
    _, press = _opened()
    [settled] = settle_workspace(
        workspace, press.points, press.book, [file.shown_as for file in workspace.agreements]
    ).documents
    at = Composing(today=DAY, words=press.words)
    return numbered(compose(settled, points=press.points, checklists=press.checklists, book=press.book, at=at))


def texts(document: Document) -> Iterator[str]:
    """Every text that a document prints, each paragraph, bullet, cell and label by itself."""
    yield from (document.title, document.subtitle, document.kind, document.reference, document.version)
    yield from _texts(document, document.cover)
    for block in document.blocks:
        yield from _texts(document, block)


RUNS = (Text, Link, Ref, Gap, LineBreak)
_UNSAID = frozenset({"anchor", "number", "level", "orientation", "drawing", "widths", "id", "svg", "emf", "alt",
    "description"})  # fmt: skip
"""What is no text on the page; alternatives and descriptions are for screen readers."""


def _texts(document: Document, value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif (
        isinstance(value, tuple)
        and value
        and all(isinstance(each, Text | Link | Ref | Gap | LineBreak) for each in value)
    ):
        yield "".join(_run(document, each) for each in value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(document, each)
    elif isinstance(value, Struct):
        for part in fields(value):
            said = not (part.name == "kind" and isinstance(value, Callout))
            if part.name not in _UNSAID and said:
                yield from _texts(document, getattr(value, part.name))


def _run(document: Document, run: object) -> str:
    if isinstance(run, Ref):
        return label(document, run)
    return run.text if isinstance(run, Text | Link | Gap) else "\n"
