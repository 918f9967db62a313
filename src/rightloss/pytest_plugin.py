"""The pytest fixture `loss_doctor`; pytest loads it where rightloss is installed, and torch only where it is used."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from rightloss._optional import resolve

if TYPE_CHECKING:
    from rightloss.doctor.result import Diagnosis
    from rightloss.doctor.watch import Watch


class LossDoctor:
    """Lets a project assert its wiring in its own tests."""

    def __call__(self, model: Any, criterion: Any, batch: Any, **options: Any) -> "Diagnosis":
        """Fail the test where `rightloss.diagnose` finds something; its result.

        Args:
            model: the model.
            criterion: the loss.
            batch: (inputs, target).
            **options: of `rightloss.diagnose`; `ignore`, codes that are not to fail.
        """
        __tracebackhide__ = True
        ignore = frozenset(options.pop("ignore", ()))
        found: Diagnosis = resolve("rightloss.doctor.diagnose:diagnose")(model, criterion, batch, **options)
        _fail([item for item in found.findings if item.code not in ignore])
        return found

    @contextmanager
    def watching(self, ignore: Any = ()) -> Iterator["Watch"]:
        """Fail the test where something is found in what runs within: a training step, an epoch."""
        __tracebackhide__ = True
        watch: Watch = resolve("rightloss.doctor.watch:Watch")()
        with watch:
            yield watch
        _fail([item for item in watch.findings if item.code not in frozenset(ignore)])


def _fail(findings: Any) -> None:
    __tracebackhide__ = True
    if findings:
        pytest.fail(resolve("rightloss.doctor.errors:described")(findings), pytrace=False)


@pytest.fixture
def loss_doctor() -> LossDoctor:
    """Checks a model with its loss: `loss_doctor(model, criterion, batch)`, or `with loss_doctor.watching(): ...`."""
    return LossDoctor()
