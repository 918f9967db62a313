import json
from pathlib import Path

import pytest

from tests.cli.run import invoke, real

HEAD = "import torch\nfrom torch import nn\n"
BAD = f"""{HEAD}
net = nn.Sequential(nn.Linear(5, 3), nn.Softmax(dim=1))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(4):
    loss = nn.CrossEntropyLoss()(net(torch.randn(8, 5)), torch.randint(0, 3, (8,)))
    opt.zero_grad()
    loss.backward()
    opt.step()
    print("step", step)
"""
RAISES = f"{HEAD}\nloss = nn.BCELoss()(nn.Linear(5, 1)(torch.randn(64, 5)), torch.ones(64, 1))\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bad.py").write_text(BAD)
    (tmp_path / "raises.py").write_text(RAISES)
    (tmp_path / "good.py").write_text(BAD.replace(", nn.Softmax(dim=1)", ""))
    return tmp_path


@pytest.mark.slow
def test_output_is_the_scripts_and_findings_follow_on_stderr(folder: Path) -> None:
    done = real("run", "--output-format", "concise", "bad.py", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "step 0\nstep 1\nstep 2\nstep 3\n")
    assert done.stderr.startswith("bad.py:7:12: RL101 ")
    assert done.stderr.endswith("Found 1 mistake.\n")


@pytest.mark.slow
def test_json_has_the_schema_of_check(folder: Path) -> None:
    done = real("run", "--output-format", "json", "-o", "found.json", "bad.py", cwd=folder)
    found = json.loads((folder / "found.json").read_text())
    assert done.returncode == 0
    assert found["schema"] == 1
    (finding,) = found["findings"]
    assert (finding["code"], finding["path"], finding["line"]) == ("RL101", "bad.py", 7)
    assert finding["trail"][0]["line"] == 7


@pytest.mark.slow
def test_stop_batches_and_fail(folder: Path) -> None:
    assert real("run", "-q", "--stop", "bad.py", cwd=folder).stdout == ""
    assert real("run", "-q", "--batches", "2", "bad.py", cwd=folder).stdout == "step 0\n"
    assert real("run", "-q", "--fail", "bad.py", cwd=folder).returncode == 1
    done = real("run", "--fail", "good.py", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "All checks passed.\n")


@pytest.mark.slow
def test_an_exception_at_the_loss_is_explained(folder: Path) -> None:
    done = real("run", "raises.py", cwd=folder)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert "RL107 scores-into-bce" in done.stderr
    assert "rightloss" not in done.stderr.partition("RL107")[0]


def test_a_missing_script_is_a_usage_error(tmp_path: Path) -> None:
    done = invoke("run", str(tmp_path / "none.py"))
    assert done.exit_code == 2
    assert "is no file" in done.stderr
