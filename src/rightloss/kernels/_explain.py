"""Which implementation computes a loss, and why."""

from collections.abc import Callable
from typing import Any

from rightloss.losses import _dispatch as dispatch


def explain(loss: Callable[..., Any], *inputs: Any, **options: Any) -> tuple[dispatch.Decision, ...]:
    """Call `loss` once, and say which implementation computed it and why.

    Args:
        loss: a loss of rightloss, a module or a function, or a function that calls some.
        inputs: what it is called with.
        options: its keyword arguments.

    Returns:
        One decision per loss that has a kernel, in the order of the calls; printed, each is a sentence.

    Raises:
        ValueError: nothing that was called has a kernel: it is computed by its mathematics in any case.

    Example:
        >>> import torch
        >>> import rightloss
        >>> logits, target = torch.zeros(4096, 100, requires_grad=True), torch.zeros(4096, dtype=torch.long)
        >>> print(*explain(rightloss.CrossEntropyLoss(), logits, target))
        cross-entropy: chunks, because the tensors are on cpu, and 409600 numbers need not be kept
    """
    with dispatch.recorded() as decisions:
        loss(*inputs, **options)
    if decisions:
        return tuple(decisions)
    name = getattr(loss, "__name__", type(loss).__name__)
    raise ValueError(
        f"{name} called no loss of rightloss that has a kernel: there is one implementation, and that is what runs"
    )
