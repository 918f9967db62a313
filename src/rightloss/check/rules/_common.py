"""What many rules ask: is it this loss, are all alternatives in this space, is this number known?"""

import math

from rightloss.check.facts import FLOATING, INTEGRAL
from rightloss.check.flow.events import Event, LossCall, every
from rightloss.check.flow.values import Const, Tensor, Value

CLASS_LOSSES = ("cross-entropy", "nll")
NUMBER_LOSSES = ("mse", "l1", "huber", "smooth-l1")
# What takes the raw scores for what takes probabilities.
WITH_LOGITS = {
    "BCELoss": "BCEWithLogitsLoss",
    "binary_cross_entropy": "binary_cross_entropy_with_logits",
}
BINARY_LOSSES = ("binary-cross-entropy", "binary-cross-entropy-on-probabilities")


def called(event: Event, *losses: str) -> LossCall | None:
    """The event, if it is a call of one of these losses."""
    return event if isinstance(event, LossCall) and event.loss in losses else None


def in_spaces(value: Value, *spaces: str) -> bool:
    """Whether every alternative is in one of these spaces."""
    return every(value, lambda x: x.space in spaces)


def attached(value: Value) -> bool:
    """Whether gradients certainly flow through every alternative."""
    return every(value, lambda x: x.attached is True)


def whole(value: Value) -> bool:
    """Whether every alternative has a dtype of whole numbers."""
    return every(value, lambda x: x.dtype in INTEGRAL)


def floating(value: Value) -> bool:
    """Whether every alternative has a floating dtype."""
    return every(value, lambda x: x.dtype in FLOATING)


def sized(value: Value) -> Tensor | None:
    """The tensor whose shape is known, None where there are alternatives or the shape is not."""
    return value if isinstance(value, Tensor) and value.shape is not None else None


def classes(x: Tensor) -> int | None:
    """The number of scores per example, None where it is not certain."""
    # Without a shape: the output of a linear layer or a convolution, of an input that nothing is known about.
    sizes = x.tail[:1] if x.shape is None else x.shape[1:2]
    size = sizes[0] if sizes else None
    return size if isinstance(size, int) else None


def option(event: LossCall, name: str, default: object = None) -> object:
    """A constant option of a loss, its default where it is not given; the class Unknown where it is not constant."""
    value = event.options.get(name)
    if value is None:
        return default
    return value.value if isinstance(value, Const) else NotKnown


def floor(x: Tensor) -> str:
    """What a softmax or sigmoid in front of cross-entropy costs, with the number for this many classes."""
    count = classes(x)
    if count is None or count < 2:
        return "scores between 0 and 1 keep the loss above ln(1 + (C - 1)/e) for C classes: 0.313 for 2, 1.461 for 10"
    return f"scores between 0 and 1 keep the loss above {math.log(1 + (count - 1) / math.e):.3f} for {count} classes"


class NotKnown:
    """Stands for an option that is not a constant."""
