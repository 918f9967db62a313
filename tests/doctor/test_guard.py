import copy
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

import rightloss
from rightloss.doctor.errors import GuardError, GuardWarning
from rightloss.doctor.guard import guard, skipped

X, Y = torch.randn(40, 5), torch.randint(0, 3, (40,))


class Net(nn.Module):
    def __init__(self, *more: nn.Module) -> None:
        super().__init__()
        self.body = nn.Linear(5, 4)
        self.head = nn.Sequential(nn.ReLU(), nn.Linear(4, 3), *more)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(x))


def test_a_double_softmax_is_named_with_its_module_and_line() -> None:
    net = Net(nn.Softmax(dim=1))
    with pytest.raises(GuardError, match=r"RL101 .*softmax\(dim=1\) in Net.head.2 \(Softmax\)") as caught:
        guard(nn.CrossEntropyLoss())(net(X), Y)  # here
    place = caught.value.findings[0].place
    assert "# here" in Path(place.path).read_text().splitlines()[place.line - 1]
    assert "keep the loss above 0.551 for 3 classes" in str(caught.value)


def test_what_is_right_passes_and_nothing_is_left() -> None:
    criterion = nn.CrossEntropyLoss()
    before = dict(vars(criterion))
    guarded = guard(criterion)
    assert guarded is criterion
    output = Net()(X)
    assert torch.equal(guarded(output, Y), nn.CrossEntropyLoss()(output, Y))
    assert vars(criterion) == before


def test_the_value_and_the_gradient_are_not_changed() -> None:
    net = Net()
    plain = F.cross_entropy(net(X), Y)
    guarded = guard(F.cross_entropy)(net(X), Y)
    assert torch.equal(plain, guarded)
    assert all(
        torch.equal(a, b)
        for a, b in zip(
            torch.autograd.grad(plain, [*net.parameters()]),
            torch.autograd.grad(guarded, [*net.parameters()]),
            strict=True,
        )
    )


WAYS: dict[str, Callable[[nn.Module], torch.Tensor]] = {
    "a view": lambda net: net(X).view(8, 5, 3).flatten(0, 1),
    "a cast": lambda net: net(X).double(),
    "an index": lambda net: net(X)[torch.arange(40)],
    "no_grad": lambda net: torch.no_grad()(net)(X),
    "a checkpoint": lambda net: checkpoint(net, X, use_reentrant=False),
    "a checkpoint that re-enters": lambda net: checkpoint(net, X.clone().requires_grad_(), use_reentrant=True),
    "detach": lambda net: net(X).detach(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("wrong", [True, False])
def test_a_softmax_is_seen_through(way: str, wrong: bool) -> None:
    scores = WAYS[way](Net(nn.Softmax(dim=1)) if wrong else Net())
    if wrong:
        with pytest.raises(GuardError, match="RL101"):
            guard(nn.CrossEntropyLoss())(scores, Y)
    else:
        guard(nn.CrossEntropyLoss())(scores, Y)


@pytest.mark.parametrize("wrong", [True, False])
def test_a_compiled_model(wrong: bool) -> None:
    net = torch.compile(Net(nn.Softmax(dim=1)) if wrong else Net(), backend="eager")
    if wrong:
        with pytest.raises(GuardError, match="RL101"):
            guard(nn.CrossEntropyLoss())(net(X), Y)
    else:
        guard(nn.CrossEntropyLoss())(net(X), Y)


def test_a_compiled_loss_is_skipped_with_a_reason() -> None:
    torch._dynamo.reset()
    net, criterion = Net(nn.Softmax(dim=1)), guard(nn.CrossEntropyLoss())
    assert skipped(criterion)

    def step() -> torch.Tensor:
        return criterion(net(X), Y)

    value = torch.compile(step, backend="eager", fullgraph=True)()
    assert torch.allclose(value, F.cross_entropy(net(X), Y))
    assert "torch.compile" in skipped(criterion)
    with pytest.raises(GuardError):
        step()
    assert skipped(criterion) == ""


def test_autocast() -> None:
    with torch.autocast("cpu", dtype=torch.bfloat16), pytest.raises(GuardError, match="RL106"):
        guard(nn.BCEWithLogitsLoss())(Net(nn.Sigmoid())(X), torch.ones(40, 3))


@pytest.fixture
def _one_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # a process group puts its own in place, and leaves it
    torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    yield
    torch.distributed.destroy_process_group()


@pytest.mark.usefixtures("_one_process")
@pytest.mark.parametrize("wrong", [True, False])
def test_data_parallel_is_seen_through(wrong: bool) -> None:
    layers = [nn.Linear(8, 3), nn.Softmax(1)] if wrong else [nn.Linear(8, 3)]
    model = nn.parallel.DistributedDataParallel(nn.Sequential(*layers))
    criterion = guard(nn.CrossEntropyLoss())
    x, y = torch.randn(4, 8), torch.tensor([0, 1, 2, 0])
    if wrong:
        with pytest.raises(GuardError, match="RL101"):
            criterion(model(x), y)
    else:
        criterion(model(x), y).backward()
        assert model.module[0].weight.grad is not None


def test_accumulation_looks_at_the_first_micro_batch_only() -> None:
    net, criterion = Net(), guard(nn.CrossEntropyLoss())
    for part in range(4):
        (criterion(net(X[part::4]), Y[part::4]) / 4).backward()
    criterion(net(X).softmax(1), Y)


def test_the_number_of_calls() -> None:
    criterion = guard(nn.CrossEntropyLoss(), calls=2)
    criterion(Net()(X), Y)
    with pytest.raises(GuardError):
        criterion(Net(nn.Softmax(dim=1))(X), Y)


def test_warn_goes_on() -> None:
    with pytest.warns(GuardWarning, match="RL101") as caught:
        value = guard(nn.CrossEntropyLoss(), "warn")(Net(nn.Softmax(dim=1))(X), Y)
    assert value.requires_grad
    assert caught[0].filename.endswith("test_guard.py")


def test_off_does_nothing() -> None:
    criterion = nn.CrossEntropyLoss()
    assert guard(criterion, "off") is criterion
    criterion(Net(nn.Softmax(dim=1))(X), Y)


def test_a_callable_of_the_user() -> None:
    def mine(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return F.nll_loss(scores.log_softmax(1), labels)

    guarded = guard(mine, like="cross-entropy")
    assert guarded.__wrapped__ is mine  # type: ignore[attr-defined]
    with pytest.raises(GuardError, match="RL101"):
        guarded(Net(nn.Softmax(dim=1))(X), Y)
    with pytest.raises(LookupError, match="like="):
        guard(mine)


def test_our_own_losses() -> None:
    with pytest.raises(GuardError, match="RL101"):
        guard(rightloss.CrossEntropyLoss())(Net(nn.Softmax(dim=1))(X), Y)
    guard(rightloss.CrossEntropyLoss())(Net()(X), Y)


def test_an_error_of_the_loss_is_explained() -> None:
    with pytest.raises(GuardError, match="RL202") as caught:
        guard(nn.BCEWithLogitsLoss())(Net()(X), torch.ones(40, 3).long())
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_an_error_that_nothing_explains_comes_through() -> None:
    with pytest.raises(TypeError):
        guard(nn.CrossEntropyLoss())(Net()(X))


@pytest.mark.parametrize("way", [copy.deepcopy, lambda item: pickle.loads(pickle.dumps(item))])
def test_a_guarded_loss_can_be_copied(way: Callable[[nn.Module], nn.Module]) -> None:
    twin = way(guard(nn.CrossEntropyLoss(label_smoothing=0.1)))
    with pytest.raises(GuardError):
        twin(Net(nn.Softmax(dim=1))(X), Y)
    assert "forward" not in vars(twin)


def test_errors_can_be_pickled() -> None:
    with pytest.raises(GuardError) as caught:
        guard(F.cross_entropy)(Net(nn.Softmax(dim=1))(X), Y)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_attributes_come_through() -> None:
    assert guard(nn.CrossEntropyLoss(ignore_index=3)).ignore_index == 3
    assert guard(F.cross_entropy).__name__ == "cross_entropy"


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="got mode='loud'"):
        guard(nn.MSELoss(), "loud")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="got calls=0"):
        guard(nn.MSELoss(), calls=0)


def test_quiet_losses_stay_quiet() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        guard(nn.MSELoss())(Net()(X), torch.randn(40, 3))
        guard(nn.CTCLoss())(
            torch.randn(9, 2, 5).log_softmax(-1),
            torch.randint(1, 5, (2, 3)),
            torch.tensor([9, 9]),
            torch.tensor([3, 3]),
        )
        guard(nn.TripletMarginLoss())(*torch.randn(3, 4, 5))
