"""The facts about losses and activations, written once, without torch."""

# First, so that the folder's name in this package gives way to the function's, for good.
import rightloss.catalog.activations  # noqa: F401
from rightloss.catalog.registry import activations, by_call, find, losses
from rightloss.catalog.schema import Activation, Curve, Input, Loss, Option, Reference, Target
from rightloss.catalog.spaces import SPACES, Space

__all__ = [
    "SPACES",
    "Activation",
    "Curve",
    "Input",
    "Loss",
    "Option",
    "Reference",
    "Space",
    "Target",
    "activations",
    "by_call",
    "find",
    "losses",
]
