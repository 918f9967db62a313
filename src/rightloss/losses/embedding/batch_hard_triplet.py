"""Triplets of the batch: the hardest ones."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.embedding import _vectors as vectors


def batch_hard_triplet_loss(
    embeddings: Tensor,
    target: Tensor,
    *,
    margin: float | None = 1.0,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""For each row, its distance to the farthest row of its label less that to the nearest of another, plus a margin.

    $\ell_i = \max\left(0, \max_{j: y_j = y_i} d_{ij} - \min_{k: y_k \ne y_i} d_{ik} + m\right)$, with Euclidean
    distances $d$

    Expects:
        `embeddings` of shape (N, D), not normalised; `target`: labels, int64, shape (N,). The rows of a batch are
        compared with each other. A row without a relative or without a stranger makes no triplet: it is left out of
        the mean.

    Args:
        embeddings: vectors, shape (N, D).
        target: the label of each row, 0 or more, int64, shape (N,).
        margin: how much farther the nearest stranger must be; None is the soft margin, ln(1 + exp(difference)).
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a row out of everything, its own loss and the comparisons of others,
            whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept triplets.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        The triplet margin loss (eps 0) of the triplets that it chooses.

    Example:
        >>> import torch
        >>> x = torch.tensor([[0.0], [1.0], [3.0]])
        >>> batch_hard_triplet_loss(x, torch.tensor([0, 0, 1]), reduction="none")
        tensor([0., 0., 0.])
        >>> batch_hard_triplet_loss(x, torch.tensor([0, 0, 1]), margin=3.0)
        tensor(1.5000)

    Reference:
        Hermans, A. et al. (2017). In Defense of the Triplet Loss for Person Re-Identification. arXiv:1703.07737
    """
    x = vectors.rows("embeddings", embeddings, mask)
    label = vectors.labels(target, x, mask)
    others, alike = vectors.others(mask, x), label.unsqueeze(1) == label.unsqueeze(0)
    relatives, strangers = others & alike, others & ~alike
    far, near = _hardest(x.detach(), relatives, strangers)
    closer = vectors.length(x - x[far]) - vectors.length(x - x[near])
    values = -torch.nn.functional.logsigmoid(-closer) if margin is None else (closer + margin).clamp_min(0)
    triplets = relatives.any(1) & strangers.any(1)
    return common.reduce(values, reduction, mask=triplets, sample_weight=sample_weight, denominator=denominator)


def _hardest(x: Tensor, relatives: Tensor, strangers: Tensor) -> tuple[Tensor, Tensor]:
    """The farthest relative and the nearest stranger of each row, int64, shape (N,) each."""
    if len(x) == 0:
        nobody = relatives.sum(1)
        return nobody, nobody
    # Around their mean: products of vectors far from the origin would lose the small distances between them.
    x = x - x.mean(0)
    square = x.square().sum(1)
    distance = square.unsqueeze(1) + square - 2 * vectors.products(x, x)
    far = torch.where(relatives, distance, -torch.inf).argmax(1)
    return far, torch.where(strangers, distance, torch.inf).argmin(1)


@final
class BatchHardTripletLoss(LossModule):
    """The module of `batch_hard_triplet_loss`.

    Args:
        margin: how much farther the nearest stranger must be; None is the soft margin, ln(1 + exp(difference)).
        reduction: "mean", "sum" or "none".

    Example:
        >>> BatchHardTripletLoss(margin=None)
        BatchHardTripletLoss(margin=None)
    """

    def __init__(self, *, margin: float | None = 1.0, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.margin = margin
        self.reduction = common.check_reduction(reduction)

    def forward(self, embeddings: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `batch_hard_triplet_loss`."""
        return batch_hard_triplet_loss(embeddings, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The embeddings themselves."""
        return output
