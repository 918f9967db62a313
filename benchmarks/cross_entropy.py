"""Cross-entropy on given logits, forward and backward, float32: ours, PyTorch eager and compiled, and the floor.

python benchmarks/cross_entropy.py [--threads 2] [--rounds 7] [--case "4096 x 32000"]
The floor copies the logits into fresh memory: what must be read and written at the least.
"""

from collections.abc import Callable
from typing import Any

import torch
from _pairs import Contender, main
from torch import Tensor, nn

import rightloss

CASES = {"4096 x 32000": {"rows": 4096, "classes": 32000}, "65536 x 1000": {"rows": 65536, "classes": 1000}}


def _leaf(loss: Callable[[Tensor, Tensor], Tensor]) -> Contender:
    def contender(rows: int, classes: int) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
        logits, target = torch.randn(rows, classes), torch.randint(0, classes, (rows,))
        return lambda: logits.detach().requires_grad_(), lambda leaf: loss(leaf, target).backward()

    return contender


def _overwriting(rows: int, classes: int) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    logits, target = torch.randn(rows, classes).requires_grad_(), torch.randint(0, classes, (rows,))
    loss = rightloss.CrossEntropyLoss(overwrite_logits=True)
    made = torch.empty_like(logits)

    def prepare() -> Tensor:
        # The output of a layer, in memory that is there: what its making costs is not the loss's.
        return _Into.apply(logits, made)

    return prepare, lambda output: torch.autograd.grad(loss(output, target), output)


class _Into(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, out: Tensor) -> Tensor:
        return out.detach().copy_(x)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None]:
        return upstream, None


def _copy(rows: int, classes: int) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    logits = torch.randn(rows, classes)
    return lambda: None, lambda _: logits.clone()


CONTENDERS = {
    "rightloss": _leaf(rightloss.CrossEntropyLoss()),
    "rightloss, overwrite_logits": _overwriting,
    "torch eager": _leaf(nn.CrossEntropyLoss()),
    "torch.compile": _leaf(torch.compile(nn.CrossEntropyLoss())),
    "floor: one copy": _copy,
}

if __name__ == "__main__":
    main(__file__, CASES, CONTENDERS)
