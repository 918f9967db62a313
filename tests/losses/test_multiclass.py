"""What the class losses equal, at the limits too, and what they refuse."""

import mpmath
import pytest
import torch

import rightloss
from rightloss.catalog import find
from rightloss.functional import (
    binary_cross_entropy_with_logits,
    crammer_singer_hinge_loss,
    cross_entropy,
    focal_loss,
    nll_loss,
    poly_1_cross_entropy,
    sigmoid_focal_loss,
    z_loss,
)
from rightloss.testing import LAWS
from tests.losses.test_laws import CASES as ALL

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
    x = logits(3).log_softmax(0)
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


# Focal loss


def slope(loss: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    (gradient,) = torch.autograd.grad(loss, x)
    return gradient


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_focal_loss_without_focus_is_cross_entropy(reduction: str) -> None:
    x, weight = logits(5, 3), torch.tensor([1.0, 2.0, 0.5], dtype=torch.float64)
    for options in ({}, {"weight": weight}, {"weight": weight, "ignore_index": 2}):
        found = focal_loss(x, Y, gamma=0.0, reduction=reduction, **options)
        torch.testing.assert_close(found, cross_entropy(x, Y, reduction=reduction, **options))


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0])
def test_focal_loss_of_two_classes_is_sigmoid_focal_loss(gamma: float) -> None:
    x, y = logits(7), torch.tensor([0, 1, 1, 0, 1, 0, 0])
    both = torch.stack((torch.zeros_like(x), x), 1)
    torch.testing.assert_close(focal_loss(both, y, gamma=gamma), sigmoid_focal_loss(x, y.double(), gamma=gamma))


@pytest.mark.parametrize("margin", [20.0, 60.0, 120.0, 200.0, 1e4])
@pytest.mark.parametrize("gamma", [0.5, 2.0])
def test_focal_loss_is_right_at_any_margin(margin: float, gamma: float) -> None:
    for sign in (1, -1):  # a sure answer that is right, and one that is wrong
        x = torch.tensor([[sign * margin, 0.0, 0.0]], dtype=torch.float64, requires_grad=True)
        value = focal_loss(x, torch.tensor([0]), gamma=gamma)
        with mpmath.workdps(60):
            others = 2 * mpmath.exp(-sign * mpmath.mpf(margin))
            cost, miss = mpmath.log1p(others), others / (1 + others)
            wanted = float(miss**gamma * cost)
        assert value.item() == pytest.approx(wanted, rel=1e-9, abs=1e-300)
        gradient = slope(value, x)
        assert bool(gradient.isfinite().all())
        assert gradient[0, 0] <= 0
        assert sign > 0 or gradient[0, 0].item() == pytest.approx(-1, rel=1e-7)


def test_focal_loss_is_divided_by_the_targets_and_not_by_the_classes_too() -> None:
    x = logits(5, 3)
    p = x.softmax(1)[torch.arange(5), Y]
    elementwise = -((1 - p) ** 2) * p.log()
    assert focal_loss(x, Y).item() == pytest.approx(elementwise.mean().item())
    # Half of the targets left out: they are in neither side of the mean.
    mask = torch.tensor([True, False, True, False, True])
    assert focal_loss(x, Y, mask=mask).item() == pytest.approx(elementwise[mask].mean().item())
    assert focal_loss(x, Y, gamma=0.0, mask=mask).item() == pytest.approx(cross_entropy(x[mask], Y[mask]).item())


def test_focal_loss_refuses_what_it_cannot_honour() -> None:
    with pytest.raises(TypeError, match="alpha"):
        focal_loss(logits(5, 3), Y, alpha=0.25)
    with pytest.raises(ValueError, match=r"got weight of shape \(2,\); it must be one per class, shape \(3,\)"):
        focal_loss(logits(5, 3), Y, weight=torch.ones(2))
    with pytest.raises(ValueError, match=r"got gamma=-1; it must be 0 or more"):
        focal_loss(logits(5, 3), Y, gamma=-1)
    with pytest.raises(ValueError, match=r"takes at least two: for one logit use a binary loss"):
        focal_loss(logits(5, 1), torch.zeros(5, dtype=torch.long))


def test_the_names_of_the_focal_losses() -> None:
    assert find("focal-loss").name == find("FocalLoss").name == find("softmax-focal").name == "focal"
    assert find("SigmoidFocalLoss").name == find("binary-focal-loss").name == "sigmoid-focal"
    assert rightloss.FocalLoss().decide(torch.tensor([[0.0, 1.0]])).tolist() == [1]
    assert rightloss.SigmoidFocalLoss().decide(torch.tensor([[0.0, 1.0]])).tolist() == [[False, True]]


# The others


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_poly_1_without_its_term_is_cross_entropy(smoothing: float) -> None:
    x = logits(5, 3)
    found = poly_1_cross_entropy(x, Y, epsilon=0.0, label_smoothing=smoothing)
    torch.testing.assert_close(found, cross_entropy(x, Y, label_smoothing=smoothing))


def test_poly_1_adds_half_the_absolute_error_times_epsilon() -> None:
    x = logits(5, 3)
    absolute = (x.softmax(1) - torch.eye(3, dtype=torch.float64)[Y]).abs().sum(1).mean()
    torch.testing.assert_close(poly_1_cross_entropy(x, Y, epsilon=3.0), cross_entropy(x, Y) + 1.5 * absolute)


@pytest.mark.parametrize(
    ("options", "message"), [({"epsilon": -2.0}, "epsilon"), ({"label_smoothing": 2.0}, "smoothing")]
)
def test_poly_1_refuses_options_out_of_range(options: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=rf"got {next(iter(options))}=-?2\.0; it must be"):
        poly_1_cross_entropy(logits(5, 3), Y, **options)


def test_z_loss_is_nothing_for_log_probabilities() -> None:
    x = logits(5, 3)
    assert z_loss(x.log_softmax(1)).item() == pytest.approx(0, abs=1e-25)
    # A constant c on all logits shifts ln Z by c.
    assert z_loss(x.log_softmax(1) + 3).item() == pytest.approx(9)


def test_the_gradient_of_the_z_loss_is_the_softmax_times_twice_ln_z() -> None:
    x = logits(5, 3).requires_grad_()
    wanted = 2 * x.logsumexp(1, keepdim=True) * x.softmax(1)
    torch.testing.assert_close(slope(z_loss(x, reduction="sum"), x), wanted.detach())


def test_the_crammer_singer_hinge_of_two_classes_is_the_binary_hinge() -> None:
    x, y = logits(6, 2), torch.tensor([0, 1, 1, 0, 1, 0])
    margin = (x[:, 0] - x[:, 1]) * (1 - 2 * y)
    torch.testing.assert_close(crammer_singer_hinge_loss(x, y, reduction="none"), (1 - margin).clamp_min(0))


def test_the_crammer_singer_hinge_takes_the_largest_violation_and_torch_their_sum() -> None:
    x, y = torch.tensor([[1.5, 1.2, 1.3]]), torch.tensor([0])  # violations 0.7 and 0.8
    assert crammer_singer_hinge_loss(x, y).item() == pytest.approx(0.8)
    assert torch.nn.functional.multi_margin_loss(x, y).item() == pytest.approx((0.7 + 0.8) / 3)


def test_a_hinge_needs_a_margin_and_a_rival() -> None:
    with pytest.raises(ValueError, match=r"got margin=0; it must be above 0"):
        crammer_singer_hinge_loss(logits(5, 3), Y, margin=0)
    with pytest.raises(ValueError, match=r"got scores of 1 class"):
        crammer_singer_hinge_loss(logits(5, 1), torch.zeros(5, dtype=torch.long))


def test_the_z_loss_is_the_term_that_cross_entropy_adds_on_request() -> None:
    x = logits(5, 3)
    together = cross_entropy(x, Y, z_loss=0.01)
    torch.testing.assert_close(together, cross_entropy(x, Y) + 0.01 * z_loss(x))


def test_the_z_loss_refuses_probabilities() -> None:
    with pytest.raises(ValueError, match="they have been through softmax"):
        z_loss(logits(2, 5, 3).softmax(-1), class_dim=-1)


def test_nll_learns_a_weight() -> None:
    weight = torch.ones(3, dtype=torch.float64, requires_grad=True)
    log_p = torch.randn(5, 3, dtype=torch.float64).log_softmax(1)
    target = torch.tensor([0, 1, 2, 1, 0])
    rightloss.functional.nll_loss(log_p, target, weight, reduction="sum").backward()
    wanted = torch.stack([-log_p[target == c, c].sum() for c in range(3)])
    torch.testing.assert_close(weight.grad, wanted)


@pytest.mark.parametrize("law", LAWS)
def test_nll_obeys_the_laws_behind_the_first_look(law: str) -> None:
    case = ALL["nll"]
    if law in case.exempt or law == "wrong-targets-are-refused":
        return
    with rightloss.checking(False):
        LAWS[law](case)


def test_nll_of_ignored_targets_behind_the_first_look() -> None:
    log_p, target = torch.randn(6, 4).log_softmax(1), torch.tensor([0, -100, 1, 2, -100, 3])
    log_p[1] = torch.nan
    x, none = log_p.requires_grad_(), torch.full((6,), -100)
    with rightloss.checking(False):
        found = rightloss.functional.nll_loss(x, target)
        nothing = rightloss.functional.nll_loss(x, none)
    torch.testing.assert_close(found, -x[[0, 2, 3, 5], [0, 1, 2, 3]].mean())
    assert bool(torch.autograd.grad(found, x)[0].isfinite().all())
    assert nothing == 0
    assert not torch.autograd.grad(nothing, x)[0].any()
