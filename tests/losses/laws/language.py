"""Cases of the losses over sequences."""

import itertools
from functools import wraps
from typing import Any

import torch
from torch import Tensor

from rightloss.functional import ctc_loss
from tests.losses.laws._case import N, case, normal

T, C = 4, 3


def _sequences(g: torch.Generator) -> tuple[Tensor, ...]:
    labels = torch.tensor([[1, 1], [1, 2], [2, 1], [2, 0], [1, 2], [0, 0]])
    return normal(g, N, T, C), labels, torch.tensor([4, 3, 4, 2, 2, 3]), torch.tensor([2, 2, 2, 1, 2, 0])


def _collapsed(path: tuple[int, ...]) -> list[int]:
    return [label for label, _ in itertools.groupby(path) if label != 0]


def _every_path(logits: Tensor, targets: Tensor, steps: Tensor, lengths: Tensor) -> Tensor:
    """Minus the logarithm of the sum over all paths that collapse to the target, one after the other."""
    p = logits.softmax(2)
    values = []
    for n in range(len(logits)):
        wanted = targets[n, : lengths[n]].tolist()
        paths = itertools.product(range(C), repeat=int(steps[n]))
        found = [p[n, range(len(path)), path].prod() for path in paths if _collapsed(path) == wanted]
        values.append(-torch.stack(found).sum().log())
    return torch.stack(values)


def _log_probs(g: torch.Generator) -> tuple[Tensor, ...]:
    logits, *rest = _sequences(g)
    return logits.log_softmax(2), *rest


@wraps(ctc_loss)
def _batch_first(log_probs: Tensor, *arguments: Tensor, **options: Any) -> Tensor:
    return ctc_loss(log_probs.transpose(0, 1), *arguments, **options)


CASES = {
    # The oracle normalises, and so has the gradient of PyTorch. Time comes first, so the module is held to PyTorch's table instead (test_moduleinfo.py).
    "ctc": case("ctc", draw=_log_probs, function=_batch_first, module=None, oracle=_every_path, extreme=0.0),
    "ctc-with-logits": case("ctc-with-logits", draw=_sequences, oracle=_every_path),
    "ctc-with-logits:blank-last": case(
        "ctc-with-logits",
        draw=lambda g: (*_sequences(g)[:1], (_sequences(g)[1] - 1).clamp_min(0), *_sequences(g)[2:]),
        options={"blank": 2},
        oracle=lambda z, y, t, s: _every_path(z.roll(1, 2), y + 1, t, s),
    ),
}
