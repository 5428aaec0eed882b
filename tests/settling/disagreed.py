"""Marks a written case on which the program does not yet agree with the specification."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])


def disagreed(what: str) -> Callable[[Test], Test]:
    """The program is expected to fail this case, and the test fails once it passes: then this mark must go."""

    def mark(test: Test) -> Test:
        test.disagreement = what  # type: ignore[attr-defined]
        return test

    return mark
