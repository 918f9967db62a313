"""What the losses over class directions share: cosines, and cross-entropy with another score for the true class."""

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _softmax as softmax
from rightloss.losses.embedding import _vectors as vectors
from rightloss.losses.multiclass import _classes as classes


def prepared(
    embeddings: Tensor, weight: Tensor, target: Tensor, mask: Tensor | None
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Check vectors (N, D), class directions (C, D) and class indices (N,).

    Returns:
        Vectors and class directions of length one in full precision; indices and kept rows as of
        `classes.kept_indices`.
    """
    x = vectors.rows("embeddings", embeddings, mask)
    common.check_floating("weight", weight)
    if weight.dim() != 2 or weight.shape[1] != x.shape[1]:
        raise ValueError(
            f"got weight of shape {tuple(weight.shape)} for embeddings of shape {tuple(x.shape)}; it must be "
            f"(C, {x.shape[1]}): one direction per class"
        )
    indices, kept = classes.kept_indices(x[:, :1].expand(-1, len(weight)), target, -100, mask)
    return vectors.direction(x), vectors.direction(common.full_precision(weight)), indices, kept


def to_true_class(x: Tensor, true: Tensor) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the angles between unit vectors and those of their classes, (N, D) each; shape (N,) each.

    The sine is the length of what is left of the vector beside its class: exact and with a finite slope at angles 0 and
    pi too, where the root of 1 - cosine^2 has neither.
    """
    cosine = (x * true).sum(-1)
    return cosine, vectors.length(x - cosine.unsqueeze(-1) * true)


def cross_entropy(cosines: Tensor, raised: Tensor, indices: Tensor, scale: float) -> Tensor:
    """Cross-entropy on scaled cosines (N, C), with `raised` (N,) in the places of the true classes."""
    scores = scale * cosines.scatter(1, indices.unsqueeze(1), raised.unsqueeze(1))
    return softmax.cross_entropy(scores, indices, 1)
