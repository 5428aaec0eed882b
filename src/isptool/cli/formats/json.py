"""Findings as JSON, for programs. Keys are stable; new ones may be added, `version` changes if one goes."""

from __future__ import annotations

import json
from typing import Any

from isptool.cli.report import DocumentRow, Report
from isptool.findings import Finding
from isptool.model.checked import QuestionRow


def render(report: Report) -> str:
    """The report as one JSON object: version, documents, questions, findings, summary."""
    whole = {
        "version": 1,
        "documents": [_document(each) for each in report.documents],
        "questions": [_question(document, row) for document in report.documents for row in document.questions],
        "findings": [as_json(each) for each in (*report.findings, *report.waived)],
        "summary": report.summary(),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def as_json(finding: Finding) -> dict[str, Any]:
    """One finding. Lines and columns count from 1, columns in code points; the end is exclusive."""
    span = finding.span
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "document": finding.document or None,
        "file": finding.file or None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "path": list(finding.path),
        "serves": list(finding.serves),
        "sources": list(finding.sources),
        "fix": finding.fix or None,
        "help": f"isptool explain {finding.code}",
        "waived": finding.waived or None,
    }


def _document(document: DocumentRow) -> dict[str, Any]:
    points = document.points
    return {
        "id": document.id,
        "kind": document.kind,
        "title": document.title,
        "version": document.version or None,
        "status": document.status,
        "file": document.file,
        "under": document.under or None,
        "gate": document.gate.value,
        "points": {
            "inherited": points.inherited,
            "answered": points.answered,
            "not_applicable": points.not_applicable,
            "withheld": points.withheld,
            "open": points.open,
            "open_cells": points.open_cells,
            "of": points.of,
        },
        "verdict": document.verdict,
    }


def _question(document: DocumentRow, row: QuestionRow) -> dict[str, Any]:
    return {
        "document": document.id,
        "question": row.id,
        "about": row.about or None,
        "words": row.question,
        "state": row.state,
        "answered_by": [
            *(name for name, state in row.blocks if state in ("answered", "withheld")),
            *(clause for point in row.points for clause in (*point.answered_at, *point.clauses)),
        ],
        "points": [
            {"id": point.id, "code": point.code, "title": point.title, "state": point.state} for point in row.points
        ],
        "errors": row.errors,
        "warnings": row.warnings,
        "confirmed_by": row.confirmed_by,
    }
