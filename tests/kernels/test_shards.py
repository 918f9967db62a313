"""Heads and data that several processes hold, against one process: vocabulary-parallel, DTensor, DDP, FSDP2."""

import os
import socket
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor, Shard, distribute_tensor

import rightloss
from rightloss import kernels
from rightloss.functional import linear_cross_entropy
from rightloss.kernels import _blocks

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::FutureWarning")
V, D, N = 37, 7, 24


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _enter(rank: int, size: int, port: int, work: Callable[[int, int], None]) -> None:
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    torch.set_num_threads(1)
    dist.init_process_group("gloo", rank=rank, world_size=size)
    try:
        work(rank, size)
    finally:
        dist.destroy_process_group()


def in_processes(size: int, work: Callable[[int, int], None]) -> None:
    torch.multiprocessing.spawn(_enter, (size, _free_port(), work), nprocs=size)


def inputs() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    g = torch.Generator().manual_seed(0)
    hidden, weight = torch.randn(N, D, generator=g).double(), torch.randn(V, D, generator=g).double()
    target = torch.randint(0, V, (N,), generator=g)
    target[::5] = -100
    return hidden, weight, torch.randn(V, generator=g).double(), target


OPTIONS: list[dict[str, Any]] = [
    {},
    {"reduction": "none", "label_smoothing": 0.1, "z_loss": 0.01, "softcap": 3.0, "logit_scale": 0.5},
    {"weight": torch.rand(V, generator=torch.Generator().manual_seed(1)) + 0.5, "label_smoothing": 0.1},
]


def answer(leaves: list[Tensor], target: Tensor, **options: Any) -> tuple[Any, tuple[Tensor, ...]]:
    with kernels.use("chunks"):
        found = linear_cross_entropy(*leaves[:2], target, linear_bias=leaves[2], return_details=True, **options)
    upstream = torch.linspace(0.5, 2, found.loss.numel(), dtype=torch.float64).reshape(found.loss.shape)
    return found, torch.autograd.grad(found.loss, leaves, upstream)


def _vocabulary(rank: int, size: int) -> None:
    _blocks.HEAD_BYTES = 1024  # the processes cut the same chunks, however many classes each has
    hidden, weight, bias, target = inputs()
    edges = [0, *torch.tensor([5, 20, 36][: size - 1]).tolist(), V]  # ranges of different sizes
    mine = slice(edges[rank], edges[rank + 1])
    for options in OPTIONS:
        whole, wanted = answer([x.clone().requires_grad_() for x in (hidden, weight, bias)], target, **options)
        leaves = [x.clone().requires_grad_() for x in (hidden, weight[mine], bias[mine])]
        found, gradients = answer(leaves, target, vocab_group=dist.group.WORLD, **options)
        torch.testing.assert_close(found, whole)
        torch.testing.assert_close(gradients, (wanted[0], wanted[1][mine], wanted[2][mine]))
    with pytest.raises(ValueError, match="class probabilities"):
        linear_cross_entropy(hidden, weight[mine], torch.full((N, V), 1 / V), vocab_group=dist.group.WORLD)


def _dtensor(rank: int, size: int) -> None:
    mesh = torch.distributed.device_mesh.init_device_mesh("cpu", (size,))
    hidden, weight, _, target = inputs()
    leaf = weight.clone().requires_grad_()
    linear_cross_entropy(hidden, leaf, target).backward()
    split = distribute_tensor(weight, mesh, [Shard(0)]).requires_grad_()
    loss = linear_cross_entropy(hidden, split, target)
    loss.backward()
    torch.testing.assert_close(loss, linear_cross_entropy(hidden, weight, target))
    assert isinstance(split.grad, DTensor)
    torch.testing.assert_close(split.grad.full_tensor(), leaf.grad)


class _Model(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Linear(D, D).double()
        self.loss = rightloss.LinearCrossEntropyLoss(D, V, dtype=torch.float64, reduction="sum")

    def forward(self, hidden: Tensor, target: Tensor) -> Tensor:
        result: Tensor = self.loss(self.body(hidden), target)
        return result


def _data_parallel(rank: int, size: int) -> None:
    hidden, _, _, target = inputs()
    for wrap in (nn.parallel.DistributedDataParallel, fully_shard):
        torch.manual_seed(0)
        alone, shared = _Model(), _Model()
        shared.load_state_dict(alone.state_dict())
        with kernels.use("chunks"):
            alone(hidden, target).backward()
            wrapped = wrap(shared)
            wrapped(hidden[rank::size], target[rank::size]).backward()
        for one, other in zip(alone.parameters(), shared.parameters(), strict=True):
            assert one.grad is not None
            assert other.grad is not None
            gradient = other.grad.full_tensor() if isinstance(other.grad, DTensor) else other.grad
            torch.testing.assert_close(gradient * size, one.grad)  # both average over the processes


def _all_of_it(rank: int, size: int) -> None:
    _vocabulary(rank, size)
    _dtensor(rank, size)
    _data_parallel(rank, size)


@pytest.mark.slow
def test_two_processes_that_share_classes_a_dtensor_or_the_data() -> None:
    in_processes(2, _all_of_it)


@pytest.mark.slow
def test_four_processes_that_share_classes() -> None:
    in_processes(4, _vocabulary)
