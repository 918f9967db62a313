"""What the losses over all alignments of a label sequence share: lengths, labels, and whether they fit."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from rightloss.losses import _common as common

Lengths = Tensor | Sequence[int]


def alignment_nll(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor,
    target_lengths: Lengths,
    reduction: common.Reduction,
    *,
    blank: int,
    zero_infinity: bool,
    mask: Tensor | None,
    sample_weight: Tensor | None,
    denominator: Tensor | float | None,
) -> Tensor:
    """Minus the log-probability of each label sequence, reduced: the mean is over examples, of the loss per label.

    Args:
        log_probs: shape (T, N, C), float32 or float64.
        targets: labels, shape (N, S), or one sequence after the other.
        input_lengths: how many of the T steps belong to each example, made by `lengths_of`.
        target_lengths: how many labels each example has, N of them.
        reduction: "mean", "sum" or "none".
        blank: the index of the blank.
        zero_infinity: whether examples that cannot be aligned cost 0.
        mask: bool, shape (N,); what is left out is computed from zeros.
        sample_weight: a factor per example, shape (N,).
        denominator: what the sum of the losses is divided by, instead of the mean per label and example.

    Raises:
        ValueError: shapes or dtypes do not fit, or an example cannot be aligned.
    """
    lengths = lengths_of("target_lengths", target_lengths, log_probs.shape[1], mask)
    rows = _rows(targets, target_lengths, lengths, mask, filler=(blank + 1) % log_probs.shape[2])
    is_plain = mask is None and sample_weight is None and denominator is None
    values = _values(log_probs, rows, input_lengths, lengths, reduction if is_plain else "none", blank, zero_infinity)
    if is_plain and len(lengths):
        return values
    if reduction == "mean" and denominator is None:
        values = values / lengths.to(values).clamp_min(1)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def _values(
    log_probs: Tensor, rows: Tensor, inputs: Tensor, lengths: Tensor, reduction: str, blank: int, zero_infinity: bool
) -> Tensor:
    """PyTorch's loss. Its kernel reads what any label points to: that is looked at with every call.

    All else is looked at with the first call, and where the kernel fails or is infinite.
    """

    def check() -> None:
        _check_lengths("input_lengths", inputs, len(log_probs))
        _check_lengths("target_lengths", lengths, torch.inf)
        _check_labels(rows, lengths, log_probs.shape[2], blank)
        if not zero_infinity:
            _check_fit(rows, inputs, lengths)

    is_safe = log_probs.is_cpu and _are_classes(rows, lengths, log_probs.shape[2])
    if not is_safe or common.values_are_at_hand(rows):
        check()
    if not len(lengths):  # PyTorch refuses it; its losses are none, and attached
        return log_probs.sum((0, 2))
    try:
        values = functional.ctc_loss(log_probs, rows, inputs, lengths, blank, reduction, zero_infinity)
    except RuntimeError:
        check()
        raise
    if is_safe and not zero_infinity and not common.is_a_number(values.detach().sum() if values.dim() else values):
        check()
    return values


def blank_examples(scores: Tensor, mask: Tensor | None) -> Tensor:
    """`scores`, shape (T, N, C), with zeros for the examples that the mask, shape (N,), leaves out."""
    if mask is None:
        return scores
    common.blank(scores.new_zeros(scores.shape[1]), mask)  # its shape and dtype are checked there
    return torch.where(mask.unsqueeze(-1), scores, torch.zeros_like(scores))


def lengths_of(name: str, given: Lengths, count: int, mask: Tensor | None) -> Tensor:
    """One length per example as a tensor, 0 for those that are left out.

    Raises:
        ValueError: they are not N whole numbers.
    """
    lengths = given if isinstance(given, Tensor) else torch.tensor(given, dtype=torch.long)
    lengths = lengths.reshape(1) if lengths.dim() == 0 and count == 1 else lengths
    if lengths.shape != (count,) or lengths.is_floating_point() or lengths.is_complex():
        raise ValueError(
            f"got {name} of shape {tuple(lengths.shape)} and dtype {lengths.dtype} for a batch of {count}; it must "
            f"hold one whole number per example, shape ({count},)"
        )
    return lengths if mask is None else torch.where(mask.to(lengths.device), lengths, 0)


def _rows(targets: Tensor, given: Lengths, lengths: Tensor, mask: Tensor | None, *, filler: int) -> Tensor:
    """The labels as they are, with `filler` in the rows that are left out, whose lengths are `given` and count as 0."""
    if targets.is_floating_point() or targets.is_complex() or targets.dtype == torch.bool:
        raise ValueError(f"got targets of dtype {targets.dtype}; labels are whole numbers: use targets.long()")
    if targets.dim() == 1 and mask is not None:
        _check_lengths("target_lengths", lengths, torch.inf)
        sizes = given.tolist() if isinstance(given, Tensor) else list(given)
        if sum(sizes) != len(targets):
            raise ValueError(f"got {len(targets)} targets in one row and target_lengths that add up to {sum(sizes)}")
        targets = pad_sequence(list(torch.split(targets, sizes)), batch_first=True, padding_value=filler)
    if targets.dim() == 2 and len(targets) != len(lengths):
        raise ValueError(
            f"got targets of shape {tuple(targets.shape)} for a batch of {len(lengths)}; it must be (N, S) with "
            f"N = {len(lengths)}, or one row of all labels"
        )
    if targets.dim() not in (1, 2):
        raise ValueError(f"got targets of shape {tuple(targets.shape)}; it must be (N, S), or one row of all labels")
    return targets if mask is None else torch.where(mask.to(targets.device).unsqueeze(1), targets, filler)


def _readable(x: Tensor) -> bool:
    """Whether labels and lengths are read: with every call, as they are few and the kernel wants the lengths anyway."""
    return (
        not torch.compiler.is_compiling()
        and x.device.type == "cpu"
        and not torch._C._functorch.is_functorch_wrapped_tensor(x)
    )


def _are_classes(rows: Tensor, lengths: Tensor, classes: int) -> bool:
    """Whether all labels that count are known to be classes."""
    if not (common.is_readable(rows) and common.is_readable(lengths)):
        return False
    if common.is_within(rows, -1, classes):
        return True
    if rows.dim() == 1:
        return False
    used = torch.where(torch.arange(rows.shape[1]) < lengths.unsqueeze(1), rows, 0)
    return common.is_within(used, -1, classes)


def _check_lengths(name: str, lengths: Tensor, most: float) -> None:
    if not _readable(lengths):
        return
    wrong = (lengths < 0) | (lengths > most)
    if bool(wrong.any()):
        wanted = "0 or more" if most == torch.inf else f"0 to {most}, the number of steps of the input"
        raise ValueError(f"got {name} with the value {lengths[wrong][0].item()}; each must be {wanted}")


def _padded(rows: Tensor, lengths: Tensor) -> Tensor:
    """The labels of each example in a row of its own, -1 behind them."""
    if rows.dim() == 1:
        return pad_sequence(list(torch.split(rows, lengths.tolist())), batch_first=True, padding_value=-1)
    return torch.where(torch.arange(rows.shape[1]) < lengths.unsqueeze(1), rows, -1)


def _check_labels(rows: Tensor, lengths: Tensor, classes: int, blank: int) -> None:
    if not 0 <= blank < classes:
        raise ValueError(f"got blank={blank}; with C = {classes} it must be 0 to {classes - 1}")
    if not (_readable(rows) and _readable(lengths)):
        return
    wanted = len(rows) if rows.dim() == 1 else rows.shape[1]
    found = int(lengths.sum() if rows.dim() == 1 else lengths.max() if len(lengths) else 0)
    if found > wanted or (rows.dim() == 1 and found != wanted):
        raise ValueError(
            f"got targets of shape {tuple(rows.shape)} and target_lengths that ask for {found} labels; the lengths "
            "count the labels that are there"
        )
    labels = _padded(rows, lengths)
    used = labels[torch.arange(labels.shape[1]) < lengths.unsqueeze(1)] if labels.numel() else labels.flatten()
    wrong = used[(used < 0) | (used >= classes) | (used == blank)]
    if wrong.numel():
        raise ValueError(
            f"got targets with the label {wrong[0].item()}; with C = {classes} and blank={blank} a label must be 0 to "
            f"{classes - 1} and not the blank"
        )


def _check_fit(rows: Tensor, inputs: Tensor, lengths: Tensor) -> None:
    """Raise ValueError where an input is shorter than its labels plus a blank between each two equal ones."""
    if not all(map(_readable, (rows, inputs, lengths))) or not rows.numel():
        return
    labels = _padded(rows, lengths)
    repeats = ((labels[:, 1:] == labels[:, :-1]) & (labels[:, 1:] >= 0)).sum(1)
    needed = lengths + repeats
    impossible = (inputs < needed).nonzero().flatten()
    if impossible.numel():
        first = int(impossible[0])
        raise ValueError(
            f"got {impossible.numel()} of {len(lengths)} examples that cannot be aligned: example {first} has "
            f"{inputs[first].item()} steps for {lengths[first].item()} labels with {repeats[first].item()} repeats, "
            f"which need {needed[first].item()}; leave it out with mask, or let it cost 0 with zero_infinity=True"
        )
