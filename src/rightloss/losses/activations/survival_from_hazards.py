"""A survival curve from hazards."""

from torch import Tensor

from rightloss.losses.activations.sigmoid import sigmoid


def survival_from_hazards(input: Tensor, dim: int = -1) -> Tensor:
    r"""The probability of surviving each time interval, from one hazard logit per interval.

    $S_k = \prod_{j \le k} \left( 1 - \sigma(x_j) \right)$

    Expects:
        binary-logits: score k is the log-odds of the event in interval k, among those that have reached it.

    Args:
        input: scores, in the order of time along `dim`, floating-point.
        dim: the dimension of the time intervals.

    Returns:
        Probabilities in [0, 1] that never rise along `dim`, in the shape and dtype of `input`.

    Equals:
        sigmoid(-x) for one interval.

    Example:
        >>> import torch
        >>> survival_from_hazards(torch.zeros(3))
        tensor([0.5000, 0.2500, 0.1250])

    Reference:
        Gensheimer, M. F. and Narasimhan, B. (2019). A scalable discrete-time survival model for neural networks.
        doi:10.7717/peerj.6257
    """
    return sigmoid(-input).cumprod(dim)
