"""The record of a decision: as the file that is kept, as data for programs, and as words for the terminal."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from isptool.asking.deciding import Given, Journey, Taken
from isptool.model.decision import ANSWERS, Decision, DecisionTree, Outcome, RedFlag, Sharing, Step
from isptool.model.fields import show_date, slug
from isptool.reading.write import Commented, write

_SAFE = re.compile(r"[\w@+=:,./-]+\Z")
_HEAD = "Made by isptool decide. It serves as answers too: isptool decide --answers FILE."


class Decided(Struct, frozen=True):
    """One decision: what it is about, the way to it, and what asks for more care.

    `names` are the names of partners, and the sentences of purposes and data, by key; `record` is the file in which
    it is kept, as typed, or empty.
    """

    tree: DecisionTree
    journey: Journey
    title: str
    on: date
    sharing: Sharing = Sharing()
    flags: tuple[str, ...] = ()
    id: str = ""
    by: str = ""
    record: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    in_workspace: bool = True
    known: frozenset[str] = frozenset()
    """The ids of the partners of the workspace."""
    led_to: str = ""
    look_again: date | None = None
    """What somebody wrote into the record afterwards: what followed, and when to decide again."""

    @property
    def outcome(self) -> Outcome:
        """Where it led."""
        assert self.journey.outcome is not None
        return self.journey.outcome

    @property
    def red_flags(self) -> Mapping[str, RedFlag]:
        """What asks for more care, by key."""
        return {key: self.tree.flags[key] for key in self.flags if key in self.tree.flags}

    def called(self, key: str) -> str:
        """The name of a partner, purpose or kind of data; the key itself where it has none."""
        return self.names.get(key, key)

    @property
    def decided_by(self) -> str:
        """Who decided, as people read it: the name of the partner, and the post."""
        first, _, post = self.by.partition(" ")
        return (
            ", ".join(each for each in (self.names[first], post.strip(" ,")) if each)
            if first in self.names
            else self.by
        )


class Next(Struct, frozen=True):
    """One thing to do next, and the command that does it; empty where none does."""

    do: str
    run: str = ""


def next_steps(decided: Decided) -> tuple[Next, ...]:
    """What to do: for what was added on the way first, then for the outcome itself."""
    codes = (*decided.journey.tasks, decided.journey.at)
    values = _values(decided)
    steps = [Next(step.do, _command(step, values)) for code in codes for step in decided.tree.outcomes[code].steps]
    needing = [at for at, each in enumerate(steps) if each.run.startswith(("isptool new ", "isptool form "))]
    if not decided.in_workspace and needing:
        steps.insert(needing[0], Next(decided.tree.labels["a-workspace"], "isptool init"))
    return tuple(steps)


def _values(decided: Decided) -> Mapping[str, str]:
    document = decided.id or slug(decided.title)[:60].strip("-")
    partner = decided.sharing.partners[0] if decided.sharing.partners else ""
    own = {"id": document, "title": decided.title, "record": decided.record, "partner": partner}
    if decided.sharing.partners and decided.known.issuperset(decided.sharing.partners):
        own["parties"] = f"{{{', '.join(f'{each}: ' for each in decided.sharing.partners)}}}"
    return {name: value for name, value in {**decided.journey.values, **own}.items() if value}


def _command(step: Step, values: Mapping[str, str]) -> str:
    for written in (step.run, step.or_run):
        command = re.sub(r"\[([^\][]*)\]", lambda found: found[1] if _known(found[1], values) else "", written or "")
        if command and _known(command, values):
            return re.sub(r"(?<=\s)(\S*?)\{([^{}]*)\}(\S*)", lambda found: _filled(found, values), command)
    return ""


def _known(command: str, values: Mapping[str, str]) -> bool:
    """Whether every value that stands in a command, or a part of one, is known."""
    return all(name in values for name in re.findall(r"\{([^{}]*)\}", command))


def _filled(found: re.Match[str], values: Mapping[str, str]) -> str:
    before, name, after = found.groups()
    if "=" in before:
        key, _, rest = before.partition("=")
        return f"{key}={_quoted(rest + values[name] + after)}"
    return _quoted(before + values[name] + after)


def _quoted(text: str) -> str:
    """A text as one word of a command line, for as many shells as can be."""
    if _SAFE.match(text):
        return text
    return shlex.quote(text) if re.search(r"[\"$`\\!%]", text) else f'"{text}"'


# ── the file that is kept ────────────────────────────────────────────────────────────────────────────


def as_yaml(decided: Decided) -> str:
    """The file of a decision, also of one that was broken off."""
    journey = decided.journey
    data: dict[str, Any] = {"kind": "decision", "id": decided.id, "title": decided.title}
    data["decided-on"] = show_date(decided.on)
    if decided.by:
        data["decided-by"] = decided.by
    sharing = {"partners": decided.sharing.partners, "purposes": decided.sharing.purposes, "data": decided.sharing.data}
    data.update({name: list(keys) for name, keys in sharing.items() if keys})
    if decided.flags:
        data["flags"] = list(decided.flags)
    if journey.outcome is not None:
        data["outcome"] = Commented(journey.at, beside=journey.outcome.title)
    if journey.tasks:
        data["tasks"] = list(journey.tasks)
    if decided.led_to:
        data["led-to"] = decided.led_to
    if decided.look_again is not None:
        data["look-again"] = show_date(decided.look_again)
    data["answers"] = {each.code: _answered(each) for each in journey.path}
    return write(data, head=_HEAD)


def _answered(taken: Taken) -> dict[str, Any]:
    data: dict[str, Any] = {"question": taken.question.question, "answer": taken.answer}
    if taken.because:
        data["because"] = taken.because
    if taken.found is not None:
        data |= {"found": taken.found.says, "found-answer": taken.found.answer}
    return data


def given(decision: Decision) -> dict[str, Given]:
    """The answers of a file, but for those that the register gave: it is asked again."""
    return {
        code: Given(each.answer, each.because or "")
        for code, each in decision.answers.items()
        if each.found_answer != each.answer or each.because
    }


# ── for programs ─────────────────────────────────────────────────────────────────────────────────────


def as_data(decided: Decided) -> dict[str, Any]:
    """A decision as plain data."""
    journey, tree = decided.journey, decided.tree
    return {
        "version": 1,
        "id": decided.id,
        "title": decided.title,
        "decided_on": decided.on.isoformat(),
        "decided_by": decided.by,
        "partners": list(decided.sharing.partners),
        "purposes": list(decided.sharing.purposes),
        "data": list(decided.sharing.data),
        "outcome": _outcome(journey.at, decided.outcome),
        "tasks": [_outcome(code, tree.outcomes[code]) for code in journey.tasks],
        "flags": [
            {"key": key, "asks": flag.asks, "warning": flag.warning, "sources": flag.sources}
            for key, flag in decided.red_flags.items()
        ],
        "checks": list(journey.checks),
        "path": [_step(each) for each in journey.path],
        "next": [{"do": each.do, "run": each.run} for each in next_steps(decided)],
    }


def _outcome(code: str, outcome: Outcome) -> dict[str, str]:
    return {"code": code, "title": outcome.title, "says": outcome.says}


def _step(taken: Taken) -> dict[str, Any]:
    return {
        "code": taken.code,
        "question": taken.question.question,
        "why": taken.question.why,
        "answer": taken.answer,
        "means": taken.way.means,
        "because": taken.because,
        "found": taken.found.says if taken.found else "",
        "found_answer": taken.found.answer if taken.found else "",
        "by": "register" if taken.by_register else "person",
        "leads_to": taken.way.leads_to,
    }


# ── for the terminal ─────────────────────────────────────────────────────────────────────────────────


def as_lines(decided: Decided) -> Iterator[str]:
    """A decision in lines of words: the outcome first, then what led to it, then what to do."""
    journey, tree, labels = decided.journey, decided.tree, decided.tree.labels
    yield f"{journey.at}  {decided.outcome.title}"
    yield ""
    yield decided.outcome.says
    if journey.tasks:
        yield from ("", f"{labels['first']}:")
        for code in journey.tasks:
            yield f"  {code.ljust(4)}  {tree.outcomes[code].title}"
            yield f"        {tree.outcomes[code].says}"
    if decided.red_flags:
        yield from ("", f"{labels['care']}:")
        for flag in decided.red_flags.values():
            yield f"  - {flag.asks}"
            yield f"    {flag.warning} ({'; '.join(flag.sources)})"
    if journey.checks:
        yield from ("", f"{labels['to-find-out']}:", *(f"  - {each}" for each in journey.checks))
    yield from ("", f"{labels['how']}:")
    widest = max(len(each) for each in ANSWERS)
    for each in journey.path:
        yield f"  {each.code.ljust(4)}  {each.answer.ljust(widest)}  {each.way.means}"
        for line in reasons(each, labels):
            yield f"{' ' * (10 + widest)}{line}"
    yield from ("", f"{labels['next']}:")
    for number, step in enumerate(next_steps(decided), 1):
        yield f"  {number:2}  {step.do}"
        if step.run:
            yield f"      {step.run}"


def reasons(taken: Taken, labels: Mapping[str, str]) -> Iterator[str]:
    """Why a question was answered so: what somebody said, what the register said, and whether it was overruled."""
    if taken.because:
        yield labels["because"].format(because=_sentence(taken.because))
    if taken.found is not None:
        yield labels["register"].format(found=taken.found.says)
        if taken.found.answer != taken.answer:
            yield labels["overruled"].format(answer=labels[taken.found.answer].lower())


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
