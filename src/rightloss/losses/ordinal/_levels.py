"""What the losses over ordered levels share: what a target of levels must be."""

import torch
from torch import Tensor

from rightloss.losses import _common as common


def check(target: Tensor, levels: int, mask: Tensor | None) -> None:
    """Raise ValueError unless the kept targets are levels 0 to K - 1 in int64; looked at where values are at hand."""
    if target.dtype != torch.long:
        raise ValueError(f"got target of dtype {target.dtype}; levels must be torch.int64: use target.long()")
    kept = common.blank(target, mask)
    if not common.values_are_at_hand(target):
        return
    wrong = kept[(kept < 0) | (kept >= levels)]
    if wrong.numel():
        raise ValueError(f"got target with the level {wrong[0].item()}; with K = {levels} it must be 0 to {levels - 1}")


def check_logits(logits: Tensor, target: Tensor, num_classes: int | None, mask: Tensor | None) -> None:
    """Raise ValueError unless `logits` has one score per threshold for each level of `target`."""
    common.check_floating("logits", logits)
    k = logits.shape[-1] + 1 if logits.dim() else 0
    if num_classes is not None and num_classes != k:
        raise ValueError(
            f"got logits of shape {tuple(logits.shape)} for {num_classes} levels; the last dimension must be "
            f"{num_classes - 1}, one score per threshold"
        )
    if logits.shape[:-1] != target.shape:
        raise ValueError(
            f"got logits of shape {tuple(logits.shape)} and target of shape {tuple(target.shape)}; "
            f"logits must be {(*target.shape, max(k - 1, 1))}"
        )
    check(target, k, mask)


def even_cuts(levels: int) -> Tensor:
    """The log-odds that cut a logistic distribution into equally probable levels: float64, shape (K - 1,), rising.

    Raises:
        ValueError: there are fewer than two levels.
    """
    if levels < 2:
        raise ValueError(f"got num_classes={levels!r}; it takes at least two levels")
    return torch.arange(1, levels, dtype=torch.float64).div(levels).logit()
