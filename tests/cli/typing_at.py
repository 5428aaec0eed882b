"""A real terminal for tests: the program in a process of its own, typed at through a pseudo-terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_START = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "from isptool.cli.entry import main; sys.exit(main())"
)
PROMPT = "> "
LIMIT = 120.0
"""Seconds after which a test gives up: it waits for what is printed, and never for time to pass."""


@contextlib.contextmanager
def at_terminal(folder: Path) -> Iterator[Callable[..., Terminal]]:
    """What begins runs of `isptool` at terminals in a folder, by their arguments; all of them are ended at the end."""
    begun: list[Terminal] = []

    def begin(*arguments: str) -> Terminal:
        begun.append(Terminal(arguments, folder))
        return begun[-1]

    try:
        yield begin
    finally:
        for each in begun:
            each.close()


class Terminal:
    """One run of `isptool` at a terminal."""

    def __init__(self, arguments: Sequence[str], folder: Path) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 120, 0, 0))
        environment = {
            **os.environ, "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "100", "PYTHONUTF8": "1",
            "INPUTRC": os.devnull,
        }  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, *arguments],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.printed = ""
        self._ended = False

    def until_asked(self) -> str:
        """What is printed up to the next prompt, or to the end."""
        said = self._heard(LIMIT)
        assert self._ended or said.endswith(PROMPT), f"nothing more came after: {said[-500:]}"
        return said

    def _heard(self, patience: float) -> str:
        """What is printed up to the next prompt, to the end, or until nothing came for so many seconds."""
        said = ""
        while not said.endswith(PROMPT) and select.select([self._ours], [], [], patience)[0]:
            try:
                data = os.read(self._ours, 65536)
            except OSError:  # the other end has closed
                data = b""
            if not data:
                self._ended = True
                break
            said += data.decode("utf-8", "replace").replace("\r\n", "\n")
        self.printed += said
        return said

    def type(self, line: str) -> str:
        """Type a line; returns what is printed until the next prompt."""
        os.write(self._ours, f"{line}\n".encode())
        return self.until_asked()

    def press(self, key: bytes) -> str:
        """Press a key alone, such as Ctrl-C; returns what is printed until the next prompt."""
        os.write(self._ours, key)
        return self.until_asked()

    def hang_up(self) -> None:
        """Close the terminal while the program runs, and wait for its end."""
        os.close(self._ours)
        self._ours = -1
        self._process.wait(LIMIT)

    def close(self) -> None:
        """End the program if it still runs."""
        if self._ours >= 0:
            os.close(self._ours)
            self._ours = -1
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(LIMIT)

    def end(self) -> int:
        """Wait for the program; returns its exit code."""
        self.until_asked()
        code = self._process.wait(LIMIT)
        self.close()
        return code
