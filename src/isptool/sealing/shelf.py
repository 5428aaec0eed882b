"""The `sealed` folder of a workspace as read: each sealed version with its parts, statements and records.

    sealed/ID/VERSION/
      seal.yaml                      what was sealed: digests, the mark, who signs, what made it
      own.json  inherited.json  template.json  schedule-PARTY.json
      text.md  text.docx             the text as it was sent for signature
      source/…                       the files that it was made from
      sign-offs/PARTY-ROLE.yaml      one file a sign-off (and PARTY-ROLE.yaml.sig)
      moves/NNN-STATUS.yaml          reviews/…  parties/…  confirmations/…  views/…  notes/…

Nothing here needs the model or the library: what was sealed can be checked by any later version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from isptool.errors import IspError
from isptool.model.signed import Part
from isptool.sealing.record import Record, read
from isptool.sealing.seal import digest, text_mark
from isptool.sealing.statement import Statement, statement_of
from isptool.sealing.words import PARTS

FOLDER = "sealed"
SEAL = "seal.yaml"
SIGN_OFFS, MOVES, REVIEWS, PARTIES, CONFIRMATIONS = "sign-offs", "moves", "reviews", "parties", "confirmations"
VIEWS, NOTES = "views", "notes"
RECORDS = (SIGN_OFFS, MOVES, REVIEWS, PARTIES, CONFIRMATIONS, VIEWS, NOTES)
"""The folders of records beside a sealed text."""
SIGNATURE = ".sig"
_LARGEST = 64 * 1024 * 1024


class Held(Struct, frozen=True):
    """One record on the shelf: the name of its file within the version's folder, and what it says."""

    name: str
    record: Record


class SignedStatement(Struct, frozen=True):
    """A statement on the shelf, the bytes of its file, and those of its SSH signature (empty where there is none)."""

    name: str
    statement: Statement
    content: bytes
    signature: bytes
    intact: bool


class Damage(Struct, frozen=True):
    """Something sealed that is not as it was: in which file, which part of the text that is, and what is wrong."""

    file: str
    what: str
    part: Part | None = None
    party: str = ""


@dataclass
class Version:
    """One version of a document with its records; `is_sealed` once its text is sealed."""

    document: str
    version: str
    folder: Path
    shown_as: str = ""
    unreadable: list[Damage] = field(default_factory=list)

    @property
    def is_sealed(self) -> bool:
        """Whether the text of this version is sealed."""
        return (self.folder / SEAL).is_file()

    @cached_property
    def seal(self) -> Record:
        """What was sealed. Raises `IspError` where that file cannot be read."""
        return read(_bytes(self.folder / SEAL), self._shown(SEAL))

    @cached_property
    def parts(self) -> Mapping[str, bytes]:
        """The sealed parts by name: own, inherited, template, schedule-PARTY."""
        return {path.stem: _bytes(path) for path in sorted(self.folder.glob("*.json"))}

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The digest of each part as it lies there now."""
        return {name: digest(content) for name, content in self.parts.items()}

    @property
    def mark(self) -> str:
        """The text mark of the parts as they lie there now; empty where one is missing."""
        return text_mark(self.digests) if all(part in self.digests for part in PARTS) else ""

    @property
    def sealed_mark(self) -> str:
        """The text mark as it was sealed, whatever lies there now; empty where nothing is sealed."""
        try:
            return self.seal.text("mark") if self.is_sealed and self.seal.intact else self.mark
        except IspError:
            return self.mark

    def records(self, kind: str) -> list[Held]:
        """The records of a kind in order of their names; one that cannot be read is in `damage`, not here."""
        return [Held(name, record) for name, record in self._records(kind) if record is not None]

    def statements(self) -> list[SignedStatement]:
        """The statements in order of their names; one that cannot be read is in `damage`, not here."""
        found = []
        for held in self.records(SIGN_OFFS):
            path = self.folder / held.name
            try:
                statement = statement_of(held.record, self._shown(held.name))
            except IspError:
                continue
            beside = path.with_name(path.name + SIGNATURE)
            signature = _bytes(beside) if beside.is_file() else b""
            found.append(SignedStatement(held.name, statement, _bytes(path), signature, held.record.intact))
        return found

    def _records(self, kind: str) -> Iterator[tuple[str, Record | None]]:
        for path in sorted((self.folder / kind).glob("*.yaml")):
            name = f"{kind}/{path.name}"
            try:
                yield name, read(_bytes(path), self._shown(name))
            except IspError:
                yield name, None

    # ── intact? ──────────────────────────────────────────────────────────────────────────────────────

    def broken(self, covers: Mapping[str, str]) -> tuple[Part, ...]:
        """Of the parts that a statement covers, those whose bytes are not what was signed."""
        wrong = [name for name, wanted in covers.items() if self.digests.get(name) != wanted]
        missing = [part for part in PARTS if part not in covers]
        names: list[Part] = []
        for name in (*wrong, *missing):
            part: Part = name if name in PARTS else "schedule"
            if part not in names:
                names.append(part)
        return tuple(names)

    def damage(self) -> list[Damage]:
        """Everything on this shelf that is not as it was written."""
        return [*self._sealed_damage(), *self._record_damage()]

    def _sealed_damage(self) -> Iterator[Damage]:
        if not self.is_sealed:
            if any(held.record.text("to") == "signing" for held in self.records(MOVES)) or self.statements():
                yield Damage(self._shown(SEAL), "the record of what was sealed is gone")
            return
        try:
            seal = self.seal
        except IspError as error:
            yield Damage(self._shown(SEAL), error.message)
            return
        if not seal.intact:
            yield Damage(self._shown(SEAL), "the record of what was sealed was changed")
        files = {**seal.mapping("files"), **self._later_files()}
        for name, wanted in files.items():
            path = self.folder / name
            part, party = _part_of(name)
            if not path.is_file():
                yield Damage(self._shown(name), "is gone", part, party)
            elif digest(_bytes(path)) != wanted:
                yield Damage(self._shown(name), "was changed after it was sealed", part, party)
        if seal.text("mark") != self.mark and not any(name in PARTS for name in _names(files, self)):
            yield Damage(self._shown(SEAL), "its text mark is not that of the sealed text")
        known = {*files, SEAL}
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and name not in known and name.partition("/")[0] not in RECORDS:
                yield Damage(self._shown(name), "was not sealed, and does not belong here")

    def _later_files(self) -> dict[str, str]:
        """The files that were sealed later, with the party that joined by them."""
        found: dict[str, str] = {}
        for held in self.records(PARTIES):
            found |= held.record.mapping("files")
        return found

    def _record_damage(self) -> Iterator[Damage]:
        for kind in RECORDS:
            for name, record in self._records(kind):
                if record is None:
                    yield Damage(self._shown(name), "was changed since it was recorded, and cannot be read")
                elif not record.intact:
                    yield Damage(self._shown(name), "was changed since it was recorded")
                elif kind == SIGN_OFFS:
                    yield from self._statement_damage(name, record)

    def _statement_damage(self, name: str, record: Record) -> Iterator[Damage]:
        try:
            statement = statement_of(record, self._shown(name))
        except IspError as error:
            yield Damage(self._shown(name), error.message)
            return
        if (statement.document, statement.version) != (self.document, self.version):
            what = f"is of {statement.document} {statement.version}, and lies in the wrong place"
            yield Damage(self._shown(name), what)

    def _shown(self, name: str) -> str:
        return f"{self.shown_as}/{name}"


class Shelf(Struct, frozen=True):
    """Every version of every document of a workspace that has records."""

    root: Path
    versions: tuple[Version, ...]

    def of(self, document: str) -> tuple[Version, ...]:
        """The versions of one document, the oldest first."""
        return tuple(each for each in self.versions if each.document == document)

    def version(self, document: str, version: str) -> Version | None:
        """One version of one document, or None where it has no records."""
        return next((each for each in self.of(document) if each.version == version), None)


def open_shelf(root: Path) -> Shelf:
    """The shelf of the workspace in this folder; empty where nothing was ever recorded."""
    found = []
    for folder in sorted(_folders(root / FOLDER)):
        versions = [
            Version(folder.name, each.name, each, f"{FOLDER}/{folder.name}/{each.name}") for each in _folders(folder)
        ]
        found += sorted(versions, key=lambda each: version_key(each.version))
    return Shelf(root, tuple(found))


def folder_of(root: Path, document: str, version: str) -> Path:
    """Where a version is kept. Raises `IspError` where its number cannot be the name of a folder."""
    if not version or not all(each.isalnum() or each in "._-+" for each in version) or version.strip(".") == "":
        said = f"“{version}”" if version else "not given"
        raise IspError(
            f"The version of {document} is {said}, which cannot name a folder.",
            "Give it a version such as 1.0 under `version:`.",
        )
    return root / FOLDER / document / version


def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """An order of versions in which 1.10 follows 1.9."""
    return tuple((int(each), "") if each.isdigit() else (-1, each) for each in version.replace("-", ".").split("."))


def _folders(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (each for each in path.iterdir() if each.is_dir() and not each.is_symlink() and each.name[0] != ".")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise IspError(f"{path} is too large for a sealed file.", "Take it from the history of the workspace.")
        return path.read_bytes()
    except OSError as error:
        raise IspError(f"{path} cannot be read: {error.strerror}.", "Check who may read it.") from None


def _part_of(name: str) -> tuple[Part | None, str]:
    stem = name.removesuffix(".json")
    if stem == name:
        return None, ""
    if stem in PARTS:
        return stem, ""
    return ("schedule", stem.removeprefix("schedule-")) if stem.startswith("schedule-") else (None, "")


def _names(files: Mapping[str, str], version: Version) -> list[str]:
    """The parts whose file is not what was sealed."""
    return [name.removesuffix(".json") for name, wanted in files.items() if name.endswith(".json")
            and version.digests.get(name.removesuffix(".json")) != wanted]  # fmt: skip
