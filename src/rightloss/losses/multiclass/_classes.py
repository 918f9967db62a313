"""What the losses over classes share: where the classes are, and what a target of class indices must be."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow


def class_dim(input: Tensor, given: int | None = None) -> int:
    """The dimension of the classes: the one that was given, or 0 for one example (C,), 1 for a batch (N, C, d1..dK).

    Raises:
        ValueError: `input` has no dimension at all, or not the one that was given.
    """
    if input.dim() == 0:
        raise ValueError("got input of shape (); it must be (N, C), (N, C, d1..dK) or (C,)")
    if given is None:
        return 1 if input.dim() > 1 else 0
    if not -input.dim() <= given < input.dim():
        raise ValueError(f"got class_dim={given} for input of shape {tuple(input.shape)}; it has no such dimension")
    return given % input.dim()


def classes_second(x: Tensor, given: int | None) -> Tensor:
    """`x` with its classes where PyTorch has them, in dimension 1 (0 for one example), from where `class_dim` says."""
    return x if given is None else x.movedim(class_dim(x, given), class_dim(x))


def prepared(
    name: str, input: Tensor, target: Tensor, given: int | None, mask: Tensor | None, ignore_index: int = -100
) -> tuple[Tensor, Tensor, Tensor]:
    """Check scores and class indices, and make them ready to compute with.

    Args:
        name: what the loss calls its input.
        input: scores of C classes, floating-point.
        target: class indices, int64, the shape of `input` without C.
        given: the dimension of the classes, or None for PyTorch's.
        mask: bool, the shape of `target`, or None.
        ignore_index: the target that is left out.

    Returns:
        Scores in float32 or float64 with the classes second and zeros where a target is left out, indices and kept as
        of `kept_indices`.
    """
    common.check_floating(name, input)
    scores = classes_second(input, given)
    indices, kept = kept_indices(scores, target, ignore_index, mask)
    check_raw(name, scores, kept)
    return blank_scores(common.full_precision(scores), kept), indices, kept


def check_raw(name: str, scores: Tensor, kept: Tensor | None) -> None:
    """Raise ValueError where scores have been through softmax: kept rows in [0, 1] that sum to 1, not all one-hot."""
    dim = class_dim(scores)
    if scores.numel() == 0 or scores.shape[dim] < 2 or not common.values_are_at_hand(scores):
        return
    scores = scores.detach()
    kept = torch.ones_like(scores.select(dim, 0), dtype=torch.bool) if kept is None else kept
    low, high = scores.amin(dim)[kept], scores.amax(dim)[kept]  # no tensor of the scores' size, which may be large
    if len(low) == 0 or float(low.min()) < 0 or float(high.max()) > 1 or _are_one_hot(scores, kept, dim):
        return
    # bfloat16 has 8 bits: a sum of C rounded probabilities is off by up to 2^-9.
    if float((scores.sum(dim, dtype=common.full_dtype(scores))[kept] - 1).abs().max()) < 2e-3:
        raise ValueError(
            f"got {name} whose rows are in [0, 1] and sum to 1 over dimension {dim}: they have been through softmax; "
            "pass the raw scores"
        )


def _are_one_hot(scores: Tensor, kept: Tensor, dim: int) -> bool:
    return bool(((scores == 0) | (scores == 1)).all(dim)[kept].all())


def kept_indices(input: Tensor, target: Tensor, ignore_index: int, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Check a target of class indices.

    Args:
        input: scores of C classes, shape (N, C, d1..dK) or (C,).
        target: class indices, shape (N, d1..dK) or ().
        ignore_index: the target that is left out.
        mask: bool, the shape of `target`, or None.

    Returns:
        The indices with 0 in the places that are left out, and which places are kept; both in the target's shape.

    Raises:
        ValueError: a wrong dtype or shape, or an index of no class.
    """
    check_indices(input, target)
    kept = common.one_flag(target) if _is_never(target, ignore_index) else target != ignore_index
    if mask is not None:
        kept = kept & common.blank(torch.ones_like(kept), mask)
    indices = target if common.is_all(kept) else torch.where(kept, target, 0)
    _check_range(indices, input.shape[class_dim(input)])
    return indices, kept


def of_torch(
    kernel: Callable[..., Tensor],
    input: Tensor,
    target: Tensor,
    weight: Tensor | None,
    reduction: common.Reduction,
    *others: float,
) -> Tensor | None:
    """What a kernel of PyTorch for class indices gives, behind the first look at the values.

    None where it refuses, so that the checks say what is wrong, and where it gives no number: nothing is kept.
    """
    code = common.CODES.get(reduction, 0)
    if not code or target.dtype != torch.long or input.dtype not in common.FULL or not common.is_readable(input):
        return None
    if (weight is not None and weight.requires_grad) or common.values_are_at_hand(input):
        return None
    try:
        theirs = kernel(input, target, weight, code, *others)
    except (IndexError, RuntimeError, ValueError):
        return None
    return theirs if common.is_a_number(theirs) else None


def check_indices(input: Tensor, target: Tensor) -> None:
    """Raise ValueError unless the target is int64 of the shape that `kept_indices` says."""
    if target.dtype != torch.long:
        raise ValueError(f"got target of dtype {target.dtype}; class indices must be torch.int64: use target.long()")
    _check_shape(input, target)


def check_shares(shares: Tensor, dim: int, mask: Tensor | None) -> None:
    """Raise ValueError unless the shares of kept targets are in [0, 1] and sum to 1; makes no tensor of their size."""
    if not common.values_are_at_hand(shares):
        return
    sums = shares.sum(dim, dtype=common.full_dtype(shares))
    for edge in (shares.amax(dim), shares.amin(dim)):
        common.check_unit_interval("target (class probabilities)", edge if mask is None else edge[mask])
    sums = sums if mask is None else sums[mask]
    coarse = shares.dtype in (torch.float16, torch.bfloat16)
    wrong = sums[~((sums - 1).abs() <= (0.05 if coarse else 0.01))]
    if wrong.numel():
        raise ValueError(
            f"got target with class probabilities that sum to {wrong[0].item():g} over dimension {dim}; they must sum "
            "to 1: divide by their sum, or for several yes/no labels use binary_cross_entropy_with_logits"
        )


def blank_scores(input: Tensor, kept: Tensor) -> Tensor:
    """`input` with zeros for all classes of the targets that are left out, so that they cannot spoil a gradient.

    Args:
        input: shape (N, C, d1..dK) or (C,).
        kept: bool, shape (N, d1..dK) or ().
    """
    if common.is_all(kept):
        return input
    return torch.where(kept.unsqueeze(class_dim(input)), input, torch.zeros_like(input))


def pick(values: Tensor, indices: Tensor) -> Tensor:
    """The value of the class that each index names: shape (N, C, d1..dK) and (N, d1..dK) give (N, d1..dK)."""
    dim = class_dim(values)
    return values.gather(dim, indices.unsqueeze(dim)).squeeze(dim)


def without(scores: Tensor, indices: Tensor) -> Tensor:
    """`scores` with minus infinity for the class that each index names.

    Args:
        scores: shape (N, C, d1..dK) or (C,), of at least two classes.
        indices: int64, the shape of `scores` without C.

    Raises:
        ValueError: there is only one class.
    """
    return _without(scores, indices, class_dim(scores))


def _without(scores: Tensor, indices: Tensor, dim: int) -> Tensor:
    if scores.shape[dim] < 2:
        raise ValueError(
            f"got scores of {scores.shape[dim]} class; it takes at least two: for one logit use a binary loss"
        )
    return scores.scatter(dim, indices.unsqueeze(dim), -torch.inf)


def log_hit_and_miss(scores: Tensor, indices: Tensor) -> tuple[Tensor, Tensor]:
    """ln p and ln(1 - p) for the softmax p of the class that each index names.

    Both keep their digits at any scores: neither is the logarithm of a rounded probability.

    Args:
        scores: shape (N, C, d1..dK) or (C,), of at least two classes.
        indices: int64, the shape of `scores` without C.
    """
    # The odds of the class against all others together: p is their sigmoid.
    dim = class_dim(scores)
    if narrow.is_narrow(scores, dim):
        scores, dim = scores.movedim(dim, 0).contiguous(), 0
    hit = scores.gather(dim, indices.unsqueeze(dim)).squeeze(dim)
    log_odds = hit - _without(scores, indices, dim).logsumexp(dim)
    return logsigmoid(log_odds), logsigmoid(-log_odds)


def check_class_weight(weight: Tensor | None, classes: int) -> None:
    """Raise ValueError unless `weight` is None or has one factor per class."""
    if weight is not None and weight.shape != (classes,):
        raise ValueError(f"got weight of shape {tuple(weight.shape)}; it must be one per class, shape ({classes},)")


def _is_never(target: Tensor, index: int) -> bool:
    """Whether no target is known to be `index`: the least and the most are found faster than a flag for each."""
    if not common.is_readable(target) or not target.numel():
        return False
    least, most = torch.aminmax(target)
    return not least.item() <= index <= most.item()


def _check_shape(input: Tensor, target: Tensor) -> None:
    dim = class_dim(input)
    wanted = input.shape[:dim] + input.shape[dim + 1 :]
    if target.shape == wanted:
        return
    hint = ""
    if target.dim() == input.dim() and target.shape[dim] == 1:
        hint = f": add target.squeeze({dim})"
    elif target.shape == input.shape:
        hint = f": for one-hot targets add target.argmax({dim})"
    elif target.shape == input.shape[:-1]:
        hint = ": the classes of the input must be dimension 1, use input.movedim(-1, 1)"
    raise ValueError(
        f"got input of shape {tuple(input.shape)} and target of shape {tuple(target.shape)}; the classes are dimension "
        f"{dim} of the input, so the target must be {tuple(wanted)}{hint}"
    )


def _check_range(indices: Tensor, classes: int) -> None:
    if not common.values_are_at_hand(indices):
        return
    wrong = indices[(indices < 0) | (indices >= classes)]
    if wrong.numel():
        raise ValueError(
            f"got target with the class index {wrong[0].item()}; with C = {classes} it must be 0 to {classes - 1}, "
            "or ignore_index"
        )
