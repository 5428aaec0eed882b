"""The county as the tests of the life of a document find it: at first, sealed, or in force; each on a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealing.ground import FLOOD, PARTIES, PROTOCOL, county, did, inside, sealed, signs


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The county as it is at first; with its agreement sealed; and with protocol and agreement in force."""
    folder = tmp_path_factory.mktemp("counties")
    county(folder / "first")
    shutil.copytree(folder / "first", folder / "sealed")
    with inside(folder / "sealed"):
        sealed()
    shutil.copytree(folder / "sealed", folder / "in-force")
    with inside(folder / "in-force"):
        sealed(PROTOCOL)
        for party in PARTIES:
            signs(party, PROTOCOL)
            signs(party)
        did("move", PROTOCOL, "in-force")
        did("move", FLOOD, "in-force")
    return {each.name: each for each in folder.iterdir()}


@pytest.fixture
def at(bases: dict[str, Path], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    shutil.copytree(bases[request.param], tmp_path / "county")
    with inside(tmp_path / "county"):
        yield tmp_path / "county"
