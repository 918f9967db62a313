"""Frames become samples: column names, cleaned targets, features as numbers or words."""

import numpy as np
import polars as pl
import pytest

from rightloss.choose.frame import bounded, check_columns, clean_target, feature_array, sample_frame
from rightloss.choose.sample import InputError


def test_features_follow_the_kept_rows() -> None:
    frame = pl.DataFrame({"y": [1, None, 3], "x": [10.0, 20.0, 30.0], "same": [1, 1, 1]})
    sample = sample_frame(frame, target="y", features=None, event=None, source="test")
    assert sample.target.tolist() == [1, 3]
    assert {name: column.tolist() for name, column in (sample.features or {}).items()} == {"x": [10.0, 30.0]}


def test_an_enum_has_an_order() -> None:
    column = pl.Series("y", ["m", "s", "l"], dtype=pl.Enum(["s", "m", "l"]))
    sample = sample_frame(column.to_frame(), target="y", features=None, event=None, source="test")
    assert sample.levels == ("s", "m", "l")
    assert sample.categorical


@pytest.mark.parametrize(("target", "hint"), [("Pirce", "did you mean 'price'"), ("zzz", "columns: price, rooms")])
def test_missing_columns_are_named(target: str, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        check_columns(["price", "rooms"], target, None, None)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([True, None, False], [True, False]),
        (["1", " 2 ", "NA"], [1.0, 2.0]),
        (["1'000", "2'500"], [1000.0, 2500.0]),
        (["1.234,5", "7,25"], [1234.5, 7.25]),
        (["1,234", "5"], [1234.0, 5.0]),
        (["a", "", "b"], ["a", "b"]),
    ],
)
def test_clean_target(values: list[object], wanted: list[object]) -> None:
    assert clean_target(pl.Series("y", values), "y")[0].tolist() == wanted


def test_lists_are_no_target() -> None:
    with pytest.raises(InputError, match="has type List"):
        clean_target(pl.Series("y", [[1], [2, 3]]), "y")


def test_feature_array() -> None:
    assert feature_array(pl.Series([1, 1, 1])) is None
    assert feature_array(pl.Series(["a", None, "b"])) is not None
    numbers = feature_array(pl.Series([1, None, 3]))
    assert numbers is not None
    assert np.isnan(numbers[1])


def test_bounded_leaves_small_frames_alone() -> None:
    frame = pl.DataFrame({"y": [1, 2]})
    assert bounded(frame, "test") == (frame, ())
