"""Methods of objects of other packages: optimizers, scalers, distributions, and those of super()."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rightloss.check.flow import frames, images, layers, packages
from rightloss.check.flow.events import Step as Stepped
from rightloss.check.flow.values import (
    NONE,
    UNKNOWN,
    Class,
    Instance,
    Method,
    Object,
    Partial,
    Sequence,
    Table,
    Tensor,
    Value,
    constant,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
# Methods of numpy's generators by the names of the older functions.
_RNG = {"integers": "randint", "random_sample": "random"}


def method(run: "Interpreter", owner: Object, name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """What a method of such an object gives."""
    from rightloss.check.flow import calls, torch_calls

    match owner.kind, name:
        case "super", "__init__":
            this, cls = owner.names["self"], owner.names["cls"]
            if isinstance(this, Instance) and isinstance(cls, Class):
                calls.base_init(run, this, cls, args, kwargs, node)
            return NONE
        case "super", "forward" | "__call__":
            this = owner.names["self"]
            inner = (
                this.names.get("__criterion__", this.names.get("__sequence__")) if isinstance(this, Instance) else None
            )
            return calls.call(run, inner, args, kwargs, node) if inner is not None else UNKNOWN
        case "optimizer", "zero_grad" | "step":
            identity = owner.names["identity"]
            run.emit(
                Stepped(
                    node=node,
                    path=run.path,
                    what=name,
                    optimizer=constant(identity, 0),
                    block=run.body,
                    trains=layers.identities(owner.names["parameters"]),
                )
            )
            if name == "step" and args and isinstance(args[0], Method | Partial):
                calls.call(run, args[0], (), {}, node)
            return UNKNOWN
        case "rng", _:
            return torch_calls.function(run, f"numpy.random.{_RNG.get(name, name)}", args, kwargs, node)
        case "scaler", "scale":
            return args[0] if args else UNKNOWN
        case "scaler", "step" if args and isinstance(args[0], Object):
            return method(run, args[0], "step", (), {}, node)
        case "net", _:
            return packages.method(run, owner, name, args, kwargs, node)
        case "helper", _:
            return packages.helper_method(run, name, args, kwargs, node)
        case "frame", _:
            return frames.method(owner, name, args, kwargs)
        case "standard-scaler" | "scaler-of-columns" | "encoder-of-labels", _:
            return frames.fitted(owner.kind, name, args)
        case "picture", _:
            return images.picture_method(owner, name, args, kwargs)
        case "distribution", "log_prob" | "entropy":
            return _of_distribution(owner, name)
        case ("zip" | "enumerate" | "items" | "keys" | "values", _):
            return UNKNOWN
        case _:
            return UNKNOWN


def _of_distribution(owner: Object, name: str) -> Tensor:
    """The log-probability of an action, or an entropy: attached to what the distribution was made of."""
    inner = owner.names["args"]
    parts = [part for part in (inner.items if isinstance(inner, Sequence) else []) if isinstance(part, Tensor)]
    kwargs_in = owner.names["kwargs"]
    parts += [
        part for part in (kwargs_in.names.values() if isinstance(kwargs_in, Table) else ()) if isinstance(part, Tensor)
    ]
    attached = True if any(part.attached for part in parts) else None
    space = "action-log-prob" if name == "log_prob" else None
    return Tensor(
        space=space,
        attached=attached,
        source=frozenset().union(*(part.source for part in parts)),
        graph=frozenset().union(*(part.graph for part in parts)) if attached else frozenset(),
        trail=parts[0].trail if parts else (),
    )
