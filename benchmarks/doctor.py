"""What `rightloss.guard` costs: a call after the first, and the first call beside a training step of a ResNet-18.

python benchmarks/doctor.py [--runs 9] [--batch 4]
Alternating in one process; medians; a line is added to benchmarks/results/doctor.json.
"""

import argparse
import itertools
import json
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

import torch
from torch import nn

import rightloss

RESULTS = Path(__file__).parent / "results" / "doctor.json"
CALLS = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--batch", type=int, default=4)
    options = parser.parse_args()
    torch.manual_seed(0)
    measured = {
        "later_call_of_a_module_us": later(nn.CrossEntropyLoss, options.runs),
        "later_call_of_a_function_us": later(lambda: nothing, options.runs),
        **first(options.runs, options.batch),
    }
    report(options, measured)


def nothing(scores: torch.Tensor, labels: torch.Tensor) -> None:
    """A function that costs nothing, so that the guard's own cost is not lost in noise."""


def later(make: Callable[[], Callable[..., object]], runs: int) -> float:
    """Microseconds that a guarded call takes longer than a plain one, once the guard is done."""
    x, y = torch.randn(2, 3), torch.tensor([0, 1])
    plain, guarded = make(), rightloss.guard(make(), like="cross-entropy")
    guarded(x, y)
    differences = []
    for _ in range(runs):
        ours, theirs = seconds(guarded, x, y), seconds(plain, x, y)
        differences.append(ours - theirs)
    return round(statistics.median(differences) / CALLS * 1e6, 3)


def seconds(function: Callable[..., object], x: torch.Tensor, y: torch.Tensor) -> float:
    start = time.process_time()
    for _ in range(CALLS):
        function(x, y)
    return time.process_time() - start


def first(runs: int, batch: int) -> dict[str, float]:
    """Milliseconds of a training step, and those by which the first guarded loss takes longer than a plain one."""
    model = resnet18()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    x, y = torch.randn(batch, 3, 224, 224), torch.randint(0, 1000, (batch,))
    steps, extra = [], []
    for number in range(runs + 1):
        start = time.process_time()
        scores = model(x)
        before = time.process_time()
        loss = nn.CrossEntropyLoss()(scores, y)
        plain = time.process_time() - before
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps.append(time.process_time() - start)
        criterion = rightloss.guard(nn.CrossEntropyLoss())
        scores = model(x)
        before = time.process_time()
        criterion(scores, y)
        if number:  # the very first imports and fills caches; a process has one of it
            extra.append(time.process_time() - before - plain)
        else:
            once = time.process_time() - before - plain
    step, first_call = statistics.median(steps) * 1e3, statistics.median(extra) * 1e3
    return {
        "step_ms": round(step, 1),
        "first_call_ms": round(first_call, 2),
        "first_call_of_a_process_ms": round(once * 1e3, 2),
        "allowed_ms": round(0.05 * step + 2, 2),
    }


class Block(nn.Module):
    """Two convolutions and a shortcut."""

    def __init__(self, inside: int, outside: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(),
            nn.Conv2d(outside, outside, 3, 1, 1, bias=False), nn.BatchNorm2d(outside),
        )  # fmt: skip
        same = inside == outside and stride == 1
        self.short = nn.Identity() if same else nn.Conv2d(inside, outside, 1, stride, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Body and shortcut, added."""
        return torch.relu(self.body(x) + self.short(x))


def resnet18() -> nn.Sequential:
    """18 layers and 11.7 million parameters, as in He et al. (2016)."""
    stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
    sizes = (64, 64, 64, 128, 128, 256, 256, 512, 512)
    blocks = [Block(a, b, 1 if a == b else 2) for a, b in itertools.pairwise(sizes)]
    return nn.Sequential(stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))


def report(options: argparse.Namespace, measured: dict[str, float]) -> None:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    line = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, CPython {platform.python_version()}, {torch.get_num_threads()} thread",
        "versions": {"rightloss": version("rightloss"), "torch": torch.__version__},
        "commit": commit.stdout.strip(),
        "batch": options.batch,
        **measured,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    earlier = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    RESULTS.write_text(json.dumps([*earlier, line], indent=1) + "\n")
    print(json.dumps(line, indent=1))


if __name__ == "__main__":
    main()
