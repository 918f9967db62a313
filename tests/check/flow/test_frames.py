"""Frames, columns, splits and scalers: the shapes that pandas and scikit-learn give."""

import numpy as np
import pytest

from rightloss.check.flow.dims import Size
from rightloss.check.flow.values import Sequence, Tensor
from tests.check.flow.run import value, values

pd = pytest.importorskip("pandas", reason="pandas is an extra")

BEFORE = """
import numpy as np
import pandas as pd
df = pd.read_csv("data.csv")
"""
FRAME = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [4.0, 5.0, 6.0], "c": ["x", "y", "x"]})

EXPRESSIONS = [
    "df.values",
    "df['a'].values",
    "df[['a', 'b']].values",
    "df.drop(columns=['c']).to_numpy()",
    "df.drop('c', axis=1).values.astype(np.float32)",
    "df.iloc[:, :-1].values",
    "df.iloc[:, 0].values",
    "df.loc[:, 'a'].to_numpy(dtype=np.float32)",
    "df['c'].astype('category').cat.codes.values",
    "df['a'].fillna(0).astype(np.int64).values",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_ranks_and_dtypes_are_those_of_pandas(expression: str) -> None:
    real = eval(expression, {"df": FRAME, "np": np})
    found = value(expression, BEFORE)
    assert isinstance(found, Tensor)
    assert found.shape is not None
    assert len(found.shape) == real.ndim
    if found.dtype is not None and found.dtype != "int":
        assert np.dtype({"long": "int64", "float": "float32", "double": "float64"}[found.dtype]) == real.dtype


def test_rows_of_a_split_agree() -> None:
    names = values(
        BEFORE
        + """
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
a, b, c, d = train_test_split(df.drop(columns=["c"]), df["a"], test_size=0.3)
x = torch.tensor(StandardScaler().fit_transform(a), dtype=torch.float32)
y = torch.tensor(c.values, dtype=torch.float32)
"""
    )
    x, y = names["x"], names["y"]
    assert isinstance(x, Tensor)
    assert isinstance(y, Tensor)
    assert x.shape is not None
    assert y.shape is not None
    assert (len(x.shape), len(y.shape)) == (2, 1)
    assert isinstance(x.shape[0], Size)
    assert x.shape[0] == y.shape[0]


def test_a_mask_of_rows_or_an_unknown_key_is_unknown() -> None:
    assert not isinstance(value("df[df['a'] > 1]", BEFORE), Tensor)
    assert not isinstance(value("df[name].values", BEFORE + "name = input()\n"), Tensor)


@pytest.mark.parametrize(
    ("call", "shapes"),
    [
        ("load_iris(return_X_y=True)", ((150, 4), (150,))),
        ("make_regression(n_samples=50, n_features=7)", ((50, 7), (50,))),
        ("make_moons(200)", ((200, 2), (200,))),
        ("make_regression(n_samples=50, n_features=7, n_targets=2)", ((50, 7), (50, None))),
    ],
)
def test_made_data(call: str, shapes: tuple[object, object]) -> None:
    found = value(call, f"from sklearn.datasets import {call.partition('(')[0]}\n")
    assert isinstance(found, Sequence)
    assert tuple(part.shape for part in found.items if isinstance(part, Tensor)) == shapes
