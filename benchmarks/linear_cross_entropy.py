"""A linear head and its cross-entropy, forward and backward: ours, PyTorch's three ways, and the floor.

python benchmarks/linear_cross_entropy.py [--threads 2] [--rounds 7]
The floor makes the three matrix products that the loss and its gradients need, of one chunk of rows at a time. For
bfloat16 the error is the largest of the gradient of the weights against float64, over the largest gradient.
"""

from collections.abc import Callable

import torch
from _pairs import Contender, Work, main
from torch import Tensor, nn

from rightloss.functional import linear_cross_entropy

CASES = {
    "N=2048 D=512 V=32000": {"rows": 2048, "width": 512, "classes": 32000},
    "N=2048 D=512 V=32000, bfloat16": {"rows": 2048, "width": 512, "classes": 32000, "bits": 16},
}
DTYPES = {16: torch.bfloat16, 32: torch.float32}
Loss = Callable[[Tensor, Tensor, Tensor], Tensor]


def inputs(rows: int, width: int, classes: int, bits: int = 32) -> tuple[Tensor, Tensor, Tensor]:
    """Hidden states, weights of the head, and targets."""
    hidden, weight = torch.randn(rows, width), torch.randn(classes, width) / width**0.5
    return hidden.to(DTYPES[bits]), weight.to(DTYPES[bits]), torch.randint(0, classes, (rows,))


def head(loss: Loss) -> Contender:
    """The contender that computes a loss of a head, and its gradients by hidden states and weights."""

    def contender(rows: int, width: int, classes: int, bits: int = 32) -> Work:
        hidden, weight, target = inputs(rows, width, classes, bits)
        return Work(
            lambda: (hidden.detach().requires_grad_(), weight.detach().requires_grad_()),
            lambda leaves: loss(*leaves, target).backward(),
            hidden.nbytes + weight.nbytes,
            {"error": lambda: _error(loss, hidden, weight, target)} if bits == 16 else {},
        )

    return contender


def _error(loss: Loss, hidden: Tensor, weight: Tensor, target: Tensor) -> float:
    leaf = weight.detach().requires_grad_()
    (found,) = torch.autograd.grad(loss(hidden, leaf, target), leaf)
    exact = torch.zeros_like(weight, dtype=torch.float64)
    for own, true in zip(hidden.double().split(256), target.split(256), strict=True):
        slope = torch.softmax(own @ weight.double().T, 1) - nn.functional.one_hot(true, len(weight))
        exact.addmm_(slope.T, own, alpha=1 / len(hidden))
    return ((found - exact).abs().max() / exact.abs().max()).item()


def _products(rows: int, width: int, classes: int, bits: int = 32) -> Work:
    hidden, weight, _ = inputs(rows, width, classes, bits)

    def run(_: None) -> None:
        logits, gradient = torch.empty(256, classes, dtype=hidden.dtype), torch.zeros_like(weight)
        for part in hidden.split(256):
            torch.mm(part, weight.t(), out=logits)
            gradient.addmm_(logits.t(), part)
            torch.mm(logits, weight)

    return Work(lambda: None, run, hidden.nbytes + weight.nbytes)


def plain(hidden: Tensor, weight: Tensor, target: Tensor) -> Tensor:
    """All the logits, and their cross-entropy."""
    return nn.functional.cross_entropy(nn.functional.linear(hidden, weight), target)


def chunked_by_torch(hidden: Tensor, weight: Tensor, target: Tensor) -> Tensor:
    """PyTorch's own path that saves memory."""
    options = nn.LinearCrossEntropyOptions()
    return nn.functional.linear_cross_entropy(hidden, weight, target, options=options)


CONTENDERS = {
    "rightloss": head(linear_cross_entropy),
    "torch eager": head(plain),
    "torch linear_cross_entropy(options)": head(chunked_by_torch),
    "torch.compile": head(torch.compile(plain)),
    "floor: three products": _products,
}

if __name__ == "__main__":
    main(__file__, CASES, CONTENDERS)
