"""Probabilities of counts, as logarithms."""

import torch
from torch import Tensor

_SMALL = -5.0  # below it three terms of the series are exact to 1e-10, and to float32 far earlier


def poisson_log_prob(y: Tensor, log_rate: Tensor) -> Tensor:
    """Log-probability of counts `y` under a Poisson distribution, any shape."""
    return y * log_rate - torch.exp(log_rate) - torch.lgamma(y + 1)


def log_not_zero(log_surprise: Tensor) -> Tensor:
    """ln(1 - exp(-t)) for t = exp(log_surprise): the log-probability of not 0, where -t is that of 0.

    Exact at any size: where t is lost in float32, the answer is still ln t.
    """
    is_small = log_surprise < _SMALL
    t = torch.exp(torch.where(is_small, log_surprise, torch.full_like(log_surprise, _SMALL)))
    near = log_surprise - t / 2 * (1 - t / 12 * (1 - t.square() / 120))
    large = torch.exp(torch.where(is_small, torch.zeros_like(log_surprise), log_surprise))
    return torch.where(is_small, near, torch.log(-torch.expm1(-large)))
