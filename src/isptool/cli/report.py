"""What a check found, as one value that every output format prints: the same facts in all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from isptool.findings import Finding, Gate, Severity
from isptool.model.checked import QuestionRow
from isptool.model.fields import show_date


class Points(Struct, frozen=True):
    """How many of the fifty points of a document stand how; the halves of a split point count once."""

    inherited: int
    answered: int
    not_applicable: int
    withheld: int
    open: int
    """Still to be agreed, partly, or not yet."""
    open_cells: int
    """How many askings of those points are open: a point may be asked of each party or purpose."""

    @property
    def of(self) -> int:
        """How many points there are."""
        return self.inherited + self.answered + self.not_applicable + self.withheld + self.open


class DocumentRow(Struct, frozen=True):
    """One document that was checked: what it is, how its points stand, the questions, and what it all means."""

    id: str
    kind: str
    title: str
    version: str
    status: str
    file: str
    under: str
    gate: Gate
    points: Points
    questions: tuple[QuestionRow, ...]
    verdict: str
    """Such as `can go to consultation; 3 things to do before signing`."""
    held_back: bool
    """Whether something must be mended before the next step."""


class Report(Struct, frozen=True):
    """Everything one check found. The three tuples of findings are disjoint."""

    as_at: date
    documents: tuple[DocumentRow, ...]
    findings: tuple[Finding, ...]
    """Those that count now, file by file and line by line."""
    later: tuple[Finding, ...] = ()
    """Those that count only at a later gate, in no order and not in words; they never decide the exit code."""
    waived: tuple[Finding, ...] = ()
    """Those that are answered in their document, or accepted by a senior officer, each with the reason."""
    files: int = 0
    """How many files were read."""
    strict: bool = False
    """Whether warnings too decide the exit code."""
    crashed: tuple[str, ...] = ()
    """The codes of rules that failed themselves."""
    traces: tuple[str, ...] = ()
    """Where each of them failed, for those who mend it; they may quote a document, so only `--debug` shows them."""
    partial: bool = False
    """Whether only some codes were asked for (`--select`), so that the whole cannot be judged."""
    left_out: int = 0
    """How many findings were not asked for by `--select` and `--ignore`."""
    scanned: bool = False
    """Whether these are old agreements that were scanned, and nothing that is settled."""

    def count(self, severity: Severity) -> int:
        """How many findings of this severity count now."""
        return sum(each.severity is severity for each in self.findings)

    @property
    def open_points(self) -> int:
        """How many points are still to be agreed, over all documents."""
        return sum(each.points.open for each in self.documents)

    @property
    def exit_code(self) -> int:
        """0 nothing wrong, 1 the documents are wrong, 3 a rule failed itself. (2 is for what could not be checked.)"""
        if self.crashed:
            return 3
        return 1 if any(self.fails(each) for each in self.findings) else 0

    def fails(self, finding: Finding) -> bool:
        """Whether this finding makes the check fail: an error, or under `--strict` a warning."""
        return finding.severity is Severity.ERROR or (self.strict and finding.severity is Severity.WARNING)

    def summary(self) -> dict[str, object]:
        """The counts and the verdict, as JSON prints them."""
        return {
            "as_at": self.as_at.isoformat(),
            "files": self.files,
            "documents": len(self.documents),
            "errors": self.count(Severity.ERROR),
            "warnings": self.count(Severity.WARNING),
            "advice": self.count(Severity.INFO),
            "open_points": self.open_points,
            "waived": len(self.waived),
            "later": len(self.later),
            "left_out": self.left_out,
            "rules_that_failed": list(self.crashed),
            "exit_code": self.exit_code,
            "verdict": verdict(self),
        }


def number(count: int, one: str, many: str = "") -> str:
    """A count in words: `1 error`, `2 errors`, `no errors`."""
    return f"{count or 'no'} {one if count == 1 else many or one + 's'}"


def counted(report: Report) -> str:
    """What was checked and what came of it, in one sentence."""
    agreements = sum(each.kind == "agreement" for each in report.documents)
    protocols = len(report.documents) - agreements
    what = [number(agreements, "agreement")] if agreements else []
    what += [number(protocols, "protocol")] if protocols else []
    counts = [number(report.count(Severity.ERROR), "error"), number(report.count(Severity.WARNING), "warning")]
    advice = report.count(Severity.INFO)
    counts += [f"{advice} advice"] if advice else []
    counts += [number(report.open_points, "open point")] if report.documents else []
    counts += [f"{len(report.waived)} waived"] if report.waived else []
    counts += [f"{report.left_out} not asked for"] if report.left_out else []
    files = number(report.files, "file")
    checked = f"{' and '.join(what)} ({files})" if what else files
    return f"Checked {checked} as at {show_date(report.as_at)}: {', '.join(counts)}."


def verdict(report: Report) -> str:
    """What the result means for the document, or for many in one sentence."""
    if report.crashed:
        rules = ", ".join(report.crashed)
        one = len(report.crashed) == 1
        return f"isptool's own {'rule' if one else 'rules'} {rules} failed: that is our fault; the others still ran."
    if report.partial:
        return "Only some findings were asked for, so nothing is said of the next step."
    if report.scanned:
        return "Old agreements cite law that was replaced." if report.findings else "No outdated law was found."
    if not report.documents:
        return "Nothing can be settled before this is mended." if report.exit_code else "Nothing here is wrong."
    if len(report.documents) == 1:
        return f"{report.documents[0].id}: {report.documents[0].verdict}."
    held = [each.id for each in report.documents if each.held_back]
    parts = (
        [f"To mend before the next step in {len(held)} of {len(report.documents)} documents: {_few(held)}."]
        if held
        else []
    )
    ids = {each.id for each in report.documents}
    elsewhere = list(
        dict.fromkeys(each.file for each in report.findings if report.fails(each) and each.document not in ids)
    )
    parts += [f"To mend in other files: {_few(elsewhere)}."] if elsewhere else []
    return " ".join(parts) or f"Nothing holds back the next step of any of the {len(report.documents)} documents."


def _few(names: list[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings file by file and line by line."""

    def place(finding: Finding) -> tuple[str, int, int]:
        span = finding.span
        return (finding.file, span.line, span.column) if span is not None else (finding.file, 0, 0)

    return tuple(sorted(findings, key=place))
