"""Each fact about an operation is checked by running the operation."""

import pytest
import torch
from torch import nn

from rightloss.check import facts
from rightloss.check.flow.values import Tensor
from tests.check.flow.run import value

GRID = torch.cat([torch.linspace(-30, 30, 2401), torch.tensor([-1e4, 1e4, 0.0])]).double()


def _computed(name: str) -> torch.Tensor:
    fact = facts.ACTIVATIONS[name]
    x = GRID.reshape(-1, 4)
    if name == "normalize":
        x = torch.cat([x, torch.tensor([[1.0, 0.0, 0.0, 0.0], [-1.0, 0.0, 0.0, 0.0]]).double()])
    if name == "prelu":
        return nn.functional.prelu(x, torch.tensor([0.25]).double())
    return (
        getattr(nn.functional, name)(x, dim=1)
        if fact.over_dim or name == "normalize"
        else getattr(nn.functional, name)(x)
    )


@pytest.mark.parametrize("name", facts.ACTIVATIONS)
def test_ranges(name: str) -> None:
    fact, y = facts.ACTIVATIONS[name], _computed(name)
    assert y.min() >= fact.low - 1e-3
    assert y.max() <= fact.high + 1e-3
    if fact.high < 100:
        assert y.max() > fact.high - 0.05
    if fact.low > -100:
        assert y.min() < fact.low + 0.05


@pytest.mark.parametrize("name", [name for name, fact in facts.ACTIVATIONS.items() if fact.over_dim])
def test_normalised(name: str) -> None:
    y = _computed(name)
    total = y.exp().sum(1) if name == "log_softmax" else y.sum(1)
    torch.testing.assert_close(total, torch.ones_like(total))


@pytest.mark.parametrize(("cls", "name"), facts.ACTIVATION_CLASSES.items())
def test_classes_compute_the_same(cls: str, name: str) -> None:
    if cls == "Softmax2d":
        x = torch.randn(2, 3, 4, 5)
        torch.testing.assert_close(nn.Softmax2d()(x), x.softmax(-3))
        return
    x = torch.randn(6, 4)
    over = facts.ACTIVATIONS[name].over_dim
    module = getattr(nn, cls)(dim=1) if over else getattr(nn, cls)()
    if cls in ("RReLU", "PReLU"):
        assert module(x).shape == x.shape
        return
    function = getattr(nn.functional, name)
    torch.testing.assert_close(module(x), function(x, dim=1) if over else function(x))


@pytest.mark.parametrize(("alias", "name"), [(a, n) for a, n in facts.SAME.items() if hasattr(torch.Tensor, a)])
def test_other_spellings_exist(alias: str, name: str) -> None:
    assert hasattr(torch.Tensor, name) or hasattr(torch, name)


@pytest.mark.parametrize(("method", "kind"), facts.CASTS.items())
def test_casts(method: str, kind: str) -> None:
    dtype = str(getattr(torch.zeros(2), method)().dtype)
    wanted = {
        "float": "float32",
        "double": "float64",
        "half": "float16 bfloat16",
        "long": "int64",
        "int": "int32 int16",
    }
    assert dtype.removeprefix("torch.") in wanted.get(kind, kind).split()


SHAPES = [
    "x.view(-1, 6)",
    "x.reshape(2, -1)",
    "x.flatten(1)",
    "x.permute(2, 0, 1)",
    "x.transpose(1, 2)",
    "x.unsqueeze(1)",
    "x[:, 0]",
    "x[..., -1]",
    "x[:, None]",
    "x[0]",
    "x[:, 1:]",
    "x.sum(1)",
    "x.mean(dim=-1, keepdim=True)",
    "x.argmax(1)",
    "x.max(1)[0]",
    "torch.cat([x, x], 1)",
    "torch.stack([x, x])",
    "x.expand(2, 3, 4)",
    "x.repeat(2, 1, 1)",
    "x @ x.mT",
    "x.squeeze()",
    "x.movedim(0, -1)",
    "x.chunk(2, -1)[0]",
    "x.unbind(1)[0]",
    "x.t() if x.dim() < 3 else x",
    "x.softmax(-1)",
    "nn.Linear(4, 7)(x)",
    "nn.LayerNorm(4)(x)",
    "nn.Flatten()(x)",
    "nn.Dropout()(x)",
    "F.one_hot(x.argmax(-1), 4)",
    "nn.Conv1d(3, 5, 3)(x)",
    "nn.Conv1d(3, 5, 3, padding=1)(x)",
    "nn.MaxPool1d(2)(x)",
    "nn.AdaptiveAvgPool1d(1)(x)",
    "nn.LSTM(4, 6, batch_first=True)(x)[0]",
    "nn.Embedding(9, 5)(x.argmax(1))",
    "nn.ConvTranspose1d(3, 2, 2, stride=2)(x)",
    "x > 0",
    "x + torch.ones(3, 1)",
    "torch.where(x > 0, x, -x)",
    "x.log_softmax(1).exp()",
    "torch.zeros_like(x)",
]
KINDS = {torch.float32: "float", torch.int64: "long", torch.bool: "bool", torch.float64: "double", torch.int32: "int"}


@pytest.mark.parametrize("expression", SHAPES)
def test_shapes_and_dtypes_agree_with_torch(expression: str) -> None:
    names = {"torch": torch, "nn": nn, "F": nn.functional, "x": torch.randn(2, 3, 4)}
    real = eval(expression, names)
    found = value(expression, "x = torch.randn(2, 3, 4)")
    assert isinstance(found, Tensor)
    assert found.shape == tuple(real.shape)
    assert found.dtype in (KINDS[real.dtype], None)
    assert found.attached in (real.requires_grad, None)
