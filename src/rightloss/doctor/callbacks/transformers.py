"""A callback for the Trainer of Hugging Face: `Trainer(..., callbacks=[LossDoctor()])`."""

from typing import Any

from rightloss._optional import need
from rightloss.doctor.first_batch import FirstBatch
from rightloss.doctor.guard import Mode

_Callback: Any = need("transformers", extra="transformers").TrainerCallback


class LossDoctor(_Callback):  # type: ignore[misc]
    """Watches the first training batches, and stops the training with a readable message where a loss is wired wrongly.

    Args:
        mode: "raise" a GuardError, "warn", or "off".
        batches: how many batches are looked at.
    """

    def __init__(self, mode: Mode = "raise", batches: int = 1) -> None:
        self._first = FirstBatch(mode, batches)

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Watch."""
        self._first.begin()

    def on_substep_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Tell what was found, after the first part of an accumulated step."""
        self._first.end()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Tell what was found."""
        self._first.end()
