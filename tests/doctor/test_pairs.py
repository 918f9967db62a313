"""Nothing is found in twelve well-known models with the losses that belong to them."""

import pytest
import torch
from torch import nn

from rightloss.doctor.diagnose import diagnose
from rightloss.doctor.guard import guard
from rightloss.doctor.watch import Watch
from tests.doctor.pairs import PAIRS


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", PAIRS)
def test_diagnose_finds_nothing(name: str, seed: int) -> None:
    torch.manual_seed(seed)
    model, criterion, batch = PAIRS[name]()
    found = diagnose(model, criterion, batch, seed=seed)
    assert found.findings == ()
    assert len(found.curve) == 30


@pytest.mark.parametrize("name", PAIRS)
def test_a_training_loop_is_silent(name: str) -> None:
    torch.manual_seed(0)
    model, criterion, (inputs, target) = PAIRS[name]()
    with Watch() as watch:
        optimizer = torch.optim.Adam([item for item in model.parameters() if item.requires_grad], lr=1e-3)
        total = 0.0
        for _ in range(4):
            optimizer.zero_grad()
            loss = criterion(model(*inputs) if isinstance(inputs, tuple) else model(inputs), target)
            loss.backward()
            optimizer.step()
            total += loss.item()
    assert watch.findings == []


def test_guards_of_modules_are_silent() -> None:
    torch.manual_seed(0)
    guarded = 0
    for make in PAIRS.values():
        model, criterion, (inputs, target) = make()
        if isinstance(criterion, nn.Module):
            guard(criterion)(model(*inputs) if isinstance(inputs, tuple) else model(inputs), target)
            guarded += 1
    assert guarded == 4
