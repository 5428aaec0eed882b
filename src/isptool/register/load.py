"""From the files of workspaces to a register, one file at a time, so that ten thousand fit into memory and time.

A file is read only where its facts are not remembered; what is remembered is found by the digest of its bytes, and
so is right whatever was edited, renamed or checked out in between.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol as Interface

from msgspec import Struct, field

from isptool import __version__
from isptool.errors import IspError
from isptool.findings import Finding, Severity
from isptool.law.book import LawBook
from isptool.model.decision import KeptDecision
from isptool.model.documents import ANY_FILE, Agreement, Protocol, Schedules
from isptool.model.partner import Partner, Partners
from isptool.model.process_form import FilledForm
from isptool.model.record import Record
from isptool.reading.shape import shape_by_kind
from isptool.reading.source import LARGEST_FILE, Source, read_file, read_text
from isptool.reading.workspace import shown, yaml_files
from isptool.register.entry import Entry, Known, Register, Unread, in_order
from isptool.register.facts import Facts, Lately, as_text, from_text
from isptool.register.gather import gather
from isptool.settling.vocabulary import LawVocabulary


class Memory(Interface):
    """What was read before: texts by the digest of a file."""

    def get(self, digest: str) -> str | None:
        """What was kept for a digest, or None."""

    def put(self, digest: str, text: str) -> None:
        """Keep a text for a digest."""


class Nothing:
    """A memory that keeps nothing."""

    def get(self, digest: str) -> str | None:  # noqa: ARG002
        """Nothing."""
        return None

    def put(self, digest: str, text: str) -> None:
        """Nothing is kept."""


_TIDY = 50
"""After how many files read the memory is tidied, where nothing else does it: trees of YAML hold themselves."""

_CODE = (
    "facts.py",
    "gather.py",
    "entry.py",
    "doubts.py",
    "../model/fields.py",
    "../settling/names.py",
    "../settling/movements.py",
    "../model/record.py",
    "../model/decision.py",
    "../model/documents.py",
    "../model/terms.py",
    "../model/answer.py",
    "../reading/shape.py",
)


@lru_cache(maxsize=1)
def edition() -> str:
    """What facts depend on beside the bytes of a file: the version of the tool and of the code that gathers them."""
    sha = hashlib.sha256(__version__.encode())
    here = Path(__file__).resolve().parent
    for name in _CODE:
        path = here / name
        sha.update(path.read_bytes() if path.is_file() else b"")
    return sha.hexdigest()


class Loaded(Struct):
    """One workspace as the register read it."""

    known: Known
    entries: list[Entry] = field(default_factory=list)
    decisions: list[Entry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    """Every file with the digest of its bytes: where these are the same, the files say the same."""


class Loader(Struct):
    """Reads workspaces into entries. `lately` and `memory` are shared by all of them."""

    book: LawBook
    memory: Memory = field(default_factory=Nothing)
    lately: Lately = field(default_factory=Lately)
    _vocabulary: LawVocabulary | None = None
    _read_so_far: int = 0

    def workspace(self, root: Path, known: Known, below: Path | None = None) -> Loaded:
        """The entries of one workspace; of those in a folder of it, where `below` is one.

        `known` gets the partners, protocols and schedules that are found.
        """
        loaded = Loaded(known)
        partners: dict[str, Partner] = {}
        files: list[tuple[Facts, str, str, Path]] = []
        partners_files = (str(root / "partners") + os.sep, str(root / "partners.yaml"), str(root / "partners.yml"))
        law_files = str(root / "law") + os.sep
        here = str(Path.cwd()) + os.sep
        for path in yaml_files(root):
            if str(path).startswith(law_files):
                continue
            if str(path).startswith(partners_files):
                self._partners(path, partners, loaded)
                continue
            name = str(path).removeprefix(here).replace(os.sep, "/")
            facts, digest, wrong = self._file(path, name)
            loaded.unread += wrong
            loaded.read.append(f"{name}\0{digest}" if digest else f"{name}\0{wrong}")
            if facts is not None:
                files.append((facts, digest, name, path))
        known.partners = partners
        for facts, digest, name, path in files:
            if facts.kind == "schedules":
                known.schedules.setdefault(facts.id, []).append(facts)
                continue
            if facts.kind == "protocol":
                known.protocols.setdefault(facts.id, facts)
            if facts.kind == "record":
                known.recorded.add(facts.id)
            if below is None or path.is_relative_to(below):
                into = loaded.decisions if facts.kind == "decision" else loaded.entries
                into.append(Entry(facts, known, name, digest))
        return loaded

    def one(self, path: Path, known: Known) -> Entry | None:
        """The entry of one file; None where it is no document that can be read."""
        facts, digest, _ = self._file(path, shown(path))
        if facts is None or facts.kind in ("schedules", "decision"):
            return None
        return Entry(facts, known, shown(path), digest)

    # ── one file ─────────────────────────────────────────────────────────────────────────────────────

    def _partners(self, path: Path, partners: dict[str, Partner], loaded: Loaded) -> None:
        source = read_file(path, shown(path))
        loaded.read.append(f"{shown(path)}\0{hashlib.sha256(source.text.encode()).hexdigest()}")
        shaped = shape_by_kind(source, ANY_FILE)
        if isinstance(shaped.model, Partners):
            for each, partner in shaped.model.partners.items():
                partners.setdefault(each, partner)
        loaded.unread += _unread(shown(path), [*source.findings, *shaped.findings], whole=shaped.model is None)

    def _file(self, path: Path, name: str) -> tuple[Facts | None, str, list[Unread]]:
        raw = _plain_bytes(path)
        if raw is None:
            source = read_file(path, name)
            return None, "", _unread(name, source.findings, whole=True)
        digest = hashlib.sha256(raw).hexdigest()
        kept = self._remembered(digest, path)
        if kept is None:
            facts, reasons = self._read(read_text(raw, name))
            text = json.dumps(reasons, ensure_ascii=False)
            text = f"{text}\n{as_text(facts)}" if facts is not None else text
            self.memory.put(digest, text)
            kept = self._from(text, path)
        return kept[0], digest, [Unread(name, each) for each in kept[1]]

    def _remembered(self, digest: str, path: Path) -> tuple[Facts | None, list[str]] | None:
        text = self.memory.get(digest)
        if text is None:
            return None
        try:
            return self._from(text, path)
        except (ValueError, TypeError, RecursionError):
            return None

    def _from(self, text: str, path: Path) -> tuple[Facts | None, list[str]]:
        """The facts and the reasons in a kept text: JSON of the reasons, and after a line break the facts, if any."""
        first, more, rest = text.partition("\n")
        reasons = json.loads(first) if first != "[]" else []
        if type(reasons) is not list or any(type(each) is not str for each in reasons):
            raise ValueError("no reasons")
        return (from_text(rest, self.lately, partial(self._again, path)) if more else None), reasons

    def _again(self, path: Path) -> Facts:
        """The facts of a file of which what was kept is damaged. Raises `IspError` where it has none any more."""
        raw = _plain_bytes(path)
        facts, _ = self._read(read_text(raw, "")) if raw is not None else (None, [])
        if facts is None:
            raise IspError(
                f"{shown(path)} changed while it was read, or what was kept of it is damaged.",
                "Run the command again with --no-cache.",
            )
        return facts

    def _read(self, source: Source) -> tuple[Facts | None, list[str]]:
        self._read_so_far += 1
        if self._read_so_far % _TIDY == 0:
            gc.collect(0)
        shaped = shape_by_kind(source, ANY_FILE)
        model = shaped.model
        reasons = [each.reason for each in _unread("", [*source.findings, *shaped.findings], whole=model is None)]
        if not isinstance(model, Protocol | Agreement | Record | Schedules | KeptDecision):
            if model is not None and not isinstance(model, FilledForm):
                reasons = [*reasons, "this is no protocol, agreement, record, decision or schedules."]
            return None, reasons
        if self._vocabulary is None:
            self._vocabulary = LawVocabulary(self.book)
        return gather(model, "", self._vocabulary), reasons


def _plain_bytes(path: Path) -> bytes | None:
    """The bytes of an ordinary file of a usual size; None where there is something else, which reading explains."""
    name = str(path)
    try:
        about = os.stat(name)  # noqa: PTH116
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST_FILE:
            return None
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except (OSError, ValueError):
        return None


def _unread(name: str, findings: Iterable[Finding], *, whole: bool) -> list[Unread]:
    """What of a file could not be read, in one line: the first error, and how many more there are."""
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if not errors:
        return [Unread(name, "it holds nothing that can be read.")] if whole else []
    span = errors[0].span
    place = f"line {span.line}: " if span is not None else ""
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    part = "" if whole else "a part of it is left out: "
    return [Unread(name, f"{part}{place}{errors[0].message}{more}")]


def together(loaded: Sequence[Loaded]) -> Register:
    """The register of several workspaces."""
    entries = [entry for each in loaded for entry in each.entries]
    unread = [file for each in loaded for file in each.unread]
    decisions = [entry for each in loaded for entry in each.decisions]
    decisions.sort(key=lambda each: each.facts.title.casefold())
    decisions.sort(key=lambda each: each.facts.starts, reverse=True)
    return Register(in_order(entries), tuple(unread), tuple(decisions))
