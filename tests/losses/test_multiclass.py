"""What the class losses equal, at the limits too, and what they refuse."""

import mpmath
import pytest
import torch

from rightloss.functional import binary_cross_entropy_with_logits, cross_entropy, nll_loss

INF = float("inf")
Y = torch.tensor([0, 2, 1, 2, 0])


def logits(*shape: int, scale: float = 2.0) -> torch.Tensor:
    return scale * torch.randn(shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.mark.parametrize("options", [{}, {"weight": torch.tensor([1.0, 2.0, 0.5])}, {"ignore_index": 2}])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_cross_entropy_is_nll_on_log_softmax(options: dict[str, torch.Tensor], reduction: str) -> None:
    x = logits(5, 3)
    one = cross_entropy(x, Y, reduction=reduction, **options)
    other = nll_loss(x.log_softmax(1), Y, reduction=reduction, **options)
    torch.testing.assert_close(one, other, rtol=1e-14, atol=0)


@pytest.mark.parametrize("smoothing", [0.0, 0.2, 1.0])
def test_indices_are_one_hot_probabilities(smoothing: float) -> None:
    x, one_hot = logits(5, 3), torch.eye(3, dtype=torch.float64)[Y]
    even = one_hot * (1 - smoothing) + smoothing / 3
    values = [
        cross_entropy(x, Y, label_smoothing=smoothing),
        cross_entropy(x, one_hot, label_smoothing=smoothing),
        cross_entropy(x, even),
    ]
    assert [v.item() for v in values] == pytest.approx([values[0].item()] * 3, rel=1e-14)


def test_two_classes_are_binary_cross_entropy() -> None:
    x, y = logits(7), torch.tensor([0, 1, 1, 0, 1, 0, 0])
    both = torch.stack((torch.zeros_like(x), x), 1)
    torch.testing.assert_close(cross_entropy(both, y), binary_cross_entropy_with_logits(x, y.double()))


def test_the_gradient_is_softmax_minus_target() -> None:
    x = logits(5, 3).requires_grad_()
    (gradient,) = torch.autograd.grad(cross_entropy(x, Y, reduction="sum"), x)
    torch.testing.assert_close(gradient, (torch.softmax(x, 1) - torch.eye(3)[Y]).detach())


@pytest.mark.parametrize("classes", [2, 10, 1000])
def test_equal_logits_cost_the_logarithm_of_the_number_of_classes(classes: int) -> None:
    x = torch.zeros(4, classes, dtype=torch.float64)
    expected = float(mpmath.log(classes))
    assert cross_entropy(x, torch.tensor([0, 1, 1, 0])).item() == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("row", [(0.5, -1.0, 3.0), (1e4, 0.0, -1e4), (700.0, 699.0, 650.0), (1e-12, 0.0, 0.0)])
@pytest.mark.parametrize("y", [0, 1, 2])
def test_the_value_is_right_to_the_last_digits(row: tuple[float, ...], y: int) -> None:
    with mpmath.workdps(50):
        wanted = float(mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(x) - row[y]) for x in row)))
    found = cross_entropy(torch.tensor([row], dtype=torch.float64), torch.tensor([y])).item()
    assert found == pytest.approx(wanted, rel=1e-12, abs=1e-15)


def test_minus_infinity_rules_a_class_out() -> None:
    x = torch.tensor([[0.0, -INF, 0.0]], dtype=torch.float64, requires_grad=True)
    value = cross_entropy(x, torch.tensor([0]))
    (gradient,) = torch.autograd.grad(value, x)
    assert value.item() == pytest.approx(float(mpmath.log(2)))
    assert gradient.tolist() == [[-0.5, 0.0, 0.5]]
    assert cross_entropy(x, torch.tensor([1])) == INF


def test_no_share_of_a_class_that_is_ruled_out_costs_nothing() -> None:
    x = torch.tensor([[0.0, -INF, 0.0]], requires_grad=True)
    value = cross_entropy(x, torch.tensor([[0.5, 0.0, 0.5]]))  # torch gives NaN
    (gradient,) = torch.autograd.grad(value, x)
    assert value.item() == pytest.approx(float(mpmath.log(2)))
    assert gradient.tolist() == [[0.0, 0.0, 0.0]]


def test_one_example_without_a_batch() -> None:
    x = logits(3)
    for own, peer in ((cross_entropy, torch.nn.functional.cross_entropy), (nll_loss, torch.nn.functional.nll_loss)):
        torch.testing.assert_close(own(x, torch.tensor(2)), peer(x, torch.tensor(2)))


@pytest.mark.parametrize("function", [cross_entropy, nll_loss])
@pytest.mark.parametrize("index", [-1, 3, 255])
def test_an_index_of_no_class_is_named(function: object, index: int) -> None:
    wanted = rf"got target with the class index {index}; with C = 3 it must be 0 to 2"
    with pytest.raises(ValueError, match=wanted):
        function(logits(2, 3), torch.tensor([0, index]))  # type: ignore[operator]


@pytest.mark.parametrize("function", [cross_entropy, nll_loss])
@pytest.mark.parametrize("dtype", [torch.int32, torch.uint8, torch.bool])
def test_indices_of_another_dtype_are_refused(function: object, dtype: torch.dtype) -> None:
    with pytest.raises(ValueError, match=rf"got target of dtype {dtype}; .* use target\.long\(\)"):
        function(logits(2, 3), torch.tensor([0, 1], dtype=dtype))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("x", "y", "hint"),
    [
        ((4, 3), (4, 1), r"the target must be \(4,\): add target\.squeeze\(1\)"),
        ((4, 3), (4, 3), r"for one-hot targets add target\.argmax\(1\)"),
        ((4, 7, 3), (4, 7), r"use input\.movedim\(-1, 1\)"),
        ((5, 16, 8, 3), (5, 8, 8), r"the classes are dimension 1 of the input, so the target must be \(5, 8, 3\)"),
        ((3,), (4,), r"the target must be \(\)"),
    ],
)
def test_shapes_that_do_not_fit_are_named_with_the_fix(x: tuple[int, ...], y: tuple[int, ...], hint: str) -> None:
    with pytest.raises(ValueError, match=hint) as caught:
        cross_entropy(logits(*x), torch.zeros(y, dtype=torch.long))
    assert f"got input of shape {x} and target of shape {y}" in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[0.5, 0.6, 0.2]], r"class probabilities that sum to 1\.3 over dimension 1"),
        ([[1.0, 1.0, 0.0]], r"for several yes/no labels use binary_cross_entropy_with_logits"),
        ([[1.5, -0.5, 0.0]], r"got target \(class probabilities\) with the value 1\.5"),
    ],
)
def test_targets_that_are_no_probabilities_are_refused(rows: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cross_entropy(logits(1, 3), torch.tensor(rows))


def test_options_that_cannot_be_honoured_are_refused() -> None:
    shares = torch.full((2, 3), 1 / 3)
    with pytest.raises(ValueError, match=r"got ignore_index=0 with class probabilities; leave targets out by mask"):
        cross_entropy(logits(2, 3), shares, ignore_index=0)
    with pytest.raises(ValueError, match=r"got label_smoothing=1\.5; it must be between 0 and 1"):
        cross_entropy(logits(2, 3), shares, label_smoothing=1.5)
    with pytest.raises(ValueError, match=r"got weight of shape \(2,\); it must be one per class, shape \(3,\)"):
        cross_entropy(logits(2, 3), shares, weight=torch.ones(2))
    with pytest.raises(ValueError, match=r"got input of shape \(\)"):
        nll_loss(torch.tensor(0.0), torch.tensor(0))
