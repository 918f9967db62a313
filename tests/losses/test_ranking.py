"""Losses over lists: padding, ties, and what they equal."""

import math
from collections.abc import Callable
from itertools import permutations

import pytest
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

import rightloss
from rightloss import kernels
from rightloss.functional import cox_partial_likelihood, lambda_loss, listmle_loss, listnet_loss, ranknet_loss

EVERY = [listnet_loss, listmle_loss, ranknet_loss, lambda_loss]
G = torch.Generator().manual_seed(0)
X = torch.randn(4, 6, generator=G, dtype=torch.float64)
Y = torch.randint(0, 4, (4, 6), generator=G).double()
Y[:, 0], Y[:, 1] = 3.0, 0.0  # every list has a pair


@pytest.mark.parametrize("loss", EVERY)
@pytest.mark.parametrize("junk", [0.0, 1e9, -1e9, math.nan, math.inf, -math.inf])
def test_padding_is_as_if_it_were_not_there(loss: Callable[..., Tensor], junk: float) -> None:
    x, y = X.clone(), Y.clone()
    x[:, 4:], y[:, 4:] = junk, junk
    mask = (torch.arange(6) < 4).expand(4, 6)
    x.requires_grad_()
    found = loss(x, y, mask=mask, reduction="none")
    torch.testing.assert_close(found, loss(X[:, :4], Y[:, :4], reduction="none"))
    (slope,) = torch.autograd.grad(found.sum(), x)
    assert not bool(slope[:, 4:].any())
    assert bool(slope.isfinite().all())


@pytest.mark.parametrize("loss", EVERY)
def test_the_order_of_the_items_has_no_effect(loss: Callable[..., Tensor]) -> None:
    order = torch.tensor([3, 0, 5, 1, 4, 2])
    torch.testing.assert_close(loss(X[:, order], Y[:, order]), loss(X, Y))


@pytest.mark.parametrize("loss", EVERY)
def test_lists_may_lie_in_columns(loss: Callable[..., Tensor]) -> None:
    columns = [z.T.contiguous().T for z in (X, Y)]
    assert not columns[0].is_contiguous()
    torch.testing.assert_close(loss(*columns), loss(X, Y))


@pytest.mark.parametrize("loss", EVERY)
def test_padding_in_front_is_as_good_as_behind(loss: Callable[..., Tensor]) -> None:
    mask = torch.arange(6) < 4
    one = loss(X, Y, mask=mask.expand(4, 6))
    torch.testing.assert_close(loss(X.flip(1), Y.flip(1), mask=mask.flip(0).expand(4, 6)), one)


@pytest.mark.parametrize("loss", EVERY)
def test_negative_relevances_are_refused(loss: Callable[..., Tensor]) -> None:
    with pytest.raises(ValueError, match="a relevance must be 0 or more: leave padding out by mask"):
        loss(X, Y - 1)


@pytest.mark.parametrize("loss", EVERY)
def test_one_list_needs_its_dimension(loss: Callable[..., Tensor]) -> None:
    with pytest.raises(ValueError, match=r"got scores of shape \(6,\); it must be \(N, L\)"):
        loss(X[0], Y[0])


# ListMLE


def test_listmle_is_the_likelihood_of_the_order() -> None:
    scores = torch.tensor([0.3, -1.0, 2.0, 0.5], dtype=torch.float64)

    def chance(order: tuple[int, ...]) -> float:
        p, left = 1.0, list(order)
        while left:
            p *= float(scores[left[0]].exp() / scores[left].exp().sum())
            left.pop(0)
        return p

    assert sum(map(chance, permutations(range(4)))) == pytest.approx(1)
    for order in ((0, 1, 2, 3), (2, 3, 0, 1)):
        relevance = torch.empty(4, dtype=torch.float64)
        relevance[list(order)] = torch.tensor([3.0, 2.0, 1.0, 0.0], dtype=torch.float64)
        found = listmle_loss(scores[None], relevance[None])
        assert found.item() == pytest.approx(-math.log(chance(order)), rel=1e-12)


def test_listmle_is_cox_with_all_events_the_best_first() -> None:
    time_and_event = torch.stack((3 - Y[0], torch.ones(6)), 1)
    torch.testing.assert_close(
        listmle_loss(X[:1], Y[:1]), cox_partial_likelihood(X[0], time_and_event, reduction="sum")
    )


def test_listmle_of_two_items_is_ranknet() -> None:
    x, y = X[:, :2], torch.tensor([[1.0, 0.0]]).expand(4, 2).double()
    torch.testing.assert_close(listmle_loss(x, y, reduction="none"), ranknet_loss(x, y, reduction="none"))


@pytest.mark.parametrize("loss", EVERY)
def test_scores_of_any_size_are_finite(loss: Callable[..., Tensor]) -> None:
    x = torch.tensor([[1e4, -1e4, 3e4, 0.0]], requires_grad=True)
    value = loss(x, torch.tensor([[0.0, 3.0, 1.0, 2.0]]))
    (slope,) = torch.autograd.grad(value, x)
    assert bool(value.isfinite())
    assert bool(slope.isfinite().all())
    assert slope[0, 1] < 0


# RankNet and LambdaLoss


def test_ranknet_is_the_logistic_loss_of_the_pairs() -> None:
    pairs = [(i, j) for i in range(6) for j in range(6) if Y[0, i] > Y[0, j]]
    differences = torch.stack([X[0, i] - X[0, j] for i, j in pairs])
    wanted = binary_cross_entropy_with_logits(differences, torch.ones_like(differences))
    torch.testing.assert_close(ranknet_loss(X[:1], Y[:1]), wanted)


def test_ranknet_starts_at_ln_2() -> None:
    assert ranknet_loss(0 * X, Y).item() == pytest.approx(math.log(2))


@pytest.mark.parametrize("loss", [ranknet_loss, lambda_loss])
def test_a_list_of_equal_items_does_not_count(loss: Callable[..., Tensor]) -> None:
    x, y = torch.cat((X, X[:1])), torch.cat((Y, torch.full((1, 6), 2.0)))
    assert loss(x, y, reduction="none")[4] == 0
    torch.testing.assert_close(loss(x, y), loss(X, Y))


def test_lambda_loss_of_a_right_order_bounds_what_ndcg_lacks() -> None:
    """In bits, a pair costs at least 1 where it is swapped: the weighted sum is an upper bound of the swaps' NDCG."""
    swapped = lambda_loss(torch.tensor([[0.0, 1e-9]]), torch.tensor([[1.0, 0.0]]))
    lacks = 1 - 1 / math.log2(3)  # NDCG of the swapped order is 1 / log2(3)
    assert swapped.item() == pytest.approx(lacks, rel=1e-6)
    assert lambda_loss(torch.tensor([[0.0, 5.0]]), torch.tensor([[1.0, 0.0]])) > lacks


def test_large_grades_do_not_overflow() -> None:
    x = torch.tensor([[0.1, 0.2, 0.3]], requires_grad=True)
    value = lambda_loss(x, torch.tensor([[400.0, 399.0, 0.0]]))
    assert bool(value.isfinite())
    assert bool(torch.autograd.grad(value, x)[0].isfinite().all())


def test_weights_have_no_gradient() -> None:
    """The slope is that of the weighted logistic losses, with the weights as they are."""
    x = torch.tensor([[0.0, 1.0]], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(lambda_loss(x, torch.tensor([[1.0, 0.0]]).double()), x)
    wanted = (1 - 1 / math.log2(3)) / math.log(2) / (1 + math.exp(-1))
    assert slope.tolist()[0] == pytest.approx([-wanted, wanted])


def test_another_weighting_is_refused() -> None:
    for call in (lambda: lambda_loss(X, Y, weighting="ndcg"), lambda: rightloss.LambdaLoss(weighting="ndcg")):  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=r'got weighting=\'ndcg\'; it must be "lambdarank" or "ndcg-loss-2"'):
            call()


@pytest.mark.parametrize("loss", [ranknet_loss, lambda_loss])
@pytest.mark.parametrize("size", [7, 400])
def test_parts_of_the_lists_are_the_whole(loss: Callable[..., Tensor], size: int) -> None:
    """Lists of 400 items are a part each."""
    g = torch.Generator().manual_seed(1)
    x = torch.randn(3, size, generator=g, dtype=torch.float64, requires_grad=True)
    y = torch.randint(0, 4, (3, size), generator=g).double()
    found = loss(x, y, reduction="none")
    (slope,) = torch.autograd.grad(found.sum(), x)
    with kernels.use("mathematics"):
        wanted = loss(x, y, reduction="none")
    torch.testing.assert_close(found, wanted)
    torch.testing.assert_close(slope, torch.autograd.grad(wanted.sum(), x)[0])
