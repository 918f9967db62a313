"""Answers that are good or bad, without pairs."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.binary import _questions as questions
from rightloss.losses.language import _sequences as sequences


def kto_loss(
    log_probs: Tensor,
    reference_log_probs: Tensor,
    baseline_log_probs: Tensor,
    baseline_reference_log_probs: Tensor,
    target: Tensor,
    *,
    beta: float = 0.1,
    desirable_weight: float = 1.0,
    undesirable_weight: float = 1.0,
    baseline_mask: Tensor | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""One minus the sigmoid of an answer's gain over a baseline (of its loss, for a bad answer), times a weight.

    $\ell = \lambda_y (1 - \sigma(\pm \beta (r - z)))$, plus for good answers and minus for bad ones, with $r = \ln
    (\pi(a) / \pi_0(a))$ and the baseline $z$: the mean of the same over answers to other prompts, at least 0, without
    a gradient

    Expects:
        Log-probabilities of single tokens, at most 0, under the model and under the reference: of N answers, and of
        as many mismatched answers (each prompt with the answer to another one), from which the baseline, an estimate
        of the KL divergence, is taken. `target`: 1 for a good answer, 0 for a bad one, shape (N,). Summing over
        tokens is done here.

    Args:
        log_probs: the model's log-probability of each token of an answer, shape (N, T).
        reference_log_probs: those under the reference model, shape (N, T).
        baseline_log_probs: the model's log-probability of each token of a mismatched answer, shape (N, S); it gets no
            gradient.
        baseline_reference_log_probs: those under the reference model, shape (N, S).
        target: 1 where the answer is good, 0 where it is bad, floating-point, shape (N,).
        beta: how strongly a log-ratio counts.
        desirable_weight: weight of good answers; with d good and u bad ones, desirable_weight * d /
            (undesirable_weight * u) from 1 to 4/3 is advised.
        undesirable_weight: weight of bad answers.
        baseline_mask: Booleans, shape (N, S): which tokens are of the mismatched answers.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N, T): which tokens are of the answers; an answer without a token is left out, of the
            baseline too.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept answers.

    Returns:
        float32 (float64 where an input is): a scalar, or shape (N,) for "none". The mean is over the kept answers,
        and 0 where there is none.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        The weight times sigmoid(-beta * r) for good answers, where the baseline is 0.

    Example:
        >>> import torch
        >>> one, two = torch.tensor([[-1.0]]), torch.tensor([[-2.0]])
        >>> kto_loss(one, two, two, two, torch.tensor([1.0]), beta=1.0)
        tensor(0.2689)

    Reference:
        Ethayarajh, K. et al. (2024). KTO: Model Alignment as Prospect Theoretic Optimization. arXiv:2402.01306
    """
    words = sequences.mask_of("log_probs", log_probs, "mask", mask)
    kept = sequences.has_tokens(words, mask)
    gain = sequences.log_ratio(log_probs, reference_log_probs, words, kept)
    good = _checked(target, gain, kept)
    drift = _drift(baseline_log_probs, baseline_reference_log_probs, baseline_mask, kept)
    scaled = beta * (gain - drift)
    values = _weighed(scaled, good, desirable_weight, undesirable_weight)
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


def _weighed(scaled: Tensor, good: Tensor, desirable: float, undesirable: float) -> Tensor:
    """What each answer costs; one sigmoid does where each is either good or bad."""
    yes, no = desirable * good, undesirable * (1 - good)
    if questions.are_answers(good):
        return (yes + no) * torch.sigmoid((1 - 2 * good) * scaled)
    return yes * torch.sigmoid(-scaled) + no * torch.sigmoid(scaled)


def _checked(target: Tensor, gain: Tensor, kept: Tensor) -> Tensor:
    common.check_floating("target", target)
    common.check_same_shape("answers", gain, target)
    good = common.blank(common.full_precision(target), kept)
    common.check_unit_interval("target", good)
    return good


def _drift(log_probs: Tensor, reference_log_probs: Tensor, mask: Tensor | None, kept: Tensor) -> Tensor:
    """The mean log-ratio of the mismatched answers, at least 0, without a gradient."""
    name = "baseline_log_probs"
    if len(log_probs) != len(kept):
        raise ValueError(f"got {name} of shape {tuple(log_probs.shape)} for {len(kept)} answers; they must be as many")
    words = sequences.mask_of(name, log_probs, "baseline_mask", mask)
    if mask is not None:
        kept = kept & sequences.has_tokens(words, mask)
    ratios = sequences.log_ratio(log_probs.detach(), reference_log_probs.detach(), words, kept, prefix="baseline_")
    count = len(kept) or 1 if common.is_all(kept) else kept.sum().clamp_min(1)
    return (ratios.sum() / count).clamp_min(0)


@final
class KTOLoss(LossModule):
    """The module of `kto_loss`.

    Args:
        beta: how strongly a log-ratio counts.
        desirable_weight: weight of good answers; with d good and u bad ones, desirable_weight * d /
            (undesirable_weight * u) from 1 to 4/3 is advised.
        undesirable_weight: weight of bad answers.
        reduction: "mean", "sum" or "none".

    Example:
        >>> KTOLoss(desirable_weight=1.33)
        KTOLoss(desirable_weight=1.33)
    """

    def __init__(
        self,
        *,
        beta: float = 0.1,
        desirable_weight: float = 1.0,
        undesirable_weight: float = 1.0,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.beta = beta
        self.desirable_weight = desirable_weight
        self.undesirable_weight = undesirable_weight
        self.reduction = common.check_reduction(reduction)

    def forward(
        self,
        log_probs: Tensor,
        reference_log_probs: Tensor,
        baseline_log_probs: Tensor,
        baseline_reference_log_probs: Tensor,
        target: Tensor,
        *,
        baseline_mask: Tensor | None = None,
        **options: Unpack[common.CallOptions],
    ) -> Tensor:
        """The loss; shapes and errors as in `kto_loss`."""
        return kto_loss(
            log_probs,
            reference_log_probs,
            baseline_log_probs,
            baseline_reference_log_probs,
            target,
            baseline_mask=baseline_mask,
            **self.options,
            **options,
        )

    def predict(self, output: Tensor) -> Tensor:
        """The probability of each token, in the shape of `output`."""
        return output.exp()
