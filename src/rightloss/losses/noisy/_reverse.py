"""What the robust losses over classes share: reverse cross-entropy, in which a constant stands for ln 0."""

import torch
from torch import Tensor


def cross_entropy(log_p: Tensor, log_zero: float) -> Tensor:
    """-A (1 - p) for ln p of the true class: the cross-entropy of a one-hot target under the prediction."""
    return log_zero * torch.expm1(log_p)


def check(alpha: float, beta: float, log_zero: float) -> None:
    """Raise ValueError unless the factors are at least 0 and the constant is below 0."""
    for name, factor in (("alpha", alpha), ("beta", beta)):
        if not factor >= 0:
            raise ValueError(f"got {name}={factor!r}; it must be 0 or more")
    if not log_zero < 0:
        raise ValueError(f"got log_zero={log_zero!r}; it stands for ln 0 and must be below 0")
