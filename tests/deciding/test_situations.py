"""Twenty situations as a practitioner would tell them, with the outcome that somebody with experience would give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from isptool import library
from isptool.asking.deciding import Given, follow, unused
from isptool.model.decision import Decision
from isptool.reading.source import read_file

FILE = Path(__file__).with_name("situations.yaml")
SOURCE = read_file(FILE, FILE.name)
SITUATIONS: list[dict[str, Any]] = SOURCE.data["situations"]
TREE = library.decision_tree()


def test_there_are_twenty_and_between_them_they_meet_every_outcome() -> None:
    assert SOURCE.findings == []
    assert len(SITUATIONS) == 20
    met = {each["outcome"] for each in SITUATIONS} | {task for each in SITUATIONS for task in each.get("tasks", ())}
    assert met == set(TREE.outcomes)
    assert len({each["story"] for each in SITUATIONS}) == 20


@pytest.mark.parametrize("situation", SITUATIONS, ids=[f"{each['outcome']}-{at}" for at, each in enumerate(SITUATIONS)])
def test_the_outcome_is_what_somebody_with_experience_would_give(situation: dict[str, Any]) -> None:
    read = Decision.model_validate({"answers": situation["answers"], "flags": situation.get("flags", [])})
    given = {code: Given(each.answer, each.because or "") for code, each in read.answers.items()}
    reached = follow(TREE, given)
    assert reached.at == situation["outcome"], situation["story"]
    assert list(reached.tasks) == situation.get("tasks", [])
    assert unused(reached, given) == ()
    assert set(read.flags) <= set(TREE.flags)
    assert situation["why"].strip()
