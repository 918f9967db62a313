"""A label sequence without its alignment, from log-probabilities."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.language import _alignment as alignment

_ROUNDING = 0.1  # of the logarithm of a sum of bfloat16 log-probabilities


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: alignment.Lengths,
    target_lengths: alignment.Lengths,
    blank: int = 0,
    reduction: common.Reduction = "mean",
    zero_infinity: bool = False,
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability of a label sequence, summed over every way to align it with a longer input.

    $\ell(x, y) = -\ln \sum_{\pi \in \mathcal{A}(y)} \exp \left( \sum_{t=1}^{T} x_{t, \pi_t} \right)$

    Prefer `ctc_loss_with_logits` in new models: it normalises by itself, and takes the batch first. Here the gradient
    is PyTorch's: right behind `log_softmax`, and only there.

    Expects:
        `log_probs`: log-probabilities over C classes, one of them the blank, floating-point, shape (T, N, C), time
        first, or (T, C). `targets`: labels, whole numbers, shape (N, S) padded, or one sequence after the other.
        `input_lengths` and `target_lengths`: whole numbers, shape (N,), or a sequence of N.

    Args:
        log_probs: log-probabilities, as log_softmax(dim=2) gives them.
        targets: the labels, without blanks.
        input_lengths: how many steps of each example count, at most T.
        target_lengths: how many labels each example has.
        blank: the class that stands for no label.
        reduction: "mean" (of each example's loss divided by its number of labels), "sum" or "none".
        zero_infinity: whether an example that cannot be aligned costs 0; else it is refused.
        mask: bool, shape (N,); False leaves an example out, whatever it holds.
        sample_weight: a factor per example, shape (N,).
        denominator: what the sum of the losses is divided by, instead of the mean per label and example.

    Returns:
        float32 (float64 where `log_probs` is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes or dtypes do not fit, or a step has probabilities that do not sum to 1 (looked at as
            `checking` says). Labels and lengths on the CPU are looked at with every call: labels that are not classes,
            examples too short for their labels.

    Equals:
        The NLL loss summed over time, where the input is as long as the target and holds no repeats.

    Example:
        >>> import torch
        >>> log_probs = torch.full((2, 1, 2), 0.5).log()
        >>> ctc_loss(log_probs, torch.tensor([[1]]), [2], [1])
        tensor(0.2877)

    Reference:
        Graves, A., Fernandez, S., Gomez, F. and Schmidhuber, J. (2006). Connectionist temporal classification:
        labelling unsegmented sequence data with recurrent neural networks. doi:10.1145/1143844.1143891
    """
    common.check_reduction(reduction)
    common.check_floating("log_probs", log_probs)
    single = log_probs.dim() == 2
    if single:
        log_probs, targets = log_probs.unsqueeze(1), targets.reshape(1, -1)
        mask = None if mask is None else mask.reshape(1)
    if log_probs.dim() != 3:
        raise ValueError(
            f"got log_probs of shape {tuple(log_probs.shape)}; it must be (T, N, C), time first, or (T, C)"
        )
    kept = alignment.blank_examples(common.full_precision(log_probs), mask)
    ends = alignment.lengths_of("input_lengths", input_lengths, kept.shape[1], mask)
    _check_normalised(kept, ends)
    total = alignment.alignment_nll(
        kept,
        targets,
        ends,
        target_lengths,
        reduction,
        blank=blank,
        zero_infinity=zero_infinity,
        mask=mask,
        sample_weight=sample_weight,
        denominator=denominator,
    )
    return total.squeeze(0) if single and reduction == "none" else total


def _check_normalised(log_probs: Tensor, ends: Tensor) -> None:
    """Raise ValueError where the probabilities of a step that counts do not sum to 1, up to half precision."""
    if not log_probs.numel() or not common.values_are_at_hand(log_probs):
        return
    counts = torch.arange(len(log_probs), device=log_probs.device).unsqueeze(1) < ends.to(log_probs.device)
    sums = log_probs.detach().logsumexp(2)[counts]
    wrong = sums[~(sums.abs() < _ROUNDING)]
    if wrong.numel():
        raise ValueError(
            f"got log_probs whose probabilities sum to {wrong[0].exp().item():g} over the classes; they must sum to 1: "
            "use log_softmax(dim=2), or ctc_loss_with_logits"
        )


@final
class CTCLoss(LossModule):
    """The module of `ctc_loss`, a drop-in for torch.nn.CTCLoss.

    Args:
        blank: the class that stands for no label.
        reduction: "mean" (of each example's loss divided by its number of labels), "sum" or "none".
        zero_infinity: whether an example that cannot be aligned costs 0; else it is refused.

    Example:
        >>> CTCLoss(blank=4)
        CTCLoss(blank=4)
    """

    def __init__(self, blank: int = 0, reduction: common.Reduction = "mean", zero_infinity: bool = False) -> None:
        super().__init__()
        self.blank = blank
        self.reduction = common.check_reduction(reduction)
        self.zero_infinity = zero_infinity

    def forward(
        self,
        log_probs: Tensor,
        targets: Tensor,
        input_lengths: alignment.Lengths,
        target_lengths: alignment.Lengths,
        **options: Unpack[common.CallOptions],
    ) -> Tensor:
        """The loss; shapes and errors as in `ctc_loss`."""
        return ctc_loss(log_probs, targets, input_lengths, target_lengths, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities of each step, in the shape of `output`: its exponential."""
        return torch.exp(output)
