"""PDF and ODT: what is asked of LibreOffice, and what is believed of it. The programs here are made for the tests."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from isptool.cli import office, programs
from isptool.cli.office import Browser, LibreOffice, Source
from isptool.errors import IspError

from .running import run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are scripts with a first line")

ODT = b"PK\x03\x04 and a header ... mimetypeapplication/vnd.oasis.opendocument.text and the rest"
FAKE = f"""#!{sys.executable}
import json, os, pathlib, sys, time
arguments = sys.argv[1:]
here = pathlib.Path(__file__)
with here.with_suffix(".log").open("a") as log:
    log.write(json.dumps(arguments) + "\\n")
out = pathlib.Path(arguments[arguments.index("--outdir") + 1])
form = arguments[arguments.index("--convert-to") + 1].partition(":")[0]
for number, given in enumerate(each for each in arguments if each.endswith(".docx")):
    data = pathlib.Path(given).read_bytes()
    if data == b"hang":
        time.sleep(60)
    if data != b"nothing":
        whole = b"%PDF-1.7 " + data + b" %%EOF" if form == "pdf" else {ODT!r}
        (out / (pathlib.Path(given).stem + "." + form)).write_bytes(b"half" if data == b"half" else whole)
"""


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    path = tmp_path / "soffice"
    path.write_text(FAKE)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def sources(*words: bytes) -> list[Source]:
    return [Source(f"doc {number}", each, b"") for number, each in enumerate(words)]


def starts(fake: Path) -> list[list[str]]:
    import json

    return [json.loads(line) for line in fake.with_suffix(".log").read_text().splitlines()]


def test_many_files_are_converted_in_one_start(fake: Path) -> None:
    made = dict(LibreOffice(fake).convert(sources(b"one", b"two", b"three"), "pdf"))
    assert made == {"doc 0": b"%PDF-1.7 one %%EOF", "doc 1": b"%PDF-1.7 two %%EOF", "doc 2": b"%PDF-1.7 three %%EOF"}
    [arguments] = starts(fake)
    assert arguments[0].startswith("-env:UserInstallation=file:///"), "a profile of its own"
    assert "--headless" in arguments
    assert "UseTaggedPDF" in arguments[arguments.index("--convert-to") + 1]


def test_more_than_it_takes_at_once_are_converted_in_several_starts(fake: Path) -> None:
    made = dict(LibreOffice(fake).convert(sources(*(b"%d" % number for number in range(26))), "odt"))
    assert set(made.values()) == {ODT}
    assert [sum(each.endswith(".docx") for each in arguments) for arguments in starts(fake)] == [25, 1]


def test_what_it_does_not_leave_or_leaves_half_is_not_believed(fake: Path) -> None:
    """It can end well and leave no file."""
    made = dict(LibreOffice(fake).convert(sources(b"one", b"nothing", b"half"), "pdf"))
    assert made == {"doc 0": b"%PDF-1.7 one %%EOF", "doc 1": None, "doc 2": None}


def test_one_that_hangs_is_ended_with_everything_it_started(fake: Path) -> None:
    made = dict(LibreOffice(fake, seconds=1.0).convert(sources(b"hang"), "pdf"))
    assert made == {"doc 0": None}


def test_nothing_is_left_behind(fake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    list(LibreOffice(fake).convert(sources(b"one"), "pdf"))
    assert list(folder.iterdir()) == []


def test_without_libreoffice_a_browser_makes_the_pdf(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find", lambda names, places: fake if "chromium" in names else None)
    assert isinstance(office.converter("pdf"), Browser)
    with pytest.raises(IspError, match="ODT is made by LibreOffice, and LibreOffice is not on this computer"):
        office.converter("odt")


def test_without_either_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find", lambda names, places: None)
    with pytest.raises(IspError) as caught:
        office.converter("pdf")
    assert "none of them is on this computer" in caught.value.message
    assert "open the .html file in any browser and print it" in caught.value.hint


def test_render_still_writes_what_needs_no_other_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find", lambda names, places: None)
    ran = run(["render", str(VISITS), "--to", "md,pdf", "-o", str(tmp_path)])
    assert ran.code == 2
    assert ran.output == f"{tmp_path}/safe-and-well-visits.md\n"
    assert ran.errors.startswith("Error: PDF is made by LibreOffice or by a browser")


def test_render_names_a_file_that_was_not_made(fake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find", lambda names, places: fake)
    monkeypatch.setattr(LibreOffice, "convert", lambda self, given, form: ((each.name, None) for each in given))
    ran = run(["render", str(VISITS), "--to", "odt", "-o", str(tmp_path)])
    assert (ran.output, ran.code) == ("", 2)
    assert ran.errors.startswith(
        "Error: safe-and-well-visits.odt was not made: LibreOffice ended without leaving it.\n"
    )


VISITS = Path(__file__).resolve().parents[2] / "examples/wolds-and-dales/agreements/safe-and-well-visits.yaml"
