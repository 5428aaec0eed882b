"""The house style that comes with isptool, prepared once."""

from pathlib import Path

import pytest

from isptool.writing.word import HouseStyle

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def house_bytes() -> bytes:
    return (ROOT / "templates" / "house-style.docx").read_bytes()


@pytest.fixture(scope="session")
def house(house_bytes: bytes) -> HouseStyle:
    return HouseStyle.load(house_bytes)
