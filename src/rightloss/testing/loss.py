"""Hold a loss to the laws."""

from rightloss.testing.case import LossCase
from rightloss.testing.laws import LAWS


def check_loss(case: LossCase) -> None:
    """Run every law on a loss, and say which of them it breaks.

    Args:
        case: the loss, arguments for it, and what there is to know about it.

    Raises:
        AssertionError: the loss breaks laws; the message names each with what was found.
        ValueError: `case.exempt` names a law that does not exist.

    Example:
        >>> import torch
        >>> from rightloss.testing import LossCase, check_loss
        >>> import rightloss
        >>> def draw(generator):
        ...     return tuple(torch.randn(6, generator=generator, dtype=torch.float64) for _ in range(2))
        >>> check_loss(
        ...     LossCase(
        ...         function=rightloss.functional.mse_loss,
        ...         module=rightloss.MSELoss,
        ...         draw=draw,
        ...         oracle=lambda x, y: (x - y) ** 2,
        ...         lower_bound=0.0,
        ...     )
        ... )
    """
    if unknown := set(case.exempt) - set(LAWS):
        raise ValueError(f"got exempt with {sorted(unknown)}; the laws are: {', '.join(LAWS)}")
    broken = []
    for name, law in LAWS.items():
        if name in case.exempt:
            continue
        try:
            law(case)
        except Exception as error:
            broken.append(f"{name}: {type(error).__name__}: {error}")
    if broken:
        raise AssertionError("\n".join([f"{len(broken)} of {len(LAWS)} laws are broken", *broken]))
