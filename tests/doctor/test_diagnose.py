import copy
import random
from typing import Any

import numpy
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.modules import module as hooks

import rightloss
from rightloss.doctor.diagnose import diagnose

X, Y = torch.randn(16, 5), torch.randint(0, 3, (16,))


def codes(*arguments: Any, **options: Any) -> list[str]:
    return [item.code for item in diagnose(*arguments, **options).findings]


def net(*more: nn.Module) -> nn.Sequential:
    return nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 3), *more)


def state(model: nn.Module) -> list[Any]:
    tensors = [*model.parameters(), *model.buffers()]
    modules = list(model.modules())
    return [
        [item.clone() for item in tensors],
        [item._version for item in tensors],
        [None if item.grad is None else item.grad.clone() for item in model.parameters()],
        [id(item) for item in tensors],
        [module.training for module in modules],
        [
            len(module._forward_hooks) + len(module._forward_pre_hooks) + len(module._backward_hooks)
            for module in modules
        ],
        [sorted(vars(module)) for module in modules],
    ]


def surroundings() -> list[Any]:
    return [
        torch.get_rng_state(),
        random.getstate(),
        numpy.random.get_state()[1],
        torch.is_grad_enabled(),
        torch.is_autocast_enabled("cpu"),
        len(hooks._global_forward_hooks),
        nn.CrossEntropyLoss.__init__,
        F.cross_entropy,
        torch.compile,
    ]


def same(a: Any, b: Any) -> bool:
    if isinstance(a, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, numpy.ndarray):
        return bool((a == b).all())
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)


@pytest.mark.parametrize("training", [True, False])
def test_no_trace_is_left(training: bool) -> None:
    model, criterion = net().train(training), nn.CrossEntropyLoss(weight=torch.ones(3))
    model[0].register_forward_hook(lambda *_: None)
    F.cross_entropy(model(X), Y).backward()
    optimizer = torch.optim.Adam(model.parameters())
    optimizer.step()
    x, y = X.clone(), Y.clone()
    before = state(model), state(criterion), surroundings(), copy.deepcopy(optimizer.state_dict())
    diagnose(model, criterion, (x, y), optimizer=optimizer)
    after = state(model), state(criterion), surroundings(), optimizer.state_dict()
    assert same(before[:3], after[:3])
    assert same(list(before[3]["state"][0].values()), list(after[3]["state"][0].values()))
    assert torch.equal(x, X)
    assert torch.equal(y, Y)


def test_no_trace_is_left_where_the_model_raises() -> None:
    class Broken(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            raise RuntimeError("the model's own")

    before = surroundings()
    with pytest.raises(RuntimeError, match="the model's own"):
        diagnose(Broken(), nn.MSELoss(), (X, X))
    assert same(before, surroundings())


def test_the_same_twice() -> None:
    model = net()
    first, second = diagnose(model, nn.CrossEntropyLoss(), (X, Y)), diagnose(model, nn.CrossEntropyLoss(), (X, Y))
    assert (first.curve, first.value) == (second.curve, second.value)


def test_the_contract() -> None:
    assert codes(net(nn.Softmax(dim=1)), nn.CrossEntropyLoss(), (X, Y)) == ["RL101"]
    assert codes(net(nn.Softmax(dim=1)), rightloss.CrossEntropyLoss(), (X, Y)) == ["RL101"]
    assert codes(net(nn.Softmax(dim=1)), F.cross_entropy, (X, Y)) == ["RL101"]


def test_a_callable_of_the_user() -> None:
    def mine(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return -(scores - scores.logsumexp(1, keepdim=True))[torch.arange(len(labels)), labels].mean()

    assert codes(net(nn.Softmax(dim=1)), mine, (X, Y)) == []
    assert codes(net(nn.Softmax(dim=1)), mine, (X, Y), like="cross-entropy") == ["RL101"]


def test_an_error_at_the_loss_is_explained() -> None:
    found = diagnose(net(), nn.BCEWithLogitsLoss(), (X, torch.ones(16, 3).long()))
    assert [item.code for item in found.findings] == ["RL202"]
    assert found.value is None


def test_an_error_that_nothing_explains_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        diagnose(net(), lambda x, y: x.sum() / 0 if False else 1 / 0, (X, Y))


def test_several_inputs() -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Linear(10, 3)

        def forward(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            return self.body(torch.cat([a, b], 1))

    assert codes(Two(), nn.CrossEntropyLoss(), ((X, X), Y)) == []
    assert codes(Two(), nn.CrossEntropyLoss(), ({"a": X, "b": X}, Y)) == []


def test_measurements() -> None:
    found = diagnose(net(), nn.CrossEntropyLoss(), (X, Y), steps=12)
    assert found.loss == "cross-entropy"
    assert found.expected == pytest.approx(1.0986, abs=1e-4)
    assert len(found.curve) == 12
    assert found.gradients[0].name == "0.weight"
    assert found.histogram is not None
    assert sum(found.histogram.targets) == sum(found.histogram.outputs) == 16
    assert found.tried == {
        "examples apart": "done",
        "other targets": "done",
        "training on the batch": "12 steps of Adam",
    }


def test_a_histogram_of_numbers() -> None:
    found = diagnose(nn.Linear(5, 1), nn.MSELoss(), (X, torch.randn(16, 1)), steps=0)
    assert found.histogram is not None
    assert not found.histogram.classes
    assert sum(found.histogram.outputs) == 16
    assert found.curve == ()


def test_what_cannot_be_tried_says_why() -> None:
    class Fixed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Linear(5, 3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.body(x.view(16, 5))

    assert "RuntimeError" in diagnose(Fixed(), nn.CrossEntropyLoss(), (X, Y)).tried["examples apart"]


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match=r"want \(inputs, target\)"):
        diagnose(net(), nn.CrossEntropyLoss(), X)
    model = net()
    model.lock = (item for item in ())  # type: ignore[assignment]
    with pytest.raises(ValueError, match="cannot be copied"):
        diagnose(model, nn.CrossEntropyLoss(), (X, Y))
