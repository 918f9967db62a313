"""What the snippet writer needs to know about a recommendation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rightloss.choose.result import Kind, TargetForm


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A recommendation, ready to be written as code.

    Attributes:
        kind: what the target is.
        loss: catalog name.
        arguments: arguments of the loss.
        activation: catalog name of the activation for prediction.
        outputs: number of output units.
        target: dtype and symbolic shape of the target tensor.
        features: number of input features of the example model.
        examples: up to 8 encoded target values (numbers, or rows of numbers), as the loss wants them.
        classes: class labels in the order of their indices, () where there are none (or too many to print).
        centre: typical target value; the head adds it to its output (identity link), or its log (log link).
        scale: spread of the target; the head multiplies its output by it (identity link).
        period: of a circular target, in the target's units.
        decide: how a prediction becomes a decision.
    """

    kind: Kind
    loss: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    activation: str
    outputs: int
    target: TargetForm
    features: int = 8
    examples: tuple[Any, ...] = ()
    classes: tuple[str, ...] = ()
    centre: float = 0.0
    scale: float = 1.0
    period: float | None = None
    decide: Literal["none", "argmax", "threshold", "sort"] = "none"
