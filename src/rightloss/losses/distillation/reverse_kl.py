"""The student's own distribution, judged by the teacher."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.distillation import _logits as logits
from rightloss.losses.multiclass import _classes as classes


def reverse_kl(
    student_logits: Tensor,
    teacher_logits: Tensor,
    *,
    temperature: float = 1.0,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""How far the teacher's class probabilities are from the student's, both at a temperature, times its square.

    $\ell = T^2 \sum_c p_c (\ln p_c - \ln q_c)$ with $q = \mathrm{softmax}(z / T)$ of the teacher and $p =
    \mathrm{softmax}(x / T)$ of the student

    Expects:
        `student_logits` and `teacher_logits`: raw scores of equal shape (N, C, d1..dK), without softmax. A class that
        the teacher excludes has the logit minus infinity.

    Args:
        student_logits: raw scores of the model that learns, shape (N, C) or (N, C, d1..dK).
        teacher_logits: raw scores of the model that teaches, the same shape; take them under torch.no_grad().
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
        `distillation_kl` with the roles exchanged.

    Example:
        >>> import torch
        >>> reverse_kl(torch.zeros(1, 2), torch.tensor([[2.0, 0.0]]))
        tensor(0.4338)

    Reference:
        Gu, Y. et al. (2023). MiniLLM: Knowledge Distillation of Large Language Models. arXiv:2306.08543
    """
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return logits.reduced(_REVERSE, student_logits, teacher_logits, 1.0, temperature, class_dim, reduction, options)


_REVERSE = fused("reverse-kl", logits.values, logits.with_slope, dim=1)


@final
class ReverseKLLoss(LossModule):
    """The module of `reverse_kl`.

    Args:
        temperature: what both logits are divided by; the loss is multiplied by its square, so that the gradient keeps
            its size.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> ReverseKLLoss(temperature=2.0)
        ReverseKLLoss(temperature=2.0)
    """

    def __init__(
        self, *, temperature: float = 1.0, class_dim: int | None = None, reduction: common.Reduction = "mean"
    ) -> None:
        super().__init__()
        self.temperature = temperature
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, student_logits: Tensor, teacher_logits: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `reverse_kl`."""
        return reverse_kl(student_logits, teacher_logits, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities at temperature 1, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
