"""The zero-inflated negative binomial likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="zero-inflated-negative-binomial-nll",
    title="Zero-inflated negative binomial NLL",
    aliases=(
        "zinb",
        "zinb-nll",
    ),
    summary="Likelihood of counts that are zero for a reason of their own more often than a negative binomial allows.",
    family="probabilistic",
    tasks=("count-regression",),
    inputs=(Input(argument="parameters", space="log-rate", shape="(*, 3)"),),
    targets=(Target(space="count", dtype="float", shape="(*)"),),
    activation="exp",
    outputs="3",
    elicits="distribution",
    proper=True,
    formula=(
        r"\ell = -\ln\left(\pi \, 1[y = 0] + (1 - \pi)\, \mathrm{NB}(y; \mu, \alpha)\right), \quad \pi = "
        r"\sigma(x_3)"
    ),
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=("The negative binomial NLL in the limit of no extra zeros.",),
    pitfalls=("Over-dispersion makes many zeros by itself: compare with a plain negative binomial first.",),
    references=(
        Reference(
            authors="Lambert, D.",
            year=1992,
            title="Zero-Inflated Poisson Regression, with an Application to Defects in Manufacturing",
            id="doi:10.2307/1269547",
        ),
    ),
    impl=(
        "rightloss.losses.probabilistic.zero_inflated_negative_binomial_nll:zero_inflated_negative_binomial_nll:ZeroInflatedNegativeBinomialNLLLoss"
    ),
)
