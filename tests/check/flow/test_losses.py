"""Loss calls: arguments by place and by name, options of constructor and call, what comes back."""

import inspect

import pytest
import torch

from rightloss.check.flow import losses as losses_of_torch
from rightloss.check.flow.values import Const, Tensor
from tests.check.flow.run import losses, value

BEFORE = "x, y = nn.Linear(4, 3)(torch.randn(2, 4)), torch.tensor([0, 1])\n"


@pytest.mark.parametrize(
    ("call", "reduction"),
    [
        ("F.cross_entropy(x, y, reduction='sum')", "sum"),
        ("F.cross_entropy(target=y, input=x, reduction='sum')", "sum"),
        ("F.cross_entropy(x, y, None, None, -100, None, 'sum')", "sum"),
        ("nn.CrossEntropyLoss(reduction='sum')(x, y)", "sum"),
        ("nn.CrossEntropyLoss(None, None, -100, None, 'sum')(x, y)", "sum"),
        ("nn.CrossEntropyLoss(reduction='sum').forward(x, target=y)", "sum"),
        ("F.cross_entropy(x, y, size_average=False)", "sum"),
        ("F.cross_entropy(x, y, size_average=True, reduce=None)", "mean"),
        ("nn.CrossEntropyLoss(size_average=False, reduce=False)(x, y)", "none"),
    ],
)
def test_arguments(call: str, reduction: str) -> None:
    (event,) = losses(f"{BEFORE}{call}\n")
    assert event.loss == "cross-entropy"
    assert event.options["reduction"] == Const(reduction)
    assert isinstance(event.input, Tensor)
    assert event.input.shape == (2, 3)
    assert isinstance(event.target, Tensor)
    assert event.target.dtype == "long"


@pytest.mark.parametrize(("reduction", "shape"), [("mean", ()), ("none", (2,))])
def test_what_comes_back(reduction: str, shape: tuple[int, ...]) -> None:
    found = value(f"F.cross_entropy(x, y, reduction={reduction!r})", BEFORE)
    assert isinstance(found, Tensor)
    assert (found.shape, found.attached, found.terms[0].loss) == (shape, True, "cross-entropy")


@pytest.mark.parametrize("name", losses_of_torch._FUNCTIONAL)
def test_parameters_are_those_of_torch(name: str) -> None:
    known = losses_of_torch.parameters(f"torch.nn.functional.{name}")
    assert known == set(inspect.signature(getattr(torch.nn.functional, name)).parameters)
