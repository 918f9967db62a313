"""What the policy losses share: steps from the old policy to the new one, the surrogate, the pull to a reference."""

import math

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses.language import _sequences as sequences


def steps(log_probs: Tensor, old_log_probs: Tensor, advantages: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Advantages, and how much likelier (in nats) the policy has made what was done; both of the shape of `log_probs`.

    Raises:
        ValueError: dtypes or shapes do not fit, or what belongs to the past carries a gradient.
    """
    for name, x in (("log_probs", log_probs), ("old_log_probs", old_log_probs), ("advantages", advantages)):
        common.check_floating(name, x)
        if x.shape != log_probs.shape:
            raise ValueError(
                f"got {name} of shape {tuple(x.shape)} and log_probs of shape {tuple(log_probs.shape)}; they must be "
                "equal: broadcasting is refused, use expand() where you mean it"
            )
    gain = common.blank(_past("advantages", advantages), mask)
    return gain, common.blank(common.full_precision(log_probs) - _past("old_log_probs", old_log_probs), mask)


def token_steps(
    log_probs: Tensor, old_log_probs: Tensor, advantages: Tensor, mask: Tensor | None
) -> tuple[Tensor, Tensor]:
    """Advantages of N answers, (N, 1), and how much likelier the policy has made each of their tokens, (N, T)."""
    given = words(log_probs, mask)
    kept = sequences.has_tokens(given, mask)
    new = sequences.tokens("log_probs", log_probs, given)
    old = _past("old_log_probs", sequences.tokens("old_log_probs", old_log_probs, given))
    common.check_floating("advantages", advantages)
    if advantages.shape != log_probs.shape[:1]:
        raise ValueError(
            f"got advantages of shape {tuple(advantages.shape)} for log_probs of shape {tuple(log_probs.shape)}; it "
            f"must be {tuple(log_probs.shape[:1])}: one per answer"
        )
    gain = common.blank(_past("advantages", advantages), None if mask is None else kept)
    steps = common.blank(new - old, mask)
    sequences.check_logarithms(steps, given, kept, log_probs=new, old_log_probs=old)
    return gain.unsqueeze(-1), steps


def words(log_probs: Tensor, mask: Tensor | None) -> Tensor:
    """Which tokens the policy wrote, bool, shape (N, T)."""
    return sequences.mask_of("log_probs", log_probs, "mask", mask)


def clipped(steps: Tensor, gain: Tensor, clip_low: float, clip_high: float) -> Tensor:
    """Minus the advantage times the ratio, which is cut off where the step is long and in the right direction.

    The step is cut before its exponential is taken: a ratio that is infinite and cut would have the gradient 0 * inf.
    """
    if not (0 <= clip_low < 1 and clip_high >= 0):
        raise ValueError(
            f"got clip_low={clip_low!r} and clip_high={clip_high!r}; they must be from 0 to below 1, and 0 or more"
        )
    is_good = gain >= 0
    most = torch.where(is_good, torch.full_like(gain, math.log1p(clip_high)), torch.inf)
    least = torch.where(is_good, -torch.inf, torch.full_like(gain, math.log1p(-clip_low)))
    return -gain * steps.clamp(least, most).exp()


def pull(log_probs: Tensor, reference_log_probs: Tensor, mask: Tensor | None) -> Tensor:
    """KL(policy, reference) per token, estimated, never negative: exp(d) - d - 1, d the step to the reference."""
    given = words(log_probs, mask)
    kept = sequences.has_tokens(given, mask)
    reference = _past("reference_log_probs", sequences.tokens("reference_log_probs", reference_log_probs, given))
    step = common.blank(reference - common.full_precision(log_probs), mask)
    sequences.check_logarithms(step, given, kept, reference_log_probs=reference)
    return torch.expm1(step) - step


def _past(name: str, x: Tensor) -> Tensor:
    if x.requires_grad:
        raise ValueError(f"got {name} that carries a gradient; it belongs to the past: use {name}.detach()")
    return common.full_precision(x)
