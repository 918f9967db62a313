"""A callback for skorch: `NeuralNet(..., callbacks=[LossDoctor()])`."""

from typing import Any

from rightloss._optional import need
from rightloss.doctor.first_batch import FirstBatch
from rightloss.doctor.guard import Mode

_Callback: Any = need("skorch.callbacks", extra="skorch").Callback


class LossDoctor(_Callback):  # type: ignore[misc]
    """Watches the first training batches, and stops the training with a readable message where a loss is wired wrongly.

    Args:
        mode: "raise" a GuardError, "warn", or "off".
        batches: how many batches are looked at.
    """

    def __init__(self, mode: Mode = "raise", batches: int = 1) -> None:
        self.mode = mode
        self.batches = batches

    def initialize(self) -> "LossDoctor":
        """Start anew with every fit, as callbacks of skorch do."""
        self.first_ = FirstBatch(self.mode, self.batches)
        return self

    def on_batch_begin(self, net: Any, batch: Any = None, training: bool | None = None, **kwargs: Any) -> None:
        """Watch."""
        if training:
            self.first_.begin()

    def on_batch_end(self, net: Any, batch: Any = None, training: bool | None = None, **kwargs: Any) -> None:
        """Tell what was found."""
        if training:
            self.first_.end()
