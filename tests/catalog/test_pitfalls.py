"""The pitfalls and relations that the entries state with numbers, measured on torch."""

import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, tensor

from rightloss.catalog.registry import losses

X = tensor([[2.0, 0.0, -1.0], [0.5, 1.5, -2.0]])
Y = tensor([0, 2])


def grad(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    x = x.clone().requires_grad_()
    function(x).sum().backward()
    assert x.grad is not None
    return x.grad


def floor(classes: int) -> float:
    best = tensor([[1.0] + [0.0] * (classes - 1)])
    return F.cross_entropy(best, tensor([0])).item()


SURE = torch.full((1,), 100.0)
ONE, ZERO = torch.ones(1), torch.zeros(1)
MEASURED = {
    "huber, error 3, delta 2": (F.huber_loss(tensor(3.0), tensor(0.0), delta=2.0), 4.0),
    "smooth l1, error 3, beta 2": (F.smooth_l1_loss(tensor(3.0), tensor(0.0), beta=2.0), 2.0),
    "gaussian nll, variance 0": (F.gaussian_nll_loss(ONE, ZERO, ZERO), 5e5 + math.log(1e-6) / 2),
    "gaussian nll, least": (F.gaussian_nll_loss(ONE, ONE, ZERO), math.log(1e-6) / 2),
    "poisson nll, raw rate 100": (F.poisson_nll_loss(SURE, SURE), math.inf),
    "poisson nll at the right rate": (F.poisson_nll_loss(tensor(10.0).log(), tensor(10.0)), 10 - 10 * math.log(10)),
    "bce after a sigmoid, yes": (F.binary_cross_entropy_with_logits(SURE.sigmoid(), ONE), math.log(1 + 1 / math.e)),
    "bce after a sigmoid, no": (F.binary_cross_entropy_with_logits((-SURE).sigmoid(), ZERO), math.log(2)),
    "bce, target 2": (F.binary_cross_entropy_with_logits(tensor(3.0), tensor(2.0)), -2.9514),
    "bce on probabilities, cut off": (F.binary_cross_entropy(ONE, ZERO), 100.0),
    "bce on probabilities, saturated": (
        grad(lambda x: F.binary_cross_entropy(x.sigmoid(), ZERO), tensor([30.0])),
        0.0,
    ),
    "bce, infinite": (F.binary_cross_entropy_with_logits(tensor(math.inf), tensor(1.0)), math.nan),
    "soft margin, label 0": (F.soft_margin_loss(SURE, ZERO), math.log(2)),
    "soft margin, label 0, gradient": (grad(lambda x: F.soft_margin_loss(x, ZERO), SURE), 0.0),
    "cross-entropy floor, C = 3": (floor(3), 0.5514),
    "cross-entropy floor, C = 10": (floor(10), 1.4612),
    "cross-entropy floor, C = 1000": (floor(1000), 5.9095),
    "cross-entropy, all ignored": (F.cross_entropy(X, tensor([-100, -100])), math.nan),
    "nll, all ignored": (F.nll_loss(X.log_softmax(1), tensor([-100, -100])), math.nan),
    "cross-entropy, weight of a batch of one": (
        F.cross_entropy(X[:1], Y[:1], weight=tensor([50.0, 1.0, 1.0])),
        F.cross_entropy(X[:1], Y[:1]).item(),
    ),
    "multi-margin at the start": (F.multi_margin_loss(torch.zeros(1, 5), tensor([2])), 4 / 5),
    "multi-margin, weighted mean": (
        F.multi_margin_loss(torch.zeros(2, 4), tensor([0, 1]), weight=tensor([3.0, 1.0, 1.0, 1.0])),
        (3 + 1) / 2 * 3 / 4,
    ),
    "cosine embedding, label 0": (F.cosine_embedding_loss(X, X, torch.zeros(2)), 0.0),
    "hinge embedding, label 0": (F.hinge_embedding_loss(tensor([0.3]), ZERO), 0.3 + 0.7),
    "triplet, collapsed": (F.triplet_margin_loss(X, X, X), 1.0),
    "margin ranking, equal scores": (F.margin_ranking_loss(SURE, SURE, ONE), 0.0),
    "kl, mean against batchmean": (
        F.kl_div(X.log_softmax(1), X.flip(0).softmax(1), reduction="sum") / X.numel()
        - F.kl_div(X.log_softmax(1), X.flip(0).softmax(1), reduction="batchmean") / 3,
        0.0,
    ),
    "mse behind a root, gradient": (grad(lambda x: F.mse_loss(x, ONE).sqrt(), ONE), math.nan),
    "linear cross-entropy, all ignored": (
        F.linear_cross_entropy(
            X.repeat(4, 1), torch.ones(5, 3), torch.full((8,), -100), options=torch.nn.LinearCrossEntropyOptions()
        ),
        math.nan,
    ),
}


@pytest.mark.parametrize("what", MEASURED)
def test_the_number_is_what_torch_gives(what: str) -> None:
    measured, stated = MEASURED[what]
    torch.testing.assert_close(
        torch.as_tensor(measured).reshape(()).double(), tensor(stated).double(), rtol=1e-4, atol=1e-5, equal_nan=True
    )


@pytest.mark.parametrize(("classes", "text"), [(3, "0.551"), (10, "1.461"), (1000, "5.909")], ids=["3", "10", "1000"])
def test_the_floor_in_the_text_is_the_floor(classes: int, text: str) -> None:
    assert math.log(1 + (classes - 1) / math.e) == pytest.approx(floor(classes), rel=1e-5)
    assert f"{floor(classes):.3f}" == text
    assert text in losses()["cross-entropy"].explanation


def test_a_square_overflows_half_precision_from_256_on() -> None:
    assert tensor(255.0, dtype=torch.float16).square().isfinite()
    assert not tensor(256.0, dtype=torch.float16).square().isfinite()


def test_the_logarithm_of_a_softmax_is_lost_from_a_difference_of_104_on() -> None:
    scores = tensor([[0.0, -104.0], [0.0, -103.0]])
    assert scores.softmax(1).log()[:, 1].isfinite().tolist() == [False, True]
    assert bool(scores.log_softmax(1).isfinite().all())


def test_one_hot_targets_with_weights_give_another_value_than_indices() -> None:
    weight = tensor([5.0, 1.0, 1.0])
    by_index = F.cross_entropy(X, Y, weight=weight)
    by_probability = F.cross_entropy(X, F.one_hot(Y, 3).float(), weight=weight)
    torch.testing.assert_close(by_index * weight[Y].sum(), by_probability * 2)
    assert not torch.isclose(by_index, by_probability)


def test_pos_weight_shifts_the_log_odds_by_its_logarithm() -> None:
    labels = tensor([1.0, 0.0, 0.0, 0.0])
    shifted = (tensor(1 / 3).log() + tensor(9.0).log()).expand(4)
    slope = grad(lambda x: F.binary_cross_entropy_with_logits(x, labels, pos_weight=tensor([9.0])), shifted)
    torch.testing.assert_close(slope.sum(), tensor(0.0), atol=1e-6, rtol=0)


def test_logits_of_another_layout_pass_only_where_the_sizes_agree() -> None:
    with pytest.raises(RuntimeError):
        F.cross_entropy(torch.zeros(2, 4, 3), torch.zeros(2, 4, dtype=torch.long))
    assert F.cross_entropy(torch.zeros(2, 4, 4), torch.zeros(2, 4, dtype=torch.long)).isfinite()


@pytest.mark.parametrize("loss", [F.cross_entropy, F.nll_loss])
def test_narrow_indices_are_refused(loss: Callable[..., Tensor]) -> None:
    with pytest.raises(RuntimeError):
        loss(X, Y.int())


@pytest.mark.parametrize(
    "loss",
    [F.poisson_nll_loss, F.hinge_embedding_loss, lambda x, y: F.gaussian_nll_loss(x, y, torch.ones_like(x))],
    ids=["poisson", "hinge", "gaussian"],
)
def test_a_column_against_a_row_is_broadcast_without_a_warning(loss: Callable[..., Tensor]) -> None:
    assert loss(torch.zeros(4, 1), torch.ones(4)).isfinite()


def test_maps_are_averaged_over_their_last_dimension() -> None:
    maps = torch.nn.MultiLabelSoftMarginLoss(reduction="none")(torch.zeros(2, 3, 4, 5), torch.ones(2, 3, 4, 5))
    assert maps.shape == (2, 3, 4)
