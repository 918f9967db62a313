import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAD = "import torch\nfrom torch import nn\nfrom torch.nn.functional import cross_entropy\n\n"
TESTS = f"""{HEAD}
X, Y = torch.randn(16, 4), torch.randint(0, 3, (16,))


def test_right(loss_doctor):
    assert loss_doctor(nn.Linear(4, 3), nn.CrossEntropyLoss(), (X, Y), steps=0).loss == "cross-entropy"


def test_wrong(loss_doctor):
    loss_doctor(nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)), nn.CrossEntropyLoss(), (X, Y), steps=0)


def test_ignored(loss_doctor):
    net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
    loss_doctor(net, nn.CrossEntropyLoss(), (X, Y), steps=0, ignore=["RL101"])


def test_watched(loss_doctor):
    with loss_doctor.watching():
        cross_entropy(X.softmax(1), Y)


def test_own_error_comes_through(loss_doctor):
    with loss_doctor.watching():
        raise KeyError("mine")
"""


def run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "rightloss.pytest_plugin", *more]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)


@pytest.mark.slow
def test_the_fixture(tmp_path: Path) -> None:
    (tmp_path / "test_wiring.py").write_text(TESTS)
    done = run(tmp_path)
    assert "3 failed, 2 passed" in done.stdout
    assert "RL101 softmax-before-cross-entropy" in done.stdout
    assert "KeyError: 'mine'" in done.stdout
    assert "pytest_plugin.py" not in done.stdout.replace("rightloss.pytest_plugin", "")


def test_torch_is_not_imported_where_the_fixture_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "test_other.py").write_text("import sys\ndef test_it():\n    assert 'torch' not in sys.modules\n")
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout


def test_pytest_finds_it_where_rightloss_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"rightloss": "rightloss.pytest_plugin"}
