"""Our own faults: said in one line that quotes nothing of a document, and in full only when that is asked for."""

from __future__ import annotations

import os
import traceback
from typing import NamedTuple


class Fault(NamedTuple):
    """A failure of the program itself: what kind, where in our code, and the whole trace."""

    kind: str
    place: str
    trace: str

    @property
    def sentence(self) -> str:
        """Such as `isptool itself has failed (KeyError in writing/compose.py, line 41)`."""
        return f"isptool itself has failed ({self.kind} in {self.place})"


HINT = "Run the same command with --debug and report what it prints, without anything confidential."


def fault(error: BaseException) -> Fault:
    """What is to be said of an error that nobody expected.

    Its own words are only in the trace: they may quote what a document says of people.
    """
    return Fault(type(error).__name__, _place(error), "".join(traceback.format_exception(error)))


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    place = "an unknown place"
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.replace(os.sep, "/")
        if "/isptool/" in file:
            place = f"{file.rpartition('/isptool/')[2]}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place
