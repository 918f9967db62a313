"""Arrays become samples: rows without a target go, features are spread, too many rows are drawn."""

import numpy as np
import pytest

from rightloss.choose import arrays
from rightloss.choose.arrays import sample_arrays
from rightloss.choose.sample import InputError


def test_rows_without_a_target_go_and_features_follow() -> None:
    data = {"y": np.array([1.0, np.nan, 3.0, np.inf, 5.0]), "x": np.arange(5.0)}
    sample = sample_arrays(data, target="y", name="y", features=None, source="test")
    assert sample.target.tolist() == [1.0, 3.0, 5.0]
    assert sample.features is not None
    assert sample.features["x"].tolist() == [0.0, 2.0, 4.0]
    assert (sample.rows, sample.missing, sample.infinite) == (5, 1, 1)


def test_features_of_several_dimensions_are_spread() -> None:
    data = {"y": np.arange(4), "x": np.arange(24.0).reshape(4, 2, 3)}
    sample = sample_arrays(data, target="y", name=None, features=None, source="test")
    assert list(sample.features or ()) == [f"x[{index}]" for index in range(6)]


def test_a_row_of_a_matrix_with_a_gap_goes_whole() -> None:
    data = {"y": np.array([[1.0, 2.0], [np.nan, 1.0], [3.0, 4.0]])}
    assert sample_arrays(data, target="y", name=None, features=False, source="test").target.shape == (2, 2)


def test_too_many_rows_are_drawn_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MAX_TARGET_ROWS", 50)
    sample = sample_arrays({"y": np.arange(200)}, target="y", name=None, features=False, source="test")
    assert len(sample.target) == 50
    assert sample.rows == 200
    assert "random sample of 50" in sample.notes[0]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (np.array(3), "single value"),
        (np.zeros((2, 0)), "no values"),
        (np.array([1 + 2j, 3]), "complex"),
        (np.array([["a", "b"], ["c", "d"]], dtype=object), "2-dimensional array of objects"),
    ],
)
def test_refuses(target: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        sample_arrays({"y": target}, target="y", name=None, features=False, source="test")
