"""Images and their texts find each other."""

import math
from typing import Unpack, final

import torch
from torch import Tensor, nn

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.embedding import _vectors as vectors


def clip_loss(
    image_embeddings: Tensor,
    text_embeddings: Tensor,
    log_scale: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Mean of two cross-entropies on the scaled matrix of cosines: images looking for texts, texts for images.

    $\ell_i = \frac{1}{2} \left(\ln \sum_j e^{t s_{ij}} + \ln \sum_j e^{t s_{ji}}\right) - t s_{ii}$ with $s_{ij} =
    \cos(a_i, b_j)$ and the scale $t = e^{\text{log scale}}$

    Expects:
        `image_embeddings` and `text_embeddings` of equal shape (N, D), of any length, row i of both belonging
        together; `log_scale`: the logarithm of what the cosines are multiplied by, one number.

    Args:
        image_embeddings: one vector per image (or anything else), shape (N, D).
        text_embeddings: one vector per text, shape (N, D).
        log_scale: logarithm of the scale, a learned number, shape ().
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a row out of everything, its own loss and the comparisons of others,
            whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept pairs.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        The mean of InfoNCE in both directions, at the temperature exp(-log_scale).

    Example:
        >>> import torch
        >>> clip_loss(torch.eye(2), torch.eye(2), torch.tensor(0.0))
        tensor(0.3133)

    Reference:
        Radford, A. et al. (2021). Learning Transferable Visual Models From Natural Language Supervision.
        arXiv:2103.00020
    """
    x, y = vectors.pairs(("image_embeddings", image_embeddings), ("text_embeddings", text_embeddings), mask)
    scale = vectors.number("log_scale", log_scale).exp()
    scores = vectors.products(scale * vectors.direction(x), vectors.direction(y))
    both = vectors.together(mask)
    values = (vectors.surprise(scores, both) + vectors.surprise(scores.mT, both)) / 2
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class CLIPLoss(LossModule):
    """The module of `clip_loss`; it owns `log_scale`: hand its parameters to the optimiser.

    Args:
        initial_scale: the scale that training starts from; the module owns its logarithm, `log_scale`.
        max_scale: `log_scale` is cut to the logarithm of this with each call, as in the paper.
        reduction: "mean", "sum" or "none".

    Example:
        >>> CLIPLoss(initial_scale=10.0)
        CLIPLoss(initial_scale=10.0)
        >>> [name for name, _ in CLIPLoss().named_parameters()]
        ['log_scale']
    """

    made_with = (
        "initial_scale",
        "max_scale",
    )

    def __init__(
        self, *, initial_scale: float = 1 / 0.07, max_scale: float = 100.0, reduction: common.Reduction = "mean"
    ) -> None:
        super().__init__()
        self.initial_scale = initial_scale
        self.max_scale = max_scale
        self.reduction = common.check_reduction(reduction)
        self.log_scale = nn.Parameter(torch.tensor(math.log(initial_scale)))

    def forward(
        self, image_embeddings: Tensor, text_embeddings: Tensor, **options: Unpack[common.CallOptions]
    ) -> Tensor:
        """The loss; shapes and errors as in `clip_loss`."""
        with torch.no_grad():
            self.log_scale.clamp_(max=math.log(self.max_scale))
        return clip_loss(image_embeddings, text_embeddings, self.log_scale, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Unit vectors: the direction of each embedding, to be compared by dot products."""
        return vectors.direction(output)
