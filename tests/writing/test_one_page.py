"""What is meant for one page takes one page, as LibreOffice lays it out: for every document of the example county."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from examples import Example, composed, every

from isptool.library import house_style
from isptool.writing.document import Heading, Signatures, numbered
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


def test_word_counts_every_example_as_the_document_does(pages: dict[Example, Path]) -> None:
    """Headings have automatic numbers: what is printed must be what the document says, in its order."""
    for example, path in pages.items():
        if example.edition != "full":
            continue
        printed = [" ".join(line.split()) for line in _tool("pdftotext", "-layout", str(path), "-").split("\n")]
        wanted = [
            f"{block.number}{':' if block.annex else ''} {' '.join(block.text.split()[:4])}"
            for block in numbered(composed(example)).blocks
            if isinstance(block, Heading) and block.number
        ]
        at = printed.index("Contents") + len([each for each in wanted if "." not in each.partition(" ")[0]])
        for text in wanted:
            found = next((number for number, line in enumerate(printed[at:], at) if line.startswith(text)), None)
            assert found is not None, f"{example.id}: {text!r} is not printed after line {at}"
            at = found
        assert len(wanted) > 30


def test_signatures_are_whole_and_no_page_is_nearly_empty(pages: dict[Example, Path]) -> None:
    for example, path in pages.items():
        if example.edition != "full":
            continue
        texts = _tool("pdftotext", "-layout", str(path), "-").rstrip("\f\n").split("\f")
        parties = next(block for block in composed(example).blocks if isinstance(block, Signatures)).items
        assert sum(text.count("Signed for ") for text in texts) == len(parties), example.id
        for text in texts:
            for block in text.split("Signed for ")[1:]:
                assert all(label in block for label in ("Signature", "Date", "Name", "Post")), example.id
        lines = [len([line for line in text.split("\n") if line.strip()]) for text in texts[1:]]
        assert min(lines) > 8, f"{example.id}: page {lines.index(min(lines)) + 2} has {min(lines)} lines"
