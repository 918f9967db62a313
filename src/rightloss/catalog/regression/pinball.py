"""The pinball loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="pinball",
    title="Pinball loss (quantile loss)",
    aliases=(
        "quantile",
        "quantile-loss",
        "check-loss",
    ),
    summary="Weights errors on both sides of a quantile so that the quantile is its best constant prediction.",
    family="regression",
    tasks=(
        "quantile-regression",
        "regression",
    ),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="quantile",
    proper=True,
    formula=r"\ell(x, y) = \max(q (y - x), (q - 1) (y - x))",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="quantile",
            default="0.5",
            meaning="The quantile, between 0 and 1.",
        ),
        *shared("element", "(*)"),
    ),
    relations=("At quantile 0.5 it is half the L1 loss.",),
    pitfalls=(
        "Quantiles trained by separate heads can cross; sort them, or let each head add a positive amount to the last.",
        "The extreme quantiles of a small sample rest on few rows: 0.99 of 500 rows on five.",
    ),
    references=(
        Reference(
            authors="Koenker, R. and Bassett, G.",
            year=1978,
            title="Regression Quantiles",
            id="doi:10.2307/1913643",
        ),
    ),
    impl="rightloss.losses.regression.pinball:pinball_loss:PinballLoss",
    curve=Curve(axis="error", start=-3.0, stop=3.0),
)
