"""Softmax in memory that is there, for losses that make their slope on the way forward, and cross-entropy by rows."""

import torch
from torch import Tensor

from rightloss.losses import _narrow as narrow


def class_dim(x: Tensor) -> int:
    """Where a kernel puts the classes of (N, C, d1..dK) to be fast: first where few numbers lie side by side."""
    return 0 if x.shape[-1] < narrow.WIDE else 1


def below_top(logits: Tensor, temperature: float, dim: int, out: Tensor) -> Tensor:
    """Logits over a temperature, less the most along `dim`, written into `out`."""
    torch.sub(logits, logits.amax(dim, keepdim=True), out=out)
    return out if temperature == 1 else out.div_(temperature)


def to_shares(scores: Tensor, dim: int) -> Tensor:
    """Turn scores of at most 0 into their softmax, in their memory; gives their log-sum-exp, of size 1 in `dim`.

    The largest share tells it: PyTorch's softmax takes less time than exponentials alone.
    """
    torch._softmax(scores, dim, False, out=scores)
    return scores.amax(dim, keepdim=True).log_().neg_()


def cross_entropy(scores: Tensor, indices: Tensor, dim: int) -> Tensor:
    """Minus the log-softmax of each row of scores, of which the classes are in `dim`, at its index."""
    if narrow.is_narrow(scores, dim):
        return -narrow.log_softmax(scores, dim).gather(dim, indices.unsqueeze(dim)).squeeze(dim)
    return torch.nn.functional.cross_entropy(scores, indices, reduction="none")
