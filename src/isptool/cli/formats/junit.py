"""Findings as JUnit XML, for CI systems that show test results: one suite a document, one case a code."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from isptool.cli.report import Report, counted, verdict
from isptool.findings import Finding

_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """The report as XML. A file in which nothing is wrong is a case that passes; waived findings are skipped cases."""
    by_file: dict[str, list[Finding]] = {each.file: [] for each in report.documents}
    for finding in (*report.findings, *report.waived):
        by_file.setdefault(finding.file or "the workspace", []).append(finding)
    suites = [_suite(report, file, findings) for file, findings in by_file.items()]
    total = sum(max(1, len(findings)) for findings in by_file.values())
    failures = sum(report.fails(each) for each in report.findings)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="isptool" tests="{total}" failures="{failures}" errors="0">',
        *suites,
        f"<!-- {_comment(counted(report))} {_comment(verdict(report))} -->",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _suite(report: Report, file: str, findings: list[Finding]) -> str:
    failures = sum(report.fails(each) for each in findings if not each.waived)
    skipped = sum(bool(each.waived) for each in findings)
    head = (
        f'  <testsuite name={_attribute(file)} tests="{max(1, len(findings))}" failures="{failures}" '
        f'errors="0" skipped="{skipped}">'
    )
    cases = [_case(report, file, each) for each in findings]
    if not cases:
        cases = [f'    <testcase classname={_attribute(file)} name="nothing wrong"/>']
    return "\n".join([head, *cases, "  </testsuite>"])


def _case(report: Report, file: str, finding: Finding) -> str:
    place = f":{finding.span.line}:{finding.span.column}" if finding.span else ""
    name = f"{finding.code} {finding.name.replace('-', ' ')} ({file}{place})"
    line = f' line="{finding.span.line}"' if finding.span else ""
    open_tag = f"    <testcase classname={_attribute(file)} name={_attribute(name)} file={_attribute(file)}{line}>"
    parts = [f"{file}{place}: {finding.severity.value} {finding.code} {finding.message}", finding.why]
    parts.append(f"Fix: {finding.fix}" if finding.fix else "")
    words = "\n".join(part for part in parts if part)
    if finding.waived:
        inside = f"<skipped message={_attribute('Waived: ' + finding.waived)}/>"
    elif report.fails(finding):
        inside = (
            f"<failure type={_attribute(finding.code)} message={_attribute(finding.message)}>{_text(words)}</failure>"
        )
    else:
        inside = f"<system-out>{_text(words)}</system-out>"
    return f"{open_tag}{inside}</testcase>"


def _clean(text: str) -> str:
    return _ILLEGAL.sub("?", text)


def _text(text: str) -> str:
    return escape(_clean(text))


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _comment(text: str) -> str:
    return _clean(text).replace("--", "- -")
