"""The negative log-likelihood of a class, from log-probabilities."""

from collections.abc import Callable
from typing import Unpack, final

import torch
from torch import Tensor
from torch._C import _nn

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes

_KERNEL: Callable[..., Tensor] = _nn.nll_loss_nd  # of PyTorch, behind its own checks


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: None = None,
    ignore_index: int = -100,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    *,
    class_dim: int | None = None,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability that was given to the true class.

    $\ell(x, y) = -w_y x_y$ with $x = \ln p$

    Expects:
        `input`: log-probabilities over C classes, shape (N, C), (N, C, d1..dK) or (C,), as `log_softmax(dim=1)` gives
        them; not probabilities and not raw scores. `target`: class indices, int64, the shape of `input` without C.

    Args:
        input: log-probabilities.
        target: the true classes, 0 to C - 1.
        weight: a factor per class, shape (C,); the mean divides by the sum of the factors of the targets.
        size_average: deprecated in PyTorch; only None is taken.
        ignore_index: targets with this value cost nothing and do not count in the mean.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        mask: bool, the shape of `target`; False leaves a target out, whatever it and its input hold.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number (or the weights) of the kept targets.

    Returns:
        float32 (float64 where `input` is): a scalar, or the shape of `target` for "none". The mean is 0 where nothing
        is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a class index is out of range (looked at on the CPU only), or
            an option is not one of those above.

    Equals:
        Cross-entropy on logits, where `input` is their log-softmax.

    Example:
        >>> import torch
        >>> log_p = torch.tensor([[0.8, 0.2], [0.5, 0.5]]).log()
        >>> nll_loss(log_p, torch.tensor([0, 1]), reduction="none")
        tensor([0.2231, 0.6931])

    Reference:
        Good, I. J. (1952). Rational Decisions. doi:10.1111/j.2517-6161.1952.tb00104.x
    """
    common.check_deprecated(size_average, reduce)
    if mask is sample_weight is denominator is class_dim is None:
        theirs = classes.of_torch(_KERNEL, input, target, weight, reduction, ignore_index)
        if theirs is not None:
            return theirs
    common.check_floating("input", input)
    input = classes.classes_second(input, class_dim)
    classes.check_class_weight(weight, input.shape[classes.class_dim(input)])
    common.check_reduction(reduction)
    x = common.full_precision(input)
    indices, kept = classes.kept_indices(input, target, ignore_index, mask)
    common.check_logarithms("input", classes.blank_scores(x, kept))
    left_out = torch.where(kept, indices, ignore_index)
    values = torch.nn.functional.nll_loss(x, left_out, ignore_index=ignore_index, reduction="none")
    counts = None if weight is None else weight[indices].to(values.dtype)
    values = common.times(values, counts, kept)
    return common.reduce(
        values, reduction, mask=kept, counts=counts, sample_weight=sample_weight, denominator=denominator
    )


@final
class NLLLoss(LossModule):
    """The module of `nll_loss`, a drop-in for torch.nn.NLLLoss.

    Args:
        weight: a factor per class, shape (C,); the mean divides by the sum of the factors of the targets.
        size_average: deprecated in PyTorch; only None is taken.
        ignore_index: targets with this value cost nothing and do not count in the mean.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.

    Example:
        >>> NLLLoss(ignore_index=255)
        NLLLoss(ignore_index=255)
    """

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: None = None,
        ignore_index: int = -100,
        reduce: None = None,
        reduction: common.Reduction = "mean",
        *,
        class_dim: int | None = None,
    ) -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        self.size_average = self.reduce = None
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `nll_loss`."""
        return nll_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`: its exponential."""
        return torch.exp(output)

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class of each example, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
