"""The list of torch's names is that of the installed torch, and misspelt ones get the nearest."""

import importlib

import pytest
import torch

from rightloss.check import torch_names


@pytest.mark.parametrize("module", ["torch.nn", "torch.nn.functional", "torch.optim"])
@pytest.mark.skipif(not torch.__version__.startswith("2.13"), reason="the list is that of torch 2.13")
def test_the_list_is_torchs(module: str) -> None:
    public = {name for name in dir(importlib.import_module(module)) if not name.startswith("_")}
    assert torch_names.names(module) == public


def test_missing_is_certain() -> None:
    assert torch_names.missing("torch.nn", "Sigmod")
    assert not torch_names.missing("torch.nn", "Sigmoid")
    assert not torch_names.missing("torch.nn", "_reduction")
    assert not torch_names.missing("numpy", "anything")
    assert torch_names.nearest("torch.nn", "CrossEntropyLos")[0] == "CrossEntropyLoss"
