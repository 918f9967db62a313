"""What a model, a loss and one batch show when they are tried: measurements for the probes, on copies of everything."""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from rightloss.catalog import Loss
from rightloss.doctor.evidence import Node
from rightloss.doctor.result import Gradient
from rightloss.findings import Place

Compute = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An activation module: its kind, and the shares of its outputs that are 0 for all examples, or saturated."""

    name: str
    kind: str
    dead: float
    saturated: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Checkup:
    """One examination.

    Attributes:
        loss: the contract, None where the catalog does not know the loss.
        options: the options of the loss by name.
        output: what the model gave; None where it is no single tensor.
        origin: how the output came to be.
        target: the target of the batch.
        value: the loss at the start.
        expected: what an untrained model should start with, None where that is not known.
        gradients: the parameters that are trained, from the first to the last.
        units: the activation modules, from the first to the last.
        mixed: how far an example's output changes with the other examples, None where that could not be tried.
        blind: whether the loss stays the same for other targets, None where that could not be tried.
        kept: the mean over all targets, and over those that are not ignored; None where nothing is ignored.
        half: how many of the gradients that are not 0 would be 0 in float16, where it computes in half precision.
        curve: the loss while this one batch is trained on.
        place: where the examination was asked for.
    """

    loss: Loss | None
    options: Mapping[str, Any]
    output: torch.Tensor | None
    origin: Node | None
    target: Any
    value: float
    expected: float | None
    gradients: tuple[Gradient, ...]
    units: tuple[Unit, ...]
    mixed: float | None = None
    blind: bool | None = None
    kept: tuple[float, float] | None = None
    half: float | None = None
    curve: tuple[float, ...] = ()
    place: Place | None = None


_RECTIFIERS = ("ReLU", "ReLU6")
# Kind of module -> where its output saturates.
_ENDS = {"Sigmoid": (0.0, 1.0), "Tanh": (-1.0, 1.0), "Hardsigmoid": (0.0, 1.0), "Softmax": (0.0, 1.0)}
_NEAR = 1e-3
# The least positive number of float16.
_LEAST_HALF = 2.0**-24


class Activations:
    """Hooks on a copy of a model: what its activation modules give."""

    def __init__(self, model: nn.Module) -> None:
        self._found: dict[str, Unit] = {}
        for name, module in model.named_modules():
            kind = type(module).__name__
            if kind in _RECTIFIERS or kind in _ENDS:
                module.register_forward_hook(self._hook(name or kind, kind))

    @property
    def units(self) -> tuple[Unit, ...]:
        """In the order of their first call."""
        return tuple(self._found.values())

    def _hook(self, name: str, kind: str) -> Callable[..., None]:
        def hook(_: nn.Module, __: Any, x: Any) -> None:
            if isinstance(x, torch.Tensor) and x.numel() and x.dim():
                self._found[name] = _unit(name, kind, x.detach())

        return hook


def _unit(name: str, kind: str, x: torch.Tensor) -> Unit:
    dead = float((x <= 0).flatten(1).all(0).float().mean()) if kind in _RECTIFIERS and x.dim() > 1 else 0.0
    low, high = _ENDS.get(kind, (-math.inf, math.inf))
    saturated = float(((x < low + _NEAR) | (x > high - _NEAR)).float().mean()) if kind in _ENDS else 0.0
    return Unit(name=name, kind=kind, dead=dead, saturated=saturated)


def gradients_of(model: nn.Module) -> tuple[Gradient, ...]:
    """The parameters that are trained, with the norms of their gradients."""
    return tuple(
        Gradient(
            name=name,
            size=item.numel(),
            norm=float(item.detach().float().norm()),
            gradient=None if item.grad is None else float(_dense(item.grad).float().norm()),
        )
        for name, item in model.named_parameters()
        if item.requires_grad
    )


def underflow(model: nn.Module) -> float | None:
    """The share of the gradients that float16 rounds to 0; None where the model computes in full precision."""
    gradients = [_dense(item.grad).detach() for item in model.parameters() if item.grad is not None]
    autocast = torch.is_autocast_enabled("cpu") or torch.is_autocast_enabled("cuda")
    if not gradients or not (autocast or any(item.dtype == torch.float16 for item in gradients)):
        return None
    values = torch.cat([item.flatten().float().abs() for item in gradients])
    values = values[values > 0]
    return float((values < _LEAST_HALF).float().mean()) if values.numel() else None


def _dense(gradient: torch.Tensor) -> torch.Tensor:
    return gradient.to_dense() if gradient.is_sparse else gradient


def expected_start(
    loss: Loss | None, output: torch.Tensor | None, target: Any, options: Mapping[str, Any]
) -> float | None:
    """The loss of a model that knows nothing: ln C, ln 2, the mean square of the target."""
    if loss is None or output is None or options.get("reduction", "mean") != "mean":
        return None
    if loss.name == "mse" and isinstance(target, torch.Tensor) and target.is_floating_point():
        return float(target.detach().double().square().mean())
    classes = output.shape[loss.inputs[0].class_dim or 0] if output.dim() > 1 else 0
    return {"ln 2": math.log(2), "ln C": math.log(classes) if classes > 1 else None}.get(loss.initial or "")


def mixing(model: nn.Module, inputs: Any, target: Any, call: Compute) -> float | None:
    """How far the first example's output changes when the others are left out; None where that cannot be tried."""
    if not isinstance(target, torch.Tensor) or target.dim() == 0 or target.shape[0] < 3:
        return None
    model.eval()
    with torch.no_grad():
        return _difference(model, inputs, target, call, dim=0)


def _difference(model: nn.Module, inputs: Any, target: torch.Tensor, call: Compute, dim: int) -> float | None:
    size = target.shape[dim]
    fewer = sliced(inputs, size, dim)
    if fewer is None:
        return None
    whole = call(model, inputs)
    part = call(model, fewer)
    if not isinstance(whole, torch.Tensor) or not isinstance(part, torch.Tensor):
        return None
    if not torch.equal(whole, call(model, inputs)):  # it draws random numbers, also in eval mode
        return None
    if whole.dim() <= dim or whole.shape[dim] != size or part.shape[dim] != size - 1:
        return None
    apart = whole.narrow(dim, 0, size - 1).double() - part.double()
    scale = float(whole.double().abs().max()) + 1e-12
    found = float(apart.abs().max()) / scale
    if found > 1e-3 and dim == 0 and target.dim() > 1 and target.shape[1] > 2:
        # Sequences may come first and examples second; then the examples are those of dimension 1.
        other = _difference(model, inputs, target, call, dim=1)
        return found if other is None else min(found, other)
    return found


def sliced(inputs: Any, size: int, dim: int) -> Any:
    """All tensors without the last of their examples; None where one has another number of examples."""
    if isinstance(inputs, torch.Tensor):
        return inputs.narrow(dim, 0, size - 1) if inputs.dim() > dim and inputs.shape[dim] == size else None
    if isinstance(inputs, tuple | list):
        parts = [sliced(item, size, dim) for item in inputs]
        return None if any(part is None for part in parts) else type(inputs)(parts)
    if isinstance(inputs, dict):
        found = {name: sliced(item, size, dim) for name, item in inputs.items()}
        return None if any(part is None for part in found.values()) else found
    return None


def is_blind(criterion: Compute, output: Any, target: Any) -> bool | None:
    """Whether the loss and its gradient stay the same when the targets change places; None where they are all equal."""
    if not isinstance(output, torch.Tensor) or not isinstance(target, torch.Tensor) or not output.is_floating_point():
        return None
    if target.dim() == 0 or target.shape[0] < 2:
        return None
    other = target.roll(1, 0)
    if torch.equal(other, target):
        return None
    first, second = _gradient(criterion, output, target), _gradient(criterion, output, other)
    return torch.equal(first[0], second[0]) and torch.equal(first[1], second[1])


def _gradient(criterion: Compute, output: torch.Tensor, target: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.enable_grad():
        x = output.detach().clone().requires_grad_()
        value = criterion(x, target)
        if not value.requires_grad:
            return value.detach(), torch.zeros_like(x)
        (gradient,) = torch.autograd.grad(value.sum(), x)
    return value.detach(), gradient


def without_ignored(
    criterion: Compute, output: Any, target: Any, options: Mapping[str, Any]
) -> tuple[float, float] | None:
    """The mean over all targets, and over those that are kept; None where none is ignored or the shapes are others."""
    ignored = options.get("ignore_index", -100)
    if not isinstance(output, torch.Tensor) or not isinstance(target, torch.Tensor) or target.is_floating_point():
        return None
    mask = target == ignored
    if not bool(mask.any()) or bool(mask.all()) or output.dim() != target.dim() + 1 or output.dim() < 2:
        return None
    rows = output.detach().movedim(1, -1).reshape(-1, output.shape[1])
    labels = target.reshape(-1)
    if rows.shape[0] != labels.shape[0]:
        return None
    keep = ~mask.reshape(-1)
    whole, part = criterion(rows, labels), criterion(rows[keep], labels[keep])
    return (float(whole), float(part)) if whole.numel() == part.numel() == 1 else None


def overfit(
    model: nn.Module, compute: Callable[[nn.Module], torch.Tensor], optimizer: Any, steps: int
) -> tuple[float, ...]:
    """The loss while a copy of the model is trained on one batch."""
    curve = []
    for _ in range(steps):
        optimizer.zero_grad()
        value = compute(model)
        curve.append(float(value.detach()))
        if not value.requires_grad or not math.isfinite(curve[-1]):
            break
        torch.autograd.backward(value)
        optimizer.step()
    return tuple(curve)


def optimizer_like(
    optimizer: torch.optim.Optimizer | None, original: nn.Module, twin: nn.Module
) -> torch.optim.Optimizer:
    """The same kind of optimizer with the same options for the copy of a model; Adam where none is given."""
    if optimizer is None:
        return torch.optim.Adam([item for item in twin.parameters() if item.requires_grad], lr=1e-2)
    pairs = dict(zip(map(id, original.parameters()), twin.parameters(), strict=True))
    groups = [
        {**group, "params": [pairs[id(item)] for item in group["params"] if id(item) in pairs]}
        for group in optimizer.param_groups
    ]
    kept = [group for group in groups if group["params"]]
    if not kept:
        raise ValueError("got an optimizer that trains none of the model's parameters; pass the one of this model")
    takes = inspect.signature(type(optimizer)).parameters
    known = {name: value for name, value in optimizer.defaults.items() if name in takes}
    return type(optimizer)(kept, **known)
