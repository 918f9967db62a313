"""Which module made a tensor, found when there is something to say about it: no hook, no cost before."""

import gc
from typing import Any

import torch
from torch import nn

from rightloss.check.facts import ACTIVATION_CLASSES
from rightloss.doctor.graph import leaves
from rightloss.doctor.modules import names_of


class Maker:
    """Looks for modules in a model, or among all that are alive.

    Args:
        model: where to look; None looks everywhere.
    """

    def __init__(self, model: nn.Module | None = None) -> None:
        self._model = model

    def name(self, op: str, x: torch.Tensor) -> str:
        """The module that applied `op` last before `x`, such as "Net.head.3 (Softmax)".

        Only models whose parameters `x` depends on are asked. Where several modules could have made it, the model alone
        is named; "" where no model is known.
        """
        roots = [self._model] if self._model is not None else _roots(leaves(x))
        if len(roots) != 1:
            return ""
        names = names_of(roots[0])
        fitting = [name for module, name in names.items() if _operation(module) == op]
        return fitting[0] if len(fitting) == 1 else names[roots[0]]


def _operation(module: nn.Module) -> str:
    kind = type(module).__name__
    return ACTIVATION_CLASSES.get(kind, "linear" if isinstance(module, nn.Linear) else "")


def _roots(parameters: set[int]) -> list[nn.Module]:
    """The outermost modules that own one of these parameters."""
    alive = [item for item in gc.get_objects() if _is_module(item)]
    owners = [item for item in alive if any(id(parameter) in parameters for parameter in item.parameters())]
    inner = {id(child) for item in owners for child in item.modules() if child is not item}
    return [item for item in owners if id(item) not in inner]


def _is_module(item: Any) -> bool:
    # Of the type alone: any object may be alive, and asking it for its class may do anything.
    return issubclass(type(item), nn.Module) and "_modules" in item.__dict__
