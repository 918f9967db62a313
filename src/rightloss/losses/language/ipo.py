"""A margin to reach, and not to exceed."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _sequences as sequences


def ipo_loss(
    chosen_log_probs: Tensor,
    rejected_log_probs: Tensor,
    reference_chosen_log_probs: Tensor,
    reference_rejected_log_probs: Tensor,
    chosen_mask: Tensor,
    rejected_mask: Tensor,
    *,
    beta: float = 0.1,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Squared error of the margin over the reference, of mean log-probabilities, against 1 / (2 beta).

    $\ell = (\Delta - 1 / (2 \beta))^2$ with the margin $\Delta$ as in DPO, but of means over the tokens

    Expects:
        Log-probabilities of single tokens, at most 0, of N pairs of answers, under the model and under the reference;
        a mask for each side says which tokens are of the answer. Averaging them is done here.

    Args:
        chosen_log_probs: the model's log-probability of each token of the preferred answer, shape (N, T).
        rejected_log_probs: the model's log-probability of each token of the other answer, shape (N, S).
        reference_chosen_log_probs: those of the preferred answer under the reference model, shape (N, T).
        reference_rejected_log_probs: those of the other answer under the reference model, shape (N, S).
        chosen_mask: bool, shape (N, T): which tokens are of the preferred answer (not of the prompt, not padding).
        rejected_mask: bool, shape (N, S): which tokens are of the other answer.
        beta: the margin aimed at is 1 / (2 beta), in nats per token; the paper's tau.
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
        The squared error of the margin, where the target is 1 / (2 beta).

    Example:
        >>> import torch
        >>> tokens = torch.tensor([[-1.0]]), torch.tensor([[-2.0]]), torch.tensor([[-2.0]]), torch.tensor([[-2.0]])
        >>> answer = torch.ones(1, 1, dtype=torch.bool)
        >>> ipo_loss(*tokens, answer, answer, beta=0.25)
        tensor(1.)

    Reference:
        Azar, M. G. et al. (2023). A General Theoretical Paradigm to Understand Learning from Human Preferences.
        arXiv:2310.12036
    """
    if not beta > 0:
        raise ValueError(f"got beta={beta!r}; it must be above 0: the margin aimed at is 1 / (2 beta)")
    chosen, rejected, kept = sequences.answers(
        chosen_log_probs,
        rejected_log_probs,
        reference_chosen_log_probs,
        reference_rejected_log_probs,
        chosen_mask,
        rejected_mask,
        mask,
        averaged=True,
    )
    values = (chosen - rejected - 1 / (2 * beta)).square()
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


@final
class IPOLoss(LossModule):
    """The module of `ipo_loss`.

    Args:
        beta: the margin aimed at is 1 / (2 beta), in nats per token; the paper's tau.
        reduction: "mean", "sum" or "none".

    Example:
        >>> IPOLoss(beta=0.2)
        IPOLoss(beta=0.2)
    """

    def __init__(self, *, beta: float = 0.1, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.beta = beta
        self.reduction = common.check_reduction(reduction)

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
        """The loss; shapes and errors as in `ipo_loss`."""
        return ipo_loss(
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
