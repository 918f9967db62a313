"""Log-probabilities and entropies of tokens without the logits: what DPO, GRPO and distillation are built on."""

from typing import Any, NamedTuple

import torch
from torch import Tensor

from rightloss.kernels._head import Head, Needed, Places, empty_gradients, walk
from rightloss.kernels._scale import refuse_second_derivative
from rightloss.losses import _common as common
from rightloss.losses import _dispatch as dispatch

_BUFFERS = 2  # of the size of the logits of a chunk


class TokenLogProbs(NamedTuple):
    """What `token_log_probs` returns; both are in the graph.

    Attributes:
        log_prob: of each target, the shape of `target`.
        entropy: of each predicted distribution, in nats, the shape of `target`.
    """

    log_prob: Tensor
    entropy: Tensor


def token_log_probs(
    hidden: Tensor,
    weight: Tensor,
    target: Tensor,
    *,
    bias: Tensor | None = None,
    temperature: float = 1.0,
    mask: Tensor | None = None,
) -> TokenLogProbs:
    """The log-probability of each target and the entropy of each prediction of a linear head, chunk by chunk of rows.

    The logits are computed again on the way back, a chunk at a time, so that any loss may be made of the result.

    Args:
        hidden: shape (*, D), floating-point.
        weight: of the head, shape (V, D), the dtype of `hidden`.
        target: class indices 0 to V - 1, int64, shape (*).
        bias: shape (V,), or None.
        temperature: what the logits are divided by.
        mask: bool, shape (*); where False both results are 0 whatever is there. None keeps all.

    Returns:
        float32 (float64 where `hidden` is), the shape of `target`.

    Raises:
        ValueError: shapes or dtypes do not fit, or the temperature is not above 0.
        NotImplementedError: inside torch.func, or of forward-mode derivatives.
        RuntimeError: a second derivative is asked for, later.

    Example:
        >>> import torch
        >>> found = token_log_probs(torch.zeros(2, 3), torch.ones(4, 3), torch.tensor([0, 3]))
        >>> found.log_prob
        tensor([-1.3863, -1.3863])
        >>> found.entropy
        tensor([1.3863, 1.3863])
    """
    _check(hidden, weight, target, bias, temperature, mask)
    if refusal := dispatch.why_not((hidden, weight, bias), {}):
        raise NotImplementedError(f"{refusal}, and this has none besides torch.log_softmax on all the logits")
    rows = hidden.reshape(target.numel(), hidden.shape[-1])
    kept = None if mask is None else mask.reshape(-1)
    flat = target.reshape(-1) if kept is None else torch.where(kept, target.reshape(-1), 0)
    with torch.autocast(hidden.device.type, enabled=False):
        found = _token_log_probs(rows, weight, bias, flat, kept, 1 / temperature)
    return TokenLogProbs(*(x.reshape(target.shape) for x in found))


def _check(
    hidden: Tensor, weight: Tensor, target: Tensor, bias: Tensor | None, temperature: float, mask: Tensor | None
) -> None:
    common.check_floating("hidden", hidden)
    if weight.dim() != 2 or hidden.shape != (*target.shape, weight.shape[1]):
        raise ValueError(
            f"got hidden of shape {tuple(hidden.shape)}, weight of shape {tuple(weight.shape)} and target of shape "
            f"{tuple(target.shape)}; they must be (*, D), (V, D) and (*)"
        )
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError(f"got bias of shape {tuple(bias.shape)}; it must be ({weight.shape[0]},)")
    for name, x in (("weight", weight), ("bias", bias)):
        if x is not None and x.dtype != hidden.dtype:
            raise ValueError(f"got hidden of dtype {hidden.dtype} and {name} of dtype {x.dtype}; they must be equal")
    if target.dtype != torch.long:
        raise ValueError(f"got target of dtype {target.dtype}; class indices must be torch.int64: use target.long()")
    if not temperature > 0:
        raise ValueError(f"got temperature={temperature!r}; it must be above 0")
    if mask is not None and (mask.shape != target.shape or mask.dtype != torch.bool):
        raise ValueError(
            f"got mask of shape {tuple(mask.shape)} and dtype {mask.dtype}; it must be bool, {tuple(target.shape)}"
        )


@torch.library.custom_op("rightloss::token_log_probs", mutates_args=())
def _token_log_probs(
    hidden: Tensor, weight: Tensor, bias: Tensor | None, target: Tensor, kept: Tensor | None, scale: float
) -> tuple[Tensor, Tensor]:
    """The log-probability of each target and the entropy of each row."""
    head = Head(hidden, weight, bias, scale)
    chosen, entropy = (hidden.new_zeros(len(hidden), dtype=head.wide) for _ in range(2))

    def arithmetic(at: Places, out: Tensor) -> None:
        logs = out.sub_(out.logsumexp(1, keepdim=True))
        chosen[at] = logs.gather(1, target[at].unsqueeze(1)).squeeze(1)
        entropy[at] = torch.special.entr(logs.exp_()).sum(1)

    walk(head, kept, Needed(), arithmetic, buffers=_BUFFERS)
    return (chosen, entropy) if kept is None else (chosen.masked_fill_(~kept, 0), entropy.masked_fill_(~kept, 0))


@_token_log_probs.register_fake
def _(
    hidden: Tensor, weight: Tensor, bias: Tensor | None, target: Tensor, kept: Tensor | None, scale: float
) -> tuple[Tensor, Tensor]:
    make = hidden.new_empty(len(hidden), dtype=Head(hidden, weight, bias, scale).wide)
    return make, torch.empty_like(make)


@torch.library.custom_op("rightloss::token_log_probs_backward", mutates_args=())
def _backward(
    for_chosen: Tensor,
    for_entropy: Tensor,
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    kept: Tensor | None,
    scale: float,
    needed: list[bool],
) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients by hidden states, weights and bias (empty unless needed), of logits that are computed again."""

    def arithmetic(at: Places, out: Tensor) -> None:
        # d log p_y = onehot - p, and d entropy = -p (log p + entropy), where -p log p is 0 where p is.
        p = torch.softmax(out, 1)
        torch.special.entr(p, out=out)
        entropy = out.sum(1, keepdim=True)
        up, entropic = for_chosen[at].unsqueeze(1), for_entropy[at].unsqueeze(1)
        out.mul_(entropic).addcmul_(p, entropic * entropy + up, value=-1)
        out.scatter_add_(1, target[at].unsqueeze(1), up)
        if kept is not None:
            out.masked_fill_(~kept[at].unsqueeze(1), 0)

    head = Head(hidden, weight, bias, scale)
    return walk(head, kept, Needed(*needed), arithmetic, buffers=_BUFFERS).narrow(head)


@_backward.register_fake
def _(
    for_chosen: Tensor,
    for_entropy: Tensor,
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    kept: Tensor | None,
    scale: float,
    needed: list[bool],
) -> tuple[Tensor, Tensor, Tensor]:
    head = Head(hidden, weight, bias, scale)
    return empty_gradients(head, Needed(*needed)).narrow(head)


def _remember(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Tensor]) -> None:
    ctx.save_for_backward(*inputs[:5])
    ctx.scale = inputs[5]


def _back(ctx: Any, for_chosen: Tensor, for_entropy: Tensor) -> tuple[Tensor | None, ...]:
    refuse_second_derivative()
    needed = list(ctx.needs_input_grad[:3])
    found = _backward(for_chosen.contiguous(), for_entropy.contiguous(), *ctx.saved_tensors, ctx.scale, needed)
    return *(g if need else None for g, need in zip(found, needed, strict=True)), None, None, None


_token_log_probs.register_autograd(_back, setup_context=_remember)
