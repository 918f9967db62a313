"""A softmax with heavier, or bounded, tails."""

from collections.abc import Sequence

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


def solved(x: Tensor, t: float, dim: int, spare: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """p^(1 - t) - 1, the logarithm of 1 more, and p^t for p = tempered_softmax(x, t), written into three of its size.

    Here t is neither 0 nor 1, and the scores are finite.
    """
    scaled, inner, power = (part.view(x.shape) for part in spare)
    torch.sub(x.amax(dim, keepdim=True), x, out=scaled).mul_(t - 1)
    shift = torch.zeros_like(scaled.narrow(dim, 0, 1))
    # Newton squares what is missing, so that the step after one of this size is of rounding's.
    enough = 0.1 * abs(t - 1) * torch.finfo(x.dtype).eps ** 0.5
    for _ in range(_STEPS + 2):
        _log_inverse(torch.add(scaled, shift, out=inner), t, power).mul_(t / (1 - t)).exp_()
        slope = power.sum(dim, keepdim=True)
        total = torch.addcmul(power, power, inner, out=inner).sum(dim, keepdim=True).log_()
        step = torch.expm1((1 - t) * total).mul_(total.mul_(t).exp_()).div_(slope)
        shift.sub_(step)
        if step.div_(shift + 1).abs_().max().item() <= enough:
            break
    _log_inverse(scaled.add_(shift), t, inner)
    return scaled, inner, torch.mul(inner, t / (1 - t), out=power).exp_()


def _log_inverse(inner: Tensor, t: float, out: Tensor) -> Tensor:
    """ln p^(1 - t) of what is (t - 1) times a distance, minus infinity from where p is 0; `inner` ends there too."""
    return torch.log1p(inner if t > 1 else inner.clamp_min_(-1), out=out)


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
