"""Networks and helpers of other packages."""

import pytest

from rightloss.check.flow.values import UNKNOWN, Sequence, Table, Tensor
from tests.check.flow.run import losses, value


@pytest.mark.parametrize(
    ("network", "out"),
    [
        ("torchvision.models.resnet18(num_classes=7)", 7),
        ("torchvision.models.resnet18()", 1000),
        ("timm.create_model('resnet34', pretrained=True, num_classes=3)", 3),
        ("timm.create_model('resnet34')", None),
    ],
)
def test_classifiers(network: str, out: int | None) -> None:
    found = value(f"{network}.cuda()(torch.randn(4, 3, 64, 64))", "import torchvision, timm\n")
    assert isinstance(found, Tensor)
    assert (found.space, found.shape) == ("scores", (4, out))


@pytest.mark.parametrize("head", ["net.fc", "net.classifier[1]", "net.classifier[-1]", "net.head"])
def test_a_replaced_head_decides(head: str) -> None:
    before = f"import torchvision\nnet = torchvision.models.resnet18()\n{head} = nn.Linear(512, 5)\n"
    found = value("net(torch.randn(4, 3, 64, 64))", before)
    assert isinstance(found, Tensor)
    assert (found.shape, found.attached) == ((4, 5), True)


def test_inception_gives_a_pair_while_it_is_trained() -> None:
    before = "import torchvision\nnet = torchvision.models.inception_v3()\n"
    assert isinstance(value("net(x)", before + "x = torch.randn(4, 3, 299, 299)\n"), Sequence)
    assert isinstance(value("net(x)", before + "x = torch.randn(4, 3, 299, 299)\nnet.eval()\n"), Tensor)


def test_outputs_of_transformers() -> None:
    before = (
        "from transformers import AutoModelForSequenceClassification as M\nnet = M.from_pretrained('x', num_labels=3)\n"
    )
    found = value("net(ids, labels=y)", before + "ids, y = read()\n")
    assert isinstance(found, Table)
    logits, loss = found.names["logits"], found.names["loss"]
    assert isinstance(logits, Tensor)
    assert isinstance(loss, Tensor)
    assert logits.shape == (None, 3)
    assert loss.shape == ()


def test_graph_layers_give_scores() -> None:
    found = value("GCNConv(16, 7)(x, edges)", "from torch_geometric.nn import GCNConv\nx, edges = read()\n")
    assert isinstance(found, Tensor)
    assert (found.space, found.shape) == ("scores", (None, 7))


def test_accelerate_gives_back_what_it_prepares() -> None:
    before = "from accelerate import Accelerator\na = Accelerator()\nnet, opt = a.prepare(nn.Linear(4, 2), thing())\n"
    found = value("net(torch.randn(3, 4))", before)
    assert isinstance(found, Tensor)
    assert found.shape == (3, 2)


def test_the_rest_is_unknown() -> None:
    assert value("somewhere.thing(3)", "import somewhere\n") == UNKNOWN
    assert losses("import somewhere\nF.mse_loss(somewhere.net(1), somewhere.y)")[0].input == UNKNOWN
