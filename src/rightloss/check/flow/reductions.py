"""Operations that make one number of many: sums, means, extremes and where these stand."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rightloss.check import facts
from rightloss.check.flow import arithmetic, closed_form, dims, gradients
from rightloss.check.flow.arguments import bind, dims_of, positive
from rightloss.check.flow.values import AVERAGED, UNKNOWN, Const, Step, Tensor, Value, constant, replace, sequence

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]


def reduced(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Sums, means, norms and extremes; extremes along a dimension come with their places."""
    given = bind("input p dim keepdim" if name == "norm" else "input dim keepdim", args, kwargs)
    x = given.get("input", UNKNOWN)
    if not isinstance(x, Tensor):
        return UNKNOWN
    if name in ("max", "min") and isinstance(given.get("dim"), Tensor):
        return arithmetic.binary(run, "maximum" if name == "max" else "minimum", (x, given["dim"]), {}, node)
    axes = dims_of(given.get("dim"))
    keep = constant(given.get("keepdim", Const(False)), None)
    shape = _shape(x.shape, axes, keep) if "dim" in given and given["dim"] != Const(None) else ()
    averaged = name in ("mean", "max", "min", "amax", "amin", "median", "nanmean")
    bare = name == "sum" and shape == () and x.shape != () and x.attached and "exp(" in ast.unparse(node)
    sums = {"scores-by-01": "overlap-of-scores", "scores": "sum-of-scores"} if name == "sum" else {}
    if name == "sum" and x.space == arithmetic.SELF_SQUARES:
        sums = {x.space: x.space}
    space = "summed" if bare else sums.get(x.space or "")
    space = "log-likelihood" if shape == () and arithmetic.is_likelihood(run, x) else space
    space = x.space if x.space == arithmetic.SIMILARITY and name in ("mean", "sum") else space
    space = x.space if averaged and x.space in ("scores", "independent-probabilities", "non-negative") else space
    low, high = (
        (x.low, x.high)
        if averaged
        else (0.0 if x.low >= 0 or name in ("norm", "std", "var") else -facts.INF, facts.INF)
    )
    dtype = (
        x.dtype
        if x.dtype in facts.FLOATING or (averaged and name != "mean")
        else "long"
        if x.dtype in facts.INTEGRAL
        else None
    )
    if name in ("sum", "mean") and closed_form.is_negative_divergence(node):
        high = 0.0
        x = x.via(Step(closed_form.STEP, run.path, getattr(node, "lineno", 1)))
    result = replace(x, space=space, dim=None, shape=shape, tail=(), low=low, high=high, order=(), dtype=dtype)
    if name == "mean":
        result = replace(result, of=AVERAGED)
    if name in ("max", "min", "median") and axes is not None:
        where = Tensor(space="class-index", dtype="long", shape=shape, low=0.0, high=_top(x, axes))
        where = replace(where, attached=False, hard="argmax" if x.attached else x.hard, source=x.source, trail=x.trail)
        where = where.via(Step(f"{name}()[1]", run.path, getattr(node, "lineno", 1)))
        result = gradients.flowing(name, result, (x,), {})
        return sequence([result, where], "pair")
    if name in ("all", "any"):
        return replace(result, dtype="bool", space="zero-one", low=0.0, high=1.0)
    return result


def _top(x: Tensor, axes: tuple[int, ...]) -> float:
    if x.shape is None:
        return facts.INF
    size = x.shape[positive(axes[0], len(x.shape))] if -len(x.shape) <= axes[0] < len(x.shape) else None
    return float(size - 1) if isinstance(size, int) else facts.INF


def _shape(shape: dims.Shape | None, axes: tuple[int, ...] | None, keep: object) -> dims.Shape | None:
    if shape is None or axes is None or keep not in (True, False):
        return None
    gone = {positive(axis, len(shape)) for axis in axes}
    if keep:
        return tuple(1 if index in gone else dim for index, dim in enumerate(shape))
    return tuple(dim for index, dim in enumerate(shape) if index not in gone)


def arg(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """The places of extremes, and of an order."""
    given = bind("input dim keepdim", args, kwargs)
    x = given.get("input", UNKNOWN)
    if not isinstance(x, Tensor):
        x = Tensor()
    axes = dims_of(given.get("dim"))
    keep = constant(given.get("keepdim", Const(False)), None)
    shape = x.shape if name == "argsort" else _shape(x.shape, axes, keep) if "dim" in given else ()
    high = _top(x, axes) if axes else facts.INF
    step = Step(f"{name}(dim={axes[0]})" if axes else name, run.path, getattr(node, "lineno", 1))
    return x.via(step, space="class-index", dim=None, dtype="long", shape=shape, low=0.0, high=high, order=())
