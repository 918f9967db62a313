"""Constructors: shapes, dtypes and ranges agree with torch and numpy."""

import numpy as np
import pytest
import torch

from rightloss.check.flow.values import Tensor
from tests.check.flow.run import value

KINDS = {"float32": "float", "int64": "long", "bool": "bool", "float64": "double", "int32": "int"}


@pytest.mark.parametrize(
    "expression",
    [
        "torch.zeros(2, 3)", "torch.ones((2, 3))", "torch.rand(4)", "torch.randn(2, 3, dtype=torch.float64)",
        "torch.full((2, 2), 5)", "torch.full((2,), 1.5)", "torch.arange(5)", "torch.arange(1, 9, 2)", "torch.eye(3)",
        "torch.randint(0, 7, (4, 2))", "torch.randint(7, (3,))", "torch.tensor([[1, 2], [3, 4]])", "torch.tensor(2.5)",
        "torch.tensor([1, 2], dtype=torch.float32)", "torch.tensor([True, False])", "torch.linspace(0, 1, 5)",
        "torch.zeros_like(torch.arange(4))", "torch.ones_like(torch.rand(2), dtype=torch.long)", "torch.LongTensor([1, 2])",
        "torch.empty(3, dtype=torch.int32).random_(5)", "torch.from_numpy(np.zeros((2, 2)))",
        "torch.as_tensor(np.arange(3))", "torch.randperm(6)", "torch.arange(4).new_zeros(2)",
        "torch.arange(4).new_full((2,), 1)", "torch.rand(4).new_ones(2, 3)",
        "torch.rand(4).new_zeros(2, dtype=torch.int64)", "torch.rand(4).new_full((2,), 1)",
        "torch.arange(3).where(torch.arange(3) > 0, torch.arange(3))",
    ],
)  # fmt: skip
def test_agree_with_torch(expression: str) -> None:
    real = eval(expression, {"torch": torch, "np": np})
    found = value(expression, "import numpy as np")
    assert isinstance(found, Tensor)
    assert found.shape in (tuple(real.shape), None)
    assert found.dtype in (KINDS[str(real.dtype).removeprefix("torch.")], None)
    if real.numel() and "empty(3)" not in expression:
        assert found.low <= float(real.min())
        assert float(real.max()) <= found.high


def test_counts_are_whole_unless_weighted() -> None:
    for expression, dtype in (("torch.bincount(y)", "long"), ("torch.bincount(y, torch.rand(5))", None)):
        found = value(expression, "y = torch.randint(0, 3, (5,))\n")
        assert isinstance(found, Tensor)
        assert found.dtype == dtype
        assert found.shape == (None,)


def test_one_of_a_few_numbers_in_a_list() -> None:
    found = value("torch.tensor([0 if torch.rand(1) > 0.5 else 1, 1])")
    assert isinstance(found, Tensor)
    assert (found.dtype, found.low, found.high, found.shape) == ("long", 0.0, 1.0, (2,))


def test_what_collects_gradients_has_no_fixed_numbers() -> None:
    for expression in ("torch.zeros(3, requires_grad=True)", "torch.zeros_like(torch.ones(3), requires_grad=True)"):
        found = value(expression)
        assert isinstance(found, Tensor)
        assert found.attached is True
        assert found.low < 0 < found.high


@pytest.mark.parametrize(
    "expression", ["y.new_zeros(3)", "y.new_ones(2, 2)", "y.new_full((3,), 1.5)", "y.new_empty(4)"]
)
@pytest.mark.parametrize("owner", ["torch.zeros(2).long()", "torch.zeros(2)"])
def test_new_tensors_have_the_dtype_of_their_owner(expression: str, owner: str) -> None:
    found = value(expression, f"y = {owner}\n")
    made = eval(expression, {"y": eval(owner, {"torch": torch})})
    assert isinstance(found, Tensor)
    assert found.dtype == {torch.int64: "long", torch.float32: "float"}[made.dtype]
    assert found.shape == tuple(made.shape)
