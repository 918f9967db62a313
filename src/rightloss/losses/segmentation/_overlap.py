"""What the losses over regions share: sums over positions, and one value per image."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses._fused import Fused, fused
from rightloss.losses.multiclass import _classes
from rightloss.losses.segmentation._index import Index, Sums
from rightloss.losses.segmentation._positions import Positions

# Scores from which the slope on the way forward is worth its call.
PAYS_FROM = 1 << 14
# Positions up to which a product with ones adds up faster than a sum.
_FEW = 32

Empty = Literal["ratio", "mean", "skip"]


class Ways(NamedTuple):
    """What an image costs, from sums over the positions of its regions.

    Attributes:
        cost: of each region.
        empty: what a region without a true position costs: "ratio" is `cost` with its smooth, "mean" the mean
            probability over the image, "skip" nothing (it does not count in the mean either).
        cross_entropy_weight: of the mean cross-entropy, which is added; None adds none.
    """

    cost: Index
    empty: Empty = "ratio"
    cross_entropy_weight: float | None = None

    @property
    def sums(self) -> tuple[str, ...]:
        """Names of the sums that are needed, as of `_summed`."""
        names = self.cost.sums
        if self.empty != "ratio":
            names = (*names, "size", "predicted")
        return names if self.cross_entropy_weight is None else (*names, "cross-entropy")


def reduced(
    loss: Fused,
    positions: Positions,
    ways: Ways,
    weight: Tensor | None,
    reduction: common.Reduction,
    sample_weight: Tensor | None,
    denominator: Tensor | float | None,
) -> Tensor:
    """The loss of each image, reduced.

    Args:
        loss: from `over_classes` or `over_questions`.
        positions: of all regions.
        ways: what an image costs.
        weight: how much each class counts, shape (C,).
        reduction: as in `common.reduce`.
        sample_weight: as in `common.reduce`.
        denominator: as in `common.reduce`.

    Raises:
        ValueError: an option is not what it can be.
    """
    if ways.empty not in ("ratio", "mean", "skip"):
        raise ValueError(f'got empty={ways.empty!r}; it must be "ratio", "mean" or "skip"')
    _classes.check_class_weight(weight, positions.classes)
    kept = positions.images()
    if ways.empty == "skip" and ways.cross_entropy_weight is None:
        kept = positions.with_region(kept)
    return positions.reduced(loss, kept, reduction, sample_weight, denominator, ways=ways, weight=weight)


def over_classes(loss: str) -> Fused:
    """The loss of a catalog name over the classes of a softmax."""
    return _over(loss, _sums_of_classes, _classes_with_slope)


def over_questions(loss: str) -> Fused:
    """The loss of a catalog name over the channels of a sigmoid."""
    return _over(loss, _sums_of_questions, _questions_with_slope)


def _over(loss: str, sums_of: Callable[..., tuple[Sums, int]], with_slope: Callable[..., Tensor]) -> Fused:
    return fused(loss, _each(sums_of), with_slope, dim=1, whole=_whole(sums_of), pays_from=PAYS_FROM)


def _whole(sums_of: Callable[..., tuple[Sums, int]]) -> Callable[..., Tensor]:
    """The mean or sum over all images, where all count alike; all regions may then be added up at once."""

    def whole(
        x: Tensor, target: Tensor, *, classes: int, ways: Ways, weight: Tensor | None, reduction: common.Reduction
    ) -> Tensor:
        sums, positions = sums_of(x, target, None, classes, ways)
        if not _is_plain(sums, ways, weight):
            return common.reduce(values(sums, positions, ways, weight), reduction)
        costs = ways.cost(sums)
        images = len(costs) if reduction == "mean" else 1
        total = costs.sum() / (images * costs.shape[1])
        if ways.cross_entropy_weight is None:
            return total
        entropy = sums["cross-entropy"]
        return total + entropy.sum() * (ways.cross_entropy_weight / (images * positions * entropy.shape[1]))

    return whole


def _each(sums_of: Callable[..., tuple[Sums, int]]) -> Callable[..., Tensor]:
    """What each image costs."""

    def each(
        x: Tensor, target: Tensor, kept: Tensor | None = None, *, classes: int, ways: Ways, weight: Tensor | None
    ) -> Tensor:
        sums, positions = sums_of(x, target, kept, classes, ways)
        return values(sums, positions, ways, weight)

    return each


def _sums_of_classes(x: Tensor, target: Tensor, kept: Tensor | None, classes: int, ways: Ways) -> tuple[Sums, int]:
    """Sums over the positions of each region, and how many these are."""
    scores, indices = x.reshape(len(x), classes, target.shape[1]), target.unsqueeze(1)
    flags = None if kept is None else kept.unsqueeze(1)
    if ways.cross_entropy_weight is None:
        p, costs = narrow.softmax(scores, 1), None
    else:
        log_p = narrow.log_softmax(scores, 1)
        p, costs = log_p.exp(), common.blank(-log_p.gather(1, indices), flags)
    true = indices == torch.arange(classes, device=x.device).unsqueeze(-1)
    if flags is not None:
        p, true = torch.where(flags, p, 0.0), true & flags
    return _summed(ways.sums, p, true, flags, costs, _over_all), p.shape[2]


def _sums_of_questions(x: Tensor, target: Tensor, kept: Tensor | None, classes: int, ways: Ways) -> tuple[Sums, int]:
    """Sums over the positions of each region, and how many these are."""
    shape = len(x), classes, x.shape[1] // max(1, classes)
    x, true, flags = x.reshape(shape), target.reshape(shape), None if kept is None else kept.reshape(shape)
    costs = None
    if ways.cross_entropy_weight is not None:
        costs = common.blank(binary_cross_entropy_with_logits(x, true, reduction="none"), flags)
    return _summed(ways.sums, common.blank(torch.sigmoid(x), flags), true, flags, costs, _over_all), shape[2]


def _classes_with_slope(
    slope: Tensor,
    spare: Sequence[Tensor],
    x: Tensor,
    target: Tensor,
    kept: Tensor | None = None,
    *,
    classes: int,
    ways: Ways,
    weight: Tensor | None,
) -> Tensor:
    scores, out = (item.view(len(x), classes, -1) for item in (x, slope))
    p, indices = narrow.softmax(scores, 1), target.unsqueeze(1)
    costs = None if ways.cross_entropy_weight is None else _minus_log(p, scores, indices)
    found = _found(p, one_hot(indices, p), kept if kept is None else kept.unsqueeze(1), costs, ways, weight)
    softmax_back(found.by_p, p, out)
    if found.by_x is not None:
        out.add_(found.by_x)
    return found.values


def _questions_with_slope(
    slope: Tensor,
    spare: Sequence[Tensor],
    x: Tensor,
    target: Tensor,
    kept: Tensor | None = None,
    *,
    classes: int,
    ways: Ways,
    weight: Tensor | None,
) -> Tensor:
    p = torch.sigmoid(x, out=slope).view(len(x), classes, -1)
    true, flags = target.view(p.shape), None if kept is None else kept.view(p.shape)
    costs = None
    if ways.cross_entropy_weight is not None:
        costs = binary_cross_entropy_with_logits(x.view(p.shape), true, reduction="none")
    found = _found(p, true, flags, costs, ways, weight)
    torch.ops.aten.sigmoid_backward.grad_input(found.by_p, p, grad_input=p)
    if found.by_x is not None:
        p.add_(found.by_x)
    return found.values


def one_hot(indices: Tensor, p: Tensor) -> Tensor:
    """1 in the true class and 0 elsewhere, in the shape and dtype of `p`: numbers are faster than flags here.

    Args:
        indices: shape (n, 1, P).
        p: shape (n, C, P).
    """
    names = torch.arange(p.shape[1], dtype=p.dtype).unsqueeze(-1)
    return torch.eq(indices.to(p.dtype), names, out=torch.empty_like(p))


def softmax_back(by_p: Tensor, p: Tensor, out: Tensor) -> None:
    """The slope by the scores from that by the probabilities, shape (n, C, P); written to `out`."""
    if out.is_contiguous() and p.is_contiguous():
        torch.ops.aten._softmax_backward_data.out(by_p, p, 1, p.dtype, grad_input=out)
    else:  # the operator would write beside `out`
        torch.mul(by_p.sub_((by_p * p).sum(1, keepdim=True)), p, out=out)


def _minus_log(p: Tensor, scores: Tensor, indices: Tensor) -> Tensor:
    """The cross-entropy of each position, shape (n, 1, P)."""
    hit = p.gather(1, indices)
    if bool(hit.amin() < torch.finfo(hit.dtype).tiny):
        return -torch.log_softmax(scores, 1).gather(1, indices)
    return hit.log_().neg_()


class _Found(NamedTuple):
    """What images cost, in the shape (n,) or in terms of shape (n, C), and what the slope is made of.

    Attributes:
        values: the costs.
        by_p: the slope by the probabilities, shape (n, C, P).
        by_x: what the cross-entropy adds to the slope by the scores, or None.
    """

    values: Tensor
    by_p: Tensor
    by_x: Tensor | None


def _found(
    p: Tensor, true: Tensor, kept: Tensor | None, costs: Tensor | None, ways: Ways, weight: Tensor | None
) -> _Found:
    """From probabilities and regions of finite numbers; the former become 0 where a position is left out."""
    if kept is not None:
        flags = common.numbers(kept, p.dtype)
        p.mul_(flags)
        true = true * flags
        costs = None if costs is None else costs.mul_(flags)
    total = _over_few if p.shape[2] <= _FEW else _over_all
    terms, slopes = _values_and_slopes(_summed(ways.sums, p, true, kept, costs, total), p.shape[2], ways, weight)
    by_p = true * slopes["hits"].unsqueeze(-1)  # a product and a sum take half the time of addcmul
    if "predicted" in slopes:
        by_p.add_(slopes["predicted"].unsqueeze(-1))
    if "squares" in slopes:
        by_p.add_((p - true).mul_(slopes["squares"].unsqueeze(-1)), alpha=2)
    # The slope of a cross-entropy by the scores is p - true.
    by_x = (p - true).mul_(slopes["cross-entropy"].unsqueeze(-1)) if "cross-entropy" in slopes else None
    return _Found(terms, by_p, by_x)


def _summed(
    names: tuple[str, ...],
    p: Tensor,
    true: Tensor,
    kept: Tensor | None,
    costs: Tensor | None,
    total: Callable[[Tensor], Tensor],
) -> Sums:
    """Sums over the positions of each region, shape (N, C), of tensors of shape (N, C, P).

    They are "hits", of p * true, and any of "predicted", of p; "size", of true; "squares", of (p - true)^2; "places",
    of the positions that are kept, where not all are; "cross-entropy". The last two may have the shape (N, 1).
    `total` adds up the last dimension.
    """
    found = {"hits": total(p * true)}
    if "predicted" in names:
        found["predicted"] = total(p)
    if "size" in names:
        found["size"] = total(true).to(p.dtype)
    if "squares" in names:
        found["squares"] = total((p - true.to(p.dtype)).square())
    if kept is not None:
        found["places"] = kept.sum(-1).to(p.dtype)
    if costs is not None:
        found["cross-entropy"] = total(costs)
    return found


def _over_all(x: Tensor) -> Tensor:
    return x.sum(-1)


def _over_few(x: Tensor) -> Tensor:
    """The same, in two thirds of the time where few numbers lie side by side."""
    return torch.mv(x.reshape(-1, x.shape[-1]), torch.ones(x.shape[-1], dtype=x.dtype)).view(x.shape[:-1])


def _is_plain(sums: Sums, ways: Ways, weight: Tensor | None) -> bool:
    """Whether all regions count alike."""
    return ways.empty == "ratio" and weight is None and "places" not in sums


def values(sums: Sums, positions: int, ways: Ways, weight: Tensor | None) -> Tensor:
    """What each image costs, shape (N,)."""
    found = _mean_over_classes(ways.cost(sums), sums, positions, ways.empty, weight)
    if ways.cross_entropy_weight is None:
        return found
    entropy = sums["cross-entropy"]
    count = sums["places"].sum(1).clamp_min(1) if "places" in sums else max(1, positions * entropy.shape[1])
    return found + ways.cross_entropy_weight * entropy.sum(1) / count


def _mean_over_classes(costs: Tensor, sums: Sums, positions: int, empty: Empty, weight: Tensor | None) -> Tensor:
    """The mean over the regions of each image that count, as in `Ways`; 0 where none does."""
    places = sums.get("places")
    if empty == "mean":
        by = max(1, positions) if places is None else places.clamp_min(1)
        costs = torch.where(sums["size"] > 0, costs, sums["predicted"] / by)
    if positions and places is None:  # nothing is left out
        if empty != "skip":
            return costs.mean(1) if weight is None else (_normalised(weight.to(costs.dtype)) * costs).sum(1)
        return (shares(sums["size"] > 0, costs, weight) * costs).sum(1)
    counts = torch.zeros_like(costs, dtype=torch.bool) if places is None else (places > 0).expand_as(costs)
    if empty == "skip":
        counts = counts & (sums["size"] > 0)
    return (shares(counts, costs, weight) * common.blank(costs, counts)).sum(1)


def shares(counts: Tensor, like: Tensor, weight: Tensor | None = None) -> Tensor:
    """The share of each region in the mean over those of its image that count, shape (N, C); 0 where none does."""
    return _normalised(counts.to(like.dtype) if weight is None else counts * weight.to(like.dtype))


def _normalised(share: Tensor) -> Tensor:
    total = share.sum(-1, keepdim=True)
    return share / torch.where(total == 0, 1.0, total)


def _values_and_slopes(sums: Sums, positions: int, ways: Ways, weight: Tensor | None) -> tuple[Tensor, Sums]:
    """What each image costs, shape (N,) or in terms of shape (N, C), and the slopes by the sums of p."""
    if not _is_plain(sums, ways, weight):
        leaves = {name: found.requires_grad_() for name, found in sums.items() if name not in ("size", "places")}
        made = values(sums, positions, ways, weight)
        slopes = torch.autograd.grad(made.sum(), list(leaves.values()), materialize_grads=True)
        return made.detach(), dict(zip(leaves, slopes, strict=True))
    costs, by_sums = ways.cost.with_slopes(sums)
    count = costs.shape[1]
    if count > 1:
        for item in (costs, *by_sums.values()):
            item.div_(count)
    if ways.cross_entropy_weight is None:
        return costs, by_sums
    entropy = sums["cross-entropy"]
    share = ways.cross_entropy_weight / (positions * entropy.shape[1])
    by_sums["cross-entropy"] = torch.full_like(entropy, share)
    return costs.sum(1).add_(entropy.sum(1), alpha=share), by_sums
