"""Batches have the rows of the loader and the shape of an example."""

import pytest

from rightloss.check.flow.values import Tensor
from tests.check.flow.run import values


@pytest.mark.parametrize(
    ("dataset", "shape"),
    [
        ("TensorDataset(torch.randn(8, 3), torch.zeros(8))", (2, 3)),
        ("[(torch.randn(3), 1.0) for _ in range(4)]", (2, 3)),
        ("Subset(TensorDataset(torch.randn(8, 3), torch.zeros(8)), [0, 1])", (2, 3)),
    ],
)
def test_batches(dataset: str, shape: tuple[int, ...]) -> None:
    text = "from torch.utils.data import *\nfrom torch.utils.data import DataLoader, Subset, TensorDataset\n"
    names = values(f"{text}for x, y in DataLoader({dataset}, batch_size=2):\n    pass\n")
    assert isinstance(names["x"], Tensor)
    assert names["x"].shape is not None
    assert names["x"].shape[1:] == shape[1:]
    assert isinstance(names["y"], Tensor)
    assert names["y"].shape is not None
    assert len(names["y"].shape) == 1


def test_a_batch_that_does_not_divide_has_an_unknown_size() -> None:
    text = """
    from torch.utils.data import DataLoader, TensorDataset
    for x, y in DataLoader(TensorDataset(torch.randn(7, 3), torch.zeros(7)), batch_size=2):
        pass
    """
    names = values(text)
    assert isinstance(names["x"], Tensor)
    assert isinstance(names["y"], Tensor)
    assert names["x"].shape is not None
    assert not isinstance(names["x"].shape[0], int)
    assert names["x"].shape[:1] == names["y"].shape
