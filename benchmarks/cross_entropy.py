"""Cross-entropy on given logits, forward and backward: ours, PyTorch eager and compiled, and the floor.

python benchmarks/cross_entropy.py [--threads 2] [--rounds 7] [--case "4096 x 32000"]
The floor copies the logits into fresh memory: what must be read and written at the least. For bfloat16 the error is the
largest of the gradient against float64, over the largest gradient.
"""

from collections.abc import Callable
from typing import Any

import torch
from _pairs import Contender, Work, main
from torch import Tensor, nn

import rightloss

CASES = {
    "4096 x 32000": {"rows": 4096, "classes": 32000},
    "65536 x 1000": {"rows": 65536, "classes": 1000},
    "4096 x 32000, bfloat16": {"rows": 4096, "classes": 32000, "bits": 16},
}
DTYPES = {16: torch.bfloat16, 32: torch.float32}


def _drawn(rows: int, classes: int, bits: int) -> tuple[Tensor, Tensor]:
    return torch.randn(rows, classes, dtype=DTYPES[bits]), torch.randint(0, classes, (rows,))


def _leaf(loss: Callable[[Tensor, Tensor], Tensor]) -> Contender:
    def contender(rows: int, classes: int, bits: int = 32) -> Work:
        logits, target = _drawn(rows, classes, bits)
        return Work(
            lambda: logits.detach().requires_grad_(),
            lambda leaf: loss(leaf, target).backward(),
            logits.nbytes,
            {"error": lambda: _error(loss, logits, target)} if bits == 16 else {},
        )

    return contender


def _error(loss: Callable[[Tensor, Tensor], Tensor], logits: Tensor, target: Tensor) -> float:
    leaf = logits.detach().requires_grad_()
    (found,) = torch.autograd.grad(loss(leaf, target), leaf)
    worst = most = 0.0
    for part, own, true in zip(found.split(256), logits.split(256), target.split(256), strict=True):
        exact = (torch.softmax(own.double(), 1) - nn.functional.one_hot(true, own.shape[1])) / len(logits)
        worst, most = max(worst, (part - exact).abs().max().item()), max(most, exact.abs().max().item())
    return worst / most


def _overwriting(rows: int, classes: int, bits: int = 32) -> Work:
    logits, target = _drawn(rows, classes, bits)
    logits.requires_grad_()
    loss = rightloss.CrossEntropyLoss(overwrite_logits=True)
    made = torch.empty_like(logits)

    def prepare() -> Tensor:
        # The output of a layer, in memory that is there: what its making costs is not the loss's.
        return _Into.apply(logits, made)

    return Work(prepare, lambda output: torch.autograd.grad(loss(output, target), output))


class _Into(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, out: Tensor) -> Tensor:
        return out.detach().copy_(x)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None]:
        return upstream, None


def _copy(rows: int, classes: int, bits: int = 32) -> Work:
    logits, _ = _drawn(rows, classes, bits)
    return Work(lambda: None, lambda _: logits.clone(), logits.nbytes)


CONTENDERS = {
    "rightloss": _leaf(rightloss.CrossEntropyLoss()),
    "rightloss, overwrite_logits": _overwriting,
    "torch eager": _leaf(nn.CrossEntropyLoss()),
    "torch.compile": _leaf(torch.compile(nn.CrossEntropyLoss())),
    "floor: one copy": _copy,
}

if __name__ == "__main__":
    main(__file__, CASES, CONTENDERS)
