"""The partial likelihood of survival times."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule

# Logarithms of risks up to which the risks are added up as they are, in a tenth of the time.
_SAFE = 40.0


def cox_partial_likelihood(
    log_risk: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability that, of all still at risk, it was this one to have the event.

    $\ell_i = \ln \sum_{t_j \ge t_i} e^{x_j} - x_i \text{ for events}$

    Expects:
        `log_risk` of shape (N,), unbounded; `target` of shape (N, 2): time and event. The rows of a batch are
        compared with each other.

    Args:
        log_risk: logarithms of relative risks, shape (N,), unbounded.
        target: shape (N, 2): the time, and 1 where the event was seen or 0 where the row is censored.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a row out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept events.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none" (censored rows are 0). The mean is
        over the events, and 0 where there is none.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        Breslow's partial likelihood; with two rows and one event, the logistic loss of the difference of their log
        risks.

    Example:
        >>> import torch
        >>> cox_partial_likelihood(torch.zeros(2), torch.tensor([[1.0, 1.0], [2.0, 0.0]]))
        tensor(0.6931)

    Reference:
        Cox, D. R. (1972). Regression Models and Life-Tables. doi:10.1111/j.2517-6161.1972.tb00899.x
    """
    common.check_floating("log_risk", log_risk)
    if log_risk.dim() != 1 or target.shape != (*log_risk.shape, 2):
        raise ValueError(
            f"got log_risk of shape {tuple(log_risk.shape)} and target of shape {tuple(target.shape)}; "
            "they must be (N,) and (N, 2): time and event"
        )
    x = common.blank(common.full_precision(log_risk), mask)
    event = common.blank(target[:, 1] > 0, mask, False)
    ago = -target[:, 0]
    levels, order = ago.sort()
    # Breslow: rows of one time share the risk set of all of them.
    last = torch.searchsorted(levels, ago, right=True) - 1
    values = _log_sums(x, mask, order)[last] - x
    return common.reduce(values, reduction, mask=event, sample_weight=sample_weight, denominator=denominator)


def _log_sums(x: Tensor, mask: Tensor | None, order: Tensor) -> Tensor:
    """ln of the sum of the risks of all rows up to each in an order; those that are left out are at risk for nobody."""
    if mask is None and common.is_within(x, -_SAFE, _SAFE):
        return x.exp()[order].cumsum(0).log()
    at_risk = x if mask is None else torch.where(mask, x, -torch.inf)
    return torch.logcumsumexp(at_risk[order], 0)


@final
class CoxPartialLikelihoodLoss(LossModule):
    """The module of `cox_partial_likelihood`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> CoxPartialLikelihoodLoss()
        CoxPartialLikelihoodLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, log_risk: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `cox_partial_likelihood`."""
        return cox_partial_likelihood(log_risk, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The relative risk, in the shape of `output`: its exponential. Only ratios mean something."""
        return torch.exp(output)
