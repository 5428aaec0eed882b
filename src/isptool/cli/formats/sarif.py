"""Findings as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from isptool import __version__
from isptool.cli.formats.fingerprint import Fingerprints
from isptool.cli.report import Report, counted, verdict
from isptool.findings import Finding, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
"""More results in one run are refused by code scanning."""


def render(report: Report) -> str:
    """The report as one SARIF run. Waived findings are suppressed results with their reason."""
    findings = (*report.findings, *report.waived)[:MOST_RESULTS]
    rules: dict[str, Finding] = {}
    for each in findings:
        rules.setdefault(each.code, each)
    positions = {code: at for at, code in enumerate(rules)}
    marks = Fingerprints()
    run = {
        "tool": {
            "driver": {
                "name": "isptool",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(each) for each in rules.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"WORKSPACE": {"description": {"text": "The folder in which isptool was run."}}},
        "invocations": [
            {
                "executionSuccessful": not report.crashed,
                "exitCode": report.exit_code,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": f"Rule {code} failed itself; the others still ran."}}
                    for code in report.crashed
                ],
            }
        ],
        "results": [_result(each, positions, marks) for each in findings],
        "properties": {"summary": report.summary(), "sentence": f"{counted(report)} {verdict(report)}"},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(finding: Finding) -> dict[str, Any]:
    words = finding.name.replace("-", " ")
    rule: dict[str, Any] = {
        "id": finding.code,
        "name": "".join(word.capitalize() for word in finding.name.split("-")),
        "shortDescription": {"text": words[:1].upper() + words[1:]},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "help": {"text": f"isptool explain {finding.code}"},
    }
    if finding.why:
        rule["fullDescription"] = {"text": finding.why}
    if finding.sources or finding.serves:
        rule["properties"] = {"tags": [*finding.serves, *finding.sources]}
    return rule


def _result(finding: Finding, positions: dict[str, int], marks: Fingerprints) -> dict[str, Any]:
    parts = [finding.message, f"Fix: {finding.fix}" if finding.fix else ""]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": positions[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join(part for part in parts if part)},
        "partialFingerprints": {"isptool/v1": marks.of(finding)},
    }
    if finding.file:
        place: dict[str, Any] = {"artifactLocation": _artifact(finding.file)}
        if finding.span is not None:
            span = finding.span
            place["region"] = {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            }
        location: dict[str, Any] = {"physicalLocation": place}
        if finding.path:
            location["logicalLocations"] = [{"fullyQualifiedName": ".".join(str(step) for step in finding.path)}]
        result["locations"] = [location]
    if finding.waived:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.waived}]
    return result


def _artifact(file: str) -> dict[str, str]:
    uri = quote(file.replace("\\", "/"), safe="/")
    if file.startswith("/") or file[1:3] == ":\\":
        return {"uri": f"file://{uri if uri.startswith('/') else '/' + uri}"}
    return {"uri": uri, "uriBaseId": "WORKSPACE"}
