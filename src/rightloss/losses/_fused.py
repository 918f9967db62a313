"""Losses whose rows do not meet, in two forms: their mathematics, and the value with its slope, made at once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _dispatch as dispatch
from rightloss.losses._factors import ReduceOptions

_PER_VALUE = ("mask", "sample_weight", "counts")


@dataclass(frozen=True)
class Terms:
    """The loss of each row, and what it is computed from: `x`, to be differentiated by, then constants, then options.

    Attributes:
        values: its mathematics: `x` of shape (n, ...) and the constants give the values.
        with_slope: the same for finite values, from a slice of the rows, or terms in the shape of `x` that add up to
            them over `dim`. Its first argument, of the shape of `x`, is where it writes the derivative of each value;
            the second is a list of three more to compute in; all others it leaves as they are.
        dim: the dimension of `x` that the values lack, not the first of several; None where they have all.
        whole: a kernel of PyTorch that reduces what it computes (takes what `values` takes, and `reduction`), if any.
        pays_from: numbers of `x` from which the slope on the way forward is worth its call.
    """

    values: Callable[..., Tensor]
    with_slope: Callable[..., Tensor]
    dim: int | None = None
    whole: Callable[..., Tensor] | None = None
    pays_from: int = 0


@dataclass(frozen=True)
class Fused:
    """One loss in both forms; see `fused`."""

    kernel: dispatch.Kernel
    terms: Terms

    def __call__(
        self,
        x: Tensor,
        constants: dict[str, Tensor],
        reduction: common.Reduction,
        options: ReduceOptions,
        **own: Any,
    ) -> Tensor:
        """The reduced loss, in the form that pays.

        Args:
            x: what is differentiated by, in full precision.
            constants: the other tensors by name; rows of theirs belong to rows of `x`.
            reduction: as in `common.reduce`.
            options: as in `common.reduce`.
            own: the options of the loss.
        """
        if not self._pays(x, constants, own):
            return self._by_mathematics(x, constants, reduction, options, own)
        common.check_reduction(reduction)
        mask = options.get("mask")
        if mask is not None and common.is_all(mask):
            options = {**options, "mask": None}
        by = self._by(x, reduction, options)
        made = self._made(x, constants, own, by)
        if made is None:
            return self._by_mathematics(x, constants, reduction, options, own)
        return made if by is not None else common.reduce(made, reduction, **options)

    def each(self, x: Tensor, constants: dict[str, Tensor], **own: Any) -> Tensor:
        """The loss of each row, in the form that pays."""
        values = self._made(x, constants, own, None) if self._pays(x, constants, own) else None
        return self.terms.values(x, *constants.values(), **own) if values is None else values

    def _pays(self, x: Tensor, constants: dict[str, Tensor], own: dict[str, Any]) -> bool:
        if x.numel() < self.terms.pays_from and dispatch.is_free():
            return False
        return dispatch.rows_pay(self.kernel, x, constants, own, self.terms.pays_from)

    def _by_mathematics(
        self,
        x: Tensor,
        constants: dict[str, Tensor],
        reduction: common.Reduction,
        options: ReduceOptions,
        own: dict[str, Any],
    ) -> Tensor:
        whole = self.terms.whole
        if whole is None or reduction == "none" or not x.numel() or any(item is not None for item in options.values()):
            return common.reduce(self.terms.values(x, *constants.values(), **own), reduction, **options)
        return whole(x, *constants.values(), reduction=common.check_reduction(reduction), **own)

    def _by(self, x: Tensor, reduction: common.Reduction, options: ReduceOptions) -> float | None:
        """What the sum of all values is divided by; None where that is not all that the reduction is."""
        if reduction == "none" or any(options.get(name) is not None for name in _PER_VALUE):
            return None
        count = x.numel() if self.terms.dim is None else x.numel() // x.shape[self.terms.dim]
        return common.divisor(count, reduction, options.get("denominator"))

    def _made(self, x: Tensor, constants: dict[str, Tensor], own: dict[str, Any], by: float | None) -> Tensor | None:
        """The values, or their sum divided by `by`, with the slope made; None where one is not finite."""
        made: Tensor | None = self.kernel.run(self.terms, x, tuple(constants.values()), own, by)
        if made is None:
            dispatch.record(self.kernel, "mathematics", "a value is not finite")
        else:
            dispatch.record(self.kernel, "chunks", f"the slopes of {x.numel()} numbers are made on the way forward")
        return made


def fused(loss: str, values: Callable[..., Tensor], with_slope: Callable[..., Tensor], **others: Any) -> Fused:
    """The loss of a catalog name, in both forms; the other arguments are those of `Terms`."""
    return Fused(dispatch.kernel(loss, "rightloss.kernels.rows:rows", "chunks"), Terms(values, with_slope, **others))


def beside(loss: str, whole: Callable[..., Tensor], with_slope: Callable[..., Tensor], pays_from: int) -> Fused:
    """A loss that a kernel of PyTorch computes where the slope on the way forward does not pay; as of `Terms`."""
    return fused(loss, partial(whole, reduction="none"), with_slope, whole=whole, pays_from=pays_from)
