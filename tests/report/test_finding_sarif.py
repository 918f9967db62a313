import json
from collections.abc import Iterator
from typing import Any

import pytest

from rightloss.check.housekeeping import mistakes
from rightloss.report.finding_sarif import to_sarif
from tests.report.findings import ALL, BARE, FULL, IN_CELL

# The part of the SARIF 2.1.0 schema (OASIS) that a log of ours uses: type -> property -> (type, required).
# A type in brackets is an array; a name with a capital is another row of this table.
_SCHEMA: dict[str, dict[str, tuple[Any, bool]]] = {
    "Log": {"$schema": (str, False), "version": (("2.1.0",), True), "runs": (["Run"], True)},
    "Run": {
        "tool": ("Tool", True),
        "results": (["Result"], False),
        "columnKind": (("utf16CodeUnits", "unicodeCodePoints"), False),
    },
    "Tool": {"driver": ("Driver", True)},
    "Driver": {
        "name": (str, True),
        "version": (str, False),
        "semanticVersion": (str, False),
        "rules": (["Rule"], False),
    },
    "Rule": {"id": (str, True), "name": (str, False), "shortDescription": ("Message", False)},
    "Message": {"text": (str, True)},
    "Result": {
        "ruleId": (str, False),
        "ruleIndex": (int, False),
        "level": (("none", "note", "warning", "error"), False),
        "message": ("Message", True),
        "locations": (["Location"], False),
        "codeFlows": (["CodeFlow"], False),
        "fixes": (["Fix"], False),
    },
    "Location": {
        "physicalLocation": ("PhysicalLocation", False),
        "logicalLocations": (["LogicalLocation"], False),
        "message": ("Message", False),
    },
    "PhysicalLocation": {"artifactLocation": ("ArtifactLocation", True), "region": ("Region", False)},
    "ArtifactLocation": {"uri": (str, True)},
    "LogicalLocation": {"fullyQualifiedName": (str, False), "kind": (str, False)},
    "Region": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), (int, False)),
    "CodeFlow": {"threadFlows": (["ThreadFlow"], True)},
    "ThreadFlow": {"locations": (["ThreadFlowLocation"], True)},
    "ThreadFlowLocation": {"location": ("Location", False)},
    "Fix": {"description": ("Message", False), "artifactChanges": (["ArtifactChange"], True)},
    "ArtifactChange": {"artifactLocation": ("ArtifactLocation", True), "replacements": (["Replacement"], True)},
    "Replacement": {"deletedRegion": ("Region", True), "insertedContent": ("Message", False)},
}


def faults(value: Any, wanted: Any, where: str = "log") -> Iterator[str]:
    """Where a value does not fit the schema."""
    if isinstance(wanted, list):
        yield from (
            (fault for i, item in enumerate(value) for fault in faults(item, wanted[0], f"{where}[{i}]"))
            if isinstance(value, list)
            else (f"{where}: no array",)
        )
    elif isinstance(wanted, tuple):
        if value not in wanted:
            yield f"{where}: {value!r} is none of {wanted}"
    elif isinstance(wanted, type):
        if type(value) is not wanted or (wanted is int and where[-5:] in ("eLine", "tLine", "olumn") and value < 1):
            yield f"{where}: {value!r}"
    elif not isinstance(value, dict):
        yield f"{where}: no object"
    else:
        yield from _object_faults(value, _SCHEMA[wanted], where)


def _object_faults(value: dict[str, Any], row: dict[str, tuple[Any, bool]], where: str) -> Iterator[str]:
    yield from (f"{where}: {key} is not in the schema" for key in value if key not in row)
    yield from (f"{where}: {key} is missing" for key, (_, required) in row.items() if required and key not in value)
    for key, item in value.items():
        if key in row:
            yield from faults(item, row[key][0], f"{where}.{key}")


@pytest.mark.parametrize(
    "findings", [(), (BARE,), (FULL,), (IN_CELL,), ALL], ids=["none", "bare", "full", "cell", "all"]
)
def test_a_log_fits_the_schema(findings: tuple[Any, ...]) -> None:
    log = json.loads(json.dumps(to_sarif(findings, mistakes())))
    assert list(faults(log, "Log")) == []


BROKEN: list[tuple[str, Any]] = [
    ("version", "2.0.0"),
    ("runs", {}),
    ("runs", [{}]),
    ("extra", 1),
]


@pytest.mark.parametrize(("key", "value"), BROKEN)
def test_the_schema_sees_what_does_not_fit(key: str, value: Any) -> None:
    assert list(faults({**to_sarif(ALL, mistakes()), key: value}, "Log")) != []


def test_the_way_is_a_code_flow() -> None:
    (result,) = to_sarif([FULL], mistakes())["runs"][0]["results"]
    stations = result["codeFlows"][0]["threadFlows"][0]["locations"]
    uris = [item["location"]["physicalLocation"]["artifactLocation"]["uri"] for item in stations]
    assert uris == ["model.py", "train.py"]


def test_every_result_leads_to_its_rule() -> None:
    run = to_sarif(ALL, mistakes())["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_paths_are_escaped() -> None:
    (result,) = to_sarif([IN_CELL], mistakes())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "a%20b.ipynb"}}
    assert "fixes" not in result
