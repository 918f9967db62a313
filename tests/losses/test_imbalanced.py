"""What the losses for rare classes equal, and what they refuse."""

import mpmath
import pytest
import torch

from rightloss.catalog import find
from rightloss.functional import (
    class_balanced_cross_entropy,
    class_balanced_weights,
    cross_entropy,
    ldam_loss,
    logit_adjusted_cross_entropy,
)

COUNTS = [900, 90, 9]
X = 2 * torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
Y = torch.tensor([0, 2, 1, 2, 0, 0])


def test_balanced_softmax_is_logit_adjustment_with_tau_1() -> None:
    weighted = torch.tensor(COUNTS) * X.exp()  # the paper's softmax: n_c e^x_c / sum
    wanted = -(weighted / weighted.sum(1, keepdim=True))[torch.arange(6), Y].log().mean()
    torch.testing.assert_close(logit_adjusted_cross_entropy(X, Y, class_counts=COUNTS), wanted)
    assert find("balanced-softmax").name == "logit-adjusted-cross-entropy"


@pytest.mark.parametrize("beta", [0.9, 0.999, 0.9999, 1 - 1e-9])
def test_class_balanced_weights_are_right_for_beta_near_1(beta: float) -> None:
    with mpmath.workdps(50):
        raw = [(1 - mpmath.mpf(beta)) / (1 - mpmath.mpf(beta) ** n) for n in COUNTS]
        wanted = torch.tensor([float(3 * w / mpmath.fsum(raw)) for w in raw])
    torch.testing.assert_close(class_balanced_weights(COUNTS, beta=beta), wanted, rtol=1e-6, atol=0)


def test_the_limits_of_beta_are_no_weights_and_inverse_frequencies() -> None:
    assert class_balanced_weights(COUNTS, beta=0.0).tolist() == [1.0, 1.0, 1.0]
    inverse = 1 / torch.tensor(COUNTS, dtype=torch.float32)
    torch.testing.assert_close(class_balanced_weights(COUNTS, beta=1.0), inverse / inverse.mean())


def test_class_balanced_cross_entropy_is_cross_entropy_with_the_weights_but_for_the_mean() -> None:
    weight = class_balanced_weights(COUNTS).double()
    for reduction in ("sum", "none"):
        found = class_balanced_cross_entropy(X, Y, class_counts=COUNTS, reduction=reduction)
        torch.testing.assert_close(found, cross_entropy(X, Y, weight=weight, reduction=reduction), rtol=1e-6, atol=1e-6)
    mean = class_balanced_cross_entropy(X, Y, class_counts=COUNTS)
    torch.testing.assert_close(mean, cross_entropy(X, Y, weight=weight, denominator=6), rtol=1e-6, atol=1e-6)


def test_ldam_takes_the_margin_from_the_true_class_alone() -> None:
    wanted = X.clone()
    for row, label in zip(wanted, Y.tolist(), strict=True):
        row[label] -= 0.3 * (9 / COUNTS[label]) ** 0.25
    torch.testing.assert_close(
        ldam_loss(X, Y, class_counts=COUNTS, max_margin=0.3, scale=7.0), cross_entropy(7 * wanted, Y)
    )
    plain = ldam_loss(X, Y, class_counts=COUNTS, max_margin=0.0)
    torch.testing.assert_close(plain, cross_entropy(X, Y))


@pytest.mark.parametrize("function", [class_balanced_cross_entropy, ldam_loss, logit_adjusted_cross_entropy])
@pytest.mark.parametrize(
    ("counts", "message"),
    [([1, 2], "got 2 class_counts for 3 classes"), ([1, 0, 2], "class_counts with a value of 0 or less")],
)
def test_counts_that_do_not_fit_are_refused(function: object, counts: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function(X, Y, class_counts=counts)  # type: ignore[operator]


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match=r"got beta=1\.5; it must be from 0 to 1"):
        class_balanced_weights(COUNTS, beta=1.5)
    with pytest.raises(ValueError, match="got no class_counts"):
        class_balanced_weights([])
    with pytest.raises(ValueError, match=r"got max_margin=-1; it must be 0 or more"):
        ldam_loss(X, Y, class_counts=COUNTS, max_margin=-1)
    with pytest.raises(ValueError, match=r"got scale=0; it must be above 0"):
        ldam_loss(X, Y, class_counts=COUNTS, scale=0)
