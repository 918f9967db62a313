"""Count distributions fitted to a table of values: how far from a count is this column?"""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

# The fit stops here: a column with larger values is judged by other cues.
MAX_COUNT = 400
# Values are pooled until this many rows are expected in each bin, as for a chi-square test.
_EXPECTED = 5.0


def count_fit(values: NDArray[np.float64], counts: NDArray[np.int64]) -> tuple[float, float]:
    """How well the better of Poisson and negative binomial describes a table of whole numbers.

    Returns:
        Divergence of the observed frequencies from the fit, in nats per row, less what sampling alone would give
        (so that it does not depend on the number of rows); expected number of rows above the largest value.
        Infinite and 0 for values that cannot be counts, or are too large to compare one by one.
    """
    n = int(counts.sum())
    mean = float(counts @ values) / n
    if values[0] < 0 or values[-1] > MAX_COUNT or mean <= 0:
        return float("inf"), 0.0
    observed = np.zeros(int(values[-1]) + 1)
    observed[values.astype(np.int64)] = counts
    size = _size(values, counts / n, mean)
    expected = n * stats.nbinom.pmf(np.arange(len(observed)), size, size / (size + mean))
    plain = _misfit(observed, expected, n)
    inflated = _inflated(observed)
    return plain if inflated is None else min(plain, _misfit(observed, inflated, n))


def _misfit(observed: NDArray[np.float64], expected: NDArray[np.float64], n: int) -> tuple[float, float]:
    beyond = max(0.0, n - float(expected.sum()))
    seen, wanted = _pooled(observed, expected, beyond)
    filled = seen > 0
    divergence = float(np.sum(seen[filled] * np.log(seen[filled] / np.maximum(wanted[filled], 1e-9)))) / n
    return max(0.0, divergence - max(len(seen) - 2, 0) / (2 * n)), beyond


def _inflated(observed: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Rows that a Poisson or negative binomial of the positive values expects, the zeros (or none) taken as they are.

    None where there are too few positive values to fit both parameters.
    """
    positive = np.arange(1, len(observed))
    rows = observed[1:]
    if np.count_nonzero(rows) < 5 or rows.sum() < 20:
        return None

    def truncated(v: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
        mean, size = np.exp(np.clip(v, -10, 12))
        share = stats.nbinom.pmf(positive, size, size / (size + mean))
        return share, max(1.0 - float(stats.nbinom.pmf(0, size, size / (size + mean))), 1e-12)

    def negative(v: NDArray[np.float64]) -> float:
        share, rest = truncated(v)
        return -float(rows @ np.log(np.maximum(share / rest, 1e-300)))

    start = np.log([float(rows @ positive / rows.sum()), 5.0])
    best = optimize.minimize(negative, start, method="Nelder-Mead", options={"maxiter": 200})
    share, rest = truncated(best.x)
    return np.concatenate([observed[:1], rows.sum() * share / rest])


def _size(values: NDArray[np.float64], share: NDArray[np.float64], mean: float) -> float:
    """The size of the best negative binomial; at the upper end it is a Poisson."""

    def negative(log_size: float) -> float:
        size = float(np.exp(log_size))
        return -float(share @ stats.nbinom.logpmf(values, size, size / (size + mean)))

    return float(np.exp(optimize.minimize_scalar(negative, bounds=(-4.0, 12.0), method="bounded").x))


def _pooled(
    observed: NDArray[np.float64], expected: NDArray[np.float64], beyond: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Neighbouring values pooled until enough rows are expected; the last bin gets the tail beyond the last value."""
    starts = [0]
    room = 0.0
    for index, rows in enumerate(expected):
        if room >= _EXPECTED:
            starts.append(index)
            room = 0.0
        room += float(rows)
    if room + beyond < _EXPECTED and len(starts) > 1:
        starts.pop()
    seen, wanted = np.add.reduceat(observed, starts), np.add.reduceat(expected, starts)
    wanted[-1] += beyond
    return seen, wanted
