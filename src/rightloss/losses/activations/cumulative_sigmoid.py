"""Ordered class probabilities from conditional scores."""

import torch
from torch import Tensor

from rightloss.losses.activations.sigmoid import sigmoid


def cumulative_sigmoid(input: Tensor, dim: int = -1) -> Tensor:
    r"""The probabilities of K ordered levels from K - 1 conditional scores.

    $P(y > k) = \prod_{j \le k} \sigma(x_j)$ and $p_k = P(y > k - 1) - P(y > k)$

    Expects:
        ordinal-logits: score k is the log-odds of y > k among those with y > k - 1, for k = 0 to K - 2.

    Args:
        input: scores, of size K - 1 along `dim`, floating-point.
        dim: the dimension of the scores.

    Returns:
        Probabilities of the levels 0 to K - 1, which sum to 1 along `dim`: the shape of `input`, with K for K - 1.

    Equals:
        (1 - sigmoid(x), sigmoid(x)) for two levels.

    Example:
        >>> import torch
        >>> cumulative_sigmoid(torch.tensor([[0.0, 0.0]]))
        tensor([[0.5000, 0.2500, 0.2500]])

    Reference:
        Shi, X., Cao, W. and Raschka, S. (2021). Deep Neural Networks for Rank-Consistent Ordinal Regression Based On
        Conditional Probabilities. arXiv:2111.08851
    """
    above = sigmoid(input).cumprod(dim)
    first = torch.ones_like(above.narrow(dim, 0, 1))
    # P(y > k - 1) - P(y > k) is P(y > k - 1) (1 - sigmoid(x_k)); the product keeps its digits.
    stay = torch.cat((sigmoid(-input), first), dim)
    return torch.cat((first, above), dim) * stay
