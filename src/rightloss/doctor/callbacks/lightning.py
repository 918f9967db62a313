"""A callback for Lightning: `Trainer(callbacks=[LossDoctor()])`."""

from typing import Any

from rightloss._optional import need
from rightloss.doctor.first_batch import FirstBatch
from rightloss.doctor.guard import Mode

_Callback: Any = need("lightning.pytorch", extra="lightning").Callback


class LossDoctor(_Callback):  # type: ignore[misc]
    """Watches the first training batches, and stops the training with a readable message where a loss is wired wrongly.

    Args:
        mode: "raise" a GuardError, "warn", or "off".
        batches: how many batches are looked at.
    """

    def __init__(self, mode: Mode = "raise", batches: int = 1) -> None:
        super().__init__()
        self._first = FirstBatch(mode, batches)

    def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
        """Watch."""
        self._first.begin()

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        """Tell what was found."""
        self._first.end()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        """Explain the error, where it is explained."""
        self._first.abort(exception)
