"""Every loss of ours beside the plain composition of torch operations that it replaces: forward and backward.

python benchmarks/losses.py [NAME...] [--runs 9]
The plain composition is torch's own function where there is one, else the formula as a person writes it down: that of
benchmarks/_plain.py, or the definition that the tests hold the loss to (tests/losses/laws). Both must give the same
number; then both run on the same float32 tensors in one process, in turn, on one thread. The ratio is the median over
the pairs of ours / plain in process time, so that below 1 ours is faster. Two sizes are those of a training step; at 64
rows little is computed, and what is left is what a call costs. Memory that was freed stays with the process: glibc
else gives it back and fetches it anew at moments that depend on what else lies on the heap, which alone made 0.9 to 2.4
of one loss. Rows go to benchmarks/results/losses.json.
"""

import argparse
import ctypes
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks._plain import PLAIN  # noqa: E402
from tests.losses.test_laws import CASES  # noqa: E402

from rightloss.catalog.registry import losses  # noqa: E402
from rightloss.testing import LossCase  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "losses.json"
Loss = Callable[..., Tensor]


ROWS = (16384, 131072)
ANSWERS = ("dpo", "ipo", "simpo", "orpo", "kto", "grpo", "dr-grpo", "dapo", "cispo")  # of 160 tokens, not of 5
WIDE = 1000  # classes
PAIRED = (256, 1024)  # where every row meets every other
SIZES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("batch-hard-triplet", "supervised-contrastive", "nt-xent", "info-nce"), PAIRED),
    **dict.fromkeys(("clip-contrastive", "siglip"), PAIRED),
    **dict.fromkeys(("ctc", "ctc-with-logits", "bi-tempered-logistic"), (1024, 16384)),
    **dict.fromkeys(ANSWERS, (2048, 8192)),
    **dict.fromkeys(("language-model-cross-entropy", "linear-cross-entropy", "linear-distillation"), (256, 2048)),
}
FIXED = 64  # rows at which a call costs what it costs however little it computes
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3  # as malloc.h numbers them
NOISE = 1.05  # up to here a ratio is not told from 1
# Why a loss takes longer, as its code tells; printed with its ratio where that is above NOISE.
_FIXED = "what a call looks at, beside little other work: "
REASONS: dict[str, str] = {
    "log-cosh": "sinh, log1p and a root instead of one softplus, which has no digit left of half the square of 0.001",
    "focal": "1 - p from the sum of the others, where a difference has no digit left near p = 1",
    "binary-cross-entropy": _FIXED + "targets from 0 to 1 at first, and whether the sum is finite",
    **dict.fromkeys(("poisson-nll", "mape", "kl-divergence"), _FIXED + "shapes, dtypes, options, and targets at first"),
    **dict.fromkeys(("nll", "cross-entropy"), _FIXED + "dtypes, options, and whether the sum is finite"),
    "ctc": "labels are read with every call, as PyTorch's kernel reads what a wrong one points to",
    "kto": _FIXED + "four tensors of log-probabilities, and whether each target is 0 or 1",
    "lovasz-hinge": "the slope is made by hand, which broadcasts over the few positions of an image here",
}


def _text(g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Scores of a vocabulary, which are many: six texts of 8 tokens."""
    return torch.randn(6, 8, 1000, generator=g), torch.randint(0, 1000, (6, 8), generator=g)


def _head(g: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    weight = 0.1 * torch.randn(4000, 256, generator=g)
    return torch.randn(6, 256, generator=g), weight, torch.randint(0, 4000, (6,), generator=g)


def _heads(g: torch.Generator) -> tuple[Tensor, ...]:
    student, teacher = ((torch.randn(6, 256, generator=g), 0.1 * torch.randn(4000, 256, generator=g)) for _ in range(2))
    return *student, *teacher


def _scores(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return torch.randn(6, WIDE, generator=g), torch.randint(0, WIDE, (6,), generator=g)


def _log_probabilities(g: torch.Generator) -> tuple[Tensor, Tensor]:
    scores, target = _scores(g)
    return scores.log_softmax(1), target


def _two_scores(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _scores(g)[0], _scores(g)[0]


def _log_and_shares(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _scores(g)[0].log_softmax(1), _scores(g)[0].softmax(1)


# The cases of the tests are narrow; these losses are for wide scores.
DRAWS: dict[str, Callable[[torch.Generator], tuple[Tensor, ...]]] = {
    "language-model-cross-entropy": _text,
    "linear-cross-entropy": _head,
    "linear-distillation": _heads,
}

# What takes any number of classes is timed with many of them too.
MANY: dict[str, LossCase] = {
    f"{name}:{WIDE}-classes": replace(CASES[name], draw=draw)
    for draw, names in {
        _scores: (
            "cross-entropy",
            "focal",
            "poly-1-cross-entropy",
            "crammer-singer-hinge",
            "generalised-cross-entropy",
            "symmetric-cross-entropy",
            "bi-tempered-logistic",
        ),
        _log_probabilities: ("nll",),
        _log_and_shares: ("kl-divergence",),
        _two_scores: ("distillation-kl", "reverse-kl"),
    }.items()
    for name in names
}
ALL = {**CASES, **MANY}


def plain(name: str, case: LossCase) -> Loss:
    """The composition that a loss replaces, reduced to its mean."""
    base = name.partition(":")[0]
    if found := PLAIN.get(base):
        return partial(found, **case.options)
    calls = losses()[base].calls
    for call in calls:
        if call.startswith("torch.nn.functional."):
            theirs: Loss = getattr(functional, call.rpartition(".")[2])
            return lambda *arguments: theirs(*arguments, **case.options)
    assert case.oracle is not None
    oracle = case.oracle
    return lambda *arguments: oracle(*arguments).mean()


def arguments(name: str, case: LossCase, rows: int) -> tuple[Tensor, ...]:
    """Drawn arguments in float32, repeated up to a number of rows, with noise on the inputs."""
    base, noise = name.partition(":")[0], torch.Generator().manual_seed(1)
    found = []
    for position, x in enumerate(case.drawn()):
        x = x.float() if x.is_floating_point() else x
        if base in ANSWERS and x.dim() == 2:
            x = x.repeat(1, 32)
        if position not in case.shared:
            x = x.repeat(-(-rows // len(x)), *[1] * (x.dim() - 1))[:rows]
        if position < case.inputs and case.extreme:
            x = x + 0.001 * torch.randn(x.shape, generator=noise)
        found.append(x)
    return tuple(found)


def check(name: str, case: LossCase) -> None:
    """Raise ValueError unless both give one number."""
    values = arguments(name, case, FIXED)
    ours, theirs = (loss(*values) for loss in (partial(case.function, **case.options), plain(name, case)))
    if not torch.isclose(ours, theirs.to(ours.dtype), rtol=1e-3, atol=1e-4):
        raise ValueError(f"got {ours.item():g} from {name} and {theirs.item():g} from what it is held beside")


def seconds(loss: Loss, case: LossCase, values: tuple[Tensor, ...], calls: int) -> float:
    """Process time of a number of forward and backward passes."""
    leaves = [case.leaves(values) for _ in range(calls)]
    start = time.process_time()
    for one in leaves:
        loss(*one).backward()
    return (time.process_time() - start) / calls


def ratio(name: str, case: LossCase, rows: int, runs: int) -> dict[str, float]:
    """Microseconds of a forward and backward pass, and what ours takes for each of the plain one's."""
    values = arguments(name, case, rows)
    both = partial(case.function, **case.options), plain(name, case)
    for loss in both:
        seconds(loss, case, values, 2)
    calls = max(1, min(100, int(0.01 / seconds(both[1], case, values, 2))))
    pairs = [[seconds(loss, case, values, calls) for loss in both] for _ in range(runs)]
    return {
        "rows": rows,
        "ours_us": round(1e6 * statistics.median(ours for ours, _ in pairs), 1),
        "plain_us": round(1e6 * statistics.median(other for _, other in pairs), 1),
        "ratio": round(statistics.median(ours / other for ours, other in pairs), 2),
    }


def measured(name: str, runs: int) -> list[dict[str, float]]:
    """The rows of one case: at two sizes, and at the one that shows the cost of a call."""
    base = name.partition(":")[0]
    case = replace(ALL[name], draw=DRAWS[base]) if base in DRAWS else ALL[name]
    check(name, case)
    sizes = (256, 2048) if name in MANY else SIZES.get(base, ROWS)
    return [ratio(name, case, rows, runs) for rows in (FIXED, *sizes)]


def keep_memory() -> None:
    """Tell glibc to give no memory back, and to take none from the system apart from its heap; elsewhere do nothing."""
    if platform.libc_ver()[0] == "glibc":
        for parameter, value in ((_TRIM_THRESHOLD, 1 << 30), (_MMAP_THRESHOLD, 1 << 30), (_TOP_PAD, 1 << 28)):
            ctypes.CDLL(None).mallopt(parameter, value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="cases of tests/losses/laws; by default all, which writes the results")
    parser.add_argument("--runs", type=int, default=9, help="pairs of which the median is taken")
    options = parser.parse_args()
    torch.set_num_threads(1)
    keep_memory()
    warnings.filterwarnings("ignore", "reduction: 'mean' divides")  # torch's advice about kl_div
    table = {}
    for name in options.names or ALL:
        table[name] = measured(name, options.runs)
        columns = (
            f"{row['rows']:7} rows {row['ratio']:5.2f} ({row['ours_us']:.0f} / {row['plain_us']:.0f} us)"
            for row in table[name]
        )
        print(f"{name:38}", *columns, flush=True)
    if not options.names:
        stamp = {
            "date": date.today().isoformat(),
            "machine": f"{platform.machine()}, CPython {platform.python_version()}, torch {torch.__version__}",
            "commit": subprocess.run(
                ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
            ).stdout.strip(),
            "runs": options.runs,
            "load": round(os.getloadavg()[0], 1),
            "noise": NOISE,
            "reasons": REASONS,
        }
        RESULTS.write_text(json.dumps({**stamp, "losses": table}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
