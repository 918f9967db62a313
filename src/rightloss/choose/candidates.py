"""The losses that are considered for each kind of target, before metric and residuals speak.

Log-weights; the first of each kind is what the field uses by default. Losses that are not named here can still be
brought in by a hint.
"""

from collections.abc import Mapping

from rightloss.choose.result import Kind

CANDIDATES: Mapping[Kind, Mapping[str, float]] = {
    "binary": {"binary-cross-entropy": 0.0, "cross-entropy": -2.5, "sigmoid-focal": -4.0},
    "nominal": {
        "cross-entropy": 0.0,
        "logit-adjusted-cross-entropy": -3.0,
        "generalised-cross-entropy": -4.0,
    },
    "ordinal": {"corn": 0.0, "cross-entropy": -1.0, "mse": -1.5, "l1": -2.5},
    "count": {"poisson-nll": 0.0, "negative-binomial-nll": -1.2, "mse": -2.5, "l1": -3.5},
    "positive": {"gamma-deviance": 0.0, "mse": -1.2, "tweedie-deviance": -1.8, "msle": -2.0, "l1": -2.2},
    "zero-inflated-positive": {
        "tweedie-deviance": 0.0,
        "hurdle-gamma-nll": -0.9,
        "mse": -2.0,
        "poisson-nll": -2.0,
        "l1": -3.0,
    },
    "proportion": {"binary-cross-entropy": 0.0, "beta-nll": -1.5, "mse": -2.0, "l1": -3.0},
    "real": {"mse": 0.0, "huber": -1.2, "l1": -1.6, "gaussian-nll": -2.5},
    "circular": {"von-mises-nll": 0.0, "cosine-angle": -0.7},
    "duration": {"cox-partial-likelihood": 0.0, "discrete-time-hazard-nll": -0.8},
    "multi-label": {"binary-cross-entropy": 0.0, "sigmoid-focal": -3.0},
    "soft-label": {"cross-entropy": 0.0, "kl-divergence": -0.8},
    "multi-output": {"mse": 0.0, "huber": -1.2, "l1": -1.6},
    "mask": {"cross-entropy": 0.0, "dice-cross-entropy": -0.9, "dice": -2.0},
    "identifier": {},
    "constant": {},
}

# When a runner-up would be the right choice, where no hint says it with a number.
WINS_WHEN: Mapping[str, str] = {
    "mse": "when the mean is wanted and every error counts by its square (RMSE, R2)",
    "l1": "when the median is wanted, or the metric is the MAE",
    "huber": "when a few residuals are far larger than the rest, and the centre of the bulk is wanted",
    "gaussian-nll": "when an uncertainty is wanted beside the mean (NLL, CRPS, intervals)",
    "beta-weighted-gaussian-nll": "when an uncertainty is wanted and the Gaussian NLL neglects hard examples",
    "student-t-nll": "when an uncertainty is wanted and the residuals have heavy tails",
    "pinball": "when a quantile or an interval is wanted",
    "msle": "when relative errors count, and the metric is the MSLE (it predicts near the median)",
    "mape": "when the metric is the MAPE",
    "poisson-nll": "when the mean of a count or amount is wanted; right for the mean even when the variance is larger",
    "negative-binomial-nll": "when probabilities of counts or intervals are wanted and the variance exceeds the mean",
    "zero-inflated-negative-binomial-nll": "when zeros have a cause of their own, and their probability is wanted",
    "gamma-deviance": "when the target is positive and its spread is proportional to its mean",
    "tweedie-deviance": "when the variance grows with a power of the mean between 1 and 2, or amounts are often 0",
    "hurdle-gamma-nll": "when the probability of a zero is wanted as well as the amount",
    "binary-cross-entropy": "when one probability per yes/no question is wanted",
    "cross-entropy": "when the probability of each class is wanted and the order of the classes means nothing",
    "corn": "when the levels are ordered and a miss by two is worse than a miss by one",
    "beta-nll": "when the whole distribution of a share is wanted and no value is exactly 0 or 1",
    "sigmoid-focal": "when easy negatives drown everything else (dense detection), and probabilities need not be right",
    "logit-adjusted-cross-entropy": "when every class counts the same, however rare (balanced accuracy)",
    "generalised-cross-entropy": "when more than a fifth of the labels are wrong",
    "von-mises-nll": "when the uncertainty of the direction is wanted as well",
    "cosine-angle": "when the direction alone is wanted, without its uncertainty",
    "cox-partial-likelihood": "when only the order of the risks is wanted (C-index)",
    "discrete-time-hazard-nll": "when survival probabilities over time are wanted (integrated Brier score)",
    "kl-divergence": "when the model gives log-probabilities already; the same gradient as cross-entropy",
    "dice-cross-entropy": "when the overlap of small regions is what is scored (Dice)",
    "dice": "when the overlap alone is scored, and probabilities need not be right",
    "listnet": "when items of one query are to be put in order (NDCG)",
}
