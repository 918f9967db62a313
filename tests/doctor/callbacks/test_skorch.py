import warnings
from typing import Any

import numpy as np
import pytest
from torch import nn

from rightloss.doctor.errors import GuardError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    skorch = pytest.importorskip("skorch", reason="skorch is not installed")
    from rightloss.doctor.callbacks.skorch import LossDoctor

pytestmark = pytest.mark.filterwarnings("ignore")

X = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
Y = (X[:, 0] > 0).astype("int64")


def net(*more: nn.Module, **options: Any) -> Any:
    return skorch.NeuralNet(
        nn.Sequential(nn.Linear(4, 2), *more), nn.CrossEntropyLoss, max_epochs=2, verbose=0, callbacks=[LossDoctor()],
        **options,
    )  # fmt: skip


def test_a_wrong_loss_stops_the_training() -> None:
    with pytest.raises(GuardError, match="RL101"):
        net(nn.Softmax(dim=1)).fit(X, Y)


def test_a_right_loss_goes_on_and_can_be_fitted_again() -> None:
    model = net().fit(X, Y)
    assert len(model.history) == 2
    assert len(model.fit(X, Y).history) == 2


def test_an_error_is_explained() -> None:
    with pytest.raises(GuardError, match="RL203"):
        net().fit(X, Y + 1)


def test_parameters_can_be_set_as_in_scikit_learn() -> None:
    model = net(nn.Softmax(dim=1), callbacks__LossDoctor__mode="off")
    assert len(model.fit(X, Y).history) == 2
