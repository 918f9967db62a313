"""Log-probabilities and entropies of tokens without the logits: what DPO, GRPO and distillation are built on."""

from typing import Any, NamedTuple

import torch
from torch import Tensor

from rightloss.kernels import _operators as operators
from rightloss.kernels._head import Head, Needed, Places, empty_gradients, walk
from rightloss.kernels._scale import refuse_second_derivative
from rightloss.losses import _common as common
from rightloss.losses import _dispatch as dispatch
from rightloss.losses import _linear as linear
from rightloss.losses.multiclass import _classes as classes

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
    ignore_index: int = -100,
    mask: Tensor | None = None,
) -> TokenLogProbs:
    """The log-probability of each target and the entropy of each prediction of a linear head, chunk by chunk of rows.

    The logits are computed again on the way back, a chunk at a time, so that any loss may be made of the result: those
    that take log-probabilities of tokens (DPO, IPO, SimPO, ORPO, KTO, PPO, GRPO, Dr. GRPO, DAPO, CISPO) then never need
    the logits.

    Args:
        hidden: shape (*, D), floating-point.
        weight: of the head, shape (V, D), the dtype of `hidden`.
        target: class indices 0 to V - 1, int64, shape (*). To predict the next token, leave out the last hidden state
            and the first token: hidden[:, :-1] against tokens[:, 1:].
        bias: shape (V,), or None.
        temperature: what the logits are divided by.
        ignore_index: targets with this value are left out, as by the mask.
        mask: bool, shape (*); where False both results are 0 whatever is there. None keeps all.

    Returns:
        float32 (float64 where `hidden` is), the shape of `target`. Under torch.autocast the head is computed of rounded
        hidden states and weights.

    Raises:
        ValueError: shapes or dtypes do not fit, an index is of no class, or the temperature is not above 0.
        NotImplementedError: inside torch.func besides vmap, or of forward-mode derivatives.
        RuntimeError: a second derivative is asked for, later.

    Example:
        >>> import torch
        >>> found = token_log_probs(torch.zeros(2, 3), torch.ones(4, 3), torch.tensor([0, 3]))
        >>> found.log_prob
        tensor([-1.3863, -1.3863])
        >>> found.entropy
        tensor([1.3863, 1.3863])

        DPO of two pairs of answers of three tokens, from hidden states of the model and of the reference:

        >>> from rightloss.functional import dpo_loss
        >>> words, head = torch.tensor([[0, 1, 2], [0, 3, -100]]), torch.eye(4)
        >>> hidden, rejected = torch.eye(4)[:3].repeat(2, 1, 1), torch.eye(4)[1:].repeat(2, 1, 1)
        >>> own = [token_log_probs(states, head, words).log_prob for states in (hidden, rejected)]
        >>> reference = [token_log_probs(states, 2 * head, words).log_prob for states in (hidden, rejected)]
        >>> dpo_loss(*own, *reference, words != -100, words != -100)
        tensor(0.7994)
    """
    linear.check_head(hidden, weight, bias, ("hidden", "weight", "bias"))
    indices, kept = _checked(hidden, weight, target, temperature, ignore_index, mask)
    hidden, weight, bias = linear.autocast(hidden, weight, bias)
    if refusal := dispatch.why_not((hidden, weight, bias), {}, maps=True):
        raise NotImplementedError(f"{refusal}, and this has none besides torch.log_softmax on all the logits")
    rows = hidden.reshape(target.numel(), hidden.shape[-1])
    with linear.without_autocast(hidden):
        found = _token_log_probs(rows, weight, bias, indices, kept, 1 / temperature)
    return TokenLogProbs(*(x.reshape(target.shape) for x in found))


def _checked(
    hidden: Tensor, weight: Tensor, target: Tensor, temperature: float, ignore_index: int, mask: Tensor | None
) -> tuple[Tensor, Tensor | None]:
    """Class indices of shape (N,), and which rows are kept; None where it is known that all are."""
    if hidden.shape[:-1] != target.shape:
        raise ValueError(
            f"got hidden of shape {tuple(hidden.shape)} and target of shape {tuple(target.shape)}; they must be (*, D) "
            "and (*)"
        )
    if not temperature > 0:
        raise ValueError(f"got temperature={temperature!r}; it must be above 0")
    common.check_one_device("hidden", hidden, target=target, mask=mask)
    common.blank(target, mask)  # checks the mask
    flat_mask = None if mask is None else mask.reshape(-1)
    scores = hidden.new_empty(1).expand(target.numel(), len(weight))  # for the checks of their shape
    indices, kept = classes.kept_indices(scores, target.reshape(-1), ignore_index, flat_mask)
    return indices, None if common.is_all(kept) else kept


@torch.library.custom_op("rightloss::token_log_probs", mutates_args=())
def _token_log_probs(
    hidden: Tensor, weight: Tensor, bias: Tensor | None, target: Tensor, kept: Tensor | None, scale: float
) -> tuple[Tensor, Tensor]:
    """The log-probability of each target and the entropy of each row."""
    operators.refuse_forward_mode()
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


class _Call(NamedTuple):
    """The arguments of the operator."""

    hidden: Tensor
    weight: Tensor
    bias: Tensor | None
    target: Tensor
    kept: Tensor | None
    scale: float


operators.map_rows(_token_log_probs, _Call, "hidden target kept")
