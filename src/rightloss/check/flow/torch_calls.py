"""Calls of torch and numpy: layers, losses, operations, optimizers, data loaders, and methods of tensors."""

import ast
from collections.abc import Mapping
from dataclasses import replace as altered
from typing import TYPE_CHECKING

from rightloss.catalog.registry import by_call
from rightloss.catalog.schema import Loss
from rightloss.check import facts
from rightloss.check.flow import (
    containers,
    data,
    frames,
    frozen,
    images,
    indexing,
    layers,
    losses,
    make_ops,
    objects,
    packages,
    torch_ops,
)
from rightloss.check.flow.arguments import dim_of, dtype_of, integer
from rightloss.check.flow.events import Build
from rightloss.check.flow.events import Step as Stepped
from rightloss.check.flow.values import (
    NONE,
    SOMETHING,
    UNKNOWN,
    Alternatives,
    Bound,
    Const,
    Criterion,
    External,
    Instance,
    Layer,
    Object,
    Sequence,
    Table,
    Tensor,
    Unknown,
    Value,
    constant,
    fresh,
    join_all,
    replace,
    sequence,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
_OPERATIONS = ("torch.nn.functional.", "torch.special.", "torch.linalg.", "torch.Tensor.", "torch.")
_KEEPERS = (
    "torch.nn.DataParallel",
    "torch.nn.parallel.DistributedDataParallel",
    "torch.compile",
    "torch.jit.script",
    "torch.jit.trace",
    "torch.nn.utils.weight_norm",
    "torch.nn.utils.spectral_norm",
    "torch.nn.utils.parametrizations.weight_norm",
    "torch.nn.utils.parametrizations.spectral_norm",
    "torch.autograd.Variable",
    "copy.copy",
)
_MODULE_METHODS = frozenset(
    [
        "to",
        "cuda",
        "cpu",
        "float",
        "double",
        "half",
        "train",
        "eval",
        "requires_grad_",
        "apply",
        "xpu",
        "bfloat16",
        "compile",
        "share_memory",
    ]
)
# Methods of tensors that are no operations: they are done for each alternative.
_ONE_BY_ONE = (
    "item",
    "tolist",
    "astype",
    "type",
    "random_",
    "uniform_",
    "normal_",
    "fill_",
    "zero_",
    "copy_",
    "scatter_",
)


def call(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST, quiet: bool = False) -> Value:
    """A call of a name outside the project."""
    if not dotted.startswith(("torch.", "numpy.", "copy.")):
        return packages.call(run, dotted, args, kwargs, node)
    if dotted in _KEEPERS:
        return args[0] if args else UNKNOWN
    if dotted.endswith(".functional_call") and len(args) > 2:
        return _functional(run, args, node)
    if dotted == "copy.deepcopy":
        return _copied(args[0]) if args else UNKNOWN
    entry = by_call().get(_canonical(dotted))
    if isinstance(entry, Loss):
        return _loss(run, entry, dotted, args, kwargs, node, quiet)
    if dotted.startswith("torch.nn.functional.") and "pool" in dotted and args:
        return _pooled(run, dotted.rpartition(".")[2], args, kwargs, node)
    if dotted.startswith("torch.nn.functional."):
        return torch_ops.apply(run, dotted.rpartition(".")[2], args, kwargs, node)
    if dotted == "torch.nn.utils.rnn.pad_sequence":
        return torch_ops.apply(run, "pad_sequence", args, kwargs, node)
    if dotted.startswith("torch.nn."):
        return _module(run, dotted, args, kwargs, node, quiet)
    if dotted.startswith("torch.optim."):
        return _optimizer(run, dotted, args, kwargs, node)
    if dotted.startswith("torch.utils.data."):
        return data.make(run, dotted.rpartition(".")[2], args, kwargs, node)
    if dotted.startswith("torch.distributions."):
        run.emit(Build(node=node, path=run.path, dotted=dotted, args=args, kwargs=kwargs))
        return Object(
            kind="distribution", names={"dotted": Const(dotted), "args": sequence(args), "kwargs": Table(dict(kwargs))}
        )
    return function(run, dotted, args, kwargs, node)


def _pooled(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """F.max_pool2d and its like: the layer of the same name, made and called at once."""
    cls = "".join(part.capitalize() for part in name.split("_"))
    given = layers.arguments(cls, args[1:], kwargs)
    made = Layer(dotted=f"torch.nn.{cls}", arguments=given, node=node, path=run.path, identity=0)
    return layers.forward(run, made, args[:1], node)


def _functional(run: "Interpreter", args: Args, node: ast.AST) -> Value:
    """`functional_call(module, parameters, args)`: the module with other numbers in its parameters."""
    from rightloss.check.flow import calls

    given = args[2].items if isinstance(args[2], Sequence) and args[2].kind == "tuple" else args[2:3]
    return calls.call(run, args[0], tuple(given), {}, node)


def _canonical(dotted: str) -> str:
    return dotted.replace("torch.nn.modules.loss.", "torch.nn.").replace("torch.nn.modules.", "torch.nn.")


def _copied(value: Value) -> Value:
    """A copy: another object with the same parts, so that "the same network" is not claimed of it."""
    if isinstance(value, Layer):
        return altered(value, identity=fresh())
    if isinstance(value, Instance):
        return Instance(cls=value.cls, names={name: _copied(part) for name, part in value.names.items()})
    if isinstance(value, Sequence):
        return Sequence(
            names={key: _copied(part) for key, part in value.names.items()}, kind=value.kind, exact=value.exact
        )
    return value


# Losses


def _loss(
    run: "Interpreter", entry: Loss, dotted: str, args: Args, kwargs: Kwargs, node: ast.AST, quiet: bool
) -> Value:
    if not dotted.rpartition(".")[2][:1].isupper():
        return losses.functional(run, entry, dotted, args, kwargs, node)
    if not quiet:
        run.emit(Build(node=node, path=run.path, dotted=_canonical(dotted), args=args, kwargs=kwargs))
    given = losses.constructor(entry, dotted, args, kwargs)
    return Criterion(loss=entry.name, dotted=_canonical(dotted), arguments=given, node=node, path=run.path)


def criterion(run: "Interpreter", owner: Criterion, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A loss object is called."""
    return losses.called(run, owner, args, kwargs, node)


# Layers


def _module(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST, quiet: bool) -> Value:
    name = dotted.rpartition(".")[2]
    if not quiet:
        run.emit(Build(node=node, path=run.path, dotted=dotted, args=args, kwargs=kwargs))
    if name == "Sequential":
        return _sequential(args, node)
    if name in ("ModuleList", "ParameterList"):
        inner = args[0] if args else sequence([], "list")
        return (
            Sequence(names=dict(inner.names), kind="modules", exact=inner.exact)
            if isinstance(inner, Sequence)
            else UNKNOWN
        )
    if name in ("ModuleDict", "ParameterDict"):
        inner = args[0] if args else Table()
        return (
            Table(names=dict(inner.names), exact=inner.exact, kind="modules") if isinstance(inner, Table) else UNKNOWN
        )
    if name == "Parameter":
        base = args[0] if args and isinstance(args[0], Tensor) else Tensor()
        return replace(base, attached=True, hard="", space="parameter", number=fresh(), low=-facts.INF, high=facts.INF)
    if not name[:1].isupper():
        return UNKNOWN
    identity = fresh()
    return Layer(
        dotted=dotted, arguments=layers.arguments(name, args, kwargs), node=node, path=run.path, identity=identity
    )


def _sequential(args: Args, node: ast.AST) -> Value:
    if len(args) == 1 and isinstance(args[0], Table):
        args = tuple(args[0].names.values())
    elif len(args) == 1 and isinstance(args[0], Sequence) and args[0].kind != "sequential":
        args = tuple(args[0].items)
    args = tuple(_element(part, node) for part in args)
    return Sequence(names=dict(enumerate(args)), kind="sequential", identity=fresh())


def _element(value: Value, node: ast.AST) -> Value:
    if not isinstance(value, Layer) or value.dotted.rpartition(".")[2] not in facts.ACTIVATION_CLASSES:
        return value
    return altered(value, element=True) if any(part is value.node for part in ast.walk(node)) else value


def layer(run: "Interpreter", owner: Layer, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A layer is called."""
    given = args or tuple(kwargs.values())[:1]
    return layers.forward(run, owner, given, node)


# Functions of torch and numpy


def function(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A function of torch or numpy that is neither loss, layer, optimizer nor data set."""
    name = dotted.rpartition(".")[2]
    array = dotted.startswith("numpy.")
    if name in ("tensor", "as_tensor", "from_numpy", "array", "asarray", "FloatTensor", "LongTensor", "Tensor"):
        return _from_data(run, name, args, kwargs, node, array)
    if dotted in ("numpy.random.default_rng", "numpy.random.RandomState"):
        return Object(kind="rng")
    if dotted.startswith("numpy.random.") or (array and name in ("randn", "rand")):
        name = {"normal": "normal", "uniform": "rand", "random": "rand", "standard_normal": "randn"}.get(name, name)
        if name == "rand" and dotted.endswith(("random", "uniform")):
            kwargs = dict(kwargs) | ({"size": args[-1]} if args else {})
            args = ()
    made = make_ops.make(run, name, args, kwargs, node, array)
    if made is not None:
        return replace(made, number=fresh()) if isinstance(made, Tensor) else made
    if dotted in ("numpy.loadtxt", "numpy.genfromtxt") and not {"unpack", "names"} & set(kwargs):
        return Tensor(dtype="double", attached=False, array=True, number=fresh(), made=(indexing.TEXT, ()))
    if name == "GradScaler":
        return Object(kind="scaler")
    if name == "set_grad_enabled":
        return Object(kind="grading", names={"enabled": args[0] if args else UNKNOWN})
    if dotted in ("torch.no_grad", "torch.inference_mode"):
        return External(dotted)
    if dotted in ("torch.autocast", "torch.amp.autocast", "torch.cuda.amp.autocast"):
        enabled = kwargs.get("enabled", Const(True))
        device = "cuda" if ".cuda." in dotted else constant(args[0] if args else kwargs.get("device_type"), "any")
        return External(f"torch.autocast({device if constant(enabled) else '' if enabled == Const(False) else 'any'})")
    if dotted == "torch.enable_grad":
        return Object(kind="grading", names={"enabled": Const(True)})
    if dotted in ("torch.device", "torch.manual_seed", "torch.cuda.is_available", "torch.load", "torch.Generator"):
        return UNKNOWN
    if array and name in ("repeat", "tile"):
        return _repeated(name, args, kwargs)
    if array and name in facts.REDUCTIONS and args and isinstance(args[0], Sequence):
        found = make_ops.literal(args[0])
        args = (replace(found, array=True), *args[1:]) if found is not None else args
    if dotted in ("torch.numel",):
        return torch_ops.apply(run, "numel", args, kwargs, node)
    return torch_ops.apply(run, name, args, kwargs, node)


def _repeated(name: str, args: Args, kwargs: Kwargs) -> Value:
    """numpy's repeat() gives a vector, unless it is told an axis; of tile() only the numbers are known."""
    found = make_ops.literal(_plain(args[0])) if args else None
    if found is None:
        return UNKNOWN
    flat = name == "repeat" and len(args) < 3 and "axis" not in kwargs
    return replace(found, shape=(None,) if flat else None, dim=None, order=(), array=True, number=fresh())


def _plain(value: Value) -> Value:
    """A frame or picture as the array that it becomes."""
    if isinstance(value, Object) and value.kind == "frame":
        return frames.as_array(value)
    return images.as_array(value) if isinstance(value, Object) and value.kind == "picture" else value


def _from_data(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST, array: bool) -> Value:
    if name in ("FloatTensor", "LongTensor", "Tensor") and args and all(dim_of(value) is not None for value in args):
        shape = tuple(dim_of(value) for value in args)
        return Tensor(dtype="long" if name == "LongTensor" else "float", shape=shape, attached=False)
    found = make_ops.literal(_plain(args[0])) if args else None
    if found is None:
        found = Tensor(attached=False)
    kind = next((kind for value in (*args[1:], *kwargs.values()) if (kind := dtype_of(value))), None)
    dtype = {"FloatTensor": "float", "LongTensor": "long", "Tensor": "float"}.get(name) or kind or found.dtype
    if array and dtype == "float" and kind is None and not (args and isinstance(args[0], Tensor)):
        dtype = "double"
    tracked = constant(kwargs.get("requires_grad"), False) is True
    rewrapped = name in ("tensor", "array", "FloatTensor", "LongTensor", "Tensor")
    hard = found.hard or (f"torch.{name}" if found.attached and rewrapped else "")
    attached = tracked or (found.attached if not rewrapped else False)
    result = replace(torch_ops.cast(found, dtype) if dtype else found, array=array, attached=attached, hard=hard)
    if tracked and not found.attached and not found.hard:
        result = replace(result, space="parameter" if found.terms == () else None, low=-facts.INF, high=facts.INF)
    from rightloss.check.flow.events import OpCall

    run.emit(
        OpCall(node=node, path=run.path, name=f"new {name}", args=args, kwargs=kwargs, result=result, graded=run.graded)
    )
    return replace(result, number=found.number or fresh())


# Optimizers and data


def _optimizer(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    if "lr_scheduler" in dotted:
        return Object(kind="scheduler")
    return Object(kind="optimizer", names={"identity": Const(fresh()), "parameters": args[0] if args else UNKNOWN})


# Methods


def bound(run: "Interpreter", function: Bound, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A method of a tensor, layer, container or other object."""
    owner, name = function.owner, function.name
    if name == "backward" and isinstance(owner, Tensor | Alternatives | Unknown | Sequence):
        run.backward(node, owner, args, kwargs)
        return NONE
    match owner:
        case Alternatives() if name in _ONE_BY_ONE or name.startswith("new_"):
            return join_all([bound(run, Bound(part, name), args, kwargs, node) for part in owner.values])
        case Alternatives():
            return torch_ops.apply(run, name, (owner, *args), kwargs, node)
        case Tensor():
            return _tensor_method(run, owner, name, args, kwargs, node)
        case Unknown():
            return _of_unknown(run, name, args, kwargs, node)
        case Layer() | Criterion():
            return _module_method(run, owner, name, args, kwargs, node)
        case Instance():
            return _instance_method(run, owner, name, args, kwargs, node)
        case Object():
            return objects.method(run, owner, name, args, kwargs, node)
        case Sequence() | Table() | Const():
            return containers.method(run, owner, name, args, kwargs, node)
        case _:
            return UNKNOWN


def _of_unknown(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A method that only tensors have: what it gives is known although nothing else is."""
    if name == "to" and not any(dtype_of(value) for value in (*args, *kwargs.values())):
        return UNKNOWN
    return _tensor_method(run, Tensor(attached=None), name, args, kwargs, node)


def _tensor_method(run: "Interpreter", owner: Tensor, name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    if name in ("item", "tolist"):
        hard = "item" if owner.attached else owner.hard
        number = Tensor(shape=(), attached=False, hard=hard, low=owner.low, high=owner.high, terms=owner.terms)
        return replace(number, dtype="float" if owner.dtype not in facts.INTEGRAL else "long")
    if name == "astype":
        kind = dtype_of(args[0]) if args else None
        return torch_ops.cast(owner, kind) if kind else replace(owner, dtype=None)
    if name == "where" and args:
        # The condition is the first argument of the function.
        return torch_ops.apply(run, name, (args[0], owner, *args[1:]), kwargs, node)
    if name.startswith("new_"):
        return make_ops.make(run, name, (owner, *args), kwargs, node, owner.array) or UNKNOWN
    if name in (
        "random_",
        "uniform_",
        "normal_",
        "fill_",
        "zero_",
        "copy_",
        "exponential_",
        "bernoulli_",
        "scatter_",
        "scatter",
    ):
        return _filled(owner, name, args)
    if name == "type":
        kind = dtype_of(args[0]) if args else None
        return torch_ops.cast(owner, kind) if kind else replace(owner, dtype=None)
    return torch_ops.apply(run, name, (owner, *args), kwargs, node)


def _filled(owner: Tensor, name: str, args: Args) -> Value:
    ends = [integer(part) for part in args[:2]]
    if name == "random_" and ends and None not in ends:
        low, high = (ends[0], ends[1]) if len(ends) == 2 else (0, ends[0])
        return replace(owner, space="class-index", low=float(low or 0), high=float((high or 1) - 1), number=0)
    if name == "scatter_" and len(args) == 3 and args[2] in (Const(1), Const(1.0)):
        dim = integer(args[0])
        return replace(owner, space="one-hot", dim=dim, low=0.0, high=1.0, number=0)
    return replace(owner, space=None, low=-facts.INF, high=facts.INF, number=0)


def _module_method(
    run: "Interpreter", owner: Layer | Criterion, name: str, args: Args, kwargs: Kwargs, node: ast.AST
) -> Value:
    if name in ("forward", "__call__"):
        return (
            layer(run, owner, args, kwargs, node)
            if isinstance(owner, Layer)
            else criterion(run, owner, args, kwargs, node)
        )
    if name == "requires_grad_":
        frozen.mark(run, owner, args[0] if args else kwargs.get("requires_grad", Const(True)))
    if name in _MODULE_METHODS:
        return owner
    if name == "zero_grad":
        run.emit(Stepped(node=node, path=run.path, what=name, optimizer=0, block=run.body))
    if name in ("parameters", "named_parameters"):
        return Object(kind=name.replace("_", "-"), names={"owner": owner})
    if name in ("weight", "bias"):
        return Tensor(space="parameter", attached=True, source=frozenset((SOMETHING,)))
    return UNKNOWN


def _set_mode(run: "Interpreter", owner: Value, mode: Value, depth: int = 0) -> None:
    """train() and eval() of a module and of all that is in it."""
    if isinstance(owner, Instance | Object):
        run.heap.write(owner, "training", mode)
    if isinstance(owner, Instance | Sequence | Table) and depth < 6:
        for part in list(owner.names.values()):
            if isinstance(part, Instance | Sequence | Table) or (isinstance(part, Object) and part.kind == "net"):
                _set_mode(run, part, mode, depth + 1)


def _instance_method(
    run: "Interpreter", owner: Instance, name: str, args: Args, kwargs: Kwargs, node: ast.AST
) -> Value:
    if name in ("train", "eval"):
        _set_mode(run, owner, Const(False) if name == "eval" else args[0] if args else Const(True))
    if name == "requires_grad_":
        frozen.mark(run, owner, args[0] if args else kwargs.get("requires_grad", Const(True)))
    if name in _MODULE_METHODS:
        return owner
    if name == "zero_grad":
        run.emit(Stepped(node=node, path=run.path, what=name, optimizer=0, block=run.body))
    if name in ("register_buffer", "register_parameter", "add_module", "__setattr__") and len(args) >= 2:
        if isinstance(args[0], Const) and isinstance(args[0].value, str):
            run.heap.write(owner, args[0].value, args[1])
        return NONE
    if name in ("parameters", "named_parameters"):
        return Object(kind=name.replace("_", "-"), names={"owner": owner})
    if name == "__call__" or name == "forward":
        from rightloss.check.flow import calls

        return calls.call(run, owner, args, kwargs, node) if name == "__call__" else UNKNOWN
    if name in ("manual_backward",) and args:
        run.backward(node, args[0])
    return UNKNOWN


__all__ = ["bound", "call", "criterion", "layer"]
