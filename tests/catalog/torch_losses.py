"""The losses of torch.nn, made and called from their entries."""

import inspect
import re
from typing import Any

import torch
from torch import Tensor, nn

from rightloss.catalog.registry import losses
from rightloss.catalog.schema import Loss
from tests.catalog.draw import SIZES, Drawn, arguments

# Where `forward` has another name for a tensor than the function has, or than every other loss has.
RENAMED = {"log_input": "input", "input_": "input", "target_": "target"}
OPTIONS: dict[str, dict[str, Any]] = {
    "linear-cross-entropy": {
        "in_features": SIZES["D"],
        "num_classes": SIZES["C"],
        "out_features": SIZES["d1..dK"],
        "dtype": torch.float64,
    },
    "adaptive-log-softmax": {
        "in_features": SIZES["D"],
        "n_classes": SIZES["C"],
        "cutoffs": [3],
        "div_value": 1.0,
        "dtype": torch.float64,
    },
    # torch warns of its default, which divides by the number of classes as well.
    "kl-divergence": {"reduction": "batchmean"},
}


def torch_class(loss: Loss) -> type[nn.Module] | None:
    names = [call.rpartition(".")[2] for call in loss.calls if re.fullmatch(r"torch\.nn\.\w+", call)]
    return getattr(nn, names[0]) if names else None


def forward_arguments(loss: Loss) -> list[str]:
    cls = torch_class(loss)
    assert cls is not None
    return list(inspect.signature(cls.forward).parameters)[1:]


def torch_losses() -> list[Loss]:
    return [loss for loss in losses().values() if torch_class(loss)]


def options(loss: Loss, target_space: str = "") -> dict[str, Any]:
    log_target = {"log_target": True} if target_space == "log-probabilities" else {}
    return OPTIONS.get(loss.name, {}) | log_target


def value(loss: Loss, inputs: tuple[Tensor, ...], target: Drawn, target_space: str = "") -> Tensor:
    torch.manual_seed(0)
    cls = torch_class(loss)
    assert cls is not None
    tensors = arguments(loss, inputs, target)
    answer = cls(**options(loss, target_space))(*(tensors[RENAMED.get(n, n)] for n in forward_arguments(loss)))
    return answer.loss if hasattr(answer, "loss") else answer
