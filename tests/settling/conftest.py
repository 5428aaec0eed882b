"""A written case stands in the docstring of its test: first in words, then, after an empty line, as YAML."""

from __future__ import annotations

import inspect

import pytest

from .scenario import Outcome, read_scenario


@pytest.fixture(params=["oracle", "program"])
def outcome(request: pytest.FixtureRequest) -> Outcome:
    """What the oracle, and what the program, makes of the case in the test's docstring."""
    test = request.function
    _, _, text = inspect.cleandoc(test.__doc__).partition("\n\n")
    scenario = read_scenario(text + "\n")
    if request.param == "oracle":
        return scenario.expected()
    reason = getattr(test, "disagreement", "")
    if reason:
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    return scenario.settled()
