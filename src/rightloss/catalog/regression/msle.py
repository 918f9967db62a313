"""The squared error of log(1 + y)."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Reference, Target

LOSS = Loss(
    name="msle",
    title="Mean squared logarithmic error",
    aliases=(
        "rmsle",
        "mean-squared-log-error",
        "squared-logarithmic-error",
    ),
    summary="Squared error on the scale of log(1 + y): relative errors count, and predictions are undone with expm1.",
    family="regression",
    tasks=(
        "positive-regression",
        "regression",
    ),
    inputs=(Input(argument="log_prediction", space="log-rate", shape="(*)"),),
    targets=(Target(space="non-negative", dtype="float", shape="(*)"),),
    activation="expm1",
    outputs="1",
    elicits="geometric-mean",
    proper=True,
    formula=r"\ell(x, y) = (x - \ln(1 + y))^2",
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=("The squared error between the output and log(1 + y).",),
    pitfalls=(
        "It predicts the geometric mean of 1 + y, which lies below the mean: sums of predictions come out too small.",
        "The prediction is expm1 of the output, not the output.",
    ),
    references=(
        Reference(
            authors="Gneiting, T.",
            year=2011,
            title="Making and Evaluating Point Forecasts",
            id="doi:10.1198/jasa.2011.r10138",
        ),
    ),
    impl="rightloss.losses.regression.msle:msle_loss:MSLELoss",
    curve=Curve(axis="prediction", start=-1.0, stop=3.0, target=2.0),
)
