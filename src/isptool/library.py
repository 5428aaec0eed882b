"""What an organisation may copy and change: points, checklists, words and looks, the user's folder first.

Every file has a *name*: its path below `templates/`, with forward slashes (`points/a-context.yaml`). A file in
one of the user's own folders stands in place of ours of the same name, file by file; a file that only the
user has is added. Our own points and checklists are read from one compiled file, the user's from their YAML.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from isptool.errors import IspError

if TYPE_CHECKING:
    from isptool.model.point import Checklist, Point, PointFile

COMPILED = "compiled.json"


def templates_root() -> Path:
    """The folder of the templates that ship with the tool: in the installed package, else in the checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "templates", package.parent.parent / "templates"):
        if folder.is_dir():
            return folder
    raise IspError("The templates that ship with isptool are not there.", "Install isptool again.")


def find(name: str, folders: Sequence[Path] = ()) -> Path:
    """The file called `name`, in the first of the user's `folders` that has it, else ours.

    Raises `IspError` when there is none, or when the name would lead out of the folder.
    """
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts or "\\" in name:
        raise IspError(f"{name!r} cannot be the name of a template.", "Use its path below templates/.")
    for folder in (*folders, templates_root()):
        path = folder.joinpath(*parts)
        if path.is_file():
            return path
    looked = ", ".join(str(folder) for folder in (*folders, templates_root()))
    raise IspError(f"There is no template called {name}.", f"Looked in: {looked}.")


def text(name: str, folders: Sequence[Path] = ()) -> str:
    """The text of one template. Raises `IspError` when it is not there or is not UTF-8."""
    path = find(name, folders)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise IspError(f"{path} is not saved as UTF-8.", "Save it as UTF-8.") from None
    except OSError as error:
        raise IspError(f"{path} cannot be read: {error.strerror}.") from None


def house_style(folders: Sequence[Path] = ()) -> bytes:
    """The Word file that gives documents their looks. Raises `IspError` when it cannot be read."""
    path = find("house-style.docx", folders)
    try:
        return path.read_bytes()
    except OSError as error:
        raise IspError(f"{path} cannot be read: {error.strerror}.") from None


def points(folders: Sequence[Path] = ()) -> dict[str, Point]:
    """All points by id, in the order of documents, each with the section it is printed in."""
    found: dict[str, Point] = {}
    for file in sorted(_files("points", folders).values(), key=lambda each: each.order):
        for point_id, point in file.points.items():
            found[point_id] = point if point.section else point.model_copy(update={"section": file.section})
    return found


def checklists(folders: Sequence[Path] = ()) -> dict[str, Checklist]:
    """All checklists by id, in the order of their files' names."""
    return {file.id: file for _, file in sorted(_files("checklists", folders).items())}


@lru_cache(maxsize=1)
def _compiled() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads((templates_root() / COMPILED).read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=2)
def _ours(kind: str) -> dict[str, Any]:
    model = _model(kind)
    return {name: model.model_validate(data) for name, data in _compiled()[kind].items()}


def _model(kind: str) -> type[PointFile] | type[Checklist]:
    from isptool.model.point import Checklist, PointFile

    return PointFile if kind == "points" else Checklist


def _files(kind: str, folders: Sequence[Path]) -> dict[str, Any]:
    files = dict(_ours(kind))
    for folder in reversed(folders):
        for path in sorted((folder / kind).glob("*.yaml")):
            files[path.name] = _read(path, kind)
    return files


def _read(path: Path, kind: str) -> Any:
    from pydantic import ValidationError

    from isptool.reading.source import read_file

    source = read_file(path, str(path))
    if not source.usable:
        first = source.findings[0]
        at = f":{first.span.line}:{first.span.column}" if first.span else ""
        raise IspError(f"{path}{at}: {first.message}", first.fix)
    try:
        return _model(kind).model_validate(source.data)
    except ValidationError as error:
        first_error = error.errors()[0]
        span = source.span(tuple(first_error["loc"]))
        raise IspError(f"{path}:{span.line}:{span.column}: this is not as a {kind} file must be.") from None
