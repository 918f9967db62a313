"""Curves of losses and activations, computed by the real functions through autograd."""

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rightloss._optional import need
from rightloss.catalog import Activation, Curve, Loss

if TYPE_CHECKING:
    from torch import Tensor

AXIS_LABELS = {
    "error": "error (prediction - target)",
    "logit": "logit",
    "prediction": "prediction",
    "probability": "probability",
    "input": "x",
}
_ACTIVATION_SPAN = (-4.0, 4.0)
# What a second input is held at while the first one moves: a unit variance, a unit scale.
_HELD = {"positive": 1.0, "non-negative": 1.0, "log-variance": 0.0}


class CurveError(ValueError):
    """A curve cannot be drawn; the message says why and what can be."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sampled curve.

    Attributes:
        name: catalog name of the loss or activation.
        axis: what x is, a key of `AXIS_LABELS`.
        x: where it was computed.
        values: the function there.
        gradients: its derivative with respect to its input there, by autograd.
    """

    name: str
    axis: str
    x: tuple[float, ...]
    values: tuple[float, ...]
    gradients: tuple[float, ...]


def sample_curves(
    entries: Sequence[Loss | Activation],
    *,
    start: float | None = None,
    stop: float | None = None,
    options: Mapping[str, Any] | None = None,
    points: int = 241,
) -> list[Line]:
    """The curves of several entries over one common range.

    Args:
        entries: losses whose curves have one axis in common, or activations.
        start: left end; by default the leftmost of theirs.
        stop: right end; by default the rightmost of theirs.
        options: arguments of the functions; each goes to the entries that have it.
        points: number of points, at least 2.

    Returns:
        One line for each entry, in their order.

    Raises:
        CurveError: an entry has no curve, the axes differ, nobody has an option, or the range is empty.
        MissingExtraError: torch is not installed.
    """
    options = options or {}
    axis_of(entries)
    _check_options(entries, options)
    spans = [_span(entry) for entry in entries]
    low = min(span[0] for span in spans) if start is None else start
    high = max(span[1] for span in spans) if stop is None else stop
    if not low < high:
        raise CurveError(f"the range from {low:g} to {high:g} is empty; --from must be below --to.")
    return [_sample(entry, low, high, _own(entry, options), points) for entry in entries]


def axis_of(entries: Sequence[Loss | Activation]) -> str:
    """The axis that the curves of `entries` share.

    Raises:
        CurveError: they have none in common, or one of them has no curve.
    """
    axes = {entry.name: _axis(entry) for entry in entries}
    if len(set(axes.values())) > 1:
        found = ", ".join(f"{name} against {AXIS_LABELS[axis]}" for name, axis in axes.items())
        raise CurveError(f"these do not share a horizontal axis: {found}; plot them separately.")
    return next(iter(axes.values()))


def _axis(entry: Loss | Activation) -> str:
    if isinstance(entry, Activation):
        return "input"
    if entry.curve is None:
        raise CurveError(
            f"{entry.name} depends on more than one number, so it has no curve; see: rightloss show {entry.name}"
        )
    return entry.curve.axis


def _span(entry: Loss | Activation) -> tuple[float, float]:
    if isinstance(entry, Loss):
        assert entry.curve is not None  # axis_of has refused the others
        return entry.curve.start, entry.curve.stop
    return _ACTIVATION_SPAN


def _check_options(entries: Sequence[Loss | Activation], options: Mapping[str, Any]) -> None:
    known = sorted({option.name for entry in entries for option in entry.options} - {"reduction"})
    for name in options:
        if name not in known:
            names = " or ".join(entry.name for entry in entries)
            raise CurveError(f"{names} has no option {name!r}; known: {', '.join(known) or 'none'}.")


def _own(entry: Loss | Activation, options: Mapping[str, Any]) -> dict[str, Any]:
    names = {option.name for option in entry.options}
    return {name: value for name, value in options.items() if name in names}


def _sample(entry: Loss | Activation, start: float, stop: float, options: dict[str, Any], points: int) -> Line:
    need("torch", extra="torch")
    import torch

    # By halves and quarters, so that the middle of a symmetric range is 0 and not 1e-16.
    steps = torch.arange(points, dtype=torch.float64) / (points - 1)
    x = (start + (stop - start) * steps).requires_grad_()
    try:
        values = _activation(entry, x, options) if isinstance(entry, Activation) else _loss(entry, x, options)
        (gradients,) = torch.autograd.grad(values.sum(), x)
    except (TypeError, ValueError, RuntimeError, IndexError) as error:
        raise CurveError(f"{entry.name} cannot be drawn from {start:g} to {stop:g}: {error}") from error
    return Line(
        name=entry.name,
        axis=_axis(entry),
        x=tuple(x.tolist()),
        values=tuple(values.tolist()),
        gradients=tuple(gradients.tolist()),
    )


def _function(entry: Loss | Activation) -> tuple[Callable[..., Any], bool]:
    """What computes it, and whether that is a class: our own definition first, then a function, then a class."""
    if isinstance(entry, Loss) and entry.impl:
        module, name, _ = entry.impl.split(":")
        return getattr(importlib.import_module(module), name), False
    for call in sorted(entry.calls, key=_is_class):
        module, _, name = call.rpartition(".")
        if module.startswith(("torch", "rightloss.")) and module != "torch.Tensor":
            return getattr(importlib.import_module(module), name), _is_class(call)
    raise CurveError(f"{entry.name} is computed by {', '.join(entry.calls)} only, which cannot be drawn here.")


def _is_class(call: str) -> bool:
    return call.rpartition(".")[2][:1].isupper()


def _activation(entry: Activation, x: "Tensor", options: dict[str, Any]) -> Any:
    function, is_class = _function(entry)
    if not entry.over_dim:
        return function(**options)(x) if is_class else function(x, **options)
    import torch

    if entry.takes == "direction":  # torch.atan2(sin, cos): the angle of the point (1, x)
        return function(x, torch.ones_like(x))
    # Over a dimension, the first of two entries is drawn; the other one is 0 (for directions 1, as 0 has none).
    other = torch.ones_like(x) if entry.gives == "unit-vectors" else torch.zeros_like(x)
    rows = torch.stack((x, other), dim=-1)
    options = {"dim": -1, **options}
    return (function(**options)(rows) if is_class else function(rows, **options))[..., 0]


def _loss(entry: Loss, x: "Tensor", options: dict[str, Any]) -> Any:
    curve = entry.curve
    assert curve is not None  # axis_of has refused the others
    function, is_class = _function(entry)
    inputs = _inputs(entry, curve, x)
    target = _target(entry, curve, x)
    if is_class:
        return function(reduction="none", **options)(*inputs, target)
    if "reduction" not in inspect.signature(function).parameters:
        return _row_by_row(entry, function, inputs, target, options)
    values = _call(entry, function, inputs, target, {**options, "reduction": "none"})
    return values.flatten(1).sum(1) if values.dim() > 1 else values


def _row_by_row(
    entry: Loss, function: Callable[..., Any], inputs: list["Tensor"], target: "Tensor", options: dict[str, Any]
) -> "Tensor":
    rows = range(len(target))
    import torch

    pieces = [
        _call(entry, function, [item[row : row + 1] for item in inputs], target[row : row + 1], options) for row in rows
    ]
    return torch.stack([piece.sum() for piece in pieces])


def _call(
    entry: Loss, function: Callable[..., Any], inputs: list["Tensor"], target: "Tensor", options: dict[str, Any]
) -> Any:
    targets = (target,) if entry.targets else ()
    if len(inputs) == 1:
        return function(inputs[0], *targets, **options)
    named = dict(zip((item.argument for item in entry.inputs), inputs, strict=True))
    return function(**named, **({"target": target} if targets else {}), **options)


def _inputs(entry: Loss, curve: Curve, x: "Tensor") -> list["Tensor"]:
    import torch

    others = [torch.full_like(x, _HELD.get(item.space, 0.0)) for item in entry.inputs[1:]]
    if curve.layout == "two-class":
        return [_rows(entry.inputs[0].space, curve, x), *others]
    return [x + curve.target if curve.axis == "error" else x, *others]


def _rows(space: str, curve: Curve, x: "Tensor") -> "Tensor":
    """Rows of two classes, shape (points, 2), the first of which is the true one."""
    import torch

    if curve.axis == "probability":
        rows = torch.stack((x, 1 - x), dim=-1)
        return rows.log() if space == "log-probabilities" else rows
    rows = torch.stack((x, torch.zeros_like(x)), dim=-1)
    if curve.axis == "logit" and space in ("log-probabilities", "probabilities"):
        return rows.log_softmax(-1) if space == "log-probabilities" else rows.softmax(-1)
    return rows


def _target(entry: Loss, curve: Curve, x: "Tensor") -> "Tensor":
    import torch

    forms = {form.space: form for form in entry.targets}
    if curve.layout == "elementwise":
        wanted = entry.targets[0].dtype if entry.targets else "float"
        return torch.full_like(x, curve.target, dtype=torch.long if wanted == "long" else x.dtype)
    if "class-index" in forms or "ordinal-level" in forms:
        return torch.full_like(x, curve.target, dtype=torch.long)
    first = (0, -1) if "class-index-set" in forms else (1, 0)
    dtype = torch.long if "class-index-set" in forms else x.dtype
    return torch.tensor(first, dtype=dtype).expand(len(x), 2)
