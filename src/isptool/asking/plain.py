"""Questions put line by line: for any terminal, and for those who hear the screen rather than see it.

It is handed what reads a line and what prints one, so it works without a terminal too.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from isptool.asking.open_points import Blank, Offer
from isptool.asking.question import Question, Reply
from isptool.errors import IspError
from isptool.model.fields import Misread, read_date
from isptool.reading.nearest import nearest
from isptool.reading.tabular import rows_of
from isptool.settling.given import read_value

_NUMBERS = re.compile(r"\d+(?:[\s,]+(?:and\s+)?\d+)*\Z")
SHORT = {
    "s": "skip", "skip": "skip", "n": "not yet", "not yet": "not yet", "x": "does not apply", "?": "why", "why": "why",
    "q": "stop", "stop": "stop", "quit": "stop", "b": "back", "back": "back", "w": "write", "p": "paste", "f": "file",
}  # fmt: skip
"""What is typed in place of a reply, and what it means."""


class PlainAsker:
    """Asks in plain lines. `read` gets a prompt and returns a line, and raises `EOFError` when there is no more."""

    def __init__(
        self,
        read: Callable[[str], str],
        say: Callable[[str], None],
        width: int = 0,
        open_table: Callable[[str], list[list[str]]] | None = None,
    ) -> None:
        """`width` is where lines are broken, 0 leaves them whole; `open_table` gives the rows of a named file."""
        self._open_table = open_table
        self._read = read
        self._print = say
        self._width = width

    def _say(self, text: str, indent: str = "") -> None:
        if not self._width or len(text) <= self._width:
            self._print(text)
            return
        for line in textwrap.wrap(text, self._width, subsequent_indent=indent, break_on_hyphens=False):
            self._print(line)

    def ask(self, question: Question, left: int) -> Reply:
        """Put one question, and again until the reply can be read."""
        self._put(question, left)
        try:
            while (reply := self._whole(question)) is None:
                pass
        except (EOFError, KeyboardInterrupt):
            self._say("")
            return Reply(stop=True)
        return reply

    # ── what is shown ────────────────────────────────────────────────────────────────────────────────

    def _put(self, question: Question, left: int) -> None:
        self._say("")
        self._say(f"{question.title}  ({left} left)" if left else question.title)
        self._say(question.text)
        for line in question.about:
            self._say(f"   {line}", "   ")
        widest = min(max((len(offer.written or offer.key) for offer in question.offers), default=0), 26)
        less_likely = False
        for number, offer in enumerate(question.offers, 1):
            if not offer.fits and not less_likely:
                less_likely = True
                self._say("   Less likely here:")
            shown = f"  {number:2}  {(offer.written or offer.key).ljust(widest)}  {offer.sentence}".rstrip()
            self._say(shown, " " * (widest + 8))
        self._say(question.how or self._how(question))

    def _how(self, question: Question) -> str:
        if question.kind == "yes-no":
            return f"y or n{'; Enter for ' + question.usual if question.usual else ''}; s skip, b back, q stop"
        ways = []
        if question.offers:
            ways.append("numbers, such as 1 or 1,3" if question.kind == "choices" else "a number")
        if question.own_words or not question.offers:
            ways.append("your own words" if question.offers else "a line of text")
        if question.usual:
            ways.append(f"Enter for {question.usual}")
        short = ["s skip"] if not question.required else []
        short += ["n not yet", "x does not apply"] if question.may_wait else []
        short += ["? why"] if question.why or any(offer.hint for offer in question.offers) else []
        if question.table is not None:
            short += ["p paste rows", *(["f rows of a file"] if self._open_table else [])]
        short += ["b back", "w write now", "q stop"]
        return f"{' or '.join(ways)}; {', '.join(short)}"

    # ── what is replied ──────────────────────────────────────────────────────────────────────────────

    def _whole(self, question: Question) -> Reply | None:
        """The reply with its reason; None where it could not be read, or something speaks against it."""
        reply = self._reply(question)
        if reply is not None and len(question.scope) > 1 and _says(reply):
            reply = replace(reply, scope=self._scope(question.scope))
        if reply is None or not (reply.keys or reply.words):
            return reply
        if question.reason:
            reply = replace(reply, because=self._line(question.reason))
        if question.check is not None and (said := question.check(reply)):
            self._say(said)
            return None
        return reply

    def _scope(self, parties: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        """The parties that a reply is for; none of them means all."""
        named = ", ".join(f"{number} {name}" for number, (_, name) in enumerate(parties, 1))
        while True:
            line = self._read(f"For whom? Enter for all of them, or numbers: {named}\n  > ").strip()
            numbers = [int(each) for each in re.findall(r"\d+", line)] if _NUMBERS.match(line) else []
            if not line or (numbers and all(1 <= each <= len(parties) for each in numbers)):
                chosen = tuple(dict.fromkeys(parties[each - 1][0] for each in numbers))
                return chosen if len(chosen) < len(parties) else ()
            self._say(f"{line} names none of them. Type numbers from 1 to {len(parties)}.")

    def _main_line(self, question: Question) -> str:  # noqa: ARG002 - other askers choose by the question
        """What is typed in reply to a question: numbers, words, or a letter for something else."""
        return self._read("> ")

    def _reply(self, question: Question) -> Reply | None:
        """The reply, or None where it could not be read and has to be asked for again."""
        line = self._main_line(question).strip()
        if not line:
            if question.usual:
                line = question.usual
            elif question.required:
                self._say("This one is needed. Type a reply, or q to stop.")
                return None
            else:
                return Reply(skipped=True)
        line = question.letters.get(line.lower(), line)
        if (meant := SHORT.get(line.lower())) and not (question.kind == "yes-no" and meant == "not yet"):
            return self._table(question, meant) if meant in ("paste", "file") else self._short(question, meant)
        if question.kind == "yes-no":
            return self._yes_no(line)
        if question.table is not None and "\t" in line:  # rows were pasted without a word before
            return self._table(question, line)
        if question.offers and (found := self._chosen(question, line)) is not None:
            return self._with_blanks(found) if found else None
        if question.offers and not question.own_words:
            self._say(f"{line} is none of these. Type a number from 1 to {len(question.offers)}.")
            return None
        return self._words(question, line)

    def _short(self, question: Question, meant: str) -> Reply | None:
        if meant in ("stop", "back", "write"):
            return Reply(stop=meant == "stop", back=meant == "back", enough=meant == "write")
        if meant == "skip":
            if question.required:
                self._say("This one is needed. Type a reply, or q to stop.")
                return None
            return Reply(skipped=True)
        if meant == "why":
            self._say(question.why or "There is no more to say of this one.")
            for offer in question.offers:
                if offer.hint:
                    self._say(f"   {offer.written or offer.key}: {offer.hint}")
            return None
        if not question.may_wait:
            self._say("This one cannot wait: the rest follows from it. s skips it.")
            return None
        if meant == "does not apply":
            return Reply(not_applicable=self._line("Why does it not apply?"))
        how = self._line("How does it stand?")
        who = self._line("Who will answer it (a party and a post)?")
        return Reply(not_yet=how, who=who, until=self._day("By when (15 December 2026)?"))

    def _table(self, question: Question, meant: str) -> Reply | None:
        """Rows of a spreadsheet, pasted or from a file, once they are seen and agreed to.

        `meant` is paste, file, or the first of the rows.
        """
        if question.table is None:
            self._say("Rows of a spreadsheet are taken where data and flows are asked for.")
            return None
        try:
            rows = self._from_file() if meant == "file" else self._pasted("" if meant == "paste" else meant)
            table = question.table(rows)
        except IspError as error:
            self._say(error.message)
            self._say(error.hint)
            return None
        for line in table.told:
            self._say(line, "   ")
        if not table.found:
            self._say("Nothing was taken.")
            return None
        agreed = self._line("Take these? y or n").lower() in ("y", "yes")
        return Reply(table=table) if agreed else None

    def _pasted(self, first: str) -> list[list[str]]:
        """Rows up to an empty line; `first` is what came of them already: all, where the terminal pastes in one go."""
        if "\n" in first:
            return rows_of(first)
        if not first:
            self._say("Paste the rows with their headings, then press Enter on an empty line.")
        lines = [first] if first else []
        while line := self._read("").rstrip("\r\n"):
            lines.append(line)
        return rows_of("\n".join(lines))

    def _from_file(self) -> list[list[str]]:
        if self._open_table is None:
            raise IspError("Files cannot be opened here.", "Paste the rows instead: p.")
        return self._open_table(self._line("Which file (CSV or XLSX)?"))

    def _yes_no(self, line: str) -> Reply | None:
        if line.lower() in ("y", "yes"):
            return Reply(yes=True)
        if line.lower() in ("n", "no"):
            return Reply(yes=False)
        self._say("Type y or n.")
        return None

    def _chosen(self, question: Question, line: str) -> list[Offer] | None:
        """The offers that a reply names; empty where it names them wrongly, None where it names none."""
        if _NUMBERS.match(line):
            numbers = [int(each) for each in re.findall(r"\d+", line)]
            wrong = [each for each in numbers if not 1 <= each <= len(question.offers)]
            if wrong:
                self._say(f"There is no {wrong[0]}. Type a number from 1 to {len(question.offers)}.")
                return []
            return self._as_many(question, [question.offers[each - 1] for each in dict.fromkeys(numbers)])
        by_word = {word: offer for offer in question.offers for word in (offer.key, offer.written) if word}
        named = [by_word.get(each.strip()) for each in line.split(",")]
        if all(named):
            return self._as_many(question, [each for each in named if each is not None])
        near = _meant(line, by_word)
        if near and self._line(f"Did you mean {near}? y or n").lower() in ("y", "yes"):
            return [by_word[near]]
        return None

    def _as_many(self, question: Question, offers: list[Offer]) -> list[Offer]:
        """The chosen offers, or none where they cannot be chosen: that is said."""
        if refused := [offer for offer in offers if offer.refused]:
            for offer in refused:
                self._say(offer.refused)
            return []
        if question.kind == "choice" and len(offers) > 1:
            self._say("Only one fits here. Type one number.")
            return []
        return offers

    def _with_blanks(self, offers: list[Offer]) -> Reply:
        blanks: dict[str, str] = {}
        for offer in offers:
            for blank in offer.blanks:
                if blank.required and blank.name not in blanks and (typed := self._blank(blank)):
                    blanks[blank.name] = typed
        return Reply(keys=tuple(offer.key for offer in offers), blanks=blanks)

    def _blank(self, blank: Blank) -> str:
        usual = blank.field.default or ""
        values = f" One of: {', '.join(blank.field.values)}." if blank.field.values else ""
        short = f"Enter for {usual}; s leaves it open" if usual else "s leaves it open"

        def read(text: str) -> object:
            return read_value(blank.name, blank.field, text, None)

        return self._typed(f"{blank.name}: {blank.field.what}{values} ({short})", usual, read)

    def _words(self, question: Question, line: str) -> Reply | None:
        if question.own_words and len(line) == 1:
            self._say(f"{line} is neither a number that is offered nor an answer in words.")
            return None
        try:
            question.read(line)
        except ValueError as error:
            self._say(_sentence(error, line))
            return None
        return Reply(words=line)

    def _typed(self, prompt: str, usual: str, read: Callable[[str], object]) -> str:
        """A line that `read` can read; empty where it is left open."""
        while True:
            line = self._read(f"{prompt}\n  > ").strip() or usual
            if not line or line.lower() == "s":
                return ""
            try:
                read(line)
            except ValueError as error:
                self._say(_sentence(error, line))
            else:
                return line

    def _line(self, prompt: str) -> str:
        while not (line := self._read(f"{prompt}\n  > ").strip()):
            self._say("A few words are needed.")
        return line

    def _day(self, prompt: str) -> str:
        while True:
            line = self._line(prompt)
            try:
                read_date(line)
            except Misread as misread:
                self._say(_sentence(misread, line))
            else:
                return line


def _says(reply: Reply) -> bool:
    """Whether a reply says something of the question: an answer, or a gap with its reason."""
    return bool(reply.keys or reply.words or reply.not_yet or reply.not_applicable)


def _meant(line: str, words: Iterable[str]) -> str:
    """The offer that a line may have meant: the nearest word, or the only ones that hold what was typed."""
    if len(line) > 40:
        return ""
    holding = [each for each in words if " " not in line and line.lower() in each.lower().split("-")]
    return nearest(line, words) or (holding[0] if len(holding) == 1 else "")


def _sentence(error: ValueError, line: str) -> str:
    text = str(error)
    said = text if text.startswith("`") else f"`{line}` {text}"
    suggestion = getattr(error, "suggestion", "")
    return f"{said}." + (f" Did you mean {suggestion}?" if suggestion else "")
