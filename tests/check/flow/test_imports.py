"""Imports: the project's files are run, other packages stay names."""

import pytest

from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.interpreter import Interpreter
from rightloss.check.flow.project import Project, Source

NET = "import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return x.softmax(1)\n"


@pytest.mark.parametrize(
    ("line", "net"),
    [
        ("from nets import Net", "Net()"),
        ("import nets", "nets.Net()"),
        ("import nets as n", "n.Net()"),
        ("from nets import *", "Net()"),
        ("from nets import Net as Other", "Other()"),
    ],
)
def test_models_of_other_files(line: str, net: str) -> None:
    project = Project()
    project.add(Source(path="/p/nets.py", text=NET))
    body = f"import torch\nimport torch.nn.functional as F\n{line}\nF.cross_entropy({net}(torch.randn(2, 3)), torch.tensor([0, 1]))\n"
    project.add(Source(path="/p/main.py", text=body))
    events: list[Event] = []
    Interpreter(project, events.append).run(project.sources["/p/main.py"])
    (event,) = [event for event in events if isinstance(event, LossCall)]
    assert event.input.space == "probabilities"  # type: ignore[union-attr]


def test_files_that_import_each_other_end() -> None:
    project = Project()
    project.add(Source(path="/p/a.py", text="from b import x\ny = 1\n"))
    project.add(Source(path="/p/b.py", text="from a import y\nx = 2\n"))
    Interpreter(project, lambda event: None).run(project.sources["/p/a.py"])
