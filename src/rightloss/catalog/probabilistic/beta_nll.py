"""The Beta likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="beta-nll",
    title="Beta NLL (of the Beta distribution)",
    aliases=(
        "beta-regression",
        "beta-distribution-nll",
    ),
    summary="Likelihood of shares strictly between 0 and 1, with their spread.",
    family="probabilistic",
    tasks=("proportion-regression",),
    inputs=(Input(argument="parameters", space="binary-logits", shape="(*, 2)"),),
    targets=(Target(space="open-unit-interval", dtype="float", shape="(*)"),),
    activation="sigmoid",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=(
        r"\ell = -\ln \mathrm{Beta}\left(y; \mu\phi, (1 - \mu)\phi\right), \quad \mu = \sigma(x_1),\ \phi "
        r"= e^{x_2}"
    ),
    initial=None,
    lower_bound=None,
    options=(*shared("element", "(*)"),),
    relations=("At precision 2 and mean 1/2 the density is uniform and the loss 0.",),
    pitfalls=(
        "An exact 0 or 1 makes it infinite; binary cross-entropy on the shares takes them.",
        "Not the weighting of Gaussian variances that is also called beta-NLL; that is beta-weighted-gaussian-nll.",
    ),
    references=(
        Reference(
            authors="Ferrari, S. and Cribari-Neto, F.",
            year=2004,
            title="Beta Regression for Modelling Rates and Proportions",
            id="doi:10.1080/0266476042000214501",
        ),
    ),
    impl="rightloss.losses.probabilistic.beta_nll:beta_nll:BetaNLLLoss",
)
