"""PDF and ODT: Word files opened and saved again by LibreOffice, if it is here; a PDF by the browser if it is not.

LibreOffice gets a profile of its own, so that a window somebody has open does not matter and none of their settings
count. It is started once for many files, and believed only when the file it leaves is what it should be: it can end
well and leave nothing.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

from isptool.cli import programs
from isptool.errors import IspError

Form = Literal["pdf", "odt"]
FORMS: tuple[Form, ...] = ("pdf", "odt")

_AT_ONCE = 25  # files for one start: enough that starting costs little, few enough to show that it goes on
_SECONDS_TO_START = 90.0
_SECONDS_A_FILE = 20.0

_LIBREOFFICE = ("soffice", "libreoffice", "soffice.com")
_LIBREOFFICE_AT = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "${PROGRAMFILES}/LibreOffice/program/soffice.com",
    "${PROGRAMFILES(X86)}/LibreOffice/program/soffice.com",
)
_BROWSERS = (
    "microsoft-edge", "msedge", "google-chrome", "google-chrome-stable", "chrome", "chromium", "chromium-browser",
)  # fmt: skip
_BROWSERS_AT = (
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "${PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
    "${PROGRAMFILES}/Microsoft/Edge/Application/msedge.exe",
    "${PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
)


class Source(Struct, frozen=True):
    """One document to be converted: its name without ending, as a Word file and as a page."""

    name: str
    word: bytes
    page: bytes


class Converter(Protocol):
    """Something that makes a PDF or an ODT of a document."""

    name: str

    def convert(self, sources: Sequence[Source], form: Form) -> Iterator[tuple[str, bytes | None]]:
        """The name of each source, and its file; None where the program did not make it."""


def converter(form: Form) -> Converter:
    """What makes this form here: LibreOffice; for a PDF, if that is missing, a browser.

    Raises `IspError` where there is neither.
    """
    office = programs.find(_LIBREOFFICE, _LIBREOFFICE_AT)
    if office is not None:
        return LibreOffice(office)
    if form == "odt":
        raise IspError(
            "ODT is made by LibreOffice, and LibreOffice is not on this computer.",
            "Install LibreOffice, or use --to docx: LibreOffice opens that too.",
        )
    browser = programs.find(_BROWSERS, _BROWSERS_AT)
    if browser is not None:
        return Browser(browser)
    raise IspError(
        "PDF is made by LibreOffice or by a browser (Edge, Chrome, Chromium), and none of them is on this computer.",
        "Install LibreOffice; or open the .html file in any browser and print it to PDF.",
    )


class LibreOffice:
    """Converts Word files, several in one start."""

    name = "LibreOffice"

    def __init__(self, program: Path, seconds: float | None = None) -> None:
        self.program = program
        self.seconds = seconds

    def convert(self, sources: Sequence[Source], form: Form) -> Iterator[tuple[str, bytes | None]]:
        """The name of each source, and its file; None where LibreOffice did not make it."""
        with tempfile.TemporaryDirectory(prefix="isptool-", ignore_cleanup_errors=True) as folder:
            for start in range(0, len(sources), _AT_ONCE):
                yield from self._some(sources[start : start + _AT_ONCE], form, Path(folder))

    def _some(self, sources: Sequence[Source], form: Form, folder: Path) -> Iterator[tuple[str, bytes | None]]:
        given, made = folder / "given", folder / "made"
        given.mkdir(exist_ok=True)
        made.mkdir(exist_ok=True)
        files = []
        for number, source in enumerate(sources):
            # A name of our own: a person's may begin with a dash, or be too long once an ending is added.
            files.append(given / f"{number}.docx")
            files[-1].write_bytes(source.word)
        command = [
            str(self.program), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--convert-to", _filter(form), "--outdir", str(made), *map(str, files),
        ]  # fmt: skip
        programs.run(command, seconds=self.seconds or _SECONDS_TO_START + _SECONDS_A_FILE * len(files))
        for number, source in enumerate(sources):
            yield source.name, _checked(made / f"{number}.{form}", form)


def _filter(form: Form) -> str:
    if form == "odt":
        return "odt:writer8"
    options = {
        "UseTaggedPDF": {"type": "boolean", "value": "true"},
        "PDFUACompliance": {"type": "boolean", "value": "true"},
        "ExportBookmarks": {"type": "boolean", "value": "true"},
    }
    return f"pdf:writer_pdf_Export:{json.dumps(options, separators=(',', ':'))}"


class Browser:
    """Prints pages to PDF, one start a page."""

    name = "the browser"

    def __init__(self, program: Path, seconds: float = 60.0) -> None:
        self.program = program
        self.seconds = seconds

    def convert(self, sources: Sequence[Source], form: Form) -> Iterator[tuple[str, bytes | None]]:
        """The name of each source, and its PDF; None where the browser did not make it."""
        with tempfile.TemporaryDirectory(prefix="isptool-", ignore_cleanup_errors=True) as folder:
            for number, source in enumerate(sources):
                page, made = Path(folder) / f"{number}.html", Path(folder) / f"{number}.pdf"
                page.write_bytes(source.page)
                command = [
                    str(self.program), "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
                    f"--user-data-dir={Path(folder) / 'profile'}", "--no-pdf-header-footer", "--export-tagged-pdf",
                    f"--print-to-pdf={made}",
                ]  # fmt: skip
                if _is_root():
                    command.append("--no-sandbox")  # a browser refuses to start as root with it; the page has no script
                programs.run([*command, page.as_uri()], seconds=self.seconds)
                yield source.name, _checked(made, form)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _checked(path: Path, form: Form) -> bytes | None:
    """The file, if it is there and is what it should be."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    finally:
        path.unlink(missing_ok=True)
    if form == "pdf":
        whole = data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]
    else:
        whole = data.startswith(b"PK") and b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]
    return data if whole else None
