"""A margin on the cosine to the true class."""

from typing import Unpack, final

import torch
from torch import Tensor, nn

from rightloss.losses import _common as common
from rightloss.losses import _softmax as softmax
from rightloss.losses._module import LossModule
from rightloss.losses.embedding import _margin as margins
from rightloss.losses.embedding import _vectors as vectors


def cosface_loss(
    embeddings: Tensor,
    weight: Tensor,
    target: Tensor,
    *,
    scale: float = 64.0,
    margin: float = 0.35,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy on scaled cosines, where the cosine to the true class counts as smaller by a margin.

    $\ell = -\ln \left(e^{s (\cos \theta_y - m)} / (e^{s (\cos \theta_y - m)} + \sum_{c \ne y} e^{s \cos
    \theta_c})\right)$

    Expects:
        `embeddings` of shape (N, D) and `weight` of shape (C, D), of any length: only directions count. `target`:
        class indices, int64, shape (N,).

    Args:
        embeddings: vectors, shape (N, D).
        weight: one direction per class, shape (C, D).
        target: class indices 0 to C - 1, int64, shape (N,).
        scale: what the cosines are multiplied by: they are too small for a softmax.
        margin: what the cosine of the true class must lead by.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a row out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept rows.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        Cross-entropy on `scale` times the cosines, at margin 0.

    Example:
        >>> import torch
        >>> x, w = torch.tensor([[1.0, 0.0]]), torch.eye(2)
        >>> cosface_loss(x, w, torch.tensor([0]), scale=1.0)
        tensor(0.4201)

    Reference:
        Wang, H. et al. (2018). CosFace: Large Margin Cosine Loss for Deep Face Recognition. arXiv:1801.09414
    """
    if margin < 0:
        raise ValueError(f"got margin={margin!r}; it must be 0 or more")
    x, directions, indices, kept = margins.prepared(embeddings, weight, target, mask)
    cosines = vectors.products(x, directions)
    lowered = cosines.scatter_add(1, indices.unsqueeze(1), cosines.new_full((len(x), 1), -margin))
    values = softmax.cross_entropy(scale * lowered, indices, 1)
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


@final
class CosFaceLoss(LossModule):
    """The module of `cosface_loss`; it owns `weight`, a direction per class: hand its parameters to the optimiser.

    Args:
        embedding_dim: D, the size of an embedding.
        num_classes: C, the number of classes.
        scale: what the cosines are multiplied by: they are too small for a softmax.
        margin: what the cosine of the true class must lead by.
        reduction: "mean", "sum" or "none".

    Example:
        >>> CosFaceLoss(128, 10, scale=30.0)
        CosFaceLoss(embedding_dim=128, num_classes=10, scale=30.0)
    """

    made_with = (
        "embedding_dim",
        "num_classes",
    )

    def __init__(
        self,
        embedding_dim: int,
        num_classes: int,
        *,
        scale: float = 64.0,
        margin: float = 0.35,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.embedding_dim = embedding_dim
        self.num_classes = num_classes
        self.scale = scale
        self.margin = margin
        self.reduction = common.check_reduction(reduction)
        self.weight = nn.Parameter(torch.randn(num_classes, embedding_dim))

    def forward(self, embeddings: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `cosface_loss`."""
        return cosface_loss(embeddings, self.weight, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Unit vectors: the direction of each embedding, to be compared by dot products."""
        return vectors.direction(output)

    def decide(self, output: Tensor) -> Tensor:
        """The class with the nearest direction, int64, shape (N,)."""
        return vectors.products(output, vectors.direction(self.weight)).argmax(1)
