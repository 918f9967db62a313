"""Where a logarithm of the wrong thing is reported."""

import pytest

from rightloss.check.api import check_source

_HEAD = """import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(9, 1)
y = torch.randint(0, 2, (8, 1)).float()
x = torch.randn(8, 9)
"""


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("def loss(p, y):\n    return -(y * torch.log(p)).mean()\nprint(loss(net(x), y))", 8),
        ("def loss(p, y):\n    return -(y * torch.log(1 - p)).mean()\nprint(loss(net(x), y))", 8),
        ("def loss(p, y):\n    return -(y * p.log()).mean()\nprint(loss(net(x), y))", 8),
        ("def loss(x, y):\n    p = net(x)\n    return -(y * p.log()).mean()\nprint(loss(x, y))", 8),
        ("print(torch.log(net(x)))", 6),
    ],
)
def test_at_the_call_that_passed_it(body: str, line: int) -> None:
    assert [(found.code, found.place.line) for found in check_source(_HEAD + body)] == [("RL508", line)]
