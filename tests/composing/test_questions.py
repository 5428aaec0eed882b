"""Documents and findings say the same of the questions of a checklist."""

from __future__ import annotations

from itertools import combinations_with_replacement

from isptool.checking import questions as checked
from isptool.settling.settled import State
from isptool.writing import compose_checklist as composed


def test_composing_and_checking_judge_every_question_alike() -> None:
    for size in range(5):
        for states in combinations_with_replacement(State, size):
            assert composed.question_state(states) == checked.question_state(list(states)), states
