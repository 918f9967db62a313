"""`rightloss.choose` takes what people hold in Python."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import torch
from torch.utils.data import DataLoader, Dataset, TensorDataset

import rightloss
from rightloss.choose.api import choose
from rightloss.choose.sample import InputError

RNG = np.random.default_rng(0)
CODES = RNG.integers(0, 3, 90)
LABELS = np.array(["cat", "dog", "bird"])[CODES]
X = RNG.normal(size=(90, 2)) + 3 * np.array([[0, 1], [1, 0], [-1, -1]])[CODES]


@pytest.mark.parametrize(
    "target",
    [
        LABELS,
        LABELS.tolist(),
        pd.Series(LABELS, name="animal"),
        pd.Series(LABELS, dtype="category"),
        pl.Series("animal", LABELS.tolist()),
        pa.chunked_array([LABELS.tolist()]),
    ],
    ids=lambda value: type(value).__module__.partition(".")[0],
)
def test_labels(target: Any) -> None:
    assert choose(target).kind == "nominal"
    assert choose(target, features=X).best.loss == "cross-entropy"  # type: ignore[union-attr]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_tensors(dtype: torch.dtype) -> None:
    target = torch.randn(200, generator=torch.Generator().manual_seed(0)).to(dtype)
    assert choose(target.requires_grad_()).kind == "real"


def test_a_column_of_shape_n_1_is_a_vector() -> None:
    assert choose(RNG.normal(size=(100, 1))).kind == "real"


def test_a_frame_and_a_name() -> None:
    frame = pd.DataFrame({"x": X[:, 0], "animal": LABELS})
    for native in (frame, pl.from_pandas(frame), pa.Table.from_pandas(frame)):
        choice = choose("animal", features=native)
        assert (choice.kind, choice.data["target"], choice.data["features"]) == ("nominal", "animal", 1)


def test_a_frame_as_target_is_several_outputs() -> None:
    assert choose(pd.DataFrame(RNG.normal(size=(50, 3)), columns=["a", "b", "c"])).kind == "multi-output"


def test_ordered_categories() -> None:
    levels = pd.Categorical(RNG.choice(["s", "m", "l"], 60), categories=["s", "m", "l"], ordered=True)
    assert choose(pd.Series(levels)).kind == "ordinal"
    assert choose(pl.Series(levels.tolist(), dtype=pl.Enum(["s", "m", "l"]))).kind == "ordinal"


def test_datasets_and_loaders() -> None:
    data = TensorDataset(torch.tensor(X).float(), torch.tensor(CODES))
    for source in (data, DataLoader(data, batch_size=16)):
        choice = choose(source)
        assert (choice.kind, choice.data["features"]) == ("nominal", 2)


def test_a_dataset_of_dicts() -> None:
    class Rows(Dataset[dict[str, Any]]):
        def __len__(self) -> int:
            return 80

        def __getitem__(self, index: int) -> dict[str, Any]:
            return {"text": "words", "labels": int(CODES[index])}

    assert choose(Rows()).kind == "nominal"


def test_events_of_durations() -> None:
    time, event = RNG.exponential(5, 90), RNG.integers(0, 2, 90)
    assert choose(time, features=X, event=event).kind == "duration"
    assert choose(pd.Series(time, name="time"), event=event).kind == "duration"


def test_a_path_is_read(tmp_path: Any) -> None:
    np.save(tmp_path / "mask.npy", np.kron(RNG.integers(0, 3, (6, 3, 3)), np.ones((1, 4, 4), dtype=int)))
    assert choose(str(tmp_path / "mask.npy")).kind == "mask"


@pytest.mark.parametrize(
    ("target", "options", "message"),
    [
        ("no such column", {}, "got the text 'no such column'"),
        ("anmal", {"features": pd.DataFrame({"animal": LABELS})}, "did you mean 'animal'"),
        ([[1, 2], [3]], {}, "different lengths"),
        (3.0, {}, "got float as target"),
        ({"a": [1, 2]}, {}, "got a dict"),
        ([1.0], {}, "at least two"),
        ([float("nan"), float("nan")], {}, "missing, NaN or infinite"),
        (["a", 1, 2.5], {}, "mixes types"),
        (np.array(["2020-01-01", "2020-01-02"], dtype="datetime64[D]"), {}, "dates or times"),
        (CODES, {"features": X[:10]}, "the target has 90"),
        (CODES, {"metric": "rsme"}, "did you mean rmse"),
        (CODES, {"task": "clasification"}, "did you mean classification"),
        (RNG.normal(size=50), {"metric": "accuracy"}, "cannot score this target"),
        (RNG.normal(size=50), {"metric": "poisson-deviance"}, ""),
        (CODES, {"metric": "pinball:7"}, "between 0 and 1"),
        (LABELS, {"task": "regression"}, "does not fit the target"),
    ],
    ids=range(16),
)
def test_bad_input_is_said_in_one_line(target: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        choose(target, **options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_many_classes_are_no_error() -> None:
    names = [f"item {index}" for index in range(10_000)] * 3
    choice = choose(names)
    assert (choice.kind, choice.best.outputs) == ("nominal", 10_000)  # type: ignore[union-attr]


def test_refuses_what_cannot_be_learned() -> None:
    for target in ([3.0] * 40, [f"id{index}" for index in range(50)], list(range(100))):
        choice = choose(target)
        assert choice.ranking == ()
        assert choice.verdict.startswith("No loss fits")


def test_the_module_is_the_function() -> None:
    assert rightloss.choose([0, 1, 1, 0, 1]).kind == "binary"


def test_prints_as_text_and_html() -> None:
    choice = choose(CODES)
    assert "cross-entropy" in str(choice)
    assert "<" in choice._repr_html_()


@pytest.mark.parametrize("metric", ["dice", "c-index", "integrated-brier"])
@pytest.mark.parametrize("target", [CODES, RNG.integers(0, 24, 300), RNG.poisson(200.0, 300), RNG.normal(size=300)])
def test_a_metric_that_cannot_score_is_refused(metric: str, target: Any) -> None:
    with pytest.raises(InputError, match=f"metric {metric} cannot score this target"):
        choose(target, metric=metric)


def test_bars_of_whole_numbers_are_whole() -> None:
    for mean in (3.0, 20.0, 200.0):
        bars = choose(RNG.poisson(mean, 5000)).distribution
        assert bars is not None
        middle = bars.counts[len(bars.counts) // 4 : len(bars.counts) // 2]
        assert min(middle) > 0
        assert len(bars.counts) <= 31
