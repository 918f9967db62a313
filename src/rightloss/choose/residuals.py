"""Statistics of residuals, each a function of arrays; the thresholds are in the hints."""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

Array = NDArray[np.float64]

# Huber's constant: 95 % efficient at the normal (Huber 1964, doi:10.1214/aoms/1177703732).
HUBER_K = 1.345
_MADN = 1.4826
# A column counts as one of its own with at least this standard deviation (of 1) beyond those before it.
_OWN_PART = 0.1


def scaled_mad(residuals: Array) -> float:
    """Median absolute deviation, scaled to the standard deviation of a normal."""
    return _MADN * float(np.median(np.abs(residuals - np.median(residuals))))


def huber_ratio(residuals: Array) -> tuple[float, float]:
    """Asymptotic efficiency of Huber's location over the mean, and its lower 5 % bootstrap bound."""
    centred = residuals - np.median(residuals)
    resamples = np.random.default_rng(0).integers(0, len(centred), size=(200, len(centred)))
    floor = float(np.quantile(_huber_ratios(centred[resamples]), 0.05))
    return float(_huber_ratios(centred[None])[0]), floor


def _huber_ratios(samples: Array) -> Array:
    """One ratio per row: P(|r| <= k)^2 var(r) / E[clip(r, -k, k)^2]."""
    k = HUBER_K * _MADN * np.median(np.abs(samples), axis=1, keepdims=True)
    k = np.maximum(k, 1e-300)
    inside = np.mean(np.abs(samples) <= k, axis=1)
    return np.asarray(inside**2 * samples.var(axis=1) / np.mean(np.clip(samples, -k, k) ** 2, axis=1))


def quantile_skewness(residuals: Array) -> float:
    """(q95 + q05 - 2 q50) / (q95 - q05): 0 for symmetric residuals, 0.28 at a skewness of 1 (gamma)."""
    low, middle, high = np.quantile(residuals, [0.05, 0.5, 0.95])
    return float((high + low - 2 * middle) / (high - low)) if high > low else 0.0


def outlier_share(residuals: Array) -> float:
    """Share of residuals beyond 6 scaled MADs of the median."""
    scale = scaled_mad(residuals)
    return float(np.mean(np.abs(residuals - np.median(residuals)) > 6 * scale)) if scale > 0 else 0.0


def spread(residuals: Array, fitted: Array, x: Array) -> tuple[float, float, Array]:
    """Does the spread depend on the features?

    Koenker's studentised form of the Breusch-Pagan test (doi:10.1016/0304-4076(81)90062-2), on absolute residuals
    winsorised at 99 % (as in Glejser's test), against fitted values, features and their squares.

    Returns:
        p-value; ratio of the residual variances in the top and bottom fifth of the predicted spread;
        the predicted spread of each row (its mean is 1).
    """
    size = np.abs(residuals - np.median(residuals))
    size = np.minimum(size, np.quantile(size, 0.99))
    z = _spread_columns(fitted, x)
    beta, _, rank, _ = np.linalg.lstsq(z, size, rcond=None)
    predicted = z @ beta
    explained = float(np.var(predicted) / np.var(size)) if np.var(size) > 0 else 0.0
    p = float(stats.chi2.sf(len(size) * explained, max(int(rank) - 1, 1)))
    order = np.argsort(predicted)
    fifth = max(len(order) // 5, 1)
    bottom, top = float(np.mean(size[order[:fifth]] ** 2)), float(np.mean(size[order[-fifth:]] ** 2))
    return p, top / max(bottom, 1e-300), _scale(size, z, predicted)


def _spread_columns(fitted: Array, x: Array) -> Array:
    """A constant, features and fitted values with their squares, each with a part of its own.

    What out-of-fold predictions of a linear model have beyond the features is which fold a row is in, and so the mean
    residual of that fold: with skewed residuals their size follows it, whatever the features.
    """
    few = x[:, : max(1, min(x.shape[1], len(x) // 30))]
    columns = [column for column in (*few.T, *(few.T**2), fitted, fitted**2) if column.std() > 0]
    z = np.column_stack([np.ones(len(x)), *map(_standard, columns)])
    own = np.abs(np.diag(np.linalg.qr(z, mode="r"))) / np.sqrt(len(x))
    return np.asarray(z[:, own > _OWN_PART])


def _scale(size: Array, z: Array, linear: Array) -> Array:
    """The scale of each residual, with mean 1: linear in the columns, or its logarithm is, whichever fits better.

    Both are compared by the likelihood of exponential sizes, for which either is consistent.
    """
    floor = 0.1 * float(size.mean())
    eta = np.clip(z @ _gamma_regression(size, z), np.log(floor), np.log(floor) + 7)
    fits = (np.maximum(linear, floor), np.exp(eta))
    best = min(fits, key=lambda scale: float(np.mean(np.log(scale) + size / scale)))
    return np.asarray(best / best.mean())


def _gamma_regression(y: Array, z: Array) -> Array:
    """Coefficients of a gamma regression with log link, by iteratively reweighted least squares."""
    beta = np.zeros(z.shape[1])
    beta[0] = np.log(y.mean())
    for _ in range(50):
        eta = np.clip(z @ beta, -50, 50)
        new, *_ = np.linalg.lstsq(z, eta + (y / np.exp(eta) - 1), rcond=None)
        done = bool(np.max(np.abs(new - beta)) < 1e-8)
        beta = beta + np.clip(new - beta, -2, 2)
        if done:
            break
    return beta


def _standard(column: Array) -> Array:
    return np.asarray((column - column.mean()) / column.std())


def park_slope(y: Array, mu: Array) -> tuple[float, float]:
    """Lambda of Var(y) ~ mu^lambda and its standard error.

    Modified Park test: a Gamma GLM with log link of (y - mu)^2 on log mu
    (Manning & Mullahy 2001, doi:10.1016/S0167-6296(01)00086-8), by iteratively reweighted least squares.
    """
    squared = np.maximum((y - mu) ** 2, 1e-12 * float(np.mean(y)) ** 2)
    z = np.column_stack([np.ones(len(mu)), np.log(mu) - np.log(mu).mean()])
    beta = _gamma_regression(squared, z)
    pearson = squared / np.exp(np.clip(z @ beta, -50, 50)) - 1
    error = np.sqrt(float(np.mean(np.minimum(pearson, 50) ** 2)) / max(float(np.sum(z[:, 1] ** 2)), 1e-300))
    return float(beta[1]), float(error)


def dispersion(y: Array, mu: Array) -> tuple[float, float]:
    """Alpha of Var(y) = mu + alpha mu^2 and its z statistic.

    Auxiliary regression of ((y - mu)^2 - y) / mu on mu, without constant
    (Cameron & Trivedi 1990, doi:10.1016/0304-4076(90)90014-K).
    """
    left = ((y - mu) ** 2 - y) / mu
    alpha = float(left @ mu / (mu @ mu))
    error = np.sqrt(float(np.sum((left - alpha * mu) ** 2)) / max(len(y) - 1, 1) / float(mu @ mu))
    return alpha, alpha / max(float(error), 1e-300)


def zero_excess(y: Array, mu: Array) -> tuple[float, float]:
    """Observed zeros over those that the count part of a zero-inflated fit explains, and the p-value of the inflation.

    Likelihood-ratio test against a negative binomial with the means `mu`, not a Poisson: over-dispersion alone makes
    zeros (Warton 2005, doi:10.1002/env.702). No inflation lies on the edge of what can be fitted, hence half the
    chi-square probability (Self & Liang 1987, doi:10.1080/01621459.1987.10478472).
    """
    zero = y == 0

    def chances(log_alpha: float, inflation: float, at: Array) -> Array:
        size = float(np.exp(-log_alpha))
        return np.asarray((1 - inflation) * stats.nbinom.pmf(at, size, size / (size + mu / (1 - inflation))))

    def negative(v: Array) -> float:
        chance = chances(v[0], v[1], y) + np.where(zero, v[1], 0.0)
        return -float(np.sum(np.log(np.maximum(chance, 1e-300))))

    plain = optimize.minimize_scalar(lambda t: negative(np.array([t, 0.0])), bounds=(-7.0, 4.0), method="bounded")
    bounds = [(-7.0, 4.0), (0.0, 0.95)]
    starts = ((-4.0, 0.2), (0.0, 0.2))
    fits = [optimize.minimize(negative, x0=np.array(start), bounds=bounds, method="L-BFGS-B") for start in starts]
    best = min(fits, key=lambda fit: float(fit.fun))
    explained = float(np.sum(chances(best.x[0], best.x[1], np.zeros_like(y))))
    gain = 2 * max(float(plain.fun) - float(best.fun), 0.0)
    return float(np.sum(zero)) / max(explained, 1.0), float(stats.chi2.sf(gain, 1)) / 2


def label_noise(probabilities: Array, codes: NDArray[np.int64]) -> tuple[float, float]:
    """Share of flipped labels and the log-likelihood that allowing for them gains.

    Out-of-fold probabilities p are recalibrated to (1 - r) softmax(a log p) + r / C. Overlapping classes are told by a;
    a floor r that remains however sure the model is says that labels are wrong.
    """
    log_p = np.log(np.maximum(probabilities, 1e-12))
    rows = np.arange(len(codes))
    classes = probabilities.shape[1]

    def negative(a: float, r: float) -> float:
        tempered = a * log_p
        tempered -= tempered.max(axis=1, keepdims=True)
        weights = np.exp(tempered)
        right = weights[rows, codes] / weights.sum(axis=1)
        return -float(np.sum(np.log((1 - r) * right + r / classes + 1e-300)))

    clean = float(optimize.minimize_scalar(lambda t: negative(np.exp(t), 0.0), bounds=(-3, 2), method="bounded").fun)

    def tempered_and_flipped(v: Array) -> float:
        return negative(float(np.exp(v[0])), float(v[1]))

    bounds = [(-3.0, 4.0), (0.0, 0.9)]
    best = optimize.minimize(tempered_and_flipped, x0=np.array([0.3, 0.1]), bounds=bounds, method="L-BFGS-B")
    return float(best.x[1]) * (1 - 1 / classes), clean - float(best.fun)


def class_signal(probabilities: Array, codes: NDArray[np.int64]) -> float:
    """1 - log loss / entropy of the class frequencies: 0 where the features say nothing, 1 where they say all."""
    share = np.bincount(codes, minlength=probabilities.shape[1]) / len(codes)
    entropy = -float(np.sum(share[share > 0] * np.log(share[share > 0])))
    loss = -float(np.mean(np.log(np.maximum(probabilities[np.arange(len(codes)), codes], 1e-12))))
    return 1.0 - loss / max(entropy, 1e-12)


def order_trend(x: Array, codes: NDArray[np.int64]) -> tuple[float, float]:
    """How much of the separation of the levels lies along their order, and how strong the separation is.

    Level means in whitened features; the sums of squares are corrected for what noise alone would give.

    Returns:
        share in [0, 1]; between-level chi-square over its degrees of freedom (1 where the features say nothing).
    """
    levels, codes, counts = np.unique(codes, return_inverse=True, return_counts=True)
    k, d = len(levels), x.shape[1]
    means = np.stack([x[codes == level].mean(axis=0) for level in range(k)])
    within = x - means[codes]
    covariance = within.T @ within / max(len(x) - k, 1) + 1e-3 * np.eye(d)
    white = np.linalg.solve(np.linalg.cholesky(covariance), (means - x.mean(axis=0)).T).T
    position = levels - float(counts @ levels / counts.sum())
    slope = (counts * position) @ white / float(counts @ position**2)
    between = float(np.sum(counts[:, None] * white**2))
    trend = float(counts @ position**2) * float(slope @ slope)
    noise = (k - 1) * d
    share = (trend - d) / max(between - noise, 1e-9)
    return float(np.clip(share, 0.0, 1.0)), between / noise
