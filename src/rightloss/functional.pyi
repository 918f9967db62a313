# Written by scripts/stubs.py from the catalog.

from rightloss.losses.binary.binary_cross_entropy import (
    binary_cross_entropy_with_logits as binary_cross_entropy_with_logits,
)
from rightloss.losses.binary.binary_cross_entropy_on_probabilities import binary_cross_entropy as binary_cross_entropy
from rightloss.losses.multiclass.cross_entropy import cross_entropy as cross_entropy
from rightloss.losses.multiclass.nll import nll_loss as nll_loss
from rightloss.losses.regression.l1 import l1_loss as l1_loss
from rightloss.losses.regression.mse import mse_loss as mse_loss

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "l1_loss",
    "mse_loss",
    "nll_loss",
]
