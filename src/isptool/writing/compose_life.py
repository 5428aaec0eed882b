"""A document's own blocks (`review:`, `start:` …) as words, where they are no settled points: those of a protocol."""

from __future__ import annotations

from typing import Any

from isptool.model.answer import Answer
from isptool.model.point import Point
from isptool.writing.compose_facts import Fact, as_bullets, flat, gap_runs
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import label
from isptool.writing.compose_words import capital, listed, stopped
from isptool.writing.document import Block, Clause, Clauses, Heading, Para
from isptool.writing.prose import prose

BLOCKS = ("start", "end", "review", "publish", "sign-off")
"""The blocks about a document's own life, in the order in which they are printed."""


def own_life(matter: Matter) -> list[Block]:
    """When a protocol starts and ends, who reviews it, whether it is published, who signs it."""
    blocks: list[Block] = []
    for name in BLOCKS:
        said = _block(matter, name)
        if said:
            title = matter.words.name("own-life", name)
            blocks += [Heading(2, title, f"own-{name}", numbered=True), *said]
    return blocks


def _block(matter: Matter, name: str) -> list[Block]:
    gap = matter.head.gaps.get(name)
    if gap is not None:
        return [Para(gap_runs(matter, gap))]
    answer = _answer(matter, name)
    if answer is None:
        return []
    blocks: list[Block] = []
    lines = _sentences(matter, name, answer)
    if len(lines) > 1:
        blocks.append(Clauses(tuple(Clause(line, level=2) for line in lines)))
    else:
        blocks += [Para(line) for line in lines]
    if answer.in_our_words:
        blocks += prose(answer.in_our_words).blocks
    if answer.gap is not None:
        blocks.append(Para(gap_runs(matter, answer)))
    blocks += as_bullets(_loose(matter, name, answer))
    for term in (*answer.duties, *answer.rights):
        who = capital(matter.called(term.of)) or matter.words.say("every-party")
        key = "duty" if term in answer.duties else "right"
        towards = matter.called(term.towards)
        lead = matter.words.say(f"{key}-towards" if towards else key, who=who, whom=towards)
        blocks.append(Para(f"{lead} {flat(prose(term.text))}"))
    for key, words in (("because", answer.because), ("because", answer.stricter_because)):
        if words:
            blocks.append(Para(f"{matter.words.say(key)}: {stopped(flat(prose(words)))}"))
    return blocks


def answer_lines(matter: Matter, name: str) -> list[str]:
    """A block such as `review` in a line or two, for the first page."""
    answer = _answer(matter, name)
    if answer is None:
        return []
    loose = [stopped(fact.line()) for fact in _loose(matter, name, answer)]
    own = [stopped(flat(prose(answer.in_our_words)))] if answer.in_our_words else []
    return [*_sentences(matter, name, answer), *own, *loose]


def _answer(matter: Matter, name: str) -> Answer | None:
    found = getattr(matter.head, name.replace("-", "_"))
    return found if isinstance(found, Answer) else None


def _point(matter: Matter, name: str) -> tuple[str, Point] | None:
    for each, point in matter.points.items():
        if name in (point.home, point.second_home):
            return each, point
    return None


def _sentences(matter: Matter, name: str, answer: Answer) -> list[str]:
    found = _point(matter, name)
    if found is None:
        return []
    point_id, point = found
    values = {blank: _shown(matter, value) for blank, value in answer.blanks.items()}
    keys = [key for key in (*answer.answer, *answer.also) if key in point.answers]
    matter.used.update(dict.fromkeys((point_id, key) for key in keys))
    return [stopped(point.answers[key].sentence(values)) for key in keys]


def _loose(matter: Matter, name: str, answer: Answer) -> list[Fact]:
    """The blanks that stand in no sentence."""
    found = _point(matter, name)
    if found is None:
        return []
    point_id, point = found
    keys = [key for key in (*answer.answer, *answer.also) if key in point.answers]
    printed = {blank for key in keys for blank in point.answers[key].blanks}
    return [
        Fact(label(matter, point_id, blank), capital(_shown(matter, value)))
        for blank, value in answer.blanks.items()
        if blank not in printed
    ]


def _shown(matter: Matter, value: Any) -> str:
    if isinstance(value, list):
        return listed(_shown(matter, each) for each in value)
    return matter.text(value) if isinstance(value, str) else str(value)
