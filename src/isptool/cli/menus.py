"""The richer asker: menus to move in with the arrow keys. The one door to questionary, which is an extra.

Only how a reply is given differs from the plain asker; what it means is read in the same place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isptool.asking.plain import PlainAsker
from isptool.asking.question import Question
from isptool.errors import IspError

_INSTEAD = {
    "own": "Own words",
    "n": "Not yet: say who answers it, and by when",
    "x": "It does not apply",
    "s": "Leave it open",
    "?": "Why this is asked",
    "p": "Paste rows of a spreadsheet",
    "f": "Rows of a CSV or XLSX file",
    "b": "Back to the question before",
    "w": "Write the file now",
    "q": "Stop, and go on later",
}
"""What may be chosen in place of an answer, by what the plain asker understands."""


class MenuAsker(PlainAsker):
    """Asks with menus: lists to choose from, boxes to tick, lines to type."""

    def __init__(self, say: Callable[[str], None], open_table: Callable[[str], list[list[str]]] | None = None) -> None:
        """Raises `IspError` where questionary is not installed."""
        try:
            import questionary
        except ImportError:
            raise IspError(
                "Menus need a further package, which is not installed.",
                'Install it with `pip install "isptool[menus]"`, or leave out --ask-with menus.',
            ) from None
        self._menus = questionary
        super().__init__(self._typed_line, say, 0, open_table)

    def _put(self, question: Question, left: int) -> None:
        self._say("")
        self._say(f"{question.title}  ({left} left)")
        for line in question.about:
            self._say(f"   {line}")

    def _main_line(self, question: Question) -> str:
        if question.kind == "yes-no":
            return self._choose(question.text, {"y": "Yes", "n": "No"} | self._instead(question), question.usual)
        if not question.offers:
            typed = self._typed_line(question.text, question.usual)
            return typed if typed.strip() else self._choose("Or:", self._instead(question))
        numbered = {
            str(number): f"{offer.written or offer.key}: {offer.sentence}".rstrip(": ")
            + ("" if offer.fits else "  (less likely here)")
            for number, offer in enumerate(question.offers, 1)
        }
        if question.kind == "choice":
            return self._choose(question.text, numbered | self._instead(question), self._number_of(question))
        ticked = self._run(
            self._menus.checkbox(
                question.text, choices=self._choices(numbered), instruction="(space ticks, Enter goes on)"
            )
        )
        return ",".join(ticked) or self._choose("Nothing ticked. Instead:", self._instead(question))

    def _instead(self, question: Question) -> dict[str, str]:
        """What may be chosen in place of an answer to this question."""
        missing = set()
        if not question.own_words or not question.offers:
            missing.add("own")
        if not question.may_wait:
            missing |= {"n", "x"}
        if question.required:
            missing.add("s")
        if not question.why:
            missing.add("?")
        if question.table is None:
            missing |= {"p", "f"}
        return {key: words for key, words in _INSTEAD.items() if key not in missing}

    def _choose(self, text: str, choices: dict[str, str], usual: str = "") -> str:
        default = usual if usual in choices else None
        chosen = str(self._run(self._menus.select(text, choices=self._choices(choices), default=default)))
        return self._typed_line("Own words") if chosen == "own" else chosen

    def _number_of(self, question: Question) -> str:
        keys = [offer.key for offer in question.offers]
        return str(keys.index(question.usual) + 1) if question.usual in keys else ""

    def _choices(self, choices: dict[str, str]) -> list[Any]:
        return [self._menus.Choice(words, value=key) for key, words in choices.items()]

    def _typed_line(self, prompt: str, usual: str = "") -> str:
        return str(self._run(self._menus.text(prompt.removesuffix("\n  > ").strip(), default=usual)))

    def _run(self, prompt: Any) -> Any:
        """Put one prompt. Raises `IspError` where this console cannot draw it."""
        try:
            return prompt.unsafe_ask()
        except (EOFError, KeyboardInterrupt, IspError):
            raise
        except Exception as error:  # consoles without a screen buffer, such as Git Bash on Windows
            if type(error).__name__ != "NoConsoleScreenBufferError":
                raise
            raise IspError(
                "This console cannot draw menus.", "Leave out --ask-with menus; the questions are the same."
            ) from None
