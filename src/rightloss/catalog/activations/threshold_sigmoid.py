"""Ordered class probabilities from scores of independent thresholds."""

from rightloss.catalog.schema import Activation, Option, Reference

ACTIVATION = Activation(
    name="threshold-sigmoid",
    title="Threshold sigmoid",
    summary="Turns the log-odds of exceeding each of K - 1 thresholds into the probabilities of K ordered levels.",
    formula=r"P(y > k) = \sigma\left( \min_{j \le k} x_j \right), \quad p_k = P(y > k - 1) - P(y > k)",
    takes="threshold-logits",
    gives="probabilities",
    over_dim=True,
    monotone=False,
    low=0.0,
    high=1.0,
    options=(Option(name="dim", default="-1", meaning="The dimension of the scores."),),
    relations=("With two levels it is (1 - sigmoid(x), sigmoid(x)).",),
    pitfalls=(
        "Scores that rise from one threshold to the next contradict each other: the lowest so far holds, and the "
        "levels between get the probability 0.",
        "Score k is about P(y > k) outright; scores of a chain of conditional questions are not of this kind.",
    ),
    references=(
        Reference(
            authors="Cao, W., Mirjalili, V. and Raschka, S.",
            year=2020,
            title="Rank consistent ordinal regression for neural networks with application to age estimation",
            id="doi:10.1016/j.patrec.2020.11.008",
        ),
    ),
    calls=("rightloss.losses.activations.threshold_sigmoid.threshold_sigmoid",),
)
