"""The program is held against the oracle: whatever Hypothesis writes, both must settle it alike.

`ISPTOOL_SOAK=1` tries thousands of documents, and other ones each time; without it the same few hundred are tried.
"""

from __future__ import annotations

import os
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings

from .generate import PERMISSIONS, scenarios
from .scenario import KINDS_OF_FINDING, Scenario

SOAK = os.environ.get("ISPTOOL_SOAK") == "1"
STATES = ("answered", "inherited", "not-applicable", "not-yet", "withheld", "still-to-be-agreed")
KINDS = {*KINDS_OF_FINDING.values(), "may only add", "looser"} - {"used twice"}
"""What must be found in some document; that an id is used twice is a written case."""

AS_WELL = settings(
    max_examples=20_000 if SOAK else 250,
    phases=[Phase.explicit, Phase.generate],
    derandomize=not SOAK,
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TO_COUNT = settings(AS_WELL, phases=[Phase.generate], max_examples=20_000 if SOAK else 400)


@AS_WELL
@given(scenarios())
def test_program_and_oracle_settle_alike(scenario: Scenario) -> None:
    differences = scenario.expected().differences(scenario.settled())
    assert differences == []


def test_every_state_finding_and_permission_is_written_by_the_strategy() -> None:
    seen: Counter[str] = Counter()

    @TO_COUNT
    @given(scenarios())
    def count(scenario: Scenario) -> None:
        outcome = scenario.expected()
        for point in outcome.points.values():
            seen[f"point {point.state}"] += 1
            for parts in point.cells.values():
                for part in parts:
                    seen[f"part {part.state}"] += 1
                    seen["departs"] += part.departs
        for found in outcome.found:
            seen.update(f"found {kind}" for kind in KINDS if found.startswith(f"{kind} "))
        for protocol in scenario.protocols:
            for settlements in protocol["settles"].values():
                seen.update(f"word {each['agreements']}" for each in settlements if "agreements" in each)

    count()
    wanted = {f"part {state}" for state in STATES} | {f"point {state}" for state in (*STATES, "partly")}
    wanted |= {f"found {kind}" for kind in KINDS} | {f"word {word}" for word in PERMISSIONS} | {"departs"}
    assert sorted(wanted - {what for what, times in seen.items() if times}) == []
