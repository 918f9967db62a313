"""What every loss module shares: a repr that shows what was chosen, and the prediction that belongs to the loss."""

import inspect
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from torch import Tensor, nn


class LossModule(nn.Module, ABC):
    """Base of the loss modules: keeps the options, and says how an output becomes a prediction.

    A subclass is final, stores the arguments of its `__init__` as attributes of the same names, and forwards to its
    function with `**self.options`. Where an output also stands for a decision (a class, a label) it has a method
    `decide(output)`. Arguments that only make its own parameters (their sizes, where they start) are named in
    `made_with`: the function does not take them.
    """

    made_with: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._defaults = {name: item.default for name, item in inspect.signature(cls).parameters.items()}

    @property
    def options(self) -> dict[str, Any]:
        """The arguments that the module was made with and its function takes, by name."""
        return {name: getattr(self, name) for name in self._defaults if name not in self.made_with}

    @abstractmethod
    def predict(self, output: Tensor) -> Tensor:
        """The prediction that the loss trains `output` to be: its activation applied, in the shape of `output`."""

    def extra_repr(self) -> str:
        """The options that are not at their defaults."""
        given = {name: getattr(self, name) for name in self._defaults}
        chosen = {n: value for n, value in given.items() if not _same(value, self._defaults[n])}
        return ", ".join(f"{name}={_text(value)}" for name, value in chosen.items())


def _same(value: Any, default: Any) -> bool:
    return value is default or (not isinstance(value, Tensor) and bool(value == default))


def _text(value: Any) -> str:
    return f"tensor of shape {tuple(value.shape)}" if isinstance(value, Tensor) else repr(value)
