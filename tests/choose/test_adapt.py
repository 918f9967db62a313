"""What people hold in Python becomes a sample with its name, its order and its features."""

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
    with pytest.raises((InputError, Exception), match=r"(?i)same name|duplicate|unique"):
        adapt("y", pd.DataFrame(np.zeros((3, 2)), columns=["y", "y"]))
