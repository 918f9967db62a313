import torch
from torch import nn

from rightloss.doctor.ledger import Ledger, State


def setting() -> tuple[nn.Module, torch.optim.Optimizer, Ledger]:
    model = nn.Linear(2, 1)
    return model, torch.optim.SGD(model.parameters(), lr=0.1), Ledger()


def backward(model: nn.Module, ledger: Ledger) -> None:
    model(torch.ones(1, 2)).sum().backward()
    ledger.backward()


def test_gradients_that_pile_up_are_counted() -> None:
    model, optimizer, ledger = setting()
    states = []
    for _ in range(4):
        backward(model, ledger)
        states.append(ledger.step(optimizer).piled)
    assert states == [0, 1, 2, 3]


def test_every_way_to_zero_ends_the_count() -> None:
    model, optimizer, ledger = setting()
    ways = (
        lambda: (optimizer.zero_grad(set_to_none=False), ledger.clear()),
        lambda: optimizer.zero_grad(),
        lambda: model.weight.grad.zero_(),  # type: ignore[union-attr, operator]
    )
    for way in ways:
        for _ in range(2):
            backward(model, ledger)
            assert ledger.step(optimizer).piled == 0
            way()


def test_steps_without_a_gradient_are_counted_from_the_first_on() -> None:
    model, optimizer, ledger = setting()
    assert ledger.step(optimizer) == State()
    ledger.backward()
    assert ledger.step(optimizer).empty == 1
    ledger.backward()
    assert ledger.step(optimizer).empty == 2
    backward(model, ledger)
    assert ledger.step(optimizer).empty == 0
    optimizer.zero_grad()
    ledger.backward()
    assert ledger.step(optimizer).empty == 0


def test_cleared_between_backward_and_step() -> None:
    model, optimizer, ledger = setting()
    ledger.clear()
    assert not ledger.step(optimizer).cleared
    backward(model, ledger)
    ledger.clear()
    assert ledger.step(optimizer).cleared
