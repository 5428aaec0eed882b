"""What LibreOffice makes of a Word file: the same numbers, tagged headings, and a house style it has saved itself."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sample_agreement import agreement

from isptool.writing.document import Clauses, Heading, numbered
from isptool.writing.word import HouseStyle, to_word

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdfinfo")), reason="needs LibreOffice and poppler"
    ),
]

TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


def convert(source: Path, to: str, folder: Path) -> Path:
    """Convert a file with LibreOffice, in a profile of its own; it can end well and leave no file."""
    profile = (folder / "profile").as_uri()
    folder.mkdir(exist_ok=True)
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, timeout=120, capture_output=True)
    made = folder / f"{source.stem}.{to.split(':')[0]}"
    assert made.exists(), "LibreOffice left no file"
    return made


def tool(name: str, *arguments: str) -> str:
    return subprocess.run([name, *arguments], check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.fixture(scope="module")
def pdf(house: HouseStyle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("word")
    source = folder / "sample.docx"
    source.write_bytes(to_word(agreement("FOR SIGNATURE 7F3A-91C2"), house))
    return convert(source, TAGGED, folder / "out")


def test_word_counts_as_the_document_does(pdf: Path) -> None:
    """Headings and clauses have automatic numbers: what is printed must be what the document says."""
    printed = tool("pdftotext", "-layout", str(pdf), "-")
    lines = [" ".join(line.split()) for line in printed.split("\n")]
    wanted = []
    for block in numbered(agreement()).blocks:
        if isinstance(block, Heading) and block.number:
            wanted.append(f"{block.number}{':' if block.annex else ''} {block.text}")
        elif isinstance(block, Clauses):
            for clause in block.items:
                own = re.sub(r"^.*(\([a-z]+\))$", r"\1", clause.number)
                words = (
                    clause.runs
                    if isinstance(clause.runs, str)
                    else "".join(getattr(run, "text", "") for run in clause.runs[:1])
                )
                wanted.append(f"{own} {' '.join(words.split()[:5])}")
    at = 0
    for text in wanted:
        rest = [number for number, line in enumerate(lines[at:], at) if line.startswith(text)]
        assert rest, f"{text!r} is not printed after line {at}"
        at = rest[0]
    assert len(wanted) > 35


def test_marks_are_on_every_page_and_pages_are_counted(pdf: Path) -> None:
    pages = tool("pdftotext", "-layout", str(pdf), "-").rstrip("\f\n").split("\f")
    assert 12 <= len(pages) <= 20
    for number, page in enumerate(pages, 1):
        assert page.count("OFFICIAL-SENSITIVE") == 2, number
        assert page.count("FOR SIGNATURE 7F3A-91C2") == 1, number
        if number > 1:
            assert f"Page {number} of {len(pages)}" in page


def test_the_pdf_is_tagged_with_headings_heads_of_tables_and_an_alternative(pdf: Path) -> None:
    assert re.search(r"Title: +Safe and well visits", tool("pdfinfo", str(pdf)))
    tags = re.findall(r"^ *([A-Z]\w*)", tool("pdfinfo", "-struct", str(pdf)), re.M)
    assert tags.count("H1") == 16
    assert tags.count("H2") == 5
    assert tags.count("Table") == 15
    assert tags.count("TH") == 35
    assert tags.count("Figure") == 1


def test_signature_blocks_and_addresses_stay_whole(pdf: Path) -> None:
    pages = tool("pdftotext", "-layout", str(pdf), "-").split("\f")
    signing = [page for page in pages if "Signed for" in page]
    for page in signing:
        for block in page.split("Signed for ")[1:]:
            assert [word for word in ("Signature", "Name", "Post", "Date") if word in block] == [
                "Signature", "Name", "Post", "Date",
            ]  # fmt: skip
    assert "information.governance@wolds.example" in "".join(pages)
    assert sum(page.count("Signed for ") for page in signing) == 4


def test_a_house_style_that_libreoffice_has_saved_still_serves(house_bytes: bytes, tmp_path: Path) -> None:
    source = tmp_path / "house.docx"
    source.write_bytes(house_bytes)
    saved = HouseStyle.load(convert(source, "docx", tmp_path / "out").read_bytes())
    assert saved.lacks_marking() == ()
    assert saved.styles["caption"] == "Caption1"  # beside a "Caption" of LibreOffice's own
    assert saved.styles["contents-1"] == "Contents1"
    assert saved.landscape.width == 14570
    assert to_word(agreement(), saved)
