"""The hurdle likelihood of a negative binomial count."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="hurdle-negative-binomial-nll",
    title="Hurdle negative binomial NLL",
    aliases=(
        "hurdle-nb",
        "hurdle-negbin",
        "hurdle-count-nll",
    ),
    summary="Likelihood of over-dispersed counts in two steps: whether there are any, and how many.",
    family="probabilistic",
    tasks=("count-regression",),
    inputs=(Input(argument="parameters", space="log-rate", shape="(*, 3)"),),
    targets=(Target(space="count", dtype="float", shape="(*)"),),
    activation="exp",
    outputs="3",
    elicits="distribution",
    proper=True,
    formula=(
        r"\ell = -\ln \pi \text{ for } y = 0, \quad -\ln(1 - \pi) - \ln \frac{\mathrm{NB}(y; \mu, "
        r"\alpha)}{1 - \mathrm{NB}(0; \mu, \alpha)} \text{ else}"
    ),
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=(
        "The hurdle Poisson NLL in the limit of dispersion 0.",
        ('Binary cross-entropy of "is it zero?" plus the NLL of a negative binomial without its zero.'),
    ),
    pitfalls=(
        (
            "The second parameter is the log mean before the zeros are taken out, not the logarithm "
            "of the mean of positive counts."
        ),
        "With few counts above 1 the dispersion is not determined and may run off.",
    ),
    references=(
        Reference(
            authors="Cameron, A. C. and Trivedi, P. K.",
            year=2013,
            title="Regression Analysis of Count Data",
            id="isbn:978-1-107-66727-3",
        ),
    ),
    impl="rightloss.losses.probabilistic.hurdle_negative_binomial_nll:hurdle_negative_binomial_nll:HurdleNegativeBinomialNLLLoss",
)
