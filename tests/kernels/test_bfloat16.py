"""bfloat16 inputs: errors against float64 are at most those of torch's own bfloat16 path, in every element.

Where torch is nearer in an element, ours is the exact number rounded once: no bfloat16 result is better by more than luck.
"""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from rightloss import kernels
from rightloss.functional import cross_entropy, linear_cross_entropy
from tests.kernels.small import small_chunks  # noqa: F401

SEEDS = range(5)
ROUNDED_ONCE = torch.finfo(torch.bfloat16).eps / 2
Loss = Callable[..., Tensor]


def answers(loss: Loss, inputs: list[Tensor], dtype: torch.dtype) -> list[Tensor]:
    """Value and gradients by each input, in float64."""
    leaves = [x.to(dtype).requires_grad_() for x in inputs]
    with kernels.use("chunks"):
        value = loss(*leaves)
    return [x.double() for x in (value.detach(), *torch.autograd.grad(value, leaves))]


def hold(ours: Loss, theirs: list[Loss], exact: Loss, inputs: list[Tensor]) -> None:
    """Raise AssertionError where an error of ours is larger than one of theirs."""
    truth = answers(exact, inputs, torch.float64)
    own = answers(ours, inputs, torch.bfloat16)
    for their in theirs:
        for mine, peer, true in zip(own, answers(their, inputs, torch.bfloat16), truth, strict=True):
            errors, allowed = (mine - true).abs(), (peer - true).abs()
            float32 = 1e-6 * true.abs().max()
            assert errors.max() <= allowed.max() + float32
            assert (errors <= torch.maximum(allowed, ROUNDED_ONCE * true.abs()) + float32).all()


@pytest.mark.parametrize("scale", [1.0, 20.0])
@pytest.mark.parametrize("shape", [(64, 507), (33, 1000), (200, 37), (7, 4096)])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_given_logits(shape: tuple[int, int], scale: float, reduction: str) -> None:
    for seed in SEEDS:
        g = torch.Generator().manual_seed(seed)
        x, target = (
            (scale * torch.randn(shape, generator=g)).bfloat16(),
            torch.randint(0, shape[1], shape[:1], generator=g),
        )
        torch_loss: Loss = lambda x, y=target: nn.functional.cross_entropy(x, y, reduction=reduction)  # noqa: E731
        hold(lambda x, y=target: cross_entropy(x, y, reduction=reduction), [torch_loss], torch_loss, [x])


@pytest.mark.parametrize("shape", [(252, 507, 123), (64, 1000, 16), (7, 33, 5)])  # N, V, D
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_a_head(shape: tuple[int, int, int], reduction: str) -> None:
    n, v, d = shape
    options = nn.LinearCrossEntropyOptions()
    for seed in SEEDS:
        g = torch.Generator().manual_seed(seed)
        hidden, weight = torch.randn(n, d, generator=g).bfloat16(), (0.3 * torch.randn(v, d, generator=g)).bfloat16()
        target = torch.randint(0, v, (n,), generator=g)

        def plain(h: Tensor, w: Tensor, y: Tensor = target) -> Tensor:
            return nn.functional.linear_cross_entropy(h, w, y, reduction=reduction)

        def chunked(h: Tensor, w: Tensor, y: Tensor = target) -> Tensor:
            return nn.functional.linear_cross_entropy(h, w, y, reduction=reduction, options=options)

        def ours(h: Tensor, w: Tensor, y: Tensor = target) -> Tensor:
            found: Tensor = linear_cross_entropy(h, w, y, reduction=reduction)
            return found

        hold(ours, [plain, chunked], plain, [hidden, weight])
