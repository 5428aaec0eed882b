"""Evidence of a sign-off or a view: a certificate or a scan, attached by its digest and looked up again by `verify`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from isptool.errors import IspError
from isptool.lifecycle.views import ROLES, views_of
from isptool.reading.workspace import shown
from isptool.sealing.seal import digest
from isptool.sealing.shelf import Shelf, Version


class Evidence(Struct, frozen=True):
    """One piece of evidence as it is found today. `same` is None where it is not in the workspace."""

    name: str
    digest: str
    same: bool | None

    @property
    def said(self) -> str:
        """How it stands, in words."""
        if self.same is None:
            return f"is kept elsewhere; its sha256 must be {self.digest}"
        return "as it was attached" if self.same else "is NOT the file that was attached: it was changed since"


def attached(files: Sequence[str], root: Path) -> Iterator[tuple[str, str]]:
    """Each file named as evidence, with its SHA-256: by its path within the workspace, or its name if it is outside.

    Raises `IspError` where one is not there, or two have the same name.
    """
    seen: set[str] = set()
    for each in files:
        path = Path(each)
        if not path.is_file():
            raise IspError(f"There is no file {each}.", "Check the path of the evidence.")
        whole, home = path.resolve(), root.resolve()
        name = whole.relative_to(home).as_posix() if whole.is_relative_to(home) else path.name
        if name in seen:
            raise IspError(f"Two files of evidence are called {name}.", "Give one of them another name.")
        seen.add(name)
        yield name, digest(path.read_bytes())


def evidence_of(files: Mapping[str, str], root: Path) -> list[Evidence]:
    """Evidence, each file with its SHA-256, held against the files that lie in the workspace today."""
    found = []
    for name, wanted in files.items():
        path = root / name
        inside = path.resolve().is_relative_to(root.resolve()) and path.is_file()
        found.append(Evidence(name, wanted, digest(path.read_bytes()) == wanted if inside else None))
    return found


# ── a file that is shown as evidence ─────────────────────────────────────────────────────────────────


class Shown(Struct, frozen=True):
    """A file held against all evidence that was ever attached: to what it belongs, or why to nothing."""

    file: str
    of: tuple[str, ...]
    wrong: str = ""

    @property
    def same(self) -> bool:
        """Whether it is, byte for byte, a file that was attached."""
        return bool(self.of)

    def lines(self) -> Iterator[str]:
        """What to say of it."""
        if self.of:
            yield f"{self.file}: the file that was attached to {'; and to '.join(self.of)}."
        else:
            yield f"{self.file}: {self.wrong}"

    def as_data(self) -> dict[str, Any]:
        """The same as data."""
        return {"file": self.file, "evidence_of": list(self.of), "same": self.same, "wrong": self.wrong or None}


def shown_as_evidence(shelf: Shelf, path: Path) -> Shown:
    """Hold one file against the evidence of every sign-off and view. Raises `IspError` where it cannot be read."""
    try:
        found = digest(path.read_bytes())
    except OSError as error:
        raise IspError(f"{path} cannot be read: {error.strerror}.", "Check who may read it.") from None
    known = [each for version in shelf.versions for each in _attached_to(version)]
    of = tuple(whose for whose, files in known if found in files.values())
    if of:
        return Shown(shown(path), of)
    named = [whose for whose, files in known if any(name.rpartition("/")[2] == path.name for name in files)]
    if named:
        return Shown(shown(path), (), f"NOT the file of that name that was attached to {named[0]}: it was changed.")
    return Shown(shown(path), (), "was attached to no sign-off and no view here.")


def _attached_to(version: Version) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every sign-off and view of a version, in words, with the evidence of it."""
    of = f"{version.document} {version.version}"
    for each in version.statements():
        yield f"the sign-off of {of} by {each.statement.party}", each.statement.evidence
    for view in views_of(version):
        party = f" of {view.party}" if view.party else ""
        yield f"the view of the {ROLES.get(view.role, view.role)}{party} on {of}", view.evidence
