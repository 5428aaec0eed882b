"""Arguments and options that several commands share, and what is made of their texts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from isptool.errors import IspError

if TYPE_CHECKING:
    from isptool.reading.workspace import Workspace

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Files, ids of documents, or folders; nothing means the workspace around the current folder.",
        show_default=False,
    ),
]
Today = Annotated[
    str | None,
    typer.Option("--today", metavar="DATE", help="The day on which dates are judged, such as 2026-12-15."),
]


def as_at(today: str | None, workspace: Workspace | None) -> date:
    """The day on which dates are judged: `--today`, else `as-at` of the settings, else the clock's."""
    if today is not None:
        from isptool.model.fields import Misread, read_date

        try:
            return read_date(today)
        except Misread as misread:
            meant = f"Did you mean {misread.suggestion}?" if misread.suggestion else "For example: --today 2026-12-15."
            raise IspError(f"--today {today} is not read as a date.", meant) from None
    settings = workspace.settings if workspace is not None else None
    if settings is not None and settings.model is not None and settings.model.as_at is not None:
        return settings.model.as_at
    return date.today()  # noqa: DTZ011 - a day of the person's own calendar is meant


def one_of(option: str, value: str, choices: tuple[str, ...]) -> str:
    """The value, if it is one of the choices; raises `IspError` with the nearest one otherwise."""
    if value in choices:
        return value
    from isptool.reading.nearest import nearest

    near = nearest(value, choices)
    hint = f"Did you mean {near}?" if near else f"It is one of: {', '.join(choices)}."
    raise IspError(f"{option} cannot be {value}.", hint)


def several_of(option: str, value: str, choices: tuple[str, ...]) -> list[str]:
    """The values of a text with commas, each once; raises `IspError` for one that is no choice, or for none."""
    wanted = [one_of(option, each.strip(), choices) for each in value.split(",") if each.strip()]
    if not wanted:
        raise IspError(f"{option} is empty.", f"It takes: {', '.join(choices)}.")
    return list(dict.fromkeys(wanted))
