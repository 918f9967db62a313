"""Groups of answers: each answer counts the same."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _policy as policy


def grpo_loss(
    log_probs: Tensor,
    old_log_probs: Tensor,
    advantages: Tensor,
    *,
    clip_low: float = 0.2,
    clip_high: float = 0.2,
    kl_weight: float = 0.0,
    reference_log_probs: Tensor | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The clipped surrogate, the mean over the tokens of each answer first, then over the answers.

    $\ell_i = \frac{1}{|o_i|} \sum_t \left(-\min(\rho_t A_i, \mathrm{clip}(\rho_t, 1 - \epsilon_l, 1 + \epsilon_h)
    A_i) + \lambda \mathrm{KL}_t\right)$ with $\rho_t = \pi(o_t) / \pi_{\text{old}}(o_t)$ and $\mathrm{KL}_t = e^d - d
    - 1$, $d = \ln \pi_0(o_t) - \ln \pi(o_t)$

    Expects:
        `log_probs` and `old_log_probs`: log-probabilities of the tokens of N answers, at most 0, shape (N, T);
        `advantages`: one per answer, shape (N,), detached.

    Args:
        log_probs: the policy's log-probability of each token of an answer, shape (N, T).
        old_log_probs: those under the policy that wrote the answers, without a gradient, shape (N, T).
        advantages: how much better than the others of its group an answer was, without a gradient, shape (N,).
        clip_low: the ratio to the old policy counts down to 1 - clip_low.
        clip_high: the ratio to the old policy counts up to 1 + clip_high.
        kl_weight: how much the pull to the reference counts.
        reference_log_probs: log-probabilities under the reference model, shape (N, T); needed where kl_weight is not
            0.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N, T): which tokens the policy wrote; False leaves a token out (prompt, padding, tool
            output).
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept answers.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none". The mean is over the answers that
        have a token, and 0 where there is none: a token of a long answer counts less than one of a short answer.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        DAPO's value where all answers are equally long.

    Example:
        >>> import torch
        >>> new = torch.tensor([[-1.0, -1.0], [-1.0, -1.0]])
        >>> words = torch.tensor([[True, True], [True, False]])
        >>> grpo_loss(new, new, torch.tensor([1.0, -1.0]), mask=words)
        tensor(0.)

    Reference:
        Shao, Z. et al. (2024). DeepSeekMath: Pushing the Limits of Mathematical Reasoning in Open Language Models.
        arXiv:2402.03300
    """
    _check_pull(kl_weight, reference_log_probs)
    gain, steps = policy.token_steps(log_probs, old_log_probs, advantages, mask)
    costs = policy.clipped(steps, gain, clip_low, clip_high)
    if reference_log_probs is not None:
        costs = costs + kl_weight * policy.pull(log_probs, reference_log_probs, mask)
    words = policy.words(log_probs, mask)
    count = words.sum(-1)
    values = torch.where(words, costs, 0.0).sum(-1) / count.clamp_min(1)
    return common.reduce(values, reduction, mask=count > 0, sample_weight=sample_weight, denominator=denominator)


def _check_pull(kl_weight: float, reference_log_probs: Tensor | None) -> None:
    if (kl_weight != 0) != (reference_log_probs is not None):
        given = "without" if reference_log_probs is None else "with"
        raise ValueError(
            f"got kl_weight={kl_weight!r} {given} reference_log_probs; the pull to a reference needs both, or neither"
        )


@final
class GRPOLoss(LossModule):
    """The module of `grpo_loss`.

    Args:
        clip_low: the ratio to the old policy counts down to 1 - clip_low.
        clip_high: the ratio to the old policy counts up to 1 + clip_high.
        kl_weight: how much the pull to the reference counts.
        reduction: "mean", "sum" or "none".

    Example:
        >>> GRPOLoss(kl_weight=0.04)
        GRPOLoss(kl_weight=0.04)
    """

    def __init__(
        self,
        *,
        clip_low: float = 0.2,
        clip_high: float = 0.2,
        kl_weight: float = 0.0,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.clip_low = clip_low
        self.clip_high = clip_high
        self.kl_weight = kl_weight
        self.reduction = common.check_reduction(reduction)

    def forward(
        self,
        log_probs: Tensor,
        old_log_probs: Tensor,
        advantages: Tensor,
        *,
        reference_log_probs: Tensor | None = None,
        **options: Unpack[common.CallOptions],
    ) -> Tensor:
        """The loss; shapes and errors as in `grpo_loss`."""
        return grpo_loss(
            log_probs, old_log_probs, advantages, reference_log_probs=reference_log_probs, **self.options, **options
        )

    def predict(self, output: Tensor) -> Tensor:
        """The probability of each token, in the shape of `output`."""
        return output.exp()
