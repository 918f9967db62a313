"""The next token."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.multiclass.cross_entropy import cross_entropy


def language_model_cross_entropy(
    logits: Tensor,
    target: Tensor,
    *,
    documents: Tensor | None = None,
    ignore_index: int = -100,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy of token t on the logits at t - 1; the shift is made inside.

    $\ell_t = -\ln \mathrm{softmax}(x_{t-1})_{y_t}$

    Expects:
        `logits` of shape (N, T, C): raw scores at each place of a text; `target`: the tokens of the same text, not
        shifted, int64, shape (N, T). The first token has nothing before it and never counts.

    Args:
        logits: raw scores of C tokens at each place, shape (N, T, C).
        target: the tokens themselves, 0 to C - 1, int64, shape (N, T): the same that went into the model.
        documents: which document each token is of, whole numbers, shape (N, T), where texts are packed: the first
            token of a document is not predicted from the last one of another.
        ignore_index: tokens with this value cost nothing and do not count in the mean.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N, T): which tokens are learned; False leaves one out as a target (prompts, padding),
            whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept tokens.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N, T) for "none": what each token cost, 0 for the
        first. The mean is over the kept tokens of the batch, and 0 where nothing is kept. With gradient accumulation
        or several processes give `denominator` the number of kept tokens of the whole batch (over the number of
        processes where their gradients are averaged).

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        Cross-entropy on logits[:, :-1] with target[:, 1:].

    Example:
        >>> import torch
        >>> language_model_cross_entropy(torch.zeros(1, 3, 5), torch.tensor([[1, 4, 2]]))
        tensor(1.6094)
        >>> language_model_cross_entropy(torch.zeros(1, 3, 5), torch.tensor([[1, 4, 2]]), denominator=10)
        tensor(0.3219)

    Reference:
        Bengio, Y. et al. (2003). A Neural Probabilistic Language Model.
        url:https://www.jmlr.org/papers/v3/bengio03a.html
    """
    common.check_floating("logits", logits)
    if logits.dim() != 3 or target.shape != logits.shape[:2]:
        raise ValueError(
            f"got logits of shape {tuple(logits.shape)} and target of shape {tuple(target.shape)}; they must be "
            "(N, T, C) and (N, T): all tokens of the text, the shift is made here"
        )
    indices, kept = classes.kept_indices(logits.mT, target, ignore_index, mask)
    if documents is not None:
        kept = kept & _continues(documents, target)
    # Row t scores token t + 1: the tokens move, not the logits, which are large. Nobody scores the first token.
    kept = kept.index_fill(1, torch.zeros(1, dtype=torch.long, device=kept.device), False)
    found = cross_entropy(
        logits.flatten(0, 1),
        _behind(indices),
        reduction=reduction,
        mask=_behind(kept),
        sample_weight=None if sample_weight is None else _behind(_per_token(sample_weight, target)),
        denominator=denominator,
    )
    return found.reshape(target.shape).roll(1, 1) if reduction == "none" else found


def _behind(x: Tensor) -> Tensor:
    """What belongs to the token after each one, in one row: (N, T) gives (N * T,)."""
    return x.roll(-1, 1).flatten()


def _per_token(sample_weight: Tensor, target: Tensor) -> Tensor:
    given = sample_weight.shape
    if not given or given != target.shape[: len(given)]:
        raise ValueError(
            f"got sample_weight of shape {tuple(given)} for losses of shape {tuple(target.shape)}; it must be that "
            "shape, or its first dimension"
        )
    return sample_weight.reshape(*given, *[1] * (2 - len(given))).expand(target.shape)


def _continues(documents: Tensor, target: Tensor) -> Tensor:
    """Whether a token is of the same document as the one before it, bool, shape (N, T)."""
    if documents.shape != target.shape or documents.is_floating_point():
        raise ValueError(
            f"got documents of shape {tuple(documents.shape)} and dtype {documents.dtype}; it must be the number of "
            f"each token's document, whole, of shape {tuple(target.shape)}"
        )
    return documents == documents.roll(1, 1)


@final
class LanguageModelCrossEntropyLoss(LossModule):
    """The module of `language_model_cross_entropy`.

    Args:
        ignore_index: tokens with this value cost nothing and do not count in the mean.
        reduction: "mean", "sum" or "none".

    Example:
        >>> LanguageModelCrossEntropyLoss(ignore_index=0)
        LanguageModelCrossEntropyLoss(ignore_index=0)
    """

    def __init__(self, *, ignore_index: int = -100, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.ignore_index = ignore_index
        self.reduction = common.check_reduction(reduction)

    def forward(
        self, logits: Tensor, target: Tensor, *, documents: Tensor | None = None, **options: Unpack[common.CallOptions]
    ) -> Tensor:
        """The loss; shapes and errors as in `language_model_cross_entropy`."""
        return language_model_cross_entropy(logits, target, documents=documents, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities of the next token at each place, in the shape of `output`."""
        return torch.softmax(output, -1)

    def decide(self, output: Tensor) -> Tensor:
        """The most probable next token at each place, int64, the shape of `output` without C."""
        return output.argmax(-1)
