"""What every loss module shares: a repr that shows what was chosen, and the prediction that belongs to the loss."""

import inspect
from abc import ABC, abstractmethod
from typing import Any

from torch import Tensor, nn


class LossModule(nn.Module, ABC):
    """Base of the loss modules: keeps the options, and says how an output becomes a prediction.

    A subclass is final, stores the arguments of its `__init__` as attributes of the same names, and forwards to its
    function. Where an output also stands for a decision (a class, a label) it has a method `decide(output)`.
    """

    @abstractmethod
    def predict(self, output: Tensor) -> Tensor:
        """The prediction that the loss trains `output` to be: its activation applied, in the shape of `output`."""

    def extra_repr(self) -> str:
        """The options that are not at their defaults."""
        parameters = inspect.signature(type(self)).parameters
        chosen = {name: getattr(self, name, item.default) for name, item in parameters.items()}
        return ", ".join(
            f"{n}={_text(value)}" for n, value in chosen.items() if not _same(value, parameters[n].default)
        )


def _same(value: Any, default: Any) -> bool:
    return value is default or (not isinstance(value, Tensor) and bool(value == default))


def _text(value: Any) -> str:
    return f"tensor of shape {tuple(value.shape)}" if isinstance(value, Tensor) else repr(value)
