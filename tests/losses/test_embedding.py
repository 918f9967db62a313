"""Losses over vectors: what they equal, what is left out, and the places where other libraries fail."""

import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, normalize

import rightloss
from rightloss.functional import (
    arcface_loss,
    batch_hard_triplet_loss,
    clip_loss,
    contrastive_loss,
    cosface_loss,
    info_nce_loss,
    nt_xent_loss,
    supervised_contrastive_loss,
    triplet_margin_loss,
)


def draw(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def slopes(loss: Tensor, *inputs: Tensor) -> list[Tensor]:
    return list(torch.autograd.grad(loss, inputs))


X, Y = draw(6, 4), draw(6, 4, seed=1)


# NT-Xent, InfoNCE, supervised contrastive: reference/losses.md 4.1


@pytest.mark.parametrize("temperature", [0.07, 0.5, 1.0])
def test_nt_xent_is_cross_entropy_on_the_matrix_without_its_diagonal(temperature: float) -> None:
    views = normalize(torch.cat((X, Y)))
    scores = (views @ views.T / temperature).fill_diagonal_(-torch.inf)
    wanted = cross_entropy(scores, torch.arange(12).roll(6))
    torch.testing.assert_close(nt_xent_loss(X, Y, temperature=temperature), wanted)
    with_diagonal = cross_entropy(normalize(torch.cat((X, Y))) @ views.T / temperature, torch.arange(12).roll(6))
    assert with_diagonal > wanted + 1e-3


def test_the_value_of_nt_xent_on_pairs() -> None:
    """Angles 0, 60, 90 and 180 degrees: by hand, -ln(e^a / sum) of each of the four views."""
    angles = torch.tensor([0.0, 90.0, 60.0, 180.0], dtype=torch.float64).deg2rad()
    views = torch.stack((angles.cos(), angles.sin()), 1)
    rows = [(0.5, (0.0, 0.5, -1.0)), (0.0, (0.0, math.sqrt(0.75), 0.0)), (0.5, (0.5, math.sqrt(0.75), -0.5))]
    rows.append((0.0, (-1.0, 0.0, -0.5)))
    wanted = sum(math.log(sum(map(math.exp, others))) - own for own, others in rows) / 4
    assert nt_xent_loss(views[:2], views[2:], temperature=1.0).item() == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("temperature", [0.02, 0.01])
def test_a_hard_batch_neither_saturates_nor_loses_its_gradient(temperature: float) -> None:
    """The partner at a cosine of -0.5, a stranger at 0.9963: a tiny number in the logarithm stops at 87.3."""
    angle = torch.tensor([0.0, math.acos(0.9963)])
    x = torch.stack((angle.cos(), angle.sin()), 1).requires_grad_()
    y = torch.tensor([[-0.5, math.sqrt(0.75)], [-0.5, -math.sqrt(0.75)]])
    value = nt_xent_loss(x, y, temperature=temperature, reduction="none")
    assert value[0].item() >= (0.9963 + 0.5) / temperature / 2
    exact = nt_xent_loss(x.detach().double(), y.double(), temperature=temperature, reduction="none")
    torch.testing.assert_close(value.double(), exact, rtol=1e-5, atol=0)
    (slope,) = slopes(value.sum(), x)
    assert slope.norm() > 0.3 / temperature


def test_info_nce_of_a_hard_query_is_the_gap_over_the_temperature() -> None:
    q = torch.tensor([[1.0, 0.0], [0.0, 1.0]], requires_grad=True)
    keys = torch.tensor([[-0.5, math.sqrt(0.75)], [0.9963, math.sqrt(1 - 0.9963**2)]])
    value = info_nce_loss(q, keys, temperature=0.01, reduction="none")[0]
    assert value.item() == pytest.approx(149.63, abs=0.01)
    assert slopes(value, q)[0].norm() > 50


def test_memory_is_that_of_the_similarities() -> None:
    """256 rows: no tensor has more than (2N)^2 elements, where one library takes N^3."""
    largest = 0

    class Watch(torch.utils._python_dispatch.TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            nonlocal largest
            result = function(*args, **(kwargs or {}))
            largest = max(largest, *(x.numel() for x in [result] if isinstance(x, Tensor)), 0)
            return result

    with Watch():
        nt_xent_loss(draw(128, 8), draw(128, 8, seed=1))
        supervised_contrastive_loss(draw(256, 8), torch.arange(256) // 2)
    assert largest <= 256**2


def test_supervised_contrastive_with_pairs_is_nt_xent() -> None:
    both = torch.stack((X, Y), 1).flatten(0, 1)
    labels = torch.arange(12) // 2
    torch.testing.assert_close(supervised_contrastive_loss(both, labels), nt_xent_loss(X, Y))


def test_the_mean_over_positives_stands_outside_the_logarithm() -> None:
    """Three positives each: with the sum inside the logarithm, or each against the negatives alone, it is another loss."""
    x, y = draw(8, 3), torch.arange(8) // 4
    unit = normalize(x)
    scores = (unit @ unit.T).fill_diagonal_(-torch.inf)
    log_p = scores - scores.logsumexp(1, keepdim=True)
    same = (y[:, None] == y[None]) & ~torch.eye(8, dtype=torch.bool)
    outside = -torch.where(same, log_p, 0.0).sum(1) / 3
    inside = -(torch.where(same, log_p.exp(), 0.0).sum(1) / 3).log()
    found = supervised_contrastive_loss(x, y, temperature=1.0)
    torch.testing.assert_close(found, outside.mean())
    assert outside.mean() > inside.mean() + 1e-3
    negatives = torch.where(same, -torch.inf, scores)
    one_by_one = (torch.logaddexp(scores, negatives.logsumexp(1, keepdim=True)) - scores)[same]
    assert abs(one_by_one.mean() - found) > 0.1


def test_a_row_without_a_positive_does_not_count_but_stays_a_negative() -> None:
    x, y = draw(5, 3), torch.tensor([0, 0, 1, 1, 7])
    values = supervised_contrastive_loss(x, y, reduction="none")
    assert values[4] == 0
    torch.testing.assert_close(supervised_contrastive_loss(x, y), values[:4].mean())
    assert supervised_contrastive_loss(x, y) > supervised_contrastive_loss(x[:4], y[:4])


def test_a_negative_label_is_refused() -> None:
    with pytest.raises(ValueError, match="leave rows without one out by mask"):
        supervised_contrastive_loss(X, torch.tensor([0, 0, 1, 1, -1, -1]))


@pytest.mark.parametrize("size", [1e-20, 1e-8, 1.0, 1e8, 1e18])
def test_only_directions_count(size: float) -> None:
    wanted = nt_xent_loss(X.float(), Y.float())
    torch.testing.assert_close(nt_xent_loss(X.float() * size, Y.float()), wanted, rtol=1e-5, atol=1e-6)


def test_a_zero_vector_gives_a_zero_gradient() -> None:
    x = X.clone()
    x[2] = 0
    x.requires_grad_()
    for loss in (nt_xent_loss(x, Y), info_nce_loss(x, Y), clip_loss(x, Y, torch.tensor(2.0))):
        (slope,) = slopes(loss, x)
        assert bool(slope.isfinite().all())
        assert not bool(slope[2].any())


def test_shapes_can_be_worked_out_without_data() -> None:
    x = torch.empty(5, 3, device="meta")
    assert nt_xent_loss(x, x, reduction="none").shape == (5,)
    assert arcface_loss(x, torch.empty(4, 3, device="meta"), torch.zeros(5, device="meta").long()).shape == ()


# CLIP and SigLIP


def test_clip_is_the_mean_of_both_directions() -> None:
    found = clip_loss(X, Y, torch.tensor(1.2, dtype=torch.float64))
    both = [info_nce_loss(*sides, temperature=math.exp(-1.2)) for sides in ((X, Y), (Y, X))]
    torch.testing.assert_close(found, sum(both) / 2)


def test_the_scale_of_clip_is_cut_and_can_come_back() -> None:
    criterion = rightloss.CLIPLoss(initial_scale=90.0)
    with torch.no_grad():
        criterion.log_scale += 1.0
    assert criterion(X, Y).isfinite()
    assert criterion.log_scale.exp().item() == pytest.approx(100.0)
    criterion(X, Y).backward()
    assert criterion.log_scale.grad != 0
    assert set(criterion.state_dict()) == {"log_scale"}


def test_siglip_divides_by_the_number_of_images() -> None:
    z = normalize(X) @ normalize(Y).T * 10 - 10
    wanted = binary_cross_entropy_with_logits(z, torch.eye(6, dtype=torch.float64), reduction="sum") / 6
    criterion = rightloss.SigLIPLoss().double()
    torch.testing.assert_close(criterion(X, Y), wanted)
    assert set(criterion.state_dict()) == {"log_scale", "bias"}


# Margins


@pytest.mark.parametrize("angle", [0.0, 1e-4, 0.3, math.pi / 2, 2.5, math.pi - 0.5 - 1e-3])
def test_arcface_is_the_cosine_of_the_larger_angle(angle: float) -> None:
    x = torch.tensor([[math.cos(angle), math.sin(angle)]], requires_grad=True)
    weight = torch.tensor([[1.0, 0.0], [0.0, -1.0]])
    value = arcface_loss(x, weight, torch.tensor([0]), scale=10.0)
    other = -math.sin(angle)
    gap = 10 * (other - math.cos(angle + 0.5))
    assert value.item() == pytest.approx(math.log1p(math.exp(gap)) if gap < 30 else gap, rel=1e-4, abs=1e-6)
    assert bool(slopes(value, x)[0].isfinite().all())


def test_arcface_never_rewards_a_larger_angle() -> None:
    angles = torch.linspace(0, math.pi, 400, dtype=torch.float64)
    x = torch.stack((angles.cos(), angles.sin(), torch.zeros_like(angles)), 1)
    weight = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], dtype=torch.float64)
    values = arcface_loss(x, weight, torch.zeros(400, dtype=torch.long), scale=4.0, reduction="none")
    assert bool((values.diff() > 0).all())


@pytest.mark.parametrize("loss", [arcface_loss, cosface_loss])
def test_without_a_margin_it_is_cross_entropy_on_scaled_cosines(loss) -> None:  # type: ignore[no-untyped-def]
    y = torch.tensor([0, 1, 2, 0, 1, 2])
    wanted = cross_entropy(64 * normalize(X) @ normalize(Y[:3]).T, y)
    torch.testing.assert_close(loss(X, Y[:3], y, margin=0.0), wanted)


def test_class_directions_belong_to_the_module() -> None:
    criterion = rightloss.ArcFaceLoss(4, 3)
    assert {name: tuple(x.shape) for name, x in criterion.state_dict().items()} == {"weight": (3, 4)}
    assert torch.equal(criterion.decide(criterion.weight.detach()), torch.arange(3))
    criterion(X.float(), torch.tensor([0, 1, 2, 0, 1, 2])).backward()
    assert criterion.weight.grad is not None
    with pytest.raises(ValueError, match=r"got weight of shape \(3, 4\).*must be \(C, 5\)"):
        criterion(torch.ones(2, 5), torch.tensor([0, 1]))


@pytest.mark.parametrize("margin", [-0.1, math.pi, float("nan")])
def test_a_margin_that_is_no_angle_is_refused(margin: float) -> None:
    with pytest.raises(ValueError, match=r"got margin=.*radians"):
        arcface_loss(X, Y[:3], torch.zeros(6, dtype=torch.long), margin=margin)


# Distances


def test_gradients_at_distance_zero_are_finite() -> None:
    same, y = torch.ones(4, 3, requires_grad=True), torch.tensor([0, 0, 1, 1])
    for loss in (
        batch_hard_triplet_loss(same, y),
        contrastive_loss(same, same.detach(), torch.ones(4)),
        contrastive_loss(same, same.detach(), torch.zeros(4)),
        triplet_margin_loss(same, same.detach(), same.detach()),
        triplet_margin_loss(same, same.detach(), same.detach(), eps=0.0),
    ):
        assert bool(slopes(loss, same)[0].isfinite().all())


def test_batch_hard_is_the_triplet_loss_of_the_hardest() -> None:
    x = torch.tensor([[0.0], [1.0], [5.0], [5.5], [9.0]], dtype=torch.float64)
    y = torch.tensor([0, 0, 1, 0, 1])
    far, near = torch.tensor([3, 3, 4, 0, 2]), torch.tensor([2, 2, 3, 2, 3])
    wanted = triplet_margin_loss(x, x[far], x[near], eps=0.0, reduction="none")
    torch.testing.assert_close(batch_hard_triplet_loss(x, y, reduction="none"), wanted)


def test_batch_hard_chooses_right_far_from_the_origin() -> None:
    x = torch.tensor([[0.0], [0.01], [0.02], [0.05]])
    y = torch.tensor([0, 0, 1, 1])
    torch.testing.assert_close(
        batch_hard_triplet_loss(x + 4096, y, reduction="none"),
        batch_hard_triplet_loss((x + 4096) - 4096, y, reduction="none"),
    )


def test_rows_without_a_triplet_do_not_count() -> None:
    x = torch.tensor([[0.0], [3.0], [4.0]])
    values = batch_hard_triplet_loss(x, torch.tensor([0, 0, 1]), reduction="none")
    assert values.tolist() == [0.0, 3.0, 0.0]
    assert batch_hard_triplet_loss(x, torch.tensor([0, 0, 1])) == 1.5


def test_labels_of_the_other_coding_are_named() -> None:
    with pytest.raises(ValueError, match=r"got target with the value -1; every element must be in \[0, 1\]"):
        contrastive_loss(X, Y, torch.tensor([1.0, -1.0, 1.0, 1.0, -1.0, 1.0]))


@pytest.mark.parametrize("margin", [0.0, -1.0])
def test_a_triplet_margin_of_zero_is_refused(margin: float) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        triplet_margin_loss(X, Y, X, margin=margin)
    with pytest.raises(ValueError, match="must be above 0"):
        rightloss.TripletMarginLoss(margin=margin)


@pytest.mark.parametrize("options", [{}, {"p": 1.0}, {"p": 3.0}, {"swap": True}, {"margin": 0.3, "eps": 1e-3}])
@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
@pytest.mark.parametrize("shape", [(6, 4), (4,)])
def test_triplet_margin_is_that_of_torch(options: dict[str, float], reduction: str, shape: tuple[int, ...]) -> None:
    sides = [draw(*shape, seed=seed).requires_grad_() for seed in range(3)]
    own = rightloss.TripletMarginLoss(**options, reduction=reduction)(*sides)
    peer = torch.nn.TripletMarginLoss(**options, reduction=reduction)(*sides)
    torch.testing.assert_close(own, peer)
    for one, other in zip(slopes(own.sum(), *sides), slopes(peer.sum(), *sides), strict=True):
        torch.testing.assert_close(one, other)


def test_broadcasting_a_triplet_is_refused() -> None:
    with pytest.raises(ValueError, match=r"got negative of shape \(1, 4\) and anchor of shape \(6, 4\)"):
        triplet_margin_loss(X, Y, X[:1])
