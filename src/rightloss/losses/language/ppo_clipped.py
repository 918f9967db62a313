"""A step of the policy, and not a long one."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _policy as policy


def ppo_clipped_loss(
    log_probs: Tensor,
    old_log_probs: Tensor,
    advantages: Tensor,
    *,
    clip_low: float = 0.2,
    clip_high: float = 0.2,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the advantage times the ratio of probabilities, where the ratio counts only up to a bound.

    $\ell = -\min(\rho A, \mathrm{clip}(\rho, 1 - \epsilon_l, 1 + \epsilon_h) A)$ with $\rho = \pi(a) /
    \pi_{\text{old}}(a)$

    Expects:
        `log_probs`, `old_log_probs` and `advantages` of equal shape (*): one action (or token) each; the latter two
        detached. Log-densities may be above 0.

    Args:
        log_probs: the policy's log-probabilities (or log-densities) of what was done, shape (*).
        old_log_probs: those under the policy that did it, without a gradient, shape (*).
        advantages: how much better than expected each action was, without a gradient, shape (*).
        clip_low: the ratio to the old policy counts down to 1 - clip_low.
        clip_high: the ratio to the old policy counts up to 1 + clip_high.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an action out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept actions.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (*) for "none". The mean is over all kept actions of
        the batch, and 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        Minus the advantage, with the gradient of the policy gradient, where both policies are the same.

    Example:
        >>> import torch
        >>> gain = torch.tensor([1.0, -1.0])
        >>> ppo_clipped_loss(torch.tensor([0.0, 0.0]), torch.tensor([-1.0, -1.0]), gain, reduction="none")
        tensor([-1.2000,  2.7183])

    Reference:
        Schulman, J. et al. (2017). Proximal Policy Optimization Algorithms. arXiv:1707.06347
    """
    gain, steps = policy.steps(log_probs, old_log_probs, advantages, mask)
    values = policy.clipped(steps, gain, clip_low, clip_high)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class PPOClippedLoss(LossModule):
    """The module of `ppo_clipped_loss`.

    Args:
        clip_low: the ratio to the old policy counts down to 1 - clip_low.
        clip_high: the ratio to the old policy counts up to 1 + clip_high.
        reduction: "mean", "sum" or "none".

    Example:
        >>> PPOClippedLoss(clip_high=0.28)
        PPOClippedLoss(clip_high=0.28)
    """

    def __init__(self, *, clip_low: float = 0.2, clip_high: float = 0.2, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.clip_low = clip_low
        self.clip_high = clip_high
        self.reduction = common.check_reduction(reduction)

    def forward(
        self, log_probs: Tensor, old_log_probs: Tensor, advantages: Tensor, **options: Unpack[common.CallOptions]
    ) -> Tensor:
        """The loss; shapes and errors as in `ppo_clipped_loss`."""
        return ppo_clipped_loss(log_probs, old_log_probs, advantages, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself."""
        return output
