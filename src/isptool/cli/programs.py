"""Starting a program that somebody else made: found, given a folder of its own, watched, and ended when it hangs."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path


def find(names: Sequence[str], places: Sequence[str]) -> Path | None:
    """The first of these programs on the path, else at one of the places where it usually is; None if nowhere."""
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    for place in places:
        path = Path(os.path.expandvars(place))
        if path.is_file():
            return path
    return None


def run(command: Sequence[str], *, seconds: float) -> bool:
    """Run a program and everything it starts; False if it ended badly or had to be ended after so many seconds.

    It has no input, and what it prints is thrown away: what counts is the file it leaves.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name != "nt",
    )
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it and its children: office programs start one more process that would go on for ever."""
    with contextlib.suppress(OSError):
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
