"""Findings for GitHub (workflow commands) and GitLab (Code Quality)."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rightloss.findings import Finding
from rightloss.report.finding_text import position


def to_github(findings: Sequence[Finding]) -> str:
    """One workflow command each, which GitHub shows at the line of a pull request."""
    return "".join(map(_command, findings))


def to_gitlab(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """The entries of a Code Quality report."""
    seen: Counter[str] = Counter()
    return [_entry(finding, seen) for finding in findings]


def _command(finding: Finding) -> str:
    place = finding.place
    level = "error" if finding.severity == "error" else "warning"
    # Lines of a cell are no lines of the file that GitHub shows.
    where = {"title": f"rightloss ({finding.code})", "file": place.path}
    if place.cell is None:
        where |= {"line": str(place.line), "col": str(place.column)}
        where |= {"endLine": str(place.end_line or place.line), "endColumn": str(place.end_column or place.column)}
    properties = ",".join(f"{key}={_property(value)}" for key, value in where.items())
    return f"::{level} {properties}::{_data(f'{position(place)}: {finding.code} {_sentence(finding)}')}\n"


def _sentence(finding: Finding) -> str:
    return "\n".join(part for part in (finding.message, finding.why, finding.help) if part)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _entry(finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    place = finding.place
    # Without the line, so that a finding keeps its identity when code above it grows.
    key = f"{place.path}\0{place.cell}\0{finding.code}\0{finding.message}"
    seen[key] += 1
    return {
        "check_name": finding.code,
        "description": f"{finding.code} {finding.name}: {finding.message}",
        "severity": "major" if finding.severity == "error" else "minor",
        "fingerprint": hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest(),
        "location": {
            "path": place.path,
            "positions": {
                "begin": {"line": place.line, "column": place.column},
                "end": {"line": place.end_line or place.line, "column": place.end_column or place.column},
            },
        },
    }
