"""The beta-weighted Gaussian likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="beta-weighted-gaussian-nll",
    title="Beta-weighted Gaussian NLL",
    aliases=(
        "seitzer-nll",
        "beta-nll-seitzer",
    ),
    summary=(
        "Gaussian likelihood weighted by a power of the predicted variance, so that uncertain points "
        "still teach the mean."
    ),
    family="probabilistic",
    tasks=("regression",),
    inputs=(Input(argument="parameters", space="real", shape="(*, 2)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="2",
    elicits="distribution",
    proper=False,
    formula=r"\ell = \lfloor e^{\beta x_2} \rfloor \cdot \tfrac12 \left(x_2 + (y - x_1)^2 e^{-x_2} + \ln 2\pi\right)",
    initial=None,
    lower_bound=None,
    options=(
        Option(
            name="beta",
            default="0.5",
            meaning="0 is the plain likelihood, 1 weights errors as the squared error does.",
        ),
        *shared("element", "(*)"),
    ),
    relations=("At beta 0 it is gaussian-log-variance-nll.",),
    pitfalls=("Its value is no likelihood: compare models by the plain Gaussian NLL.",),
    references=(
        Reference(
            authors="Seitzer, M., Tavakoli, A., Antic, D. and Martius, G.",
            year=2022,
            title="On the Pitfalls of Heteroscedastic Uncertainty Estimation with Probabilistic Neural Networks",
            id="arXiv:2203.09168",
        ),
    ),
    exemptions=(
        Exemption(
            law="gradient-is-the-slope",
            reason="Its weight is a constant by definition, which finite differences cannot know.",
        ),
    ),
    impl=(
        "rightloss.losses.probabilistic.beta_weighted_gaussian_nll:beta_weighted_gaussian_nll:BetaWeightedGaussianNLLLoss"
    ),
)
