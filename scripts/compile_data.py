"""Compile the YAML that ships with the tool into JSON that loads in milliseconds.

    python scripts/compile_data.py            compile everything
    python scripts/compile_data.py law        compile one job
    python scripts/compile_data.py --check    change nothing; exit 1 if something compiled is out of date

One line in `JOBS` is one job: its name, and the function that makes its files. A job returns the text of each
file that it makes; nothing else here writes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isptool.model.node import Node

ROOT = Path(__file__).resolve().parent.parent
Made = Mapping[Path, str]


def read_yaml(path: Path) -> Any:
    """The plain data of one YAML file, every scalar as the text that was typed."""
    from isptool.reading.source import read_file

    source = read_file(path, path.relative_to(ROOT).as_posix())
    if not source.usable or source.findings:
        raise SystemExit("\n".join(f"{one.file}: {one.message}" for one in source.findings))
    return source.data


def one_row_a_line(data: Mapping[str, Any]) -> str:
    """JSON with one line for each entry of each family, so that a changed law shows as one changed line."""

    def compact(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    families = []
    for family, rows in data.items():
        lines = ",\n".join(f"{compact(key)}:{compact(row)}" for key, row in rows.items())
        families.append(f"{compact(family)}:{{\n{lines}\n}}" if lines else f"{compact(family)}:{{}}")
    return "{\n" + ",\n".join(families) + "\n}\n"


def law() -> Made:
    """The law files → the law book and its index of aliases."""
    from isptool.law.compiling import compiled_law

    folder = ROOT / "src" / "isptool" / "law"
    paths = sorted(folder.rglob("*.yaml"))
    book, aliases = compiled_law({path.relative_to(folder).as_posix(): read_yaml(path) for path in paths})
    return {folder / "compiled.json": one_row_a_line(book), folder / "aliases.json": one_row_a_line(aliases)}


def templates() -> Made:
    """The files of points and checklists → one file, by kind and by file name; every scalar as typed."""
    from isptool.model.point import Checklist, PointFile

    folder = ROOT / "templates"
    compiled: dict[str, dict[str, Any]] = {}
    for kind, model in (("points", PointFile), ("checklists", Checklist)):
        compiled[kind] = {path.name: read_yaml(path) for path in sorted((folder / kind).glob("*.yaml"))}
        for data in compiled[kind].values():
            model.model_validate(data)
    return {folder / "compiled.json": json.dumps(compiled, ensure_ascii=False, indent=0) + "\n"}


def decide() -> Made:
    """The questions of a decision, its outcomes and red flags → one file; every scalar as typed."""
    from isptool.model.decision import TreeFile

    return _apart("decide", TreeFile)


def maps() -> Made:
    """The headings of other people's forms → one file; every scalar as typed."""
    from isptool.model.headings import HeadingMap

    return _apart("maps", HeadingMap)


def _apart(kind: str, model: type[Node]) -> Made:
    """What few commands need has a file of its own."""
    folder = ROOT / "templates"
    files = {path.name: read_yaml(path) for path in sorted((folder / kind).glob("*.yaml"))}
    for data in files.values():
        model.model_validate(data)
    return {folder / f"compiled-{kind}.json": json.dumps({kind: files}, ensure_ascii=False, indent=0) + "\n"}


JOBS: dict[str, Callable[[], Made]] = {
    "law": law,
    "templates": templates,
    "decide": decide,
    "maps": maps,
}


if __name__ == "__main__":
    from generated import run

    sys.exit(run("compile_data.py", JOBS, sys.argv[1:]))
