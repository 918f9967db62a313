"""Ways that a softmax takes to cross-entropy: each is followed, and each has a twin without the softmax that is silent."""

import pytest

from rightloss.check.flow.values import Tensor
from tests.check.flow.run import losses

# {out} is the last layer of the model or the last step of its output: a softmax, or nothing.
WAYS = {
    "sequential": "net = nn.Sequential(nn.Linear(4, 3), {layer})\nF.cross_entropy(net(x), y)",
    "ordered dict": """
from collections import OrderedDict
net = nn.Sequential(OrderedDict([("a", nn.Linear(4, 3)), ("b", {layer})]))
F.cross_entropy(net(x), y)""",
    "add_module": "net = nn.Sequential(nn.Linear(4, 3))\nnet.add_module('out', {layer})\nF.cross_entropy(net(x), y)",
    "getattr": "act = getattr(nn, '{name}')({args})\nF.cross_entropy(act(nn.Linear(4, 3)(x)), y)",
    "lambda": "head = lambda t: {layer}(t)\nF.cross_entropy(head(nn.Linear(4, 3)(x)), y)",
    "partial": """
from functools import partial
loss = partial(F.cross_entropy, label_smoothing=0.1)
loss({layer}(nn.Linear(4, 3)(x)), y)""",
    "closure": """
def build():
    act = {layer}
    def run(t):
        return act(t)
    return run
F.cross_entropy(build()(nn.Linear(4, 3)(x)), y)""",
    "decorator": """
import functools
def timed(fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        return fn(*args, **kwargs)
    return inner
@timed
def head(t):
    return {layer}(t)
F.cross_entropy(head(nn.Linear(4, 3)(x)), y)""",
    "super": """
class A(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 3)
    def forward(self, t):
        return self.l(t)
class B(A):
    def forward(self, t):
        return {layer}(super().forward(t))
F.cross_entropy(B()(x), y)""",
    "early return": """
def head(t, raw=False):
    if raw:
        return t
    return {layer}(t)
F.cross_entropy(head(nn.Linear(4, 3)(x)), y)""",
    "try and with": """
try:
    with torch.autograd.profiler.profile():
        out = {layer}(nn.Linear(4, 3)(x))
finally:
    pass
F.cross_entropy(out, y)""",
    "self.training": """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 3)
    def forward(self, t):
        return {layer}(self.l(t)) if self.training else self.l(t)
net = Net()
net.train()
F.cross_entropy(net(x), y)""",
    "dataclass": """
from dataclasses import dataclass
@dataclass
class Out:
    scores: object
    other: int = 0
out = Out(scores={layer}(nn.Linear(4, 3)(x)))
F.cross_entropy(out.scores, y)""",
    "named tuple": """
from typing import NamedTuple
class Out(NamedTuple):
    scores: object
    other: int
F.cross_entropy(Out({layer}(nn.Linear(4, 3)(x)), 1).scores, y)""",
    "module dict": """
heads = nn.ModuleDict({{"a": nn.Sequential(nn.Linear(4, 3), {layer})}})
F.cross_entropy({{k: m(x) for k, m in heads.items()}}["a"], y)""",
    "module list in a loop": """
layers = nn.ModuleList([nn.Linear(4, 3), {layer}])
t = x
for layer in layers:
    t = layer(t)
F.cross_entropy(t, y)""",
    "criterion as a parameter": """
def train(net, criterion):
    return criterion(net(x), y)
train(nn.Sequential(nn.Linear(4, 3), {layer}), nn.CrossEntropyLoss())""",
    "factory": """
def get_loss(name):
    if name == "ce":
        return nn.CrossEntropyLoss()
    raise ValueError(name)
get_loss("ce")({layer}(nn.Linear(4, 3)(x)), y)""",
    "forward of the loss": "nn.CrossEntropyLoss().forward({layer}(nn.Linear(4, 3)(x)), y)",
    "wrappers": """
net = nn.DataParallel(torch.compile(nn.Sequential(nn.Linear(4, 3), {layer}))).to("cuda").cuda()
F.cross_entropy(net(x).float(), y)""",
    "own loss class": """
class Loss(nn.CrossEntropyLoss):
    def forward(self, scores, target):
        return super().forward(scores, target)
Loss()({layer}(nn.Linear(4, 3)(x)), y)""",
    "a batch of a dict": """
batch = {{"x": x, "y": y}}
batch = {{k: v.to("cuda") for k, v in batch.items()}}
F.cross_entropy({layer}(nn.Linear(4, 3)(batch["x"])), batch["y"])""",
    "enumerate over a loader": """
from torch.utils.data import DataLoader, TensorDataset
for i, (a, b) in enumerate(DataLoader(TensorDataset(x, y), batch_size=4)):
    F.cross_entropy({layer}(nn.Linear(4, 3)(a)), b)""",
    "unknown arguments": """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 3)
    def forward(self, ids, labels=None):
        out = {layer}(self.l(ids))
        if labels is not None:
            return F.cross_entropy(out, labels)
        return out
Net()(**read())""",
    "a method of something unknown": "F.cross_entropy(thing(x){method}, y)",
}
BEFORE = "x, y = torch.randn(8, 4), torch.randint(0, 3, (8,))\n"
SOFTMAX = {"layer": "nn.Softmax(dim=1)", "name": "Softmax", "args": "dim=1", "method": ".softmax(dim=1)"}
NOTHING = {"layer": "nn.Identity()", "name": "Identity", "args": "", "method": ".float()"}


def _space(way: str, last: dict[str, str]) -> set[object]:
    found = losses(BEFORE + WAYS[way].strip("\n").format(**last) + "\n")
    assert found
    return {event.input.space if isinstance(event.input, Tensor) else "?" for event in found}


@pytest.mark.parametrize("way", WAYS)
def test_a_softmax_is_seen_at_the_loss(way: str) -> None:
    assert _space(way, SOFTMAX) == {"probabilities"}


@pytest.mark.parametrize("way", WAYS)
def test_without_it_nothing_is_claimed(way: str) -> None:
    assert "probabilities" not in _space(way, NOTHING)
