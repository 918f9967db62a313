"""Between the two KL divergences."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.distillation import _logits as logits
from rightloss.losses.multiclass import _classes as classes


def generalised_jensen_shannon(
    student_logits: Tensor,
    teacher_logits: Tensor,
    *,
    beta: float = 0.5,
    temperature: float = 1.0,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Weighted mean of the divergences of teacher and student from their mixture; the two KLs at beta 0 and 1.

    $\ell = T^2 (\beta \, \mathrm{KL}(q, m) + (1 - \beta) \, \mathrm{KL}(p, m))$ with $m = \beta q + (1 - \beta) p$,
    the teacher's probabilities $q$ and the student's $p$

    Expects:
        `student_logits` and `teacher_logits`: raw scores of equal shape (N, C, d1..dK), without softmax. A class that
        the teacher excludes has the logit minus infinity.

    Args:
        student_logits: raw scores of the model that learns, shape (N, C) or (N, C, d1..dK).
        teacher_logits: raw scores of the model that teaches, the same shape; take them under torch.no_grad().
        beta: the teacher's weight, from 0 to 1. At 0 it is the forward KL and at 1 the reverse KL, the limits of the
            divergence over beta and over 1 - beta: the divergence itself vanishes there.
        temperature: what both logits are divided by; the loss is multiplied by its square, so that the gradient keeps
            its size.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the shape of the logits without C; False leaves a position out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept positions.

    Returns:
        float32 (float64 where an input is): a scalar, or the shape of the logits without C for "none". The mean is
        over the kept positions (never over classes), and 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        The Jensen-Shannon divergence at beta 0.5; `distillation_kl` at 0, `reverse_kl` at 1.

    Example:
        >>> import torch
        >>> generalised_jensen_shannon(torch.zeros(1, 2), torch.tensor([[2.0, 0.0]]))
        tensor(0.0895)

    Reference:
        Agarwal, R. et al. (2023). On-Policy Distillation of Language Models: Learning from Self-Generated Mistakes.
        arXiv:2306.13649
    """
    logits.check_beta(beta)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return logits.reduced(_MIXTURE, student_logits, teacher_logits, beta, temperature, class_dim, reduction, options)


_MIXTURE = fused("generalised-jensen-shannon", logits.values, logits.with_slope, dim=1)


@final
class GeneralisedJensenShannonLoss(LossModule):
    """The module of `generalised_jensen_shannon`.

    Args:
        beta: the teacher's weight, from 0 to 1. At 0 it is the forward KL and at 1 the reverse KL, the limits of the
            divergence over beta and over 1 - beta: the divergence itself vanishes there.
        temperature: what both logits are divided by; the loss is multiplied by its square, so that the gradient keeps
            its size.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> GeneralisedJensenShannonLoss(beta=0.1)
        GeneralisedJensenShannonLoss(beta=0.1)
    """

    def __init__(
        self,
        *,
        beta: float = 0.5,
        temperature: float = 1.0,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.beta = beta
        self.temperature = temperature
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, student_logits: Tensor, teacher_logits: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `generalised_jensen_shannon`."""
        return generalised_jensen_shannon(student_logits, teacher_logits, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities at temperature 1, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
