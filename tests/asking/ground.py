"""The example county, opened and settled: what the tests of asking stand on."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from isptool.asking import words
from isptool.asking.draft import Around
from isptool.asking.naming import Naming
from isptool.law.book import LawBook
from isptool.library import points, templates_root
from isptool.reading.workspace import open_workspace
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled

COUNTY = templates_root().parent / "examples" / "wolds-and-dales"
SMALL = Path(__file__).resolve().parent.parent / "cli" / "small"


@lru_cache(maxsize=4)
def around(folder: Path = COUNTY) -> Around:
    """A workspace with its points and the law."""
    return Around(open_workspace(folder), points(), LawBook.load())


@lru_cache(maxsize=8)
def settled(document: str, folder: Path = COUNTY) -> Settled:
    """One settled document of a workspace."""
    here = around(folder)
    found = settle_workspace(here.workspace, here.points, here.book)
    return next(each for each in found.documents if each.document.id == document)


def naming(document: Settled) -> Naming:
    """What the ids of a document are called."""
    return Naming(document, points(), LawBook.load(), words.load().documents)
