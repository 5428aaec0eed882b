"""Make the page pictures in `docs/pictures`: rendered examples, as LibreOffice lays them out.

    python scripts/make_pictures.py [NAME ...]

Needs LibreOffice (`soffice`) and poppler (`pdftoppm`, `pdftotext`); `make test` does not run it. Pages are found by
words that stand on them, so that a document may grow. No picture is larger than 200 KB.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
COUNTY = "examples/wolds-and-dales"
LARGEST = 200_000
PAGE_DPI, SMALL_DPI = 80, 44
GREY = b"\xd5\xda\xde"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: what `isptool` is told, which file that makes, and the words by which each page is found."""

    command: tuple[str, ...]
    file: str
    pages: tuple[str, ...]
    columns: int = 1


def _county(name: str, *more: str) -> tuple[str, ...]:
    return ("render", f"{COUNTY}/{name}.yaml", "--to", "docx", *more)


_SAFEGUARDING = "agreements/safeguarding-children"
SHOTS = {
    "safeguarding-first": Shot(
        _county(_SAFEGUARDING), "safeguarding-children.docx", ("Between", "At a glance\n"), columns=2
    ),
    "safeguarding-data": Shot(_county(_SAFEGUARDING), "safeguarding-children.docx", ("Only what is listed here",)),
    "safeguarding-flows": Shot(_county(_SAFEGUARDING), "safeguarding-children.docx", ("Who gives what to whom",)),
    "summary": Shot(_county(_SAFEGUARDING, "--edition", "summary"), "safeguarding-children.summary.docx", ("",)),
    "guide": Shot(_county(_SAFEGUARDING, "--edition", "guide"), "safeguarding-children.guide.docx", ("",)),
    "partner-pack": Shot(
        _county(_SAFEGUARDING, "--for", "moorland-refuge"), "safeguarding-children.for-moorland-refuge.docx", ("",)
    ),
    "public": Shot(
        _county(_SAFEGUARDING, "--edition", "public"), "safeguarding-children.public.docx", ("About this document\n",)
    ),
    "notice": Shot(
        _county(_SAFEGUARDING, "--edition", "notice", "--for", "moorland-refuge"),
        "safeguarding-children.notice.for-moorland-refuge.docx",
        ("",),
    ),
    "open-points": Shot(
        _county("agreements/storm-emergency-sharing"), "storm-emergency-sharing.docx", ("At a glance\n",)
    ),
    "protocol": Shot(_county("protocols/wolds-and-dales"), "wolds-and-dales.docx", ("Controllers\n",)),
    "signed": Shot(
        ("render", "examples/signed-agreement/agreements/flood-and-gully-data.yaml", "--to", "docx"),
        "flood-and-gully-data.docx",
        ("Whoever signs",),
    ),
    "form": Shot(
        ("points", f"{COUNTY}/agreements/domestic-abuse-conference.yaml", "--to", "form", "--for", "wolds-council"),
        "*wolds-council*.docx",
        ("",),
    ),
    "redline": Shot(
        ("diff", f"{COUNTY}/earlier/safe-and-well-visits-1.9.yaml", f"{COUNTY}/agreements/safe-and-well-visits.yaml",
         "--to", "docx"),
        "changes.docx",
        ("Whether oxygen is kept",),
    ),
    "agreement": Shot(
        _county("agreements/safe-and-well-visits"),
        "safe-and-well-visits.docx",
        ("Between", "At a glance\n", "About this document\n", "Only what is listed here", "Who gives what to whom",
         "Whoever signs"),
        columns=3,
    ),
}  # fmt: skip


def make(name: str, shot: Shot, folder: Path) -> int:
    """One picture; its size in bytes."""
    out = folder / name
    target = out / shot.file if shot.command[0] == "diff" else out
    out.mkdir()
    command = [sys.executable, "-m", "isptool", *shot.command, "-o", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [word] = out.glob(shot.file)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(word)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    pdf = word.with_suffix(".pdf")
    numbers = list(_found(_pages(pdf), shot.pages, name))
    dpi = PAGE_DPI if len(numbers) == 1 else SMALL_DPI if len(numbers) > 2 else 62
    data = _png(_side_by_side([_pixels(pdf, number, dpi) for number in numbers], shot.columns))
    if len(data) > LARGEST:
        raise SystemExit(f"{name}.png would have {len(data)} bytes, more than {LARGEST}.")
    (PICTURES / f"{name}.png").write_bytes(data)
    return len(data)


def _pages(pdf: Path) -> list[str]:
    told = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return told.rstrip("\f\n").split("\f")


def _found(pages: Sequence[str], wanted: Sequence[str], name: str) -> Iterator[int]:
    """The number of the first page, after the last one found, that holds each of these words."""
    at = 0
    for words in wanted:
        number = next((n for n, page in enumerate(pages, 1) if n > at and words in page), None)
        if number is None:
            raise SystemExit(f"{name}: “{words.strip()}” stands on no page after page {at}.")
        yield number
        at = number


Pixels = tuple[int, int, bytes]
"""Width, height, and three bytes for each pixel."""


def _pixels(pdf: Path, number: int, dpi: int) -> Pixels:
    command = ["pdftoppm", "-r", str(dpi), "-f", str(number), "-l", str(number), str(pdf)]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    kind, width, height, rest = data.split(maxsplit=3)
    depth, _, pixels = rest.partition(b"\n")
    assert (kind, depth) == (b"P6", b"255")
    return int(width), int(height), pixels


def _side_by_side(pages: Sequence[Pixels], columns: int) -> Pixels:
    """Pages in rows, with a grey edge round each where there are several."""
    if len(pages) == 1:
        return pages[0]
    width, height = max(page[0] for page in pages), max(page[1] for page in pages)
    edge = 8
    across = columns * width + (columns + 1) * edge
    rows = []
    for start in range(0, len(pages), columns):
        rows += [GREY * across] * edge
        for line in range(height):
            parts = [GREY * edge]
            for page in pages[start : start + columns]:
                taken = page[2][line * page[0] * 3 : (line + 1) * page[0] * 3] or GREY * width
                parts += [taken, GREY * (width - len(taken) // 3 + edge)]
            row = b"".join(parts)
            rows.append(row + GREY * (across - len(row) // 3))
    rows += [GREY * across] * edge
    return across, len(rows), b"".join(rows)


def _png(pixels: Pixels) -> bytes:
    """The picture as PNG, with fewer colours, which look the same and take less room."""
    width, height, data = pixels
    rounded = data.translate(bytes(min(255, round(value / 5) * 5) for value in range(256)))
    step = width * 3
    lines = b"".join(b"\0" + rounded[at : at + step] for at in range(0, len(rounded), step))
    chunks = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    packed = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def main() -> None:
    """Every picture, or those named."""
    names = sys.argv[1:] or list(SHOTS)
    unknown = [name for name in names if name not in SHOTS]
    if unknown:
        raise SystemExit(f"No picture is called {unknown[0]}. They are: {', '.join(SHOTS)}.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="isptool-pictures-") as folder:
        for name in names:
            print(f"{name}.png  {make(name, SHOTS[name], Path(folder)):,} bytes", flush=True)


if __name__ == "__main__":
    main()
