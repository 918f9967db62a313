"""Prefer what was preferred, without a reward model."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _sequences as sequences


def dpo_loss(
    chosen_log_probs: Tensor,
    rejected_log_probs: Tensor,
    reference_chosen_log_probs: Tensor,
    reference_rejected_log_probs: Tensor,
    chosen_mask: Tensor,
    rejected_mask: Tensor,
    *,
    beta: float = 0.1,
    label_smoothing: float = 0.0,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Logistic loss of the margin by which the model prefers the chosen answer more than the reference does.

    $\ell = -(1 - \epsilon) \ln \sigma(\beta \Delta) - \epsilon \ln \sigma(-\beta \Delta)$ with $\Delta = \ln
    \frac{\pi(c)}{\pi_0(c)} - \ln \frac{\pi(r)}{\pi_0(r)}$, of the sums over the tokens

    Expects:
        Log-probabilities of single tokens, at most 0, of N pairs of answers, under the model and under the reference;
        a mask for each side says which tokens are of the answer. Summing them is done here.

    Args:
        chosen_log_probs: the model's log-probability of each token of the preferred answer, shape (N, T).
        rejected_log_probs: the model's log-probability of each token of the other answer, shape (N, S).
        reference_chosen_log_probs: those of the preferred answer under the reference model, shape (N, T).
        reference_rejected_log_probs: those of the other answer under the reference model, shape (N, S).
        chosen_mask: bool, shape (N, T): which tokens are of the preferred answer (not of the prompt, not padding).
        rejected_mask: bool, shape (N, S): which tokens are of the other answer.
        beta: how strongly the margin counts: the smaller, the farther the model goes from the reference.
        label_smoothing: how often a preference is the wrong way round, from 0 to below a half; above 0 it is
            conservative DPO (cDPO).
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
        Binary cross-entropy with logits beta * margin and the target 1 - label_smoothing.

    Example:
        >>> import torch
        >>> tokens = torch.tensor([[-1.0]]), torch.tensor([[-2.0]]), torch.tensor([[-2.0]]), torch.tensor([[-2.0]])
        >>> answer = torch.ones(1, 1, dtype=torch.bool)
        >>> dpo_loss(*tokens, answer, answer, beta=1.0)
        tensor(0.3133)

    Reference:
        Rafailov, R. et al. (2023). Direct Preference Optimization: Your Language Model is Secretly a Reward Model.
        arXiv:2305.18290
    """
    _check_smoothing(label_smoothing)
    chosen, rejected, kept = sequences.answers(
        chosen_log_probs,
        rejected_log_probs,
        reference_chosen_log_probs,
        reference_rejected_log_probs,
        chosen_mask,
        rejected_mask,
        mask,
    )
    scaled = beta * (chosen - rejected)
    values = -torch.nn.functional.logsigmoid(scaled)
    if label_smoothing:  # the other way round costs as much more as the margin is
        values = torch.add(values, scaled, alpha=label_smoothing)
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


def _check_smoothing(label_smoothing: float) -> None:
    if not 0 <= label_smoothing < 0.5:
        raise ValueError(
            f"got label_smoothing={label_smoothing!r}; it is how often labels are wrong, from 0 to below 0.5"
        )


@final
class DPOLoss(LossModule):
    """The module of `dpo_loss`.

    Args:
        beta: how strongly the margin counts: the smaller, the farther the model goes from the reference.
        label_smoothing: how often a preference is the wrong way round, from 0 to below a half; above 0 it is
            conservative DPO (cDPO).
        reduction: "mean", "sum" or "none".

    Example:
        >>> DPOLoss(label_smoothing=0.1)
        DPOLoss(label_smoothing=0.1)
    """

    def __init__(
        self, *, beta: float = 0.1, label_smoothing: float = 0.0, reduction: common.Reduction = "mean"
    ) -> None:
        super().__init__()
        self.beta = beta
        self.label_smoothing = label_smoothing
        self.reduction = common.check_reduction(reduction)
        _check_smoothing(label_smoothing)

    def forward(
        self,
        chosen_log_probs: Tensor,
        rejected_log_probs: Tensor,
        reference_chosen_log_probs: Tensor,
        reference_rejected_log_probs: Tensor,
        chosen_mask: Tensor,
        rejected_mask: Tensor,
        **options: Unpack[common.CallOptions],
    ) -> Tensor:
        """The loss; shapes and errors as in `dpo_loss`."""
        return dpo_loss(
            chosen_log_probs,
            rejected_log_probs,
            reference_chosen_log_probs,
            reference_rejected_log_probs,
            chosen_mask,
            rejected_mask,
            **self.options,
            **options,
        )

    def predict(self, output: Tensor) -> Tensor:
        """The probability of each token, in the shape of `output`."""
        return output.exp()
