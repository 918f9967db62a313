"""Calls: functions and classes of the project are run with the values at hand; torch is known by its facts."""

import ast
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rightloss.check.flow import builtin_calls, images, packages, torch_calls
from rightloss.check.flow.attributes import class_member, is_module, method_of
from rightloss.check.flow.events import CalledTensor
from rightloss.check.flow.values import (
    NONE,
    UNKNOWN,
    Alternatives,
    Bound,
    Class,
    Const,
    Criterion,
    External,
    Frame,
    Function,
    Instance,
    Layer,
    Method,
    Object,
    Origin,
    Partial,
    Scope,
    Sequence,
    Site,
    Step,
    Table,
    Tensor,
    Unknown,
    Value,
    join_all,
    sequence,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

_MAX_SAME = 2
_MAX_DEPTH = 12
# Work that a decorator may take.
_DECORATOR = 200
_KEPT_DECORATORS = (
    "functools.",
    "torch.jit",
    "torch.compile",
    "typing.",
    "abc.",
    "contextlib.",
    "torch.utils.",
    "numba",
)
FINITE = ("zip", "enumerate", "range", "map", "items", "keys", "values", "reversed")

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]


def call_node(run: "Interpreter", node: ast.Call) -> Value:
    """The value of a call expression."""
    function = run.value(node.func)
    if function == External("builtins.zip") and len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
        return builtin_calls.columns(run.value(node.args[0].value))
    args, kwargs, known, firm = _arguments(run, node)
    if not known and not isinstance(function, External):
        return _loosely(run, function, args[:firm], kwargs, node)
    if type(function) is Layer:
        run.direct = node
    return call(run, function, args, kwargs, node)


def _arguments(run: "Interpreter", node: ast.Call) -> tuple[Args, dict[str, Value], bool, int]:
    """Positional and named arguments, whether these are all, and how many positions are certain."""
    args: list[Value] = []
    known = True
    firm = 0
    for part in node.args:
        if isinstance(part, ast.Starred):
            inner = run.value(part.value)
            whole = isinstance(inner, Sequence) and inner.exact
            args.extend(inner.items if isinstance(inner, Sequence) and whole else [UNKNOWN])
            known = known and whole
        else:
            args.append(run.value(part))
        firm = len(args) if known else firm
    kwargs: dict[str, Value] = {}
    for keyword in node.keywords:
        value = run.value(keyword.value)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        elif isinstance(value, Table) and value.exact and all(isinstance(key, str) for key in value.names):
            kwargs.update(value.names)
        else:
            known = False
    return tuple(args), kwargs, known, firm


def _loosely(run: "Interpreter", function: Value, args: Args, kwargs: Kwargs, node: ast.Call) -> Value:
    """A call with arguments that are not all known: parameters that get none of the known ones can be anything."""
    if isinstance(function, Layer) or (isinstance(function, Sequence) and function.kind == "sequential"):
        return call(run, function, args or (UNKNOWN,), {}, node)
    if isinstance(function, Object) and function.kind == "net":
        return call(run, function, args, {"labels": UNKNOWN, **kwargs}, node)
    if isinstance(function, Criterion | Bound | Object):
        return UNKNOWN
    run.open_call = True
    try:
        return call(run, function, args, kwargs, node)
    finally:
        run.open_call = False


def call(run: "Interpreter", function: Value, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """The result of calling a value."""
    match function:
        case Alternatives():
            return _one_of(run, function, args, kwargs, node)
        case External():
            known = builtin_calls.call(run, function.dotted, args, kwargs, node)
            return known if known is not None else torch_calls.call(run, function.dotted, args, kwargs, node)
        case Function():
            return run_function(run, function, args, kwargs, node)
        case Method():
            return run_function(run, function.function, (function.self, *args), kwargs, node)
        case Partial():
            return call(run, function.function, (*function.args, *args), {**function.kwargs, **kwargs}, node)
        case Class():
            return instantiate(run, function, args, kwargs, node)
        case Instance():
            return _call_instance(run, function, args, kwargs, node)
        case Layer():
            return torch_calls.layer(run, function, args, kwargs, node)
        case Criterion():
            return torch_calls.criterion(run, function, args, kwargs, node)
        case Sequence() if function.kind == "sequential":
            return _chain(run, function, args, node)
        case Bound():
            return torch_calls.bound(run, function, args, kwargs, node)
        case Object() if function.kind == "net":
            return packages.forward(run, function, args, kwargs, node)
        case Object() if function.kind == "transform":
            return images.call(run, function, args, node)
        case Tensor():
            run.emit(CalledTensor(node=node, path=run.path, value=function))
            return UNKNOWN
        case _:
            return UNKNOWN


def _one_of(run: "Interpreter", function: Alternatives, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A call of one of a few functions. Losses among them are told together: a mistake is one if all make it."""
    outer, run.held = run.held, [] if run.held is None else run.held
    held = run.held
    try:
        counts, results = [], []
        for part in function.values:
            before = len(held)
            results.append(call(run, part, args, kwargs, node))
            counts.append(len(held) - before)
    finally:
        run.held = outer
    if outer is None:
        among = tuple(held) if 0 not in counts else ()
        for event in held if among else []:
            run.emit(replace(event, among=among))
    return join_all(results)


def _chain(run: "Interpreter", function: Sequence, args: Args, node: ast.AST) -> Value:
    if not function.exact or len(args) != 1:
        return UNKNOWN
    value = args[0]
    for part in function.items:
        value = call(run, part, (value,), {}, node)
    return value


def _call_instance(run: "Interpreter", owner: Instance, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    for name in ("__call__", "forward"):
        if name == "forward" and not is_module(owner.cls):
            break
        found = method_of(run, owner, name)
        if isinstance(found, Method):
            return call(run, found, args, kwargs, node)
    if "__sequence__" in owner.names:
        return call(run, owner.names["__sequence__"], args, kwargs, node)
    if "__criterion__" in owner.names:
        return call(run, owner.names["__criterion__"], args, kwargs, node)
    return UNKNOWN


def method(run: "Interpreter", owner: Instance, name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """The result of a method of an object, Unknown where it has none."""
    found = method_of(run, owner, name)
    return call(run, found, args, kwargs, node) if found is not None else UNKNOWN


# Functions of the project


def define(
    run: "Interpreter", node: "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda", owner: Class | None
) -> Function:
    """The function that a def or lambda makes. Names of a class body are not visible in its methods."""
    scope = owner.scope.parent if owner is not None and owner.scope.parent is not None else run.here.scope
    marks = frozenset(_marks(run, node)) if not isinstance(node, ast.Lambda) else frozenset()
    function = Function(node=node, scope=scope, path=run.path, owner=owner, marks=marks)
    run.seen.setdefault(id(node), function)
    run.scopes.append(scope)
    return function


def _marks(run: "Interpreter", node: "ast.FunctionDef | ast.AsyncFunctionDef") -> list[str]:
    marks = []
    for decorator in node.decorator_list:
        value = run.value(decorator)
        if isinstance(value, External) and value.dotted.startswith("builtins."):
            marks.append(value.dotted.removeprefix("builtins."))
        if grading(value) is False:
            marks.append("no_grad")
    return marks


def decorated(
    run: "Interpreter", node: "ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef", made: Function | Class
) -> Value:
    """What the name of a decorated function or class is bound to. What cannot be followed keeps it, nearly always."""
    value: Value = made
    for decorator in reversed(node.decorator_list):
        value = _kept_or_made(run, run.value(decorator), value, decorator)
    return value


def _kept_or_made(run: "Interpreter", maker: Value, value: Value, node: ast.expr) -> Value:
    if not isinstance(maker, Function | Method | Partial):
        return value
    made = run.within(_DECORATOR, lambda: call(run, maker, (value,), {}, node))
    if made is None and isinstance(maker, Function | Method):
        # Once in vain is enough.
        run.spent[id((maker if isinstance(maker, Function) else maker.function).node)] = run.patience + 1
    return value if made is None or isinstance(made, Unknown) else made


def run_function(run: "Interpreter", function: Function, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Run a function of the project with these arguments."""
    loose, run.open_call = run.open_call, False
    known = id(function.node)
    if len(run.frames) > _MAX_DEPTH or sum(frame.function is function for frame in run.frames) >= _MAX_SAME:
        return UNKNOWN
    if run.spent.get(known, 0) > run.patience:
        return UNKNOWN
    run.called.add(known)
    before = run.steps
    site = Site(node, run.path)
    scope = Scope(_bind(run, function, args, kwargs, loose), function.scope, function.path)
    try:
        result = run.abroad(function, lambda: _body(run, function, scope, site))
    finally:
        run.spent[known] = run.spent.get(known, 0) + run.steps - before
    name = getattr(function.node, "name", "lambda")
    if isinstance(result, Tensor) and result.trail and name not in ("lambda", "__call__"):
        owner = f"{function.owner.node.name}." if function.owner else ""
        result = result.via(
            Step(f"returned by {owner}{name}", function.path, function.node.lineno, Origin(function.node))
        )
    return result


def _body(run: "Interpreter", function: Function, scope: Scope, site: Site) -> Value:
    graded, autocast = run.graded, run.autocast
    unsure, run.unsure = run.unsure, 0
    run.graded = graded and "no_grad" not in function.marks
    try:
        with run.frame(Frame(scope=scope, path=function.path, function=function, site=site)) as frame:
            if isinstance(function.node, ast.Lambda):
                return run.value(function.node.body)
            through = run.block(function.node.body)
    finally:
        run.graded, run.autocast, run.unsure = graded, autocast, unsure
    if frame.yields:
        return Sequence(names={0: join_all(frame.yields)}, kind="generator", exact=False)
    return join_all([*frame.returns, *([NONE] if through and frame.returns else [])]) if frame.returns else NONE


def _bind(run: "Interpreter", function: Function, args: Args, kwargs: Kwargs, loose: bool) -> dict[str, Value]:
    """Parameters and their values; those that a loose call does not give can be anything."""
    spec = function.node.args
    positional = [*spec.posonlyargs, *spec.args]
    names: dict[str, Value] = {}
    for parameter, value in zip(positional, args, strict=False):
        names[parameter.arg] = value
    defaults = dict(
        zip([p.arg for p in positional][len(positional) - len(spec.defaults) :], spec.defaults, strict=True)
    )
    defaults |= {p.arg: d for p, d in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if d is not None}
    known = {parameter.arg for parameter in (*positional, *spec.kwonlyargs)}
    for parameter in (*positional, *spec.kwonlyargs):
        if parameter.arg in kwargs:
            names[parameter.arg] = kwargs[parameter.arg]
        elif parameter.arg not in names:
            default = defaults.get(parameter.arg)
            closed = default is not None and not loose
            names[parameter.arg] = _in_scope(run, function, default) if default and closed else UNKNOWN
    if spec.vararg:
        names[spec.vararg.arg] = sequence(list(args[len(positional) :]), exact=not loose)
    if spec.kwarg:
        given = {name: value for name, value in kwargs.items() if name not in known}
        names[spec.kwarg.arg] = Table(names=given, exact=not loose)
    return names


def _in_scope(run: "Interpreter", function: Function, node: ast.expr) -> Value:
    with run.frame(Frame(scope=function.scope, path=function.path)):
        return run.value(node)


def run_with_unknowns(run: "Interpreter", function: Function) -> None:
    """Run a function that nothing called: its arguments can be anything, its object is as its constructor leaves it."""
    spec = function.node.args
    positional = [*spec.posonlyargs, *spec.args]
    args: list[Value] = [UNKNOWN] * len(positional)
    if function.owner is not None and positional and "staticmethod" not in function.marks:
        if "classmethod" in function.marks:
            args[0] = function.owner
        else:
            _on_objects(run, function, args)
            return
    _with_unknowns(run, function, args)


def _with_unknowns(run: "Interpreter", function: Function, args: list[Value]) -> None:
    kwargs: dict[str, Value] = {parameter.arg: UNKNOWN for parameter in function.node.args.kwonlyargs}
    run_function(run, function, tuple(args), kwargs, function.node)


def _on_objects(run: "Interpreter", function: Function, args: list[Value]) -> None:
    """Run a method on the objects that the program made of its class; on a blank one where it made none."""
    assert function.owner is not None
    for owner in run.made.get(id(function.owner.node), [])[:_MAX_SAME] or [_blank(run, function.owner)]:
        if isinstance(owner, Instance) and is_module(owner.cls):
            # A trainer calls it, in training or in evaluation.
            run.heap.write(owner, "training", UNKNOWN)
        _with_unknowns(run, function, [owner, *args[1:]])


# Classes of the project


def _blank(run: "Interpreter", cls: Class) -> Instance:
    """An object made with unknown arguments."""
    known = run.blanks.get(id(cls.node))
    if known is None:
        known = run.blanks[id(cls.node)] = _made_of_unknowns(run, cls)
    return Instance(cls=cls, names={name: _copy(value) for name, value in known.names.items()})


def _copy(value: Value) -> Value:
    # What one method does to a list of the object is not known to another.
    match value:
        case Sequence():
            return Sequence(dict(value.names), value.kind, value.exact, value.identity)
        case Table():
            return Table(dict(value.names), value.exact, value.kind)
        case _:
            return value


def _made_of_unknowns(run: "Interpreter", cls: Class) -> Instance:
    init = class_member(cls, "__init__")
    count = len(init.node.args.posonlyargs) + len(init.node.args.args) - 1 if isinstance(init, Function) else 0
    return instantiate(run, cls, (UNKNOWN,) * max(count, 0), {}, cls.node)


def instantiate(run: "Interpreter", cls: Class, args: Args, kwargs: Kwargs, node: ast.AST) -> Instance:
    """An object of a class of the project, its constructor run."""
    owner = Instance(cls=cls)
    if node is not cls.node:
        _remember(run, owner, cls)
    init = class_member(cls, "__init__")
    if isinstance(init, Function):
        run_function(run, init, (owner, *args), kwargs, node)
    elif init is None:
        _fields(run, owner, args, kwargs, node)
    return owner


def _remember(run: "Interpreter", owner: Instance, cls: Class, depth: int = 0) -> None:
    """Keep an object that the program makes, for the methods that nothing in the project calls."""
    run.made.setdefault(id(cls.node), []).append(owner)
    for base in cls.bases:
        if isinstance(base, Class) and depth < 8:
            _remember(run, owner, base, depth + 1)


def _fields(run: "Interpreter", owner: Instance, args: Args, kwargs: Kwargs, node: ast.AST) -> None:
    """Attributes of dataclasses and named tuples; layers of a bare nn.Sequential; arguments of a bare loss."""
    base_init(run, owner, owner.cls, args, kwargs, node)
    fields = [
        part.target.id
        for part in owner.cls.node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    ]
    for name, value in zip(fields, args, strict=False):
        owner.names[name] = value
    owner.names.update({name: value for name, value in kwargs.items() if name in fields})


def base_init(run: "Interpreter", owner: Instance, cls: Class, args: Args, kwargs: Kwargs, node: ast.AST) -> None:
    """The constructor of a base class outside the project, as far as it is known."""
    for base in cls.bases:
        if isinstance(base, External):
            made = torch_calls.call(run, base.dotted, args, kwargs, node, quiet=True)
            if isinstance(made, Sequence) and made.kind == "sequential":
                owner.names["__sequence__"] = made
            elif isinstance(made, Criterion):
                owner.names["__criterion__"] = made
        elif isinstance(base, Class):
            base_init(run, owner, base, args, kwargs, node)


# Contexts and loops


def grading(context: Value) -> bool | None:
    """Whether gradients are recorded under a context: False for no_grad, True for enable_grad, None for others."""
    if isinstance(context, External):
        dotted = context.dotted
    elif isinstance(context, Object) and context.kind == "grading":
        return context.names["enabled"] == Const(True)
    else:
        return None
    return False if dotted in ("torch.no_grad", "torch.inference_mode") else None


def entered(context: Value) -> Value:
    """What `with context as name` binds."""
    return context if isinstance(context, Object | Instance) else UNKNOWN


def loop_values(run: "Interpreter", value: Object, unroll: int) -> list[Value]:
    """What a loop over an object of another package sees."""
    return builtin_calls.loop_values(run, value, unroll)


def is_exact(value: Object) -> bool:
    """Whether a loop over it sees every element once."""
    return builtin_calls.is_exact(value)


def loop_instance(run: "Interpreter", value: Instance, unroll: int) -> list[Value]:
    """What a loop over an object of the project sees: what its __iter__ or __getitem__ gives."""
    from rightloss.check.flow import expressions

    found = method_of(run, value, "__iter__")
    if isinstance(found, Method):
        result = call(run, found, (), {}, value.cls.node)
        return (expressions.iterate(run, result, unroll) or [UNKNOWN]) if result is not value else [UNKNOWN] * 2
    if isinstance(method_of(run, value, "__getitem__"), Method):
        return [method(run, value, "__getitem__", (UNKNOWN,), {}, value.cls.node)] * 2
    return [UNKNOWN] * 2


def dataset_item(run: "Interpreter", value: Value, node: ast.AST) -> Value:
    """One example of a data set."""
    if isinstance(value, Instance):
        return method(run, value, "__getitem__", (Tensor(dtype="long", shape=(), attached=False),), {}, node)
    return UNKNOWN


__all__ = ["Unknown", "call", "call_node", "decorated", "define", "run_with_unknowns"]
