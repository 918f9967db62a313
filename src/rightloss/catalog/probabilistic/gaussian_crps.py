"""The continuous ranked probability score of a normal distribution."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="gaussian-crps",
    title="CRPS of a normal distribution",
    aliases=(
        "crps",
        "continuous-ranked-probability-score",
        "crps-gaussian",
    ),
    summary=("A proper score of a normal forecast in the units of the target; outliers cost it linearly, not squared."),
    family="probabilistic",
    tasks=("regression",),
    inputs=(Input(argument="parameters", space="real", shape="(*, 2)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=(
        r"\ell = \sigma \left( z (2 \Phi(z) - 1) + 2 \varphi(z) - 1 / \sqrt{\pi} \right), \quad z "
        r"= (y - \mu) / \sigma, \ \sigma = e^{x_2}"
    ),
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=(
        "The absolute error in the limit of a small scale.",
        "The integral of the Brier scores of all thresholds.",
        "Its least expectation is the scale divided by the root of pi.",
    ),
    pitfalls=(
        "The second output is the logarithm of the standard deviation, not of the variance.",
        ("Its values are in the units of the target: targets of different size weigh by their size."),
    ),
    references=(
        Reference(
            authors="Gneiting, T. and Raftery, A. E.",
            year=2007,
            title="Strictly Proper Scoring Rules, Prediction, and Estimation",
            id="doi:10.1198/016214506000001437",
        ),
    ),
    impl="rightloss.losses.probabilistic.gaussian_crps:gaussian_crps:GaussianCRPSLoss",
)
