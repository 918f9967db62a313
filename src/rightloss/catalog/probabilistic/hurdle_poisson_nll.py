"""The hurdle likelihood of a Poisson count."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="hurdle-poisson-nll",
    title="Hurdle Poisson NLL",
    aliases=(
        "hurdle-poisson",
        "zero-truncated-poisson",
    ),
    summary="Likelihood of counts in two steps: whether there are any, and how many.",
    family="probabilistic",
    tasks=("count-regression",),
    inputs=(Input(argument="parameters", space="log-rate", shape="(*, 2)"),),
    targets=(Target(space="count", dtype="float", shape="(*)"),),
    activation="exp",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=(
        r"\ell = -\ln \pi \text{ for } y = 0, \quad -\ln(1 - \pi) - \ln \frac{\mathrm{Poisson}(y; "
        r"\lambda)}{1 - e^{-\lambda}} \text{ else}"
    ),
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=(
        ('Binary cross-entropy of "is it zero?" plus the NLL of a Poisson distribution without its zero.'),
        "The hurdle negative binomial NLL in the limit of dispersion 0.",
    ),
    pitfalls=(
        (
            "The second parameter is the log rate before the zeros are taken out, not the logarithm "
            "of the mean of positive counts."
        ),
        "It fits fewer zeros than Poisson as well as more; zero inflation fits more only.",
    ),
    references=(
        Reference(
            authors="Cameron, A. C. and Trivedi, P. K.",
            year=2013,
            title="Regression Analysis of Count Data",
            id="isbn:978-1-107-66727-3",
        ),
    ),
    impl="rightloss.losses.probabilistic.hurdle_poisson_nll:hurdle_poisson_nll:HurdlePoissonNLLLoss",
)
