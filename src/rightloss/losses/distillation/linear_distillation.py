"""Distillation between two linear heads, without the logits of either."""

from typing import Unpack, final

import torch
from torch import Tensor, nn

from rightloss.losses import _common as common
from rightloss.losses import _dispatch as dispatch
from rightloss.losses import _linear as linear
from rightloss.losses._factors import ReduceOptions, factors
from rightloss.losses._module import LossModule
from rightloss.losses.distillation import _logits as logits

_KERNEL = dispatch.kernel(
    "linear-distillation", "rightloss.kernels.linear_distillation:linear_distillation_rows", "chunks"
)


class LinearDistillationOptions(common.CallOptions, total=False):
    """What `LinearDistillationLoss` takes with each call, besides its tensors."""

    student_bias: Tensor | None
    teacher_bias: Tensor | None


def linear_distillation(
    student_hidden: Tensor,
    student_weight: Tensor,
    teacher_hidden: Tensor,
    teacher_weight: Tensor,
    *,
    beta: float = 0.0,
    temperature: float = 1.0,
    student_bias: Tensor | None = None,
    teacher_bias: Tensor | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The divergence between what two linear heads predict, times the temperature squared, without all their logits.

    $\ell = T^2 D_\beta(q, p)$ with $q = \mathrm{softmax}((W' h' + b') / T)$ of the teacher and $p =
    \mathrm{softmax}((W h + b) / T)$ of the student; $D_\beta$ is $\mathrm{KL}(q, p)$ at $\beta = 0$, $\mathrm{KL}(p,
    q)$ at $\beta = 1$ and between them the generalised Jensen-Shannon divergence

    Expects:
        `student_hidden` and `teacher_hidden`: hidden states at the same places, floating-point, shapes (*, D) and
        (*, E), such as (N, D) or (B, T, D). `student_weight` and `teacher_weight`: of the two heads, shapes (V, D) and
        (V, E): they have the classes in common, and nothing else.

    Args:
        student_hidden: what the head of the model that learns is applied to.
        student_weight: weights of that head, of the same dtype.
        teacher_hidden: what the head of the model that teaches is applied to; like its weights and its bias it gets
            no gradient.
        teacher_weight: weights of that head, of the same dtype.
        beta: 0 is the forward KL of `distillation_kl`, 1 the reverse KL; between them it is the teacher's weight in
            the mixture of `generalised_jensen_shannon`.
        temperature: what the logits of both are divided by; the loss is multiplied by its square, so that the gradient
            keeps its size.
        student_bias: shape (V,), or None.
        teacher_bias: shape (V,), or None; minus infinity excludes a class.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept places.

    Returns:
        float32 (float64 where an input is): a scalar, or shape (*) for "none". The mean is over the kept places, and 0
        where there is none. Under torch.autocast the heads are computed of rounded hidden states and weights, the loss
        in float32 all the same.

    Raises:
        ValueError: shapes or dtypes do not fit, or an option is not one of those above.

    Equals:
        `generalised_jensen_shannon` of the logits that the two heads give.

    Example:
        >>> import torch
        >>> student, teacher = torch.zeros(1, 3), torch.tensor([[2.0, 0.0]])
        >>> linear_distillation(student, torch.ones(2, 3), teacher, torch.eye(2))
        tensor(0.3278)

    Reference:
        Hinton, G. et al. (2015). Distilling the Knowledge in a Neural Network. arXiv:1503.02531
    """
    _check_options(beta, temperature)
    names = [tuple(f"{who}_{what}" for what in ("hidden", "weight", "bias")) for who in ("student", "teacher")]
    fixed = None if teacher_bias is None else teacher_bias.detach()
    heads = [
        (student_hidden, student_weight, student_bias),
        (teacher_hidden.detach(), teacher_weight.detach(), fixed),
    ]
    for head, own_names in zip(heads, names, strict=True):
        linear.check_head(*head, own_names)  # type: ignore[arg-type]
    _check_pair(student_hidden, student_weight, teacher_hidden, teacher_weight)
    others = {"teacher_hidden": teacher_hidden, "mask": mask, "sample_weight": sample_weight}
    common.check_one_device("student_hidden", student_hidden, **others)
    places = student_hidden.shape[:-1]
    like = student_hidden.new_empty(places, dtype=_wide(student_hidden, teacher_hidden))
    reducing: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    factor = temperature**2 * factors(like, reduction, reducing).reshape(-1)
    student, teacher = (_prepared(head, like.dtype) for head in heads)
    size = places.numel() * student_weight.shape[0]
    constants = {"sample_weight": sample_weight, "denominator": denominator}
    form = dispatch.choose(_KERNEL, (*student, *teacher), size, constants)
    run = _mathematics if form == "mathematics" else _KERNEL.run
    found: Tensor = run(
        *student,
        *teacher,
        factor=None if reduction == "none" else factor,
        kept=None if mask is None or common.is_all(mask) else mask.reshape(-1),
        beta=beta,
        scale=1 / temperature,
    )
    return found if reduction != "none" else (found * factor).reshape(places)


def _check_options(beta: float, temperature: float) -> None:
    logits.check_beta(beta)
    if not temperature > 0:
        raise ValueError(f"got temperature={temperature!r}; it must be above 0")


def _check_pair(hidden: Tensor, weight: Tensor, teacher_hidden: Tensor, teacher_weight: Tensor) -> None:
    if hidden.shape[:-1] != teacher_hidden.shape[:-1] or len(weight) != len(teacher_weight):
        raise ValueError(
            f"got student_hidden of shape {tuple(hidden.shape)} with student_weight of shape {tuple(weight.shape)}, "
            f"and teacher_hidden of shape {tuple(teacher_hidden.shape)} with teacher_weight of shape "
            f"{tuple(teacher_weight.shape)}; both models need the same places and the same classes: (*, D) with "
            "(V, D), and (*, E) with (V, E)"
        )


def _wide(*inputs: Tensor) -> torch.dtype:
    return torch.float64 if any(x.dtype == torch.float64 for x in inputs) else torch.float32


def _prepared(head: tuple[Tensor, Tensor, Tensor | None], wide: torch.dtype) -> tuple[Tensor, Tensor, Tensor | None]:
    """Hidden states as rows, and the head; in float64 where the other one is."""
    hidden, weight, bias = linear.autocast(*head)
    hidden = hidden.reshape(hidden.shape[:-1].numel(), hidden.shape[-1])
    if wide == torch.float64:
        return hidden.double(), weight.double(), None if bias is None else bias.double()
    return hidden, weight, bias


def _mathematics(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    teacher_hidden: Tensor,
    teacher_weight: Tensor,
    teacher_bias: Tensor | None,
    *,
    factor: Tensor | None,
    kept: Tensor | None,
    beta: float,
    scale: float,
) -> Tensor:
    """The sum of factor * divergence, or the divergence of each row, by all the logits at one time."""
    log_p = _log_shares(hidden, weight, bias, kept, scale)
    log_q = _log_shares(teacher_hidden, teacher_weight, teacher_bias, kept, scale)
    values = common.blank(logits.between(log_p, log_q, beta, 1), kept)
    return values if factor is None else (values * common.blank(factor, kept)).sum()


def _log_shares(hidden: Tensor, weight: Tensor, bias: Tensor | None, kept: Tensor | None, scale: float) -> Tensor:
    hidden = hidden if kept is None else torch.where(kept.unsqueeze(1), hidden, 0.0)
    wide = [None if x is None else common.full_precision(x) for x in (hidden, weight, bias)]
    with linear.without_autocast(hidden):
        return torch.log_softmax(scale * nn.functional.linear(*wide), 1)  # type: ignore[arg-type]


@final
class LinearDistillationLoss(LossModule):
    """The module of `linear_distillation`; the heads belong to the two models.

    Args:
        beta: 0 is the forward KL, 1 the reverse KL; between them it is the teacher's weight in the mixture.
        temperature: what the logits of both are divided by; the loss is multiplied by its square, so that the gradient
            keeps its size.
        reduction: "mean", "sum" or "none".

    Example:
        >>> LinearDistillationLoss(temperature=2.0)
        LinearDistillationLoss(temperature=2.0)
    """

    def __init__(self, *, beta: float = 0.0, temperature: float = 1.0, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        _check_options(beta, temperature)
        self.beta = beta
        self.temperature = temperature
        self.reduction = common.check_reduction(reduction)

    def forward(
        self,
        student_hidden: Tensor,
        student_weight: Tensor,
        teacher_hidden: Tensor,
        teacher_weight: Tensor,
        **options: Unpack[LinearDistillationOptions],
    ) -> Tensor:
        """The loss; shapes and errors as in `linear_distillation`."""
        return linear_distillation(
            student_hidden, student_weight, teacher_hidden, teacher_weight, **self.options, **options
        )

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities at temperature 1 of the logits that the student's head gives, shape (*, V)."""
        return torch.softmax(output, -1)

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, shape (*), of the logits that the student's head gives, shape (*, V)."""
        return output.argmax(-1)
