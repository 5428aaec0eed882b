"""A workspace: the folder with isptool.yaml, and every file in it read and shaped.

A workspace holds `isptool.yaml` (settings), `partners.yaml` or `partners/*.yaml`, `law/*.yaml`, `protocols/*.yaml`,
`agreements/*.yaml`, `schedules/*.yaml`, `records/*.yaml`, in `decisions/*.yaml` what `isptool decide` came to, and in
`forms/*.yaml` the forms that came back. A file given by path is read with what stands around it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from msgspec import Struct, field

from isptool.errors import IspError
from isptool.findings import Finding, ValuePath
from isptool.reading.source import Source, read_file

if TYPE_CHECKING:
    from isptool.model.decision import KeptDecision
    from isptool.model.documents import Agreement, Protocol, Schedules, Settings
    from isptool.model.node import Node
    from isptool.model.own_law import OwnLawFile
    from isptool.model.partner import Partner, Partners
    from isptool.model.process_form import FilledForm
    from isptool.model.record import Record

M = TypeVar("M")

SETTINGS = "isptool.yaml"
FOLDERS = ("partners", "law", "protocols", "agreements", "schedules", "records", "decisions", "forms")
"""The folders of a workspace that hold YAML files, at any depth."""
NO_GROUND = ("agreements", "records", "decisions", "forms")
"""Those of which no document needs another file to be settled."""
MOST_KEPT = 1_000_000
"""Of so many characters, about 150 agreements, the trees of YAML nodes are kept, so that findings are placed without
reading a text again. Trees are some thirty times as large as their text; those of further files are let go."""


class File(Struct, Generic[M]):
    """One file as read: its text and places, the model it shapes, and what is wrong with it."""

    source: Source
    model: M | None
    findings: list[Finding]
    left_out: tuple[ValuePath, ...] = ()
    """The paths that could not be read and that the model therefore lacks."""

    @property
    def shown_as(self) -> str:
        """The file's name as a person would type it."""
        return self.source.shown_as


class Workspace(Struct):
    """Every file of a workspace, read. Documents with the same id are all here: that is a finding, not a loss."""

    root: Path
    complete: bool = False
    """Whether every file of the folder was read, and not only one document with what it needs."""
    settings: File[Settings] | None = None
    partners: list[File[Partners]] = field(default_factory=list)
    protocols: list[File[Protocol]] = field(default_factory=list)
    agreements: list[File[Agreement]] = field(default_factory=list)
    schedules: list[File[Schedules]] = field(default_factory=list)
    records: list[File[Record]] = field(default_factory=list)
    """What is known of documents that were written elsewhere."""
    decisions: list[File[KeptDecision]] = field(default_factory=list)
    """Whether to share, and by what: as it was decided."""
    law: list[File[OwnLawFile]] = field(default_factory=list)
    """Powers and duties that the partnership adds to the law data."""
    filled_forms: list[File[FilledForm]] = field(default_factory=list)
    """The forms that came back."""
    unknown: list[File[Node]] = field(default_factory=list)
    """Files that could not be read, or do not say what they are."""

    def files(self) -> Iterator[File[Node]]:
        """Every file, settings first."""
        if self.settings is not None:
            yield cast("File[Node]", self.settings)
        groups = (
            self.partners,
            self.law,
            self.protocols,
            self.agreements,
            self.schedules,
            self.records,
            self.decisions,
            self.filled_forms,
            self.unknown,
        )
        for group in groups:
            yield from cast("list[File[Node]]", group)

    def partner_records(self) -> dict[str, Partner]:
        """The partners by id; of two with the same id the first."""
        found: dict[str, Partner] = {}
        for file in self.partners:
            for each, partner in (file.model.partners if file.model else {}).items():
                found.setdefault(each, partner)
        return found

    def unread(self) -> Iterator[File[Node]]:
        """What every document rests on and could not be read at all: the settings, and files of partners."""
        for file in self.unknown:
            path = file.source.path
            if path is None or not path.is_relative_to(self.root):
                continue
            first = path.relative_to(self.root).parts[0]
            if first == SETTINGS or first.removesuffix(".yaml").removesuffix(".yml") == "partners":
                yield file

    def file(self, shown_as: str) -> File[Node] | None:
        """The file shown by that name."""
        return next((each for each in self.files() if each.shown_as == shown_as), None)


def find_root(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds isptool.yaml; None where there is none."""
    folder = start.absolute()
    for each in (folder, *folder.parents):
        if holds_settings(each):
            return each
    return None


def holds_settings(folder: Path) -> bool:
    """Whether something called isptool.yaml lies in a folder, be it a file that can be read or not: reading says."""
    return os.path.lexists(folder / SETTINGS)


def shown(path: Path) -> str:
    """A path as a person would type it: relative to the current folder where it lies below it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def open_workspace(start: Path) -> Workspace:
    """The workspace that `start` (a folder or file) lies in, with every file read.

    Raises `IspError` where there is no workspace around it; what is wrong in the files is in their findings.
    """
    root = find_root(start if start.is_dir() else start.parent)
    if root is None:
        raise IspError(
            f"{shown(start)} is not in a workspace: no folder from there upwards holds {SETTINGS}.",
            "Make one with `isptool init`, or give the path of a file.",
        )
    workspace = read_files(root, [root / SETTINGS, *yaml_files(root)])
    workspace.complete = True
    return workspace


def open_document(path: Path) -> Workspace:
    """The workspace around one file, with only what that file needs read: itself, partners, protocols, schedules.

    A file outside any workspace is read with the `partners`, `protocols` and `schedules` beside it.
    Raises `IspError` if the file does not exist.
    """
    if not path.exists():
        folder = path.parent if path.parent.is_dir() else Path()
        names = sorted(each.name for each in folder.glob("*.y*ml"))
        hint = f"In {shown(folder) or '.'} there are: {', '.join(names[:8])}." if names else "Check the path."
        raise IspError(f"{shown(path)} does not exist.", hint)
    root = find_root(path.parent) or path.absolute().parent
    wanted = path.absolute()
    around = [each for each in yaml_files(root) if each.relative_to(root).parts[0] not in NO_GROUND]
    settings = [root / SETTINGS] if holds_settings(root) else []
    files = list(dict.fromkeys([*settings, *around, wanted]))
    return read_files(root, files)


def yaml_files(root: Path) -> list[Path]:
    """The YAML files of a workspace in order of name: partners.yaml, then the folders; links are not followed."""
    found = [each for each in (root / "partners.yaml", root / "partners.yml") if os.path.lexists(each)]
    for name in FOLDERS:
        found.extend(_below(root / name))
    return found


def _below(folder: Path) -> Iterable[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if isinstance(error, PermissionError | NotADirectoryError):  # so that reading says it, and nothing is missed
            yield folder
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        elif entry.name.endswith((".yaml", ".yml")) and entry.name[0] not in ".~" and not entry.is_symlink():
            yield Path(entry.path)


def read_files(root: Path, paths: Sequence[Path]) -> Workspace:
    """These files read and shaped, each put where its `kind:` says."""
    from isptool.model.documents import ANY_FILE
    from isptool.reading import traps
    from isptool.reading.formats import in_present_format
    from isptool.reading.shape import shape_by_kind

    workspace = Workspace(root)
    places = {
        "partners": workspace.partners,
        "protocol": workspace.protocols,
        "agreement": workspace.agreements,
        "schedules": workspace.schedules,
        "record": workspace.records,
        "decision": workspace.decisions,
        "filled-form": workspace.filled_forms,
        "law": workspace.law,
    }
    kept = 0
    for path in paths:
        source = in_present_format(read_file(path, shown(path)))
        shaped = shape_by_kind(source, ANY_FILE)
        found = [*source.findings, *(traps.find(source) if source.usable else ()), *shaped.findings]
        file: File[Node] = File(source, shaped.model, found, shaped.left_out)
        kept += len(source.text)
        if kept > MOST_KEPT:
            source.release()
        kind = source.data.get("kind") if source.usable and isinstance(source.data, dict) else None
        if kind == "workspace":
            workspace.settings = cast("File[Settings]", file)
        elif isinstance(kind, str) and kind in places:
            cast("list[File[Node]]", places[kind]).append(file)
        else:
            workspace.unknown.append(file)
    return workspace
