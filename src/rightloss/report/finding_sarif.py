"""Findings as SARIF 2.1.0, with the way of the tensor as a code flow."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from rightloss import __version__
from rightloss.catalog.mistakes import Mistake
from rightloss.findings import Edit, Finding, Fix, Place

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(findings: Sequence[Finding], mistakes: Mapping[str, Mistake]) -> dict[str, Any]:
    """A log of one run; its rules are those of the mistakes that were found."""
    codes = sorted({finding.code for finding in findings})
    driver = {
        "name": "rightloss",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(mistakes[code]) for code in codes],
    }
    results = [_result(finding, codes.index(finding.code)) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(mistake: Mistake) -> dict[str, Any]:
    return {"id": mistake.code, "name": mistake.name, "shortDescription": {"text": mistake.summary}}


def _result(finding: Finding, index: int) -> dict[str, Any]:
    text = ". ".join(part.rstrip(".") for part in (finding.message, finding.why, finding.help) if part)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": text + "."},
        "locations": [_location(finding.place)],
    }
    if finding.trail:
        result["codeFlows"] = [{"threadFlows": [{"locations": _flow(finding)}]}]
    # Positions of a fix in a notebook are those of its joined cells, which no viewer knows.
    if finding.fix is not None and finding.place.cell is None:
        result["fixes"] = [_fix(finding.fix, finding.fix.path or finding.place.path)]
    return result


def _flow(finding: Finding) -> list[dict[str, Any]]:
    stations = [*((step.what, step.place) for step in finding.trail), (finding.message, finding.place)]
    return [{"location": {**_location(place), "message": {"text": what}}} for what, place in stations]


def _location(place: Place) -> dict[str, Any]:
    region = {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)}
    if place.end_line >= place.line and place.end_column:
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    location: dict[str, Any] = {"artifactLocation": _artifact(place.path)}
    if place.cell is None:
        location["region"] = region
        return {"physicalLocation": location}
    name = f"cell {place.cell}, line {place.line}"
    return {"physicalLocation": location, "logicalLocations": [{"fullyQualifiedName": name, "kind": "module"}]}


def _artifact(path: str) -> dict[str, str]:
    name = path.replace("\\", "/")
    return {"uri": ("file://" if name.startswith("/") else "") + quote(name, safe="/", errors="replace")}


def _fix(fix: Fix, path: str) -> dict[str, Any]:
    changes = {"artifactLocation": _artifact(path), "replacements": [_replacement(edit) for edit in fix.edits]}
    return {"description": {"text": fix.message}, "artifactChanges": [changes]}


def _replacement(edit: Edit) -> dict[str, Any]:
    region = {
        "startLine": edit.line,
        "startColumn": edit.column + 1,
        "endLine": edit.end_line,
        "endColumn": edit.end_column + 1,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}
