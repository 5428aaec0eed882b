"""A real terminal for tests: the program in a process of its own, typed at through a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

_START = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "from isptool.cli.entry import main; sys.exit(main())"
)
PROMPT = "> "
LIMIT = 60.0
"""Seconds after which a test gives up: it waits for what is printed, and never for time to pass."""


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

    def until_asked(self) -> str:
        """What is printed up to the next prompt, or to the end."""
        said = ""
        deadline = time.monotonic() + LIMIT
        while not said.endswith(PROMPT):
            ready, _, _ = select.select([self._ours], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"nothing more came after: {said[-500:]}"
            try:
                data = os.read(self._ours, 65536)
            except OSError:  # the other end has closed
                break
            if not data:
                break
            said += data.decode("utf-8", "replace").replace("\r\n", "\n")
        self.printed += said
        return said

    def type(self, line: str) -> str:
        """Type a line; returns what is printed until the next prompt."""
        os.write(self._ours, f"{line}\n".encode())
        return self.until_asked()

    def press(self, key: bytes) -> str:
        """Press a key alone, such as Ctrl-C."""
        os.write(self._ours, key)
        return self.until_asked()

    def hang_up(self) -> None:
        """Close the terminal while the program runs."""
        os.close(self._ours)
        self._process.wait(LIMIT)

    def end(self) -> int:
        """Wait for the program; returns its exit code."""
        self.until_asked()
        code = self._process.wait(LIMIT)
        os.close(self._ours)
        return code
