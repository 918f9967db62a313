"""Every example runs as a reader would run it, and does what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(path for path in EXAMPLES.rglob("*.py") if path.parent.name != "data")


def _run(script: Path, *arguments: str) -> str:
    command = [sys.executable, "-W", "error", str(script), *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_runs_without_a_warning(script: Path) -> None:
    assert _run(script).strip()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nll_loss", "cross_entropy"])
def test_the_loss_of_the_article_falls(name: str) -> None:
    found = re.search(r"before: ([\d.]+), after: ([\d.]+)", _run(EXAMPLES / "article" / f"{name}.py"))
    assert found is not None
    assert float(found[2]) < 0.5 * float(found[1])


@pytest.mark.slow
@pytest.mark.parametrize("script", ["losses/mse", "activations/tanh"])
def test_draws_where_it_is_told(script: str, tmp_path: Path) -> None:
    _run(EXAMPLES / f"{script}.py", str(tmp_path / "curve.svg"))
    assert (tmp_path / "curve.svg").read_text().lstrip().startswith("<?xml")


def test_every_data_set_says_where_it_is_from() -> None:
    table = (EXAMPLES / "data" / "README.md").read_text()
    files = sorted(path.name for path in (EXAMPLES / "data").glob("*.csv"))
    assert len(files) >= 6
    for name in files:
        row = next(line for line in table.splitlines() if f"`{name}`" in line)
        assert len([cell for cell in row.split("|") if cell.strip()]) == 6
        assert (EXAMPLES / "data" / name).stat().st_size < 500_000
