import logging
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from rightloss.doctor.errors import GuardError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    lightning = pytest.importorskip("lightning.pytorch", reason="lightning is not installed")
    from rightloss.doctor.callbacks.lightning import LossDoctor

pytestmark = pytest.mark.filterwarnings("ignore")


def module(*more: nn.Module, target: int = 0) -> Any:
    class Task(lightning.LightningModule):  # type: ignore[name-defined,misc]
        def __init__(self) -> None:
            super().__init__()
            self.net = nn.Sequential(nn.Linear(4, 3), *more)
            self.seen = 0

        def training_step(self, batch: Any, batch_idx: int) -> torch.Tensor:
            self.seen += 1
            x, y = batch
            return F.cross_entropy(self.net(x), y + target)

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    return Task()


def fit(task: Any, callback: LossDoctor, folder: Path) -> None:
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    data = DataLoader(TensorDataset(torch.randn(24, 4), torch.randint(0, 3, (24,))), batch_size=4)
    trainer = lightning.Trainer(
        max_epochs=1, callbacks=[callback], logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, default_root_dir=folder, accelerator="cpu", devices=1,
    )  # fmt: skip
    trainer.fit(task, data)


def test_a_wrong_loss_stops_the_training(tmp_path: Path) -> None:
    task = module(nn.Softmax(dim=1))
    with pytest.raises(GuardError, match=r"RL101 .*\n  at .*test_lightning.py"):
        fit(task, LossDoctor(), tmp_path)
    assert task.seen == 1


def test_a_right_loss_goes_on(tmp_path: Path) -> None:
    task = module()
    fit(task, LossDoctor(), tmp_path)
    assert task.seen == 6


def test_an_error_is_explained(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="RL203"):
        fit(module(target=2), LossDoctor(), tmp_path)
    fit(module(), LossDoctor(), tmp_path)
