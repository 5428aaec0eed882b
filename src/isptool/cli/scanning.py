"""`validate --scan`: a folder of old agreements, file by file, for law that has been replaced."""

from __future__ import annotations

import os
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from isptool.asking.old_agreements import OTHERS, TEXTS, paragraphs
from isptool.checking.old_agreements import not_looked_into, not_read, outdated
from isptool.checking.rules import KNOWN
from isptool.cli.report import Report, in_order, number
from isptool.cli.terminal import Ink, is_terminal, printable
from isptool.errors import IspError
from isptool.findings import Finding
from isptool.law.book import LawBook
from isptool.law.rows import StaleTerm
from isptool.model.fields import show_date
from isptool.reading.workspace import shown

LARGEST = 20 * 1024 * 1024
"""Bytes of one file; an agreement is a few hundred kilobytes."""

_MOST_TERMS = 10
_BROKEN = (OSError, ValueError, LookupError, EOFError, zlib.error, RecursionError, MemoryError)
"""What the innards of a broken file may raise beneath the door: each is told as a file that could not be read."""


class Scanned(Struct, frozen=True):
    """What a scan came to: the report that every format prints, and what the text adds to it."""

    report: Report
    read: int
    """How many files were read to the end."""
    others: int
    """How many files are no agreements by their names, and were passed over."""
    terms: tuple[tuple[str, int, int], ...]
    """What was found most often: the term, how many paragraphs, in how many files."""


def scan(folder: Path, today: date, nations: Sequence[str] = (), *, strict: bool = False) -> Scanned:
    """Every outdated citation in the Word, Markdown and text files of a folder, and of the folders in it.

    Terms are those that are out of date on the day `today` in one of `nations` (in any, if there are none). Raises
    `IspError` where the folder is none, or holds nothing that can be read.
    """
    files, others = _files(folder)
    terms = LawBook.load().stale_terms(today, nations)
    findings: list[Finding] = []
    read = 0
    progress = _Progress(len(files))
    for path in files:
        progress.step(shown(path))
        found, whole = _one(path, terms)
        findings += found
        read += whole
    progress.end()
    found_in_order = in_order(findings)
    report = Report(as_at=today, documents=(), findings=found_in_order, files=len(files), strict=strict, scanned=True)
    if not files:
        raise IspError(
            f"Nothing was scanned: {shown(folder)} holds no Word, Markdown or text file.",
            f"Only {', '.join(('.docx', *TEXTS))} are read.",
        )
    return Scanned(report, read, others, _most(report.findings))


def _files(folder: Path) -> tuple[list[Path], int]:
    """The files that are or may be agreements, in order of name; and how many others there are."""
    if not folder.exists():
        raise IspError(f"There is no folder {shown(folder)}.", "Check the path.")
    if folder.is_file():
        return [folder], 0
    found: list[Path] = []
    others = 0
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            if name.startswith((".", "~$")):
                continue
            kind = Path(name).suffix.lower()
            if kind == ".docx" or kind in TEXTS or kind in OTHERS:
                found.append(Path(here) / name)
            else:
                others += 1
    return found, others


def _one(path: Path, terms: Sequence[StaleTerm]) -> tuple[list[Finding], bool]:
    """What is found in one file, and whether it was read."""
    name = shown(path)
    kind = path.suffix.lower()
    if kind in OTHERS:
        return [not_looked_into(name, *OTHERS[kind])], False
    try:
        if not path.is_file():  # a pipe would keep us waiting for ever
            return [not_read(name, "it is no ordinary file.", "Look at what it is.")], False
        if path.stat().st_size > LARGEST:
            size = LARGEST // 1024 // 1024
            return [not_read(name, f"it is larger than {size} MB.", "Take out its pictures.")], False
        said = paragraphs(path.read_bytes(), name)
    except IspError as error:
        reason = error.message.removeprefix(f"{name} ")
        reason = f"it {reason}" if reason != error.message else reason
        return [not_read(name, reason, error.hint or "Open it in Word and save it again.")], False
    except OSError as error:
        return [not_read(name, f"{error.strerror or error}.", "Check who may read it.")], False
    except _BROKEN:
        return [not_read(name, "it is broken inside.", "Open it in Word and save it again.")], False
    return list(outdated(name, said, terms, KNOWN["LAW-28"])), True


def _most(findings: Sequence[Finding]) -> tuple[tuple[str, int, int], ...]:
    cited = [each for each in findings if each.code == "LAW-28"]
    counts = Counter(each.words.lower() for each in cited)
    files: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for each in cited:
        files.setdefault(each.words.lower(), set()).add(each.file)
        names.setdefault(each.words.lower(), each.words)
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple((names[word], count, len(files[word])) for word, count in ranked[:_MOST_TERMS])


# ── what is printed ──────────────────────────────────────────────────────────────────────────────────


def as_text(scanned: Scanned, ink: Ink) -> str:
    """File by file, paragraph by paragraph: what is cited, since when it is out of date, what replaced it."""
    lines: list[str] = []
    last = ""
    for each in scanned.report.findings:
        if each.file != last:
            lines += [""] if lines else []
            lines.append(ink("place", printable(each.file)))
            last = each.file
        lines += _finding(each, ink)
    lines += [""] if lines else []
    lines += _closing(scanned)
    return "\n".join(lines) + "\n"


def _finding(finding: Finding, ink: Ink) -> Iterator[str]:
    if finding.code != "LAW-28":
        said = finding.message.removeprefix(f"{finding.file} ")
        yield f"  {ink(finding.severity.value, finding.severity.value)} {finding.code} {printable(said)}"
        yield f"      Fix: {finding.fix}"
        return
    place = f"{finding.span.line}:{finding.span.column} " if finding.span is not None else ""
    yield f"  {place}{printable(finding.message)}"
    yield f"      {printable(finding.source_line)}"
    yield f"      Fix: {finding.fix}"


def _closing(scanned: Scanned) -> Iterator[str]:
    report = scanned.report
    cited = [each for each in report.findings if each.code == "LAW-28"]
    broken = sum(each.code == "OLD-01" for each in report.findings)
    other_kinds = sum(each.code == "OLD-02" for each in report.findings)
    if len(scanned.terms) > 1:
        yield "Most often:"
        widest = max(len(term) for term, _, _ in scanned.terms)
        for term, count, files in scanned.terms:
            yield f"  {printable(term).ljust(widest)}  {number(count, 'paragraph')} in {number(files, 'file')}"
        yield ""
    in_files = len({each.file for each in cited})
    found = number(len(cited), "outdated citation") + (f" in {number(in_files, 'file')}" if cited else "")
    left = [f"{broken} could not be read"] if broken else []
    left += [f"{other_kinds} of a kind that is not read"] if other_kinds else []
    left += [f"{scanned.others} passed over"] if scanned.others else []
    yield f"Scanned {number(scanned.read, 'file')} as at {show_date(report.as_at)}: {'; '.join([found, *left])}."
    yield "Only names and citations that were replaced are looked for: what is not listed may be out of date too."


class _Progress:
    """Which file is being read: on a terminal only, for many files, and gone at the end."""

    def __init__(self, of: int) -> None:
        import sys

        self._stream = sys.stderr
        self._on = of > 20 and is_terminal(sys.stderr)
        self._of = of
        self._at = 0

    def step(self, file: str) -> None:
        """The next file."""
        self._at += 1
        if self._on:
            self._stream.write(f"\r\x1b[K{self._at} of {self._of}: {printable(file)}"[:110])
            self._stream.flush()

    def end(self) -> None:
        """All are read."""
        if self._on:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
