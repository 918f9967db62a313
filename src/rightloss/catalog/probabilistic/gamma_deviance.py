"""The gamma deviance."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Reference, Target

LOSS = Loss(
    name="gamma-deviance",
    title="Gamma deviance",
    aliases=(
        "gamma",
        "gamma-nll",
        "mean-gamma-deviance",
    ),
    summary="Deviance of a gamma distribution on a log link: errors count in proportion to the mean.",
    family="probabilistic",
    tasks=("positive-regression",),
    inputs=(Input(argument="log_mean", space="log-rate", shape="(*)"),),
    targets=(Target(space="positive", dtype="float", shape="(*)"),),
    activation="exp",
    outputs="1",
    elicits="mean",
    proper=True,
    formula=r"\ell(x, y) = 2 \left(\frac{y}{\mu} - 1 - \ln \frac{y}{\mu}\right), \quad \mu = e^x",
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=(
        "The limit of the Tweedie deviance as its power goes to 2.",
        "Up to scale and a constant, the negative log-likelihood of a gamma distribution with fixed shape.",
    ),
    pitfalls=(
        "A target of exactly 0 makes it infinite; use the Tweedie deviance for amounts with zeros.",
        "Start the bias of the head at the log of the mean, or the first steps are huge.",
    ),
    references=(
        Reference(
            authors="McCullagh, P. and Nelder, J. A.",
            year=1989,
            title="Generalized Linear Models",
            id="isbn:0-412-31760-5",
        ),
    ),
    impl="rightloss.losses.probabilistic.gamma_deviance:gamma_deviance:GammaDevianceLoss",
    curve=Curve(axis="prediction", start=-1.0, stop=2.5, target=2.0),
)
