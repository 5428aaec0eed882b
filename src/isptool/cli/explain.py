"""`isptool explain`: a finding, a point, a question, a law or a field in plain words."""

from __future__ import annotations

from typing import Annotated

import typer

EXAMPLES = (
    "isptool explain YML-28",
    "isptool explain retention-and-disposal",
)


def explain(
    word: Annotated[
        list[str],
        typer.Argument(metavar="WORD", help="A code (YML-28), point, question (Q7), law (6(1)(e)) or field (used-by)."),
    ],
) -> int:
    """Say what a code, point, question, law or field is, why it is there, and how to satisfy it."""
    from pathlib import Path

    from isptool.cli import terminal
    from isptool.cli.explaining import explanations
    from isptool.cli.opening import open_settings
    from isptool.errors import IspError

    asked = " ".join(word).strip()
    try:
        found, near = explanations(asked, open_settings(Path()).template_folders)
    except IspError:  # what is wrong in a workspace must not stop the explanation of it
        found, near = explanations(asked)
        if not found:
            raise
    if not found:
        hint = (
            f"Did you mean {' or '.join(near)}?" if near else "Codes stand in the findings, points in `isptool points`."
        )
        raise IspError(f"Nothing here is called {asked}.", hint)
    terminal.say_wrapped("\n\n".join(found))
    return 0
