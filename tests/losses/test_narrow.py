"""Softmax over few classes gives what PyTorch's gives, in every layout."""

import pytest
import torch

from rightloss.catalog.registry import losses
from rightloss.functional import cross_entropy
from rightloss.losses import _narrow as narrow
from rightloss.testing import LAWS
from tests.losses.test_laws import CASES

_WEIGHT = torch.tensor([0.5, 1.0, 3.0], dtype=torch.float64)
SHAPES = [((2000, 3), 1), ((2000, 3), -1), ((500, 4, 3), 1), ((500, 3, 5), 2), ((3, 2000), 0), ((40, 3, 8, 8), 1)]


@pytest.mark.parametrize(("shape", "dim"), SHAPES)
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_is_that_of_torch(name: str, shape: tuple[int, ...], dim: int) -> None:
    x = torch.randn(shape, dtype=torch.float64, requires_grad=True)
    upstream = torch.randn(shape, dtype=torch.float64)
    found, wanted = getattr(narrow, name)(x, dim), getattr(torch, name)(x, dim)
    torch.testing.assert_close(found, wanted)
    gradients = [torch.autograd.grad(y, x, upstream)[0] for y in (found, wanted)]
    torch.testing.assert_close(*gradients)


def test_what_is_narrow() -> None:
    assert narrow.is_narrow(torch.empty(2000, 3), 1)
    assert narrow.is_narrow(torch.empty(500, 30, 4), 1)
    assert not narrow.is_narrow(torch.empty(2000, 16), 1)
    assert not narrow.is_narrow(torch.empty(20, 3, 8, 8), 1)
    assert not narrow.is_narrow(torch.empty(20, 3), 1)
    assert not narrow.is_narrow(torch.empty(2000, 3, device="meta"), 1)


@pytest.mark.parametrize("shape", [(2000, 3), (500, 3, 4), (400, 3, 2, 2)])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("options", [{}, {"label_smoothing": 0.2}, {"weight": _WEIGHT}], ids=str)
def test_cross_entropy_over_few_classes(shape: tuple[int, ...], reduction: str, options: dict[str, object]) -> None:
    x = torch.randn(shape, dtype=torch.float64, requires_grad=True)
    target = torch.randint(0, 3, (shape[0], *shape[2:]))
    found = cross_entropy(x, target, reduction=reduction, **options)  # type: ignore[arg-type]
    wanted = torch.nn.functional.cross_entropy(x, target, reduction=reduction, **options)  # type: ignore[arg-type]
    torch.testing.assert_close(found, wanted)
    gradients = [torch.autograd.grad(y.square().sum(), x)[0] for y in (found, wanted)]
    torch.testing.assert_close(*gradients)


_ROOMS = ("multiclass", "noisy", "imbalanced", "distillation", "segmentation", "ranking")
_NAMES = [name for name in CASES if losses()[name.partition(":")[0]].family in _ROOMS]
_OF_LAYOUT = (
    "value-is-its-definition",
    "gradient-is-the-slope",
    "finite-at-extremes",
    "what-is-left-out-may-be-anything",
    "nothing-kept-is-an-attached-zero",
    "low-precision-is-no-worse",
    "it-transforms",
    "rows-map",
)


@pytest.mark.parametrize("law", _OF_LAYOUT)
@pytest.mark.parametrize("name", _NAMES)
def test_the_laws_hold_with_the_classes_first(name: str, law: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrow, "_MANY", 0)
    if law not in CASES[name].exempt:
        LAWS[law](CASES[name])
