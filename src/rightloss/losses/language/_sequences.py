"""What the losses over answers share: token log-probabilities, which tokens count, sums and means over them."""

import torch
from torch import Tensor

from rightloss.losses import _common as common


def mask_of(name: str, log_probs: Tensor, mask_name: str, mask: Tensor | None) -> Tensor:
    """Which tokens are of the answers, bool, shape (N, T); all of them without a mask.

    Raises:
        ValueError: `log_probs` is not floating-point of shape (N, T), or the mask is not bool of that shape.
    """
    common.check_floating(name, log_probs)
    if log_probs.dim() != 2:
        raise ValueError(f"got {name} of shape {tuple(log_probs.shape)}; it must be (N, T): one number per token")
    if mask is None:
        return torch.ones_like(log_probs, dtype=torch.bool)
    if mask.shape != log_probs.shape:
        raise ValueError(
            f"got {mask_name} of shape {tuple(mask.shape)} and {name} of shape {tuple(log_probs.shape)}; they must "
            "be equal"
        )
    if mask.dtype != torch.bool:
        raise ValueError(f"got {mask_name} of dtype {mask.dtype}; it must be torch.bool: use {mask_name}.bool()")
    return mask


def tokens(name: str, log_probs: Tensor, words: Tensor) -> Tensor:
    """Log-probabilities in full precision, with zeros where a token is of no answer.

    Raises:
        ValueError: another shape than that of `words`, whole numbers, or a value above 0.
    """
    common.check_floating(name, log_probs)
    if log_probs.shape != words.shape:
        raise ValueError(
            f"got {name} of shape {tuple(log_probs.shape)} beside others of shape {tuple(words.shape)}; they must be "
            "equal: the same tokens"
        )
    x = common.blank(common.full_precision(log_probs), words)
    # Fused kernels give sure tokens a rounding error above 0.
    if common.values_are_at_hand(x) and bool((x > 1e-3).any()):
        raise ValueError(
            f"got {name} with the value {x.max().item():g}; a log-probability is at most 0: take log_softmax of the "
            "logits at the tokens"
        )
    return x


def log_ratio(log_probs: Tensor, reference_log_probs: Tensor, words: Tensor, *, prefix: str = "") -> Tensor:
    """ln of the answers' probabilities under the model over those under the reference, shape (N,)."""
    model = tokens(f"{prefix}log_probs", log_probs, words)
    reference = tokens(f"{prefix}reference_log_probs", reference_log_probs, words)
    return (model - reference).sum(-1)


def answers(
    chosen_log_probs: Tensor,
    rejected_log_probs: Tensor,
    reference_chosen_log_probs: Tensor | None,
    reference_rejected_log_probs: Tensor | None,
    chosen_mask: Tensor,
    rejected_mask: Tensor,
    mask: Tensor | None,
    *,
    averaged: bool = False,
) -> tuple[Tensor, Tensor, Tensor]:
    """Log-probabilities of pairs of answers, or of what they are above those of a reference.

    Args:
        chosen_log_probs: tokens of the preferred answers, shape (N, T).
        rejected_log_probs: tokens of the other answers, shape (N, S).
        reference_chosen_log_probs: those of a reference, or None for none.
        reference_rejected_log_probs: those of a reference, or None for none.
        chosen_mask: which tokens are of the answers, bool, shape (N, T).
        rejected_mask: the same, shape (N, S).
        mask: which pairs are kept, bool, shape (N,), or None.
        averaged: whether the mean over the tokens is wanted, not the sum.

    Returns:
        One number per preferred answer, one per other answer, and which pairs are kept; shape (N,) each.
    """
    chosen = mask_of("chosen_log_probs", chosen_log_probs, "chosen_mask", chosen_mask)
    rejected = mask_of("rejected_log_probs", rejected_log_probs, "rejected_mask", rejected_mask)
    if len(chosen) != len(rejected):
        raise ValueError(
            f"got chosen_log_probs of shape {tuple(chosen.shape)} and rejected_log_probs of shape "
            f"{tuple(rejected.shape)}; both must have as many rows: they are pairs"
        )
    kept = chosen.any(-1) & rejected.any(-1)
    kept = kept & common.blank(torch.ones_like(kept), mask)
    sides = (
        ("chosen_log_probs", chosen_log_probs, reference_chosen_log_probs, chosen & kept.unsqueeze(-1)),
        ("rejected_log_probs", rejected_log_probs, reference_rejected_log_probs, rejected & kept.unsqueeze(-1)),
    )
    first, second = (_score(*side, averaged) for side in sides)
    return first, second, kept


def _score(name: str, log_probs: Tensor, reference: Tensor | None, words: Tensor, averaged: bool) -> Tensor:
    x = tokens(name, log_probs, words)
    if reference is not None:
        x = x - tokens(f"reference_{name}", reference, words)
    return x.sum(-1) / words.sum(-1).clamp_min(1) if averaged else x.sum(-1)
