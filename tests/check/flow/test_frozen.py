"""Frozen parameters: which outputs have no graph left."""

import pytest

from rightloss.check.flow import frozen
from rightloss.check.flow.values import UNKNOWN, Const, Layer, Sequence, Tensor
from tests.check.flow.run import interpreted, value

NET = "net = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.Linear(8, 3))\nx = torch.randn(4, 5)\n"
LOOP = "for p in net.parameters():\n    "
NAMED = "for name, p in net.named_parameters():\n    "


@pytest.mark.parametrize(
    ("freezing", "attached"),
    [
        ("", True),
        ("net.requires_grad_(False)\n", False),
        (LOOP + "p.requires_grad = False\n", False),
        (LOOP + "p.requires_grad_(False)\n", False),
        (NAMED + "p.requires_grad = False\n", False),
        (LOOP + "p.requires_grad = False\nnet.requires_grad_()\n", True),
        (LOOP + "p.requires_grad = False\nnet[2] = nn.Linear(8, 2)\n", True),
        ("net[2] = nn.Linear(8, 2)\n" + LOOP + "p.requires_grad = False\n", False),
        (NAMED + "if 'weight' in name:\n        p.requires_grad = False\n", None),
        ("if torch.rand(1) > 0.5:\n    net.requires_grad_(False)\n", None),
        ("for p in nn.Linear(2, 2).parameters():\n    p.requires_grad = False\n", True),
    ],
)
def test_the_output_of_a_network(freezing: str, attached: bool | None) -> None:
    found = value("net(x)", NET + freezing)
    assert isinstance(found, Tensor)
    assert found.attached is attached


def test_a_gradient_goes_through_a_frozen_network() -> None:
    found = value("net(nn.Linear(7, 5)(torch.randn(4, 7)))", NET + "net.requires_grad_(False)\n")
    assert isinstance(found, Tensor)
    assert found.attached is True


def test_recurrent_layers_can_be_frozen() -> None:
    before = "lstm = nn.LSTM(3, 4)\nlstm.requires_grad_(False)\nout, (h, c) = lstm(torch.randn(6, 2, 3))\n"
    for name in ("out", "h", "c"):
        found = value(name, before)
        assert isinstance(found, Tensor)
        assert found.attached is False


def test_what_is_not_known_any_more_may_be_frozen() -> None:
    run, _ = interpreted(NET)
    run.state.names["frozen"] = UNKNOWN
    net = run.main.names["net"]
    frozen.mark(run, net, Const(False))
    assert isinstance(net, Sequence)
    assert isinstance(net.items[0], Layer)
    assert frozen.state(run, net.items[0].identity) is None
