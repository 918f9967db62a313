"""The arithmetic of cross-entropy on one chunk of logits: the losses of its rows, and their gradient in its memory.

A chunk has shape (n, C) or (n, C, S), its rows (n) or (n, S): the classes are dimension 1 throughout.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from rightloss.losses.multiclass._recipe import Recipe


@dataclass(frozen=True)
class Rows:
    """What belongs to the rows of a chunk.

    Attributes:
        target: class indices, the rows' shape, or shares, the chunk's shape.
        factor: what the gradient of each row is multiplied by, the rows' shape.
        kept: bool, the rows' shape, False where a row costs nothing whatever it holds; None keeps all.
    """

    target: Tensor
    factor: Tensor
    kept: Tensor | None


def losses_and_gradient_(
    logits: Tensor, out: Tensor, rows: Rows, class_weight: Tensor | None, recipe: Recipe
) -> tuple[Tensor, Tensor]:
    """Write the gradient of the rows' losses, times the rows' factors, into `out`.

    Args:
        logits: the chunk.
        out: its shape, float32 or float64; may be `logits` itself.
        rows: see `Rows`.
        class_weight: shape (C,), in the dtype of `out`, or None.
        recipe: see `Recipe`.

    Returns:
        The losses and the log-sum-exps of the rows, in the dtype of `out`; 0 where a row is not kept.
    """
    scores = logits.to(out.dtype)
    slope = None
    if recipe.softcap:
        bent = torch.tanh(scores / recipe.softcap)
        scores, slope = bent * recipe.softcap, bent.square_().neg_().add_(1)
    terms = _of_shares if rows.target.is_floating_point() else _of_indices
    peak = scores.amax(1)
    losses, subtract = terms(scores, peak, rows, class_weight, recipe)
    torch.softmax(scores, 1, out=out)
    # The largest probability is at least 1 / C, so its logarithm is exact where that of a sum of exponentials is.
    log_top = out.amax(1).log_()
    lse = peak - log_top
    height = subtract.height
    losses = losses - log_top * height
    height = height * rows.factor
    if recipe.z_loss:
        losses = losses + recipe.z_loss * lse.square()
        height = height + (2 * recipe.z_loss) * lse * rows.factor
    out.mul_(height.unsqueeze(1))
    subtract.from_(out, rows)
    if slope is not None:
        out.mul_(slope)
    return _drop(losses, lse, out, rows.kept)


def _drop(losses: Tensor, lse: Tensor, out: Tensor, kept: Tensor | None) -> tuple[Tensor, Tensor]:
    """Zero for the rows that are not kept, also where they hold infinities or NaN."""
    if kept is None:
        return losses, lse
    dropped = ~kept
    if out.dim() == 2 and out.device.type == "cpu":
        out.index_fill_(0, dropped.nonzero().squeeze(1), 0)  # whole rows: masked_fill_ looks at every number
    else:
        out.masked_fill_(dropped.unsqueeze(1), 0)
    return losses.masked_fill(dropped, 0), lse.masked_fill(dropped, 0)


@dataclass(frozen=True)
class _Subtract:
    """What stands beside the softmax in the gradient: height * softmax - single at the target - everywhere.

    Attributes:
        height: the total weight of the target, the rows' shape.
        single: the weight of the class index, the rows' shape; None for shares.
        everywhere: the weight of each class: the chunk's shape, or (1, C, 1...), or a number.
    """

    height: Tensor
    single: Tensor | None
    everywhere: Tensor | float

    def from_(self, out: Tensor, rows: Rows) -> None:
        """Subtract it in place."""
        factor = rows.factor
        if self.single is not None:
            out.scatter_add_(1, rows.target.unsqueeze(1), (self.single * factor).neg_().unsqueeze(1))
        if isinstance(self.everywhere, Tensor):
            out.addcmul_(self.everywhere, factor.unsqueeze(1), value=-1)
        elif self.everywhere:
            out.sub_((factor * self.everywhere).unsqueeze(1))


def _of_indices(
    scores: Tensor, peak: Tensor, rows: Rows, class_weight: Tensor | None, recipe: Recipe
) -> tuple[Tensor, _Subtract]:
    """The losses above -height * log_top, for class indices."""
    gap = peak - scores.gather(1, rows.target.unsqueeze(1)).squeeze(1)
    weight = torch.ones_like(gap) if class_weight is None else class_weight[rows.target]
    single = weight if not recipe.smoothing else weight * (1 - recipe.smoothing)
    losses = gap * single
    if not recipe.smoothing:
        return losses, _Subtract(single, single, 0.0)
    share = recipe.smoothing / scores.shape[1]
    gaps = peak.unsqueeze(1) - scores
    if class_weight is None:
        return losses + share * gaps.sum(1), _Subtract(single + recipe.smoothing, single, share)
    even = (class_weight * share).reshape(-1, *[1] * (scores.dim() - 2)).unsqueeze(0)
    losses = losses + gaps.mul_(even).sum(1)
    return losses, _Subtract(single + even.sum(), single, even)


def _of_shares(
    scores: Tensor, peak: Tensor, rows: Rows, class_weight: Tensor | None, recipe: Recipe
) -> tuple[Tensor, _Subtract]:
    """The losses above -height * log_top, for a share of each class."""
    shares = rows.target.to(scores.dtype, copy=True)
    if recipe.smoothing:
        shares.mul_(1 - recipe.smoothing).add_(recipe.smoothing / scores.shape[1])
    if class_weight is not None:
        shares.mul_(class_weight.reshape(-1, *[1] * (scores.dim() - 2)))
    # A class with no share costs nothing, also where its logit is minus infinity: 0, not 0 * inf.
    gaps = (peak.unsqueeze(1) - scores).mul_(shares).masked_fill_(shares == 0, 0)
    return gaps.sum(1), _Subtract(shares.sum(1), None, shares)


def chunk_arithmetic(
    logits: Tensor, out: Tensor, rows: Rows, class_weight: Tensor | None, recipe: Recipe, *, triton: bool
) -> tuple[Tensor, Tensor]:
    """`losses_and_gradient_` in the form that was chosen."""
    if not triton:
        return losses_and_gradient_(logits, out, rows, class_weight, recipe)
    from rightloss.kernels._triton import triton_losses_and_gradient_  # compiled where it is used, or not at all

    return triton_losses_and_gradient_(logits, out, rows, class_weight, recipe)
