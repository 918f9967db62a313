import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from rightloss.doctor.errors import GuardError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    pytest.importorskip("accelerate", reason="the Trainer needs accelerate")
    from rightloss.doctor.callbacks.transformers import LossDoctor

pytestmark = pytest.mark.filterwarnings("ignore")


class Model(nn.Module):
    def __init__(self, *more: nn.Module, shift: int = 0) -> None:
        super().__init__()
        self.net, self.shift, self.seen = nn.Sequential(nn.Linear(4, 3), *more), shift, 0

    def forward(self, x: torch.Tensor, labels: torch.Tensor) -> dict[str, torch.Tensor]:
        self.seen += 1
        logits = self.net(x)
        return {"loss": F.cross_entropy(logits, labels + self.shift), "logits": logits}


def fit(model: Model, callback: LossDoctor, folder: Path, **options: Any) -> None:
    rows = [{"x": torch.randn(4), "labels": torch.tensor(number % 3)} for number in range(24)]
    arguments = transformers.TrainingArguments(
        output_dir=str(folder), per_device_train_batch_size=4, num_train_epochs=1, report_to=[], use_cpu=True,
        save_strategy="no", logging_strategy="no", disable_tqdm=True, remove_unused_columns=False, **options,
    )  # fmt: skip
    transformers.Trainer(model=model, args=arguments, train_dataset=rows, callbacks=[callback]).train()


def test_a_wrong_loss_stops_the_training(tmp_path: Path) -> None:
    model = Model(nn.Softmax(dim=1))
    with pytest.raises(GuardError, match=r"RL101 .*\n  at .*test_transformers.py"):
        fit(model, LossDoctor(), tmp_path)
    assert model.seen == 1


def test_a_right_loss_goes_on(tmp_path: Path) -> None:
    model = Model()
    fit(model, LossDoctor(), tmp_path, gradient_accumulation_steps=2)
    assert model.seen == 6


def test_an_error_is_explained(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="RL203"):
        fit(Model(shift=2), LossDoctor(), tmp_path)
