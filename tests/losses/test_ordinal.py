"""What the losses over ordered levels equal, at the limits too, the modules that own parameters, and what is refused."""

import pickle

import mpmath
import pytest
import torch

import rightloss
from rightloss.functional import binary_cross_entropy_with_logits, coral_loss, corn_loss, cumulative_link_nll

Y = torch.tensor([0, 1, 2, 3, 3, 0])
X = 2 * torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
CUTS = torch.tensor([-1.0, 0.5, 0.75], dtype=torch.float64)


# CORAL


def test_coral_of_two_levels_is_binary_cross_entropy() -> None:
    x, y = X[:, :1], (Y > 1).long()
    wanted = binary_cross_entropy_with_logits(x.squeeze(1), y.double(), reduction="none")
    torch.testing.assert_close(coral_loss(x, y, reduction="none"), wanted)


def test_coral_is_the_sum_over_thresholds_and_corn_the_mean_over_those_asked() -> None:
    zeros = torch.zeros(1, 3)
    assert coral_loss(zeros, torch.tensor([3])).item() == pytest.approx(3 * 0.693147, rel=1e-5)
    assert corn_loss(zeros, torch.tensor([3])).item() == pytest.approx(0.693147, rel=1e-5)
    assert corn_loss(zeros, torch.tensor([0])).item() == pytest.approx(0.693147 / 3, rel=1e-5)


def test_the_coral_head_shares_its_weights_and_starts_with_even_levels() -> None:
    head = rightloss.CORALHead(5, 4, dtype=torch.float64)
    assert {name: tuple(p.shape) for name, p in head.named_parameters()} == {"weight": (5,), "bias": (3,)}
    assert repr(head) == "CORALHead(in_features=5, num_classes=4)"
    even = rightloss.CORALLoss().predict(head(torch.zeros(2, 5, dtype=torch.float64)))
    torch.testing.assert_close(even, torch.full((2, 4), 0.25, dtype=torch.float64))
    x = torch.randn(7, 2, 5, dtype=torch.float64)
    scores = head(x)
    assert scores.shape == (7, 2, 3)
    # All examples are shifted alike: the thresholds stay the same distances apart.
    torch.testing.assert_close(scores.diff(dim=-1), head.bias.diff().expand(7, 2, 2))


def test_the_coral_head_learns_with_its_loss_and_is_saved() -> None:
    torch.manual_seed(0)
    x = torch.randn(200, 1)
    y = (x.squeeze(1) > torch.tensor([[-0.8], [0.0], [1.0]])).sum(0)
    head, criterion = rightloss.CORALHead(1, 4), rightloss.CORALLoss(num_classes=4)
    optimiser = torch.optim.Adam(head.parameters(), lr=0.1)
    for _ in range(300):
        optimiser.zero_grad()
        criterion(head(x), y).backward()
        optimiser.step()
    assert (criterion.decide(head(x)) == y).float().mean() > 0.9
    assert bool((head.bias.diff() < 0).all())  # the order that the paper proves
    again = rightloss.CORALHead(1, 4)
    again.load_state_dict(head.state_dict())
    assert torch.equal(again(x), head(x))


def test_wrong_sizes_of_coral_are_refused() -> None:
    with pytest.raises(ValueError, match=r"got logits of shape \(6, 3\) for 5 levels; the last dimension must be 4"):
        coral_loss(X, Y, num_classes=5)
    with pytest.raises(ValueError, match=r"got threshold_weight of shape \(2,\); .* shape \(3,\)"):
        coral_loss(X, Y, threshold_weight=torch.ones(2))
    with pytest.raises(ValueError, match=r"got num_classes=1; it takes at least two levels"):
        rightloss.CORALHead(5, 1)
    with pytest.raises(ValueError, match=r"got features of shape \(2, 4\); the last dimension must be 5"):
        rightloss.CORALHead(5, 4)(torch.zeros(2, 4))
    with pytest.raises(ValueError, match=r"got target of dtype torch.float64; levels must be torch.int64"):
        coral_loss(X, Y.double())
    with pytest.raises(ValueError, match=r"got logits of shape \(6, 3\) and target of shape \(6, 1\)"):
        coral_loss(X, Y.unsqueeze(1))


# Cumulative link


@pytest.mark.parametrize("score", [-800.0, -30.0, -1.0, 0.0, 0.6, 17.0, 40.0, 800.0])
@pytest.mark.parametrize("level", range(4))
def test_the_log_likelihood_keeps_its_digits_in_the_tails(score: float, level: int) -> None:
    s = torch.tensor([score], dtype=torch.float64, requires_grad=True)
    value = cumulative_link_nll(s, CUTS, torch.tensor([level]))
    (slope,) = torch.autograd.grad(value, s)
    with mpmath.workdps(800):
        below = [mpmath.mpf(0), *(1 / (1 + mpmath.exp(mpmath.mpf(score) - c)) for c in CUTS.tolist()), mpmath.mpf(1)]
        wanted = float(-mpmath.log(below[level + 1] - below[level]))
    assert value.item() == pytest.approx(wanted, rel=1e-12)
    assert bool(slope.isfinite())


def test_one_cut_point_at_zero_is_binary_cross_entropy() -> None:
    s, y = X[:, 0], (Y > 1).long()
    found = cumulative_link_nll(s, torch.zeros(1, dtype=torch.float64), y)
    torch.testing.assert_close(found, binary_cross_entropy_with_logits(s, y.double()))


def test_close_cut_points_have_their_gradients() -> None:
    cuts = torch.tensor([0.0, 1e-9], dtype=torch.float64, requires_grad=True)
    value = cumulative_link_nll(torch.zeros(1, dtype=torch.float64), cuts, torch.tensor([1]))
    (slope,) = torch.autograd.grad(value, cuts)
    assert value.item() == pytest.approx(-float(mpmath.log(0.25e-9)), rel=1e-9)
    assert slope.tolist() == pytest.approx([1e9, -1e9], rel=1e-6)


def test_the_module_owns_rising_cut_points() -> None:
    criterion = rightloss.CumulativeLinkLoss(num_classes=4)
    assert repr(criterion) == "CumulativeLinkLoss(num_classes=4)"
    assert criterion(torch.zeros(4), torch.arange(4)).item() == pytest.approx(float(mpmath.log(4)))
    with torch.no_grad():
        for parameter in criterion.parameters():
            parameter += torch.randn(parameter.shape, generator=torch.Generator().manual_seed(0))
    assert bool((criterion.cut_points.diff() > 0).all())
    score = X[:, 0].float()
    found = criterion(score, Y)
    torch.testing.assert_close(found, cumulative_link_nll(score, criterion.cut_points, Y))
    again = pickle.loads(pickle.dumps(criterion))
    assert torch.equal(again(score, Y), found)
    fresh = rightloss.CumulativeLinkLoss(num_classes=4)
    fresh.load_state_dict(criterion.state_dict())
    assert torch.equal(fresh(score, Y), found)


def test_predictions_of_the_module_are_the_probabilities_of_its_loss() -> None:
    criterion = rightloss.CumulativeLinkLoss(num_classes=4, reduction="none")
    score = X[:, 0].float()
    p = criterion.predict(score)
    torch.testing.assert_close(p.sum(-1), torch.ones(6))
    torch.testing.assert_close(-p[torch.arange(6), Y].log(), criterion(score, Y))
    # The median level.
    assert torch.equal(criterion.decide(score), (p.cumsum(-1) < 0.5).sum(-1))


def test_the_module_learns_its_cut_points() -> None:
    x = torch.linspace(-3, 3, 301)
    y = (x.unsqueeze(1) > torch.tensor([-1.0, 2.0])).sum(1)
    criterion = rightloss.CumulativeLinkLoss(num_classes=3)
    optimiser = torch.optim.Adam(criterion.parameters(), lr=0.1)
    for _ in range(300):
        optimiser.zero_grad()
        criterion(8 * x, y).backward()
        optimiser.step()
    assert (criterion.cut_points / 8).tolist() == pytest.approx([-1.0, 2.0], abs=0.05)


@pytest.mark.parametrize(
    ("cuts", "message"),
    [
        (torch.tensor([0.0, 0.0, 1.0]), r"got cut_points \[0.0, 0.0, 1.0\]; each must be above the one before"),
        (torch.tensor([1.0, 0.0, 2.0]), r"each must be above the one before"),
        (torch.zeros(1, 3), r"got cut_points of shape \(1, 3\); it must be \(K - 1,\)"),
        (torch.zeros(0), r"got cut_points of shape \(0,\)"),
        (torch.arange(3), r"got cut_points of dtype torch.int64; it must be floating-point"),
    ],
)
def test_cut_points_that_cut_nothing_are_refused(cuts: torch.Tensor, message: str) -> None:
    with rightloss.checking(True), pytest.raises(ValueError, match=message):
        cumulative_link_nll(torch.zeros(2), cuts, torch.tensor([0, 1]))


def test_a_loss_of_one_level_is_refused() -> None:
    with pytest.raises(ValueError, match=r"got num_classes=1; it takes at least two levels"):
        rightloss.CumulativeLinkLoss(num_classes=1)
    with rightloss.checking(True), pytest.raises(ValueError, match=r"got target with the level 4; with K = 4 it must"):
        cumulative_link_nll(torch.zeros(2), CUTS, torch.tensor([0, 4]))
