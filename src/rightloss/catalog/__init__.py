"""The facts about losses and activations, written once, without torch."""

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
