"""Cross-entropy on logits."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Unpack, final, overload

import torch
from torch import Tensor
from torch._C import _nn

from rightloss.losses import _common as common
from rightloss.losses import _dispatch as dispatch
from rightloss.losses import _narrow as narrow
from rightloss.losses._factors import ReduceOptions, factors
from rightloss.losses._module import LossModule
from rightloss.losses.activations.softmax import softmax
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.multiclass._recipe import Recipe
from rightloss.losses.multiclass._recipe import recipe as made_of

_KERNEL = dispatch.kernel("cross-entropy", "rightloss.kernels.cross_entropy:cross_entropy_rows", "chunks", "triton")
_OF_TORCH: Callable[..., Tensor] = _nn.cross_entropy_loss  # behind its own checks
_MANY = 32  # classes, from which chunks are as fast on the CPU as PyTorch's own kernel


class LossAndLogsumexp(NamedTuple):
    """What a cross-entropy returns with return_logsumexp=True.

    Attributes:
        loss: as without the option.
        logsumexp: of the logits that each target is held against, behind the softcap, float32 (float64 where the input
            is), the shape of class indices; 0 where a target is left out. It is outside the graph: to train by it, use
            z_loss.
    """

    loss: Tensor
    logsumexp: Tensor


@overload
def cross_entropy(
    input: Tensor, target: Tensor, *args: Any, return_logsumexp: Literal[True], **options: Any
) -> LossAndLogsumexp: ...


@overload
def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: None = None,
    ignore_index: int = -100,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    label_smoothing: float = 0.0,
    *,
    class_dim: int | None = None,
    z_loss: float = 0.0,
    softcap: float | None = None,
    overwrite_logits: bool = False,
    return_logsumexp: Literal[False] = False,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor: ...


def cross_entropy(  # type: ignore[misc]  # the first overload leaves the other arguments to the second
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: None = None,
    ignore_index: int = -100,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    label_smoothing: float = 0.0,
    *,
    class_dim: int | None = None,
    z_loss: float = 0.0,
    softcap: float | None = None,
    overwrite_logits: bool = False,
    return_logsumexp: bool = False,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Any:
    r"""Negative log-likelihood of one class out of C, from logits.

    $\ell(x, y) = -w_y \ln \left( e^{x_y} / \sum_c e^{x_c} \right)$ for a class index $y$, and
    $\ell(x, q) = -\sum_c w_c q_c \ln \left( e^{x_c} / \sum_j e^{x_j} \right)$ for class probabilities $q$

    Expects:
        `input`: logits of C classes, shape (N, C), (N, C, d1..dK) or (C,), without softmax. `target`: class indices,
        int64, the shape of `input` without C; or a probability per class, floating-point, the shape of `input`.

    Args:
        input: raw class scores.
        target: the true classes, 0 to C - 1, or their probabilities, which sum to 1 over the classes.
        weight: a factor per class, shape (C,). For class indices the mean divides by the sum of the factors of the
            targets, for probabilities by their number, as PyTorch does.
        size_average: deprecated in PyTorch; only None is taken.
        ignore_index: class indices with this value cost nothing and do not count in the mean.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        label_smoothing: share of the target, 0 to 1, that is spread evenly over all classes.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        z_loss: factor of the squared log-sum-exp of the logits, which is added to each loss and holds the scores near
            the scale of log-probabilities; class weights do not apply to it.
        softcap: bound c of the logits, which become c tanh(x / c) first.
        overwrite_logits: write the gradient into the memory of `input`, whose values are then lost; needs an input
            that a layer computed.
        return_logsumexp: return `LossAndLogsumexp`: the loss, and the log-sum-exp of each row of logits, as a mean of
            its square shows how far the scores have drifted.
        mask: bool, the shape of `input` without C; False leaves a target out, whatever it and its logits hold.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number (or the weights) of the kept targets.

    Returns:
        float32 (float64 where `input` is): a scalar, or the shape of `input` without C for "none". The mean is 0
        where nothing is kept. With `return_logsumexp` a pair of it and the log-sum-exps.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a class index is out of range or probabilities do not sum to
            1 (values are looked at on the CPU only), or an option is not one of those above or has no meaning for
            this target.

    Equals:
        NLL on the log-softmax of `input`; with two classes on logits (0, x), binary cross-entropy on x.

    Example:
        >>> import torch
        >>> logits = torch.tensor([[2.0, 0.0, -1.0]])
        >>> cross_entropy(logits, torch.tensor([0]))
        tensor(0.1698)
        >>> cross_entropy(logits, torch.tensor([[1.0, 0.0, 0.0]]))
        tensor(0.1698)

    Reference:
        Bridle, J. S. (1990). Probabilistic Interpretation of Feedforward Classification Network Outputs, with
        Relationships to Statistical Pattern Recognition. doi:10.1007/978-3-642-76153-9_28
    """
    common.check_deprecated(size_average, reduce)
    asks = z_loss or softcap is not None or overwrite_logits or return_logsumexp
    if mask is sample_weight is denominator is class_dim is None and not asks:
        theirs = _alone(input, target, weight, ignore_index, reduction, label_smoothing)
        if theirs is not None:
            return theirs
    common.check_floating("input", input)
    common.check_one_device("input", input, target=target, weight=weight, mask=mask, sample_weight=sample_weight)
    scores = classes.classes_second(input, class_dim)
    dim = classes.class_dim(scores)
    classes.check_class_weight(weight, scores.shape[dim])
    recipe = made_of(label_smoothing, z_loss, softcap)
    indices_or_shares, kept = _checked(scores, target, class_dim, ignore_index, mask)
    classes.check_raw("input", scores, kept)
    counts = None
    if weight is not None and not target.is_floating_point():
        counts = weight[indices_or_shares].to(common.full_dtype(scores))
    options: ReduceOptions = {
        "mask": kept,
        "counts": counts,
        "sample_weight": sample_weight,
        "denominator": denominator,
    }
    constants = {"weight": weight, "target": target, "sample_weight": sample_weight, "denominator": denominator}
    size = dispatch.PAYS_FROM if overwrite_logits else scores.numel()
    is_narrow = scores.shape[dim] < _MANY and not overwrite_logits
    few = f"{scores.shape[dim]} classes are too few for chunks to pay" if is_narrow else ""
    form = dispatch.choose(_KERNEL, (scores,), size, constants, _not_triton(scores, dim), few)
    if overwrite_logits:
        _check_overwriting(scores, form)
    asked = any(option is not None for option in (sample_weight, denominator))
    if form != "mathematics":
        like = torch.empty_like(scores.select(dim, 0), dtype=common.full_dtype(scores), requires_grad=False)
        values, lse = _KERNEL.run(
            scores,
            indices_or_shares,
            factor=factors(like, reduction, options),
            kept=kept,
            class_weight=weight,
            dim=dim,
            recipe=recipe,
            overwrite=overwrite_logits,
            triton=form == "triton",
        )
        loss = common.reduce(values, reduction, **options)
        return LossAndLogsumexp(loss, lse) if return_logsumexp else loss
    if not asked and _is_of_torch(target, weight, recipe) and _is_whole(kept):
        loss = _of_torch(scores, target, weight, recipe, reduction)
    else:
        loss = common.reduce(_values(scores, indices_or_shares, kept, weight, recipe), reduction, **options)
    return LossAndLogsumexp(loss, _logsumexp(scores.detach(), kept, recipe)) if return_logsumexp else loss


def _alone(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None,
    ignore_index: int,
    reduction: common.Reduction,
    label_smoothing: float,
) -> Tensor | None:
    """PyTorch's own, where no kernel of ours pays; None as of `classes.of_torch`."""
    if input.numel() >= dispatch.PAYS_FROM or not dispatch.is_free() or not input.dim():
        return None
    if narrow.is_narrow(input, classes.class_dim(input)):
        return None
    return classes.of_torch(_OF_TORCH, input, target, weight, reduction, ignore_index, label_smoothing)


def _not_triton(scores: Tensor, dim: int) -> str:
    """Why the Triton form cannot take these arguments; empty where it can."""
    return "" if scores.stride(dim) == 1 else "its Triton form takes classes that lie side by side in memory only"


def _checked(
    scores: Tensor, target: Tensor, given_dim: int | None, ignore_index: int, mask: Tensor | None
) -> tuple[Tensor, Tensor | None]:
    """Class indices within range, or shares of the classes, and which targets are kept."""
    if not target.is_floating_point():
        return classes.kept_indices(scores, target, ignore_index, mask)
    if ignore_index != -100:
        raise ValueError(f"got ignore_index={ignore_index} with class probabilities; leave targets out by mask instead")
    shares = classes.classes_second(target, given_dim)
    common.check_same_shape("input", scores, shares)
    dim = classes.class_dim(scores)
    common.blank(shares.select(dim, 0), mask)  # checks the mask; one flag stands for all classes
    classes.check_shares(shares, dim, mask)
    return shares, mask


def _values(scores: Tensor, target: Tensor, kept: Tensor | None, weight: Tensor | None, recipe: Recipe) -> Tensor:
    """The loss of each target, by operations on whole tensors."""
    dim = classes.class_dim(scores)
    logits = common.full_precision(scores)
    if kept is not None and not common.is_all(kept):
        logits = torch.where(kept.unsqueeze(dim), logits, 0.0)
    if _is_of_torch(target, weight, recipe):
        return _of_torch(logits, target, weight, recipe, "none")
    logits = _bent(logits, recipe)
    costs = _weighted(-narrow.log_softmax(logits, dim), weight)
    of = _of_shares if target.is_floating_point() else _of_indices
    values = of(costs, target, kept, recipe.smoothing)
    return values + recipe.z_loss * logits.logsumexp(dim).square() if recipe.z_loss else values


def _bent(logits: Tensor, recipe: Recipe) -> Tensor:
    return recipe.softcap * torch.tanh(logits / recipe.softcap) if recipe.softcap else logits


def _logsumexp(scores: Tensor, kept: Tensor | None, recipe: Recipe) -> Tensor:
    found = _bent(common.full_precision(scores), recipe).logsumexp(classes.class_dim(scores))
    return found if kept is None else found.where(kept, 0)


def _is_of_torch(target: Tensor, weight: Tensor | None, recipe: Recipe) -> bool:
    """Whether PyTorch's own cross-entropy computes this one; it takes no gradient with respect to the weights."""
    is_learned = weight is not None and weight.requires_grad
    return not (target.is_floating_point() or recipe.softcap or recipe.z_loss or is_learned)


def _is_whole(kept: Tensor | None) -> bool:
    """Whether there are targets, and all are kept."""
    return kept is not None and kept.numel() > 0 and common.is_all(kept)


def _of_torch(
    scores: Tensor, indices: Tensor, weight: Tensor | None, recipe: Recipe, reduction: common.Reduction
) -> Tensor:
    x = common.full_precision(scores)
    weight = None if weight is None else weight.to(x.dtype)
    how, smoothing = common.check_reduction(reduction), recipe.smoothing
    dim, target = classes.class_dim(x), indices
    if narrow.is_narrow(x, dim):
        x, target = x.movedim(dim, 0).flatten(1).unsqueeze(0), indices.reshape(1, -1)
    values = torch.nn.functional.cross_entropy(x, target, weight, reduction=how, label_smoothing=smoothing)
    return values.reshape(indices.shape) if reduction == "none" else values


def _of_indices(costs: Tensor, indices: Tensor, kept: Tensor | None, smoothing: float) -> Tensor:
    values = classes.pick(costs, indices)
    return values if not smoothing else (1 - smoothing) * values + smoothing * costs.mean(classes.class_dim(costs))


def _of_shares(costs: Tensor, target: Tensor, kept: Tensor | None, smoothing: float) -> Tensor:
    dim = classes.class_dim(costs)
    shares = common.full_precision(target)
    if kept is not None:
        shares = torch.where(kept.unsqueeze(dim), shares, 1 / costs.shape[dim])
    shares = shares * (1 - smoothing) + smoothing / costs.shape[dim]
    # A class with no share costs nothing, also where its logit is minus infinity: 0, not 0 * inf.
    return torch.where(shares == 0, 0.0, shares * costs).sum(dim)


def _weighted(costs: Tensor, weight: Tensor | None) -> Tensor:
    if weight is None:
        return costs
    further = costs.dim() - 1 - classes.class_dim(costs)
    return costs * weight.to(costs.dtype).reshape(-1, *[1] * further)


def _check_overwriting(scores: Tensor, form: dispatch.Form) -> None:
    refusal = _overwriting_refusal(scores)
    if not refusal and form == "mathematics" and torch.is_grad_enabled() and scores.requires_grad:
        refusal = "by its mathematics, which keeps the logits"
    if refusal:
        raise ValueError(f"got overwrite_logits=True; the logits cannot be overwritten {refusal}")


def _overwriting_refusal(logits: Tensor) -> str:
    """Why the memory of `logits` must not be overwritten by its gradient; empty where it may."""
    if torch._C._functorch.is_functorch_wrapped_tensor(logits):
        return "inside torch.func, whose tensors share memory: leave overwrite_logits out"
    if not (torch.is_grad_enabled() and logits.requires_grad):
        return ""
    if torch.compiler.is_compiling():
        return "inside torch.compile, which plans memory itself: leave overwrite_logits out"
    base = logits if logits._base is None else logits._base
    if logits.is_leaf or base.is_leaf:
        return (
            "of a leaf tensor (a parameter, or an input made with requires_grad=True) or of a view of one: its values "
            "would be lost while you still hold it; pass the output of a layer"
        )
    if torch._debug_has_internal_overlap(logits) == 1:
        return "of an expanded tensor, whose elements share memory: use contiguous()"
    return ""


@final
class CrossEntropyLoss(LossModule):
    """The module of `cross_entropy`, a drop-in for torch.nn.CrossEntropyLoss.

    Args:
        weight: a factor per class, shape (C,).
        size_average: deprecated in PyTorch; only None is taken.
        ignore_index: class indices with this value cost nothing and do not count in the mean.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        label_smoothing: share of the target, 0 to 1, that is spread evenly over all classes.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        z_loss: factor of the squared log-sum-exp of the logits, which is added to each loss.
        softcap: bound c of the logits, which become c tanh(x / c) first.
        overwrite_logits: write the gradient into the memory of the logits, whose values are then lost.
        return_logsumexp: return `LossAndLogsumexp` instead of the loss alone.

    Example:
        >>> CrossEntropyLoss(label_smoothing=0.1)
        CrossEntropyLoss(label_smoothing=0.1)
    """

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: None = None,
        ignore_index: int = -100,
        reduce: None = None,
        reduction: common.Reduction = "mean",
        label_smoothing: float = 0.0,
        *,
        class_dim: int | None = None,
        z_loss: float = 0.0,
        softcap: float | None = None,
        overwrite_logits: bool = False,
        return_logsumexp: bool = False,
    ) -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        self.size_average = self.reduce = None
        made_of(label_smoothing, z_loss, softcap)
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)
        self.label_smoothing = label_smoothing
        self.z_loss = z_loss
        self.softcap = softcap
        self.overwrite_logits = overwrite_logits
        self.return_logsumexp = return_logsumexp

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Any:
        """The loss; shapes and errors as in `cross_entropy`."""
        return cross_entropy(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`: its softmax over the classes."""
        return softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class of each example, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
