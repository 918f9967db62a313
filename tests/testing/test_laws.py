"""Each law catches a loss that breaks it."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

import rightloss
from rightloss.testing import LAWS, LossCase


def draw(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return torch.randn(6, 2, generator=g, dtype=torch.float64), torch.randn(6, 2, generator=g, dtype=torch.float64)


def good(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return rightloss.functional.mse_loss(x, y, **options)


def case(function: Callable[..., Tensor] = good, **facts: Any) -> LossCase:
    known: dict[str, Any] = {"draw": draw, "oracle": lambda x, y: (x - y) ** 2, "lower_bound": 0.0}
    return LossCase(function=function, **(known | facts))


class Forgetful(torch.nn.Module):
    """Takes options and does not use them."""

    def forward(self, x: Tensor, y: Tensor, **options: Any) -> Tensor:
        return good(x, y)


def doubled(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return 2 * good(x, y, **options)


def detached(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return good(x, y, **options) + good(x.detach(), y, **options)


def overflowing(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return good(x.exp().log(), y, **options)


def maskless(x: Tensor, y: Tensor, *, mask: Tensor | None = None, **options: Any) -> Tensor:
    return good(x, y, **options)


def masked_afterwards(x: Tensor, y: Tensor, *, mask: Tensor | None = None, **options: Any) -> Tensor:
    values = (x - y) ** 2
    kept = torch.ones_like(values) if mask is None else mask
    return (values * kept).sum() / kept.sum()


def by_batch(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return good(x - x.mean(), y, **options)


def first_row_counts_more(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return good(torch.cat([3 * x[:1], x[1:]]), y, **options)


def in_low_precision(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return good(x, y.to(x.dtype), **options).to(x.dtype)


def negative(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return -good(x, y, **options)


def in_place(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    y.mul_(0.5)
    return good(x, y, **options)


def looks_at_values(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return good(x, y, **options) if float(x.detach().sum()) > -1e9 else good(x, y)


def through_numpy(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return good(x, y + 0 * torch.as_tensor(x.detach().numpy()), **options)


def ignores_reduction(x: Tensor, y: Tensor, *, reduction: str = "mean", **options: Any) -> Tensor:
    return good(x, y)


def broadcasts(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return good(x, y[:1].expand_as(x), **options) if len(y) < len(x) else good(x, y, **options)


def takes_whole_numbers(x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return good(x.double(), y, **options)


BROKEN = {
    "value-is-its-definition": case(doubled),
    "gradient-is-the-slope": case(detached),
    "finite-at-extremes": case(overflowing),
    "reductions-agree": case(ignores_reduction),
    "mask-is-a-subset": case(maskless),
    "what-is-left-out-may-be-anything": case(masked_afterwards),
    "nothing-kept-is-an-attached-zero": case(masked_afterwards),
    "parts-add-up": case(by_batch),
    "order-does-not-matter": case(first_row_counts_more),
    "low-precision-is-no-worse": case(in_low_precision),
    "nothing-is-below-the-bound": case(negative),
    "arguments-stay-as-they-are": case(in_place),
    "it-compiles-in-one-graph": case(looks_at_values),
    "it-transforms": case(through_numpy),
    "rows-map": case(looks_at_values),
    "the-module-is-the-function": case(module=Forgetful),
    "options-go-by-keyword": case(masked_afterwards),
    "wrong-options-are-refused": case(masked_afterwards),
    "wrong-shapes-are-refused": case(broadcasts),
    "wrong-dtypes-are-refused": case(takes_whole_numbers),
    "wrong-targets-are-refused": case(bad_targets=((1, 5.0, "5"),)),
}


def test_there_is_a_breach_of_every_law() -> None:
    assert set(BROKEN) == set(LAWS)


@pytest.mark.parametrize("name", LAWS)
def test_the_law_holds_for_a_good_loss_and_catches_its_breach(name: str) -> None:
    if name != "options-go-by-keyword":  # `good` hides its options
        LAWS[name](case())
    with pytest.raises(Exception, match=r"."):
        LAWS[name](BROKEN[name])
