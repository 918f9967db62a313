"""Images and texts: one yes/no question per pair."""

import math
from typing import Unpack, final

import torch
from torch import Tensor, nn

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.embedding import _vectors as vectors


def siglip_loss(
    image_embeddings: Tensor,
    text_embeddings: Tensor,
    log_scale: Tensor,
    bias: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Logistic loss of every image with every text of the batch, summed over the texts; the mean is over the images.

    $\ell_i = \sum_j \ln\left(1 + e^{-z_{ij} (t s_{ij} + b)}\right)$ with $s_{ij} = \cos(a_i, b_j)$, $z_{ii} = 1$ and
    $z_{ij} = -1$ elsewhere

    Expects:
        `image_embeddings` and `text_embeddings` of equal shape (N, D), of any length, row i of both belonging
        together; `log_scale` (the logarithm of t) and `bias` (b): one number each.

    Args:
        image_embeddings: one vector per image (or anything else), shape (N, D).
        text_embeddings: one vector per text, shape (N, D).
        log_scale: logarithm of the scale, a learned number, shape ().
        bias: what is added to the scaled cosines, a learned number, shape ().
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a row out of everything, its own loss and the comparisons of others,
            whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept images.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        The sum over the matrix of binary cross-entropy with logits, divided by N (not by N squared).

    Example:
        >>> import torch
        >>> siglip_loss(torch.eye(2), torch.eye(2), torch.tensor(0.0), torch.tensor(0.0))
        tensor(1.0064)

    Reference:
        Zhai, X. et al. (2023). Sigmoid Loss for Language Image Pre-Training. arXiv:2303.15343
    """
    x, y = vectors.pairs(("image_embeddings", image_embeddings), ("text_embeddings", text_embeddings), mask)
    scale, shift = vectors.number("log_scale", log_scale).exp(), vectors.number("bias", bias)
    scores = vectors.products(scale * vectors.direction(x), vectors.direction(y)) + shift
    signs = 2 * torch.eye(len(x), dtype=scores.dtype, device=x.device) - 1
    gains = torch.nn.functional.logsigmoid(signs * scores)
    both = vectors.together(mask)
    values = -(gains if both is None else torch.where(both, gains, 0.0)).sum(1)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class SigLIPLoss(LossModule):
    """The module of `siglip_loss`; it owns `log_scale` and `bias`: hand its parameters to the optimiser.

    Args:
        initial_scale: the scale that training starts from; the module owns its logarithm, `log_scale`.
        initial_bias: the bias that training starts from: nearly all pairs are negatives.
        reduction: "mean", "sum" or "none".

    Example:
        >>> SigLIPLoss(initial_bias=-5.0)
        SigLIPLoss(initial_bias=-5.0)
        >>> [name for name, _ in SigLIPLoss().named_parameters()]
        ['log_scale', 'bias']
    """

    made_with = (
        "initial_scale",
        "initial_bias",
    )

    def __init__(
        self, *, initial_scale: float = 10.0, initial_bias: float = -10.0, reduction: common.Reduction = "mean"
    ) -> None:
        super().__init__()
        self.initial_scale = initial_scale
        self.initial_bias = initial_bias
        self.reduction = common.check_reduction(reduction)
        self.log_scale = nn.Parameter(torch.tensor(math.log(initial_scale)))
        self.bias = nn.Parameter(torch.tensor(initial_bias))

    def forward(
        self, image_embeddings: Tensor, text_embeddings: Tensor, **options: Unpack[common.CallOptions]
    ) -> Tensor:
        """The loss; shapes and errors as in `siglip_loss`."""
        return siglip_loss(image_embeddings, text_embeddings, self.log_scale, self.bias, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Unit vectors: the direction of each embedding, to be compared by dot products."""
        return vectors.direction(output)
