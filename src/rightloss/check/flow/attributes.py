"""Attributes: of objects and classes of the project, of torch modules, of tensors."""

import ast
from typing import TYPE_CHECKING

from rightloss.check import torch_names
from rightloss.check.facts import TENSOR_METHODS
from rightloss.check.flow import frames
from rightloss.check.flow.events import MissingName
from rightloss.check.flow.modules import member
from rightloss.check.flow.values import (
    NONE,
    UNKNOWN,
    Alternatives,
    Bound,
    Class,
    Const,
    Criterion,
    External,
    File,
    Function,
    Instance,
    Layer,
    Method,
    Object,
    Sequence,
    Table,
    Tensor,
    Unknown,
    Value,
    alternatives,
    forced,
    join_all,
    sequence,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

_MODULE_BASES = ("Module", "LightningModule", "PreTrainedModel", "Sequential", "_Loss", "_WeightedLoss")
# Attributes of a tensor that are facts about it; its other names are methods.
_FACTS = ("shape", "ndim", "data", "T", "mT", "grad", "device", "dtype", "requires_grad", "is_cuda")
# What max(dim=...), sort and topk give has these names beside its places.
_PAIR = ("values", "indices")
_SAME = ("module", "_orig_mod")


def attribute(run: "Interpreter", owner: Value, name: str, node: ast.AST) -> Value:
    """`owner.name`."""
    match owner:
        case Alternatives() if name not in _FACTS and all(isinstance(part, Tensor) for part in owner.values):
            return Bound(owner, name)
        case Alternatives():
            return join_all([attribute(run, part, name, node) for part in owner.values])
        case External():
            return _external(run, owner, name, node)
        case Instance():
            return _of_instance(run, owner, name, node)
        case Class():
            found = class_member(owner, name)
            if isinstance(found, Function) and "classmethod" in found.marks:
                return Method(found, owner)
            return found if found is not None else UNKNOWN
        case Tensor():
            return _of_tensor(run, owner, name, node)
        case File():
            return _of_file(run, owner, name)
        case Object() if owner.kind == "super":
            return _of_super(owner, name)
        case Object() if owner.kind == "frame":
            return frames.attribute(owner, name)
        case Object():
            return owner.names.get(name, Bound(owner, name))
        case Layer() | Criterion():
            if name in _SAME:
                return owner
            return owner.arguments.get(name, Bound(owner, name))
        case Sequence() | Table():
            if isinstance(owner, Table) and owner.kind in ("record", "modules") and name in owner.names:
                return owner.names[name]
            if isinstance(owner, Sequence) and owner.kind == "pair" and name in _PAIR:
                return owner.names[_PAIR.index(name)]
            return Bound(owner, name)
        case Const() if isinstance(owner.value, str):
            return Bound(owner, name)
        case Unknown() if name in TENSOR_METHODS:
            return Bound(owner, name)
        case _:
            return UNKNOWN


def _external(run: "Interpreter", owner: External, name: str, node: ast.AST) -> Value:
    dotted = f"{owner.dotted}.{name}"
    if dotted in run.patched:
        return run.patched[dotted]
    if torch_names.missing(owner.dotted, name):
        nearest = torch_names.nearest(owner.dotted, name)
        run.emit(MissingName(node=node, path=run.path, dotted=dotted, nearest=nearest))
        return External(f"{owner.dotted}.{nearest[0]}") if nearest else UNKNOWN
    if dotted in ("math.pi", "numpy.pi", "torch.pi"):
        return Const(3.141592653589793)
    if dotted in ("math.inf", "numpy.inf", "torch.inf"):
        return Const(float("inf"))
    return External(dotted)


def _of_file(run: "Interpreter", owner: File, name: str) -> Value:
    found = member(owner.scope, name)
    if found is not None:
        return found
    inner = run.project.modules.find(name, 1, owner.scope.path)
    return File(inner) if inner else UNKNOWN


def _of_super(owner: Object, name: str) -> Value:
    cls, this = owner.names["cls"], owner.names["self"]
    for base in cls.bases if isinstance(cls, Class) else ():
        found = class_member(base, name) if isinstance(base, Class) else None
        if isinstance(found, Function):
            return Method(found, this)
        if isinstance(base, External) and name in ("forward", "__call__", "__init__"):
            return Bound(owner, name)
    return Bound(owner, name)


def _of_instance(run: "Interpreter", owner: Instance, name: str, node: ast.AST) -> Value:
    if name in owner.names:
        return owner.names[name]
    found = class_member(owner.cls, name)
    if isinstance(found, Function):
        if "property" in found.marks or "cached_property" in found.marks:
            from rightloss.check.flow import calls

            return calls.run_function(run, found, (owner,), {}, node)
        return _bound(found, owner)
    if found is not None:
        return found
    if name in _SAME and is_module(owner.cls):
        return owner
    if name == "training" and is_module(owner.cls):
        # Modules are made in training mode; train() and eval() write it.
        return Const(True)
    return Bound(owner, name)


def _of_tensor(run: "Interpreter", owner: Tensor, name: str, node: ast.AST) -> Value:
    match name:
        case "shape":
            if owner.shape is None:
                return UNKNOWN
            return sequence([dim_value(dim) for dim in owner.shape])
        case "ndim":
            return Const(len(owner.shape)) if owner.shape is not None else UNKNOWN
        case "data":
            return owner.via_detached()
        case "T" | "mT":
            from rightloss.check.flow import torch_ops

            return torch_ops.apply(run, name, (owner,), {}, node)
        case "grad":
            return UNKNOWN
        case "device" | "dtype" | "requires_grad" | "is_cuda":
            return External(f"torch.{owner.dtype}") if name == "dtype" and owner.dtype else UNKNOWN
        case _:
            return Bound(owner, name)


def dim_value(dim: object) -> Value:
    """A size as a value of the program."""
    if isinstance(dim, int):
        return Const(dim)
    if dim is None:
        return UNKNOWN
    return Object(kind="size", names={"dim": dim})  # type: ignore[dict-item]


def class_member(cls: Class, name: str, depth: int = 0) -> Value | None:
    """A name of a class or its bases; Unknown where a base outside the project may have it; None where none has."""
    if name in cls.scope.names:
        return forced(cls.scope.names[name])
    if depth > 20:
        return UNKNOWN
    for base in cls.bases:
        if isinstance(base, Class):
            found = class_member(base, name, depth + 1)
            if found is not None:
                return found
    return None


def method_of(run: "Interpreter", owner: Instance, name: str) -> Value | None:
    """A method of an object, bound; an attribute of that name comes first, as in Python."""
    if name in owner.names:
        return owner.names[name]
    found = class_member(owner.cls, name)
    if isinstance(found, Function):
        return _bound(found, owner)
    return found


def _bound(function: Function, owner: Instance) -> Value:
    if "staticmethod" in function.marks:
        return function
    return Method(function, owner.cls if "classmethod" in function.marks else owner)


def base_class(value: Value) -> Value:
    """One name for a class that an import takes from one of two packages, whichever is installed."""
    parts = alternatives(value)
    names = {part.dotted.rpartition(".")[2] if isinstance(part, External) else None for part in parts}
    return parts[0] if len(names) == 1 and None not in names else value


def is_module(cls: Class, depth: int = 0) -> bool:
    """Whether a class is an nn.Module, so that calling it runs forward."""
    for base in cls.bases:
        if isinstance(base, External) and base.dotted.rpartition(".")[2].endswith(_MODULE_BASES):
            return True
        if isinstance(base, External) and base.dotted.startswith("torch.nn."):
            return True
        if isinstance(base, Class) and depth < 20 and is_module(base, depth + 1):
            return True
        if base == UNKNOWN:
            return True
    return False


__all__ = ["NONE", "attribute", "class_member", "is_module", "method_of"]
