"""The zero-inflated Poisson likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="zero-inflated-poisson-nll",
    title="Zero-inflated Poisson NLL",
    aliases=(
        "zip",
        "zip-nll",
        "zero-inflated-poisson",
    ),
    summary=("Likelihood of counts that are zero for two reasons: nothing was counted, or nothing could be."),
    family="probabilistic",
    tasks=("count-regression",),
    inputs=(Input(argument="parameters", space="log-rate", shape="(*, 2)"),),
    targets=(Target(space="count", dtype="float", shape="(*)"),),
    activation="exp",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=(r"\ell = -\ln(\pi 1[y = 0] + (1 - \pi) \mathrm{Poisson}(y; e^{x_1})), \quad \pi = " r"\sigma(x_2)"),
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=(
        "The Poisson NLL with its constant in the limit of no zeros of their own.",
        "The zero-inflated negative binomial NLL in the limit of dispersion 0.",
    ),
    pitfalls=(
        (
            "A rate near 0 and a zero of its own explain the same zeros: the two parameters are told "
            "apart by larger counts alone."
        ),
        "Counts above 0 that vary more than their mean want the negative binomial.",
    ),
    references=(
        Reference(
            authors="Lambert, D.",
            year=1992,
            title="Zero-Inflated Poisson Regression, with an Application to Defects in Manufacturing",
            id="doi:10.2307/1269547",
        ),
    ),
    impl="rightloss.losses.probabilistic.zero_inflated_poisson_nll:zero_inflated_poisson_nll:ZeroInflatedPoissonNLLLoss",
)
