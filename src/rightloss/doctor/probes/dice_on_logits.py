"""An overlap is computed from raw scores.

## What it looks at
A quotient whose numerator sums a product with a mask of zeros and ones, and whose denominator sums the same factor,
which has negative values.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Node, Operation
from rightloss.doctor.operations import TRANSPARENT
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common

_SUMS = frozenset(("add", "sub", "sum", "mean", "clamp", "clamp_min", "neg", "pow", "square", "einsum", *TRANSPARENT))


def look(event: Operation) -> Iterator[Report]:
    """Overlap divided by sizes, of something that is no probability."""
    if event.error is not None or len(event.origins) < 2:
        return
    products = [node for node in _reached(event.origins[0], through_products=False) if "negative-factor" in node.facts]
    below = {id(node) for node in _reached(event.origins[1], through_products=True)}
    for product in products:
        factor = next((item for item in product.inputs if item is not None and item.attached), None)
        if factor is not None and id(factor) in below:
            yield Report(
                message=f"an overlap is computed from raw scores{common.source_said(factor)}",
                why="Dice and IoU are ratios of areas: with negative scores the denominator can cross zero",
                help="apply a sigmoid (softmax for several classes) to the scores first",
                trail=common.trail(factor),
                place=common.blamed(event, factor),
            )
            return


def _reached(node: Node | None, *, through_products: bool) -> list[Node]:
    """The node and those before it, through sums and factors that are numbers."""
    found: list[Node] = []
    queue = [node]
    while queue and len(found) < 64:
        item = queue.pop()
        if item is None:
            continue
        found.append(item)
        scaled = item.op in ("mul", "div") and (through_products or len(item.inputs) == 1)
        if item.op in _SUMS or scaled:
            queue += item.inputs
    return found


PROBE = Probe(
    code="RL118",
    listens=(Operation,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

p, mask = nn.Conv2d(3, 1, 1)(torch.randn(2, 3, 8, 8)), torch.zeros(2, 1, 8, 8)
mask[:, :, :4] = 1
dice = 2 * (p * mask).sum() / (p.sum() + mask.sum())  # RL118
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

p, mask = nn.Conv2d(3, 1, 1)(torch.randn(2, 3, 8, 8)).sigmoid(), torch.zeros(2, 1, 8, 8)
mask[:, :, :4] = 1
dice = 2 * (p * mask).sum() / (p.sum() + mask.sum())
""",
    ),
    operations=frozenset(("div",)),
)
