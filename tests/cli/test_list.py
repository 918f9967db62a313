import json
from types import SimpleNamespace

import pytest

from rightloss.catalog import activations, losses
from tests.cli.run import invoke, real


def test_every_loss_and_activation_is_listed() -> None:
    done = real("list", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["schema"] == 1
    assert [loss["name"] for loss in found["losses"]] == list(losses())
    assert [entry["name"] for entry in found["activations"]] == list(activations())


def test_the_table_has_a_row_each() -> None:
    rows = [line.split()[0] for line in invoke("list").stdout.splitlines()[2:]]
    assert rows == [*losses(), *activations()]


def test_a_narrow_terminal_gets_the_title_below_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rightloss.cli.list.columns", lambda: 80)
    monkeypatch.setattr("rightloss.cli.list.sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True)))
    lines = invoke("list").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    at = next(number for number, line in enumerate(lines) if line.startswith("huber "))
    assert lines[at].split() == ["huber", "regression", "rightloss"]
    assert lines[at + 1].split() == ["Huber", "loss", "torch"]


def test_a_task_keeps_its_losses_and_their_activations() -> None:
    found = json.loads(invoke("list", "--task", "regression", "--json").stdout)
    names = {loss["name"] for loss in found["losses"]}
    assert {"l1", "mse", "huber"} <= names
    assert "cross-entropy" not in names
    assert {entry["name"] for entry in found["activations"]} == {loss["activation"] for loss in found["losses"]}


def test_a_task_without_losses_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rightloss.cli.list.losses", dict)
    done = invoke("list", "--task", "ranking", "--json")
    assert (done.exit_code, done.stderr) == (0, "no loss for ranking is catalogued\n")
    assert json.loads(done.stdout) == {"schema": 1, "losses": [], "activations": []}


def test_an_unknown_task_is_refused_with_those_that_there_are() -> None:
    done = invoke("list", "--task", "cooking")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "'ordinal-regression'" in done.stderr
