"""What the losses over answers share: token log-probabilities, which tokens count, sums and means over them."""

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses.language import _sums as sums


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


def has_tokens(words: Tensor, mask: Tensor | None) -> Tensor:
    """Which answers have a token, bool, shape (N,), for what `mask_of` makes of a mask."""
    if mask is None and words.shape[1]:
        return words[:, 0]
    return _known(sums.count(words) > 0)


def _known(flags: Tensor) -> Tensor:
    """The flags, as `common.is_all` knows them by sight where all are set."""
    return common.one_flag(flags) if common.is_all(flags) else flags


def tokens(name: str, log_probs: Tensor, words: Tensor) -> Tensor:
    """Log-probabilities in full precision; those of tokens of no answer may be anything.

    Args:
        name: what the loss calls them.
        log_probs: shape (N, T).
        words: which tokens are of the answers, bool, shape (N, T).

    Raises:
        ValueError: another shape than that of `words`, or whole numbers.
    """
    common.check_floating(name, log_probs)
    if log_probs.shape != words.shape:
        raise ValueError(
            f"got {name} of shape {tuple(log_probs.shape)} beside others of shape {tuple(words.shape)}; they must be "
            "equal: the same tokens"
        )
    return common.full_precision(log_probs)


def check_logarithms(made: Tensor, words: Tensor, kept: Tensor, **log_probs: Tensor) -> None:
    """Raise ValueError where a token of a kept answer has a log-probability above 0.

    Args:
        made: what was computed from all of them; they are looked at where its values are at hand.
        words: which tokens are of the answers, bool, shape (N, T).
        kept: which answers are kept, bool, shape (N,).
        log_probs: by the names that the loss has for them, shape (N, T).
    """
    if not common.values_are_at_hand(made):
        return
    for name, x in log_probs.items():
        # Fused kernels give sure tokens a rounding error above 0.
        wrong = (x > 1e-3) & words & kept.unsqueeze(-1)
        if bool(wrong.any()):
            raise ValueError(
                f"got {name} with the value {x[wrong].max().item():g}; a log-probability is at most 0: take "
                "log_softmax of the logits at the tokens"
            )


def log_ratio(
    log_probs: Tensor, reference_log_probs: Tensor, words: Tensor, kept: Tensor, *, prefix: str = ""
) -> Tensor:
    """ln of the answers' probabilities under the model over those under the reference, shape (N,); 0 if not kept."""
    names = f"{prefix}log_probs", f"{prefix}reference_log_probs"
    model, reference = tokens(names[0], log_probs, words), tokens(names[1], reference_log_probs, words)
    ratio = common.blank(sums.total(model, reference, None if common.is_all(words) else words), kept)
    check_logarithms(ratio, words, kept, **dict(zip(names, (model, reference), strict=True)))
    return ratio


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
    counts = [sums.count(words) for words in (chosen, rejected)]
    kept = _known(common.blank(torch.minimum(*counts) > 0, mask, False))
    first = _score("chosen_log_probs", chosen_log_probs, reference_chosen_log_probs, chosen, kept)
    second = _score("rejected_log_probs", rejected_log_probs, reference_rejected_log_probs, rejected, kept)
    if averaged:
        first, second = (x / common.blank(count, kept, 1) for x, count in zip((first, second), counts, strict=True))
    return first, second, kept


def _score(name: str, log_probs: Tensor, reference: Tensor | None, words: Tensor, kept: Tensor) -> Tensor:
    given = {name: log_probs} if reference is None else {name: log_probs, f"reference_{name}": reference}
    x, *rest = (tokens(*item, words) for item in given.items())
    score = common.blank(sums.total(x, rest[0] if rest else None, words), kept)
    check_logarithms(score, words, kept, **given)
    return score
