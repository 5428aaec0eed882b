"""What is printed, and how: streams that no code page can break, colour only where it is wanted, errors on stderr."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import sys
from collections.abc import Iterator
from typing import TextIO

_LABEL = re.compile(r"(\s*\S(?:.*?\S)?\s{2,})\S")

debugging = False
"""Whether our own faults are shown in full: set once, by `--debug`."""

_PLAIN = {
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2026": "...", "\u2013": "-", "\u2014": "-",
    "\u00a0": " ", "\u00a7": "s.", "\u2192": "->", "\u00b7": "-", "\u2022": "*", "\u00a3": "GBP ",
}  # fmt: skip

_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "place": "1",
    "dim": "2",
    "good": "1;32",
    "caret": "1;31",
}


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(each, "?") for each in error.object[error.start : error.end]), error.end


def prepare_streams() -> None:
    """See to it that nothing printed can fail for want of a letter: what a code page lacks is written plainly."""
    codecs.register_error("isptool-plain", _replaced)
    if sys.stdout is None:  # closed by whoever began us: what is said goes nowhere
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="isptool-plain")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody is looking at the stream; a closed or missing stream is no terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def can_ask() -> bool:
    """Whether there is somebody who can be asked: input and output both on a terminal."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def read_line(prompt: str) -> str:
    """One line typed by a person; raises `EOFError` when there is no more, and `KeyboardInterrupt` for Ctrl-C."""
    with contextlib.suppress(ImportError):  # not on every system; where it is, lines can be edited
        import readline  # noqa: F401
    with _ctrl_c_is_a_key():
        line = input(prompt)
    if line == _CTRL_C:
        raise KeyboardInterrupt
    return line


_CTRL_C = "^C"
"""What Ctrl-C leaves on the line, as terminals show it; nobody answers so."""


@contextlib.contextmanager
def _ctrl_c_is_a_key() -> Iterator[None]:
    """While a line is typed, let Ctrl-C be a key that ends the line, and no signal.

    A signal that comes after readline has shown its prompt and before it waits for a key is seen only with the next
    key: Python checks for signals where waiting was broken off, and nothing was waiting yet. A key waits to be read.
    """
    try:
        import readline
        import termios
    except ImportError:
        yield
        return
    if not can_ask() or "libedit" in (readline.__doc__ or ""):
        yield
        return
    readline.parse_and_bind(rf'"\C-c": "\C-e\C-u{_CTRL_C}\C-m"')
    stream = sys.stdin.fileno()
    usual = termios.tcgetattr(stream)
    changed = termios.tcgetattr(stream)
    changed[6][termios.VINTR] = b"\x00"
    termios.tcsetattr(stream, termios.TCSANOW, changed)
    try:
        yield
    finally:
        termios.tcsetattr(stream, termios.TCSANOW, usual)


def agrees(question: str) -> bool:
    """Whether a person says yes. No reply means no."""
    try:
        return read_line(f"{question} y or n > ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def wants_colour(stream: TextIO) -> bool:
    """Whether to colour: NO_COLOR says no before anything else, FORCE_COLOR yes, else only on a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if not is_terminal(stream) or os.environ.get("TERM") == "dumb":
        return False
    # The old Windows console prints the codes as they are.
    return os.name != "nt" or any(os.environ.get(name) for name in ("WT_SESSION", "TERM", "ANSICON", "ConEmuANSI"))


def width() -> int:
    """How many columns a line may take where somebody is looking; 0 (no end) elsewhere."""
    if not is_terminal(sys.stdout):
        return 0
    try:
        return min(os.get_terminal_size(sys.stdout.fileno()).columns or 80, 120)
    except (OSError, ValueError):
        return 80


def say_wrapped(text: str) -> None:
    """Print lines of words; where somebody is looking, long ones are broken below where their words begin."""
    sys.stdout.write("\n".join(wrapped(printable(text), width())) + "\n")


def wrapped(text: str, columns: int) -> list[str]:
    """Lines no longer than `columns` (0: as they are), each broken below its words: to the right of a label."""
    lines = text.splitlines()
    if not columns:
        return lines
    import textwrap

    broken = []
    for line in lines:
        if len(line) <= columns:
            broken.append(line)
            continue
        label = _LABEL.match(line)
        indent = label.end(1) if label is not None and label.end(1) <= columns // 2 else len(line) - len(line.lstrip())
        first = line[:indent]
        broken += textwrap.wrap(
            line[indent:], columns, initial_indent=first, subsequent_indent=" " * indent, break_on_hyphens=False
        )
    return broken


class Ink:
    """Colours a text, or leaves it as it is. Colour is never the only signal."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, style: str, text: str) -> str:
        """The text in one of the styles error, warning, info, place, dim, good and caret."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.on and text else text


def say(text: str = "") -> None:
    """Print what was asked for, on stdout."""
    sys.stdout.write(text + "\n")


def say_error(message: str, hint: str = "") -> None:
    """Print what went wrong and what to try, on stderr."""
    lines = [printable(line) for line in (message, hint) if line]
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.flush()


def note(text: str) -> None:
    """Print a remark beside the result (where files are, what to do next), on stderr."""
    sys.stderr.write(printable(text) + "\n")


def printable(text: str) -> str:
    """A text in which nothing can steer the terminal: control characters but line breaks become `?`."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in "\n\u00a0" else _shown(each) for each in text)


def _shown(character: str) -> str:
    return " " if character == "\t" else "?"


def emit(text: str, *, utf8: bool = False) -> None:
    """Write a finished result to stdout in one piece; `utf8` for what a program will read, whatever the code page."""
    buffer = getattr(sys.stdout, "buffer", None)
    if utf8 and buffer is not None and not is_terminal(sys.stdout):
        sys.stdout.flush()
        buffer.write(text.encode("utf-8", "replace"))
        buffer.flush()
    else:
        sys.stdout.write(text)
