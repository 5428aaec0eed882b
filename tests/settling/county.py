"""The example county with a few words changed, settled: one document of it at a time."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from isptool.law.book import LawBook
from isptool.library import points
from isptool.reading.workspace import open_document
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "wolds-and-dales"
VISITS = "agreements/safe-and-well-visits.yaml"
PROTOCOL = "protocols/wolds-and-dales.yaml"


@cache
def book() -> LawBook:
    return LawBook.load()


def settled(folder: Path, *changes: tuple[str, str], file: str = VISITS, of: str = "") -> Settled:
    """The document in `of` (else in `file`) after each (words, other words) was changed once in `file`."""
    if not (folder / "isptool.yaml").exists():
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    path = folder / file
    original = path.read_text(encoding="utf-8")
    text = original
    for words, others in changes:
        assert text.count(words) >= 1, f"{words!r} is not in {file}"
        text = text.replace(words, others, 1)
    path.write_text(text, encoding="utf-8")
    wanted = folder / (of or file)
    workspace = open_document(wanted)
    path.write_text(original, encoding="utf-8")
    return next(
        each for each in settle_workspace(workspace, points(), book()).documents if Path(each.file).name == wanted.name
    )
