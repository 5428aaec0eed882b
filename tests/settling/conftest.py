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
    return scenario.expected() if request.param == "oracle" else scenario.settled()
