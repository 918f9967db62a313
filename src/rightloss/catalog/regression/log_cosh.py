"""The logarithm of the hyperbolic cosine of the error."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Reference, Target

LOSS = Loss(
    name="log-cosh",
    title="Log-cosh loss",
    aliases=(
        "logcosh",
        "log-hyperbolic-cosine",
    ),
    summary=("The squared error near zero and the absolute error far out, with every derivative continuous."),
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="robust-centre",
    proper=True,
    formula=r"\ell(x, y) = \ln \cosh(x - y)",
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=(
        "Half the squared error in the limit of small errors.",
        "The absolute error less ln 2 in the limit of large ones.",
        "Its second derivative is at most 1 and never 0, where that of the Huber loss jumps to 0.",
    ),
    pitfalls=(
        (
            "It turns from quadratic to linear at an error of about 1: scale the targets, or take "
            "the Huber loss and its delta."
        ),
        ("The usual forms, log(cosh(e)) and e + softplus(-2 e) - ln 2, give 0 for an error of 1e-4 in float32."),
    ),
    references=(
        Reference(
            authors="Chen, P., Chen, G. and Zhang, S.",
            year=2019,
            title="Log Hyperbolic Cosine Loss Improves Variational Auto-Encoder",
            id="openreview:rkglvsC9Ym",
        ),
    ),
    impl="rightloss.losses.regression.log_cosh:log_cosh_loss:LogCoshLoss",
    curve=Curve(axis="error", start=-3.0, stop=3.0),
)
