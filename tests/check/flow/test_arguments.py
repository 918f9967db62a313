"""Arguments are bound by name, and read as numbers, sizes and dtypes."""

from rightloss.check.flow import arguments
from rightloss.check.flow.dims import symbol
from rightloss.check.flow.values import UNKNOWN, Const, External, Object, sequence


def test_bind_knows_other_names() -> None:
    given = arguments.bind("input dim", (Const(1),), {"axis": Const(2), "keepdims": Const(True)})
    assert (given["dim"], given["keepdim"]) == (Const(2), Const(True))


def test_numbers() -> None:
    assert arguments.number(Const(2.5)) == 2.5
    assert arguments.number(Const(True)) is None
    assert arguments.integer(Const(2.5)) is None
    assert arguments.dims_of(sequence([Const(1), Const(-1)])) == (1, -1)
    assert arguments.dims_of(UNKNOWN) is None
    assert arguments.dim_of(Const(float("inf"))) is None


def test_sizes() -> None:
    batch = symbol("batch")
    size = Object(kind="size", names={"dim": batch})  # type: ignore[dict-item]
    assert arguments.shape_of((size, Const(3))) == (batch, 3)
    assert arguments.shape_of((sequence([Const(2), UNKNOWN]),)) == (2, None)


def test_dtypes() -> None:
    assert arguments.dtype_of(External("torch.int64")) == "long"
    assert arguments.dtype_of(External("torch.device")) is None
    assert arguments.positive(-1, 3) == 2
