"""A small county of its own, opened and settled; forms made, filled and taken over: the ground of these tests."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from isptool.asking import words
from isptool.asking.collecting import Collected, Collector
from isptool.asking.draft import Around
from isptool.asking.form import Form
from isptool.asking.forms import Forms
from isptool.asking.naming import Naming
from isptool.asking.read_form import ReadForm, open_form, read_form
from isptool.asking.word_form import to_word
from isptool.law.book import LawBook
from isptool.library import house_style, points, templates_root
from isptool.reading.workspace import open_workspace
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled
from isptool.writing.word_house import HouseStyle

from .filling import filled

HERE = Path(__file__).resolve().parent
COUNTY = HERE / "county"
EXAMPLES = templates_root().parent / "examples" / "wolds-and-dales"
VISITS = COUNTY / "agreements" / "visits.yaml"


@lru_cache(maxsize=1)
def house() -> HouseStyle:
    """The house style, prepared once."""
    return HouseStyle.load(house_style())


@lru_cache(maxsize=4)
def around(folder: Path = COUNTY) -> Around:
    """A workspace with its points and the law."""
    return Around(open_workspace(folder), points(), LawBook.load())


@lru_cache(maxsize=8)
def settled(document: str = "visits", folder: Path = COUNTY) -> Settled:
    """One settled document of a workspace."""
    return settle(around(folder), document)


def settle(here: Around, document: str = "visits") -> Settled:
    """One document of a workspace, settled now."""
    found = settle_workspace(here.workspace, here.points, here.book)
    return next(each for each in found.documents if each.document.id == document)


def naming(document: Settled) -> Naming:
    """What the ids of a document are called."""
    return Naming(document, points(), LawBook.load(), words.load().documents)


@lru_cache(maxsize=16)
def made(party: str, document: str = "visits", folder: Path = COUNTY, *, everything: bool = False) -> Form:
    """The form of one partner."""
    it = settled(document, folder)
    return Forms(it, LawBook.load(), words.load(), naming(it)).of(party, everything=everything)


@lru_cache(maxsize=8)
def file(party: str, document: str = "visits", folder: Path = COUNTY) -> bytes:
    """The Word file of that form, as it is sent out."""
    return to_word(made(party, document, folder), settled(document, folder), words.load(), house())


def returned(party: str, values: Mapping[str, str | bool]) -> bytes:
    """The form of one partner filled in Word."""
    return filled(file(party), made(party), values)


def read(party: str, data: bytes) -> ReadForm:
    """What a returned form says."""
    opened = open_form(data, f"{party}.docx")
    assert opened.told is not None
    return read_form(opened, opened.told, made(party, everything=True), words.load())


@dataclass
class Desk:
    """A workspace on the disk into which forms are collected."""

    root: Path
    around: Around = field(init=False)

    def __post_init__(self) -> None:
        self.around = Around(open_workspace(self.root), points(), LawBook.load())

    @property
    def settled(self) -> Settled:
        """The document as its file is now."""
        return settle(self.around)

    def take(self, **forms: bytes) -> Collected:
        """Collect forms, and write what was entered; `wolds_fire=…` is the file of that partner."""
        collector = Collector(self.around, self.settled, words.load())
        for name, data in forms.items():
            opened = open_form(data, f"{name}.docx")
            assert opened.told is not None
            collector.add(opened, opened.told)
        found = collector.enter()
        for each in self.around.workspace.files():
            if each.shown_as in found.entered.texts:
                assert each.source.path is not None
                each.source.path.write_bytes(found.entered.texts[each.shown_as].encode())
        self.__post_init__()
        return found

    def text(self, name: str = "agreements/visits.yaml") -> str:
        """A file of it."""
        return (self.root / name).read_bytes().decode()


def desk(folder: Path) -> Desk:
    """A copy of the county to work in."""
    shutil.copytree(COUNTY, folder, dirs_exist_ok=True)
    return Desk(folder)
