"""The way back of a gradient that was made on the way forward: scale it, in place where nobody else needs it."""

from typing import Any

import torch
from torch import Tensor


def refuse_second_derivative() -> None:
    """Raise RuntimeError where a graph of this way back is wanted."""
    if torch.is_grad_enabled():
        raise RuntimeError(
            "second derivatives of this loss were asked for (create_graph=True), but its kernel makes the gradient on "
            'the way forward and keeps no graph of it; compute it inside: with rightloss.kernels.use("mathematics")'
        )


def scale_rows(ctx: Any, gradient: Tensor, upstream: Tensor, factor: Tensor, kept: Tensor | None, dim: int) -> Tensor:
    """The gradient for `upstream`, from one that was made for `factor`.

    The saved tensor is released: autograd clones what it still holds when it becomes .grad.

    Args:
        ctx: of the function whose way back this is; `gradient` is what it saved.
        gradient: made for upstream = factor, shape (*, C, *).
        upstream: gradient with respect to the loss of each row.
        factor: the rows' shape, without zeros.
        kept: bool, the rows' shape; the gradient of the others is 0 already. None is all.
        dim: where the classes are.

    Raises:
        RuntimeError: a second derivative is asked for.
    """
    refuse_second_derivative()
    ctx.maybe_clear_saved_tensors()
    same = upstream == factor if kept is None else (upstream == factor) | ~kept
    if _can_be_read(gradient) and bool(same.all()):
        return gradient.clone() if _is_needed_again() else gradient
    return scaled(gradient, torch.where(same, 1, upstream / factor).unsqueeze(dim))


def scale_whole(ctx: Any, gradients: tuple[Tensor, ...], upstream: Tensor) -> tuple[Tensor, ...]:
    """The gradients times one number, released as in `scale_rows`; with the same errors.

    Args:
        ctx: of the function whose way back this is.
        gradients: all that it saved, made for upstream = 1.
        upstream: a scalar.
    """
    refuse_second_derivative()
    ctx.maybe_clear_saved_tensors()
    return tuple(times_number(g, upstream) for g in gradients)


def _can_be_read(x: Tensor) -> bool:
    return type(x) is Tensor and x.is_cpu


def times_number(gradient: Tensor, upstream: Tensor) -> Tensor:
    """gradient * upstream for a scalar, as `scaled`; the gradient itself where that is 1, as it usually is."""
    if not _can_be_read(upstream) or _is_batch(upstream) or upstream.item() != 1:
        return scaled(gradient, upstream)
    return gradient.clone() if _is_needed_again() else gradient


def scaled(gradient: Tensor, ratio: Tensor) -> Tensor:
    """gradient * ratio, in its own memory where nobody else needs that."""
    # While a graph is traced the saved tensor is an output of the way forward, which must stay as it is.
    if type(gradient) is not Tensor or _is_needed_again() or _is_batch(ratio):
        return (gradient * ratio).to(gradient.dtype)
    return gradient.mul_(ratio)


def _is_batch(x: Tensor) -> bool:
    """Whether `x` stands for several tensors: under torch.func, or with is_grads_batched=True."""
    functorch = torch._C._functorch
    return functorch.is_functorch_wrapped_tensor(x) or functorch.is_legacy_batchedtensor(x)


def _is_needed_again() -> bool:
    """Whether this way back may be gone a second time (retain_graph=True)."""
    return torch._C._autograd._get_current_graph_task_keep_graph()
