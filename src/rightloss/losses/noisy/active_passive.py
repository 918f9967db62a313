"""Normalised cross-entropy plus reverse cross-entropy: both are bounded."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.noisy import _reverse


def active_passive_loss(
    logits: Tensor,
    target: Tensor,
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    log_zero: float = -4.0,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Normalised cross-entropy (active) plus reverse cross-entropy (passive), two losses that tolerate wrong labels.

    $\ell(x, y) = \alpha \frac{\ln p_y}{\sum_c \ln p_c} - \beta A (1 - p_y)$ with $p = \mathrm{softmax}(x)$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        alpha: factor of the normalised cross-entropy, 0 or more.
        beta: factor of the reverse cross-entropy, 0 or more.
        log_zero: the constant A that stands for ln 0, below 0; with -2 the passive term is the absolute error.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept targets.

    Returns:
        float32 (float64 where the input is): a scalar, or the target's shape for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        Normalised cross-entropy at beta 0; with log_zero -2 the passive term is the absolute error of the class
        probabilities (NCE + MAE).

    Example:
        >>> import torch
        >>> active_passive_loss(torch.zeros(1, 2), torch.tensor([0]))
        tensor(2.5000)

    Reference:
        Ma, X. et al. (2020). Normalized Loss Functions for Deep Learning with Noisy Labels. arXiv:2006.13554
    """
    _reverse.check(alpha, beta, log_zero)
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask)
    dim = classes.class_dim(scores)
    log_p = narrow.log_softmax(scores, dim)
    hit = classes.pick(log_p, indices)
    # Never 0 over two classes or more: one of their probabilities is at most a half.
    values = alpha * hit / log_p.sum(dim) + beta * _reverse.cross_entropy(hit, log_zero)
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


@final
class ActivePassiveLoss(LossModule):
    """The module of `active_passive_loss`.

    Args:
        alpha: factor of the normalised cross-entropy, 0 or more.
        beta: factor of the reverse cross-entropy, 0 or more.
        log_zero: the constant A that stands for ln 0, below 0; with -2 the passive term is the absolute error.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> ActivePassiveLoss(alpha=10.0, beta=0.1)
        ActivePassiveLoss(alpha=10.0, beta=0.1)
    """

    def __init__(
        self,
        *,
        alpha: float = 1.0,
        beta: float = 1.0,
        log_zero: float = -4.0,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.alpha = alpha
        self.beta = beta
        self.log_zero = log_zero
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `active_passive_loss`."""
        return active_passive_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
