"""Which implementation computes a loss: its mathematics, as it stands in this room, or a kernel; and why."""

import importlib.util
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import torch
from torch import Tensor
from torch._C._functorch import is_functorch_wrapped_tensor
from torch.autograd import forward_ad
from torch.compiler import is_compiling

from rightloss._optional import resolve
from rightloss.losses.checking import PLAIN

Form = Literal["mathematics", "chunks", "triton"]
Wanted = Literal["auto", "mathematics", "chunks", "triton"]

# Numbers in the largest tensor that the mathematics makes, from which a kernel is worth its call.
PAYS_FROM = 1 << 18


class FallbackWarning(UserWarning):
    """A kernel that would have paid could not run; the message says why."""


@dataclass(frozen=True)
class Decision:
    """One choice between implementations.

    Attributes:
        loss: catalog name of the loss.
        implementation: "mathematics" (PyTorch's operations on whole tensors), "chunks" (the same operations chunk by
            chunk, with the gradient made on the way forward) or "triton".
        reason: why, in words.
    """

    loss: str
    implementation: Form
    reason: str

    def __str__(self) -> str:
        return f"{self.loss}: {self.implementation}, because {self.reason}"


@dataclass(frozen=True)
class Kernel:
    """A fast implementation of one loss.

    Attributes:
        loss: catalog name of the loss.
        run: the function that computes it.
        forms: what it comes in, besides the mathematics.
    """

    loss: str
    run: Callable[..., Any]
    forms: tuple[Form, ...]


def kernel(loss: str, run: str, *forms: Form) -> Kernel:
    """The kernel that "module:function" names. Called where a loss is defined, so that nothing is imported later."""
    return Kernel(loss, resolve(run), forms)


@dataclass
class _State:
    """What `use` and `recorded` set; for the whole process, as torch's own switches are."""

    wanted: Wanted = "auto"
    records: list[list[Decision]] = field(default_factory=list)


_STATE = _State()


@contextmanager
def use(implementation: Wanted) -> Iterator[None]:
    """Demand one implementation inside a with-block, for every thread.

    Args:
        implementation: "mathematics", "chunks", "triton", or "auto" for what pays.

    Raises:
        ValueError: it is none of these.
        NotImplementedError: from a loss inside the block that cannot be computed so.
    """
    if implementation not in ("auto", "mathematics", "chunks", "triton"):
        raise ValueError(
            f'got implementation={implementation!r}; it must be "auto", "mathematics", "chunks" or "triton"'
        )
    before, _STATE.wanted = _STATE.wanted, implementation
    try:
        yield
    finally:
        _STATE.wanted = before


@contextmanager
def recorded() -> Iterator[list[Decision]]:
    """A list that fills with the decisions taken inside the with-block."""
    record: list[Decision] = []
    _STATE.records.append(record)
    try:
        yield record
    finally:
        _STATE.records.remove(record)


def is_free() -> bool:
    """Whether nobody demands an implementation, or writes down which one runs."""
    return _STATE.wanted == "auto" and not _STATE.records


def choose(
    kernel: Kernel,
    inputs: tuple[Tensor | None, ...],
    size: int,
    constants: dict[str, Any],
    not_triton: str = "",
    not_chunks: str = "",
) -> Form:
    """Which form of `kernel` computes this call.

    Args:
        kernel: the kernel of the loss.
        inputs: what gradients are taken with respect to; the first is always there.
        size: how many numbers the largest tensor has that the mathematics would make.
        constants: arguments with respect to which a kernel has no gradient.
        not_triton: why a Triton form cannot take these arguments; empty where it can.
        not_chunks: why chunks do not pay on the CPU for these arguments; empty where they do.

    Raises:
        NotImplementedError: `use` demands what cannot be done.
    """
    if _STATE.wanted == "mathematics":
        return record(kernel, "mathematics", 'use("mathematics") is in force')
    refusal, wanted = why_not(inputs, constants, maps=True), _STATE.wanted
    if wanted == "auto":
        return _what_pays(kernel, inputs, size, refusal, not_triton, not_chunks)
    if wanted == "triton":
        refusal = refusal or not_triton or _no_triton(kernel)
    if refusal:
        raise NotImplementedError(f'{kernel.loss}: use("{wanted}") cannot be honoured: {refusal}')
    return record(kernel, wanted, f'use("{wanted}") is in force')


def _what_pays(
    kernel: Kernel, inputs: tuple[Tensor | None, ...], size: int, refusal: str, not_triton: str, not_chunks: str
) -> Form:
    device = inputs[0].device.type if inputs[0] is not None else "cpu"
    if size < PAYS_FROM:
        return record(kernel, "mathematics", f"{size} numbers are too few for a kernel to pay ({PAYS_FROM})")
    if device == "cpu" and not_chunks:
        return record(kernel, "mathematics", not_chunks)
    if refusal:
        if not is_compiling():
            message = f"{kernel.loss}: computed by its mathematics, with all of its memory, because {refusal}"
            warnings.warn(message, FallbackWarning, stacklevel=4)
        return record(kernel, "mathematics", refusal)
    without = "" if device != "cuda" else not_triton or _no_triton(kernel)
    if device == "cuda" and not without:
        return record(kernel, "triton", "the tensors are on a GPU and Triton is installed")
    also = f", and {without}" if without else ""
    return record(kernel, "chunks", f"the tensors are on {device}, and {size} numbers need not be kept{also}")


def rows_pay(kernel: Kernel, x: Tensor, constants: dict[str, Tensor], options: dict[str, Any], pays_from: int) -> bool:
    """Whether the kernel of a loss whose rows do not meet computes this call; recorded where it does not.

    Args:
        kernel: the kernel of the loss.
        x: what is differentiated by.
        constants: the other tensors by name.
        options: of the loss.
        pays_from: numbers of `x` from which the kernel is worth its call.

    Raises:
        NotImplementedError: `use` demands what cannot be done.
    """
    wanted = _STATE.wanted
    if wanted in ("auto", "mathematics"):
        reason = _why_rows_do_not_pay(x, pays_from) or _why_no_rows(x, constants, options)
        if reason:
            record(kernel, "mathematics", reason)
        return not reason
    refusal = "it has no Triton form" if wanted == "triton" else _why_no_rows(x, constants, options)
    if refusal:
        raise NotImplementedError(f'{kernel.loss}: use("{wanted}") cannot be honoured: {refusal}')
    return True


def _why_rows_do_not_pay(x: Tensor, pays_from: int) -> str:
    if _STATE.wanted == "mathematics":
        return 'use("mathematics") is in force'
    if not (x.requires_grad and torch.is_grad_enabled()):
        return "no gradient is wanted"
    return f"{x.numel()} numbers are too few for a kernel to pay ({pays_from})" if x.numel() < pays_from else ""


def _why_no_rows(x: Tensor, constants: dict[str, Tensor], options: dict[str, Any]) -> str:
    """Why the kernel of a loss whose rows do not meet cannot take these tensors; empty where it can."""
    if is_compiling():
        return "a compiler fuses the operations itself"
    if not x.is_cpu:
        return f"chunks of rows are for the caches of a processor, and the tensors are on {x.device.type}"
    if not x.numel():
        return "there is nothing to compute"
    if any(other.dtype != x.dtype and other.is_floating_point() for other in constants.values()):
        return "dtypes are promoted"
    return why_not((x,), {**constants, **options})


def _no_triton(kernel: Kernel) -> str:
    """Why a kernel has no Triton form here; empty where it has."""
    if "triton" not in kernel.forms:
        return "it has no Triton form"
    if not _triton_is_installed():
        return "Triton is not installed"
    if not torch.cuda.is_available() and os.environ.get("TRITON_INTERPRET") != "1":
        return "there is no GPU (TRITON_INTERPRET=1 interprets Triton on the CPU)"
    return ""


@cache
def _triton_is_installed() -> bool:
    return importlib.util.find_spec("triton") is not None


def record(kernel: Kernel, form: Form, reason: str) -> Form:
    """Write one decision down where `recorded` looks; `form` as it came."""
    if _STATE.records and not is_compiling():
        for record in _STATE.records:
            record.append(Decision(kernel.loss, form, reason))
    return form


def why_not(inputs: tuple[Tensor | None, ...], constants: dict[str, Any], *, maps: bool = False) -> str:
    """Why no kernel can take these tensors; empty where one can. `maps`: whether it knows torch.func.vmap."""
    for name, value in constants.items():
        if isinstance(value, Tensor) and value.requires_grad:
            return f"kernels take no gradient with respect to {name}"
    if is_compiling():
        return ""
    for tensor in (*inputs, *constants.values()):
        if isinstance(tensor, Tensor) and is_functorch_wrapped_tensor(tensor) and _is_transformed(tensor, maps):
            return "inside torch.func every derivative is taken of the mathematics"
    if forward_ad._current_level >= 0:
        return "forward-mode derivatives are taken of the mathematics"
    for tensor in inputs:
        if tensor is not None and type(tensor) not in PLAIN:
            return f"a {type(tensor).__name__} is computed by its own operations"
    return ""


def _is_transformed(x: Tensor, maps: bool) -> bool:
    """Whether a transform of torch.func holds this tensor, besides vmap where that `maps`."""
    while is_functorch_wrapped_tensor(x):
        if not (maps and torch._C._functorch.is_batchedtensor(x)):
            return True
        x = torch._C._functorch.get_unwrapped(x)
    return False
