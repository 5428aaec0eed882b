"""The example of a rule: what it objects to and what it does not, as changes to one good workspace.

One file a rule, `examples/CODE.yaml`. The page of the rule shows it, and the tests run it against every rule: so no
page shows what is not so. In a failing change the line at which the finding stands is marked `# <- CODE`.

A rule that documents settled one by one cannot show (of the language, of a register as a whole) has a change to the
files as they are `written`, by their paths: a key of the piece takes the place of the same key in the file, with all
that stands under it, or joins it where both hold keys. The mark is no part of what is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from isptool.errors import IspError

FOLDER = Path(__file__).resolve().parent / "examples"

FILES = ("agreement", "protocol", "partners", "schedules", "signed", "protocol-signed", "others")
"""What a change may change: files of the workspace by their kind, and the records of signing.

`others` are other documents of the workspace by id, each as changes to the one named in `base` (or to the document
under test), with what was `signed` of it; those before the document under test come first, those marked `after: yes`
after it.
"""

SAVED: Mapping[str, str] = {
    "latin-1": "saved as Latin-1 (Windows: ANSI)",
    "utf-16": "saved as UTF-16 (Windows: Unicode)",
    "folder": "a folder",
    "link to itself": "a link to itself",
    "more than 200,000 values": "followed by a list of more than 200,000 values",
    "larger than 2 MB": "followed by so many more lines that it is larger than 2 MB",
}
"""How a file may be there otherwise than as text in UTF-8, and what a page says of it: `partners.yaml` is a folder."""

SHIPPED = "the templates that come with the tool"


class Change(Struct, frozen=True):
    """One change to the good workspace, as pieces of YAML by file."""

    says: str
    """What is changed, in words, where the YAML does not say it."""
    files: Mapping[str, str]
    """Pieces of YAML, by a word of `FILES`; of an example about files as they are written, by a path."""
    without: tuple[str, ...]
    """What is taken out first: paths with dots, each beginning with the file, such as `agreement.law`."""
    also: tuple[str, ...]
    """The codes of other rules that cannot but object too."""
    at: str
    """The path of the finding, where its line is not in the change because it is what was taken out; of an example
    about files as they are written, the file, where the finding stands at no line."""
    copies: Mapping[str, str] = {}
    """Of an example about files as they are written: new files that begin as a copy of one that is there, or of the
    one of that name among `SHIPPED`."""
    saved: Mapping[str, str] = {}
    """How a file is there, where not as plain text in UTF-8: one of `SAVED`."""
    gate: str = "signing"
    """The gate at which files as they are written are checked."""

    def marked(self, code: str) -> set[tuple[str, int]]:
        """The lines marked with a code: file and line, counted from 1 in the piece of YAML."""
        return {
            (file, number)
            for file, text in self.files.items()
            for number, line in enumerate(text.splitlines(), 1)
            if line.partition("# <- ")[2].strip() == code
        }


def visible(piece: str) -> list[str]:
    """The lines of a piece for a page: what cannot be seen stands as `<U+00A0>`, a tab as `<tab>`."""

    def shown(letter: str) -> str:
        if letter == "\t":
            return "<tab>"
        return letter if letter == " " or letter.isprintable() else f"<U+{ord(letter):04X}>"

    return ["".join(map(shown, line)) for line in piece.rstrip("\n").split("\n")]


class Example(Struct, frozen=True):
    """The example of one rule. `base` is the document that is changed; `today` the day, where it matters."""

    code: str
    base: str
    today: str
    failing: tuple[Change, ...]
    passing: tuple[Change, ...]


def example_of(code: str) -> Example | None:
    """The example of a rule; None where it has none (rules about the YAML itself have none)."""
    path = FOLDER / f"{code}.yaml"
    if not path.is_file():
        return None
    from isptool.reading.source import read_file

    source = read_file(path, path.name)
    if not source.usable:
        raise IspError(f"The example of {code} cannot be read: {source.findings[0].message}")
    data = source.data
    return Example(
        code=code,
        base=data.get("base", "safe-and-well"),
        today=data.get("today", ""),
        failing=tuple(_change(each) for each in data["failing"]),
        passing=tuple(_change(each) for each in data["passing"]),
    )


def _change(data: Mapping[str, Any]) -> Change:
    unknown = set(data) - {*FILES, "says", "without", "also", "at", "written", "copies", "saved", "gate"}
    if unknown:
        raise IspError(f"An example has no `{min(unknown)}`.")
    return Change(
        says=data.get("says", ""),
        files={**{file: data[file] for file in FILES if file in data}, **data.get("written", {})},
        without=tuple(data.get("without", ())),
        also=tuple(data.get("also", ())),
        at=data.get("at", ""),
        copies=data.get("copies", {}),
        saved=data.get("saved", {}),
        gate=data.get("gate", "signing"),
    )
