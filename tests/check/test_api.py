import subprocess
import sys
from pathlib import Path

import pytest

import rightloss.check
from rightloss.check import check_source
from rightloss.check.config import forget
from tests.check.sources import BAD, BROKEN, GOOD, notebook


def test_a_text() -> None:
    (finding,) = check_source(BAD, "train.py")
    assert (finding.code, finding.place.path, finding.place.line) == ("RL101", "train.py", 5)
    assert check_source(GOOD) == []


def test_a_text_that_does_not_parse() -> None:
    (finding,) = check_source(BROKEN)
    assert finding.code == "RL002"


def test_a_notebook() -> None:
    (finding,) = check_source(notebook(BAD), "a.ipynb")
    assert finding.place.cell == 1


def test_a_lone_surrogate_is_no_crash() -> None:
    assert [finding.code for finding in check_source("x = '\udcff'\n")] == ["RL002"]


def test_the_nearest_configuration_holds(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.rightloss]\nignore = ["RL101"]\n')
    forget()
    assert check_source(BAD, str(tmp_path / "a.py")) == []


def test_imports_are_looked_up_beside_the_path(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("from torch import nn\nnet = nn.Sequential(nn.Linear(2, 3), nn.Softmax(dim=1))\n")
    text = "import torch\nfrom net import net\nloss = torch.nn.CrossEntropyLoss()(net(torch.randn(4, 2)), y)\n"
    assert [finding.code for finding in check_source(text, str(tmp_path / "train.py"))] == ["RL101"]


def test_the_door_is_lazy() -> None:
    code = "import sys, rightloss.check; sys.exit('rightloss.check.api' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        rightloss.check.nonsense  # noqa: B018
