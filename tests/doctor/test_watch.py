import pickle

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.modules import module as hooks
from torch.optim import optimizer as optimizers

import rightloss
from rightloss.doctor.watch import EnoughError, Watch

Y = torch.tensor([0, 1, 2, 1])


def net(*more: nn.Module) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(5, 3), *more)


def codes(watch: Watch) -> list[str]:
    return [item.code for item in watch.findings]


def train(model: nn.Module, steps: int, *, criterion: nn.Module | None = None) -> None:
    criterion = criterion or nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        criterion(model(torch.randn(4, 5)), Y).backward()
        optimizer.step()


def test_a_place_is_reported_once() -> None:
    with Watch() as watch:
        train(net(nn.Softmax(dim=1)), 5)
    assert codes(watch) == ["RL101"]


def test_module_and_line_are_named() -> None:
    with Watch() as watch:
        train(net(nn.Softmax(dim=1)), 1)
    (finding,) = watch.findings
    assert "softmax(dim=1) in Sequential.1 (Softmax)" in finding.message
    assert finding.place.path.endswith("test_watch.py")
    assert finding.trail[0].place.path.endswith("test_watch.py")


def test_nothing_is_left_behind() -> None:
    functions = {name: getattr(F, name) for name in dir(F)}
    constructors = nn.CrossEntropyLoss.__init__, torch.distributions.Categorical.__init__
    counts = [len(hooks._global_forward_hooks), len(optimizers._global_optimizer_pre_hooks)]
    with Watch():
        train(net(), 1)
    assert {name: getattr(F, name) for name in dir(F)} == functions
    assert (nn.CrossEntropyLoss.__init__, torch.distributions.Categorical.__init__) == constructors
    assert [len(hooks._global_forward_hooks), len(optimizers._global_optimizer_pre_hooks)] == counts


def test_what_is_computed_is_the_same() -> None:
    plain, watched = net(), net()
    torch.manual_seed(1)
    train(plain, 3)
    torch.manual_seed(1)
    with Watch():
        train(watched, 3)
    assert all(torch.equal(a, b) for a, b in zip(plain.parameters(), watched.parameters(), strict=True))


def test_losses_made_while_watching_can_be_pickled() -> None:
    with Watch():
        criterion = nn.CrossEntropyLoss(ignore_index=3)
    assert pickle.loads(pickle.dumps(criterion)).ignore_index == 3


def test_our_own_losses_are_watched() -> None:
    with Watch() as watch, pytest.raises(ValueError, match="softmax"):
        rightloss.CrossEntropyLoss()(net(nn.Softmax(dim=1))(torch.randn(4, 5)), Y)
    assert codes(watch) == ["RL101"]


def test_stop_ends_at_the_first_finding() -> None:
    with pytest.raises(EnoughError), Watch(stop=True) as watch:
        train(net(nn.Softmax(dim=1)), 1)
    assert codes(watch) == ["RL101"]


def test_batches_end_after_steps() -> None:
    seen: list[int] = []
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def run() -> None:
        for step in range(9):
            seen.append(step)
            model(torch.randn(4, 5)).sum().backward()
            optimizer.step()

    with Watch(batches=2), pytest.raises(EnoughError):
        run()
    assert seen == [0, 1]


def test_a_later_mistake_at_the_same_place_is_seen() -> None:
    criterion, model = nn.CrossEntropyLoss(), net()
    with Watch() as watch:
        for step in range(10):
            scores = model(torch.randn(4, 5))
            criterion(scores.softmax(1) if step == 9 else scores, Y)
    assert codes(watch) == ["RL101"]


def test_autocast_and_no_grad() -> None:
    model = net(nn.Sigmoid())
    with Watch() as watch, torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        nn.BCEWithLogitsLoss()(model(torch.randn(4, 5)), torch.ones(4, 3))
    assert codes(watch) == ["RL106"]


def test_a_compiled_model_runs_and_its_values_are_read() -> None:
    model = torch.compile(net(nn.Softmax(dim=1)), backend="eager")
    with Watch() as watch:
        F.cross_entropy(model(torch.randn(4, 5)), Y)
    assert codes(watch) == ["RL101"]


def test_errors_come_through() -> None:
    with Watch() as watch, pytest.raises(RuntimeError):
        F.binary_cross_entropy_with_logits(net()(torch.randn(4, 5)), torch.ones(4, 3).long())
    assert codes(watch) == ["RL202"]


def test_a_closure_of_the_optimizer_is_watched() -> None:
    model = net(nn.Softmax(dim=1))
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=2)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(torch.randn(4, 5)), Y)
        loss.backward()
        return loss

    with Watch() as watch:
        optimizer.step(closure)
    assert codes(watch) == ["RL101"]
