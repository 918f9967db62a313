import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

from rightloss.doctor.graph import leaves, read
from rightloss.doctor.operations import producer

X = torch.randn(4, 3, 5)
WAYS = {
    "softmax": lambda x: x.softmax(-1),
    "log_softmax": lambda x: F.log_softmax(x, dim=1).flatten(),
    "sigmoid": lambda x: x.sigmoid().double()[1:].permute(2, 0, 1).unsqueeze(0),
    "tanh": lambda x: torch.tanh(x).reshape(-1, 5)[:, :2].contiguous(),
    "relu": lambda x: F.relu(x).squeeze().narrow(0, 0, 2),
    "linear": lambda x: nn.Linear(5, 2)(x.flatten(0, 1)).view(4, 3, 2),
    "softplus": lambda x: F.softplus(x).clone(),
}


@pytest.mark.parametrize("op", WAYS)
def test_views_and_casts_are_skipped(op: str) -> None:
    x = X.clone().requires_grad_() * 1
    node = producer(read(WAYS[op](x)))
    assert node is not None
    assert node.op == op


@pytest.mark.parametrize("dim", [0, 1, -1, -2])
def test_the_dimension_is_read(dim: int) -> None:
    node = producer(read((X.clone().requires_grad_() * 1).softmax(dim)))
    assert node is not None
    assert node.dim == dim
    assert node.shape == tuple(X.shape)


def test_a_checkpoint_that_re_enters_hides_the_graph() -> None:
    x = X.clone().requires_grad_()
    shown = read(checkpoint(lambda y: y.softmax(-1), x, use_reentrant=False))
    hidden = read(checkpoint(lambda y: y.softmax(-1), x, use_reentrant=True))
    assert shown is not None
    assert hidden is not None
    assert (shown.op, hidden.op) == ("softmax", "checkpointfunction")


def test_nothing_is_read_without_a_graph() -> None:
    assert read(X) is None
    assert read("text") is None


def test_a_deep_network_is_read_only_near_the_loss() -> None:
    x = X.clone().requires_grad_() * 1
    for _ in range(3000):
        x = x + 1
    node = read(x)
    assert node is not None
    assert len(list(node.ancestors())) < 100


def test_leaves_are_the_parameters() -> None:
    net = nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 1))
    assert leaves(net(X).sum()) == {id(item) for item in net.parameters()}
    assert leaves(X) == set()
