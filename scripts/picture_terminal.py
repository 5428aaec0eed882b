"""The picture of `isptool validate` in the README: real output of a real run, drawn as SVG.

The example county is copied, one line is taken out of one agreement, and the command runs on it. Nothing in the
picture depends on the machine: no fonts are embedded, and every piece of text is told how wide it is.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "wolds-and-dales"
DOCUMENT = "agreements/safe-and-well-visits.yaml"
TAKEN_OUT = "    article-9: 9(2)(g) with Schedule 1 paragraph 6\n"
"""What is taken out of the first row of the law, that of the fire service."""
COLUMNS = 120

_WIDE, _HIGH, _EDGE = 7.25, 17.0, 16.0
_COLOURS = {"31": "#ff7b72", "33": "#e3b341", "36": "#79c0ff", "32": "#7ee787", "2": "#8b949e", "1": "#f0f6fc"}
_PIECE = re.compile(r"\x1b\[([\d;]*)m")


def output() -> str:
    """What `isptool validate safe-and-well-visits --gate signing` prints on a terminal, colours and all."""
    from isptool.cli import options, terminal
    from isptool.cli.formats.text import render
    from isptool.cli.judging import report
    from isptool.cli.opening import open_named
    from isptool.findings import Gate

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        path = Path(DOCUMENT)
        text = path.read_text(encoding="utf-8")
        assert TAKEN_OUT in text, f"{DOCUMENT} no longer has the line that the picture takes out"
        path.write_text(text.replace(TAKEN_OUT, "", 1), encoding="utf-8")
        opened = open_named(["safe-and-well-visits"])
        made = report(opened, options.as_at(None, opened[0].workspace), gate=Gate.SIGNING)
        return render(made, terminal.Ink(True), COLUMNS)


def svg(command: str, text: str) -> str:
    """A terminal with a command and what it printed."""
    lines = [[("1", f"$ {command}")], [], *(list(_pieces(line)) for line in text.rstrip("\n").split("\n"))]
    lines = [each for line in lines for each in _broken(line)]
    wide = round(COLUMNS * _WIDE + 2 * _EDGE)
    high = round(len(lines) * _HIGH + 2 * _EDGE)
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>',
        f"<title>What isptool validate prints</title><desc>{escape(_plain(text))}</desc>",
        f'<rect width="{wide}" height="{high}" rx="8" fill="#0d1117"/>',
        '<g font-family="DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, monospace" font-size="12" fill="#c9d1d9">',
    ]
    for number, line in enumerate(lines):
        column = 0
        for style, words in line:
            shown = words.strip()
            if shown:
                x = _EDGE + (column + len(words) - len(words.lstrip())) * _WIDE
                y = _EDGE + (number + 0.75) * _HIGH
                body.append(
                    f'<text x="{x:.1f}" y="{y:.1f}" textLength="{len(shown) * _WIDE:.1f}" '
                    f'lengthAdjust="spacingAndGlyphs"{_style(style)} xml:space="preserve">{escape(shown)}</text>'
                )
            column += len(words)
    return "\n".join([*body, "</g>", "</svg>"]) + "\n"


def _style(codes: str) -> str:
    colours = [_COLOURS[code] for code in codes.split(";") if code in _COLOURS]
    bold = ' font-weight="bold"' if "1" in codes.split(";") else ""
    return bold + (f' fill="{colours[-1]}"' if colours else "")


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """The pieces of a line, each with the codes of its style."""
    style, at = "", 0
    for found in _PIECE.finditer(line):
        if found.start() > at:
            yield style, line[at : found.start()]
        style, at = ("" if found[1] in ("", "0") else found[1]), found.end()
    if at < len(line):
        yield style, line[at:]


def _broken(line: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """A line that is too long as a terminal breaks it: at the edge, wherever that is."""
    now: list[tuple[str, str]] = []
    left = COLUMNS
    for style, words in line:
        rest = words
        while len(rest) > left:
            yield [*now, (style, rest[:left])]
            rest, now, left = rest[left:], [], COLUMNS
        now.append((style, rest))
        left -= len(rest)
    yield now


def _plain(text: str) -> str:
    return _PIECE.sub("", text).strip()


def picture() -> str:
    """The picture of the README."""
    return svg("isptool validate safe-and-well-visits --gate signing", output())
