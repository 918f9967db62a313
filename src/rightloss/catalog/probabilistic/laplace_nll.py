"""The Laplace likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="laplace-nll",
    title="Laplace NLL",
    aliases=(
        "laplace",
        "laplace-negative-log-likelihood",
        "double-exponential-nll",
    ),
    summary=("Likelihood of a Laplace distribution: the absolute error with an uncertainty for every prediction."),
    family="probabilistic",
    tasks=("regression",),
    inputs=(Input(argument="parameters", space="real", shape="(*, 2)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=r"\ell = |y - x_1| e^{-x_2} + x_2 + \ln 2",
    initial=None,
    lower_bound=None,
    options=(*shared("element", "(*)"),),
    relations=(
        "L1 plus ln 2 with the log scale 0.",
        "With the log scale free its optimum is the logarithm of the mean absolute error.",
    ),
    pitfalls=(
        ("Where the model can fit targets exactly the scale runs to 0 and the loss to minus infinity."),
        "The scale is not the standard deviation, which is larger by the root of 2.",
    ),
    references=(
        Reference(
            authors="Kendall, A. and Gal, Y.",
            year=2017,
            title="What Uncertainties Do We Need in Bayesian Deep Learning for Computer Vision?",
            id="arXiv:1703.04977",
        ),
    ),
    impl="rightloss.losses.probabilistic.laplace_nll:laplace_nll:LaplaceNLLLoss",
)
