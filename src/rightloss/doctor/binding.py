"""A call of a loss, sorted by the names of its contract."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from torch import nn

from rightloss._optional import resolve
from rightloss.catalog import Loss, by_call, find, losses

_TARGETS = ("target", "targets")


@dataclass(frozen=True)
class Bound:
    """The arguments of a call: inputs in the order of the contract, the target, the rest by name."""

    inputs: tuple[Any, ...]
    target: Any
    options: Mapping[str, Any]


@cache
def functions() -> dict[Callable[..., Any], Loss]:
    """Every loss function, torch's and ours, with its contract."""
    import torch  # the names in the catalog begin with it

    found: dict[Callable[..., Any], Loss] = {}
    for call, entry in by_call().items():
        item = _attribute(torch, call)
        if isinstance(entry, Loss) and callable(item) and not inspect.isclass(item):
            found[item] = entry
    for loss in losses().values():
        if loss.own_names:
            module, function, _ = loss.impl.split(":")
            found[resolve(f"{module}:{function}")] = loss
    return found


@cache
def classes() -> dict[type, Loss]:
    """Every loss class, torch's and ours, with its contract."""
    import torch

    items = ((_attribute(torch, call), entry) for call, entry in by_call().items())
    found = {item: entry for item, entry in items if isinstance(entry, Loss) and inspect.isclass(item)}
    for loss in losses().values():
        if loss.own_names:
            module, _, cls = loss.impl.split(":")
            found[resolve(f"{module}:{cls}")] = loss
    return found


def _attribute(root: Any, dotted: str) -> Any:
    for name in dotted.split(".")[1:]:
        root = getattr(root, name, None)
    return root


def contract(criterion: Callable[..., Any], like: str | None = None) -> Loss:
    """The contract of a loss object or function.

    Raises:
        LookupError: it is not one that the catalog knows, and `like` names none.
    """
    if like is not None:
        return _named(like)
    known = next((classes()[cls] for cls in type(criterion).__mro__ if cls in classes()), None)
    known = known or (functions().get(criterion) if inspect.isroutine(criterion) else None)
    if known is None:
        name = getattr(criterion, "__name__", type(criterion).__name__)
        raise LookupError(
            f"{name} is not a loss of torch.nn or of rightloss; "
            'say which contract it keeps, such as guard(my_loss, like="cross-entropy")'
        )
    return known


def _named(like: str) -> Loss:
    entry = find(like)
    if not isinstance(entry, Loss):
        raise LookupError(f"like={like!r} names an activation; name a loss, such as like='cross-entropy'")
    return entry


@cache
def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def bind(loss: Loss, function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Bound | None:
    """The arguments of `function(*args, **kwargs)`; None where they do not fit its signature."""
    signature = _signature(function)
    if signature is None:
        return None
    try:
        given = signature.bind(*args, **kwargs)
    except TypeError:
        return None
    given.apply_defaults()
    return _sorted(loss, given.arguments)


def bind_module(loss: Loss, criterion: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Bound | None:
    """The arguments of `criterion(*args, **kwargs)`, with its attributes as options."""
    bound = bind(loss, type(criterion).forward, (criterion, *args), kwargs)
    if bound is None:
        return None
    own = {name: value for name, value in vars(criterion).items() if not name.startswith("_") and name != "training"}
    options = {**own, **dict(criterion.named_buffers(recurse=False)), **bound.options}
    return Bound(bound.inputs, bound.target, options)


def _sorted(loss: Loss, arguments: Mapping[str, Any]) -> Bound:
    given = {name: value for name, value in arguments.items() if name != "self"}
    wanted = [item.argument for item in loss.inputs]
    if not all(name in given for name in wanted):
        # Another's function that keeps this contract: its own names, in the usual order.
        names = list(given)
        given = {**given, **dict(zip(wanted, (given[name] for name in names), strict=False))}
        target = names[len(wanted)] if loss.targets and len(names) > len(wanted) else ""
        used = {*names[: len(wanted)], *wanted, target}
    else:
        target = next((name for name in _TARGETS if name in given), "")
        used = {*wanted, target}
    options = {name: value for name, value in given.items() if name not in used}
    return Bound(tuple(given[name] for name in wanted if name in given), given.get(target), options)
