"""Attributes: shapes of tensors, members of classes, names that torch lacks."""

from rightloss.check.api import check_source
from rightloss.check.flow.events import MissingName
from rightloss.check.flow.values import Const, Tensor
from tests.check.flow.run import interpreted, value, values


def test_names_that_do_not_exist_are_told_with_the_nearest() -> None:
    _, events = interpreted("layer = nn.Sigmod()\nF.softmx\nnn.Sigmoid\n")
    missing = [event for event in events if isinstance(event, MissingName)]
    assert [(event.dotted, event.nearest[:1]) for event in missing] == [
        ("torch.nn.Sigmod", ("Sigmoid",)),
        ("torch.nn.functional.softmx", ("softmax",)),
    ]


def test_tensor_attributes() -> None:
    assert value("torch.randn(2, 3).shape[0]") == Const(2)
    assert value("torch.randn(2, 3).ndim") == Const(2)
    data = value("nn.Linear(2, 2)(torch.randn(1, 2)).data")
    assert isinstance(data, Tensor)
    assert data.attached is False


def test_members_come_from_the_nearest_class() -> None:
    text = """
    class A:
        size = 1
        def get(self):
            return self.size
    class B(A):
        size = 2
    got = B().get()
    """
    assert values(text)["got"] == Const(2)


def test_a_module_of_a_dict_is_an_attribute_of_it() -> None:
    found = value("nn.ModuleDict({'model': nn.Linear(4, 3)}).model(torch.randn(2, 4))")
    assert isinstance(found, Tensor)
    assert found.shape == (2, 3)


def test_a_base_class_that_one_of_two_packages_has() -> None:
    found = check_source(
        """
import torch.nn.functional as F
from torch import nn
try:
    import lightning.pytorch as pl
except ImportError:
    import pytorch_lightning as pl

class Net(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))

    def forward(self, x):
        return self.body(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        return F.cross_entropy(self(x), y)
"""
    )
    assert [finding.code for finding in found] == ["RL101"]


def test_class_methods_get_the_class() -> None:
    found = values("""
class Maker:
    def __init__(self, size):
        self.size = size
    @classmethod
    def of(cls, size):
        return cls(size + 1)
    @staticmethod
    def plain(size):
        return size
first, second, third = Maker.of(2).size, Maker(1).of(4).size, Maker.plain(7)
""")
    assert [found[name] for name in ("first", "second", "third")] == [Const(3), Const(5), Const(7)]
