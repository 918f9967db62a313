from rightloss.report.finding_ci import to_github, to_gitlab
from tests.report.findings import ALL, BARE, FULL, IN_CELL


def test_github() -> None:
    assert to_github([BARE]) == (
        "::error title=rightloss (RL901),file=b.py,line=2,col=3,endLine=2,endColumn=3"
        "::b.py:2:3: RL901 100%25 wrong, says: x\n"
    )
    assert to_github([FULL]).endswith("before%0Athe loss cannot fall below 1.461%0Apass the raw scores\n")


def test_github_shows_no_line_of_a_cell() -> None:
    assert to_github([IN_CELL]).startswith("::warning title=rightloss (RL103),file=a b.ipynb::a b.ipynb:cell 3:2:1: ")


def test_gitlab() -> None:
    entry = to_gitlab([FULL])[0]
    assert entry["check_name"] == "RL101"
    assert entry["severity"] == "major"
    assert entry["location"] == {
        "path": "train.py",
        "positions": {"begin": {"line": 58, "column": 8}, "end": {"line": 58, "column": 12}},
    }


def test_fingerprints_differ_and_stay() -> None:
    first = [entry["fingerprint"] for entry in to_gitlab([*ALL, FULL])]
    assert len(set(first)) == 4
    assert first == [entry["fingerprint"] for entry in to_gitlab([*ALL, FULL])]
