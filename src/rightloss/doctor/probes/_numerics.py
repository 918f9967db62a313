"""Which operation made a gradient infinite or NaN."""

import torch

from rightloss.doctor.evidence import Backward, Node, Step


def culprits(event: Backward | Step) -> list[Node]:
    """The operations that met a point where they, or their derivative, are infinite; none where all is finite."""
    backward = event.backward if isinstance(event, Step) else event
    if backward is None or backward.origin is None or not is_sick(event):
        return []
    return [node for node in backward.origin.ancestors() if "singular" in node.facts and node.attached]


def is_sick(event: Backward | Step) -> bool:
    """Whether the loss, or the gradient of a parameter, is infinite or NaN, and the parameters are not."""
    if isinstance(event, Backward):
        return isinstance(event.loss, torch.Tensor) and not finite(event.loss)
    if not all(finite(item) for item in event.parameters.values()):
        return False
    return not all(item.grad is None or finite(item.grad) for item in event.parameters.values())


def finite(x: torch.Tensor) -> bool:
    """Whether no value is infinite or NaN."""
    return bool(torch.isfinite(x.detach() if not x.is_sparse else x.detach().coalesce().values()).all())
