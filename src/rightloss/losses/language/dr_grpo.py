"""Groups of answers: each token counts the same, by a fixed length."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _policy as policy


def dr_grpo_loss(
    log_probs: Tensor,
    old_log_probs: Tensor,
    advantages: Tensor,
    *,
    max_tokens: int,
    clip_low: float = 0.2,
    clip_high: float = 0.2,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The clipped surrogate, summed over the tokens of each answer and divided by one length for all answers.

    $\ell_i = -\frac{1}{L} \sum_t \min(\rho_t A_i, \mathrm{clip}(\rho_t, 1 - \epsilon_l, 1 + \epsilon_h) A_i)$ with
    $\rho_t = \pi(o_t) / \pi_{\text{old}}(o_t)$

    Expects:
        `log_probs` and `old_log_probs`: log-probabilities of the tokens of N answers, at most 0, shape (N, T);
        `advantages`: one per answer, shape (N,), detached. Advantages are rewards less the mean of their group, not
        divided by its standard deviation.

    Args:
        log_probs: the policy's log-probability of each token of an answer, shape (N, T).
        old_log_probs: those under the policy that wrote the answers, without a gradient, shape (N, T).
        advantages: how much better than the others of its group an answer was, without a gradient, shape (N,).
        max_tokens: the length L that every sum is divided by: the longest answer that is allowed, the same for the
            whole training.
        clip_low: the ratio to the old policy counts down to 1 - clip_low.
        clip_high: the ratio to the old policy counts up to 1 + clip_high.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N, T): which tokens the policy wrote; False leaves a token out (prompt, padding, tool
            output).
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept answers.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none". The mean is over the answers that
        have a token, and 0 where there is none.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        GRPO where all answers have max_tokens tokens.

    Example:
        >>> import torch
        >>> new = torch.tensor([[-1.0, -1.0], [-1.0, -1.0]])
        >>> words = torch.tensor([[True, True], [True, False]])
        >>> dr_grpo_loss(new, new, torch.tensor([1.0, -1.0]), max_tokens=4, mask=words)
        tensor(-0.1250)

    Reference:
        Liu, Z. et al. (2025). Understanding R1-Zero-Like Training: A Critical Perspective. arXiv:2503.20783
    """
    if not max_tokens > 0:
        raise ValueError(f"got max_tokens={max_tokens!r}; it must be above 0")
    gain, steps = policy.token_steps(log_probs, old_log_probs, advantages, mask)
    words = policy.words(log_probs, mask)
    costs = torch.where(words, policy.clipped(steps, gain, clip_low, clip_high), 0.0)
    return common.reduce(
        costs.sum(-1) / max_tokens,
        reduction,
        mask=words.sum(-1) > 0,
        sample_weight=sample_weight,
        denominator=denominator,
    )


@final
class DrGRPOLoss(LossModule):
    """The module of `dr_grpo_loss`.

    Args:
        max_tokens: the length L that every sum is divided by: the longest answer that is allowed, the same for the
            whole training.
        clip_low: the ratio to the old policy counts down to 1 - clip_low.
        clip_high: the ratio to the old policy counts up to 1 + clip_high.
        reduction: "mean", "sum" or "none".

    Example:
        >>> DrGRPOLoss(max_tokens=1024)
        DrGRPOLoss(max_tokens=1024)
    """

    def __init__(
        self, *, max_tokens: int, clip_low: float = 0.2, clip_high: float = 0.2, reduction: common.Reduction = "mean"
    ) -> None:
        super().__init__()
        self.max_tokens = max_tokens
        self.clip_low = clip_low
        self.clip_high = clip_high
        self.reduction = common.check_reduction(reduction)

    def forward(
        self, log_probs: Tensor, old_log_probs: Tensor, advantages: Tensor, **options: Unpack[common.CallOptions]
    ) -> Tensor:
        """The loss; shapes and errors as in `dr_grpo_loss`."""
        return dr_grpo_loss(log_probs, old_log_probs, advantages, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The probability of each token, in the shape of `output`."""
        return output.exp()
