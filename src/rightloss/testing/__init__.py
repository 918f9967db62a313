"""The contract suite that our own losses pass, for losses of yours: `check_loss` runs every law."""

from rightloss.testing.case import LossCase as LossCase
from rightloss.testing.laws import LAWS as LAWS
from rightloss.testing.loss import check_loss as check_loss

__all__ = ["LAWS", "LossCase", "check_loss"]
