"""What an entry says it equals, it equals."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

GENERATOR = torch.Generator().manual_seed(0)
X, Y = torch.randn(2, 50, generator=GENERATOR, dtype=torch.float64)
A, B = F.normalize(torch.randn(2, 50, 8, generator=GENERATOR, dtype=torch.float64), dim=2)
LABELS = torch.randint(0, 8, (50,), generator=GENERATOR)
YES = (Y > 0).double()
SIGN = 2 * YES - 1
HOT = F.one_hot(LABELS, 8).double()
INDEX_SET = torch.cat([LABELS[:, None], torch.full((50, 7), -1)], 1)


def two(x: Tensor) -> Tensor:
    return torch.stack([torch.zeros_like(x), x], 1)


def normal(x: Tensor, variance: Tensor, y: Tensor) -> Tensor:
    return -torch.distributions.Normal(x, variance.sqrt()).log_prob(y).mean()


def entropy(p: Tensor) -> Tensor:
    return -(p * p.log()).sum(1).mean()


PAIRS: dict[str, Callable[[], tuple[Tensor, Tensor]]] = {
    "huber / delta -> l1": lambda: (F.huber_loss(X, Y, delta=1e-9) / 1e-9, F.l1_loss(X, Y)),
    "huber, large delta = mse / 2": lambda: (F.huber_loss(X, Y, delta=1e3), F.mse_loss(X, Y) / 2),
    "huber = delta smooth l1": lambda: (F.huber_loss(X, Y, delta=0.7), 0.7 * F.smooth_l1_loss(X, Y, beta=0.7)),
    "smooth l1, beta 0 = l1": lambda: (F.smooth_l1_loss(X, Y, beta=0.0), F.l1_loss(X, Y)),
    "mse = variance + bias^2": lambda: (F.mse_loss(X, Y), (X - Y).var(correction=0) + (X - Y).mean() ** 2),
    "gaussian, variance 1 = mse / 2": lambda: (F.gaussian_nll_loss(X, Y, torch.ones_like(X)), F.mse_loss(X, Y) / 2),
    "gaussian, full": lambda: (F.gaussian_nll_loss(X, Y, X.exp(), full=True), normal(X, X.exp(), Y)),
    "bce = cross-entropy (0, x)": lambda: (
        F.binary_cross_entropy_with_logits(X, YES),
        F.cross_entropy(two(X), YES.long()),
    ),
    "bce on probabilities": lambda: (
        F.binary_cross_entropy(X.sigmoid(), YES),
        F.binary_cross_entropy_with_logits(X, YES),
    ),
    "bce = softplus": lambda: (F.binary_cross_entropy_with_logits(X, YES), F.softplus(-SIGN * X).mean()),
    "soft margin = bce": lambda: (F.soft_margin_loss(X, SIGN), F.binary_cross_entropy_with_logits(X, YES)),
    "multilabel soft margin = bce": lambda: (
        F.multilabel_soft_margin_loss(A, HOT),
        F.binary_cross_entropy_with_logits(A, HOT),
    ),
    "multilabel soft margin, sum = bce / C": lambda: (
        F.multilabel_soft_margin_loss(A, HOT, reduction="sum"),
        F.binary_cross_entropy_with_logits(A, HOT, reduction="sum") / 8,
    ),
    "multilabel margin, one label = multi-margin": lambda: (
        F.multilabel_margin_loss(A, INDEX_SET),
        F.multi_margin_loss(A, LABELS),
    ),
    "multi-margin, two classes = hinge / 2": lambda: (
        F.multi_margin_loss(two(X), YES.long()),
        (1 - SIGN * X).clamp_min(0).mean() / 2,
    ),
    "cross-entropy = nll of log-softmax": lambda: (
        F.cross_entropy(A, LABELS),
        F.nll_loss(F.log_softmax(A, 1), LABELS),
    ),
    "cross-entropy, shifted": lambda: (F.cross_entropy(A, LABELS), F.cross_entropy(A + 5, LABELS)),
    "cross-entropy = kl + entropy": lambda: (
        F.cross_entropy(A, B.softmax(1)),
        F.kl_div(A.log_softmax(1), B.softmax(1), reduction="batchmean") + entropy(B.softmax(1)),
    ),
    "kl of one-hot = nll": lambda: (
        F.kl_div(A.log_softmax(1), HOT, reduction="batchmean"),
        F.nll_loss(A.log_softmax(1), LABELS),
    ),
    "cosine embedding = distance^2 / 2": lambda: (
        F.cosine_embedding_loss(A, B, torch.ones(50)),
        (A - B).square().sum(1).mean() / 2,
    ),
    "triplet with distance = triplet": lambda: (
        F.triplet_margin_with_distance_loss(A, B, A.flip(0)),
        F.triplet_margin_loss(A, B, A.flip(0)),
    ),
    "margin ranking = hinge": lambda: (
        F.margin_ranking_loss(X, Y, SIGN, margin=1.0),
        (1 - SIGN * (X - Y)).clamp_min(0).mean(),
    ),
}


@pytest.mark.parametrize("what", PAIRS)
def test_the_two_are_equal(what: str) -> None:
    one, other = PAIRS[what]()
    torch.testing.assert_close(one, other, rtol=1e-6, atol=1e-9)
    assert one != 0


def test_gradients_are_prediction_minus_target() -> None:
    x, a = X.clone().requires_grad_(), A.clone().requires_grad_()
    F.binary_cross_entropy_with_logits(x, YES, reduction="sum").backward()
    F.cross_entropy(a, LABELS, reduction="sum").backward()
    torch.testing.assert_close(x.grad, X.sigmoid() - YES)
    torch.testing.assert_close(a.grad, A.softmax(1) - HOT)
