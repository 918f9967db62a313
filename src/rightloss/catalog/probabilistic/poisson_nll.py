"""Counts with a Poisson mean."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="poisson-nll",
    title="Poisson negative log-likelihood",
    aliases=("poisson", "poisson-negative-log-likelihood", "poisson-loss"),
    summary="Negative log-likelihood of counts under a Poisson distribution whose log-rate the model predicts.",
    family="probabilistic",
    tasks=("count-regression",),
    inputs=(Input(argument="input", space="log-rate", shape="(*)"),),
    targets=(Target(space="count", dtype="float", shape="(*)"),),
    activation="exp",
    outputs="1",
    elicits="mean",
    proper=True,
    formula=r"\ell(x, y) = e^{x} - y x",
    initial="1",
    lower_bound=None,
    options=(
        Option(
            name="log_input",
            default="True",
            meaning="True: the input is the logarithm of the rate. False: the input is the rate itself, above 0.",
        ),
        Option(
            name="full",
            default="False",
            meaning="Whether to add Stirling's approximation of ln y! for targets above 1; it has no gradient.",
        ),
        Option(name="eps", default="1e-08", meaning="Added to the rate before its logarithm when log_input=False."),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),
    ),
    relations=(
        "The negative log-likelihood of a Poisson distribution without its constant ln y!.",
        "Half the Poisson deviance up to a constant that depends on the target alone.",
        "The limit of the negative binomial likelihood as the over-dispersion goes to 0.",
    ),
    pitfalls=(
        "log_input=True is the default: a raw rate of 100 is taken as a log-rate and the loss is infinite in float32.",
        "Do not apply exp, softplus or ReLU to the input when log_input=True; exp makes the prediction afterwards.",
        "It may be negative, since ln y! is left out: y = 10 at the right rate gives 10 - 10 ln 10 = -13.0.",
        "Counts whose variance is far above their mean are over-dispersed: the mean is right, the spread is not.",
        "Shapes (N, 1) and (N,) are broadcast to (N, N) without a warning.",
    ),
    references=(
        Reference(
            authors="McCullagh, P. and Nelder, J. A.",
            year=1989,
            title="Generalized Linear Models",
            id="isbn:978-0-412-31760-6",
        ),
    ),
    calls=("torch.nn.PoissonNLLLoss", "torch.nn.functional.poisson_nll_loss"),
    curve=Curve(axis="prediction", start=-2.0, stop=3.0, target=3.0),
    impl="rightloss.losses.probabilistic.poisson_nll:poisson_nll_loss:PoissonNLLLoss",
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.SHAPES_MUST_MATCH,
        differ.DEPRECATED_ARGUMENTS,
        differ.INTEGER_INPUT,
        differ.NEGATIVE_COUNTS,
    ),
)
