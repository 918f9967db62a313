"""Ordered class probabilities from conditional scores."""

from rightloss.catalog.schema import Activation, Option, Reference

ACTIVATION = Activation(
    name="cumulative-sigmoid",
    title="Cumulative sigmoid",
    summary="Turns K - 1 conditional scores into the probabilities of K ordered levels, by products of sigmoids.",
    formula=r"P(y > k) = \prod_{j \le k} \sigma(x_j), \quad p_k = P(y > k - 1) - P(y > k)",
    takes="ordinal-logits",
    gives="probabilities",
    over_dim=True,
    monotone=False,
    low=0.0,
    high=1.0,
    options=(Option(name="dim", default="-1", meaning="The dimension of the scores."),),
    relations=(
        "With two levels it is (1 - sigmoid(x), sigmoid(x)).",
        "The probabilities of exceeding a level never rise with the level, whatever the scores are.",
    ),
    pitfalls=(
        "Score k is about P(y > k) among those above k - 1; scores of independent thresholds are not of this kind.",
    ),
    references=(
        Reference(
            authors="Shi, X., Cao, W. and Raschka, S.",
            year=2021,
            title="Deep Neural Networks for Rank-Consistent Ordinal Regression Based On Conditional Probabilities",
            id="arXiv:2111.08851",
        ),
    ),
    calls=("rightloss.losses.activations.cumulative_sigmoid.cumulative_sigmoid",),
)
