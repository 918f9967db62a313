"""Softmax in memory that is there, for losses that make their slope on the way forward."""

import torch
from torch import Tensor

from rightloss.losses import _narrow as narrow


def class_dim(x: Tensor) -> int:
    """Where a kernel puts the classes of (N, C, d1..dK) to be fast: first where few numbers lie side by side."""
    return 0 if x.shape[-1] < narrow._WIDE else 1


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


def cross_entropy(slope: Tensor, scores: Tensor, indices: Tensor, dim: int) -> Tensor:
    """The cross-entropy of each row of scores as of `below_top`, whose memory is used up.

    Args:
        slope: where the derivatives by the scores are written, in their shape.
        scores: (N, C, d1..dK), or the classes first.
        indices: int64, (N, d1..dK).
        dim: where the classes are.
    """
    target = indices.unsqueeze(dim)
    hit = scores.gather(dim, target)
    value = to_shares(scores, dim).sub_(hit)
    slope.copy_(scores)
    slope.scatter_add_(dim, target, torch.full_like(hit, -1.0))
    return value.squeeze(dim)
