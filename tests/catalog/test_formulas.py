"""torch.nn computes the formula that the catalog prints, written out here once more, plainly."""

from typing import Any

import pytest
import torch
from torch import Tensor

from rightloss.catalog.registry import losses
from tests.catalog.draw import SIZES, draw
from tests.catalog.torch_losses import torch_losses, value


def pick(x: Tensor, y: Tensor) -> Tensor:
    return x.gather(1, y.unsqueeze(1)).squeeze(1)


def multilabel_margin(x: Tensor, y: Tensor) -> Tensor:
    def one(row: Tensor, indices: Tensor) -> Tensor:
        true = [i for i in indices.tolist() if i >= 0]
        others = [i for i in range(len(row)) if i not in true]
        pairs = [(1 - (row[j] - row[i])).clamp_min(0) for j in true for i in others]
        return sum(pairs, torch.zeros((), dtype=row.dtype)) / len(row)

    return torch.stack([one(row, indices) for row, indices in zip(x, y, strict=True)])


def bce(p: Tensor, y: Tensor) -> Tensor:
    return -y * p.log() - (1 - y) * (1 - p).log()


def triplet(a: Tensor, p: Tensor, n: Tensor, _: None) -> Tensor:
    return ((a - p + 1e-6).norm(dim=1) - (a - n + 1e-6).norm(dim=1) + 1).clamp_min(0)


FORMULAS: dict[str, Any] = {
    "l1": lambda x, y: (x - y).abs(),
    "mse": lambda x, y: (x - y) ** 2,
    "huber": lambda x, y: torch.where((x - y).abs() < 1, (x - y) ** 2 / 2, (x - y).abs() - 0.5),
    "smooth-l1": lambda x, y: torch.where((x - y).abs() < 1, (x - y) ** 2 / 2, (x - y).abs() - 0.5),
    "gaussian-nll": lambda m, v, y: (v.clamp_min(1e-6).log() + (m - y) ** 2 / v.clamp_min(1e-6)) / 2,
    "poisson-nll": lambda x, y: x.exp() - y * x,
    "binary-cross-entropy": lambda x, y: bce(x.sigmoid(), y),
    "binary-cross-entropy-on-probabilities": bce,
    "soft-margin": lambda x, y: (1 + (-y * x).exp()).log(),
    "multilabel-soft-margin": lambda x, y: bce(x.sigmoid(), y).mean(1),
    "multilabel-margin": multilabel_margin,
    "nll": lambda x, y: -pick(x, y),
    "cross-entropy": lambda x, y: -pick(x.exp() / x.exp().sum(1, keepdim=True), y).log(),
    "multi-margin": lambda x, y: ((1 - pick(x, y)[:, None] + x).clamp_min(0).sum(1) - 1) / x.shape[1],
    "kl-divergence": lambda x, q: (q * (q.log() - x)).sum(1),
    "cosine-embedding": lambda a, b, y: torch.where(
        y == 1, 1 - torch.cosine_similarity(a, b), torch.cosine_similarity(a, b).clamp_min(0)
    ),
    "hinge-embedding": lambda d, y: torch.where(y == 1, d, (1 - d).clamp_min(0)),
    "triplet-margin": triplet,
    "triplet-margin-with-distance": triplet,
    "margin-ranking": lambda a, b, y: (-y * (a - b)).clamp_min(0),
}

# These own a head, or sum over paths: they are compared with losses that the table has.
NOT_ONE_LINE = {"adaptive-log-softmax", "ctc", "linear-cross-entropy"}


def test_every_torch_loss_is_compared() -> None:
    assert {loss.name for loss in torch_losses()} == FORMULAS.keys() | NOT_ONE_LINE


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("seed", range(3))
def test_the_mean_of_the_formula_is_what_torch_computes(name: str, seed: int) -> None:
    inputs, target = draw(losses()[name], seed=seed)
    torch.testing.assert_close(value(losses()[name], inputs, target), FORMULAS[name](*inputs, target).mean())


def test_ctc_without_room_for_a_blank_is_nll_over_time() -> None:
    labels = torch.tensor([[1, 2, 3]])
    log_probs = torch.randn(3, 1, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64).log_softmax(2)
    lengths = torch.tensor([3])
    nll = -pick(log_probs.squeeze(1), labels.squeeze(0)).sum()
    # The default mean divides by the length of the target.
    torch.testing.assert_close(value(losses()["ctc"], (log_probs,), (labels, lengths, lengths)), nll / 3)


def test_linear_cross_entropy_is_cross_entropy_on_the_logits_of_its_head() -> None:
    head = torch.nn.LinearCrossEntropyLoss(6, 7, dtype=torch.float64)
    (hidden,), target = draw(losses()["linear-cross-entropy"], sizes=SIZES | {"d1..dK": ()})
    weight = next(head.parameters()).reshape(7, 6)
    torch.testing.assert_close(head(hidden, target), FORMULAS["cross-entropy"](hidden @ weight.T, target).mean())


def test_the_adaptive_loss_is_nll_on_its_log_probabilities() -> None:
    head = torch.nn.AdaptiveLogSoftmaxWithLoss(6, 7, [3], div_value=1.0, dtype=torch.float64)
    (hidden,), target = draw(losses()["adaptive-log-softmax"])
    torch.testing.assert_close(head(hidden, target).loss, -pick(head.log_prob(hidden), target).mean())
