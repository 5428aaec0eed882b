"""Running the tutorial: a transcript in which a form is filled in as Word would, and marks of sealed texts stand still."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import SimpleNamespace

from asking.filling import filled_controls
from isptool import library

from . import running

PAGE = library.templates_root().parent / "docs" / "tutorial.md"
MARK = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}\b")
ILLUSTRATED = ("1111-AAAA", "2222-BBBB")
"""What the page prints for the marks of the sealed texts: the real ones change with every word of the templates."""


def fill(name: str, *values: str) -> None:
    """Fill the controls of a form as Word would: `P39.2` ticks a box, `P39.2.schedule=words` fills a blank."""
    controls = {}
    given: dict[str, str | bool] = {}
    for each in values:
        code, equals, words = each.partition("=")
        controls[code] = SimpleNamespace(tag=f"isp:{code}", kind="text" if equals else "tick")
        given[code] = words if equals else True
    path = Path(name)
    path.write_bytes(filled_controls(path.read_bytes(), controls, given))


def append(name: str, text: str) -> None:
    """Write lines at the end of a file, as a person would."""
    with Path(name).open("a", encoding="utf-8") as file:
        file.write(text.replace("\\n", "\n") + "\n")


class _Marks:
    """Runs commands, with the marks that the page prints in place of the real ones, in the order in which they come."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}

    def ran(self, line: str) -> str:
        program, *arguments = shlex.split(line)
        if program == "rm":
            for name in arguments:
                Path(name).unlink()
            return ""
        assert program == "isptool", f"{program} is not run here"
        real = {shown: mark for mark, shown in self.shown.items()}
        output, code = running.run_in_order([real.get(each, each) for each in arguments])
        assert code != 3, output
        return running.printed(MARK.sub(lambda found: self._shown(found[0]), output), code)

    def _shown(self, mark: str) -> str:
        if mark not in self.shown:
            self.shown[mark] = ILLUSTRATED[len(self.shown)]
        return self.shown[mark]


def perform(text: str) -> str:
    """The tutorial with what its commands print now, run in the current folder."""
    return running.perform(text, _Marks().ran, {**running.STEPS, "fill": fill, "append": append})
