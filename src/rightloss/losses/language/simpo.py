"""The likelier answer per token, by a margin."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _sequences as sequences


def simpo_loss(
    chosen_log_probs: Tensor,
    rejected_log_probs: Tensor,
    chosen_mask: Tensor,
    rejected_mask: Tensor,
    *,
    beta: float = 2.0,
    gamma: float = 1.0,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Logistic loss of beta times the difference of mean log-probabilities, less a margin.

    $\ell = -\ln \sigma(\beta (\ln \bar\pi(c) - \ln \bar\pi(r)) - \gamma)$, of means over the tokens

    Expects:
        Log-probabilities of single tokens, at most 0, of N pairs of answers; a mask for each side says which tokens
        are of the answer. Averaging them is done here. No reference model is needed.

    Args:
        chosen_log_probs: the model's log-probability of each token of the preferred answer, shape (N, T).
        rejected_log_probs: the model's log-probability of each token of the other answer, shape (N, S).
        chosen_mask: bool, shape (N, T): which tokens are of the preferred answer (not of the prompt, not padding).
        rejected_mask: bool, shape (N, S): which tokens are of the other answer.
        beta: what the difference is multiplied by.
        gamma: the margin that the scaled difference must exceed.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a pair out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept pairs.

    Returns:
        float32 (float64 where an input is): a scalar, or shape (N,) for "none". The mean is over the kept pairs, and
        0 where there is none. A pair of which one answer has no token left is left out.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        Binary cross-entropy with logits beta * difference - gamma and the target 1.

    Example:
        >>> import torch
        >>> answer = torch.ones(1, 1, dtype=torch.bool)
        >>> simpo_loss(torch.tensor([[-1.0]]), torch.tensor([[-2.0]]), answer, answer)
        tensor(0.3133)

    Reference:
        Meng, Y. et al. (2024). SimPO: Simple Preference Optimization with a Reference-Free Reward. arXiv:2405.14734
    """
    chosen, rejected, kept = sequences.answers(
        chosen_log_probs, rejected_log_probs, None, None, chosen_mask, rejected_mask, mask, averaged=True
    )
    values = -torch.nn.functional.logsigmoid(beta * (chosen - rejected) - gamma)
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


@final
class SimPOLoss(LossModule):
    """The module of `simpo_loss`.

    Args:
        beta: what the difference is multiplied by.
        gamma: the margin that the scaled difference must exceed.
        reduction: "mean", "sum" or "none".

    Example:
        >>> SimPOLoss(gamma=1.6)
        SimPOLoss(gamma=1.6)
    """

    def __init__(self, *, beta: float = 2.0, gamma: float = 1.0, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.beta = beta
        self.gamma = gamma
        self.reduction = common.check_reduction(reduction)

    def forward(
        self,
        chosen_log_probs: Tensor,
        rejected_log_probs: Tensor,
        chosen_mask: Tensor,
        rejected_mask: Tensor,
        **options: Unpack[common.CallOptions],
    ) -> Tensor:
        """The loss; shapes and errors as in `simpo_loss`."""
        return simpo_loss(chosen_log_probs, rejected_log_probs, chosen_mask, rejected_mask, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The probability of each token, in the shape of `output`."""
        return output.exp()
