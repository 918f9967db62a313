"""What losses with several numbers per prediction share: the last dimension holds the parameters of a distribution."""

from torch import Tensor

from rightloss.losses import _common as common


def unpack(parameters: Tensor, target: Tensor, names: str, mask: Tensor | None) -> tuple[Tensor, ...]:
    """The parameters of each element, in full precision, with zeros where the mask leaves them out.

    Args:
        parameters: shape (*, P).
        target: shape (*).
        names: what the P parameters are called, separated by spaces.
        mask: bool, shape (*), or None.

    Raises:
        ValueError: the shapes do not belong together, or `parameters` is not floating-point.
    """
    return prepared(parameters, target, names, mask).unbind(-1)


def prepared(parameters: Tensor, target: Tensor, names: str, mask: Tensor | None) -> Tensor:
    """As `unpack`, in one piece: shape (*, P)."""
    wanted = names.split()
    common.check_floating("parameters", parameters)
    if parameters.shape != (*target.shape, len(wanted)):
        raise ValueError(
            f"got parameters of shape {tuple(parameters.shape)} and target of shape {tuple(target.shape)}; parameters "
            f"must be {(*target.shape, len(wanted))}: {', '.join(wanted)} in the last dimension"
        )
    return common.blank_last(common.full_precision(parameters), mask)


def check_target(target: Tensor, mask: Tensor | None, low: float, wanted: str, *, open_low: bool = False) -> None:
    """Raise ValueError unless every kept target is at least (or above) `low`; looked at where values are at hand."""
    if not common.values_are_at_hand(target):
        return
    wrong = ~(target > low) if open_low else ~(target >= low)
    wrong = common.blank(wrong, mask)
    if bool(wrong.any()):
        raise ValueError(f"got target with the value {target[wrong][0].item():g}; {wanted}")


def check_below(target: Tensor, mask: Tensor | None, high: float, wanted: str) -> None:
    """Raise ValueError unless every kept target is below `high`; looked at where values are at hand."""
    if not common.values_are_at_hand(target):
        return
    wrong = ~(target < high)
    wrong = common.blank(wrong, mask)
    if bool(wrong.any()):
        raise ValueError(f"got target with the value {target[wrong][0].item():g}; {wanted}")
