"""The drop-ins with inputs and options: what every law is run over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

import rightloss


@dataclass(frozen=True, kw_only=True)
class Case:
    """One loss with one set of options.

    Attributes:
        function: name of the function, the same in torch.nn.functional and in rightloss.functional.
        cls: name of the class, the same in torch.nn and in rightloss.
        shape: shape of the input.
        target: kind of target: "real", "index", "share", "label".
        options: arguments of both.
        space: what the input is: "real", "log-probabilities", "probabilities".
    """

    function: str
    cls: str
    shape: tuple[int, ...]
    target: str = "real"
    space: str = "real"
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def own(self) -> Callable[..., Tensor]:
        return getattr(rightloss.functional, self.function)  # type: ignore[no-any-return]

    @property
    def peer(self) -> Callable[..., Tensor]:
        return getattr(functional, self.function)  # type: ignore[no-any-return]

    @property
    def own_class(self) -> type[torch.nn.Module]:
        return getattr(rightloss, self.cls)  # type: ignore[no-any-return]

    @property
    def is_over_classes(self) -> bool:
        return self.target in ("index", "share")

    @property
    def class_dim(self) -> int:
        return min(1, len(self.shape) - 1)

    @property
    def values_shape(self) -> tuple[int, ...]:
        """The shape of the losses before the reduction."""
        if not self.is_over_classes:
            return self.shape
        return self.shape[: self.class_dim] + self.shape[self.class_dim + 1 :]

    def draw(self, seed: int = 0, scale: float = 2.0) -> tuple[Tensor, Tensor]:
        """An input (a leaf that requires its gradient) and a target, in float64."""
        generator = torch.Generator().manual_seed(seed)
        x = scale * torch.randn(self.shape, generator=generator, dtype=torch.float64)
        if self.space == "log-probabilities":
            x = x.log_softmax(self.class_dim)
        elif self.space == "probabilities":
            x = x.sigmoid()
        return x.requires_grad_(), self._target(generator)

    def _target(self, generator: torch.Generator) -> Tensor:
        drawn = torch.randn(self.shape, generator=generator, dtype=torch.float64)
        if self.target == "index":
            return drawn.argmax(self.class_dim)
        if self.target == "share":
            return drawn.softmax(self.class_dim)
        if self.target == "label":
            return (drawn > 0).double()
        return drawn.sigmoid() if self.target == "soft-label" else drawn

    def subset(self, keep: Tensor) -> dict[str, Any]:
        """The options for the examples that are kept: those with a value per element are cut as well."""
        return {
            name: value[keep] if isinstance(value, Tensor) and value.shape == self.values_shape else value
            for name, value in self.options.items()
        }

    def __str__(self) -> str:
        options = [f"{n}{'' if isinstance(v, Tensor) else f'={v}'}" for n, v in self.options.items()]
        return "-".join([self.function, self.target, "x".join(map(str, self.shape)), *options])


_PER_CLASS = torch.tensor([0.5, 2.0, 1.0, 3.0], dtype=torch.float64)
_PER_ELEMENT = torch.linspace(0.1, 2.0, 24, dtype=torch.float64).reshape(6, 4)

_REGRESSION = [
    Case(function=function, cls=cls, shape=shape, options=options)
    for function, cls in (("l1_loss", "L1Loss"), ("mse_loss", "MSELoss"))
    for shape, options in (((7,), {}), ((3, 2, 4), {}), ((6, 4), {"weight": _PER_ELEMENT}))
]
_INDEX_OPTIONS: list[tuple[tuple[int, ...], dict[str, Any]]] = [
    ((6, 4), {}),
    ((3, 4, 5), {}),
    ((3, 4, 2, 5), {"weight": _PER_CLASS}),
    ((2, 4, 2, 3, 2), {"ignore_index": 1}),
    ((6, 4), {"weight": _PER_CLASS, "ignore_index": 2}),
]
_SMOOTHED: list[tuple[tuple[int, ...], dict[str, Any]]] = [
    ((6, 4), {"label_smoothing": 0.1}),
    ((3, 4, 2), {"label_smoothing": 0.3, "weight": _PER_CLASS}),
]
_NLL = [
    Case(function="nll_loss", cls="NLLLoss", shape=s, target="index", space="log-probabilities", options=options)
    for s, options in _INDEX_OPTIONS
]
_CROSS_ENTROPY = [
    Case(function="cross_entropy", cls="CrossEntropyLoss", shape=s, target=target, options=options)
    for target, table in (
        ("index", _INDEX_OPTIONS),
        ("index", [*_SMOOTHED, ((6, 4), {"label_smoothing": 0.2, "weight": _PER_CLASS, "ignore_index": 0})]),
        ("share", [((6, 4), {}), ((3, 4, 2, 5), {}), ((6, 4), {"weight": _PER_CLASS}), *_SMOOTHED]),
    )
    for s, options in table
]
_BINARY = [
    Case(
        function="binary_cross_entropy_with_logits",
        cls="BCEWithLogitsLoss",
        shape=(6, 4),
        target=target,
        options=options,
    )
    for target in ("label", "soft-label")
    for options in (
        {},
        {"weight": _PER_CLASS},
        {"weight": _PER_ELEMENT},
        {"pos_weight": _PER_CLASS},
        {"weight": _PER_ELEMENT, "pos_weight": _PER_CLASS},
    )
]
_PROBABILITIES = [
    Case(
        function="binary_cross_entropy",
        cls="BCELoss",
        shape=(6, 4),
        target=target,
        space="probabilities",
        options=options,
    )
    for target in ("label", "soft-label")
    for options in ({}, {"weight": _PER_CLASS}, {"weight": _PER_ELEMENT})
]

CASES = [*_REGRESSION, *_NLL, *_CROSS_ENTROPY, *_BINARY, *_PROBABILITIES]
# One of each loss, without options.
PLAIN = [case for case in CASES if not case.options and len(case.shape) in (1, 2) and case.target != "soft-label"]
