"""What the laws need to know of a loss: the function, arguments that it takes, and an independent definition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True, kw_only=True)
class LossCase:
    """One loss with one set of options.

    Attributes:
        function: the loss; it takes the drawn arguments in their order, then options by keyword: `reduction`, `mask`,
            `sample_weight`, `denominator` and its own.
        draw: float64 arguments from a generator, at least four rows of them: first the inputs, then the targets.
        inputs: how many of the arguments are inputs, to be differentiated by.
        options: options of its own, the same for the function and the module.
        oracle: the values that reduction="none" gives, computed another way from the same arguments.
        module: the class of the module, or None.
        module_options: options of the module alone, such as the sizes of the parameters that it owns.
        owned: position of an argument of the function -> dotted name of the module's parameter in its place.
        lower_bound: no value is below it; None where there is no bound.
        mask_shape: the shape of the mask for given arguments; by default that of the last argument.
        shared: positions of arguments that all rows have in common, such as the weights of a head.
        extreme: how large inputs may get with a finite loss and gradient; 0 where they are not free to (probabilities).
        bad_targets: (position of the argument, value that no element may have, words of the message).
        exempt: names of laws that do not hold, each with the reason.
    """

    function: Callable[..., Tensor]
    draw: Callable[[torch.Generator], tuple[Tensor, ...]]
    inputs: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    oracle: Callable[..., Tensor] | None = None
    module: Callable[..., nn.Module] | None = None
    module_options: Mapping[str, Any] = field(default_factory=dict)
    owned: Mapping[int, str] = field(default_factory=dict)
    lower_bound: float | None = None
    mask_shape: Callable[..., tuple[int, ...]] = lambda *arguments: tuple(arguments[-1].shape)
    shared: frozenset[int] = frozenset()
    extreme: float = 1e4
    bad_targets: tuple[tuple[int, float, str], ...] = ()
    exempt: Mapping[str, str] = field(default_factory=dict)

    def drawn(self, seed: int = 0) -> tuple[Tensor, ...]:
        """The arguments of one seed."""
        return self.draw(torch.Generator().manual_seed(seed))

    def leaves(self, arguments: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """The arguments, with inputs that are leaves and want their gradients."""
        inputs = (x.detach().clone().requires_grad_() for x in arguments[: self.inputs])
        return (*inputs, *arguments[self.inputs :])

    def value(self, *arguments: Tensor, **options: Any) -> Tensor:
        """The loss of the arguments."""
        return self.function(*arguments, **{**self.options, **options})

    def made(self, arguments: tuple[Tensor, ...]) -> tuple[nn.Module, tuple[Tensor, ...]]:
        """The module, owning what it owns of the arguments, and the arguments that it is called with."""
        if self.module is None:
            raise ValueError("got a case without a module")
        module = self.module(**self.options, **self.module_options)
        for position, name in self.owned.items():
            module.get_parameter(name).data = arguments[position].detach().clone()
        return module, tuple(x for i, x in enumerate(arguments) if i not in self.owned)

    def gradients(self, arguments: tuple[Tensor, ...], **options: Any) -> tuple[Tensor, ...]:
        """The value, then the gradient by each input, under an upstream gradient that differs between elements."""
        leaves = self.leaves(arguments)
        loss = self.value(*leaves, **options)
        upstream = torch.linspace(0.5, 2.0, loss.numel(), dtype=loss.dtype).reshape(loss.shape)
        found = torch.autograd.grad(loss, leaves[: self.inputs], upstream, allow_unused=True)
        zeros = (torch.zeros_like(x) if g is None else g for g, x in zip(found, leaves, strict=False))
        return (loss.detach(), *zeros)

    def rows(self, arguments: tuple[Tensor, ...], which: Tensor | slice) -> tuple[Tensor, ...]:
        """The arguments of some rows only."""
        return tuple(x if i in self.shared else x[which] for i, x in enumerate(arguments))

    def mask(self, arguments: tuple[Tensor, ...], *, dropped: tuple[int, ...] = ()) -> tuple[Tensor, Tensor]:
        """The mask that leaves some rows out, and which rows are kept."""
        full = torch.ones(self.mask_shape(*arguments), dtype=torch.bool)
        kept = torch.ones(len(full), dtype=torch.bool)
        for row in dropped:
            full[row] = False
            kept[row] = False
        return full, kept
