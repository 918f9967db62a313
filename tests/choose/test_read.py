"""Files are read as people write them, and what cannot be read is said in one line."""

import gzip
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rightloss.choose.read import read
from rightloss.choose.sample import InputError, Sample

FRAME = pl.DataFrame({"x": [1.0, 2.0, 3.0, 4.0], "kind": ["a", "b", "a", "c"], "y": [3, 1, 4, 1]})


def _written(folder: Path, name: str) -> Path:
    path = folder / name
    match path.suffix:
        case ".csv":
            FRAME.write_csv(path)
        case ".tsv":
            FRAME.write_csv(path, separator="\t")
        case ".gz":
            path.write_bytes(gzip.compress(FRAME.write_csv().encode()))
        case ".parquet":
            FRAME.write_parquet(path)
        case ".arrow" | ".feather":
            FRAME.write_ipc(path)
        case ".jsonl" | ".ndjson":
            FRAME.write_ndjson(path)
        case ".npz":
            np.savez(path, x=FRAME["x"].to_numpy(), y=FRAME["y"].to_numpy())
        case ".pt":
            torch.save({"x": torch.tensor([1.0, 2.0, 3.0, 4.0]), "y": torch.tensor([3, 1, 4, 1])}, path)
    return path


@pytest.mark.parametrize(
    "name", ["d.csv", "d.tsv", "d.csv.gz", "d.parquet", "d.arrow", "d.feather", "d.jsonl", "d.ndjson", "d.npz", "d.pt"]
)
def test_formats(tmp_path: Path, name: str) -> None:
    sample = read(_written(tmp_path, name), target="y")
    assert sample.target.tolist() == [3, 1, 4, 1]
    assert sample.rows == 4
    assert sample.features is not None
    assert sample.features["x"].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_npy_needs_no_target(tmp_path: Path) -> None:
    np.save(tmp_path / "d.npy", np.arange(12).reshape(3, 2, 2))
    assert read(tmp_path / "d.npy", target=None).target.shape == (3, 2, 2)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (["1.5", "2", "NA"], [1.5, 2.0]),
        (["$1,200", "$3,400.50", ""], [1200.0, 3400.5]),
        (["1,5", "2,25", "?"], [1.5, 2.25]),
        (["10 %", "20 %", "n/a"], [10.0, 20.0]),
        (["yes", "no", "null"], ["yes", "no"]),
    ],
)
def test_text_targets(tmp_path: Path, values: list[str], wanted: list[object]) -> None:
    pl.DataFrame({"y": values, "x": [1, 2, 3]}).write_csv(tmp_path / "d.csv", quote_style="always")
    sample = read(tmp_path / "d.csv", target="y")
    assert sample.target.tolist() == wanted
    assert sample.missing == 1


def test_nan_and_inf_are_counted(tmp_path: Path) -> None:
    pl.DataFrame({"y": [1.0, float("nan"), float("inf"), 2.0, None]}).write_parquet(tmp_path / "d.parquet")
    sample = read(tmp_path / "d.parquet", target="y")
    assert (sample.target.tolist(), sample.missing, sample.infinite) == ([1.0, 2.0], 2, 1)
    assert any("infinite" in note for note in sample.notes)


def test_features_are_chosen_or_left_out(tmp_path: Path) -> None:
    path = _written(tmp_path, "d.csv")
    assert read(path, target="y", features=False).features is None
    assert list(read(path, target="y", features=["kind"]).features or ()) == ["kind"]


def test_the_target_is_no_feature(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'y' is the target and cannot be a feature too"):
        read(_written(tmp_path, "d.csv"), target="y", features=["kind", "y"])


def test_digits_beyond_64_bits_are_names(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("y\n" + "".join(f"{10**25 + row}\n" for row in range(30)))
    assert read(tmp_path / "d.csv", target="y").target[0] == "10000000000000000000000000"


def test_the_event_is_among_the_features(tmp_path: Path) -> None:
    pl.DataFrame({"time": [1.0, 2.0, 3.0], "seen": [0, 1, 1]}).write_csv(tmp_path / "d.csv")
    assert "seen" in (read(tmp_path / "d.csv", target="time", features=False, event="seen").features or {})


BAD: dict[str, tuple[str, bytes | None, str | None, str]] = {
    "missing file": ("d.csv", None, "y", "does not exist"),
    "unknown extension": ("d.xyz", b"y\n1\n2\n", "y", "extension '.xyz'"),
    "semicolons": ("d.csv", b"x;y\n1;2\n3;4\n", "y", "separated by semicolons"),
    "tabs": ("d.csv", b"x\ty\n1\t2\n3\t4\n", "y", "separated by tabs"),
    "empty": ("d.csv", b"", "y", "is empty"),
    "header only": ("d.csv", b"x,y\n", "y", "header and no rows"),
    "one row": ("d.csv", b"x,y\n1,2\n", "y", "1 row"),
    "missing column": ("d.csv", b"x,price\n1,2\n3,4\n", "Price", "did you mean 'price'"),
    "no target": ("d.csv", b"x,y\n1,2\n3,4\n", None, "add --target with one of: x, y"),
    "all missing": ("d.csv", b"x,y\n1,\n3,\n", "y", "every value of 'y' is missing"),
    "two columns of a name": ("d.csv", b"y,y\n1,2\n3,4\n", "y", "two columns called 'y'"),
    "latin-1": ("d.csv", "x,y\n1,caf\xe9\n2,th\xe9\n".encode("latin-1"), "y", "not UTF-8"),
    "ragged rows": ("d.csv", b"x,y\n1,2\n3,4,5,6\n", "y", "line 3 has 4 fields"),
    "truncated parquet": ("d.parquet", b"PAR1 and then nothing", "y", "is cut off"),
    "damaged parquet": ("d.parquet", b"PAR1 and then nothing PAR1", "y", "cannot be read"),
    "no parquet": ("d.parquet", b"x,y\n1,2\n", "y", "is not a Parquet file"),
    "no arrow": ("d.feather", b"x,y\n1,2\n" * 9, "y", "is not an Arrow file"),
    "truncated arrow": ("d.arrow", b"ARROW1" + b"\0" * 99, "y", "is cut off"),
    "broken json line": ("d.jsonl", b'{"y": 1}\n{"y": \n', "y", "line 2"),
    "json that is no object": ("d.jsonl", b'{"y": 1}\n[1, 2]\n', "y", "line 2"),
    "a folder": ("folder", None, "y", "is a folder"),
    "pickles": ("d.pt", b"not a tensor at all", "y", "weights_only"),
}


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.replace(" ", "-"))
def test_bad_files_are_said_in_one_line(tmp_path: Path, case: str) -> None:
    name, content, target, message = BAD[case]
    if case == "a folder":
        (tmp_path / name).mkdir()
    elif content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(tmp_path / name, target=target)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_pickled_objects_are_not_opened(tmp_path: Path) -> None:
    np.save(tmp_path / "d.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="pickled objects"):
        read(tmp_path / "d.npy", target=None)


ROWS = "".join(f"{index},{index * 1.7}\n" for index in range(40))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("d.csv", f"x,y\n{ROWS}1,2,3\n".encode(), "line 42 has 3 fields, the header has 2"),
        ("d.csv.gz", gzip.compress(f"x,y\n{ROWS}1,2,3\n".encode()), "line 42 has 3 fields, the header has 2"),
        ("d.csv", b'x,y\n"1,5",2.5\n' + b'a"b,3\n' * 20, "its quotes do not close"),
        ("d.csv", f"x,y\n{ROWS}".encode("utf-16"), "iconv -f utf-16"),
        ("d.csv", ROWS.encode(), "has no header: its first line is 0, 0.0"),
        ("d.csv", b"\xff\x00\x01" * 50, "binary data"),
        ("d.csv", b"x,y\n" + b"1,2024-01-31\n" * 9 + b"1,2024-02-01T12:30:00Z\n", "holds dates or times"),
        ("d.npy", b"junk", "not written by numpy.save"),
        ("d.npz", b"junk", "not written by numpy.save"),
        ("d.pt", b"junk", "torch.save did not write it"),
    ],
    ids=["ragged", "ragged-gz", "quotes", "utf-16", "no-header", "binary", "dates", "npy", "npz", "pt"],
)
def test_the_next_step_is_the_right_one(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(tmp_path / name, target="y")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pickled_model_is_not_opened(tmp_path: Path) -> None:
    torch.save(torch.nn.Linear(2, 2), tmp_path / "d.pt")
    with pytest.raises(InputError, match="objects other than tensors"):
        read(tmp_path / "d.pt", target=None)


def test_numbers_and_text_mixed(tmp_path: Path) -> None:
    values = [str(number) for number in range(40)] + ["many", "few"]
    pl.DataFrame({"y": values}).write_csv(tmp_path / "d.csv")
    with pytest.raises(InputError, match=r"mixes numbers \(.*\) and text"):
        read(tmp_path / "d.csv", target="y")


def test_dates_are_no_target(tmp_path: Path) -> None:
    pl.DataFrame(
        {"y": pl.datetime_range(pl.datetime(2020, 1, 1), pl.datetime(2020, 1, 9), "1d", eager=True)}
    ).write_parquet(tmp_path / "d.parquet")
    with pytest.raises(InputError, match="dates or times"):
        read(tmp_path / "d.parquet", target="y")


def test_a_number_column_that_turns_to_text_late(tmp_path: Path) -> None:
    rows = "\n".join(f"{index},{index % 3}" for index in range(12_000)) + "\nlate text,1\n"
    (tmp_path / "d.csv").write_text("x,y\n" + rows)
    assert len(read(tmp_path / "d.csv", target="y").target) == 12_001


def _said_or_read(path: Path) -> bool:
    """Whether a file is read, or refused in one line."""
    try:
        return isinstance(read(path, target="y"), Sample)
    except InputError as error:
        return "\n" not in str(error)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(min_size=0, max_size=300),
    suffix=st.sampled_from([".csv", ".tsv", ".parquet", ".jsonl", ".npy", ".npz"]),
)
def test_random_bytes_never_end_in_a_traceback(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"d{suffix}"
    path.write_bytes(content)
    assert _said_or_read(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries({"y": st.one_of(st.none(), st.integers(), st.floats(), st.text(), st.booleans())}),
        max_size=8,
    )
)
def test_random_rows_never_end_in_a_traceback(tmp_path: Path, rows: list[dict[str, object]]) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert _said_or_read(path)
