import json
from pathlib import Path

import pytest

from tests.cli.run import invoke, real

FACTORY = """import torch
from torch import nn

def good():
    torch.manual_seed(0)
    x = torch.randn(16, 5)
    return nn.Linear(5, 3), nn.CrossEntropyLoss(), (x, x[:, :3].argmax(1))

def bad():
    model, criterion, batch = good()
    return nn.Sequential(model, nn.Softmax(dim=1)), criterion, batch

def raises():
    raise OSError("no data")

def wrong():
    return 1, 2

def own():
    model, criterion, batch = bad()
    return model, lambda x, y: -x[torch.arange(16), y].mean(), batch
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "factories.py").write_text(FACTORY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_good_model(folder: Path) -> None:
    done = invoke("diagnose", "factories:good")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Nothing is wrong")


def test_a_bad_model(folder: Path) -> None:
    done = invoke("diagnose", "factories.py:bad")
    assert done.exit_code == 1
    assert done.stdout.startswith("Found 1 mistake.\n\nRL101 softmax-before-cross-entropy")
    assert invoke("diagnose", "factories:bad", "--exit-zero").exit_code == 0


def test_json_and_html(folder: Path) -> None:
    found = json.loads(invoke("diagnose", "factories:bad", "--format", "json", "--steps", "3").stdout)
    assert [item["code"] for item in found["findings"]] == ["RL101"]
    assert len(found["curve"]) == 3
    invoke("diagnose", "factories:good", "--format", "html", "-o", "page.html")
    assert (folder / "page.html").read_text().startswith("<!doctype html>")


def test_like(folder: Path) -> None:
    assert "RL101" not in invoke("diagnose", "factories:own").stdout
    assert "RL101" in invoke("diagnose", "factories:own", "--like", "cross-entropy").stdout


@pytest.mark.parametrize(
    ("factory", "message"),
    [
        ("factories", "is not module:function"),
        ("nowhere:f", "cannot be imported: ModuleNotFoundError"),
        ("none.py:f", "is no file"),
        ("factories:none", "has no function none"),
        ("factories:raises", "raised OSError: no data"),
        ("factories:wrong", "must return (model, criterion, batch)"),
    ],
)
def test_wrong_usage(factory: str, message: str, folder: Path) -> None:
    done = invoke("diagnose", factory)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_in_a_process_of_its_own(folder: Path) -> None:
    done = real("diagnose", "factories:bad", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
