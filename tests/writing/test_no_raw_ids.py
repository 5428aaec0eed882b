"""No id of a file stands in anything that is printed: people read names, not `wolds-council` or `choose-homes`."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

import pytest
from examples import COUNTY, Example, composed, every, every_pack

from isptool import library
from isptool.reading.source import read_file
from isptool.writing.document import Document
from isptool.writing.plain import plain_text

ORDINARY = frozenset(
    {
        "day-to-day",
        "decision-making",
        "easy-read",
        "free-text",
        "law-enforcement",
        "non-personal",
        "one-page",
        "opt-outs",
        "sign-off",
    }
)
"""Words with a hyphen that are English as well as the key of something."""
_ID = re.compile(r"(?<![\w/@.:-])[A-Za-z0-9][a-z0-9]*(?:-[a-z0-9]+)+(?![\w@/-])")


def _keys(data: Any) -> Iterator[str]:
    """Every key below the first level, and every text that is one word: what a file names things by."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _keys(value)
    elif isinstance(data, list):
        for each in data:
            yield from _keys(each)
    elif isinstance(data, str) and re.fullmatch(_ID, data):
        yield data


def known_ids() -> frozenset[str]:
    """The ids, keys and kinds of the county's files and of the library, if they have a hyphen."""
    found: set[str] = set()
    for path in sorted(Path(COUNTY).rglob("*.yaml")):
        found |= set(_keys(read_file(path, path.name).data))
    for point_id, point in library.points().items():
        found |= {point_id, *point.answers, *point.fields}
    return frozenset(each for each in found if "-" in each and re.fullmatch(_ID, each)) - ORDINARY


IDS = known_ids()


def raw_ids(document: Document, ids: Container[str]) -> set[str]:
    """The ids that stand in what a document prints, with a capital too, as a name that was not found would have."""
    return {each for each in _ID.findall(plain_text(document)) if f"{each[:1].lower()}{each[1:]}" in ids}


@pytest.mark.parametrize("example", [*every(), *every_pack()], ids=lambda each: "-".join(each).rstrip("-"))
def test_no_id_stands_in_a_printed_text(example: Example) -> None:
    assert raw_ids(composed(example), IDS) == set()


def test_the_ids_that_are_looked_for_are_those_of_the_county() -> None:
    assert {"wolds-council", "choose-homes", "monthly-list", "purpose-then-delete", "fire-and-rescue-authority"} <= IDS
