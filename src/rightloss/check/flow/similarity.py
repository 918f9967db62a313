"""Cosine similarity, and whether one side of it is what the other is to come near to."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rightloss.check.flow import arithmetic, dims
from rightloss.check.flow.arguments import bind, integer, positive
from rightloss.check.flow.values import UNKNOWN, Const, Tensor, Value

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]


def cosine(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """`F.cosine_similarity(a, b)`: one number in [-1, 1] per pair of vectors."""
    given = bind("x1 x2 dim", args, kwargs)
    sides = [given.get("x1", UNKNOWN), given.get("x2", UNKNOWN)]
    parts = [side for side in sides if isinstance(side, Tensor)]
    shape = dims.broadcast(parts[0].shape, parts[1].shape) if len(parts) == 2 else None
    along = integer(given.get("dim", Const(1)))
    if shape is not None and along is not None:
        along = positive(along, len(shape))
        shape = tuple(dim for index, dim in enumerate(shape) if index != along)
    one_sided = len(parts) == 2 and {part.attached for part in parts} == {True, False}
    # A gradient with respect to the input is read by attacks, which go away from the target on purpose.
    space = arithmetic.SIMILARITY if one_sided and not arithmetic.reads_gradients(run) else "cosine"
    return Tensor(space=space, low=-1.0, high=1.0, shape=shape if along is not None else None)
