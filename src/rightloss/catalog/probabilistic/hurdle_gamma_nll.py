"""The hurdle gamma likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="hurdle-gamma-nll",
    title="Hurdle gamma NLL",
    aliases=(
        "hurdle-gamma",
        "two-part-model",
    ),
    summary="A coin for zero or not and a gamma density for the amount: the chance of a zero comes with the forecast.",
    family="probabilistic",
    tasks=("positive-regression",),
    inputs=(Input(argument="parameters", space="log-rate", shape="(*, 3)"),),
    targets=(Target(space="non-negative", dtype="float", shape="(*)"),),
    activation="exp",
    outputs="3",
    elicits="distribution",
    proper=True,
    formula=(
        r"\ell = \begin{cases} -\ln \pi & y = 0 \\ -\ln(1 - \pi) - \ln \mathrm{Gamma}(y; \mu, \alpha) & y "
        r"> 0 \end{cases}"
    ),
    initial=None,
    lower_bound=None,
    options=(*shared("element", "(*)"),),
    relations=('Binary cross-entropy of "is it zero?" plus the gamma NLL of the positive amounts.',),
    pitfalls=("The mean of an amount is the product of both parts: the mean of the gamma alone is too high.",),
    references=(
        Reference(
            authors="Duan, N., Manning, W. G., Morris, C. N. and Newhouse, J. P.",
            year=1983,
            title="A Comparison of Alternative Models for the Demand for Medical Care",
            id="doi:10.2307/1391852",
        ),
    ),
    impl="rightloss.losses.probabilistic.hurdle_gamma_nll:hurdle_gamma_nll:HurdleGammaNLLLoss",
)
