"""The arithmetic of one chunk where each process holds the logits of some of the classes."""

from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed import distributed_c10d

from rightloss.kernels._softmax import Rows
from rightloss.losses.multiclass._recipe import Recipe


@dataclass(frozen=True)
class Shard:
    """The classes of this process.

    Attributes:
        group: name of the processes that share the classes, each with all rows.
        start: the first class of this process.
        classes: number of the classes of all processes.
    """

    group: str
    start: int
    classes: int

    @property
    def processes(self) -> dist.ProcessGroup:
        """The group itself."""
        found: dist.ProcessGroup = distributed_c10d._resolve_process_group(self.group)  # type: ignore[attr-defined, arg-type]
        return found

    @property
    def classes_of_each(self) -> int:
        """The mean number of classes of a process, rounded up."""
        return -(-self.classes // dist.get_world_size(self.processes))

    def all_reduce_(self, x: Tensor, largest: bool = False) -> Tensor:
        """The sum (or the largest) of `x` over the processes, in its memory."""
        dist.all_reduce(x, op=dist.ReduceOp.MAX if largest else dist.ReduceOp.SUM, group=self.processes)
        return x


def sharded_losses_and_gradient_(
    out: Tensor, rows: Rows, class_weight: Tensor | None, recipe: Recipe, shard: Shard, details: bool
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """As `losses_and_gradient_` with the logits of this process's classes in `out`, (n, V of this process).

    The processes agree on the largest logit, then on three sums: two messages of the size of the rows per chunk.

    Args:
        out: logits; holds the gradient afterwards.
        rows: targets are class indices among all classes.
        class_weight: of all classes, or None.
        recipe: see `Recipe`.
        shard: see `Shard`.
        details: whether entropies are wanted, for a third message.

    Returns:
        Losses, log-sum-exps, entropies (log-sum-exps where not wanted) and hits of the rows, the same in each process.
    """
    slope = None
    if recipe.softcap:
        bent = torch.tanh(out / recipe.softcap)
        torch.mul(bent, recipe.softcap, out=out)
        slope = bent.square_().neg_().add_(1)
    peak = shard.all_reduce_(out.amax(1) if out.shape[1] else out.new_full((len(out),), float("-inf")), largest=True)
    here = rows.target - shard.start
    mine = (here >= 0) & (here < out.shape[1])
    here = torch.where(mine, here, 0)
    gap = (
        torch.where(mine, peak - out.gather(1, here.unsqueeze(1)).squeeze(1), 0)
        if out.shape[1]
        else torch.zeros_like(peak)
    )
    share = recipe.smoothing / shard.classes
    even = None if class_weight is None else class_weight[shard.start : shard.start + out.shape[1]] * share
    gaps = torch.zeros_like(peak)
    if share:
        gaps = (peak * out.shape[1] - out.sum(1)) * share if even is None else ((peak.unsqueeze(1) - out) @ even)
    scores = out.clone() if details else out
    out.sub_(peak.unsqueeze(1)).exp_()
    total, gap, gaps = shard.all_reduce_(torch.stack([out.sum(1), gap, gaps]))
    weight = torch.ones_like(gap) if class_weight is None else class_weight[rows.target]
    single = weight * (1 - recipe.smoothing)
    height = single + (recipe.smoothing if class_weight is None else share * class_weight.sum())
    lse = peak + total.log()
    losses = single * gap + gaps + height * total.log() + recipe.z_loss * lse.square()
    out.div_(total.unsqueeze(1))
    entropy = lse - shard.all_reduce_((out * scores).sum(1)) if details else lse
    out.mul_(((height + 2 * recipe.z_loss * lse) * rows.factor).unsqueeze(1))
    if out.shape[1]:
        out.scatter_add_(1, here.unsqueeze(1), torch.where(mine, -single * rows.factor, 0).unsqueeze(1))
    if share:
        out.sub_(rows.factor.unsqueeze(1) * (share if even is None else even))
    if slope is not None:
        out.mul_(slope)
    return losses, lse, entropy, gap == 0
