"""Findings as a GitLab code quality report, shown beside the lines of a merge request."""

from __future__ import annotations

import json
from typing import Any

from isptool.cli.formats.fingerprint import Fingerprints
from isptool.cli.report import Report
from isptool.findings import Finding, Severity

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """A JSON list, one entry a finding that counts."""
    marks = Fingerprints()
    return json.dumps([_entry(each, marks) for each in report.findings], ensure_ascii=False, indent=2) + "\n"


def _entry(finding: Finding, marks: Fingerprints) -> dict[str, Any]:
    parts = [finding.message, f"Fix: {finding.fix}" if finding.fix else ""]
    span = finding.span
    return {
        "description": " ".join(part for part in parts if part),
        "check_name": finding.code,
        "fingerprint": marks.of(finding),
        "severity": _LEVELS[finding.severity],
        "location": {
            "path": finding.file or ".",
            "lines": {"begin": span.line if span else 1, "end": span.end_line if span else 1},
        },
    }
