"""The Gaussian likelihood with a log variance."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="gaussian-log-variance-nll",
    title="Gaussian NLL with log variance",
    aliases=("gaussian-nll-log-var",),
    summary="Normal likelihood of mean and log variance: an uncertainty for every prediction.",
    family="probabilistic",
    tasks=("regression",),
    inputs=(Input(argument="parameters", space="real", shape="(*, 2)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=r"\ell = \tfrac12 \left(x_2 + (y - x_1)^2 e^{-x_2} + \ln 2\pi\right)",
    initial=None,
    lower_bound=None,
    options=(*shared("element", "(*)"),),
    relations=("With the log variance fixed it is the squared error, up to scale and a constant.",),
    pitfalls=(
        (
            "Points with a large predicted variance are neglected and may never be learned; beta-"
            "weighted-gaussian-nll counters that."
        ),
    ),
    references=(
        Reference(
            authors="Nix, D. A. and Weigend, A. S.",
            year=1994,
            title="Estimating the Mean and Variance of the Target Probability Distribution",
            id="doi:10.1109/ICNN.1994.374138",
        ),
    ),
    impl=(
        "rightloss.losses.probabilistic.gaussian_log_variance_nll:gaussian_log_variance_nll:GaussianLogVarianceNLLLoss"
    ),
)
