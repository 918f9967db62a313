# Written by scripts/stubs.py from the catalog.

from rightloss import catalog as catalog
from rightloss import functional as functional
from rightloss import losses as losses
from rightloss import report as report
from rightloss.choose.api import choose as choose
from rightloss.losses.binary.binary_cross_entropy import BCEWithLogitsLoss as BCEWithLogitsLoss
from rightloss.losses.binary.binary_cross_entropy_on_probabilities import BCELoss as BCELoss
from rightloss.losses.multiclass.cross_entropy import CrossEntropyLoss as CrossEntropyLoss
from rightloss.losses.multiclass.nll import NLLLoss as NLLLoss
from rightloss.losses.regression.l1 import L1Loss as L1Loss
from rightloss.losses.regression.mse import MSELoss as MSELoss

__version__: str

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "L1Loss",
    "MSELoss",
    "NLLLoss",
    "__version__",
    "catalog",
    "choose",
    "functional",
    "losses",
    "report",
]
