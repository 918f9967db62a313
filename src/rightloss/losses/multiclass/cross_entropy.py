"""Cross-entropy on logits."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.activations.softmax import softmax
from rightloss.losses.multiclass import _classes as classes


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: None = None,
    ignore_index: int = -100,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    label_smoothing: float = 0.0,
    *,
    class_dim: int | None = None,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Negative log-likelihood of one class out of C, from logits.

    $\ell(x, y) = -w_y \ln \left( e^{x_y} / \sum_c e^{x_c} \right)$ for a class index $y$, and
    $\ell(x, q) = -\sum_c w_c q_c \ln \left( e^{x_c} / \sum_j e^{x_j} \right)$ for class probabilities $q$

    Expects:
        `input`: logits of C classes, shape (N, C), (N, C, d1..dK) or (C,), without softmax. `target`: class indices,
        int64, the shape of `input` without C; or a probability per class, floating-point, the shape of `input`.

    Args:
        input: raw class scores.
        target: the true classes, 0 to C - 1, or their probabilities, which sum to 1 over the classes.
        weight: a factor per class, shape (C,). For class indices the mean divides by the sum of the factors of the
            targets, for probabilities by their number, as PyTorch does.
        size_average: deprecated in PyTorch; only None is taken.
        ignore_index: class indices with this value cost nothing and do not count in the mean.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        label_smoothing: share of the target, 0 to 1, that is spread evenly over all classes.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        mask: bool, the shape of `input` without C; False leaves a target out, whatever it and its logits hold.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number (or the weights) of the kept targets.

    Returns:
        float32 (float64 where `input` is): a scalar, or the shape of `input` without C for "none". The mean is 0
        where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a class index is out of range or probabilities do not sum to
            1 (values are looked at on the CPU only), or an option is not one of those above or has no meaning for
            this target.

    Equals:
        NLL on the log-softmax of `input`; with two classes on logits (0, x), binary cross-entropy on x.

    Example:
        >>> import torch
        >>> logits = torch.tensor([[2.0, 0.0, -1.0]])
        >>> cross_entropy(logits, torch.tensor([0]))
        tensor(0.1698)
        >>> cross_entropy(logits, torch.tensor([[1.0, 0.0, 0.0]]))
        tensor(0.1698)

    Reference:
        Bridle, J. S. (1990). Probabilistic Interpretation of Feedforward Classification Network Outputs, with
        Relationships to Statistical Pattern Recognition. doi:10.1007/978-3-642-76153-9_28
    """
    common.check_deprecated(size_average, reduce)
    common.check_floating("input", input)
    input = classes.classes_second(input, class_dim)
    classes.check_class_weight(weight, input.shape[classes.class_dim(input)])
    _check_smoothing(label_smoothing)
    values, counts, kept = (
        _from_probabilities(
            input, classes.classes_second(target, class_dim), weight, ignore_index, label_smoothing, mask
        )
        if target.is_floating_point()
        else _from_indices(input, target, weight, ignore_index, label_smoothing, mask)
    )
    classes.check_raw("input", input, kept)
    return common.reduce(
        values, reduction, mask=kept, counts=counts, sample_weight=sample_weight, denominator=denominator
    )


_Parts = tuple[Tensor, Tensor | None, Tensor | None]  # values, what each counts, which are kept


def _from_indices(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None,
    ignore_index: int,
    smoothing: float,
    mask: Tensor | None,
) -> _Parts:
    indices, kept = classes.kept_indices(input, target, ignore_index, mask)
    costs = -_log_softmax(input, kept)
    counts = None if weight is None else weight[indices].to(costs.dtype)
    values = classes.pick(costs, indices)
    values = values if counts is None else values * counts
    if smoothing:
        even = _weighted(costs, weight).mean(classes.class_dim(input))
        values = (1 - smoothing) * values + smoothing * even
    return values, counts, kept


def _from_probabilities(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None,
    ignore_index: int,
    smoothing: float,
    mask: Tensor | None,
) -> _Parts:
    if ignore_index != -100:
        raise ValueError(f"got ignore_index={ignore_index} with class probabilities; leave targets out by mask instead")
    common.check_same_shape("input", input, target)
    dim = classes.class_dim(input)
    costs = -_log_softmax(input, mask)
    shares = common.full_precision(target)
    if mask is not None:
        shares = torch.where(mask.unsqueeze(dim), shares, 1 / input.shape[dim])
    _check_shares(shares, dim, coarse=target.dtype in (torch.float16, torch.bfloat16))
    shares = shares * (1 - smoothing) + smoothing / input.shape[dim]
    # A class with no share costs nothing, also where its logit is minus infinity: 0, not 0 * inf.
    terms = torch.where(shares == 0, 0.0, shares * _weighted(costs, weight))
    return terms.sum(dim), None, mask


def _log_softmax(input: Tensor, kept: Tensor | None) -> Tensor:
    dim = classes.class_dim(input)
    logits = common.full_precision(input)
    if kept is not None:
        shape = logits.select(dim, 0)
        common.blank(shape, kept)  # checks the mask; one flag stands for all classes
        logits = torch.where(kept.unsqueeze(dim), logits, 0.0)
    return torch.log_softmax(logits, dim)


def _weighted(costs: Tensor, weight: Tensor | None) -> Tensor:
    if weight is None:
        return costs
    further = costs.dim() - 1 - classes.class_dim(costs)
    return costs * weight.to(costs.dtype).reshape(-1, *[1] * further)


def _check_smoothing(label_smoothing: float) -> None:
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"got label_smoothing={label_smoothing!r}; it must be between 0 and 1")


def _check_shares(shares: Tensor, dim: int, *, coarse: bool) -> None:
    common.check_unit_interval("target (class probabilities)", shares)
    if not common.values_are_at_hand(shares):
        return
    sums = shares.sum(dim)
    wrong = sums[(sums - 1).abs() > (0.05 if coarse else 0.01)]
    if wrong.numel():
        raise ValueError(
            f"got target with class probabilities that sum to {wrong[0].item():g} over dimension {dim}; they must sum "
            "to 1: divide by their sum, or for several yes/no labels use binary_cross_entropy_with_logits"
        )


@final
class CrossEntropyLoss(LossModule):
    """The module of `cross_entropy`, a drop-in for torch.nn.CrossEntropyLoss.

    Args:
        weight: a factor per class, shape (C,).
        size_average: deprecated in PyTorch; only None is taken.
        ignore_index: class indices with this value cost nothing and do not count in the mean.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        label_smoothing: share of the target, 0 to 1, that is spread evenly over all classes.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.

    Example:
        >>> CrossEntropyLoss(label_smoothing=0.1)
        CrossEntropyLoss(label_smoothing=0.1)
    """

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: None = None,
        ignore_index: int = -100,
        reduce: None = None,
        reduction: common.Reduction = "mean",
        label_smoothing: float = 0.0,
        *,
        class_dim: int | None = None,
    ) -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        self.size_average = self.reduce = None
        _check_smoothing(label_smoothing)
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `cross_entropy`."""
        return cross_entropy(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`: its softmax over the classes."""
        return softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class of each example, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
