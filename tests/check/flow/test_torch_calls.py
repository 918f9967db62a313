"""Calls of torch: data loaders, optimizers, parameters, distributions."""

from rightloss.check.flow.events import Backward, Build, Step
from rightloss.check.flow.values import Tensor
from tests.check.flow.run import interpreted, values


def test_batches_of_a_loader() -> None:
    text = """
    from torch.utils.data import DataLoader, TensorDataset
    for x, y in DataLoader(TensorDataset(torch.randn(12, 3), torch.randint(0, 2, (12,))), batch_size=4):
        pass
    """
    names = values(text)
    assert isinstance(names["x"], Tensor)
    assert isinstance(names["y"], Tensor)
    assert (names["x"].shape, names["y"].shape, names["y"].dtype) == ((4, 3), (4,), "long")


def test_batches_of_an_own_data_set() -> None:
    text = """
    from torch.utils.data import DataLoader, Dataset
    class Rows(Dataset):
        def __getitem__(self, index):
            return torch.randn(3), 1.5
    for x, y in DataLoader(Rows(), batch_size=4):
        pass
    """
    names = values(text)
    assert isinstance(names["x"], Tensor)
    assert isinstance(names["y"], Tensor)
    assert names["x"].shape is not None
    assert names["x"].shape[1:] == (3,)
    assert names["x"].shape[:1] == names["y"].shape
    assert names["y"].dtype == "double"


def test_the_training_loop_is_told() -> None:
    text = """
    net = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    optimizer.zero_grad()
    net(torch.randn(3, 2)).sum().backward()
    optimizer.step()
    """
    _, events = interpreted(text)
    told = [
        event.what if isinstance(event, Step) else "backward" for event in events if isinstance(event, Step | Backward)
    ]
    assert told == ["zero_grad", "backward", "step"]


def test_parameters_are_attached() -> None:
    found = values("w = nn.Parameter(torch.zeros(3))\ny = torch.randn(2, 3) @ w.unsqueeze(1)\n")["y"]
    assert isinstance(found, Tensor)
    assert found.attached is True


def test_constructors_are_told() -> None:
    _, events = interpreted("nn.CrossEntropyLoss(weight=torch.tensor([1, 2]))\n")
    (built,) = [event for event in events if isinstance(event, Build)]
    assert built.dotted == "torch.nn.CrossEntropyLoss"
    assert isinstance(built.kwargs["weight"], Tensor)
