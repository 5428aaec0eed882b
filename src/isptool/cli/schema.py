"""`isptool schema`: the language as JSON Schema, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = (
    "isptool schema agreement",
    "isptool schema --output .isptool/schema",
)

KINDS = ("protocol", "agreement", "partners", "schedules", "record", "decision", "law", "workspace")
FOLDER = ".isptool/schema"
"""Where a workspace keeps its schemas: `new` writes a first line into each file that leads editors there."""


def schema(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help=f"One of {', '.join(KINDS)}; nothing means any file.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="DIR", help="Write one schema for each kind there.")
    ] = None,
) -> int:
    """Print the JSON Schema of a kind of file, so that editors complete keys, explain them and mark mistakes.

    Likely answers, typed blanks and kinds of body are in it, your own points too when you are in a workspace.
    """
    from isptool.cli import options, saving, terminal

    if kind is not None:
        options.one_of("KIND", kind, KINDS)
    if output is None:
        terminal.emit(as_text(kind), utf8=True)
        return 0
    folder = Path(output)
    wanted = [kind] if kind is not None else KINDS
    for name in wanted:
        path = folder / f"{name}.json"
        if path.exists() and not _is_ours(path):
            terminal.say_error(
                f"{path} was not made by isptool, and was left as it is.", "Move it, or choose a folder."
            )
            return 2
    for name in wanted:
        saving.write_whole(folder / f"{name}.json", saving.as_bytes(as_text(name)))
    terminal.note(f"Wrote {len(wanted)} {'schema' if len(wanted) == 1 else 'schemas'} to {folder}.")
    return 0


def as_text(kind: str | None, around: Path = Path()) -> str:
    """The schema of one kind of file, or of any, as text. Points are those of the workspace around a folder."""
    import json

    from isptool.cli.json_schema import Schemas
    from isptool.cli.opening import open_settings
    from isptool.cli.schema_words import Words
    from isptool.law.book import LawBook

    schemas = Schemas(Words(open_settings(around).points(), LawBook.load()))
    made = schemas.of_kind(kind) if kind is not None else schemas.of_any_kind()
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _is_ours(path: Path) -> bool:
    from isptool.cli.json_schema import NAME

    try:
        return NAME in path.read_text(encoding="utf-8")[:400]
    except (OSError, UnicodeDecodeError):
        return False
