"""A linear head and its cross-entropy in one."""

from typing import TYPE_CHECKING, Any, NamedTuple, Unpack, final

import torch
from torch import Tensor, nn

from rightloss.losses import _common as common
from rightloss.losses import _dispatch as dispatch
from rightloss.losses import _linear as linear
from rightloss.losses._factors import ReduceOptions, factors
from rightloss.losses._module import LossModule
from rightloss.losses.activations.softmax import softmax
from rightloss.losses.language import _shards as shards
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.multiclass._recipe import Recipe
from rightloss.losses.multiclass._recipe import recipe as made_of
from rightloss.losses.multiclass.cross_entropy import LossAndLogsumexp, cross_entropy

if TYPE_CHECKING:
    from torch.distributed import ProcessGroup

_KERNEL = dispatch.kernel(
    "linear-cross-entropy", "rightloss.kernels.linear_cross_entropy:linear_cross_entropy_rows", "chunks", "triton"
)


class LinearCrossEntropyDetails(NamedTuple):
    """What `linear_cross_entropy(..., return_details=True)` returns; all but the loss are outside the graph.

    Attributes:
        loss: as without the option.
        logsumexp: of the logits of each row, the shape of `target`; 0 where a row is left out, as in the next two.
        entropy: of the predicted distribution, in nats.
        hit: bool, whether the class with the largest logit is the target: its mean over kept rows is the accuracy.
    """

    loss: Tensor
    logsumexp: Tensor
    entropy: Tensor
    hit: Tensor


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: common.Reduction = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    z_loss: float = 0.0,
    softcap: float | None = None,
    logit_scale: float = 1.0,
    shift: bool = False,
    return_logsumexp: bool = False,
    return_details: bool = False,
    vocab_group: "ProcessGroup | None" = None,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Any:
    r"""Cross-entropy of the logits that a linear head gives, without all of the logits at one time.

    $\ell(h, y) = -w_y \ln \frac{e^{x_y}}{\sum_c e^{x_c}}, \quad x = s (W h + b)$

    Expects:
        `input`: hidden states, floating-point, shape (*, D), such as (N, D) or (B, T, D). `linear_weight`: shape
        (V, D), of the same dtype, such as the embedding that the head shares. `target`: class indices, int64, shape
        (*); or a probability per class, floating-point, shape (*, V).

    Args:
        input: what the head is applied to.
        linear_weight: weights of the head.
        target: the true classes, 0 to V - 1, or their probabilities.
        linear_bias: shape (V,), or None.
        weight: a factor per class, shape (V,). For class indices the mean divides by the sum of the factors of the
            targets, for probabilities by their number, as PyTorch does.
        reduction: "mean", "sum" or "none".
        ignore_index: class indices with this value cost nothing and do not count in the mean; None is -100.
        label_smoothing: share of the target, 0 to 1, that is spread evenly over all classes.
        z_loss: factor of the squared log-sum-exp of the logits, which is added to each loss.
        softcap: bound c of the logits, which become c tanh(x / c).
        logit_scale: what the logits are multiplied by, before the softcap: the inverse of a temperature.
        shift: predict the next token: the hidden state at t is held against the target at t + 1, and the last of
            each sequence against nothing. `mask` and `sample_weight` go with the target.
        return_logsumexp: return `LossAndLogsumexp`: the loss with the log-sum-exp of the logits of each row, which the
            loss computes in any case.
        return_details: return `LinearCrossEntropyDetails`: the loss with log-sum-exps, entropies and hits.
        vocab_group: processes that hold the head together, each a range of its classes in the order of their ranks, and
            all of them all rows: `linear_weight` and `linear_bias` are this process's. A DTensor that is sharded over
            its first dimension says so by itself.
        mask: bool, the shape of the class indices; False leaves a row out, whatever it holds.
        sample_weight: a factor per row, the shape of the class indices or its first dimensions.
        denominator: what the mean divides by, instead of the number (or the weights) of the kept targets.

    Returns:
        float32 (float64 where `input` is): a scalar, or for "none" the shape of the class indices; with `shift`, one
        less in its last dimension. The mean is 0 where nothing is kept. Under torch.autocast the head is computed of
        rounded hidden states and weights, the loss in float32 all the same.

    Raises:
        ValueError: shapes or dtypes do not fit, a class index is out of range, or an option is not one of those above
            or has no meaning for this target.

    Equals:
        cross_entropy(torch.nn.functional.linear(input, linear_weight, linear_bias), target).

    Example:
        >>> import torch
        >>> hidden, head = torch.eye(3)[:2], 2 * torch.eye(3)
        >>> linear_cross_entropy(hidden, head, torch.tensor([0, 1]))
        tensor(0.2395)

    Reference:
        Wijmans, E. et al. (2024). Cut Your Losses in Large-Vocabulary Language Models. arXiv:2411.09009
    """
    input, linear_weight, linear_bias, shard = shards.local(input, linear_weight, linear_bias, vocab_group)
    classes_in_all = linear_weight.shape[0] if shard is None else shard[2]
    linear.check_head(input, linear_weight, linear_bias, ("input", "linear_weight", "linear_bias"))
    common.check_one_device("input", input, target=target, weight=weight, mask=mask, sample_weight=sample_weight)
    input, linear_weight, linear_bias = linear.autocast(input, linear_weight, linear_bias)
    recipe = made_of(label_smoothing, z_loss, softcap)
    if shift:
        target, mask, sample_weight = _next(input, target, mask, sample_weight)
    places = input.shape[:-1]
    flat, kept = _checked(input, classes_in_all, target, ignore_index, mask)
    classes.check_class_weight(weight, classes_in_all)
    counts = None
    if weight is not None and not flat.is_floating_point():
        counts = weight[flat].to(common.full_dtype(input)).reshape(places)
    kept_places = None if kept is None else kept.reshape(places)
    reducing: ReduceOptions = {"mask": kept_places, "counts": counts}
    reducing |= {"sample_weight": sample_weight, "denominator": denominator}
    like = input.new_empty(places, dtype=common.full_dtype(input))
    factor = factors(like, reduction, reducing).reshape(-1)
    constants = {"weight": weight, "target": target, "sample_weight": sample_weight, "denominator": denominator}
    rows, head = input.reshape(places.numel(), input.shape[-1]), (linear_weight, linear_bias)
    size = len(rows) * linear_weight.shape[0] if shard is None else dispatch.PAYS_FROM
    form = dispatch.choose(_KERNEL, (rows, *head), size, constants)
    if shard is not None:
        shards.check_form(form, flat)
    run = _KERNEL.run if form != "mathematics" else _mathematics
    found = run(
        rows,
        *head,
        flat,
        factor=None if reduction == "none" else factor,
        kept=kept,
        class_weight=weight,
        recipe=recipe,
        scale=logit_scale,
        details=return_details or (return_logsumexp and form == "mathematics"),
        shard=shard,
        triton=form == "triton",
    )
    loss = found[0] if reduction != "none" else (found[0] * factor).reshape(places)
    if shift and reduction == "none":
        loss = loss[..., :-1]
    if not (return_details or return_logsumexp):
        return loss
    per_row = [x.reshape(places) for x in found[1 : 5 if return_details else 2]]
    per_row = [x[..., :-1] for x in per_row] if shift else per_row
    return LinearCrossEntropyDetails(loss, *per_row) if return_details else LossAndLogsumexp(loss, *per_row)


def _mathematics(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    *,
    factor: Tensor | None,
    kept: Tensor | None,
    class_weight: Tensor | None,
    recipe: Recipe,
    scale: float,
    details: bool,
    shard: object = None,
    triton: bool = False,
) -> tuple[Tensor, ...]:
    """The sum of factor * loss (or each loss), log-sum-exps, entropies and hits, by all the logits at one time."""
    if kept is not None:
        hidden = torch.where(kept.unsqueeze(1), hidden, 0.0)
    wide = [None if x is None else common.full_precision(x) for x in (hidden, weight, bias)]
    with linear.without_autocast(hidden):
        logits = scale * nn.functional.linear(*wide)  # type: ignore[arg-type]
    values = cross_entropy(
        logits,
        target,
        class_weight,
        reduction="none",
        label_smoothing=recipe.smoothing,
        z_loss=recipe.z_loss,
        softcap=recipe.softcap or None,
        mask=kept,
    )
    loss = values if factor is None else (values * factor).sum()
    return (loss, *_details(logits.detach(), target, kept, recipe)) if details else (loss,)


def _details(logits: Tensor, target: Tensor, kept: Tensor | None, recipe: Recipe) -> tuple[Tensor, Tensor, Tensor]:
    logits = common.full_precision(logits)
    bent = recipe.softcap * torch.tanh(logits / recipe.softcap) if recipe.softcap else logits
    entropy = torch.special.entr(torch.softmax(bent, 1)).sum(1)
    hit = logits.argmax(1) == (target.argmax(1) if target.is_floating_point() else target)
    found = bent.logsumexp(1), entropy, hit
    return found if kept is None else (found[0].where(kept, 0), entropy.where(kept, 0), hit & kept)


def _checked(
    input: Tensor, width: int, target: Tensor, ignore_index: int | None, mask: Tensor | None
) -> tuple[Tensor, Tensor | None]:
    """Class indices of shape (N,) or shares of shape (N, V), and which rows are kept."""
    places = input.shape[:-1]
    wanted = (*places, width) if target.is_floating_point() else tuple(places)
    if target.shape != wanted:
        raise ValueError(
            f"got input of shape {tuple(input.shape)} and target of shape {tuple(target.shape)}; "
            f"the target must be {wanted}"
        )
    if mask is not None:
        common.blank(torch.empty(places, device=input.device), mask)  # checks the mask
        mask = mask.reshape(-1)
    # Scores of the right shape, for the checks that cross-entropy makes of its target.
    scores = input.new_empty(1).expand(places.numel(), width)
    if not target.is_floating_point():
        index = -100 if ignore_index is None else ignore_index
        return classes.kept_indices(scores, target.reshape(-1), index, mask)
    if ignore_index is not None:
        raise ValueError(f"got ignore_index={ignore_index} with class probabilities; leave targets out by mask instead")
    shares = target.reshape(places.numel(), width)
    classes.check_shares(shares, 1, mask)
    return shares, mask


def _next(
    input: Tensor, target: Tensor, mask: Tensor | None, sample_weight: Tensor | None
) -> tuple[Tensor, Tensor, Tensor | None]:
    """Target, mask and weights moved one place to the front; what comes in at the end is left out."""
    if input.dim() < 2 or target.shape[: input.dim() - 1] != input.shape[:-1]:
        raise ValueError(
            f"got shift=True with input of shape {tuple(input.shape)} and target of shape {tuple(target.shape)}; "
            "the target must have the input's sequences, (*, T) for (*, T, D)"
        )
    along = input.dim() - 2
    kept = torch.ones(input.shape[:-1], dtype=torch.bool, device=input.device) if mask is None else mask
    kept = torch.cat([kept[..., 1:], torch.zeros_like(kept[..., :1])], -1)
    if sample_weight is not None and sample_weight.dim() > along:
        sample_weight = sample_weight.roll(-1, along)
    return target.roll(-1, along), kept, sample_weight


@final
class LinearCrossEntropyLoss(LossModule):
    """The module of `linear_cross_entropy`; it owns the head, as torch.nn.LinearCrossEntropyLoss does.

    It has no `options`, as memory is saved in any case, and no `out_features`: flatten places into rows.

    Args:
        in_features: D, the size of the hidden state.
        num_classes: V, the number of classes.
        bias: whether the head has a bias.
        device: of its weights.
        dtype: floating-point type of its weights.
        reduction: "mean", "sum" or "none".
        weight: a factor per class, shape (V,).
        ignore_index: class indices with this value cost nothing; None is -100.
        label_smoothing: share of the target that is spread evenly over all classes.
        z_loss: factor of the squared log-sum-exp of the logits, which is added to each loss.
        softcap: bound c of the logits, which become c tanh(x / c).
        logit_scale: what the logits are multiplied by, before the softcap.
        shift: hold the hidden state at t against the target at t + 1.
        return_logsumexp: return `LossAndLogsumexp` instead of the loss alone.
        return_details: return `LinearCrossEntropyDetails` instead of the loss alone.

    To share the weights of an embedding: `loss.linear.weight = embedding.weight`.

    Example:
        >>> LinearCrossEntropyLoss(4, 10, softcap=30.0)
        LinearCrossEntropyLoss(
          in_features=4, num_classes=10, softcap=30.0
          (linear): Linear(in_features=4, out_features=10, bias=False)
        )
    """

    made_with = ("in_features", "num_classes", "bias", "device", "dtype")
    weight: Tensor | None

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        bias: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
        reduction: common.Reduction = "mean",
        weight: Tensor | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        z_loss: float = 0.0,
        softcap: float | None = None,
        logit_scale: float = 1.0,
        shift: bool = False,
        return_logsumexp: bool = False,
        return_details: bool = False,
    ) -> None:
        super().__init__()
        made_of(label_smoothing, z_loss, softcap)
        self.linear = nn.Linear(in_features, num_classes, bias=bias, device=device, dtype=dtype)
        self.in_features, self.num_classes = in_features, num_classes
        self.bias, self.device, self.dtype = bias, device, dtype
        self.register_buffer("weight", weight)
        self.reduction = common.check_reduction(reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing
        self.z_loss, self.softcap, self.logit_scale = z_loss, softcap, logit_scale
        self.shift = shift
        self.return_logsumexp, self.return_details = return_logsumexp, return_details

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Any:
        """The loss; shapes and errors as in `linear_cross_entropy`."""
        return linear_cross_entropy(
            input, self.linear.weight, target, linear_bias=self.linear.bias, **self.options, **options
        )

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, shape (*, V), of hidden states of shape (*, D): the head and its softmax."""
        logits = self.logit_scale * self.linear(output)
        return softmax(logits if self.softcap is None else self.softcap * torch.tanh(logits / self.softcap), -1)

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class of each row, int64, shape (*), of hidden states of shape (*, D)."""
        found: Tensor = self.linear(output).argmax(-1)
        return found
