import json

from rightloss.report.finding_json import to_json
from tests.report.findings import ALL, FULL, IN_CELL

KEYS = [
    "code",
    "name",
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "message",
    "why",
    "help",
    "severity",
    "confidence",
    "trail",
    "fix",
]


def test_the_keys() -> None:
    found = to_json(ALL)
    json.dumps(found, allow_nan=False)
    assert found["schema"] == 1
    assert [list(item) for item in found["findings"][:2]] == [KEYS, KEYS]


def test_a_notebook_has_a_cell() -> None:
    (item,) = to_json([IN_CELL])["findings"]
    assert item["cell"] == 3
    assert set(item) == {*KEYS, "cell"}


def test_columns_count_from_1() -> None:
    (item,) = to_json([FULL])["findings"]
    assert (item["line"], item["column"], item["end_line"], item["end_column"]) == (58, 8, 58, 12)
    assert item["fix"] == {
        "message": "drop it",
        "path": "train.py",
        "safe": False,
        "edits": [{"line": 58, "column": 1, "end_line": 58, "end_column": 4, "text": "x"}],
    }
    assert item["trail"] == [{"what": "softmax(dim=1)", "path": "model.py", "line": 31}]


def test_no_findings() -> None:
    assert to_json([]) == {"schema": 1, "findings": []}
