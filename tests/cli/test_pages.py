from pathlib import Path

import pytest

from rightloss.cli._pages import outcome_of
from rightloss.findings import Finding, Place


def test_lines_are_found_and_missing_files_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text("x = 1\n")
    findings = [
        Finding(code="RL101", name="n", place=Place(path=path, line=1), message="m") for path in ("a.py", "<live>")
    ]
    outcome = outcome_of(findings)
    assert [page.shown for page in outcome.pages.values()] == ["a.py"]
    assert outcome.findings == tuple(findings)
