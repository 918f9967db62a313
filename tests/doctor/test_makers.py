import torch
from torch import nn

from rightloss.doctor.makers import Maker

X = torch.randn(4, 5)


def test_the_only_module_that_fits_is_named() -> None:
    net = nn.Sequential(nn.Linear(5, 3), nn.Softmax(dim=1))
    assert Maker().name("softmax", net(X)) == "Sequential.1 (Softmax)"
    assert Maker(net).name("softmax", net(X)) == "Sequential.1 (Softmax)"


def test_the_model_alone_where_several_fit_or_none_does() -> None:
    net = nn.Sequential(nn.Linear(5, 3), nn.Softmax(dim=1), nn.Linear(3, 3), nn.Softmax(dim=1))
    assert Maker().name("softmax", net(X)) == "Sequential (Sequential)"
    assert Maker().name("sigmoid", net(X).sigmoid()) == "Sequential (Sequential)"


def test_no_name_without_a_model() -> None:
    assert Maker().name("softmax", torch.ones(3, requires_grad=True).softmax(0)) == ""
    two = nn.Linear(5, 3), nn.Linear(5, 3)
    assert Maker().name("softmax", (two[0](X) + two[1](X)).softmax(1)) == ""
