"""A softmax with heavier, or bounded, tails."""

import torch
from torch import Tensor

from rightloss.losses.activations.softmax import softmax

# With the two below: eight of them leave 1e-14 at 10 to 200,000 classes, temperatures 0 to 4 and scores up to 1000.
_STEPS = 6


def tempered_softmax(input: Tensor, temperature: float = 1.2, dim: int = -1) -> Tensor:
    r"""Class probabilities that fall off as a power of the score, where softmax's fall off exponentially.

    $p_c = \exp_t(x_c - \lambda)$ with $\exp_t(u) = \max(0, 1 + (1 - t) u)^{1 / (1 - t)}$ and $\lambda$ such that they
    sum to 1

    Expects:
        logits: raw class scores, unbounded.

    Args:
        input: scores, floating-point.
        temperature: the t above, 0 to 4: above 1 for heavy tails, 1 is softmax, below 1 probabilities reach 0.
        dim: the dimension of the classes.

    Returns:
        Probabilities that sum to 1 along `dim`, in the shape of `input`.

    Raises:
        ValueError: the temperature is not from 0 to 4.

    Equals:
        Softmax at temperature 1.

    Example:
        >>> import torch
        >>> tempered_softmax(torch.tensor([1.0, 0.0]), temperature=2.0)
        tensor([0.6180, 0.3820])

    Reference:
        Amid, E. et al. (2019). Robust Bi-Tempered Logistic Loss Based on Bregman Divergences. arXiv:1906.03361
    """
    if temperature == 1:
        return softmax(input, dim)
    return log_tempered_softmax(input, temperature, dim).exp()


def log_tempered_softmax(input: Tensor, temperature: float, dim: int) -> Tensor:
    """The logarithms of `tempered_softmax`; minus infinity where a probability is 0."""
    if not 0 <= temperature <= 4:
        raise ValueError(f"got temperature={temperature!r}; it must be from 0 to 4")
    if temperature == 1:
        return input.log_softmax(dim)
    below = input.amax(dim, keepdim=True) - input
    shift = torch.zeros_like(below.narrow(dim, 0, 1))
    with torch.no_grad():
        for _ in range(_STEPS):
            shift = _nearer(shift, below.detach(), temperature, dim)
    # At the solution a step changes no value, and carries the derivatives; two carry the second ones too.
    for _ in range(2):
        shift = _nearer(shift, below, temperature, dim)
    return _log_power(shift + below, temperature)


def _log_power(distance: Tensor, t: float) -> Tensor:
    """ln exp_t(-distance)."""
    inner = (t - 1) * distance
    positive = inner > -1
    return torch.where(positive, -torch.log1p(torch.where(positive, inner, 0.0)) / (t - 1), -torch.inf)


def _nearer(shift: Tensor, below: Tensor, t: float, dim: int) -> Tensor:
    """One Newton step towards the shift at which the probabilities sum to 1.

    It solves (sum of p)^(1 - t) = 1, which is nearly linear in the shift and is reached from one side.
    """
    log_p = _log_power(shift + below, t)
    finite = log_p > -torch.inf
    slope = torch.where(finite, torch.exp(t * torch.where(finite, log_p, 0.0)), 0.0).sum(dim, keepdim=True)
    total = log_p.exp().sum(dim, keepdim=True).log()
    return shift - torch.expm1((1 - t) * total) * torch.exp(t * total) / ((t - 1) * slope)
