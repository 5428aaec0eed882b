"""The page pictures of the documentation: all there, none too large, each with words for those who cannot see it."""

from __future__ import annotations

import importlib.util
import re
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+\.png)\)")


def shots() -> dict[str, object]:
    """The pictures that the script makes, by name."""
    found = importlib.util.spec_from_file_location("make_pictures", ROOT / "scripts" / "make_pictures.py")
    assert found is not None
    assert found.loader is not None
    script = importlib.util.module_from_spec(found)
    sys.modules["make_pictures"] = script  # dataclasses look their module up
    found.loader.exec_module(script)
    made: dict[str, object] = script.SHOTS
    return made


def test_each_picture_that_the_script_makes_is_there_and_small_and_no_other() -> None:
    files = {path.stem: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert files.keys() == shots().keys()
    assert {name: size for name, size in files.items() if size > 200_000} == {}
    for path in PICTURES.glob("*.png"):
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">2I", data[16:24])
        assert 500 < width < 1400, path.name
        assert 700 < height < 1500, path.name


def test_each_picture_that_a_page_shows_is_there_and_says_what_is_on_it() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    shown = [
        (page, words, page.parent / name) for page in pages for words, name in SHOWN.findall(page.read_text("utf-8"))
    ]
    assert {path.stem for _, _, path in shown} >= {
        "safeguarding-flows",
        "summary",
        "guide",
        "protocol",
        "form",
        "signed",
    }
    assert [str(path) for _, _, path in shown if not path.is_file()] == []
    assert [str(path) for _, words, path in shown if len(words) < 15] == []
