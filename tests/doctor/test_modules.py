import pytest
import torch
from torch import nn
from torch.nn.modules import module as hooks

from rightloss.doctor.modules import Running, names_of


class Spy(nn.Module):
    def __init__(self, running: Running) -> None:
        super().__init__()
        self.running = running
        self.seen = ""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.seen = self.running.name()
        if x.numel() > 3:
            raise ValueError("too many")
        return x


def test_the_innermost_module_is_named() -> None:
    running = Running()
    spy = Spy(running)
    with running:
        nn.Sequential(nn.Identity(), spy)(torch.ones(3))
        assert running.name() == ""
    assert spy.seen == "Sequential.1 (Spy)"


def test_a_module_that_raises_leaves_nothing_behind() -> None:
    running = Running()
    with running:
        with pytest.raises(ValueError, match="too many"):
            nn.Sequential(Spy(running))(torch.ones(4))
        assert running.name() == ""


def test_the_hooks_go() -> None:
    before = len(hooks._global_forward_hooks), len(hooks._global_forward_pre_hooks)
    with Running():
        assert len(hooks._global_forward_hooks) == before[0] + 1
    assert (len(hooks._global_forward_hooks), len(hooks._global_forward_pre_hooks)) == before


def test_names() -> None:
    net = nn.Sequential(nn.Linear(1, 1))
    assert list(names_of(net, "net").values()) == ["net (Sequential)", "net.0 (Linear)"]
