"""Every loss of ours beside the plain composition of torch operations that it replaces: forward and backward.

python benchmarks/losses.py [NAME...] [--rows 64,16384] [--runs 30]
The plain composition is torch's own function where there is one, else the formula as a person writes it down: the
definition that the tests hold the loss to (tests/losses/laws), or the one below where that one loops in Python.
Both run on the same float32 tensors in one process, in turn; the ratio is the median over the pairs of ours / plain
in process time, so that below 1 ours is faster. Rows go to benchmarks/results/losses.json.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.losses.test_laws import CASES  # noqa: E402

from rightloss.catalog.registry import losses  # noqa: E402
from rightloss.testing import LossCase  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "losses.json"
Loss = Callable[..., Tensor]

# Where the definition of the tests loops in Python, or takes its arguments in another order than torch.
PLAIN: dict[str, Loss] = {
    "ctc": lambda log_probs, *rest: functional.ctc_loss(log_probs.transpose(0, 1), *rest),
    "ctc-with-logits": lambda logits, *rest, **options: functional.ctc_loss(
        logits.transpose(0, 1).log_softmax(2), *rest, **options
    ),
}


def plain(name: str, case: LossCase) -> Loss:
    """The composition that a loss replaces, reduced to its mean."""
    if found := PLAIN.get(name.partition(":")[0]):
        return partial(found, **case.options)
    calls = losses()[name.partition(":")[0]].calls
    for call in calls:
        if call.startswith("torch.nn.functional."):
            theirs: Loss = getattr(functional, call.rpartition(".")[2])
            return lambda *arguments: theirs(*arguments, **case.options)
    assert case.oracle is not None
    oracle = case.oracle
    return lambda *arguments: oracle(*arguments).mean()


def arguments(case: LossCase, rows: int) -> tuple[Tensor, ...]:
    """Drawn arguments in float32, repeated up to a number of rows, with noise on the inputs."""
    noise = torch.Generator().manual_seed(1)
    found = []
    for position, x in enumerate(case.drawn()):
        x = x.float() if x.is_floating_point() else x
        if position not in case.shared:
            x = x.repeat(-(-rows // len(x)), *[1] * (x.dim() - 1))[:rows]
        if position < case.inputs and case.extreme:
            x = x + 0.1 * torch.randn(x.shape, generator=noise)
        found.append(x)
    return tuple(found)


def seconds(loss: Loss, case: LossCase, values: tuple[Tensor, ...], calls: int) -> float:
    """Process time of a number of forward and backward passes."""
    leaves = [case.leaves(values) for _ in range(calls)]
    start = time.process_time()
    for one in leaves:
        loss(*one).backward()
    return (time.process_time() - start) / calls


def ratio(name: str, case: LossCase, rows: int, runs: int) -> dict[str, float]:
    values, theirs = arguments(case, rows), plain(name, case)
    for loss in (case.value, theirs):
        seconds(loss, case, values, 2)
    calls = max(1, min(200, int(0.01 / seconds(theirs, case, values, 3))))
    pairs = [[seconds(loss, case, values, calls) for loss in (case.value, theirs)] for _ in range(runs)]
    return {
        "ours_us": round(1e6 * statistics.median(ours for ours, _ in pairs), 1),
        "plain_us": round(1e6 * statistics.median(other for _, other in pairs), 1),
        "ratio": round(statistics.median(ours / other for ours, other in pairs), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--rows", default="64,16384")
    parser.add_argument("--runs", type=int, default=30)
    options = parser.parse_args()
    torch.set_num_threads(1)
    table = {}
    for name in options.names or CASES:
        for rows in map(int, options.rows.split(",")):
            table[f"{name} x {rows}"] = found = ratio(name, CASES[name], rows, options.runs)
            print(f"{name:40} {rows:6} rows  {found['ratio']:6.2f}  ({found['ours_us']} / {found['plain_us']} us)")
    if not options.names:
        stamp = {
            "date": date.today().isoformat(),
            "machine": f"{platform.machine()}, CPython {platform.python_version()}, torch {torch.__version__}",
            "commit": subprocess.run(
                ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
            ).stdout.strip(),
        }
        RESULTS.write_text(json.dumps({**stamp, "ratios": table}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
