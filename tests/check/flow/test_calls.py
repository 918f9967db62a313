"""Calls: functions, methods, classes, inheritance, partials, wrappers."""

import pytest

from rightloss.check.flow.values import Const, Tensor
from tests.check.flow.run import interpreted, losses, value, values

NET = """
class Base(nn.Module):
    def __init__(self, out):
        super().__init__()
        self.fc = nn.Linear(4, out)
    def forward(self, x):
        return self.act(self.fc(x))
    def act(self, x):
        return x
class Net(Base):
    def __init__(self):
        super().__init__(3)
    def act(self, x):
        return x.softmax(dim=1)
x = torch.randn(2, 4)
"""


@pytest.mark.parametrize(
    "wrapped",
    [
        "Net()",
        "nn.DataParallel(Net())",
        "torch.compile(Net())",
        "Net().to('cuda').train()",
        "nn.Sequential(Net(), nn.Identity())",
        "nn.ModuleList([Net()])[0]",
        "nn.ModuleDict({'a': Net()})['a']",
        "[Net() for _ in range(2)][1]",
        "dict(net=Net())['net']",
        "(lambda: Net())()",
    ],
)
def test_models_are_followed_through_wrappers(wrapped: str) -> None:
    result = value(f"({wrapped})(x)", NET)
    assert isinstance(result, Tensor)
    assert (result.space, result.shape, result.dim) == ("probabilities", (2, 3), 1)


def test_arguments_are_bound_as_python_does() -> None:
    text = """
    def f(a, /, b, *rest, c=3, **more):
        return a + 10 * b + 100 * rest[0] + 1000 * c + 10000 * more['d']
    r = f(1, 2, 9, d=4)
    """
    assert values(text)["r"] == Const(43921)


@pytest.mark.parametrize(
    "criterion",
    [
        "nn.CrossEntropyLoss()",
        "nn.CrossEntropyLoss().cuda()",
        "F.cross_entropy",
        "functools.partial(F.cross_entropy, reduction='mean')",
        "{'ce': nn.CrossEntropyLoss()}['ce']",
        "make('ce')",
        "Mine()",
        "getattr(nn, 'CrossEntropyLoss')()",
    ],
)
def test_criteria_are_followed(criterion: str) -> None:
    text = f"""
import functools
def make(name):
    if name == 'ce':
        return nn.CrossEntropyLoss()
    return nn.MSELoss()
class Mine(nn.CrossEntropyLoss):
    pass
criterion = {criterion}
loss = criterion(torch.randn(2, 3), torch.tensor([0, 1]))
"""
    assert [event.loss for event in losses(text)] == ["cross-entropy"]


def test_own_functions_of_the_same_name_are_not_torchs() -> None:
    assert losses("def cross_entropy(a, b):\n    return a\ncross_entropy(torch.randn(2), 3)\n") == []


def test_dataclasses_and_properties() -> None:
    text = """
    from dataclasses import dataclass
    @dataclass
    class Batch:
        x: int
        y: int
        @property
        def both(self):
            return self.x + self.y
    total = Batch(1, y=2).both
    """
    assert values(text)["total"] == Const(3)


def test_forward_keeps_its_way_in_the_trail() -> None:
    result = value("Net()(x)", NET)
    assert isinstance(result, Tensor)
    assert [step.what for step in result.trail][-1] == "returned by Base.forward"


def test_a_decorator_that_cannot_be_followed_keeps_what_it_decorates() -> None:
    long = "\n".join(f"    text = text + str({index})" for index in range(300))
    run, _ = interpreted(
        f"def mark(f):\n    text = ''\n{long}\n    return None\n@mark\ndef one():\n    return 1\nresult = one()\n"
    )
    assert run.main.names["result"] == Const(1)
    assert run.steps < 400
