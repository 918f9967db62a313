import pytest

from rightloss.check.prefilter import has_suppression, may_train, worth_running

WORTH = [
    b"import torch\nloss = 1\n",
    b"from torch import nn\nx = nn.Sigmod()\n",
    b"import torch\nx.softmax(1)\n",
    b"import torch\nF.cross_entropy(x, y)\n",
    b"import torch\nx.backward()\n",
]


@pytest.mark.parametrize("data", WORTH)
def test_worth_running(data: bytes) -> None:
    assert worth_running(data)


@pytest.mark.parametrize("data", [b"", b"import torch\nx = 1\n", b"import tensorflow\nloss = softmax(x)\n"])
def test_not_worth_running(data: bytes) -> None:
    assert not worth_running(data)


def test_a_script_that_knows_torch_through_a_module_may_train() -> None:
    assert may_train(b"from model import criterion, net\nloss = criterion(net(x), y)\n")
    assert not may_train(b"from model import net\nprint(net)\n")


@pytest.mark.parametrize(
    ("data", "expected"), [(b"# noqa: RL101", True), (b"# rightloss: ignore", True), (b"# noqa", False)]
)
def test_suppressions(data: bytes, expected: bool) -> None:
    assert has_suppression(data) is expected
