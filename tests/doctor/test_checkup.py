import math

import pytest
import torch
from torch import nn

from rightloss.catalog import losses
from rightloss.doctor import checkup

X = torch.randn(8, 4)


@pytest.mark.parametrize(
    ("name", "output", "target", "value"),
    [
        ("cross-entropy", torch.zeros(8, 5), torch.zeros(8).long(), math.log(5)),
        ("binary-cross-entropy", torch.zeros(8, 1), torch.zeros(8, 1), math.log(2)),
        ("mse", torch.zeros(8), torch.full((8,), 3.0), 9.0),
        ("huber", torch.zeros(8), torch.zeros(8), None),
    ],
)
def test_expected_start(name: str, output: torch.Tensor, target: torch.Tensor, value: float | None) -> None:
    found = checkup.expected_start(losses()[name], output, target, {})
    assert found == (value if value is None else pytest.approx(value))
    assert checkup.expected_start(losses()[name], output, target, {"reduction": "sum"}) is None


def test_dead_and_saturated_units() -> None:
    model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2), nn.Tanh())
    with torch.no_grad():
        model[0].bias.copy_(torch.tensor([-100.0] * 3 + [100.0] * 3))
        model[2].weight.zero_()
        model[2].bias.copy_(torch.tensor([50.0, 0.0]))
    activations = checkup.Activations(model)
    model(X)
    assert [(unit.name, unit.dead, unit.saturated) for unit in activations.units] == [("1", 0.5, 0.0), ("3", 0.0, 0.5)]


def call(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    return model(x)


@pytest.mark.parametrize(
    ("model", "mixed"),
    [
        (nn.Linear(4, 3), False),
        (nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Dropout(0.5)), False),
        (nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=0)), True),
    ],
)
def test_mixing(model: nn.Module, mixed: bool) -> None:
    found = checkup.mixing(model, X, torch.zeros(8), call)
    assert found is not None
    assert (found > 1e-3) is mixed


def test_sequences_that_come_first_are_no_mixture() -> None:
    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.LSTM(4, 3, bidirectional=True)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.body(x)[0]

    found = checkup.mixing(Reader(), torch.randn(9, 5, 4), torch.zeros(9, 5).long(), call)
    assert found is not None
    assert found < 1e-3


def test_mixing_is_not_tried_where_it_cannot_be() -> None:
    class Noisy(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x + torch.randn_like(x)

    assert checkup.mixing(Noisy(), X, torch.zeros(8), call) is None
    assert checkup.mixing(nn.Linear(4, 1), X, torch.zeros(()), call) is None
    assert checkup.mixing(nn.Linear(4, 1), torch.randn(3, 4), torch.zeros(8), call) is None


def test_sliced() -> None:
    found = checkup.sliced({"a": X, "b": (X, X)}, 8, 0)
    assert found["a"].shape == (7, 4)
    assert found["b"][1].shape == (7, 4)
    assert checkup.sliced([X, torch.zeros(2)], 8, 0) is None
    assert checkup.sliced("text", 8, 0) is None


def test_blindness() -> None:
    y = torch.arange(8.0).unsqueeze(1).expand(8, 4)
    assert checkup.is_blind(nn.MSELoss(), X, y) is False
    assert checkup.is_blind(lambda x, y: x.mean() * y.sum(), X, y) is True
    assert checkup.is_blind(nn.MSELoss(), X, torch.zeros(8, 4)) is None


def test_without_ignored() -> None:
    y = torch.tensor([0, 1, 2, 3, -100, -100, -100, -100])
    right = checkup.without_ignored(nn.CrossEntropyLoss(), X, y, {})
    assert right is not None
    assert right[0] == pytest.approx(right[1])
    wrong = checkup.without_ignored(lambda a, b: nn.CrossEntropyLoss(reduction="none")(a, b).mean(), X, y, {})
    assert wrong is not None
    assert wrong[0] == pytest.approx(wrong[1] / 2)
    assert checkup.without_ignored(nn.CrossEntropyLoss(), X, y.clamp(min=0), {}) is None


@pytest.mark.parametrize("kind", [torch.optim.SGD, torch.optim.AdamW, torch.optim.Adam, torch.optim.RMSprop])
def test_an_optimizer_of_the_same_kind(kind: type[torch.optim.Optimizer]) -> None:
    model, twin = nn.Linear(4, 1), nn.Linear(4, 1)
    original = kind([{"params": [model.weight], "lr": 0.5}, {"params": [model.bias]}], lr=0.25)  # type: ignore[call-arg]
    found = checkup.optimizer_like(original, model, twin)
    assert type(found) is kind
    assert [group["lr"] for group in found.param_groups] == [0.5, 0.25]
    assert found.param_groups[0]["params"][0] is twin.weight


def test_an_optimizer_of_another_model() -> None:
    with pytest.raises(ValueError, match="trains none of the model's parameters"):
        checkup.optimizer_like(torch.optim.SGD(nn.Linear(2, 2).parameters(), lr=1), nn.Linear(4, 1), nn.Linear(4, 1))


def test_underflow_is_measured_in_half_precision_only() -> None:
    model = nn.Linear(4, 1)
    (model(X) * 1e-9).sum().backward()
    assert checkup.underflow(model) is None
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert checkup.underflow(model) == pytest.approx(1.0)


def test_overfit() -> None:
    model, y = nn.Linear(4, 1), X.sum(1, keepdim=True)
    curve = checkup.overfit(
        model, lambda net: nn.functional.mse_loss(net(X), y), torch.optim.SGD(model.parameters(), lr=0.05), 20
    )
    assert len(curve) == 20
    assert curve[-1] < 0.5 * curve[0]
