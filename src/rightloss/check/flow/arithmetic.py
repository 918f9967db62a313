"""Arithmetic and comparisons: what is left of space, range, shape and dtype of two operands."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rightloss.check import facts
from rightloss.check.flow import dims
from rightloss.check.flow.arguments import bind, dim_of, number
from rightloss.check.flow.values import UNKNOWN, Const, Object, Step, Tensor, Unknown, Value, replace

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
_SMALL = 1e-2
# Spaces of values on their way: differences of all pairs of a batch with itself, whose diagonal is exactly 0...
SELF_DIFFERENCES = "self-differences"
SELF_SQUARES = "self-squares"
# ...and the number of negative examples over that of positive ones, which is what pos_weight wants.
NEGATIVES_OVER_POSITIVES = "negatives-over-positives"
# ...and similarities to something that has no gradient, which are to grow.
SIMILARITY = "similarity-to-target"
# Products of unit vectors, maybe over a temperature.
SIMILARITIES = "similarities"
# Numbers that can be 0: loop variables, and differences of sizes.
_COUNTERS = ("i", "n")
# Gradients that are read are wanted for themselves: Fisher information, saliency, attacks.
_READS = tuple(f".grad{mark}" for mark in " .,)[*]\n")
_SPREAD = ("unsqueeze", "index")
# What a confidence is read off.
_CHOICES = ("softmax", "sigmoid", "max()")


def binary(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A sum, difference, product... of two operands."""
    given = bind("input other alpha", args, kwargs)
    left, right = given.get("input", UNKNOWN), given.get("other", UNKNOWN)
    if not isinstance(left, Tensor) and not isinstance(right, Tensor):
        return _sizes(name, left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        # One side is anything: only the graph and the raw nature of a score survive.
        known = left if isinstance(left, Tensor) else right
        space = _beside_unknown(name, left, right)
        return Tensor(space=space, attached=known.attached or None if isinstance(known, Tensor) else None)
    a, b = operand(left), operand(right)
    parts = [part for part in (left, right) if isinstance(part, Tensor)]
    space, dim = _combined(name, left, right)
    low, high = _range(name, a, b)
    shape = dims.broadcast(a.shape, b.shape)
    same = a.shape == b.shape or isinstance(left, Const) or isinstance(right, Const)
    order = (a.order or b.order) if same else ()
    # A number leaves the sizes as they are; another tensor may have more of them.
    tail = (a.tail or b.tail) if shape is None and (isinstance(left, Const) or isinstance(right, Const)) else ()
    return Tensor(
        space=space, dim=dim, dtype=promoted(name, left, right), shape=shape, tail=tail, low=low, high=high,
        order=order, trail=max(a.trail, b.trail, key=len), array=all(part.array for part in parts),
    )  # fmt: skip


def _beside_unknown(name: str, left: Value, right: Value) -> str | None:
    if name == "sub" and isinstance(left, Tensor) and left.space == "action-log-prob":
        return "action-log-ratio"
    known = left if isinstance(left, Tensor) else right
    return "scores" if isinstance(known, Tensor) and known.space == "scores" and name in ("add", "sub") else None


def operand(value: Value) -> Tensor:
    """An operand as a tensor: a number is one without dimensions."""
    if isinstance(value, Tensor):
        return value
    at = number(value)
    if at is None and isinstance(value, Const) and isinstance(value.value, bool):
        at = float(value.value)
    bounds = {"low": at, "high": at} if at is not None else {}
    size = isinstance(value, Object) and value.kind == "size"
    if isinstance(value, Object) and size and str(value.names["dim"]) not in _COUNTERS:
        bounds = {"low": 1.0}
    known = isinstance(value, Const) or size
    return Tensor(shape=() if known else None, attached=False, **bounds)  # type: ignore[arg-type]


def _sizes(name: str, left: Value, right: Value) -> Value:
    """Arithmetic of symbolic sizes."""
    from rightloss.check.flow.attributes import dim_value

    if name == "mul":
        return dim_value(dims.times(dim_of(left), dim_of(right)))
    if name in ("floor_divide", "div"):
        return dim_value(dims.over(dim_of(left), dim_of(right)))
    if dim_of(left) is not None and dim_of(right) is not None and name in ("add", "sub", "remainder"):
        # Some number: still one, where it is used as an index.
        return dim_value(dims.symbol("n"))
    return UNKNOWN


def _combined(name: str, left: Value, right: Value) -> tuple[str | None, int | None]:
    """The space of a sum, product...; None where it is no known space any more."""
    for one, other, first in ((left, right, True), (right, left, False)):
        if not isinstance(one, Tensor):
            continue
        at = number(other)
        if one.space == "action-log-prob" and name == "sub" and first and not _is_attached(other):
            return "action-log-ratio", None
        if one.space in ("scores", "parameter") and not isinstance(other, Tensor):
            keeps = name in ("add", "sub", "mul") or (name == "div" and first)
            return ("scores" if keeps else None), None
        if one.space == "class-index" and at is not None and at % 1 == 0 and name in ("add", "sub") and first:
            return "class-index", None
        if one.space == "summed" and at is not None and name == "mul":
            return "summed", None
        if one.space in ("overlap-of-scores", "sum-of-scores") and at is not None and name in ("mul", "add"):
            return one.space, None
        if one.space == SIMILARITIES and at is not None and name in ("mul", "div") and (first or name == "mul"):
            return SIMILARITIES, None
        if one.space == SIMILARITY and at is not None and _grows(name, at, first):
            return SIMILARITY, None
        if one.space == SELF_DIFFERENCES and name == "pow" and at == 2 and first:
            return SELF_SQUARES, None
        if at is not None and one.space is not None and _neutral(name, at, first, one.space):
            return one.space, one.dim
        if at == 1 and name == "sub" and not first and one.space == "scores-by-01":
            return "margin-by-01", None
        if at == 1 and name == "sub" and not first and one.space in ("independent-probabilities", "zero-one"):
            return one.space, None
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        return _of_two(name, left, right), None
    return None, None


def _is_attached(value: Value) -> bool:
    return isinstance(value, Tensor) and value.attached is True


def _of_two(name: str, left: Tensor, right: Tensor) -> str | None:
    """The space of a sum, product or quotient of two tensors."""
    spaces = {left.space, right.space}
    if name == "add" and spaces == {SIMILARITY}:
        return SIMILARITY
    if name == "add" and "sum-of-scores" in spaces:
        return "sum-of-scores"
    if name == "sub" and _of_itself(left, right):
        return SELF_DIFFERENCES
    if name in ("add", "sub"):
        return "scores" if "scores" in spaces else None
    if name == "mul" and (found := _selected(left, right) or _selected(right, left)):
        return found
    if name == "mul":
        return "scores" if "parameter" in spaces and spaces <= {"scores", "parameter"} else None
    shares = right.made[0] == "sum" and right.made[1][:1] == (left.number,) and left.number
    if name == "div" and left.made[0] == "sub" and right.number and left.made[1][1:2] == (right.number,):
        return NEGATIVES_OVER_POSITIVES
    if name == "div" and left.space == NEGATIVES_OVER_POSITIVES and right.shape == ():
        return left.space
    if name == "div" and right.made[0] == "std":
        # Standardised: about half of the numbers are negative.
        return "normal"
    return "probabilities" if name == "div" and shares and left.low >= 0 else None


def _of_itself(left: Tensor, right: Tensor) -> bool:
    """Every row of a tensor minus every row of the same tensor: x[:, None] - x[None]."""
    made = left.made[0] in _SPREAD and right.made[0] in _SPREAD and left.made[1][:1] == right.made[1][:1]
    return made and left.made[1][0] != 0 and left.shape is not None and left.shape != right.shape


def _selected(x: Tensor, mask: Tensor) -> str | None:
    """A product with zeros and ones that no gradient goes through: masked errors, scores times 0/1 labels."""
    labels = mask.space in ("zero-one", "class-index", "one-hot") and (mask.low, mask.high) == (0.0, 1.0)
    if not labels or mask.attached is not False:
        return None
    if x.space == "scores":
        return "scores-by-01"
    # Examples that a model chose are not padding: a share of them in the mean is meant (FixMatch).
    given = mask.space == "zero-one" and mask.hard == "" and not any(map(_chosen, mask.trail))
    return "masked" if given and x.attached and x.low >= 0 and x.shape != () else None


def _chosen(step: Step) -> bool:
    return step.what.startswith(_CHOICES)


def _grows(name: str, at: float, first: bool) -> bool:
    """Whether arithmetic with a number keeps the order of what it is done on."""
    return (
        name == "add" or (name == "sub" and first) or (name in ("mul", "div") and at > 0 and (first or name == "mul"))
    )


def _neutral(name: str, at: float, first: bool, space: str) -> bool:
    """Whether arithmetic with a number leaves the space: adding a tiny number, multiplying by one."""
    if (name in ("add", "sub") and first) or name == "add":
        return (
            abs(at) <= _SMALL and space in ("probabilities", "independent-probabilities", "non-negative")
        ) or at == 0
    if name in ("mul", "div") and (first or name == "mul"):
        return at == 1 or (space in ("non-negative", "symmetric-interval-scaled") and at > 0)
    return False


def _range(name: str, a: Tensor, b: Tensor) -> tuple[float, float]:
    inf = facts.INF
    if any(map(_unbounded, (a, b))) and name != "mul":
        if name == "add":
            return a.low + b.low, a.high + b.high
        return (
            (a.low - b.high, a.high - b.low)
            if name == "sub"
            else (0.0, inf)
            if name == "pow" and b.low == b.high == 2
            else (-inf, inf)
        )
    match name:
        case "add":
            return a.low + b.low, a.high + b.high
        case "sub":
            return a.low - b.high, a.high - b.low
        case "mul":
            return _product(a, b)
        case "div" if b.low == b.high and b.low not in (0.0, inf, -inf):
            low, high = a.low / b.low, a.high / b.low
            return min(low, high), max(low, high)
        case "div" if b.low > 0:
            return (0.0 if a.low >= 0 else -inf), (0.0 if a.high <= 0 else inf)
        case "pow" if b.low == b.high and b.low > 0 and (b.low % 2 == 0 or a.low >= 0):
            return 0.0, inf
        case "maximum":
            return max(a.low, b.low), max(a.high, b.high)
        case "minimum":
            return min(a.low, b.low), min(a.high, b.high)
        case _:
            return -inf, inf


def _unbounded(x: Tensor) -> bool:
    return x.low == -facts.INF and x.high == facts.INF


def _product(a: Tensor, b: Tensor) -> tuple[float, float]:
    ends = [x * y if x and y else 0.0 for x in (a.low, a.high) for y in (b.low, b.high)]
    return min(ends), max(ends)


def promoted(name: str, left: Value, right: Value) -> str | None:
    """The dtype of a result, None where it is not certain."""
    found = [value.dtype for value in (left, right) if isinstance(value, Tensor)]
    if None in found:
        return None
    scalar = next((value for value in (left, right) if isinstance(value, Const)), None)
    kinds = [kind for kind in found if kind is not None]
    if name in ("div",) and all(kind in facts.INTEGRAL for kind in kinds):
        arrays = [value.array for value in (left, right) if isinstance(value, Tensor)]
        return "double" if all(arrays) else "float"
    if kinds and scalar is not None and isinstance(scalar.value, float) and kinds[0] in facts.INTEGRAL:
        return "float"
    for kind in ("double", "float", "half", "long", "int", "uint8", "bool"):
        if kind in kinds:
            return kind
    return None


def comparison(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Truth values, in the shape of the operands."""
    known = [value for value in args[:2] if isinstance(value, Tensor)]
    if not known:
        return UNKNOWN
    shape = known[0].shape
    for other in args[1:2]:
        shape = dims.broadcast(shape, other.shape) if isinstance(other, Tensor) and len(known) == 2 else known[0].shape
        shape = shape if isinstance(other, Tensor | Const) else None
    step = Step(name, run.path, getattr(node, "lineno", 1))
    made = Tensor(
        dtype="bool",
        shape=shape,
        low=0.0,
        high=1.0,
        array=known[0].array,
        trail=max((part.trail for part in known), key=len),
    )
    return made.via(step, space="zero-one")


def is_likelihood(run: "Interpreter", x: Tensor) -> bool:
    """Whether these are log-probabilities of what was picked, in a file that goes downhill."""
    picked = x.space == "independent-log-probabilities" and any("log_softmax" in step.what for step in x.trail)
    return picked and x.attached is True and not reads_gradients(run)


def reads_gradients(run: "Interpreter") -> bool:
    """Whether the file goes uphill, or wants gradients for themselves."""
    return run.mentions("maximize", *_READS)


def clamped(x: Tensor, given: Mapping[str, Value]) -> Tensor:
    """A tensor within bounds. Scores clamped to the unit interval are no probabilities."""
    low, high = number(given.get("min")), number(given.get("max"))
    x = replace(x, low=x.low if low is None else max(x.low, low), high=x.high if high is None else min(x.high, high))
    keeps = x.space in ("probabilities", "independent-probabilities", "scores") or low is None or high is None
    if x.space == SELF_SQUARES and low is not None and low > 0:
        keeps = False
    if x.space == "scores" and low is not None and low >= 0:
        return replace(x, space="non-negative" if high is None or high > 1 else "clamped-scores")
    return x if keeps else replace(x, space=None)
