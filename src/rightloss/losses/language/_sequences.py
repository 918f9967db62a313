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
    if mask is None and common.is_readable(log_probs):
        return common.one_flag(log_probs)
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


def count(words: Tensor) -> Tensor:
    """How many tokens each answer has, int64, shape (N,)."""
    return words.sum(-1)


def has_tokens(words: Tensor, mask: Tensor | None) -> Tensor:
    """Which answers have a token, bool, shape (N,), for what `mask_of` makes of a mask."""
    if mask is None and words.shape[1]:
        return words.new_ones(len(words))
    return count(words) > 0


def tokens(name: str, log_probs: Tensor, words: Tensor, kept: Tensor) -> Tensor:
    """Log-probabilities in full precision; those of tokens of no answer may be anything: `common.blank` them.

    Args:
        name: what the loss calls them.
        log_probs: shape (N, T).
        words: which tokens are of the answers, bool, shape (N, T).
        kept: which answers are kept, bool, shape (N,).

    Raises:
        ValueError: another shape than that of `words`, whole numbers, or a value above 0.
    """
    common.check_floating(name, log_probs)
    if log_probs.shape != words.shape:
        raise ValueError(
            f"got {name} of shape {tuple(log_probs.shape)} beside others of shape {tuple(words.shape)}; they must be "
            "equal: the same tokens"
        )
    # Fused kernels give sure tokens a rounding error above 0.
    if common.values_are_at_hand(log_probs):
        wrong = (log_probs > 1e-3) & words & kept.unsqueeze(-1)
        if bool(wrong.any()):
            raise ValueError(
                f"got {name} with the value {log_probs[wrong].max().item():g}; a log-probability is at most 0: take "
                "log_softmax of the logits at the tokens"
            )
    return common.full_precision(log_probs)


def log_ratio(
    log_probs: Tensor, reference_log_probs: Tensor, words: Tensor, kept: Tensor, *, prefix: str = ""
) -> Tensor:
    """ln of the answers' probabilities under the model over those under the reference, shape (N,); 0 if not kept."""
    model = tokens(f"{prefix}log_probs", log_probs, words, kept)
    reference = tokens(f"{prefix}reference_log_probs", reference_log_probs, words, kept)
    # Blanked behind the difference: its slope holds no infinity.
    return common.blank(common.blank(model - reference, words).sum(-1), kept)


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
    counts = count(chosen), count(rejected)
    kept = (counts[0] > 0) & (counts[1] > 0)
    kept = kept & common.blank(torch.ones_like(kept), mask)
    sides = (
        ("chosen_log_probs", chosen_log_probs, reference_chosen_log_probs, chosen),
        ("rejected_log_probs", rejected_log_probs, reference_rejected_log_probs, rejected),
    )
    first, second = (_score(*side, kept) for side in sides)
    if averaged:
        first, second = first / counts[0].clamp_min(1), second / counts[1].clamp_min(1)
    return first, second, kept


def _score(name: str, log_probs: Tensor, reference: Tensor | None, words: Tensor, kept: Tensor) -> Tensor:
    x = tokens(name, log_probs, words, kept)
    if reference is not None:
        x = x - tokens(f"reference_{name}", reference, words, kept)
    return common.blank(common.blank(x, words).sum(-1), kept)
