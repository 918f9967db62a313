"""All rows of a label attract each other."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.embedding import _vectors as vectors


def supervised_contrastive_loss(
    embeddings: Tensor,
    target: Tensor,
    *,
    temperature: float = 0.1,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Mean, over the other rows of its label, of the cross-entropy of finding each among all other rows.

    $\ell_i = -\frac{1}{|P_i|} \sum_{p \in P_i} \ln \left(e^{s_{ip} / T} / \sum_{k \ne i} e^{s_{ik} / T}\right)$ with
    $P_i = \{p \ne i: y_p = y_i\}$, the mean outside the logarithm

    Expects:
        `embeddings` of shape (N, D), of any length; `target`: labels, int64, shape (N,). The rows of a batch are
        compared with each other. A row that is alone with its label has nothing to find: it is left out of the mean,
        and stays a negative of others.

    Args:
        embeddings: vectors, shape (N, D); several views of an example are several rows of its label.
        target: the label of each row, 0 or more, int64, shape (N,).
        temperature: what the cosines are divided by; the smaller, the more the hardest negative counts.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a row out of everything, its own loss and the comparisons of others,
            whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept rows with a positive.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        NT-Xent where every label has exactly two rows.

    Example:
        >>> import torch
        >>> x = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
        >>> supervised_contrastive_loss(x, torch.tensor([0, 0, 1]), temperature=1.0, reduction="none")
        tensor([0.3133, 0.3133, 0.0000])
        >>> supervised_contrastive_loss(x, torch.tensor([0, 0, 1]), temperature=1.0)
        tensor(0.3133)

    Reference:
        Khosla, P. et al. (2020). Supervised Contrastive Learning. arXiv:2004.11362
    """
    vectors.check_temperature(temperature)
    x = vectors.rows("embeddings", embeddings, mask)
    label = vectors.labels(target, x, mask)
    x = vectors.direction(x)
    scores = vectors.products(x / temperature, x)
    others = vectors.others(mask, x)
    positives = others & (label.unsqueeze(1) == label.unsqueeze(0))
    count = positives.sum(1)
    values = vectors.log_sum(scores, others) - torch.where(positives, scores, 0.0).sum(1) / count.clamp_min(1)
    return common.reduce(values, reduction, mask=count > 0, sample_weight=sample_weight, denominator=denominator)


@final
class SupervisedContrastiveLoss(LossModule):
    """The module of `supervised_contrastive_loss`.

    Args:
        temperature: what the cosines are divided by; the smaller, the more the hardest negative counts.
        reduction: "mean", "sum" or "none".

    Example:
        >>> SupervisedContrastiveLoss(temperature=0.07)
        SupervisedContrastiveLoss(temperature=0.07)
    """

    def __init__(self, *, temperature: float = 0.1, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.temperature = temperature
        self.reduction = common.check_reduction(reduction)

    def forward(self, embeddings: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `supervised_contrastive_loss`."""
        return supervised_contrastive_loss(embeddings, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Unit vectors: the direction of each embedding, to be compared by dot products."""
        return vectors.direction(output)
