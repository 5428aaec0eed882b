"""No id of a file stands in print, whatever the ids are: the county with all its ids renamed, and a county made up."""

from __future__ import annotations

import importlib.util
import random
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from examples import COUNTY
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from isptool import library
from isptool.cli.opening import open_named
from isptool.errors import IspError
from isptool.reading.source import read_file
from isptool.settling.everything import settle_workspace
from isptool.writing.compose import Composing, compose
from isptool.writing.document import numbered
from isptool.writing.plain import plain_text

DAY = date(2026, 11, 2)
EDITIONS = ("full", "summary", "guide", "public", "notice", "partner")
NAMED = ("partners", "parties", "people", "data", "sets", "flows", "holdings", "cases", "roles", "others")
"""The blocks whose things have a name of their own, so that nothing of their ids is ever needed in print."""
_LETTERS = "bcdfghjklmnpqrstvwxz"


def printed(folder: Path) -> dict[str, str]:
    """The plain words of every document of a workspace in every edition, by its id and edition."""
    [opened] = open_named([str(folder)])
    points, book, lists = opened.points(), opened.law(), library.checklists()
    settled = settle_workspace(opened.workspace, points, book).documents
    assert [each for one in settled for each in one.findings if each.severity.value == "error"] == []
    texts = {}
    for one in settled:
        parties = [each for each, facts in one.parties.items() if not facts.is_other]
        for edition in EDITIONS:
            at = Composing(DAY, edition=edition, party=parties[0] if edition == "partner" else "")
            try:
                made = compose(one, points=points, checklists=lists, book=book, at=at)
            except IspError:
                assert edition in ("guide", "notice", "public"), "only these are not for every document"
                continue
            texts[f"{one.document.id} {edition}"] = plain_text(numbered(made))
    return texts


def ids_of(folder: Path) -> list[str]:
    """The ids of the things that have a name of their own, in every file of a workspace."""
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*.yaml")):
        data: Any = read_file(path, path.name).data
        for block in NAMED:
            rows = data.get(block) if isinstance(data, dict) else None
            found |= dict.fromkeys(rows if isinstance(rows, dict | list) else ())
    return [each for each in found if isinstance(each, str)]


def renamed(folder: Path, names: dict[str, str]) -> None:
    """The county with other ids, in a folder."""
    known = re.compile(rf"(?<![\w./@-])(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?![\w@-])")
    for path in sorted(COUNTY.rglob("*.yaml")):
        if path.parent.name in ("sealed", "earlier"):
            continue
        to = folder / path.relative_to(COUNTY)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(known.sub(lambda found: names[found[0]], path.read_text(encoding="utf-8")), encoding="utf-8")


def word(chance: random.Random) -> str:
    return "".join(chance.choice(_LETTERS) for _ in range(chance.randint(3, 6)))


@settings(max_examples=2, deadline=None)
@given(st.data())
def test_no_new_id_of_the_county_stands_in_any_edition(
    tmp_path_factory: pytest.TempPathFactory, data: DataObject
) -> None:
    chance = data.draw(st.randoms(use_true_random=False))
    answers = {key for point in library.points().values() for key in (*point.answers, *point.fields)}
    ids = [each for each in ids_of(COUNTY) if "-" in each and each not in answers]
    names = {each: f"zq{word(chance)}-{word(chance)}-{number}" for number, each in enumerate(ids)}
    folder = tmp_path_factory.mktemp("renamed")
    renamed(folder, names)
    texts = printed(folder)
    assert len(names) > 30
    assert len(texts) > 35
    found = {key: re.findall(r"(?i)zq[a-z]+(?:[- ][a-z]+)?", text) for key, text in texts.items()}
    assert {key: each for key, each in found.items() if each} == {}


def test_no_id_of_a_county_made_up_stands_in_any_edition(tmp_path: Path) -> None:
    script = COUNTY.parents[1] / "benchmarks" / "county.py"
    found = importlib.util.spec_from_file_location("county", script)
    assert found is not None
    assert found.loader is not None
    county = importlib.util.module_from_spec(found)
    found.loader.exec_module(county)
    county.write(tmp_path, 4, 8)
    ids = ids_of(tmp_path)
    assert len(ids) > 15
    raw = re.compile(rf"(?i)(?<![\w@./-])(?:{'|'.join(map(re.escape, ids))})(?![\w-])")
    ordinary = {"adults", "families"}
    hits = {key: set(map(str.lower, raw.findall(text))) - ordinary for key, text in printed(tmp_path).items()}
    assert {key: each for key, each in hits.items() if each} == {}
    assert len(hits) > 10
