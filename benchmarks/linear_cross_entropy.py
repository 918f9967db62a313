"""A linear head and its cross-entropy, forward and backward, float32: ours, PyTorch's three ways, and the floor.

python benchmarks/linear_cross_entropy.py [--threads 2] [--rounds 7]
The floor makes the three matrix products that the loss and its gradients need, of one chunk of rows at a time.
"""

from collections.abc import Callable
from typing import Any

import torch
from _pairs import Contender, main
from torch import Tensor, nn

from rightloss.functional import linear_cross_entropy

CASES = {"N=2048 D=512 V=32000": {"rows": 2048, "width": 512, "classes": 32000}}
Pair = tuple[Callable[[], Any], Callable[[Any], Any]]


def _inputs(rows: int, width: int, classes: int) -> tuple[Tensor, Tensor, Tensor]:
    return torch.randn(rows, width), torch.randn(classes, width) / width**0.5, torch.randint(0, classes, (rows,))


def _head(loss: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Contender:
    def contender(rows: int, width: int, classes: int) -> Pair:
        hidden, weight, target = _inputs(rows, width, classes)
        return (
            lambda: (hidden.detach().requires_grad_(), weight.detach().requires_grad_()),
            lambda leaves: loss(*leaves, target).backward(),
        )

    return contender


def _products(rows: int, width: int, classes: int) -> Pair:
    hidden, weight, _ = _inputs(rows, width, classes)

    def run(_: None) -> None:
        logits, gradient = torch.empty(256, classes), torch.zeros_like(weight)
        for part in hidden.split(256):
            torch.mm(part, weight.t(), out=logits)
            gradient.addmm_(logits.t(), part)
            torch.mm(logits, weight)

    return lambda: None, run


def _plain(hidden: Tensor, weight: Tensor, target: Tensor) -> Tensor:
    return nn.functional.cross_entropy(nn.functional.linear(hidden, weight), target)


def _chunked_by_torch(hidden: Tensor, weight: Tensor, target: Tensor) -> Tensor:
    options = nn.LinearCrossEntropyOptions()
    return nn.functional.linear_cross_entropy(hidden, weight, target, options=options)


CONTENDERS = {
    "rightloss": _head(linear_cross_entropy),
    "torch eager": _head(_plain),
    "torch linear_cross_entropy(options)": _head(_chunked_by_torch),
    "torch.compile": _head(torch.compile(_plain)),
    "floor: three products": _products,
}

if __name__ == "__main__":
    main(__file__, CASES, CONTENDERS)
