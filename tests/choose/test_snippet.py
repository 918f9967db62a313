"""Every snippet that can be emitted runs as it is, without a warning, and its loss falls."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rightloss.catalog.registry import losses
from rightloss.choose.candidates import CANDIDATES, WINS_WHEN
from rightloss.choose.contract import contract
from rightloss.choose.plan import Plan
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind
from rightloss.choose.snippet import write

_ARGUMENTS: dict[str, dict[str, Any]] = {
    "huber": {"delta": 2.31},
    "pinball": {"quantile": 0.9},
    "tweedie-deviance": {"power": 1.4},
    "logit-adjusted-cross-entropy": {"class_counts": [30, 20, 10]},
    "generalised-cross-entropy": {"q": 0.7},
    "corn": {"num_classes": 3},
}
# Recommended for plain numbers too, where a metric asks for them and none is negative.
_POSITIVE = ("mape", "msle", "poisson-nll", "tweedie-deviance")
_EXTRA: dict[Kind, tuple[str, ...]] = {
    "real": (
        "student-t-nll",
        "beta-weighted-gaussian-nll",
        "gaussian-log-variance-nll",
        "pinball",
        "expectile",
        "smooth-l1",
        "listnet",
        *_POSITIVE,
    ),
    "binary": ("listnet",),
    "nominal": ("listnet",),
    "positive": ("mape", "poisson-nll", "gaussian-nll", "pinball", "listnet"),
    "zero-inflated-positive": ("msle", "pinball"),
    "count": ("zero-inflated-negative-binomial-nll", "pinball", "msle", "mape", "tweedie-deviance", "listnet"),
    "ordinal": ("listnet", "msle", "pinball"),
    "mask": ("binary-cross-entropy",),
    "proportion": ("pinball", "gamma-deviance", *_POSITIVE),
    "multi-output": ("pinball",),
}
_ROWS: dict[Kind, tuple[Any, ...]] = {
    "binary": (0, 1, 1, 0),
    "nominal": (0, 2, 1, 1),
    "ordinal": (0, 1, 2, 2),
    "count": (0, 3, 1, 7),
    "positive": (1.5, 20.0, 3.25),
    "zero-inflated-positive": (0.0, 20.0, 0.0, 3.25),
    "proportion": (0.1, 0.65, 0.9),
    "real": (-1.5, 0.0, 12.25),
    "circular": (0.1, 3.0, 6.2),
    "duration": ((5.0, 1), (8.5, 0), (2.0, 1)),
    "multi-label": ((0.0, 1.0, 1.0), (1.0, 0.0, 0.0)),
    "soft-label": ((0.2, 0.3, 0.5), (0.8, 0.1, 0.1)),
    "multi-output": ((0.2, -3.0, 50.0), (1.0, 2.0, 60.0)),
    "mask": (),
}


def plans() -> list[Plan]:
    """A plan for every pair of kind and loss."""
    return [
        _plan(kind, loss)
        for kind, known in CANDIDATES.items()
        for loss in (*known, *_EXTRA.get(kind, ()))
        if loss not in ("identifier", "constant")
    ]


def _plan(kind: Kind, loss: str) -> Plan:
    binary = kind == "binary" or (kind == "mask" and loss == "binary-cross-entropy")
    columns = {"multi-label": (3,), "multi-output": (3,), "soft-label": (3,)}.get(kind, ())
    layout: Any = {"multi-label": "zero-one", "soft-label": "simplex", "mask": "labels"}.get(kind, "vector")
    profile = Profile(type="integer", layout=layout, shape=columns, levels=2 if binary else 3)
    facts = contract(loss, kind, profile)
    decide: dict[str, Any] = {"binary": "threshold", "nominal": "argmax", "ordinal": "argmax"}
    return Plan(
        kind=kind,
        loss=loss,
        arguments=_ARGUMENTS.get(loss, {}),
        activation=facts.activation,
        outputs=facts.outputs,
        target=facts.target,
        features=5,
        examples=_examples(kind, loss),
        classes={"binary": ("no", "yes"), "nominal": ("a", 'b"c', "d"), "ordinal": ("1", "2", "3")}.get(kind, ()),
        centre=2.5,
        scale=3.0,
        period=360.0 if kind == "circular" else None,
        decide=decide.get(kind, "none"),
    )


def _examples(kind: Kind, loss: str) -> tuple[Any, ...]:
    rows = _ROWS["positive" if kind == "real" and loss in _POSITIVE else kind]
    return tuple(row for row in rows if row) if loss == "mape" else rows


def _run(path: Path) -> tuple[int, str, str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "error", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[int, str, str]]:
    """What each script prints; two run at a time."""
    folder = tmp_path_factory.mktemp("snippets")
    paths = {}
    for plan in plans():
        paths[plan.kind, plan.loss] = folder / f"{plan.kind}-{plan.loss}.py"
        paths[plan.kind, plan.loss].write_text(write(plan))
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(paths, pool.map(_run, paths.values()), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("plan", plans(), ids=lambda plan: f"{plan.kind}-{plan.loss}")
def test_runs_and_learns(plan: Plan, outcomes: dict[tuple[str, str], tuple[int, str, str]]) -> None:
    code, out, err = outcomes[plan.kind, plan.loss]
    assert code == 0, err
    assert err == ""
    first, last = (float(number) for number in re.findall(r"loss (-?[\d.]+)", out))
    assert last < first


def test_every_loss_that_can_be_recommended_has_a_plan() -> None:
    assert {plan.loss for plan in plans()} >= set(WINS_WHEN)
    assert set(WINS_WHEN) <= set(losses())


@pytest.mark.slow
def test_is_formatted(tmp_path: Path) -> None:
    for plan in plans():
        (tmp_path / f"{plan.kind}-{plan.loss}.py".replace("-", "_")).write_text(write(plan))
    ruff = [sys.executable, "-m", "ruff"]
    for arguments in (["format", "--check", "--line-length", "120"], ["check", "--line-length", "120"]):
        command = [*ruff, *arguments, "--isolated", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
