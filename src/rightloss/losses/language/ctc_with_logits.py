"""A label sequence without its alignment, from raw scores."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses._module import LossModule
from rightloss.losses.language import _alignment as alignment


def ctc_loss_with_logits(
    logits: Tensor,
    targets: Tensor,
    input_lengths: alignment.Lengths,
    target_lengths: alignment.Lengths,
    *,
    blank: int = 0,
    zero_infinity: bool = False,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability of a label sequence, summed over every way to align it with a longer input.

    $\ell(z, y) = -\ln \sum_{\pi \in \mathcal{A}(y)} \prod_{t=1}^{T} \mathrm{softmax}(z_t)_{\pi_t}$

    Expects:
        `logits`: raw scores over C classes, one of them the blank, floating-point, shape (N, T, C), batch first.
        `targets`: labels, whole numbers, shape (N, S) padded, or one sequence after the other. `input_lengths` and
        `target_lengths`: whole numbers, shape (N,), or a sequence of N.

    Args:
        logits: raw scores; no softmax has been applied.
        targets: the labels, without blanks.
        input_lengths: how many steps of each example count, at most T.
        target_lengths: how many labels each example has.
        blank: the class that stands for no label.
        zero_infinity: whether an example that cannot be aligned costs 0; else it is refused.
        reduction: "mean" (of each example's loss divided by its number of labels), "sum" or "none".
        mask: bool, shape (N,); False leaves an example out, whatever it holds.
        sample_weight: a factor per example, shape (N,).
        denominator: what the sum of the losses is divided by, instead of the mean per label and example.

    Returns:
        float32 (float64 where `logits` is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes or dtypes do not fit. Labels and lengths on the CPU are looked at with every call: labels
            that are not classes, examples too short for their labels.

    Equals:
        `ctc_loss` on logits.transpose(0, 1).log_softmax(2).

    Example:
        >>> import torch
        >>> ctc_loss_with_logits(torch.zeros(1, 2, 2), torch.tensor([[1]]), [2], [1])
        tensor(0.2877)

    Reference:
        Graves, A., Fernandez, S., Gomez, F. and Schmidhuber, J. (2006). Connectionist temporal classification:
        labelling unsegmented sequence data with recurrent neural networks. doi:10.1145/1143844.1143891
    """
    common.check_reduction(reduction)
    common.check_floating("logits", logits)
    if logits.dim() != 3:
        raise ValueError(f"got logits of shape {tuple(logits.shape)}; it must be (N, T, C), batch first")
    kept = alignment.blank_examples(common.full_precision(logits).transpose(0, 1), mask)
    return alignment.alignment_nll(
        narrow.log_softmax(kept, 2),
        targets,
        alignment.lengths_of("input_lengths", input_lengths, kept.shape[1], mask),
        target_lengths,
        reduction,
        blank=blank,
        zero_infinity=zero_infinity,
        mask=mask,
        sample_weight=sample_weight,
        denominator=denominator,
    )


@final
class CTCWithLogitsLoss(LossModule):
    """The module of `ctc_loss_with_logits`.

    Args:
        blank: the class that stands for no label.
        zero_infinity: whether an example that cannot be aligned costs 0; else it is refused.
        reduction: "mean" (of each example's loss divided by its number of labels), "sum" or "none".

    Example:
        >>> CTCWithLogitsLoss(zero_infinity=True)
        CTCWithLogitsLoss(zero_infinity=True)
    """

    def __init__(self, *, blank: int = 0, zero_infinity: bool = False, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.blank = blank
        self.zero_infinity = zero_infinity
        self.reduction = common.check_reduction(reduction)

    def forward(
        self,
        logits: Tensor,
        targets: Tensor,
        input_lengths: alignment.Lengths,
        target_lengths: alignment.Lengths,
        **options: Unpack[common.CallOptions],
    ) -> Tensor:
        """The loss; shapes and errors as in `ctc_loss_with_logits`."""
        return ctc_loss_with_logits(logits, targets, input_lengths, target_lengths, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities of each step, in the shape of `output`."""
        return torch.softmax(output, -1)

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class of each step, blanks and repeats included, int64, shape (N, T)."""
        return output.argmax(-1)
