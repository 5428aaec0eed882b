"""A draft protocol tried on agreements: the table, what follows from it, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from isptool.asking.trying import Trial, Tried, try_protocol
from isptool.cli import terminal
from isptool.cli.opening import Opened, open_named
from isptool.cli.report import number
from isptool.errors import IspError
from isptool.model.documents import Agreement, Protocol
from isptool.reading.nearest import nearest
from isptool.reading.workspace import File

_MOST = 12


def try_on(opened: Opened, protocol: str, names: Sequence[str], to: str) -> int:
    """Print how a protocol of the workspace fares on these agreements (ids or paths). Exit code 1 for a conflict."""
    draft = _protocol(opened, protocol)
    trial = try_protocol(
        draft, [_agreement(opened, each) for each in names], opened.workspace, opened.points(), opened.law()
    )
    if to == "json":
        terminal.emit(json.dumps(_data(trial), ensure_ascii=False, indent=2) + "\n", utf8=True)
    else:
        _table(trial)
    return 1 if any(each.conflicts for each in trial.tried) else 0


def _protocol(opened: Opened, name: str) -> File[Protocol]:
    found = {each.model.id: each for each in opened.workspace.protocols if each.model is not None}
    if name in found:
        return found[name]
    near = nearest(name, found)
    hint = f"Did you mean {near}?" if near else "Begin it with `isptool new protocol`."
    raise IspError(f"There is no protocol called {name}.", hint)


def _agreement(opened: Opened, name: str) -> File[Agreement]:
    files = {each.model.id: each for each in opened.workspace.agreements if each.model is not None}
    if name in files:
        return files[name]
    path = Path(name)
    if path.is_file():
        there = next((each for each in files.values() if each.source.path == path.absolute()), None)
        if there is not None:
            return there
        elsewhere = open_named([name])[0].workspace.agreements
        found = next((each for each in elsewhere if each.source.path == path.absolute() and each.model), None)
        if found is not None:
            return found
        raise IspError(f"{name} is no agreement that can be read.", f"See what is wrong: `isptool validate {name}`.")
    near = nearest(name, files)
    hint = f"Did you mean {near}?" if near else f"The agreements here are: {', '.join(files) or 'none'}."
    raise IspError(f"There is no agreement called {name} to try it on.", hint)


_HEADS = ("agreement", "inherits", "answers", "left", "today", "departs", "conflicts")


def _table(trial: Trial) -> None:
    say = terminal.say_wrapped
    say(f"{trial.protocol} {trial.version} ({trial.file}) tried on {number(len(trial.tried), 'agreement')}.")
    rows = [_row(each) for each in trial.tried]
    widths = [max(len(row[at]) for row in (_HEADS, *rows)) for at in range(len(_HEADS))]
    for row in (_HEADS, *rows):
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        terminal.say(terminal.printable("  ".join([row[0].ljust(len(first)), *rest])))
    terminal.say("left: points still to agree under it, with cells in brackets; today: as the agreement is now.")
    for each in trial.tried:
        _explain(trial, each)
    if trial.left_in_all:
        say(f"Every one of them would still have to agree: {_named(trial, trial.left_in_all)}. Could the protocol?")
    if trial.answered_in_all:
        say(f"Every one of them answers for itself: {_named(trial, trial.answered_in_all)}. Could the protocol?")


def _row(each: Tried) -> tuple[str, ...]:
    inherits, answers, left, today = each.figures
    to_agree = f"{left} ({each.left_cells})" if left else "0"
    figures = (inherits, answers, to_agree, today, len(each.departs), len(each.conflicts))
    return (each.agreement, *map(str, figures))


def _explain(trial: Trial, each: Tried) -> None:
    say = terminal.say_wrapped
    lines = []
    if each.left:
        lines.append(f"   still to agree: {_named(trial, each.left)}")
    if each.departs:
        lines.append(f"   says otherwise, as it may: {_named(trial, each.departs)}")
    if each.repeats:
        lines.append(f"   says the same, and could leave it out: {_named(trial, each.repeats)}")
    lines += [f"   conflict: {found.message} ({found.code})" for found in each.conflicts]
    if lines:
        say(f"{each.agreement}:")
        for line in lines:
            say(line)


def _named(trial: Trial, points: Sequence[str]) -> str:
    named = [
        f"{trial.points[each].code} {trial.points[each].title}" if each in trial.points else each for each in points
    ]
    more = [f"{len(named) - _MOST} more"] if len(named) > _MOST else []
    return ", ".join([*named[:_MOST], *more])


def _data(trial: Trial) -> dict[str, Any]:
    return {
        "version": 1,
        "protocol": {"id": trial.protocol, "version": trial.version, "file": trial.file},
        "agreements": [
            {
                "id": each.agreement, "title": each.title, "file": each.file, "under": each.under or None,
                "inherits": list(each.inherits), "answers": list(each.answers), "left": list(each.left),
                "left_cells": each.left_cells, "left_today": each.figures[3], "departs": list(each.departs),
                "repeats": list(each.repeats),
                "conflicts": [{"code": found.code, "message": found.message} for found in each.conflicts],
            }
            for each in trial.tried
        ],
        "left_in_all": list(trial.left_in_all),
        "answered_in_all": list(trial.answered_in_all),
    }  # fmt: skip
