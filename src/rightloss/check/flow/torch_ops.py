"""Operations on tensors: what each does to space, shape, dtype and graph."""

import ast
import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rightloss.check import facts
from rightloss.check.flow import arithmetic, blame, dims, gradients, indexing, reductions, shape_ops, similarity
from rightloss.check.flow.arguments import bind, dtype_of, integer, names_dtype, positive
from rightloss.check.flow.events import OpCall
from rightloss.check.flow.values import (
    AVERAGED,
    NONE,
    SOMETHING,
    UNKNOWN,
    Alternatives,
    Const,
    External,
    Object,
    Origin,
    Sequence,
    Step,
    Tensor,
    Unknown,
    Value,
    alternatives,
    constant,
    fresh,
    join_all,
    replace,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
_MAX_COMBINATIONS = 8
# An operation on such values alone is none on tensors.
_DULL = (Unknown, Const, External)
# Far from the numbers of layers, of other packages and of batches.


def apply(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """An operation by its name, on tensors, numbers and unknown values. Rules are told once, of all alternatives."""
    name = facts.SAME.get(name, name)
    result = _each(run, name, args, kwargs, node)
    if type(result) in _DULL and all(type(value) in _DULL for value in (*args, *kwargs.values())):
        return result
    judged = _judged(run, args[0]) if args else ""
    run.emit(
        OpCall(
            node=node,
            path=run.path,
            name=name,
            args=args,
            kwargs=kwargs,
            result=result,
            graded=run.graded,
            judged=judged,
            site=blame.site_of(run, name, node),
            unsure=run.unsure > 0,
        )
    )
    return result


def _each(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """The result for every alternative of the first arguments, joined."""
    for position, value in enumerate(args[:3]):
        if isinstance(value, Alternatives):
            before, after = args[:position], args[position + 1 :]
            parts = value.values[:_MAX_COMBINATIONS]
            return join_all([_each(run, name, (*before, part, *after), kwargs, node) for part in parts])
    result = _result(run, name, args, kwargs, node)
    if isinstance(result, Tensor) and not run.graded and result.attached:
        result = replace(result, attached=False, graph=frozenset(), hard="no_grad")
    return result


def _judged(run: "Interpreter", x: Value) -> str:
    """The loss that was computed from this tensor, or from what it was detached from."""
    if not isinstance(x, Tensor):
        return ""
    numbers = (x.number, *(x.made[1] if x.made[0] in ("detach", "cpu", "squeeze", "view") else ()))
    return next((run.judged[number] for number in numbers if number and number in run.judged), "")


def _result(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    handler = _OPS.get(name)
    if handler is None:
        return UNKNOWN
    value = handler(run, name, args, kwargs, node)
    if not isinstance(value, Tensor):
        return value
    value = gradients.flowing(name, value, args, kwargs)
    if value.tail and (value.shape is not None or name not in _KEEPS_TAIL):
        value = replace(value, tail=())
    return replace(value, number=numbered(name, args, kwargs), made=(name, tuple(_number(arg) for arg in args)))


def _number(value: Value) -> int:
    return value.number if isinstance(value, Tensor) else 0


def numbered(name: str, args: Args, kwargs: Kwargs) -> int:
    """The same number for the same operation on the same operands; 0 where an operand is not tracked."""
    keys: list[str] = [name]
    for label, value in (*((str(i), arg) for i, arg in enumerate(args)), *sorted(kwargs.items())):
        if isinstance(value, Tensor) and value.number:
            keys.append(f"{label}#{value.number}")
        elif isinstance(value, Const):
            keys.append(f"{label}={value.value!r}"[:200])
        elif isinstance(value, Object) and value.kind == "size":
            keys.append(f"{label}:{value.names['dim']}")
        else:
            return 0
    return int.from_bytes(hashlib.blake2b("|".join(keys).encode(), digest_size=7).digest()) + 1


# Activations


def _activation(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    given = bind("input tau hard eps dim" if name == "gumbel_softmax" else _signature(name), args, kwargs)
    x = given.get("input", UNKNOWN)
    fact = facts.ACTIVATIONS[name]
    before = x if isinstance(x, Tensor) else Tensor(shape=None, attached=None)
    dim = _dim(given.get("dim"), before) if fact.over_dim else None
    text = f"{name}(dim={integer(given.get('dim'))})" if fact.over_dim and "dim" in given else name
    space = fact.space
    # A leaky unit keeps raw scores raw, and does not make them of anything else.
    if space == "scores" and before.space not in ("scores", None):
        space = before.space if name in ("leaky_relu", "prelu") and before.low >= 0 else None
    if space == "scores" and before.space is None:
        space = None
    return before.via(
        Step(text, run.path, getattr(node, "lineno", 1), _origin(run, node)),
        space=space,
        dim=dim,
        low=fact.low,
        high=fact.high,
        dtype=before.dtype if before.dtype in facts.FLOATING else None,
        order=before.order,
        of=before.of if before.space == "non-negative" and before.of == AVERAGED else before.space,
    )


def _origin(run: "Interpreter", node: ast.AST) -> Origin:
    """Who acts: an operation, or a layer, which need not be what is called in the source."""
    return Origin(node if run.acting is None or run.direct is node else None, run.here.scope, run.acting)


def _signature(name: str) -> str:
    return {"normalize": "input p dim", "softplus": "input beta threshold"}.get(name, "input dim")


def _dim(value: Value | None, x: Tensor) -> int | None:
    dim = integer(value)
    return None if dim is None else positive(dim, len(x.shape) if x.shape is not None else None)


# Elementwise


def _elementwise(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = args[0] if args else UNKNOWN
    if not isinstance(x, Tensor):
        return UNKNOWN
    step = Step(name, run.path, getattr(node, "lineno", 1))
    dtype = x.dtype if x.dtype in facts.FLOATING or name in ("neg", "abs", "clamp", "masked_fill") else None
    plain = replace(x, space=None, dim=None, low=-facts.INF, high=facts.INF, dtype=dtype)
    match name, x.space:
        case "log", "probabilities":
            return x.via(step, space="log-probabilities", low=-facts.INF, high=0.0)
        case "log", "independent-probabilities":
            return x.via(step, space="independent-log-probabilities", low=-facts.INF, high=0.0)
        case "exp", "log-probabilities":
            return x.via(step, space="probabilities", low=0.0, high=1.0)
        case "exp", "independent-log-probabilities":
            return x.via(step, space="independent-probabilities", low=0.0, high=1.0)
        case "exp", "action-log-ratio":
            return plain.via(step, space="action-ratio", low=0.0)
        case ("exp", _):
            return plain.via(step, space="non-negative", low=0.0)
        case ("abs" | "square" | "sqrt", _):
            return plain.via(step, space="non-negative", low=0.0)
        case ("neg", str() as space) if space.startswith("loss:") or space == "summed":
            return replace(x, space=space if space == "summed" else f"minus-{space}", low=-x.high, high=-x.low)
        case ("neg", "scores"):
            return replace(x, low=-x.high, high=-x.low)
        case ("neg", _):
            return replace(plain, low=-x.high, high=-x.low)
        case ("clamp" | "clamp_min" | "clamp_max", _):
            return arithmetic.clamped(x, bind("input min max" if name != "clamp_max" else "input max", args, kwargs))
        case ("dropout" | "dropout2d" | "alpha_dropout" | "feature_dropout", "scores"):
            return replace(x, low=-facts.INF, high=facts.INF)
        case ("nan_to_num", _):
            return x
        case ("masked_fill", "scores"):
            return x
        case ("floor" | "ceil" | "trunc" | "round", _):
            return plain.via(step, low=x.low, high=x.high)
        case _:
            return plain


# Products


def _matmul(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    given = bind("input other", args, kwargs)
    a, b = given.get("input", UNKNOWN), given.get("other", UNKNOWN)
    if not isinstance(a, Tensor) or not isinstance(b, Tensor):
        return Tensor(attached=None) if isinstance(a, Tensor) or isinstance(b, Tensor) else UNKNOWN
    shape = None
    if a.shape is not None and b.shape is not None and len(a.shape) >= 2 and len(b.shape) >= 2:
        batch = dims.broadcast(a.shape[:-2], b.shape[:-2])
        shape = None if batch is None else (*batch, a.shape[-2], b.shape[-1])
    raw = "parameter" in (a.space, b.space) or (a.attached and b.attached and "scores" in (a.space, b.space))
    limited = {a.space, b.space} & {"probabilities", "independent-probabilities", "zero-one", "one-hot"}
    space = "scores" if raw and not limited else None
    if a.space == b.space == "unit-vectors":
        space = arithmetic.SIMILARITIES
    return Tensor(space=space, shape=shape, dtype=a.dtype if a.dtype == b.dtype else None)


def _cast(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = args[0] if args else UNKNOWN
    x = x if isinstance(x, Tensor) else Tensor(attached=None)
    return cast(x, facts.CASTS[name])


def cast(x: Tensor, kind: str) -> Tensor:
    """A tensor as another dtype. Whole numbers of probabilities are no probabilities."""
    if kind in facts.INTEGRAL and x.space in (
        "probabilities",
        "independent-probabilities",
        "scores",
        "symmetric-interval",
    ):
        return replace(x, dtype=kind, space="zero-one" if x.low >= 0 and x.high <= 1 else None, dim=None)
    return replace(x, dtype=kind)


def _keep(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = args[0] if args else UNKNOWN
    kind = next((found for value in (*args[1:], *kwargs.values()) if (found := dtype_of(value))), None)
    if not isinstance(x, Tensor):
        if kind is not None and name in ("to", "tensor", "as_tensor", "from_numpy"):
            return Tensor(dtype=kind, attached=None if name == "to" else False)
        return x if isinstance(x, Unknown) is False and name in ("to", "cuda", "cpu") else UNKNOWN
    if name == "to" and len(args) > 1 and isinstance(args[1], Tensor):
        kind = args[1].dtype
        return replace(x, dtype=kind) if kind is not None else replace(x, dtype=None)
    if kind is None and names_dtype(node):
        return replace(x, dtype=None)
    if name in ("to", "as_tensor") and kind is None and any(isinstance(value, Unknown) for value in args[1:]):
        # A device, most likely; a dtype held in a variable would be seen if the variable were.
        return x
    if name == "requires_grad_" and not x.attached and constant(args[1] if len(args) > 1 else Const(True), True):
        # Only floating tensors can be asked to: the program knows better.
        return replace(x, attached=True, hard=x.hard, dtype=None if x.dtype in facts.INTEGRAL else x.dtype)
    return cast(x, kind) if kind is not None else x


def _detach(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return args[0] if args and isinstance(args[0], Tensor) else Tensor(attached=False)


def _where(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    given = bind("condition input other", args, kwargs)
    parts = [given.get("input", UNKNOWN), given.get("other", UNKNOWN)]
    if any(isinstance(part, Unknown) for part in parts):
        return Tensor(attached=None)
    a, b = arithmetic.operand(parts[0]), arithmetic.operand(parts[1])
    condition = given.get("condition")
    shape = dims.broadcast(dims.broadcast(a.shape, b.shape), condition.shape) if isinstance(condition, Tensor) else None
    space = a.space if a.space == b.space else None
    return Tensor(
        space=space,
        shape=shape,
        low=min(a.low, b.low),
        high=max(a.high, b.high),
        dtype=arithmetic.promoted("add", *parts),
    )


def overwritten(x: Tensor, value: Value, key: Value) -> Tensor:
    """A tensor of which some elements were set to a value. A mask may have picked the extreme ones."""
    part = arithmetic.operand(value)
    known = isinstance(value, Const | Tensor)
    whole = isinstance(value, Const) and isinstance(value.value, int)
    marks = x.space == "zero-one" and isinstance(value, Const) and value.value in (0, 1)
    keeps = x.space if marks or (x.space == "class-index" and whole) else None
    low, high = (x.low, x.high) if not isinstance(key, Tensor) else (facts.INF, -facts.INF)
    low, high = min(low, part.low), max(high, part.high)
    if isinstance(key, Tensor):
        low, high = (low if low < x.low else -facts.INF), (high if high > x.high else facts.INF)
    return replace(
        x,
        space=keeps,
        low=low if known else -facts.INF,
        high=high if known else facts.INF,
        attached=gradients.attached_to([x, part]) if known else x.attached or None,
        hard=x.hard or part.hard,
        terms=tuple(dict.fromkeys((*x.terms, *part.terms))),
        source=x.source | part.source | (frozenset() if known else {SOMETHING}),
        graph=x.graph | part.graph,
        number=0,
        made=("", ()),
    )


def row(x: Tensor) -> Tensor:
    """What a loop over a tensor sees: one row of it."""
    return indexing.row(x)


def index(run: "Interpreter", x: Tensor, key: Value, node: ast.AST) -> Value:
    """`x[key]`."""
    result = indexing.index(indexing.as_table(x, key), key)
    numbers = (x,)
    if not isinstance(result, Tensor):
        return result
    result = gradients.flowing("index", result, numbers, {})
    masked = isinstance(key, Tensor) and key.dtype in ("bool", None)
    if (x.space in ("class-index", None) and masked) or (x.space is None and _across(key)):
        # A mask may leave the extreme ones out, and so may a column of numbers of many kinds.
        result = replace(result, low=-facts.INF, high=facts.INF)
    if isinstance(key, Tensor) and key.dtype in ("bool", None):
        result = replace(
            result, trail=tuple(step for step in result.trail if not step.what.startswith(shape_ops.PADDED))
        )
    # A key that is not tracked gives something that is equal to nothing else.
    number = numbered("index", (x, key), {}) or fresh()
    return replace(result, number=number, made=("index", (x.number,)))


def _across(key: Value) -> bool:
    """Whether an index picks along another dimension than the first."""
    keys = key.items if isinstance(key, Sequence) and key.kind == "tuple" and key.exact else []
    return any(not _whole(part) for part in keys[1:])


def _whole(part: Value) -> bool:
    free = isinstance(part, Object) and part.kind == "slice" and all(end == NONE for end in part.names.values())
    return free or part in (NONE, Const(...))


# Operations that leave the last sizes as they are; after any other they are unknown again.
_KEEPS_TAIL = frozenset(
    (*facts.ACTIVATIONS, *facts.ELEMENTWISE, *facts.CASTS, *facts.KEEPS, *facts.BINARY, "detach", "interpolate")
)
Handler = Callable[["Interpreter", str, Args, Kwargs, ast.AST], Value]
_OPS: dict[str, Handler] = {
    **dict.fromkeys(facts.ACTIVATIONS, _activation),
    **dict.fromkeys(facts.ELEMENTWISE, _elementwise),
    **dict.fromkeys(facts.BINARY, arithmetic.binary),
    **dict.fromkeys(facts.COMPARISONS, arithmetic.comparison),
    **dict.fromkeys(facts.REDUCTIONS, reductions.reduced),
    **dict.fromkeys(("argmax", "argmin", "argsort"), reductions.arg),
    **dict.fromkeys(("matmul", "dot", "mv", "inner"), _matmul),
    **dict.fromkeys(facts.CASTS, _cast),
    **dict.fromkeys(facts.KEEPS, _keep),
    "cosine_similarity": similarity.cosine,
    "detach": _detach,
    "where": _where,
    **shape_ops.OPS,
}

__all__ = ["alternatives", "apply", "cast", "index", "row"]
