"""The Tweedie deviance."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="tweedie-deviance",
    title="Tweedie deviance",
    aliases=(
        "tweedie",
        "compound-poisson-gamma",
        "mean-tweedie-deviance",
    ),
    summary="Deviance of a compound Poisson-gamma distribution, for amounts that are often exactly zero.",
    family="probabilistic",
    tasks=("positive-regression",),
    inputs=(Input(argument="log_mean", space="log-rate", shape="(*)"),),
    targets=(Target(space="non-negative", dtype="float", shape="(*)"),),
    activation="exp",
    outputs="1",
    elicits="mean",
    proper=True,
    formula=(
        r"\ell(x, y) = 2 \left(\frac{y^{2-p}}{(1-p)(2-p)} - \frac{y \mu^{1-p}}{1-p} + "
        r"\frac{\mu^{2-p}}{2-p}\right), \quad \mu = e^x"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="power",
            default="1.5",
            meaning="The power of the mean that the variance follows, between 1 and 2.",
        ),
        *shared("element", "(*)"),
    ),
    relations=(
        (
            "The limit of the Tweedie deviance as the power goes to 1 is the Poisson deviance, and to 2 "
            "the gamma deviance."
        ),
    ),
    pitfalls=(
        "Values at different powers cannot be compared: they are in different units.",
        "Start the bias of the head at the log of the mean.",
    ),
    references=(
        Reference(
            authors="Jorgensen, B.",
            year=1987,
            title="Exponential Dispersion Models",
            id="doi:10.1111/j.2517-6161.1987.tb01685.x",
        ),
    ),
    impl="rightloss.losses.probabilistic.tweedie_deviance:tweedie_deviance:TweedieDevianceLoss",
    curve=Curve(axis="prediction", start=-1.0, stop=2.5, target=2.0),
)
