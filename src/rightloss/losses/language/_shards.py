"""A head whose classes several processes hold: what is this process's."""

from typing import TYPE_CHECKING

import torch
import torch.distributed as dist
from torch import Tensor
from torch.utils._python_dispatch import is_traceable_wrapper_subclass

if TYPE_CHECKING:
    from torch.distributed import ProcessGroup
    from torch.distributed.tensor import DTensor

_Local = tuple[Tensor, Tensor, Tensor | None, tuple[str, int, int] | None]


def local(hidden: Tensor, weight: Tensor, bias: Tensor | None, group: "ProcessGroup | None") -> _Local:
    """This process's tensors, and (name of the group, first class here, number of all classes), or None for no group.

    Raises:
        ValueError: a DTensor is laid out in another way than this needs.
    """
    if group is None and not any(map(is_traceable_wrapper_subclass, (hidden, weight))):
        return hidden, weight, bias, None
    from torch.distributed.tensor import DTensor, Replicate  # takes a second

    if isinstance(weight, DTensor):
        group = _group_of(weight)
        weight = weight.to_local()
    bias = bias.to_local() if isinstance(bias, DTensor) else bias
    if isinstance(hidden, DTensor):
        if any(not isinstance(placement, Replicate) for placement in hidden.placements):
            raise ValueError(f"got input with the placements {hidden.placements}; it must be replicated")
        hidden = hidden.to_local()
    return hidden, weight, bias, None if group is None else _range(weight, group)


def check_form(form: str, target: Tensor) -> None:
    """Raise ValueError where classes that several processes hold cannot be dealt with."""
    if form == "mathematics":
        raise ValueError("got classes that several processes hold; only the kernel has their loss")
    if target.is_floating_point():
        raise ValueError("got class probabilities with classes that several processes hold; give class indices")


def _group_of(weight: "DTensor") -> "ProcessGroup":
    from torch.distributed.tensor import Shard

    if weight.device_mesh.ndim != 1 or weight.placements != (Shard(0),):
        raise ValueError(
            f"got linear_weight with the placements {weight.placements}; it must be sharded over its first dimension, "
            "the classes, of a mesh of one dimension"
        )
    return weight.device_mesh.get_group()


def _range(weight: Tensor, group: "ProcessGroup") -> tuple[str, int, int]:
    sizes = [torch.zeros((), dtype=torch.long, device=weight.device) for _ in range(dist.get_world_size(group))]
    dist.all_gather(sizes, torch.tensor(weight.shape[0], device=weight.device), group=group)
    counts = [int(size) for size in sizes]
    return group.group_name, sum(counts[: dist.get_rank(group)]), sum(counts)
