"""Layers: raw scores come out of linear ones, activations normalise, dropout and norms keep or blur."""

import pytest

from rightloss.check.flow.values import Sequence, Tensor
from tests.check.flow.run import value


@pytest.mark.parametrize(
    ("layer", "space"),
    [
        ("nn.Linear(4, 2)", "scores"),
        ("nn.Sequential(nn.Linear(4, 2), nn.Dropout())", "scores"),
        ("nn.Sequential(nn.Linear(4, 2), nn.ReLU())", "non-negative"),
        ("nn.Sequential(nn.Linear(4, 2), nn.LogSoftmax(-1))", "log-probabilities"),
        ("nn.Sequential(nn.Linear(4, 2), nn.Softmax(-1), nn.Dropout())", None),
        ("nn.Sequential(nn.Linear(4, 2), nn.LeakyReLU())", "scores"),
        ("nn.Identity()", "normal"),
    ],
)
def test_spaces(layer: str, space: str | None) -> None:
    found = value(f"{layer}(torch.randn(3, 4))")
    assert isinstance(found, Tensor)
    assert found.space == space


def test_unknown_inputs_still_give_scores() -> None:
    found = value("nn.Linear(4, 2)(something())")
    assert isinstance(found, Tensor)
    assert (found.space, found.attached) == ("scores", True)


def test_recurrent_layers_give_a_pair() -> None:
    found = value("nn.LSTM(4, 6, bidirectional=True)(torch.randn(5, 3, 4))")
    assert isinstance(found, Sequence)
    first = found.items[0]
    assert isinstance(first, Tensor)
    assert first.shape == (5, 3, 12)
