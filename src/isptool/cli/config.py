"""`isptool config`: the settings in force, and where each comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from isptool.cli.options import Today

if TYPE_CHECKING:
    from isptool.cli.opening import Opened

EXAMPLES = (
    "isptool config examples/wolds-and-dales",
    "isptool config examples/wolds-and-dales --to json",
)


class Setting(NamedTuple):
    """One setting: its name, its value in words, and where that comes from."""

    name: str
    value: str
    origin: str


def config(
    path: Annotated[
        str | None, typer.Argument(metavar="[PATH]", help="A folder or file; nothing means the current folder.")
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="text or json.")] = "text",
    today: Today = None,
) -> int:
    """Show the settings in force, and where each of them comes from."""
    from isptool.cli import options, terminal
    from isptool.cli.opening import open_settings

    options.one_of("--to", to, ("text", "json"))
    found = settings_of(open_settings(Path(path or ".")), today)
    if to == "json":
        import json

        data = {each.name: {"value": each.value or None, "from": each.origin} for each in found}
        terminal.emit(json.dumps({"version": 1, "settings": data}, ensure_ascii=False, indent=2) + "\n", utf8=True)
        return 0
    names = max(len(each.name) for each in found)
    # A long path widens only its own line.
    values = max(len(each.value) for each in found if not each.value.startswith("/"))
    values = min(values, 50)
    for each in found:
        terminal.say(terminal.printable(f"{each.name.ljust(names)}  {each.value.ljust(values)}  {each.origin}"))
    return 0


def settings_of(opened: Opened, today: str | None) -> list[Setting]:
    """Every setting, in the order of the file of settings; what is not set there has its usual value."""
    from isptool import __version__
    from isptool.cli.options import as_at
    from isptool.library import templates_root
    from isptool.model.fields import show_date
    from isptool.reading.workspace import SETTINGS, shown

    workspace = opened.workspace
    file = workspace.settings
    model = file.model if file is not None else None
    where = file.shown_as if file is not None else ""
    usual = "the usual value"

    def given(name: str, value: object, otherwise: str) -> Setting:
        text = ", ".join(value) if isinstance(value, list) else str(value or "")
        if not text:
            return Setting(name, otherwise, usual)
        line = file.source.span((name,)).line if file is not None else 0
        return Setting(name, text, f"{where}:{line}")

    day = as_at(today, workspace)
    clock = (
        "--today" if today else f"{where}:{file.source.span(('as-at',)).line}" if model and model.as_at and file else ""
    )
    folders = opened.template_folders
    return [
        Setting(
            "workspace", shown(workspace.root), f"the folder of {SETTINGS}" if file else f"no {SETTINGS}: usual values"
        ),
        given("title", model and model.title, ""),
        Setting("as-at", show_date(day), clock or "the clock"),
        given("nations", model and model.nations, "england, wales, scotland, northern-ireland"),
        given("publisher", model and model.publisher, ""),
        given("templates", model and model.templates, "templates"),
        given("rendered", model and model.rendered, "rendered"),
        Setting("own templates", ", ".join(shown(each) for each in folders) or "none", "looked for in the workspace"),
        Setting("our templates", str(templates_root()), f"isptool {__version__}"),
    ]
