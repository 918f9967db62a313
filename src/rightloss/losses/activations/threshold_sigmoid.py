"""Ordered class probabilities from scores of independent thresholds."""

import torch
from torch import Tensor

from rightloss.losses.activations.sigmoid import sigmoid


def threshold_sigmoid(input: Tensor, dim: int = -1) -> Tensor:
    r"""The probabilities of K ordered levels from the log-odds of exceeding each of K - 1 thresholds.

    $P(y > k) = \sigma(\min_{j \le k} x_j)$ and $p_k = P(y > k - 1) - P(y > k)$

    Expects:
        threshold-logits: score k is the log-odds of y > k, for k = 0 to K - 2. Scores that rise with k contradict each
        other; the lowest so far holds.

    Args:
        input: scores, of size K - 1 along `dim`, floating-point.
        dim: the dimension of the scores.

    Returns:
        Probabilities of the levels 0 to K - 1, which sum to 1 along `dim`: the shape of `input`, with K for K - 1.

    Equals:
        (1 - sigmoid(x), sigmoid(x)) for two levels.

    Example:
        >>> import torch
        >>> threshold_sigmoid(torch.tensor([[0.0, -1.0986]]))
        tensor([[0.5000, 0.2500, 0.2500]])

    Reference:
        Cao, W., Mirjalili, V. and Raschka, S. (2020). Rank consistent ordinal regression for neural networks with
        application to age estimation. doi:10.1016/j.patrec.2020.11.008
    """
    scores = _lowest_so_far(input.movedim(dim, -1))
    above, below = sigmoid(scores), sigmoid(-scores)
    # The difference of two sigmoids, as a product: it keeps its digits.
    between = above[..., :-1] * below[..., 1:] * -torch.expm1(scores.diff())
    return torch.cat((below[..., :1], between, above[..., -1:]), -1).movedim(-1, dim)


def _lowest_so_far(x: Tensor) -> Tensor:
    """The running minimum along the last dimension; unlike cummin, its gradient has a batching rule."""
    so_far = torch.ones(x.shape[-1], x.shape[-1], dtype=torch.bool, device=x.device).tril()
    return torch.where(so_far, x.unsqueeze(-2), torch.inf).amin(-1)
