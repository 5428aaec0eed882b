"""What a question, an outcome or a red flag of `isptool decide` means, in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from isptool.cli.labelled import labelled, listed

_CODE = re.compile(r"[to]\d{1,2}[a-z]?\Z", re.I)


def of_decision(word: str, folders: Sequence[Path]) -> Iterator[str]:
    """The explanation of a code such as T7 or O14."""
    if not _CODE.fullmatch(word):
        return
    from isptool.library import decision_tree

    tree = decision_tree(folders)
    code = word[:1].upper() + word[1:].lower()
    if (question := tree.questions.get(code)) is not None:
        ways = [
            (key, f"{way.means} Then {', '.join([*way.adds, way.leads_to])}.") for key, way in question.answers.items()
        ]
        lines = [f"{code} {question.about} (a question of `isptool decide`)", "", question.question, "", question.why]
        yield "\n".join([*lines, *listed("Answers:", ways), "", *labelled([("Source", "; ".join(question.sources))])])
    if (outcome := tree.outcomes.get(code)) is not None:
        kind = "added on the way by" if outcome.adds else "an outcome of"
        steps = [(str(number), step.do) for number, step in enumerate(outcome.steps, 1)]
        asked = [f"{name} {key}" for name, each in tree.questions.items() for key, way in each.answers.items()
                 if code in (way.leads_to, *way.adds)]  # fmt: skip
        lines = [f"{code} {outcome.title} ({kind} `isptool decide`)", "", outcome.says]
        yield "\n".join([*lines, *listed("What to do:", steps), "", *labelled([("Comes of", ", ".join(asked))])])
