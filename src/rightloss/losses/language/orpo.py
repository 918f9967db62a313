"""Learn the chosen answer, and prefer it, at once."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _sequences as sequences


def orpo_loss(
    chosen_log_probs: Tensor,
    rejected_log_probs: Tensor,
    chosen_mask: Tensor,
    rejected_mask: Tensor,
    *,
    odds_weight: float = 0.1,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Mean cross-entropy of the chosen answer, plus a weight times the logistic loss of the log odds ratio.

    $\ell = -\ln p_c - \lambda \ln \sigma\left(\ln \frac{p_c}{1 - p_c} - \ln \frac{p_r}{1 - p_r}\right)$, where $\ln
    p$ is the mean log-probability of the tokens of an answer

    Expects:
        Log-probabilities of single tokens, at most 0, of N pairs of answers; a mask for each side says which tokens
        are of the answer. Averaging them is done here. No reference model is needed.

    Args:
        chosen_log_probs: the model's log-probability of each token of the preferred answer, shape (N, T).
        rejected_log_probs: the model's log-probability of each token of the other answer, shape (N, S).
        chosen_mask: bool, shape (N, T): which tokens are of the preferred answer (not of the prompt, not padding).
        rejected_mask: bool, shape (N, S): which tokens are of the other answer.
        odds_weight: how much the preference counts beside the cross-entropy; the paper's lambda.
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
        The mean cross-entropy of the chosen answer, at odds_weight 0.

    Example:
        >>> import torch
        >>> answer = torch.ones(1, 1, dtype=torch.bool)
        >>> orpo_loss(torch.tensor([[-1.0]]), torch.tensor([[-1.0]]), answer, answer, odds_weight=1.0)  # 1 + ln 2
        tensor(1.6931)

    Reference:
        Hong, J. et al. (2024). ORPO: Monolithic Preference Optimization without Reference Model. arXiv:2403.07691
    """
    chosen, rejected, kept = sequences.answers(
        chosen_log_probs, rejected_log_probs, None, None, chosen_mask, rejected_mask, mask, averaged=True
    )
    # A pair that is left out has no log odds: any probability below 1 will do.
    chosen, rejected = (common.blank(x, kept, -1.0) for x in (chosen, rejected))
    preferred = torch.nn.functional.logsigmoid(_log_odds(chosen) - _log_odds(rejected))
    values = -chosen - odds_weight * preferred
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


def _log_odds(log_p: Tensor) -> Tensor:
    """ln(p / (1 - p)) of log-probabilities; those of exactly 0 are taken as the nearest number below."""
    log_p = log_p.clamp_max(-torch.finfo(log_p.dtype).tiny)
    # Where p is small, what 1 - p is rounded by is nothing beside ln p.
    return log_p - torch.log(-torch.expm1(log_p))


@final
class ORPOLoss(LossModule):
    """The module of `orpo_loss`.

    Args:
        odds_weight: how much the preference counts beside the cross-entropy; the paper's lambda.
        reduction: "mean", "sum" or "none".

    Example:
        >>> ORPOLoss(odds_weight=0.25)
        ORPOLoss(odds_weight=0.25)
    """

    def __init__(self, *, odds_weight: float = 0.1, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.odds_weight = odds_weight
        self.reduction = common.check_reduction(reduction)

    def forward(
        self,
        chosen_log_probs: Tensor,
        rejected_log_probs: Tensor,
        chosen_mask: Tensor,
        rejected_mask: Tensor,
        **options: Unpack[common.CallOptions],
    ) -> Tensor:
        """The loss; shapes and errors as in `orpo_loss`."""
        return orpo_loss(chosen_log_probs, rejected_log_probs, chosen_mask, rejected_mask, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The probability of each token, in the shape of `output`."""
        return output.exp()
