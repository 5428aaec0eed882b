"""What stands in the controls of a Word file that came back: found by tag, else by bookmark, else by visible code.

What a prompt says is never an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from isptool.asking.form import Control
from isptool.asking.word_reader import Contents, Filled
from isptool.writing.prose import clean

WAYS = ("tag", "bookmark", "code")
_PROMPTS = frozenset(
    {"click or tap here to enter text", "click here to enter text", "choose an item", "click or tap to enter a date",
     "click here to enter a date", "choose a date", "enter text", "select a date"}
)  # fmt: skip
"""What Word and LibreOffice themselves put into an empty control."""


class ControlReader:
    """Reads the controls of one file, and counts in which way each was found."""

    def __init__(self, contents: Contents, controls: Iterable[Control]) -> None:
        self.contents = contents
        self.ways: Counter[str] = Counter()
        self._prompts = frozenset(plain(each.prompt) for each in controls if each.prompt)

    def value(self, control: Control, by_code: Callable[[], Filled | None]) -> str | bool | None:
        """What stands in a control: text (empty where nobody wrote any), or whether it is ticked; None if not there.

        `by_code` finds it by the code that people see; it is asked last, and only where it is needed.
        """
        ways: tuple[tuple[str, Callable[[], Filled | None]], ...] = (
            ("tag", lambda: self.contents.tags.get(control.tag)),
            ("bookmark", lambda: self.contents.bookmarks.get(control.bookmark)),
            ("code", by_code),
        )
        for way, find in ways:
            filled = find()
            if filled is None or (control.kind == "tick" and filled.ticked is None):
                continue
            self.ways[way] += 1
            if control.kind == "tick":
                return filled.ticked
            return "" if filled.prompting else self._without_prompt(control, filled.text)
        return None

    def _without_prompt(self, control: Control, text: str) -> str:
        """What was written, without the prompt that some programs leave in front of it or behind."""
        said = plain(text)
        if not said or said in self._prompts or said.rstrip(".") in _PROMPTS:
            return ""
        prompt = control.prompt.strip()
        if prompt and prompt in text:
            text = text.replace(prompt, "", 1)
        text = clean(text).text.replace("\u00a0", " ").replace("\t", " ")
        return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def value_of(control: Control, text: str) -> str:
    """The value that a shown choice stands for, by our own list; empty where it is not on it."""
    said = plain(text)
    for shown, value in control.choices:
        if said in (plain(shown), plain(value)):
            return value
    return ""


def plain(text: str) -> str:
    """A text for comparing: its white space evened out, in small letters."""
    return " ".join(text.replace("\u00a0", " ").split()).casefold()


def by_visible_code(contents: Contents, known: Collection[str]) -> dict[str, str]:
    """What stands beside each visible code: in a row, or in lines where the table was lost."""
    found: dict[str, str] = {}
    here = ""
    for line in contents.lines:
        first, _, rest = line.strip().partition(" ") if " " in line.strip() else line.strip().partition("\t")
        if first in known:
            here = first
            found.setdefault(here, rest.strip())
        elif here:
            found[here] = f"{found[here]}\n{line}" if found[here] else line
    return found | {code: text for code, text in contents.codes.items() if code in known}
