"""The pinball losses of many quantiles: the CRPS of a forecast by its quantiles."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="quantile-crps",
    title="CRPS from quantiles (many pinball losses)",
    aliases=(
        "multi-quantile",
        "mean-pinball",
        "quantile-crps-loss",
    ),
    summary="Many quantiles at once: twice their mean pinball loss, which tends to the CRPS.",
    family="regression",
    tasks=(
        "quantile-regression",
        "regression",
    ),
    inputs=(Input(argument="quantiles", space="real", shape="(*, Q)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="Q",
    elicits="quantile",
    proper=True,
    formula=r"\ell(x, y) = \frac{2}{Q} \sum_q \max(\tau_q (y - x_q), (\tau_q - 1)(y - x_q))",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(name="levels", default="", meaning="The levels of the quantiles, between 0 and 1, as (0.1, 0.5, 0.9)."),
        *shared("element", "(*)"),
    ),
    relations=(
        "L1 with the one level 0.5.",
        "Twice the mean of the pinball losses of its levels.",
        "The CRPS in the limit of many evenly spaced levels.",
    ),
    pitfalls=(
        ("Quantiles predicted side by side can cross; sort them, or predict positive steps between them."),
        "The levels are the last dimension, in the order that was given.",
        "Levels that crowd in the middle leave the tails to chance.",
    ),
    references=(
        Reference(
            authors="Gneiting, T. and Raftery, A. E.",
            year=2007,
            title="Strictly Proper Scoring Rules, Prediction, and Estimation",
            id="doi:10.1198/016214506000001437",
        ),
    ),
    impl="rightloss.losses.regression.quantile_crps:quantile_crps:QuantileCRPSLoss",
)
