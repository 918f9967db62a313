"""Count distributions fitted to a table of values: how far from a count is this column?"""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

# The fit stops here: a column with larger values is judged by other cues.
MAX_COUNT = 400


def count_misfit(values: NDArray[np.float64], counts: NDArray[np.int64]) -> float:
    """Divergence of the observed frequencies from the best Poisson or negative binomial, in nats per row.

    The plug-in estimate of a divergence is too large by about (levels - parameters) / 2n; that is taken off,
    so that the answer does not depend on the number of rows. Infinite for negative values.
    """
    if values.size == 0 or values[0] < 0 or values[-1] > MAX_COUNT:
        return float("inf")
    n = int(counts.sum())
    share = counts / n
    mean = float(share @ values)
    if mean <= 0:
        return float("inf")
    saturated = float(share @ np.log(share))
    poisson = float(share @ stats.poisson.logpmf(values, mean))
    negative_binomial = _best_negative_binomial(values, share, mean)
    bias = (np.count_nonzero(counts) - 2) / (2 * n)
    return max(0.0, saturated - max(poisson, negative_binomial) - bias)


def _best_negative_binomial(values: NDArray[np.float64], share: NDArray[np.float64], mean: float) -> float:
    def negative(log_size: float) -> float:
        size = float(np.exp(log_size))
        return -float(share @ stats.nbinom.logpmf(values, size, size / (size + mean)))

    return -float(optimize.minimize_scalar(negative, bounds=(-4.0, 10.0), method="bounded").fun)
