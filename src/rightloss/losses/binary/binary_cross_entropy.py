"""Binary cross-entropy on logits."""

from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.activations.sigmoid import sigmoid
from rightloss.losses.binary import _questions as questions


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: None = None,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    pos_weight: Tensor | None = None,
    *,
    label_smoothing: float = 0.0,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Negative log-likelihood of yes/no labels, from one logit per question.

    $\ell(x, y) = -w \left( p y \ln \sigma(x) + (1 - y) \ln (1 - \sigma(x)) \right)$ with pos_weight $p$

    Expects:
        `input`: logits (log-odds) of shape (*), without sigmoid. `target`: 0, 1 or a probability between them,
        floating-point, of the same shape. Broadcasting is refused.

    Args:
        input: raw scores, one per question.
        target: the answers.
        weight: a factor per element, of a shape that broadcasts to (*); the mean still divides by their number.
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        pos_weight: a factor on the term of y = 1, one per question: of shape (C,) for (N, C), (C, 1, 1) for
            (N, C, H, W), or one for all.
        label_smoothing: share s of the target, 0 to 1, that is spread evenly over yes and no: y becomes
            (1 - s) y + s / 2, as in cross-entropy over two classes.
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of the kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is not floating-point, a target is outside [0, 1] (looked at on the CPU
            only), or an option is not one of those above.

    Equals:
        softplus(-x) for y = 1 and softplus(x) for y = 0, each to its last digit with "none"; a mean or sum without
        further options is PyTorch's own, where costs below 1e-7 |x| are rounded away; cross-entropy with two
        classes on the logits (0, x), with the same label smoothing.

    Example:
        >>> import torch
        >>> binary_cross_entropy_with_logits(torch.tensor([0.0, 20.0]), torch.tensor([1.0, 0.0]), reduction="none")
        tensor([ 0.6931, 20.0000])

    Reference:
        Cox, D. R. (1958). The Regression Analysis of Binary Sequences. doi:10.1111/j.2517-6161.1958.tb00292.x
    """
    common.check_deprecated(size_average, reduce)
    common.check_share("label_smoothing", label_smoothing)
    labels = questions.kept_labels(input, target, mask)
    if label_smoothing:
        labels = (1 - label_smoothing) * labels + label_smoothing / 2
    questions.check_pos_weight(pos_weight, input)
    logits = common.blank(common.full_precision(input), mask)
    is_plain = weight is pos_weight is mask is sample_weight is denominator is None and labels.dtype == logits.dtype
    if is_plain and reduction in ("mean", "sum") and logits.numel() and common.is_readable(logits):
        theirs = torch.binary_cross_entropy_with_logits(logits, labels, None, None, common.CODES[reduction])
        if common.is_a_number(theirs):  # it is none where a logit is infinite
            return theirs
    positive = questions.expanded("pos_weight", pos_weight, logits)
    # ln(1 - sigmoid(x)) is logsigmoid(-x): no digits are lost, and both terms are exact at any logit.
    yes = questions.without_zeros(labels if positive is None else positive * labels, -logsigmoid(logits))
    values = yes + questions.without_zeros(1 - labels, -logsigmoid(-logits))
    factors = questions.expanded("weight", weight, values)
    values = common.times(values, factors, mask)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class BCEWithLogitsLoss(LossModule):
    """The module of `binary_cross_entropy_with_logits`, a drop-in for torch.nn.BCEWithLogitsLoss.

    Args:
        weight: a factor per element, of a shape that broadcasts to the input's.
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        pos_weight: a factor on the term of y = 1, one per question.
        label_smoothing: share of the target, 0 to 1, that is spread evenly over yes and no.

    Example:
        >>> import torch
        >>> BCEWithLogitsLoss(pos_weight=torch.tensor([1.0, 3.0]))
        BCEWithLogitsLoss(pos_weight=tensor of shape (2,))
    """

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: None = None,
        reduce: None = None,
        reduction: common.Reduction = "mean",
        pos_weight: Tensor | None = None,
        *,
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        common.check_share("label_smoothing", label_smoothing)
        self.label_smoothing = label_smoothing
        self.size_average = self.reduce = None
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `binary_cross_entropy_with_logits`."""
        return binary_cross_entropy_with_logits(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The probability of "yes" for each question, in the shape of `output`: its sigmoid."""
        return sigmoid(output)

    def decide(self, output: Tensor) -> Tensor:
        """Bool, in the shape of `output`: True where "yes" is more probable than "no"."""
        return output > 0
