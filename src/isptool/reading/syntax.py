"""What the YAML parser could not read, in plain words and at the place where the mistake was made.

The parser says where it gave up; people need to know where they slipped. Each handler below looks at
the line, and at the tokens read so far, and says which of the known slips it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from yaml.error import Mark, YAMLError
from yaml.tokens import (
    BlockEndToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    ScalarToken,
    Token,
    ValueToken,
)

from isptool.findings import Edit, Severity, Span
from isptool.pattern import Pattern
from isptool.reading import composing
from isptool.reading.codes import CODES
from isptool.reading.decoding import Problem, lines_of
from isptool.reading.scalars import quoted

_MOST_BLOCKS = 200
_SLOWLY = 100_000
"""As many characters may be read by the slow parser (half a second)."""
_TOP_KEY = Pattern(r"""[^\s#\-?\[\]{}&*!|>%@`,][^\n]*?:(?:[ \t]|\Z)""")
_COLON = Pattern(r":(?:[ \t]|\Z)")
_KEY_WITHOUT_SPACE = Pattern(r"\s*(?:- )*[A-Za-z][\w-]*:(?=[^\s/])")
_ODD_SPACE = Pattern("[\u00a0\u00ad\u2000-\u200b\u202f\u2060\u3000]")


def explain(text: str, error: YAMLError) -> list[Problem]:
    """The problems behind a parser's error, and those of the top-level blocks that follow it.

    A text with one slip has often another; each block below the first slip is read on its own, at its place.
    """
    first = _Slip(text, error).problem()
    if first.span is None or first.code in ("YML-10", "YML-16"):
        return [first]
    return [first, *_further(text, first.span.line)]


def _further(text: str, line: int) -> Iterator[Problem]:
    lines = lines_of(text)
    starts = [number for number, each in enumerate(lines) if _TOP_KEY.match(each)]
    later = [number for number in starts if number >= line][:_MOST_BLOCKS]
    for at, start in enumerate(later):
        end = later[at + 1] if at + 1 < len(later) else len(lines)
        block = "\n" * start + "\n".join(lines[start:end]) + "\n"
        try:
            composing.compose(block)
        except composing.TooMuch:
            return
        except YAMLError as error:
            if "alias" not in str(error):  # what it names may stand in another block
                yield _Slip(block, error).problem()


class _Slip:
    """One error of the parser, with what is needed to say what it means."""

    def __init__(self, text: str, error: YAMLError) -> None:
        self.lines = lines_of(text)
        self.text = text
        self.what = str(getattr(error, "problem", "") or "")
        self.within = str(getattr(error, "context", "") or "")
        self.mark: Mark | None = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        self.opened: Mark | None = getattr(error, "context_mark", None)

    def problem(self) -> Problem:
        if self.mark is None:
            return Problem("YML-08", "This file cannot be read as YAML.")
        if self.mark.index >= len(self.text.rstrip()) and (bracket := self.left_open()) is not None:
            return self.unclosed(bracket)
        handlers: tuple[tuple[str, Callable[[], Problem]], ...] = (
            ("maximum nesting depth", self.too_deep),
            ("found another document", self.second_document),
            ("mapping values are not allowed", self.colon),
            ("could not find expected ':'", self.no_colon),
            ("tab character", self.tab),
            ("cannot start any token", self.mark_or_tab),
            ("scanning a quoted scalar", self.quote),
            ("unknown escape character", self.backslash),
            ("while parsing a quoted scalar", self.backslash),
            ("scanning a double-quoted scalar", self.backslash),
            ("scanning a block scalar", self.begins),
            ("scanning an alias", self.star),
            ("scanning an anchor", self.star),
            ("undefined alias", self.star),
            ("second occurrence", self.star),
            ("a tag", self.tag),
            ("tag handle", self.tag),
            ("directive", self.begins),
            ("mapping keys are not allowed", self.begins),
            ("sequence entries are not allowed", self.begins),
            ("parsing a flow", self.bracket),
            ("node content", self.no_content),
            ("expected <document start>", self.after_the_end),
            ("expected '<document start>'", self.after_the_end),
            ("parsing a block", self.between_blocks),
        )
        said = f"{self.within}; {self.what}"
        for words, handler in handlers:
            if words in said:
                return handler()
        return self.unknown()

    # ── where ────────────────────────────────────────────────────────────────────────────────────────

    @property
    def at(self) -> Mark:
        assert self.mark is not None
        return self.mark

    def span(self, mark: Mark, length: int = 1) -> Span:
        if mark.line >= len(self.lines):  # the parser puts the end of a text on a line of its own
            last = len(self.lines)
            return Span(last, len(self.lines[-1]) + 1, last, len(self.lines[-1]) + 1)
        return Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 1 + length)

    def line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def tokens(self) -> list[Token]:
        """What was read before the place of the error."""
        before: list[Token] = []
        try:
            for token in composing.tokens(self.text):
                if token.end_mark.index > self.at.index:
                    break
                before.append(token)
        except YAMLError:
            pass
        return before

    def value_on_line(self, number: int) -> Mark | None:
        """Where the value begins that follows the first key of a line, if the line has one."""
        for token in self.tokens():
            if isinstance(token, ValueToken) and token.start_mark.line == number:
                return _first_sign(self.line(number), token.end_mark)
        return None

    def whole_value(self, mark: Mark) -> tuple[Span, Edit | None]:
        """The text from a mark to the end of its line, and the edit that puts it in quotation marks.

        No edit where the text goes on below, or where part of the line could be a comment.
        """
        line = self.line(mark.line)
        value = line[mark.column :].rstrip()
        span = self.span(mark, max(1, len(value)))
        below = next((each for each in self.lines[mark.line + 1 :] if each.strip()), "")
        goes_on = _indent(below) > _indent(line) and not below.lstrip().startswith(("- ", "#"))
        if not value or " #" in value or goes_on or "\t" in value:
            return span, None
        return span, Edit("replace", (), quoted(value), span)

    # ── what ─────────────────────────────────────────────────────────────────────────────────────────

    def unknown(self) -> Problem:
        return Problem("YML-08", "From here on this cannot be read as YAML.", self.span(self.at))

    def too_deep(self) -> Problem:
        """The C parser stops at a thousand brackets, before ours are counted; the slow one finds the first too many."""
        span = self.span(self.at)
        if self.at.index < _SLOWLY:
            try:
                composing.compose(self.text[: self.at.index], pure=True)
            except composing.TooMuch as bound:
                span = composing.span_at(bound.node)
            except YAMLError:
                pass
        return Problem("YML-16", f"{CODES['YML-16'].what}.", span)

    def second_document(self) -> Problem:
        return Problem("YML-10", "A second document begins here.", self.span(self.at, 3))

    def colon(self) -> Problem:
        number, line = self.at.line, self.line(self.at.line)
        started = _first_colon(line)
        if started is not None and started < self.at.column:
            value = self.value_on_line(number) or self.at
            span, edit = self.whole_value(value)
            key = line[:started].strip().removeprefix("- ").strip("\"' ")
            return Problem(
                "YML-20", f"The text after `{key}:` holds a colon and a space, which begin a new key.", span, edit=edit
            )
        return self.line_below_text(number) or self.line_above_has_no_colon(number) or self.indentation()

    def line_below_text(self, number: int) -> Problem | None:
        """The line is indented below a key that has its value already, and so goes on with that value."""
        line = self.line(number)
        above = self.above(number)
        while above is not None and _indent(self.line(above)) >= _indent(line):
            above = self.above(above)
        if above is None:
            return None
        owner = self.line(above)
        colon = _first_colon(owner)
        if not (owner.lstrip().startswith("- ") if colon is None else owner[colon + 1 :].strip()):
            return None
        before = line[: self.at.column].strip().removeprefix("- ")
        span = Span(number + 1, _indent(line) + 1, number + 1, self.at.column + 1)
        if re.fullmatch(r"[A-Za-z][\w-]*", before):
            name = "the text" if colon is None else f"`{owner[:colon].strip().removeprefix('- ')}`"
            return Problem(
                "YML-32",
                f"`{before}:` stands further in than {name} in line {above + 1}, which has its value already.",
                span,
                fix=f"Begin `{before}:` exactly below the keys it belongs with.",
            )
        return Problem(
            "YML-20",
            f"This line goes on with the text of line {above + 1}, and holds a colon and a space, "
            "which begin a new key.",
            span,
            fix=f"Write `|` after the colon of line {above + 1} and put the whole text below it.",
        )

    def line_above_has_no_colon(self, number: int) -> Problem | None:
        above = self.above(number)
        if above is None or _first_colon(self.line(above)) is not None:
            return None
        return self.missing_colon(above)

    def no_colon(self) -> Problem:
        return self.missing_colon((self.opened or self.at).line)

    def missing_colon(self, number: int) -> Problem:
        line = self.line(number)
        start = _indent(line)
        span = Span(number + 1, start + 1, number + 1, max(len(line.rstrip()), start + 1) + 1)
        odd = _ODD_SPACE.search(line)
        if odd is not None and ":" in line:
            at = odd.start()
            place = Span(number + 1, at + 1, number + 1, at + 2)
            message = f"Here stands a space that is none (U+{ord(odd.group()):04X}); YAML takes it for a letter."
            return Problem("YML-37", message, place, edit=Edit("replace", (), " ", place))
        close = _KEY_WITHOUT_SPACE.match(line)
        if close is not None:
            at = close.end() - 1
            place = Span(number + 1, at + 1, number + 1, at + 2)
            return Problem(
                "YML-34",
                f"There is no space after the colon of `{line[:at].strip().removeprefix('- ')}`.",
                place,
                fix="Put a space after the colon.",
                edit=Edit("replace", (), ": ", place),
            )
        return Problem("YML-34", "This line is neither a key with a colon nor indented as part of a text.", span)

    def tab(self) -> Problem:
        return Problem("YML-31", "This line is indented with a tab.", self.span(self.at))

    def mark_or_tab(self) -> Problem:
        if self.line(self.at.line)[self.at.column : self.at.column + 1] == "\t":
            return self.tab()
        return self.begins()

    def begins(self) -> Problem:
        """A text begins with a mark that the parser could not make sense of."""
        mark = self.at
        if self.opened is not None and self.opened.line == mark.line:
            mark = self.opened
        if self.line(mark.line)[: mark.column].strip() == "":  # it is no value but stands where a key should be
            return self.line_begins(mark)
        sign = self.line(mark.line)[mark.column : mark.column + 1]
        span, edit = self.whole_value(mark)
        if sign == "-":
            message = "A dash begins a list item, and a list begins on a line of its own."
            fix = "Put each item on its own line below the key; or, if it is a text, put it in quotation marks."
            return Problem("YML-21", message, span, fix=fix, edit=edit)
        message = f"This text begins with {_named(sign)}, which means something else to YAML."
        return Problem("YML-21", message, span, edit=edit)

    def line_begins(self, mark: Mark) -> Problem:
        """A line that begins with a mark, where a key should stand."""
        span, _ = self.whole_value(mark)
        sign = self.line(mark.line)[mark.column : mark.column + 1]
        return Problem("YML-21", f"A line cannot begin with {_named(sign)}.", span, fix=_UNDER_BAR)

    def quote(self) -> Problem:
        mark = self.opened or self.at
        sign = self.line(mark.line)[mark.column : mark.column + 1]
        name = "apostrophe" if sign == "'" else "quotation mark"
        return Problem("YML-33", f"The {name} opened here is never closed.", self.span(mark))

    def backslash(self) -> Problem:
        line = self.line(self.at.line)
        at = line.rfind("\\", 0, self.at.column + 1)
        seen = line[at : at + 2]
        place = Span(self.at.line + 1, at + 1, self.at.line + 1, at + 3)
        message = f"`{seen}` in double quotation marks stands for a character that does not exist."
        return Problem("YML-36", message, place)

    def star(self) -> Problem:
        mark = self.at if self.opened is None or self.opened.line != self.at.line else self.opened
        span, edit = self.whole_value(mark)
        word = self.text[mark.index :].split(None, 1)[0].rstrip(",]}")
        if "second" in self.what:
            message = f"`{word}` is taken as a name for reference, for the second time in this file."
        elif word.startswith("&"):
            message = f"This text begins with `{word}`, which YAML takes as a name for reference."
        else:
            message = f"This text begins with `{word}`, which YAML takes as a reference to something named above."
        if self.line(mark.line)[: mark.column].rstrip()[-1:] not in (":", "-"):
            span, edit = self.span(mark, len(word)), None
        return Problem("YML-22", message, span, edit=edit)

    def tag(self) -> Problem:
        span, edit = self.whole_value(self.opened or self.at)
        return Problem("YML-14", "This text begins with `!`, which YAML takes as a tag.", span, edit=edit)

    def bracket(self) -> Problem:
        """Between a bracket and the one that closes it."""
        mark = self.opened or self.at
        if self.at.line != mark.line:
            return self.unclosed(mark)
        span, edit = self.whole_value(mark)
        message = "What stands between `[` and `]` is no list of ids parted by commas."
        if self.line(mark.line)[mark.column : mark.column + 1] == "{":
            message = "What stands between `{` and `}` is no block of keys and values parted by commas."
        return Problem("YML-35", message, span, edit=edit)

    def unclosed(self, mark: Mark) -> Problem:
        sign = self.line(mark.line)[mark.column : mark.column + 1]
        closing = "]" if sign == "[" else "}"
        return Problem("YML-35", f"The bracket `{sign}` opened here is not closed by `{closing}`.", self.span(mark))

    def left_open(self) -> Mark | None:
        """The last bracket that is still open at the end of the text."""
        open_: list[Mark] = []
        for token in self.tokens():
            if isinstance(token, FlowSequenceStartToken | FlowMappingStartToken):
                open_.append(token.start_mark)
            elif isinstance(token, FlowSequenceEndToken | FlowMappingEndToken) and open_:
                open_.pop()
        return open_[-1] if open_ else None

    def no_content(self) -> Problem:
        sign = self.line(self.at.line)[self.at.column : self.at.column + 1]
        if sign in (",", "]", "}"):
            return self.begins()
        return self.unknown()

    def after_the_end(self) -> Problem:
        above = self.above(self.at.line)
        if above is not None and self.line(above).startswith("..."):
            return Problem("YML-10", "A second document begins here, after the line `...`.", self.span(self.at))
        if above is not None and self.line(above).startswith("%"):
            return self.line_begins(Mark("", 0, above, 0, None, 0))
        if _indent(self.line(self.at.line)) == self.at.column:
            return self.indentation()
        return self.unknown()

    def between_blocks(self) -> Problem:
        """Among keys something that is no key, among list items something that is no item."""
        read = [token for token in self.tokens() if not isinstance(token, BlockEndToken)]
        last = next((token for token in reversed(read) if token.end_mark.index > token.start_mark.index), None)
        if last is not None:
            same_line = last.start_mark.line == self.at.line
            is_quoted = isinstance(last, ScalarToken) and last.style in ("'", '"')
            if is_quoted and same_line:
                return self.ended_early(last.start_mark, "ends at the second one")
            if is_quoted and last.end_mark.line == self.at.line:
                message = f"The quotation mark opened here is closed only in line {self.at.line + 1}."
                return Problem("YML-33", message, self.span(last.start_mark))
            if isinstance(last, FlowSequenceEndToken | FlowMappingEndToken) and last.end_mark.line == self.at.line:
                return self.ended_early(_opening(read, last), "ends at the one that closes it")
            if isinstance(last, ScalarToken) and not same_line:
                cut = self.cut_by_hash(last)
                if cut is not None:
                    return cut
        return self.indentation()

    def ended_early(self, mark: Mark, how: str) -> Problem:
        sign = self.line(mark.line)[mark.column : mark.column + 1]
        span, edit = self.whole_value(mark)
        return Problem("YML-21", f"This text begins with {_named(sign)}, so to YAML it {how}.", span, edit=edit)

    def cut_by_hash(self, last: ScalarToken) -> Problem | None:
        """A text that goes on below, and was cut short by ` #` in its line above."""
        number, column = last.end_mark.line, last.end_mark.column
        rest = self.line(number)[column:]
        if last.plain and re.match(r"\s+#", rest) and _indent(self.line(self.at.line)) > _indent(self.line(number)):
            at = column + rest.index("#")
            return Problem(
                "YML-24",
                f"The text of line {number + 1} ends at ` #`, so line {self.at.line + 1} cannot go on with it.",
                Span(number + 1, at + 1, number + 1, len(self.line(number)) + 1),
                fix=_UNDER_BAR,
                severity=Severity.ERROR,
            )
        return None

    def indentation(self) -> Problem:
        line = self.line(self.at.line)
        spaces = _indent(line)
        span = self.span(self.at)
        if line[self.at.column : self.at.column + 1] == ":":
            return Problem("YML-13", "There is no key before this colon.", span)
        if (closing := line[self.at.column : self.at.column + 1]) and closing in "]}":
            message = f"The bracket `{closing}` closes here, and was not opened."
            return Problem("YML-35", message, span, fix="Delete it, or open it where the list begins.")
        if line[self.at.column :].startswith("- ") and "mapping" in self.within:
            message = "A list item (`- `) stands here among keys."
            return Problem("YML-32", message, span, fix="Indent the item below the key whose list it is in.")
        if "collection" in self.within and not line.lstrip().startswith("- "):
            message = "This stands among the items of a list and is no item."
            return Problem("YML-32", message, span, fix="Begin it with `- `, or indent it as its block is.")
        above = self.above(self.at.line)
        message = f"This line is indented by {_spaces(spaces)}"
        if self.opened is not None and self.opened.column != spaces:
            message += f"; the block that began in line {self.opened.line + 1} by {self.opened.column}"
        if above is not None and _indent(self.line(above)) not in (spaces, self.opened.column if self.opened else -1):
            message += f"; the line above by {_indent(self.line(above))}"
        return Problem("YML-32", message + ".", span)

    def above(self, number: int) -> int | None:
        """The nearest line above that is neither empty nor a comment."""
        for at in range(number - 1, -1, -1):
            line = self.line(at).strip()
            if line and not line.startswith("#"):
                return at
        return None


_UNDER_BAR = "Put the text in quotation marks, or write `|` after the colon and put the text below it."


def _named(sign: str) -> str:
    names = {"`": "a backtick", '"': "a quotation mark", "'": "an apostrophe"}
    return names.get(sign, f"`{sign}`")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _spaces(number: int) -> str:
    return f"{number} space{'' if number == 1 else 's'}"


def _first_colon(line: str) -> int | None:
    """Where the first key of a line ends, quotation marks seen; nothing where it has no key."""
    quote = ""
    for at, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"" and line[:at].strip(" -") == "":
            quote = sign
        elif sign == ":" and _COLON.match(line, at):
            return at
        elif sign == "#" and line[at - 1 : at] in (" ", ""):
            return None
    return None


def _first_sign(line: str, mark: Mark) -> Mark:
    """The first sign of a value after a colon or dash."""
    gap = len(line[mark.column :]) - len(line[mark.column :].lstrip(" \t"))
    return Mark(mark.name, mark.index + gap, mark.line, mark.column + gap, None, 0)


def _opening(read: list[Token], last: Token) -> Mark:
    """Where the bracket was opened that `last` closes."""
    depth = 0
    for token in reversed(read[: read.index(last) + 1]):
        if isinstance(token, FlowSequenceEndToken | FlowMappingEndToken):
            depth += 1
        elif isinstance(token, FlowSequenceStartToken | FlowMappingStartToken):
            depth -= 1
            if depth == 0:
                last = token
                break
    start: Mark = last.start_mark
    return start
