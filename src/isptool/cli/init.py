"""`isptool init`: a workspace to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = (
    "isptool init sharing",
    "isptool init sharing --title 'Wolds and Dales' --nation england --ci github",
)
_CI = {"github": (".github/workflows/isptool.yml", "github"), "gitlab": (".gitlab-ci.yml", "gitlab")}
_NATIONS = ("england", "wales", "scotland", "northern-ireland")


def init(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="The folder; made if it is not there.")] = ".",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="The name of the partnership.")] = "",
    nation: Annotated[
        list[str] | None,
        typer.Option(
            "--nation", metavar="NATION", help="Where the partners work: england, wales, scotland, northern-ireland."
        ),
    ] = None,
    ci: Annotated[
        str | None, typer.Option("--ci", metavar="WHERE", help="Also write the checks for github or gitlab.")
    ] = None,
    pre_commit: Annotated[bool, typer.Option("--pre-commit", help="Also write .pre-commit-config.yaml.")] = False,
) -> int:
    """Begin a workspace: settings, a first partner, and a protocol with every point that it should settle.

    Nothing that is there already is changed.
    """
    from isptool.cli import options, saving, terminal
    from isptool.errors import IspError
    from isptool.reading.workspace import SETTINGS, find_root, shown

    if ci is not None:
        options.one_of("--ci", ci, tuple(_CI))
    nations = [options.one_of("--nation", each, _NATIONS) for each in nation or ()]
    root = Path(folder)
    if root.exists() and not root.is_dir():
        raise IspError(f"{folder} is a file, not a folder.", "Name a folder, or a name that is not there yet.")
    above = find_root(root.absolute().parent)
    if above is not None and not (root / SETTINGS).exists():
        raise IspError(
            f"{folder} lies in the workspace {shown(above)} already, and workspaces do not nest.",
            "Work in that one, or choose a folder outside it.",
        )
    made, left = [], []
    for path, content in _files(root, title, nations, ci, pre_commit=pre_commit):
        if path.exists() or path.is_symlink():
            left.append(path)
        else:
            saving.create(path, saving.as_bytes(content))
            made.append(path)
    for path in made:
        terminal.say(f"Wrote {shown(path)}")
    for path in left:
        terminal.say(f"Left as it is: {shown(path)}")
    terminal.say("")
    for line in _next_steps(folder):
        terminal.say(line)
    return 0


def _files(root: Path, title: str, nations: list[str], ci: str | None, *, pre_commit: bool) -> list[tuple[Path, str]]:
    """Every file of a new workspace, with its text."""
    from isptool.asking.draft import Around, Draft
    from isptool.asking.laying_out import partners_text, protocol_text, settings_text
    from isptool.cli.schema import FOLDER, KINDS, as_text
    from isptool.law.book import LawBook
    from isptool.library import points
    from isptool.reading.workspace import SETTINGS, Workspace

    def head(kind: str, up: str, *lines: str) -> str:
        return "\n".join([f"yaml-language-server: $schema={up}{FOLDER}/{kind}.json", *lines])

    partner = {"name": "Our organisation", "called": "Our organisation"} | ({"nations": nations} if nations else {})
    protocol = Draft(
        "protocol",
        {
            "id": "our-protocol",
            "title": f"{title} information sharing protocol" if title else "Information sharing protocol",
            "version": "0.1",
            "status": "draft",
            "covers": ["personal", "special-category"],
            "partners": ["our-organisation"],
        },
    )
    around = Around(Workspace(root), points(), LawBook.load())
    settings = "The settings of this workspace. `isptool config` shows them all."
    partners = (
        "Each organisation, described once. Give the first one its own id, name and kind;",
        "`isptool new partner` adds others. What may be said of one: `isptool explain contacts`, `kind`, ...",
    )
    about = (
        "The protocol: what the partners settle once, for every agreement under it. Each point has its likely",
        "answers above it: write `answer:` and a key in place of `still-to-be-agreed:`, or `in-our-words:`.",
    )
    made = [
        (root / SETTINGS, settings_text(title or "Our partnership", nations, head("workspace", "", settings))),
        (root / "partners.yaml", partners_text({"our-organisation": partner}, head("partners", "", *partners))),
        (root / "protocols" / "our-protocol.yaml", protocol_text(protocol, around, head("protocol", "../", *about))),
    ]
    made += [(root / FOLDER / f"{kind}.json", as_text(kind, root)) for kind in KINDS]
    if ci is not None:
        name, starter = _CI[ci]
        made.append((root / name, _starter(starter)))
    if pre_commit:
        made.append((root / ".pre-commit-config.yaml", _starter("pre-commit")))
    return made


def _starter(name: str) -> str:
    from isptool import __version__
    from isptool.library import text

    return text(f"starters/ci/{name}.yaml").replace("VERSION", __version__)


def _next_steps(folder: str) -> list[str]:
    go = [] if folder == "." else [f"cd {folder}"]
    steps = [
        *go,
        "isptool new partner wolds-fire     describe each organisation",
        "isptool points our-protocol        see what the protocol still has to settle",
        "isptool validate                   check everything, as often as you like",
        "isptool new agreement              start an agreement: only what the protocol leaves open is asked",
    ]
    return ["What to do next:", *(f"  {step}" for step in steps)]
