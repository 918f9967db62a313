"""Groups of answers: each token of the batch counts the same."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _policy as policy


def dapo_loss(
    log_probs: Tensor,
    old_log_probs: Tensor,
    advantages: Tensor,
    *,
    clip_low: float = 0.2,
    clip_high: float = 0.28,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The clipped surrogate, the mean over all tokens of the batch, with two bounds of the ratio.

    $\ell_t = -\min(\rho_t A_i, \mathrm{clip}(\rho_t, 1 - \epsilon_l, 1 + \epsilon_h) A_i)$ with $\rho_t = \pi(o_t) /
    \pi_{\text{old}}(o_t)$

    Expects:
        `log_probs` and `old_log_probs`: log-probabilities of the tokens of N answers, at most 0, shape (N, T);
        `advantages`: one per answer, shape (N,), detached.

    Args:
        log_probs: the policy's log-probability of each token of an answer, shape (N, T).
        old_log_probs: those under the policy that wrote the answers, without a gradient, shape (N, T).
        advantages: how much better than the others of its group an answer was, without a gradient, shape (N,).
        clip_low: the ratio to the old policy counts down to 1 - clip_low.
        clip_high: the ratio to the old policy counts up to 1 + clip_high.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N, T): which tokens the policy wrote; False leaves a token out (prompt, padding, tool
            output).
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept tokens.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N, T) for "none". The mean is over all kept tokens
        of the batch, and 0 where nothing is kept. With gradient accumulation give `denominator` the number of kept
        tokens of the whole batch.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        PPO's clipped loss with the advantage of an answer for each of its tokens.

    Example:
        >>> import torch
        >>> new = torch.tensor([[-1.0, -1.0], [-1.0, -1.0]])
        >>> words = torch.tensor([[True, True], [True, False]])
        >>> dapo_loss(new, new, torch.tensor([1.0, -1.0]), mask=words)
        tensor(-0.3333)

    Reference:
        Yu, Q. et al. (2025). DAPO: An Open-Source LLM Reinforcement Learning System at Scale. arXiv:2503.14476
    """
    gain, steps = policy.token_steps(log_probs, old_log_probs, advantages, mask)
    values = policy.clipped(steps, gain, clip_low, clip_high)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class DAPOLoss(LossModule):
    """The module of `dapo_loss`.

    Args:
        clip_low: the ratio to the old policy counts down to 1 - clip_low.
        clip_high: the ratio to the old policy counts up to 1 + clip_high.
        reduction: "mean", "sum" or "none".

    Example:
        >>> DAPOLoss(clip_high=0.3)
        DAPOLoss(clip_high=0.3)
    """

    def __init__(self, *, clip_low: float = 0.2, clip_high: float = 0.28, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.clip_low = clip_low
        self.clip_high = clip_high
        self.reduction = common.check_reduction(reduction)

    def forward(
        self, log_probs: Tensor, old_log_probs: Tensor, advantages: Tensor, **options: Unpack[common.CallOptions]
    ) -> Tensor:
        """The loss; shapes and errors as in `dapo_loss`."""
        return dapo_loss(log_probs, old_log_probs, advantages, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The probability of each token, in the shape of `output`."""
        return output.exp()
