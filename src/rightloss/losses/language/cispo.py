"""Groups of answers: no token loses its gradient."""

import math
from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _policy as policy


def cispo_loss(
    log_probs: Tensor,
    old_log_probs: Tensor,
    advantages: Tensor,
    *,
    max_ratio: float = 5.0,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the advantage times the log-probability, weighed by the ratio of the policies, cut off and detached.

    $\ell_t = -\mathrm{sg}(\min(\rho_t, \rho_{\max})) A_i \ln \pi(o_t)$ with $\rho_t = \pi(o_t) /
    \pi_{\text{old}}(o_t)$; sg stops the gradient

    Expects:
        `log_probs` and `old_log_probs`: log-probabilities of the tokens of N answers, at most 0, shape (N, T);
        `advantages`: one per answer, shape (N,), detached.

    Args:
        log_probs: the policy's log-probability of each token of an answer, shape (N, T).
        old_log_probs: those under the policy that wrote the answers, without a gradient, shape (N, T).
        advantages: how much better than the others of its group an answer was, without a gradient, shape (N,).
        max_ratio: the importance weight counts up to this; the paper's 1 plus its upper epsilon.
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
        The policy gradient, where both policies are the same.

    Example:
        >>> import torch
        >>> new = torch.tensor([[-1.0, -1.0], [-1.0, -1.0]])
        >>> words = torch.tensor([[True, True], [True, False]])
        >>> cispo_loss(new, new, torch.tensor([1.0, -1.0]), mask=words)
        tensor(0.3333)

    Reference:
        MiniMax (2025). MiniMax-M1: Scaling Test-Time Compute Efficiently with Lightning Attention. arXiv:2506.13585
    """
    if not max_ratio >= 1:
        raise ValueError(f"got max_ratio={max_ratio!r}; it must be 1 or more")
    gain, steps = policy.token_steps(log_probs, old_log_probs, advantages, mask)
    weight = steps.detach().clamp_max(math.log(max_ratio)).exp()
    values = common.blank(common.full_precision(log_probs), mask) * (-gain * weight)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class CISPOLoss(LossModule):
    """The module of `cispo_loss`.

    Args:
        max_ratio: the importance weight counts up to this; the paper's 1 plus its upper epsilon.
        reduction: "mean", "sum" or "none".

    Example:
        >>> CISPOLoss(max_ratio=3.0)
        CISPOLoss(max_ratio=3.0)
    """

    def __init__(self, *, max_ratio: float = 5.0, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.max_ratio = max_ratio
        self.reduction = common.check_reduction(reduction)

    def forward(
        self, log_probs: Tensor, old_log_probs: Tensor, advantages: Tensor, **options: Unpack[common.CallOptions]
    ) -> Tensor:
        """The loss; shapes and errors as in `cispo_loss`."""
        return cispo_loss(log_probs, old_log_probs, advantages, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The probability of each token, in the shape of `output`."""
        return output.exp()
