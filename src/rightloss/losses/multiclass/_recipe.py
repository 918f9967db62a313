"""What a cross-entropy consists of, besides its tensors."""

from dataclasses import dataclass

from rightloss.losses import _common as common


@dataclass(frozen=True)
class Recipe:
    """The numbers in a cross-entropy.

    Attributes:
        smoothing: share of the target that is spread evenly over all classes.
        z_loss: factor of the squared log-sum-exp that is added to each loss.
        softcap: bound c of the logits, which become c tanh(x / c); 0 leaves them as they are.
    """

    smoothing: float = 0.0
    z_loss: float = 0.0
    softcap: float = 0.0


def recipe(label_smoothing: float, z_loss: float, softcap: float | None) -> Recipe:
    """The recipe of these options.

    Raises:
        ValueError: one of them is out of range.
    """
    common.check_share("label_smoothing", label_smoothing)
    if not z_loss >= 0:
        raise ValueError(f"got z_loss={z_loss!r}; it must be at least 0")
    if softcap is not None and not softcap > 0:
        raise ValueError(f"got softcap={softcap!r}; it must be above 0, or None for no bound")
    return Recipe(label_smoothing, z_loss, softcap or 0.0)
