"""The numbers that a decision needs, read off a target alone (Profile) or off its residuals (Conditional)."""

from dataclasses import dataclass
from typing import Literal

ValueType = Literal["bool", "integer", "float", "string"]
Layout = Literal["vector", "one-hot", "zero-one", "simplex", "labels", "numbers"]

# Above this many distinct values, levels are not counted one by one.
MAX_TABLE = 2000


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is certain about a target without looking at features.

    Attributes:
        n: rows.
        name: column name, None where there is none.
        type: of the values; floats that are all whole numbers are "integer".
        layout: "vector" for one value per row; else what the rows of the matrix are.
        shape: shape of one row, () for a vector.
        levels: number of distinct values (columns for one-hot and simplex rows).
        values: the distinct values in order (numbers as floats), () above MAX_TABLE.
        counts: how often each of `values` occurs.
        ordered: whether the data declare an order, or the labels have a known one.
        categorical: whether the data declare a category.
        ranked_labels: the string labels in their known order, () where none is known.
        low: smallest value.
        high: largest value.
        mean: mean.
        sd: standard deviation.
        median: median.
        mad: median absolute deviation, times 1.4826 (the sd of a normal).
        skewness: of the values; says nothing about residuals.
        quantiles: at 5, 25, 50, 75, 95 %.
        zeros: share of exact zeros.
        ones: share of exact ones.
        at_low: share equal to the minimum.
        at_high: share equal to the maximum.
        next_share: largest share of a single value other than minimum, maximum and zero.
        step: the largest of ..., 0.1, 0.5, 1, 10, 100, 1000 that divides all values; 0 where there is none.
        contiguous: integers without a gap between minimum and maximum.
        sequence: integers that are a permutation of a range.
        unique: all values differ.
        equal_digits: number of digits that all (positive) integers have in common, 0 where they differ.
        low_end: share in the lowest 5 % of [0, period) for the period that fits best.
        high_end: share in the highest 5 % of it.
        period: the period that the range fits (1 turn in the target's units), 0 where none does.
        count_misfit: Kullback-Leibler divergence (nats) of the values from the best of Poisson and negative binomial.
        count_beyond: rows that this fit expects above the largest value (about 1 for a count; many for classes).
        log_normal_gain: log-likelihood per row by which a log-normal or gamma beats a normal.
        ignore_index: a class value that marks "no label" (-1, -100, 255), None where there is none.
        coherence: how much more often neighbours are equal than by chance, in [0, 1] (integer arrays of 2+ dimensions).
        labels_per_row: mean number of ones per row (zero-one matrices).
        event: name of the event column found among the features, None where there is none.
        event_share: share of observed events.
    """

    n: int = 1000
    name: str | None = None
    type: ValueType = "float"
    layout: Layout = "vector"
    shape: tuple[int, ...] = ()
    levels: int = 1000
    values: tuple[float | str, ...] = ()
    counts: tuple[int, ...] = ()
    ordered: bool = False
    categorical: bool = False
    ranked_labels: tuple[str, ...] = ()
    low: float = -3.0
    high: float = 3.0
    mean: float = 0.0
    sd: float = 1.0
    median: float = 0.0
    mad: float = 1.0
    skewness: float = 0.0
    quantiles: tuple[float, float, float, float, float] = (-1.6, -0.7, 0.0, 0.7, 1.6)
    zeros: float = 0.0
    ones: float = 0.0
    at_low: float = 0.001
    at_high: float = 0.001
    next_share: float = 0.001
    step: float = 0.0
    contiguous: bool = False
    sequence: bool = False
    unique: bool = False
    equal_digits: int = 0
    low_end: float = 0.0
    high_end: float = 0.0
    period: float = 0.0
    count_misfit: float = 0.0
    count_beyond: float = 0.0
    log_normal_gain: float = 0.0
    ignore_index: int | None = None
    coherence: float = 0.0
    labels_per_row: float = 0.0
    event: str | None = None
    event_share: float = 0.0

    @property
    def classes(self) -> int:
        """Number of classes, the "no label" value left out."""
        return self.levels - (self.ignore_index is not None)

    @property
    def class_counts(self) -> tuple[int, ...]:
        """Rows per class, the "no label" value left out."""
        pairs = zip(self.values, self.counts, strict=True)
        return tuple(count for value, count in pairs if self.ignore_index is None or value != self.ignore_index)


@dataclass(frozen=True, kw_only=True)
class Conditional:
    """What out-of-fold predictions of a cheap model say about the target given its features.

    Numbers are None where they do not apply (too few rows, wrong kind of target).

    Attributes:
        n: rows used.
        features: number of usable features.
        leaks: features that give the target away; they are left out of all that follows.
        signal: out-of-fold R2 (numbers) of the mean model.
        residual_span: 1st and 99th percentile of the residuals.
        residual_mad: scaled median absolute deviation of the residuals, in units of the target.
        huber_ratio: asymptotic efficiency of Huber's estimator over the mean, on the residuals.
        huber_ratio_floor: a lower confidence bound of it (5 %).
        residual_asymmetry: quantile skewness of the residuals, in [-1, 1].
        outlier_share: share of residuals beyond 6 scaled MADs.
        spread_p: p-value of Koenker's studentised Breusch-Pagan test.
        spread_ratio: residual variance in the widest over the narrowest fifth of rows.
        park_slope: lambda of variance ~ mean^lambda (modified Park test).
        park_error: its standard error.
        log_asymmetry: quantile skewness of log residuals (positive targets).
        dispersion: alpha of variance = mu + alpha mu^2 (Cameron-Trivedi).
        dispersion_z: its z statistic.
        zero_ratio: observed zeros over those that the count part of a zero-inflated fit explains.
        zero_p: p-value of the inflation (likelihood ratio against a negative binomial).
        class_signal: share of the classes' entropy that out-of-fold probabilities explain.
        noise_rate: estimated share of flipped labels.
        noise_gain: log-likelihood gained by allowing for flipped labels.
        order_trend: share of the separation between the levels that lies along their order, in [0, 1].
        order_evidence: how strongly the levels are separated at all (chi-square over its degrees of freedom).
    """

    n: int
    features: int
    leaks: tuple[str, ...] = ()
    signal: float | None = None
    residual_span: tuple[float, float] | None = None
    residual_mad: float | None = None
    huber_ratio: float | None = None
    huber_ratio_floor: float | None = None
    residual_asymmetry: float | None = None
    outlier_share: float | None = None
    spread_p: float | None = None
    spread_ratio: float | None = None
    park_slope: float | None = None
    park_error: float | None = None
    log_asymmetry: float | None = None
    dispersion: float | None = None
    dispersion_z: float | None = None
    zero_ratio: float | None = None
    zero_p: float | None = None
    class_signal: float | None = None
    noise_rate: float | None = None
    noise_gain: float | None = None
    order_trend: float | None = None
    order_evidence: float | None = None
