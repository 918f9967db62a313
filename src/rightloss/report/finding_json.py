"""Findings as JSON."""

from collections.abc import Sequence
from typing import Any

from rightloss.findings import Edit, Finding, Fix, Place

SCHEMA = 1


def to_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """Plain data: `{"schema": 1, "findings": [...]}`. Lines and columns count from 1, ends are exclusive."""
    return {"schema": SCHEMA, "findings": [_finding(finding) for finding in findings]}


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.place
    cell = {} if place.cell is None else {"cell": place.cell}
    return {
        "code": finding.code,
        "name": finding.name,
        "path": place.path,
        **cell,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line or place.line,
        "end_column": place.end_column or place.column,
        "message": finding.message,
        "why": finding.why,
        "help": finding.help,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "trail": [{"what": step.what, **_spot(step.place)} for step in finding.trail],
        "fix": None if finding.fix is None else _fix(finding.fix, place.path),
    }


def _spot(place: Place) -> dict[str, Any]:
    cell = {} if place.cell is None else {"cell": place.cell}
    return {"path": place.path, **cell, "line": place.line}


def _fix(fix: Fix, path: str) -> dict[str, Any]:
    cell = {} if fix.cell is None else {"cell": fix.cell}
    return {
        "message": fix.message,
        "safe": fix.safe,
        "path": fix.path or path,
        **cell,
        "edits": [_edit(edit) for edit in fix.edits],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "line": edit.line,
        "column": edit.column + 1,
        "end_line": edit.end_line,
        "end_column": edit.end_column + 1,
        "text": edit.text,
    }
