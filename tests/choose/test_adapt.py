"""What people hold in Python becomes a sample with its name, its order and its features."""

import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import torch

from rightloss.choose.adapt import adapt
from rightloss.choose.sample import InputError


@pytest.mark.parametrize(
    "target",
    [
        pd.Series([1.5, None, 2.5], name="y"),
        pl.Series("y", [1.5, None, 2.5]),
        pd.DataFrame({"y": [1.5, None, 2.5]}),
        pa.table({"y": [1.5, None, 2.5]}),
    ],
    ids=["pandas", "polars", "frame", "arrow"],
)
def test_series_keep_name_and_gaps(target: object) -> None:
    sample = adapt(target)
    assert (sample.name, sample.target.tolist(), sample.missing) == ("y", [1.5, 2.5], 1)


def test_integers_with_a_gap_stay_numbers() -> None:
    assert adapt(pd.Series([1, None, 3], dtype="Int64")).target.tolist() == [1.0, 3.0]


def test_tensors_of_half_precision() -> None:
    assert adapt(torch.tensor([1.0, 2.0], dtype=torch.bfloat16)).target.tolist() == [1.0, 2.0]


def test_features_of_a_frame_keep_their_names() -> None:
    sample = adapt([1, 2, 3], pd.DataFrame({"size": [1.0, 2.0, 4.0], "colour": ["a", "b", "a"]}))
    assert set(sample.features or ()) == {"size", "colour"}


def test_an_unsized_iterable_is_read() -> None:
    assert adapt(value for value in (1, 2, 3)).target.tolist() == [1, 2, 3]


def test_loaders_are_read_up_to_a_bound() -> None:
    data = torch.utils.data.TensorDataset(torch.zeros(5000, 2), torch.arange(5000) % 3)
    assert len(adapt(data).target) == 2000
    assert len(adapt(torch.utils.data.DataLoader(data, batch_size=10)).target) == 500


@pytest.mark.parametrize("batched", [False, True])
def test_the_numbers_of_dicts_are_features(batched: bool) -> None:
    rows: Any = [{"x": torch.tensor([i, 2.0 * i]), "z": 3.0 * i, "text": "a", "label": i % 3} for i in range(40)]

    class Data(torch.utils.data.Dataset[Any]):
        def __len__(self) -> int:
            return len(rows)

        def __getitem__(self, index: int) -> Any:
            return rows[index]

    data = torch.utils.data.DataLoader(Data(), batch_size=10) if batched else Data()
    sample = adapt(data)
    assert sample.target.tolist() == [i % 3 for i in range(40)]
    found = sample.features
    assert found is not None
    assert sorted(float(column[7]) for column in found.values()) == [7.0, 14.0, 21.0]


def test_an_empty_dataset_is_refused() -> None:
    with pytest.raises(InputError, match="is empty"):
        adapt(torch.utils.data.TensorDataset(torch.zeros(0)))


def test_targets_that_differ_in_shape_are_refused() -> None:
    class Ragged(torch.utils.data.Dataset[torch.Tensor]):
        def __len__(self) -> int:
            return 3

        def __getitem__(self, index: int) -> torch.Tensor:
            return torch.zeros(index + 1)

    with pytest.raises(InputError, match="differ in shape"):
        adapt(Ragged())


def test_two_columns_of_a_name_are_refused() -> None:
    with pytest.raises(InputError, match="same name"):
        adapt("y", pd.DataFrame(np.zeros((3, 2)), columns=["y", "y"]))


@pytest.mark.parametrize(
    ("target", "values"),
    [
        (pd.Series([True, False, None], dtype="boolean"), [1.0, 0.0]),
        (pd.Series(["a", "b", None], dtype="string"), ["a", "b"]),
        (pd.Series(pd.Categorical(["u", None, "v"])), ["u", "v"]),
        (pd.Series(pd.Categorical([10, 35, 20])), [10.0, 35.0, 20.0]),
        (pd.Series([Decimal("1.5"), Decimal("2.25")]), [1.5, 2.25]),
        (pl.Series([Decimal("1.5"), Decimal("2.25")]), [1.5, 2.25]),
        (np.ma.masked_array([1.0, 2.0, 3.0], mask=[False, True, False]), [1.0, 3.0]),
        (np.ma.masked_array([1, 2, 3], mask=False), [1, 2, 3]),
        (pl.Series([[1.0, 2.0], [3.0, 4.0]]), [[1.0, 2.0], [3.0, 4.0]]),
    ],
    ids=lambda value: f"{type(value).__module__.partition('.')[0]}-{getattr(value, 'dtype', '')}",
)
def test_what_libraries_call_missing_categorical_and_exact(target: Any, values: list[Any]) -> None:
    assert adapt(target).target.tolist() == values


def test_a_declared_category_of_numbers_stays_one() -> None:
    assert adapt(pd.Series(pd.Categorical([10, 35, 20]))).categorical


def test_long_identifiers_stay_apart() -> None:
    ids = np.arange(5, dtype=np.uint64) + np.uint64(2**63)
    assert adapt(ids).target.tolist() == ids.tolist()
    assert adapt(pl.Series(ids)).target.tolist() == ids.tolist()


def test_columns_may_be_called_by_numbers() -> None:
    sample = adapt(pd.Series([1.5, 2.5, 4.0], name=0), pd.DataFrame(np.eye(3)))
    assert sample.features is not None
    assert list(sample.features) == ["0", "1", "2"]


def test_features_of_odd_types_do_no_harm() -> None:
    features = pd.DataFrame({"lists": [[1], [2], [3]], "flags": pd.Series([True, None, False], dtype="boolean")})
    assert set(adapt([1.5, 2.5, 4.0], features).features or ()) == {"lists", "flags"}


def test_a_lazy_frame_is_collected() -> None:
    assert adapt("y", pl.DataFrame({"x": [1, 2], "y": [1.5, 2.5]}).lazy()).target.tolist() == [1.5, 2.5]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ([datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)], "holds dates or times"),
        (pd.Series(pd.period_range("2020", periods=3, freq="D")), "objects of type Period"),
        (pl.Series([{"a": 1}, {"a": 2}]), "records of several fields"),
        (pl.Series([[1.0], [1.0, 2.0]]), "differ in length"),
        (torch.eye(3).to_sparse(), "pass a dense one"),
    ],
    ids=["dates", "periods", "records", "ragged", "sparse"],
)
def test_what_no_loss_can_take(target: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        adapt(target)


def test_the_event_column_is_checked() -> None:
    times = [1.0, 2.0, 3.0]
    for event, message in (([0, 2, 1], "wanted 1 where the event was seen"), ([0, 0, 0], "no event was seen")):
        with pytest.raises(InputError, match=message):
            adapt(times, event=event)
