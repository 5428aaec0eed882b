"""What the person named: which workspace, which of its files, and what they settle to.

A name is a path (a file, or a folder), or the id of a document, or `id@version`; no name at all is the
workspace around the current folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from isptool.errors import IspError
from isptool.reading.workspace import (
    NO_GROUND,
    SETTINGS,
    Workspace,
    find_root,
    holds_settings,
    open_document,
    open_workspace,
    read_files,
    shown,
    yaml_files,
)

if TYPE_CHECKING:
    from isptool.law.book import LawBook
    from isptool.model.point import Point
    from isptool.reading.own_law import OwnLaws
    from isptool.settling.everything import SettledWorkspace


class Opened(Struct, frozen=True):
    """A workspace with the files that were named. `only` holds their names as shown; empty means all of them."""

    workspace: Workspace
    only: frozenset[str] = frozenset()

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """The folder of the organisation's own templates, if it has one."""
        settings = self.workspace.settings
        name = settings.model.templates if settings is not None and settings.model is not None else None
        folder = self.home / (name or "templates")
        return (folder,) if folder.is_dir() and not _is_ours(folder) else ()

    @property
    def home(self) -> Path:
        """The folder of the workspace proper: also where what is opened is the source of a sealed text in it."""
        root = self.workspace.root
        return root.parents[3] if _is_sealed_source(root) else root

    def points(self) -> dict[str, Point]:
        """The points that documents of this workspace settle: ours, and those of its own templates."""
        from isptool.library import points

        return points(self.template_folders)

    def settled(self) -> SettledWorkspace:
        """The named documents, settled."""
        from isptool.settling.everything import settle_workspace

        return settle_workspace(self.workspace, self.points(), self.law(), self.only)

    def law(self) -> LawBook:
        """The law book of this workspace: ours, with the laws of its own joined to it."""
        return self.own_law().book

    def own_law(self) -> OwnLaws:
        """The law book of this workspace, which of its laws are the workspace's own, and what is wrong with them."""
        from isptool.law.book import LawBook
        from isptool.reading.own_law import joined

        return joined(self.workspace.law, LawBook.load())


def _is_sealed_source(root: Path) -> bool:
    """Whether this is `sealed/ID/VERSION/source` of a workspace."""
    return root.name == "source" and len(root.parents) > 3 and root.parents[2].name == "sealed"


def _is_ours(folder: Path) -> bool:
    from isptool.library import templates_root

    return folder.resolve() == templates_root().resolve()


def open_named(names: Sequence[str]) -> list[Opened]:
    """The workspaces of everything named, each once, in the order in which they were named.

    Raises `IspError` where a name leads to nothing.
    """
    if not names:
        if find_root(Path()) is None:
            raise _no_workspace(Path())
        return [Opened(open_workspace(Path()))]
    folders: dict[Path, set[Path]] = {}
    for name in names:
        root, files = _files_of(name)
        known = folders.setdefault(root, set())
        known.update(files)
        if not files:
            known.add(root)
    return [_open(root, files) for root, files in folders.items()]


def open_one(name: str) -> Opened:
    """The workspace of one document, with only that document named. Raises `IspError` if it is a folder."""
    root, files = _files_of(name)
    if len(files) != 1:
        raise IspError(f"{name} is a folder; one document is wanted.", "Give its id or the path of its file.")
    return _open(root, set(files))


def open_two(first: str, second: str) -> tuple[Opened, Opened]:
    """Two documents, each with its workspace; one that lies in none is read with the other's protocols and partners.

    So an older version, saved anywhere, can be held against the working file. Raises `IspError` as `open_one` does.
    """
    names = (first, second)
    found = [_files_of(name) for name in names]
    roots = [root if holds_settings(root) else None for root, _ in found]
    opened = []
    for name, (_, files), root, other in zip(names, found, roots, reversed(roots), strict=True):
        if root is None and other is not None and len(files) == 1:
            opened.append(_open_beside(files[0], other))
        else:
            opened.append(open_one(name))
    return opened[0], opened[1]


def _open_beside(file: Path, root: Path) -> Opened:
    around = [path for path in yaml_files(root) if path.relative_to(root).parts[0] not in NO_GROUND]
    return Opened(read_files(root, [root / SETTINGS, *around, file]), frozenset({shown(file)}))


def open_settings(start: Path) -> Opened:
    """The workspace around a folder or file with nothing but its settings read; without one, usual values hold.

    Raises `IspError` where there are settings that cannot be read.
    """
    root = find_root(start if start.is_dir() else start.absolute().parent)
    if root is None:
        return Opened(Workspace(start.absolute()))
    return readable(Opened(read_files(root, [root / SETTINGS])))


def readable(opened: Opened) -> Opened:
    """The same, if the settings and the partners could be read. Raises `IspError` otherwise.

    What is made without them would look whole and be wrong: other days, raw ids for names, no logo.
    """
    for file in opened.workspace.unread():
        found = file.findings[0]
        place = f":{found.span.line}" if found.span is not None else ""
        raise IspError(
            f"{file.shown_as}{place} cannot be read: {found.message}",
            f"{found.fix.rstrip('.')}. Every document rests on this file, so nothing was done.",
        )
    return opened


def law_of(roots: Sequence[Path]) -> LawBook:
    """The law book with the laws of these workspaces joined to it; nothing else of them is read."""
    return own_laws(roots).book


def own_laws(roots: Sequence[Path]) -> OwnLaws:
    """The law book with the laws of these workspaces, which of them are their own, and what is wrong with them."""
    from isptool.law.book import LawBook
    from isptool.reading.own_law import joined

    files = []
    for root in roots:
        if not (root / "law").is_dir():  # most have none, and may have ten thousand other files
            continue
        paths = [path for path in yaml_files(root) if path.relative_to(root).parts[0] == "law"]
        files += read_files(root, paths).law if paths else []
    return joined(files, LawBook.load())


def law_here() -> OwnLaws:
    """The law book as it is where the person stands: with the laws of the workspace around, if there is one."""
    root = find_root(Path())
    return own_laws([root] if root is not None else [])


def _open(root: Path, files: set[Path]) -> Opened:
    if root in files:
        return Opened(open_workspace(root))
    wanted = sorted(files)
    if len(wanted) == 1:
        return Opened(open_document(wanted[0]), frozenset({shown(wanted[0])}))
    around = [path for path in yaml_files(root) if path.relative_to(root).parts[0] not in NO_GROUND]
    settings = [root / SETTINGS] if holds_settings(root) else []
    workspace = read_files(root, list(dict.fromkeys([*settings, *around, *wanted])))
    return Opened(workspace, frozenset(shown(path) for path in wanted))


def _files_of(name: str) -> tuple[Path, list[Path]]:
    """The root of the workspace a name lies in, and its files there; no files mean the whole workspace."""
    path = Path(name)
    if path.is_dir():
        root = find_root(path)
        if root is None:
            raise _no_workspace(path)
        below = path.absolute()
        if below == root:
            return root, []
        files = [each for each in yaml_files(root) if each.is_relative_to(below)]
        if not files:
            raise IspError(f"There is no YAML file of the workspace in {name}.", "Name another folder, or a file.")
        return root, files
    if not path.exists() and not path.is_symlink() and _could_be_an_id(name):
        found = _by_id(name)
        if found is not None:
            return found
    if not path.exists():
        raise _missing(path)
    absolute = path.absolute()
    return find_root(absolute.parent) or absolute.parent, [absolute]


def _no_workspace(folder: Path) -> IspError:
    name = "This folder" if folder.absolute() == Path.cwd() else shown(folder)
    return IspError(
        f"{name} is not in a workspace: no folder from there upwards holds {SETTINGS}.", _workspaces_below(folder)
    )


def _missing(path: Path) -> IspError:
    """What to say of a path that leads to nothing."""
    if path.is_symlink():
        return IspError(f"{path} is a link that leads nowhere.", "Name the file that it should lead to.")
    from isptool.reading.nearest import nearest

    folder = path.parent if path.parent.is_dir() else Path()
    names = sorted(each.name for each in folder.glob("*.y*ml"))
    near = nearest(path.name, names)
    if near:
        return IspError(f"There is no file {path}.", f"Did you mean {folder / near}?")
    listed = f"In {shown(folder) or '.'} there are: {', '.join(names[:8])}." if names else "Check the path."
    return IspError(f"There is no file {path}.", listed)


def _could_be_an_id(name: str) -> bool:
    return "/" not in name and "\\" not in name and not name.endswith((".yaml", ".yml"))


def _by_id(name: str) -> tuple[Path, list[Path]] | None:
    """The file of the document with an id, in the workspace around the current folder; None where there is none."""
    wanted, _, version = name.partition("@")
    root = find_root(Path())
    sealed = _sealed_source(root, wanted, version) if root is not None and version else None
    if sealed is not None:
        return sealed
    if root is None:
        raise IspError(
            f"There is no file {name}, and no workspace here in which it could be the id of a document.",
            "Check the path, or go to the folder with isptool.yaml.",
        )
    ids: dict[str, tuple[Path, str]] = {}
    for path in yaml_files(root):
        if path.relative_to(root).parts[0] in ("protocols", "agreements"):
            found, its_version = id_and_version(path)
            if found:
                ids.setdefault(found, (path, its_version))
    if wanted not in ids:
        from isptool.reading.nearest import nearest

        near = nearest(wanted, ids)
        hint = f"Did you mean {near}?" if near else f"The documents here are: {', '.join(sorted(ids)) or 'none'}."
        raise IspError(f"There is no file and no document called {wanted}.", hint)
    path, its_version = ids[wanted]
    if version and version != its_version:
        raise IspError(
            f"The working file of {wanted} is version {its_version or 'not given'}, not {version}.",
            f"Name {wanted} alone for the version being written.",
        )
    return root, [path]


def _sealed_source(root: Path, document: str, version: str) -> tuple[Path, list[Path]] | None:
    """The sealed source of a version of a document, and its file there; None where that version is not sealed."""
    folder = root / "sealed" / document / version
    if any(each in ("", ".", "..") or "/" in each for each in (document, version)):
        return None
    if not (folder / "seal.yaml").is_file():
        return None
    source = folder / "source"
    files = [each for each in yaml_files(source) if id_and_version(each)[0] == document]
    if not files:
        raise IspError(
            f"The source of {document} {version} is not in {shown(source)}.",
            f"See what was changed: `isptool verify {document}`.",
        )
    return source, files[:1]


def id_and_version(path: Path) -> tuple[str, str]:
    """The id and version a file gives itself, from its first lines, without reading the whole of it."""
    found = {"id": "", "version": ""}
    if not path.is_file():  # a pipe would keep us waiting for ever
        return "", ""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            for line in file:
                key, colon, value = line.partition(":")
                if colon and key in found and not found[key]:
                    found[key] = value.split(" #")[0].strip().strip("\"'")
                if all(found.values()):
                    break
    except OSError:
        return "", ""
    return found["id"], found["version"]


def _workspaces_below(folder: Path) -> str:
    below = sorted(each.parent for depth in ("*/", "*/*/") for each in folder.glob(depth + SETTINGS))
    if below:
        return f"Below it there are: {', '.join(shown(each) for each in below[:5])}."
    return "Make one with `isptool init`, or give the path of a file."
