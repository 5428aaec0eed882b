"""What is meant for one page takes one page, as LibreOffice lays it out: for every document of the example county."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from examples import Example, composed, every

from isptool.library import house_style
from isptool.writing.word import HouseStyle, to_word

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(
        not all(map(shutil.which, ("soffice", "pdfinfo", "pdftotext"))), reason="needs LibreOffice and poppler"
    ),
]
ONE_PAGE = ("summary", "guide", "why")


def _tool(name: str, *arguments: str) -> str:
    return subprocess.run([name, *arguments], check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Example, Path]:
    """The PDF of each summary, guide and full edition, all made in one start."""
    folder = tmp_path_factory.mktemp("pages")
    house = HouseStyle.load(house_style())
    wanted = {
        each: folder / f"{each.id}.{each.edition}.docx" for each in every() if each.edition in (*ONE_PAGE, "full")
    }
    for example, path in wanted.items():
        path.write_bytes(to_word(composed(example), house))
    profile = (folder / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, *map(str, wanted.values())], check=True, timeout=300, capture_output=True)
    return {example: path.with_suffix(".pdf") for example, path in wanted.items()}


def test_every_summary_and_guide_is_one_page(pages: dict[Example, Path]) -> None:
    counts = {
        f"{example.id} {example.edition}": _tool("pdfinfo", str(path)).partition("Pages:")[2].split()[0]
        for example, path in pages.items()
        if example.edition in ONE_PAGE
    }
    assert len(counts) > 10
    assert {name: count for name, count in counts.items() if count != "1"} == {}


def test_the_first_page_of_every_full_edition_is_one_page(pages: dict[Example, Path]) -> None:
    for example, path in pages.items():
        if example.edition == "full":
            text = _tool("pdftotext", "-f", "2", "-l", "3", "-layout", str(path), "-")
            second, third = text.split("\f")[:2]
            assert "At a glance" in second, example.id
            assert "About this document" in third, example.id
