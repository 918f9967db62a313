"""The negative binomial likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="negative-binomial-nll",
    title="Negative binomial NLL",
    aliases=(
        "negative-binomial",
        "nb-nll",
        "negbin",
    ),
    summary="Likelihood of over-dispersed counts: the variance is the mean plus alpha times its square.",
    family="probabilistic",
    tasks=("count-regression",),
    inputs=(Input(argument="parameters", space="log-rate", shape="(*, 2)"),),
    targets=(Target(space="count", dtype="float", shape="(*)"),),
    activation="exp",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=(
        r"\ell = -\ln \frac{\Gamma(y + r)}{y! \, \Gamma(r)} - r \ln \frac{r}{r + \mu} - y \ln \frac{\mu}{r"
        r" + \mu}, \quad \mu = e^{x_1},\ r = e^{-x_2}"
    ),
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=("The Poisson NLL in the limit of dispersion 0.",),
    pitfalls=(
        (
            "With the dispersion near zero its logarithm runs off to minus infinity; a Poisson NLL says "
            "the same with one output."
        ),
        "For a mean forecast alone the Poisson NLL is enough, even with over-dispersed counts.",
    ),
    references=(
        Reference(
            authors="Cameron, A. C. and Trivedi, P. K.",
            year=2013,
            title="Regression Analysis of Count Data",
            id="isbn:978-1-107-66727-3",
        ),
    ),
    impl="rightloss.losses.probabilistic.negative_binomial_nll:negative_binomial_nll:NegativeBinomialNLLLoss",
)
