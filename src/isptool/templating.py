"""The one door to Jinja2: templates that an organisation may change, filled in a sandbox.

A template can say words, ask `if` and `for`, and print the values it is given; it cannot reach anything else.
A value that is printed never becomes part of the markup: each stands as one mark in the rendered text, and
the values are handed over beside it (`Rendered`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment

from isptool.errors import IspError

FIRST_MARK = 0xE000
"""The first of the characters that stand for printed values: Unicode's private use area, U+E000 to U+F8FF."""

_LAST_MARK = 0xF8FF
_RESERVED = re.compile("[\x00-\x08\x0b-\x1f\ue000-\uf8ff]")
_LINE_MARK = re.compile("\x1e[^\x1f]*\x1f")
_LINE_BEGINS = re.compile("(?:\x1e([^:\x1f]*):([0-9]+)\x1f)+")  # of several, the last: the words' own
_COLLECTED = "_printed_values"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of rendered text, and the template and line from which it comes."""

    text: str
    template: str
    number: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered template: its lines, and the printed values.

    The character `chr(FIRST_MARK + n)` in a line stands for `values[n]`.
    """

    name: str
    lines: tuple[Line, ...]
    values: tuple[Any, ...]


class Templates:
    """The templates of one run; each is parsed once.

    `text` gives the text of a template by its name, for `render` and for `{% include %}`; it raises `IspError`
    for a name that does not exist. There is no other way to reach a file.
    """

    def __init__(self, text: Callable[[str], str]) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.FunctionLoader(lambda name: (_checked(name, text(name)), name, lambda: True)),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=[_LineMarks],
            finalize=_collected,
            cache_size=-1,
        )
        self._environment.globals.clear()

    def render(self, name: str, values: Mapping[str, Any]) -> Rendered:
        """Fill the template called `name`.

        Raises `IspError` with template and line for wrong syntax, for a name that the values do not have
        (with the nearest one they have), and for anything that the sandbox does not allow.
        """
        collected: list[Any] = []
        try:
            template = self._environment.get_template(name)
            text = template.render({**values, _COLLECTED: collected})
        except jinja2.TemplateSyntaxError as error:
            raise IspError(
                f"{error.name or name}:{error.lineno}: the template cannot be read: {error.message}.",
                "Compare the line with the template that ships with isptool.",
            ) from None
        except IspError:
            raise
        except Exception as error:  # whatever a template does wrong is the template's, with its line
            raise _objection(name, error, [key for key in values if not key.startswith("_")]) from None
        return Rendered(name, tuple(_lines(name, text)), tuple(collected))


def sandbox(*, autoescape: bool) -> jinja2.Environment:
    """A sandboxed environment with strict names and no loader, for a partner's own Word form."""
    return ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=autoescape)


def nearest(wrong: str, right: list[str]) -> str:
    """`; did you mean x?` for the name most like a wrong one, or nothing."""
    found = get_close_matches(wrong, right, 1, 0.5)
    return f"; did you mean {found[0]}?" if found else ""


def _checked(name: str, text: str) -> str:
    found = _RESERVED.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise IspError(
            f"{name}:{line}: the template holds the character U+{ord(found[0]):04X}, which no document may hold.",
            "Delete it; it cannot be seen in most editors.",
        )
    return text.replace("\r\n", "\n")


class _LineMarks(Extension):
    """Begins every line of a template's words with a mark that names the line: it is read off again after filling."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        name = stream.name or ""
        for token in stream:
            if token.type != "data":
                yield token
                continue
            lines = token.value.split("\n")
            marked = "\n".join(f"\x1e{name}:{number}\x1f{line}" for number, line in enumerate(lines, token.lineno))
            yield Token(token.lineno, "data", marked)


@jinja2.pass_context
def _collected(context: jinja2.runtime.Context, value: Any) -> str:
    if isinstance(value, jinja2.Undefined):
        return str(value)  # a StrictUndefined objects here, with its name
    if value is None or value == "":
        return ""
    collected: list[Any] = context[_COLLECTED]
    if len(collected) > _LAST_MARK - FIRST_MARK:
        raise ValueError("it prints more than 6,400 values")
    collected.append(value)
    return chr(FIRST_MARK + len(collected) - 1)


def _lines(name: str, text: str) -> Iterator[Line]:
    template, number = name, 0
    for line in text.split("\n"):
        begins = _LINE_BEGINS.match(line)
        if begins:
            template, number = begins[1] or name, int(begins[2])
        yield Line(_LINE_MARK.sub("", line), template, number)


_UNDEFINED = re.compile(r"'([^']*)' is undefined|has no attribute '([^']*)'")


def _objection(name: str, error: Exception, known: list[str]) -> IspError:
    template, line = name, 0
    traceback = error.__traceback__
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file == name or file.endswith(".j2"):
            template, line = file, traceback.tb_lineno
        traceback = traceback.tb_next
    where, said = f"{template}:{line}", str(error).rstrip(".")
    if isinstance(error, jinja2.UndefinedError):
        found = _UNDEFINED.search(str(error))
        wrong = (found[1] or found[2]) if found else ""
        if wrong:
            return IspError(
                f"{where}: there is nothing called {wrong} to print{nearest(wrong, known)}",
                f"A template may use: {', '.join(sorted(known))}.",
            )
    if isinstance(error, jinja2.exceptions.SecurityError):
        return IspError(f"{where}: the template does what no template may do: {said}.", "Take that part out.")
    return IspError(f"{where}: the template cannot be filled: {said}.", "Compare it with the one that ships.")
