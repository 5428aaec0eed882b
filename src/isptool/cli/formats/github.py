"""Findings as GitHub workflow commands, which put each beside its line in a pull request."""

from __future__ import annotations

from isptool.cli.report import Report, counted, verdict
from isptool.findings import Finding, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """One command a finding that counts, then the summary in plain lines for the log."""
    lines = [_command(each) for each in report.findings]
    return "\n".join([*lines, _unread(counted(report)), _unread(verdict(report))]) + "\n"


def _command(finding: Finding) -> str:
    properties = {"title": f"{finding.code} {finding.name.replace('-', ' ')}"}
    if finding.file:
        properties = {"file": finding.file} | properties
    if finding.span is not None:
        span = finding.span
        properties |= {"line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:  # GitHub reads columns only within one line
            properties |= {"col": str(span.column), "endColumn": str(max(span.end_column - 1, span.column))}
    parts = [finding.message, finding.why, f"Fix: {finding.fix}" if finding.fix else ""]
    words = "\n".join(dict.fromkeys(part for part in parts if part))
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_LEVELS[finding.severity]} {written}::{_message(words)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _unread(text: str) -> str:
    # A line of the log that begins with two colons would be taken for a command.
    return " ".join(text.split()).lstrip(":")
